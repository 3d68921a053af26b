//! The writer: requests of many threads, requests that fail, readers beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fadu_base::Value;
use fadu_store::journal::journal_position;
use fadu_store::{Reader, Source, StoreError};

use crate::store_kit::*;

#[test]
fn many_threads_write_together() {
    let (folder, store) = store();
    let store = Arc::new(store);
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let store = store.clone();
            std::thread::spawn(move || {
                for n in 0..20 {
                    let of = format!("matter/t{thread}-{n}");
                    start(&store, &of);
                    note(&store, &of, "改");
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let report = store.verify(fadu_store::verify::Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.events), (160, 320));
    let numbers: i64 =
        folder.tamper().query_row("SELECT count(DISTINCT no) FROM record", [], |row| row.get(0)).unwrap();
    assert_eq!(numbers, 160);
}

#[test]
fn a_request_that_dies_leaves_nothing_and_the_writer_lives() {
    let (_folder, store) = store();
    let died = store.write(|txn| {
        let def = def(&txn.shared().definitions, "matter");
        let event = event(&def, 1, "start", "2020-06-01", Vec::new());
        txn.append(vec![change(None, &id("matter/m1"), &def, event)])?;
        assert!(txn.district().is_empty(), "dies on purpose");
        Ok(())
    });
    assert!(matches!(died, Err(StoreError::Panicked(_))));
    assert!(store.read(|reader| reader.load(&id("matter/m1"))).unwrap().is_none());
    assert_eq!(start(&store, "matter/m1").position, 1);
}

#[test]
fn a_reader_sees_one_state() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    store
        .read(|reader| {
            let before = reader.load(&id("matter/m1"))?.unwrap().seq;
            note(&store, "matter/m1", "改");
            assert_eq!(reader.load(&id("matter/m1"))?.unwrap().seq, before);
            Ok(())
        })
        .unwrap();
    assert_eq!(store.read(|reader| reader.load(&id("matter/m1"))).unwrap().unwrap().seq, 2);
}

#[test]
fn readers_on_all_cores_see_one_position() {
    let (_folder, store) = store();
    let store = Arc::new(store);
    let beside = store.clone();
    let writing = std::thread::spawn(move || {
        for n in 0..30 {
            start(&beside, &format!("matter/w{n}"));
        }
    });
    while !writing.is_finished() {
        let position = |reader: &mut Reader<'_>| {
            let before = journal_position(reader.view.db, &reader.view.shared.meta.district)?;
            std::thread::sleep(std::time::Duration::from_millis(2));
            assert_eq!(journal_position(reader.view.db, &reader.view.shared.meta.district)?, before);
            Ok(before)
        };
        let positions = store.read_on_each_core(4, position).unwrap();
        assert!(!positions.is_empty() && positions.iter().all(|one| *one == positions[0]), "{positions:?}");
    }
    writing.join().unwrap();
    let failed = store.read_on_each_core(4, |_| Err::<(), _>(StoreError::Closed));
    assert!(matches!(failed, Err(StoreError::Closed)));
}

#[test]
fn a_reader_cannot_write() {
    let (_folder, store) = store();
    let written = store.read(|reader| reader.view.db.execute("DELETE FROM meta WHERE district = $1", &[]));
    assert!(written.is_err());
}

#[test]
fn two_stores_on_one_folder_agree() {
    let (folder, first) = store();
    let second = reopen(&folder);
    start(&first, "matter/m1");
    note(&second, "matter/m1", "二");
    note(&first, "matter/m1", "三");
    assert_eq!(start(&second, "matter/m2").position, 4);
    assert!(first.verify(fadu_store::verify::Depth::Full).unwrap().is_sound());
}

#[test]
fn a_folder_is_not_taken_twice() {
    let (folder, store) = store();
    drop(store);
    let meta = fadu_store::Meta { district: DISTRICT.to_owned(), ..Default::default() };
    let again = fadu_store::Store::create(folder.path(), meta, definitions());
    assert!(matches!(again.err(), Some(StoreError::Folder(_))));
    let nowhere = fadu_store::Store::open(&folder.path().join("none"), definitions());
    assert!(matches!(nowhere.err(), Some(StoreError::Folder(_))));
}

/// The page limit of SQLite stands for a full disk: it gives the same error.
#[test]
fn a_full_disk_is_said_and_the_journal_is_sound() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    let full = store.write(|txn| {
        txn.db().each("PRAGMA max_page_count = 1", &[], |_| Ok(()))?;
        let def = def(&txn.shared().definitions, "matter");
        for n in 0..2000 {
            let of = id(&format!("matter/f{n}"));
            let event =
                event(&def, 1, "start", "2020-06-01", fields(&[("subject", Value::text("长".repeat(500)))]));
            txn.append(vec![change(None, &of, &def, event)])?;
        }
        Ok(())
    });
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    store.write(|txn| txn.db().each("PRAGMA max_page_count = 1000000", &[], |_| Ok(()))).unwrap();
    note(&store, "matter/m1", "改");
    let report = store.verify(fadu_store::verify::Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(report.events, 2);
}

#[test]
fn readings_wait_for_their_turn_and_one_within_another_does_not() {
    let (_folder, store) = store();
    let within = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                let nested =
                    |_: &mut Reader<'_>| store.read(|inner| journal_position(inner.view.db, DISTRICT));
                assert_eq!(store.read(nested).unwrap(), 0);
                within.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
    // A reading that dies gives its turn back.
    for _ in 0..64 {
        let died = catch_unwind(AssertUnwindSafe(|| store.read(|_| -> Result<(), StoreError> { panic!() })));
        assert!(died.is_err());
    }
    assert!(store.read(|_| Ok(())).is_ok());
    assert_eq!(within.into_inner(), 64);
}
