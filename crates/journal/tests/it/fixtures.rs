//! Bytes of every version of the encoding stay readable, and verify.
//!
//! The files were made without this crate, hashes and ciphertext by OpenSSL. They never change; a new
//! version of the encoding adds a folder.

use fadu_journal::Hash;
use fadu_journal::canonical::parse;
use fadu_journal::seal::{Key, Place};
use fadu_journal::verify::{Depth, Stored, verify};

/// The events of version 1, with the record and number under which they are stored.
const V1: [(&str, u32, &str, &[u8]); 4] = [
    ("reconsideration/140502-FY-2020-0001", 1, "plain-1.json", include_bytes!("../fixtures/v1/plain-1.json")),
    ("reconsideration/140502-FY-2020-0001", 2, "plain-2.json", include_bytes!("../fixtures/v1/plain-2.json")),
    ("person/0001", 1, "sealed-1.json", include_bytes!("../fixtures/v1/sealed-1.json")),
    ("person/0001", 2, "sealed-2.json", include_bytes!("../fixtures/v1/sealed-2.json")),
];

/// The hashes stored beside them.
fn hashes() -> Vec<Hash> {
    let lines = include_str!("../fixtures/v1/hashes.txt").lines().zip(V1);
    lines
        .map(|(line, (_, _, file, _))| {
            let (name, digits) = line.split_once(' ').unwrap();
            assert_eq!(name, file);
            Hash::parse(digits).unwrap()
        })
        .collect()
}

#[test]
fn version_1_verifies() {
    let hashes = hashes();
    let events = V1.iter().zip(&hashes).map(|(&(record, seq, _, bytes), hash)| Stored {
        record,
        seq,
        bytes,
        hash: &hash.0,
    });
    let summary = verify(Depth::Form, events).unwrap();
    assert_eq!((summary.records, summary.events), (2, 4));
}

#[test]
fn version_1_is_read_and_written_again() {
    for (_, seq, file, bytes) in V1 {
        let value = parse(bytes).unwrap();
        assert_eq!(value.to_bytes(), bytes, "{file}");
        assert_eq!(value.get("seq").unwrap().as_int(), Some(i64::from(seq)));
    }
}

#[test]
fn version_1_opens_and_is_sealed_again() {
    let key = Key::new(&std::array::from_fn(|at| at as u8));
    let plain =
        [(2, "address", "某街道1号\n"), (2, "id_number", "140599199003070014"), (3, "phone", "13800000000")];
    for (index, field, expected) in plain {
        let (record, seq, _, bytes) = V1[index];
        let event = parse(bytes).unwrap();
        let sealed = event.get("fields").unwrap().get(field).unwrap();
        let place = Place { record, seq, field };
        assert_eq!(key.open(place, sealed).unwrap(), expected);
        assert_eq!(key.seal(place, expected), *sealed);
    }
    let digest = key.digest("id_number", "140599199003070014").to_string();
    assert_eq!(digest, "967311942f808e9a972b6fb8aec1b3f1268d471f935142ad90500db112c7d1d5");
}
