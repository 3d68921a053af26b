//! Sealed values open with their key at their place, and with nothing else.

use fadu_journal::canonical::parse;
use fadu_journal::seal::{Key, Place, Unreadable, ciphertext};
use fadu_journal::verify::{Depth, Stored, verify};
use fadu_journal::{Hash, Json};
use proptest::prelude::*;

const PLACE: Place<'static> = Place { record: "person/1", seq: 1, field: "id_number" };

fn key(byte: u8) -> Key {
    Key::new(&[byte; 32])
}

/// What the store keeps of a record: event bytes and hashes, and the wrapped key until erasure.
struct Kept {
    bytes: Vec<u8>,
    hash: Hash,
    wrapped: Option<Vec<u8>>,
}

impl Kept {
    fn read(&self, master: &Key) -> Result<String, Unreadable> {
        let secret = master.unwrap(PLACE.record, self.wrapped.as_deref().ok_or(Unreadable)?)?;
        let event = parse(&self.bytes).unwrap();
        Key::new(&secret).open(PLACE, event.get("fields").unwrap().get(PLACE.field).unwrap())
    }
}

#[test]
fn destroying_the_key_erases_and_the_chain_still_verifies() {
    let (master, secret) = (key(1), [7; 32]);
    let sealed = Key::new(&secret).seal(PLACE, "140599199003070014");
    let event = Json::object([
        ("fields", Json::object([(PLACE.field, sealed)])),
        ("record", PLACE.record.into()),
        ("seq", 1_i64.into()),
    ]);
    let bytes = event.to_bytes();
    let hash = Hash::ZERO.link(&bytes);
    let mut kept = Kept { bytes, hash, wrapped: Some(master.wrap(PLACE.record, &secret)) };
    assert_eq!(kept.read(&master).as_deref(), Ok("140599199003070014"));
    assert_eq!(kept.read(&key(2)), Err(Unreadable));

    kept.wrapped = None;
    assert_eq!(kept.read(&master), Err(Unreadable));
    let stored = Stored { record: PLACE.record, seq: 1, bytes: &kept.bytes, hash: &kept.hash.0 };
    assert!(verify(Depth::Form, [stored]).is_ok());
    assert!(!String::from_utf8(kept.bytes).unwrap().contains("140599"));
}

#[test]
fn a_value_moved_elsewhere_does_not_open() {
    let sealed = key(1).seal(PLACE, "13800000000");
    assert_eq!(key(1).open(PLACE, &sealed).as_deref(), Ok("13800000000"));
    for place in [
        Place { record: "person/2", ..PLACE },
        Place { seq: 2, ..PLACE },
        Place { field: "phone", ..PLACE },
        Place { record: "person/1\0", ..PLACE },
    ] {
        assert_eq!(key(1).open(place, &sealed), Err(Unreadable));
    }
    assert_eq!(key(2).open(PLACE, &sealed), Err(Unreadable));
}

#[test]
fn only_a_sealed_value_counts_as_one() {
    let sealed = key(1).seal(PLACE, "");
    assert!(ciphertext(&sealed).is_some());
    assert_eq!(key(1).open(PLACE, &sealed).as_deref(), Ok(""));
    for other in
        [Json::Null, Json::from("x"), Json::object([("c", 1_i64)]), Json::object([("c", "x"), ("d", "y")])]
    {
        assert!(ciphertext(&other).is_none());
        assert_eq!(key(1).open(PLACE, &other), Err(Unreadable));
    }
    for broken in ["", "A", "AAAA", "!!!!", &"A".repeat(64)] {
        assert_eq!(key(1).open(PLACE, &Json::object([("c", broken)])), Err(Unreadable));
    }
}

#[test]
fn digests_tell_equality_and_nothing_else() {
    let (a, b) = (key(1), key(2));
    assert_eq!(a.digest("phone", "13800000000"), a.digest("phone", "13800000000"));
    assert_ne!(a.digest("phone", "13800000000"), a.digest("phone", "13800000001"));
    assert_ne!(a.digest("phone", "13800000000"), a.digest("address", "13800000000"));
    assert_ne!(a.digest("phone", "13800000000"), b.digest("phone", "13800000000"));
    assert_ne!(a.digest("ab", "c"), a.digest("a", "bc"));
    assert_eq!(format!("{a:?}"), "Key(…)");
}

proptest! {
    #[test]
    fn every_value_comes_back(text in any::<String>(), secret: [u8; 32], seq: u32, field in "[a-z_]{1,9}") {
        let key = Key::new(&secret);
        let place = Place { record: "person/1", seq, field: &field };
        let sealed = key.seal(place, &text);
        prop_assert_eq!(key.open(place, &sealed), Ok(text.clone()));
        prop_assert_eq!(key.seal(place, &text), sealed);
    }

    #[test]
    fn every_changed_bit_is_found(plain in prop::collection::vec(any::<u8>(), 0..50), at: prop::sample::Index, bit in 0..8) {
        let mut sealed = key(1).seal_bytes(PLACE, &plain);
        let at = at.index(sealed.len());
        sealed[at] ^= 1_u8 << bit;
        prop_assert_eq!(key(1).open_bytes(PLACE, &sealed), Err(Unreadable));
        sealed.truncate(at);
        prop_assert_eq!(key(1).open_bytes(PLACE, &sealed), Err(Unreadable));
    }

    #[test]
    fn a_wrapped_key_is_unwrapped(secret: [u8; 32]) {
        let wrapped = key(1).wrap("person/1", &secret);
        prop_assert_eq!(key(1).unwrap("person/1", &wrapped), Ok(secret));
        prop_assert_eq!(key(1).unwrap("person/2", &wrapped), Err(Unreadable));
    }
}

proptest! {
    #[test]
    fn many_together_as_one_by_one(
        secrets in prop::collection::vec(any::<[u8; 32]>(), 0..20),
        texts in prop::collection::vec("\\PC{0,60}", 0..20),
        altered in any::<u8>(),
    ) {
        let master = key(3);
        let fields: Vec<String> = (0..texts.len()).map(|at| format!("fields/{at}")).collect();
        let values: Vec<_> = fields.iter().zip(&texts)
            .map(|(field, text)| (Place { field, ..PLACE }, text.as_bytes())).collect();
        let sealed: Vec<_> = values.iter().map(|(place, plain)| master.seal_bytes(*place, plain)).collect();
        prop_assert_eq!(master.seal_all(&values), sealed);
        let digests: Vec<_> = texts.iter().map(|text| master.digest("value", text)).collect();
        prop_assert_eq!(master.digest_all("value", texts.iter().map(|text| &**text)), digests);
        let mut wrapped: Vec<_> = secrets.iter().map(|secret| master.wrap("a/1", secret)).collect();
        if let Some(first) = wrapped.first_mut() {
            first.truncate(usize::from(altered));
        }
        let stored: Vec<(&str, &[u8])> = wrapped.iter().map(|wrapped| ("a/1", &**wrapped)).collect();
        let one_by_one: Vec<_> = wrapped.iter().map(|wrapped| master.unwrap("a/1", wrapped)).collect();
        prop_assert_eq!(master.unwrap_all(&stored), one_by_one);
        let seal = |key: &Key| key.seal_bytes(PLACE, b"plain");
        let keys: Vec<_> = Key::new_all(&secrets).iter().map(seal).collect();
        prop_assert_eq!(keys, secrets.iter().map(|secret| seal(&Key::new(secret))).collect::<Vec<_>>());
    }
}
