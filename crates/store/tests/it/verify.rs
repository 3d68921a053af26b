//! Verification: a clean store is clean, and whatever is changed is found and named.

use fadu_store::verify::{Depth, Finding, Report};
use fadu_store::{Meta, Store};

use crate::replay::filled;
use crate::store_kit::*;

/// Verifies a store that was closed, changed behind its back and opened again.
fn after(change: &str) -> Report {
    let (folder, store) = filled();
    drop(store);
    let changed = folder.tamper().execute(change, []).unwrap();
    assert!(changed > 0, "{change} changed nothing");
    reopen(&folder).verify(Depth::Full).unwrap()
}

fn only(report: &Report) -> &Finding {
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    &report.findings[0]
}

#[test]
fn a_clean_store_is_clean() {
    let (_folder, store) = filled();
    let report = store.verify(Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.events), (6, 14));
    let chain = store.verify(Depth::Chain).unwrap();
    assert!(chain.is_sound());
    assert_eq!((chain.events, chain.bytes), (report.events, report.bytes));
}

#[test]
fn every_byte_of_an_event_counts() {
    let (folder, store) = filled();
    drop(store);
    let conn = folder.tamper();
    let sql = "SELECT bytes FROM journal WHERE record = 'matter/m1' AND seq = 2";
    let bytes: Vec<u8> = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    for at in (0..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let sql = "UPDATE journal SET bytes = $1 WHERE record = 'matter/m1' AND seq = 2";
        conn.execute(sql, [&changed]).unwrap();
        let report = reopen(&folder).verify(Depth::Chain).unwrap();
        let named = |finding: &Finding| matches!(finding, Finding::Event { record, seq: 2, .. } if record == "matter/m1");
        assert!(report.findings.iter().any(named), "byte {at}");
    }
}

#[test]
fn a_changed_hash_is_found() {
    let report = after("UPDATE journal SET hash = zeroblob(32) WHERE record = 'matter/m3' AND seq = 1");
    assert!(matches!(only(&report), Finding::Event { record, seq: 1, .. } if record == "matter/m3"));
}

#[test]
fn a_missing_event_is_found() {
    let report = after("DELETE FROM journal WHERE record = 'matter/m1' AND seq = 3");
    let positions = |finding: &Finding| matches!(finding, Finding::Positions { .. });
    assert!(report.findings.iter().any(positions), "{:#?}", report.findings);
    let event = |finding: &Finding| matches!(finding, Finding::ExtraRow { table: "event", row } if row == "matter/m1 3");
    assert!(report.findings.iter().any(event), "{:#?}", report.findings);
}

#[test]
fn an_event_moved_to_another_record_is_found() {
    let report = after("UPDATE journal SET record = 'matter/m9' WHERE record = 'matter/m4'");
    let named = |finding: &Finding| matches!(finding, Finding::Event { record, .. } if record == "matter/m9");
    assert!(report.findings.iter().any(named), "{:#?}", report.findings);
}

/// Every column of every projection, but the district, without which the row is not ours.
#[test]
fn every_column_of_a_projection_counts() {
    for (table, name, columns) in [
        (
            "record",
            "id = 'matter/m1'",
            "type version seq no step org org_day opened_on closed_on past fields",
        ),
        (
            "entry",
            "from_on = '2020-06-01'",
            "type to_on in_force seq version no step org org_day opened_on closed_on fields",
        ),
        ("event", "record = 'matter/m1' AND seq = 2", "type action day at person role org past"),
        ("term", "record = 'matter/m1'", "type start_on due_on ended_on met used"),
    ] {
        for column in columns.split(' ') {
            let other = match column {
                "past" | "met" | "in_force" => format!("1 - {column}"),
                "fields" => "replace(fields, ':', ': ')".to_owned(),
                _ => format!("coalesce({column}, '') || '0'"),
            };
            let report = after(&format!("UPDATE {table} SET {column} = {other} WHERE {name}"));
            let found = report.findings.iter().any(|finding| {
                matches!(finding, Finding::Row { table: of, column: named, .. } if *of == table && *named == column)
            });
            assert!(found, "{table}.{column}: {:#?}", report.findings);
        }
    }
}

#[test]
fn keys_of_rows_count() {
    for change in [
        "UPDATE record SET id = 'matter/m10' WHERE id = 'matter/m1'",
        "UPDATE entry SET from_on = '2020-05-02' WHERE from_on = '2020-06-01'",
        "UPDATE event SET seq = 9 WHERE record = 'matter/m1' AND seq = 2",
        "UPDATE term SET row = 3",
        "UPDATE counter SET period = '2019'",
        "DELETE FROM record WHERE id = 'matter/m2'",
        "UPDATE record SET district = '140598' WHERE id = 'matter/m2'",
    ] {
        let report = after(change);
        let missing = |finding: &Finding| matches!(finding, Finding::MissingRow { .. });
        assert!(report.findings.iter().any(missing), "{change}: {:#?}", report.findings);
    }
    let report = after("UPDATE counter SET next = next + 1");
    assert!(matches!(only(&report), Finding::Row { table: "counter", column: "next", .. }));
}

#[test]
fn keys_of_records_count() {
    let report = after("UPDATE record_key SET wrapped = zeroblob(64) WHERE record = 'matter/m1'");
    assert!(matches!(&report.findings[0], Finding::Event { record, .. } if record == "matter/m1"));
    let report = after("UPDATE record_key SET record = 'matter/zz' WHERE record = 'matter/m1'");
    let stray = |finding: &Finding| matches!(finding, Finding::ExtraRow { table: "record_key", row } if row == "matter/zz");
    assert!(report.findings.iter().any(stray), "{:#?}", report.findings);
}

#[test]
fn rows_that_no_event_proves_are_sealed() {
    use fadu_store::attempt::{Attempt, attempt_insert};
    use fadu_store::draft::{Draft, draft_put};
    use fadu_store::due::{DueRow, due_replace};
    use fadu_store::import_file::{ImportFile, import_file_put};
    let (folder, store) = store();
    store
        .write(|txn| {
            let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
            let (record, action) = ("matter/m1".to_owned(), "note".to_owned());
            let (person, at) = ("person/li".to_owned(), "2020-06-01T10:00:00+08:00".to_owned());
            let attempt = Attempt {
                record: record.clone(),
                action: action.clone(),
                rules: "role".into(),
                person: person.clone(),
                at: at.clone(),
            };
            attempt_insert(db, keys, district, &attempt)?;
            let draft = Draft {
                id: "d1".into(),
                record: record.clone(),
                action,
                person,
                at: at.clone(),
                content: "{}".into(),
            };
            draft_put(db, keys, district, &draft)?;
            let file =
                ImportFile { sm3: "ab".into(), path: "a.xlsx".into(), state: "done".into(), records: 3, at };
            import_file_put(db, keys, district, &file)?;
            let due = DueRow {
                record: record.clone(),
                limit: "handle".into(),
                row: 0,
                due_on: None,
                state: "running".into(),
                calendar: "1".into(),
            };
            due_replace(db, keys, district, &record, &[due])
        })
        .unwrap();
    store.attach(b"content", "a.txt", "text/plain", "2020-06-01T10:00:00+08:00").unwrap();
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    drop(store);
    for (table, columns) in [
        ("meta", "value"),
        ("file", "size name media stored_at"),
        ("draft", "record action person at content"),
        ("attempt", "record action rules person at"),
        ("import_file", "path state records at"),
        ("due", "due_on state calendar"),
    ] {
        for column in columns.split(' ') {
            let conn = folder.tamper();
            let only = if table == "meta" { "WHERE key = 'demo_day'" } else { "" };
            let old: rusqlite::types::Value = conn
                .query_row(&format!("SELECT {column} FROM {table} {only}"), [], |row| row.get(0))
                .unwrap();
            conn.execute(&format!("UPDATE {table} SET {column} = coalesce({column}, '') || '0' {only}"), [])
                .unwrap();
            let report = reopen(&folder).verify(Depth::Full).unwrap();
            assert!(
                report
                    .findings
                    .iter()
                    .any(|finding| matches!(finding, Finding::Seal { table: of, .. } if *of == table)),
                "{table}.{column}: {:#?}",
                report.findings
            );
            conn.execute(&format!("UPDATE {table} SET {column} = $1 {only}"), [old]).unwrap();
        }
    }
    assert!(reopen(&folder).verify(Depth::Full).unwrap().is_sound());
}

#[test]
fn attachments_are_hashed_again() {
    let (folder, store) = store();
    let sm3 = store.attach(b"content", "a.txt", "text/plain", "2020-06-01T10:00:00+08:00").unwrap();
    let path = fadu_store::attachments::path(&folder.path().join(fadu_store::FILES), &sm3);
    assert_eq!(store.attachment(&sm3).unwrap().unwrap().1, b"content");
    std::fs::write(&path, b"contenu").unwrap();
    assert_eq!(*only(&store.verify(Depth::Full).unwrap()), Finding::FileAltered(sm3.clone()));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(only(&store.verify(Depth::Full).unwrap()), Finding::FileMissing(of, _) if *of == sm3));
}

/// A type whose definition is gone: the chain still holds, nothing is taken for altered.
#[test]
fn records_without_a_definition_are_said_and_not_accused() {
    let (folder, store) = filled();
    drop(store);
    let mut definitions = (*definitions()).clone();
    definitions.types.shift_remove("permit");
    let store = Store::open(folder.path(), std::sync::Arc::new(definitions)).unwrap();
    let report = store.verify(Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(report.undefined.get("permit"), Some(&1));
}

#[test]
fn another_master_key_is_noticed() {
    let (folder, store) = filled();
    drop(store);
    let other = Folder::new();
    let meta = Meta { district: DISTRICT.to_owned(), name: "他".to_owned(), demo_day: None };
    drop(Store::create(other.path(), meta, definitions()).unwrap());
    std::fs::copy(other.path().join("master.key"), folder.path().join("master.key")).unwrap();
    let opened = Store::open(folder.path(), definitions());
    assert!(matches!(opened.err(), Some(fadu_store::StoreError::MasterKey(_))));
}

/// Bytes of the database file, wherever they lie: what is not found must have changed nothing.
#[test]
fn a_changed_byte_of_the_file_is_found() {
    const TABLES: [&str; 7] = ["journal", "record", "entry", "event", "term", "counter", "record_key"];
    let (folder, store) = filled();
    drop(store);
    let before = TABLES.map(|table| dump(&folder, table));
    let good = std::fs::read(folder.database()).unwrap();
    let mut found = 0;
    for at in (0..good.len()).step_by((good.len() / 300) | 1) {
        let mut bad = good.clone();
        bad[at] ^= 0x15;
        let _ = std::fs::remove_file(folder.path().join("fadu.db-wal"));
        let _ = std::fs::remove_file(folder.path().join("fadu.db-shm"));
        std::fs::write(folder.database(), &bad).unwrap();
        let sound = Store::open(folder.path(), definitions())
            .and_then(|store| store.verify(Depth::Full))
            .is_ok_and(|report| report.is_sound());
        if sound {
            assert_eq!(TABLES.map(|table| dump(&folder, table)), before, "byte {at}");
        } else {
            found += 1;
        }
    }
    assert!(found > 20, "only {found} bytes mattered");
}
