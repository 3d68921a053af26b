//! The journal: what is appended is read back the same, lies canonical and chained, and shows
//! nothing personal.

use fadu_base::Value;
use fadu_journal::verify::{Depth, Stored, verify};
use fadu_store::{Source, StoreError};

use crate::store_kit::*;

#[test]
fn what_is_appended_is_read_back() {
    let (folder, store) = store();
    let first = start(&store, "matter/m1");
    note(&store, "matter/m1", "改");
    let last = close(&store, "matter/m1");
    assert_eq!(first.position, 1);
    assert_eq!(last.position, 3);
    let read = store.read(|reader| reader.load(&id("matter/m1"))).unwrap().unwrap();
    let sorted = |record: &fadu_engine::Record| {
        let mut events: Vec<_> = record.history.iter().map(|event| (**event).clone()).collect();
        events.iter_mut().for_each(|event| event.fields.sort_by(|a, b| a.0.cmp(&b.0)));
        events
    };
    assert_eq!(sorted(&read), sorted(&last.record));
    assert_eq!(read.fields, last.record.fields);
    assert_eq!((read.seq, read.step, read.closed_on), (3, Some(1), Some(day("2020-06-05"))));
    drop(store);
    let again = reopen(&folder).read(|reader| reader.load(&id("matter/m1"))).unwrap().unwrap();
    assert_eq!(again.fields, last.record.fields);
    assert_eq!(again.no, last.record.no);
}

#[test]
fn stored_bytes_are_canonical_and_chained() {
    let (folder, store) = store();
    for matter in ["matter/a", "matter/b"] {
        start(&store, matter);
        note(&store, matter, "改");
        close(&store, matter);
    }
    let conn = folder.tamper();
    let mut rows = conn.prepare("SELECT record, seq, bytes, hash FROM journal ORDER BY record, seq").unwrap();
    let rows: Vec<(String, u32, Vec<u8>, Vec<u8>)> = rows
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let stored = rows.iter().map(|(record, seq, bytes, hash)| Stored { record, seq: *seq, bytes, hash });
    let summary = verify(Depth::Form, stored).unwrap();
    assert_eq!((summary.records, summary.events), (2, 6));
}

#[test]
fn nothing_personal_lies_in_the_files() {
    let (folder, store) = store();
    start(&store, "matter/m1");
    note(&store, "matter/m1", "改");
    permit(&store, "permit/p1", "2020-05-01", fields(&[("contact", Value::text("13700000000"))]));
    drop(store);
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        if file.path().is_file() {
            all.extend(std::fs::read(file.path()).unwrap());
        }
    }
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    for secret in ["13800000000", "13900000000", "13700000000", ID_NUMBER] {
        assert!(!holds(secret), "{secret} lies open");
    }
    assert!(holds("占道经营"), "the test must be able to fail");
}

#[test]
fn a_second_event_with_the_same_number_is_a_conflict() {
    let (_folder, store) = store();
    let created = start(&store, "matter/m1");
    let again = store.write(move |txn| {
        let def = def(&txn.shared().definitions, "matter");
        let event = event(&def, 1, "start", "2020-06-01", Vec::new());
        txn.append(vec![change(None, &id("matter/m1"), &def, event)]).map(drop)
    });
    assert!(matches!(again, Err(StoreError::Conflict(of)) if of == id("matter/m1")));
    let stale = store.write(move |txn| {
        let def = def(&txn.shared().definitions, "matter");
        let event = event(&def, 3, "note", "2020-06-02", Vec::new());
        txn.append(vec![change(Some(&created.record), &id("matter/m1"), &def, event)]).map(drop)
    });
    assert!(matches!(stale, Err(StoreError::Conflict(_))));
    assert_eq!(note(&store, "matter/m1", "好").position, 2);
}

#[test]
fn a_failed_append_takes_back_everything_even_if_it_is_ignored() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    store
        .write(|txn| {
            let def = def(&txn.shared().definitions, "matter");
            let fresh = event(&def, 1, "start", "2020-06-01", Vec::new());
            let twice = event(&def, 1, "start", "2020-06-01", Vec::new());
            let changes = vec![
                change(None, &id("matter/m2"), &def, fresh),
                change(None, &id("matter/m1"), &def, twice),
            ];
            Ok(txn.append(changes).is_err())
        })
        .unwrap();
    let read = store.read(|reader| reader.load(&id("matter/m2"))).unwrap();
    assert!(read.is_none());
}
