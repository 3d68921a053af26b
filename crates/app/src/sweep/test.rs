//! A record that fails is passed over, in every part of the sweep.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use fadu_base::Instant;

use super::*;
use crate::kit::{Dice, Folder, district, records, store};

/// Records of all cases, long after.
fn stored() -> (Folder, District, Instant) {
    let (folder, district) = district("sweep");
    let records = records(&district, &mut Dice(7));
    store(&district, &records);
    let last = records.iter().map(|record| record.history.last().unwrap().at).max().unwrap();
    (folder, district, last.checked_add(Duration::from_secs(400 * 86_400)).unwrap())
}

fn run(district: &District, sql: &str) {
    let sql = sql.to_owned();
    district.store.write(move |txn| txn.db().execute(&sql, &[])).unwrap();
}

/// Refuses to write rows of a record.
fn refuse(district: &District, table: &str, id: &RecordId) {
    let when = format!("WHEN NEW.record = '{id}' BEGIN SELECT RAISE(ABORT, 'broken'); END");
    run(district, &format!("CREATE TRIGGER no_{table} BEFORE INSERT ON {table} {when}"));
}

#[test]
fn a_record_that_fails_stops_no_other() {
    let (_folder, district, late) = stored();
    // The first that can be settled.
    let first = district.lapsed(late).unwrap().into_iter().find(|id| {
        let due = district.store.read(|reader| {
            let rules = district.rules();
            let record = reader.load(id)?.unwrap();
            answered(reader, |facts| settle(&rules, &record, late, facts))
        });
        !due.unwrap().changes.is_empty()
    });
    let first = first.unwrap();
    refuse(&district, "journal", &first);
    let swept = district.sweep_at(late).unwrap();
    assert_eq!(swept.failed, 1, "{swept:?}");
    assert!(swept.settled > 10 && swept.causes[0].starts_with(first.ty()), "{swept:?}");
    assert!(!swept.causes[0].contains(first.local()), "a log names no record: {swept:?}");
    run(&district, "DROP TRIGGER no_journal");
    assert!(district.sweep_at(late).unwrap().settled > 0, "the next sweep takes it up");
}

#[test]
fn what_cannot_be_counted_again_or_read_stops_no_other() {
    let (_folder, district, late) = stored();
    let one = district.lapsed(late).unwrap().pop_first().unwrap();
    run(&district, "UPDATE due SET calendar = '2019'");
    refuse(&district, "due", &one);
    let early: Instant = "2000-01-01T00:00:00".parse().unwrap();
    let swept = district.sweep_at(early).unwrap();
    assert_eq!(swept.failed, 1, "{swept:?}");
    assert!(swept.recounted > 10, "{swept:?}");
    run(&district, "DROP TRIGGER no_due");

    let told = district.next_records().unwrap();
    run(&district, &format!("UPDATE journal SET bytes = X'00' WHERE record = '{}'", told[0]));
    let mut swept = Swept::default();
    district.alarms(late, &mut swept).unwrap();
    assert!(swept.failed == 1 && swept.alarms > 0, "{swept:?}");
}
