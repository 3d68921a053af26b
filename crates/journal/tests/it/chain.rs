//! The vectors of sheet 00 (8 and 14) and of OpenSSL.

use fadu_journal::Hash;
use fadu_journal::chain::Hasher;
use fadu_journal::hmac::{Hmac, equal};
use fadu_journal::text::hex;

const E1: &str = include_str!("../fixtures/v1/plain-1.json");
const E2: &str = include_str!("../fixtures/v1/plain-2.json");

#[test]
fn sm3_of_abc() {
    let expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(Hash::of(b"abc").to_string(), expected);
    assert_eq!(Hash::parse(expected), Some(Hash::of(b"abc")));
    assert_eq!(Hash::parse(&expected.to_uppercase()), None);
    assert_eq!(Hash::from_bytes(b"abc"), None);
}

#[test]
fn the_chain_of_sheet_00() {
    assert_eq!((E1.len(), E2.len()), (251, 317));
    let h1 = Hash::ZERO.link(E1.as_bytes());
    assert_eq!(h1.to_string(), "8067f31dc4f1160ecf921a43a0378a3f0fd9c01eefe0f31c86c3f48382f50218");
    let h2 = h1.link(E2.as_bytes());
    assert_eq!(h2.to_string(), "57ca41fe4490d7843fa1bf14e2fcf151a8420fc5035e945453c0c05df9f7e912");
    let changed = E1.replace("\"accepted_on\":\"2020-03-02\"", "\"accepted_on\":\"2020-03-03\"");
    assert!(Hash::ZERO.link(changed.as_bytes()).to_string().starts_with("8c5ff439"));
}

#[test]
fn pieces_hash_as_the_whole() {
    let mut hasher = Hasher::new();
    for piece in E1.as_bytes().chunks(7) {
        hasher.update(piece);
    }
    assert_eq!(hasher.finish(), Hash::of(E1.as_bytes()));
}

#[test]
fn hmac_agrees_with_openssl() {
    let code = hex(&Hmac::new(b"fadu").code(&["法".as_bytes(), "度".as_bytes()]));
    assert_eq!(code, "8f8c9e144958b09f600cc1552bff12d4bf3ff4f22cd166d3b52e6e2b0dcaf593");
    let long = hex(&Hmac::new(&[b'k'; 65]).code(&[]));
    assert_eq!(long, "b725025e92fbc8b9a62440d9a9b62b63a8d5301eba7595baefe68e91bdc0e233");
    assert!(equal(b"ab", b"ab") && !equal(b"ab", b"ac") && !equal(b"ab", b"abc"));
}
