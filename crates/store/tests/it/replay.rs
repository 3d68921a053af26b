//! Projections are disposable.

use fadu_base::Value;
use fadu_store::journal::journal_position;
use fadu_store::record::record_of_type;

use crate::store_kit::*;

const TABLES: [&str; 5] = ["record", "entry", "event", "term", "counter"];

/// A store with something in every table.
pub fn filled() -> (Folder, fadu_store::Store) {
    let (folder, store) = store();
    for n in 0..5 {
        let of = format!("matter/m{n}");
        start(&store, &of);
        note(&store, &of, "改");
    }
    close(&store, "matter/m1");
    let given = |name: &str| {
        fields(&[
            ("name", Value::text(name)),
            ("contact", Value::text("13700000000")),
            ("valid_from", Value::Date(day("2020-02-01"))),
        ])
    };
    permit(&store, "permit/p1", "2020-01-01", given("甲"));
    change_permit(&store, "permit/p1", "2020-06-01", fields(&[("name", Value::text("乙"))]));
    change_permit(&store, "permit/p1", "2020-04-01", fields(&[("code", Value::text("K"))]));
    (folder, store)
}

#[test]
fn replay_gives_the_same_rows() {
    let (folder, store) = filled();
    let before = TABLES.map(|table| dump(&folder, table));
    assert!(before.iter().all(|rows| !rows.is_empty()));
    assert_eq!(store.write_long(|txn| txn.replay()).unwrap(), 6);
    assert_eq!(TABLES.map(|table| dump(&folder, table)), before);
}

#[test]
fn replay_repairs_what_was_lost() {
    let (folder, store) = filled();
    let before = TABLES.map(|table| dump(&folder, table));
    for table in TABLES {
        folder.tamper().execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    store.write_long(|txn| txn.replay()).unwrap();
    assert_eq!(TABLES.map(|table| dump(&folder, table)), before);
    assert!(start(&store, "matter/new").record.no.clone().unwrap().contains("-0006-"));
}

/// What a reader at a position sees is what stood there, and nothing of it stays.
#[test]
fn a_reader_may_go_back_to_any_position() {
    let (folder, store) = filled();
    let before = TABLES.map(|table| dump(&folder, table));
    let position = store.read(|reader| journal_position(reader.view.db, DISTRICT)).unwrap();
    let seen = |reader: &mut fadu_store::Reader<'_>| {
        let ids = record_of_type(reader.view.db, DISTRICT, "matter")?;
        Ok((ids.len(), record_of_type(reader.view.db, DISTRICT, "permit")?.len()))
    };
    let then = store.read(seen).unwrap();
    start(&store, "matter/late");
    note(&store, "matter/m1", "迟");
    let now = TABLES.map(|table| dump(&folder, table));
    assert_eq!(store.read(seen).unwrap(), (then.0 + 1, then.1));
    assert_eq!(store.read_at(position, seen).unwrap(), then);
    assert_eq!(store.read_at(0, seen).unwrap(), (0, 0));
    assert_eq!(TABLES.map(|table| dump(&folder, table)), now);
    assert_ne!(before, now);
}
