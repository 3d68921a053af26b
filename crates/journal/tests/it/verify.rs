//! Any change of what is stored is found and named.

use fadu_journal::verify::{Depth, Fault, Stored, Verifier, Why, verify};
use fadu_journal::{Hash, Json};
use proptest::prelude::*;

/// A stored row of the journal.
#[derive(Clone, Debug)]
struct Line {
    record: String,
    seq: u32,
    bytes: Vec<u8>,
    hash: Vec<u8>,
}

/// Three records with some events each.
fn journal() -> Vec<Line> {
    let mut lines = Vec::new();
    for (record, events) in [("a/1", 3), ("a/2", 1), ("b/1", 4)] {
        let mut head = Hash::ZERO;
        for seq in 1..=events {
            let event = Json::object([
                ("fields", Json::object([("n", i64::from(seq) * 10)])),
                ("record", record.into()),
                ("seq", seq.into()),
                ("v", fadu_journal::V.into()),
            ]);
            let bytes = event.to_bytes();
            head = head.link(&bytes);
            lines.push(Line { record: record.into(), seq, bytes, hash: head.0.to_vec() });
        }
    }
    lines
}

fn check(lines: &[Line], depth: Depth) -> Result<(u64, u64), Fault> {
    let stored = lines.iter().map(|line| Stored {
        record: &line.record,
        seq: line.seq,
        bytes: &line.bytes,
        hash: &line.hash,
    });
    verify(depth, stored).map(|summary| (summary.records, summary.events))
}

#[test]
fn an_untouched_journal_verifies() {
    for depth in [Depth::Chain, Depth::Place, Depth::Form] {
        assert_eq!(check(&journal(), depth), Ok((3, 8)));
    }
    assert_eq!(check(&[], Depth::Form), Ok((0, 0)));
}

#[test]
fn the_first_bad_event_is_named() {
    let mut lines = journal();
    lines[1].bytes[15] ^= 1;
    let fault = check(&lines, Depth::Chain).unwrap_err();
    assert_eq!((fault.record.as_str(), fault.seq), ("a/1", 2));
    assert!(matches!(fault.why, Why::Hash { .. }));
    assert!(fault.to_string().starts_with("a/1 第2号事件：哈希不符"));
}

#[test]
fn a_changed_event_with_a_hash_of_its_own_breaks_the_next() {
    let mut lines = journal();
    lines[1].bytes = String::from_utf8(lines[1].bytes.clone()).unwrap().replace("20", "21").into_bytes();
    lines[1].hash = Hash::from_bytes(&lines[0].hash).unwrap().link(&lines[1].bytes).0.to_vec();
    let fault = check(&lines, Depth::Chain).unwrap_err();
    assert_eq!((fault.record.as_str(), fault.seq), ("a/1", 3));
}

#[test]
fn missing_doubled_and_swapped_events_are_found() {
    let number = |lines: &[Line]| match check(lines, Depth::Chain).unwrap_err() {
        Fault { record, seq, why: Why::Number { expected } } => (record, seq, expected),
        other => panic!("{other}"),
    };
    let mut lines = journal();
    lines.remove(1);
    assert_eq!(number(&lines), ("a/1".into(), 3, 2));
    let mut lines = journal();
    lines.insert(1, lines[0].clone());
    assert_eq!(number(&lines), ("a/1".into(), 1, 2));
    let mut lines = journal();
    lines.swap(5, 6);
    assert_eq!(number(&lines), ("b/1".into(), 3, 2));
    let mut lines = journal();
    lines.remove(0);
    assert_eq!(number(&lines), ("a/1".into(), 2, 1));
}

#[test]
fn a_record_cannot_pass_for_another() {
    let mut lines = journal();
    lines[3].record = "a/9".into();
    assert_eq!(check(&lines, Depth::Chain), Ok((3, 8)));
    assert_eq!(check(&lines, Depth::Place).unwrap_err().why, Why::Place);
}

#[test]
fn bytes_that_are_not_canonical_are_found() {
    let bytes = b"{\"record\":\"a/1\",\"seq\":1 }".to_vec();
    let hash = Hash::ZERO.link(&bytes).0.to_vec();
    let fault = check(&[Line { record: "a/1".into(), seq: 1, bytes, hash }], Depth::Form).unwrap_err();
    assert!(matches!(fault.why, Why::Form(_)));
}

#[test]
fn a_cut_end_is_seen_by_the_head() {
    let lines = journal();
    let mut verifier = Verifier::new(Depth::Chain);
    for line in &lines[..2] {
        verifier
            .take(Stored { record: &line.record, seq: line.seq, bytes: &line.bytes, hash: &line.hash })
            .unwrap();
    }
    let (record, seq, hash) = verifier.head();
    assert_eq!((record, seq), ("a/1", 2));
    assert_ne!(hash.0.as_slice(), lines[2].hash);
}

proptest! {
    #[test]
    fn one_changed_bit_anywhere_is_found(line in 0..8_usize, in_hash: bool, at: prop::sample::Index, bit in 0..8) {
        let mut lines = journal();
        let bytes = if in_hash { &mut lines[line].hash } else { &mut lines[line].bytes };
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let fault = check(&lines, Depth::Chain).unwrap_err();
        prop_assert_eq!((fault.record, fault.seq), (lines[line].record.clone(), lines[line].seq));
    }
}
