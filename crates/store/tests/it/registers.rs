//! Registers as of a day, and the other answers to the engine.

use fadu_base::{Name, RecordId, Value};
use fadu_engine::{Answer, Query};
use fadu_store::{Source, Store};

use crate::store_kit::*;

fn entries(folder: &Folder) -> Vec<(String, Option<String>, bool, i64, String)> {
    let conn = folder.tamper();
    let sql = "SELECT from_on, to_on, in_force, seq, fields ->> 'name' FROM entry ORDER BY id, from_on";
    let mut rows = conn.prepare(sql).unwrap();
    let rows =
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn row(
    from: &str,
    to: Option<&str>,
    in_force: bool,
    seq: i64,
    name: &str,
) -> (String, Option<String>, bool, i64, String) {
    (from.to_owned(), to.map(str::to_owned), in_force, seq, name.to_owned())
}

fn valid(name: &str, from: &str, until: Option<&str>) -> Vec<(Name, Value)> {
    let mut given = fields(&[("name", Value::text(name)), ("valid_from", Value::Date(day(from)))]);
    given.extend(until.map(|until| ("valid_until".into(), Value::Date(day(until)))));
    given
}

/// Both sources must give the same answer: the writer through its caches, twice, and a reader.
fn ask(store: &Store, query: Query) -> String {
    let asked = query.clone();
    let written = store
        .write(move |txn| Ok([format!("{:?}", txn.answer(&asked)?), format!("{:?}", txn.answer(&asked)?)]))
        .unwrap();
    let read = store.read(|reader| Ok(format!("{:?}", reader.answer(&query)?))).unwrap();
    assert_eq!(written[0], read);
    assert_eq!(written[1], read);
    read
}

fn snapshot(store: &Store, of: &str, on: Option<&str>) -> Option<(String, bool)> {
    let query = Query::Snapshot { id: id(of), day: on.map(day) };
    ask(store, query.clone());
    let answer = store.read(|reader| reader.answer(&query)).unwrap();
    let Answer::Snapshot(found) = answer else { panic!("{answer:?}") };
    found.map(|read| {
        let name = read.fields.iter().find(|(id, _)| &**id == "name").unwrap().1.clone();
        (name.as_text().unwrap().to_owned(), read.in_force)
    })
}

#[test]
fn rows_are_cut_at_events_and_at_the_validity() {
    let (folder, store) = store();
    permit(&store, "permit/p1", "2020-01-01", valid("甲", "2020-02-01", Some("2020-10-31")));
    change_permit(&store, "permit/p1", "2020-06-01", fields(&[("name", Value::text("乙"))]));
    let expected = [
        row("2020-01-01", Some("2020-02-01"), false, 1, "甲"),
        row("2020-02-01", Some("2020-06-01"), true, 1, "甲"),
        row("2020-06-01", Some("2020-11-01"), true, 2, "乙"),
        row("2020-11-01", None, false, 2, "乙"),
    ];
    assert_eq!(entries(&folder), expected);
    assert_eq!(snapshot(&store, "permit/p1", Some("2019-12-31")), None);
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-01-31")), Some(("甲".to_owned(), false)));
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-05-31")), Some(("甲".to_owned(), true)));
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-10-31")), Some(("乙".to_owned(), true)));
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-11-01")), Some(("乙".to_owned(), false)));
}

#[test]
fn a_late_event_rewrites_from_its_day() {
    let (folder, store) = store();
    permit(&store, "permit/p1", "2020-01-01", valid("甲", "2020-01-01", None));
    change_permit(&store, "permit/p1", "2020-06-01", fields(&[("name", Value::text("乙"))]));
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-04-01")), Some(("甲".to_owned(), true)));
    append(&store, "permit/p1", |def, seq| {
        let mut event = event(def, seq, "stop", "2020-03-01", Vec::new());
        event.from = Some("good".into());
        event.to = Some("bad".into());
        event
    });
    let rows: Vec<_> = entries(&folder)
        .into_iter()
        .map(|(from, to, in_force, _, name)| (from, to, in_force, name))
        .collect();
    let expected = [
        ("2020-01-01", Some("2020-03-01"), true, "甲"),
        ("2020-03-01", Some("2020-06-01"), false, "甲"),
        ("2020-06-01", None, false, "乙"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(from, to, in_force, name)| (from.to_owned(), to.map(str::to_owned), in_force, name.to_owned()))
        .collect();
    assert_eq!(rows, expected);
    assert_eq!(snapshot(&store, "permit/p1", Some("2020-04-01")), Some(("甲".to_owned(), false)));
    assert!(store.verify(fadu_store::verify::Depth::Full).unwrap().is_sound());
}

#[test]
fn unique_sees_entries_in_force_and_encrypted_values() {
    let (_folder, store) = store();
    let mut given = valid("甲", "2020-01-01", Some("2020-06-30"));
    given.extend(fields(&[("code", Value::text("K-1")), ("contact", Value::text("13700000000"))]));
    permit(&store, "permit/p1", "2020-01-01", given);
    let unique = |field: &str, value: &str, except: &str, on: &str| {
        let query = Query::Unique {
            ty: "permit".into(),
            fields: vec![field.into()],
            values: vec![Value::text(value)],
            except: id(except),
            day: Some(day(on)),
        };
        ask(&store, query)
    };
    let found = format!("{:?}", Answer::Found(Some(id("permit/p1"))));
    let none = format!("{:?}", Answer::Found(None));
    assert_eq!(unique("code", "K-1", "permit/p2", "2020-06-30"), found);
    assert_eq!(unique("code", "K-1", "permit/p2", "2020-07-01"), none);
    assert_eq!(unique("code", "K-1", "permit/p1", "2020-06-30"), none);
    assert_eq!(unique("code", "K-2", "permit/p2", "2020-06-30"), none);
    assert_eq!(unique("contact", "13700000000", "permit/p2", "2020-03-01"), found);
    assert_eq!(unique("contact", "13700000001", "permit/p2", "2020-03-01"), none);
}

#[test]
fn organizations_lie_below_one_another() {
    let (_folder, store) = store();
    for (of, above) in
        [("permit/top", None), ("permit/mid", Some("permit/top")), ("permit/low", Some("permit/mid"))]
    {
        let mut given = valid(of, "2020-01-01", None);
        given.extend(above.map(|above| ("parent".into(), reference(above, None))));
        permit(&store, of, "2020-01-01", given);
    }
    let below = |org: &str, root: &str, on: &str| {
        ask(&store, Query::Below { org: id(org), root: id(root), day: day(on) })
            == format!("{:?}", Answer::Below(true))
    };
    assert!(below("permit/low", "permit/top", "2020-02-01"));
    assert!(below("permit/low", "permit/low", "2020-02-01"));
    assert!(!below("permit/top", "permit/low", "2020-02-01"));
    assert!(!below("permit/low", "permit/top", "2019-02-01"));
    change_permit(&store, "permit/mid", "2020-03-01", fields(&[("parent", Value::Null)]));
    assert!(below("permit/low", "permit/top", "2020-02-01"));
    assert!(!below("permit/low", "permit/top", "2020-03-01"));
}

#[test]
fn circles_of_organizations_end() {
    let (_folder, store) = store();
    for (of, above) in [("permit/a", "permit/b"), ("permit/b", "permit/a")] {
        let mut given = valid(of, "2020-01-01", None);
        given.push(("parent".into(), reference(above, None)));
        permit(&store, of, "2020-01-01", given);
    }
    let query = Query::Below { org: id("permit/a"), root: id("permit/c"), day: day("2020-02-01") };
    assert_eq!(ask(&store, query), format!("{:?}", Answer::Below(false)));
}

#[test]
fn numbers_and_snapshots_of_cases_are_found() {
    let (_folder, store) = store();
    let no = start(&store, "matter/m1").record.no.clone().unwrap();
    let number = |except: &str| Query::Number { ty: "matter".into(), no: no.clone(), except: id(except) };
    assert_eq!(ask(&store, number("matter/x")), format!("{:?}", Answer::Found(Some(id("matter/m1")))));
    assert_eq!(ask(&store, number("matter/m1")), format!("{:?}", Answer::Found(None::<RecordId>)));
    let query = Query::Snapshot { id: id("matter/m1"), day: Some(day("2020-06-01")) };
    let Answer::Snapshot(Some(read)) = store.read(|reader| reader.answer(&query)).unwrap() else { panic!() };
    let record = store.read(|reader| reader.load(&id("matter/m1"))).unwrap().unwrap();
    let values: Vec<Value> = read.fields.iter().map(|(_, value)| value.clone()).collect();
    assert_eq!(values, record.fields);
    note(&store, "matter/m1", "改后");
    let answer = ask(&store, query);
    assert!(answer.contains("改后"));
}

#[test]
fn what_readers_remember_of_registers_follows_every_change() {
    let (folder, store) = store();
    let other = reopen(&folder);
    let name = |on: &str| snapshot(&store, "permit/p1", Some(on)).map(|(name, _)| name);
    assert_eq!(name("2020-03-01"), None);
    permit(&store, "permit/p1", "2020-01-01", valid("甲", "2020-01-01", None));
    assert_eq!(name("2020-03-01").as_deref(), Some("甲"), "also that there was none is not remembered");
    change_permit(&store, "permit/p1", "2020-02-01", fields(&[("name", Value::text("乙"))]));
    assert_eq!(name("2020-03-01").as_deref(), Some("乙"));
    // Another process writes.
    change_permit(&other, "permit/p1", "2020-02-02", fields(&[("name", Value::text("丙"))]));
    assert_eq!(name("2020-03-01").as_deref(), Some("丙"));
    assert_eq!(name("2020-01-15").as_deref(), Some("甲"));
}
