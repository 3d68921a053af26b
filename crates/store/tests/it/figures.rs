//! Figures: values, groups, parts; and that the records behind a figure are the figure.

use fadu_base::{Decimal, Money, RecordId};
use fadu_definition::Measure;
use fadu_store::figures::{
    Addend, Amount, Behind, Books, Scope, by_month, by_organization, figure, figures, identities, records,
    set_hash, value,
};
use rusqlite::Connection;

use crate::sql_kit::{DISTRICT, Stored, day, insert, insert_entry, insert_event, insert_term, sqlite};
use crate::sql_matter::matter;

/// The year 2020.
fn year() -> Scope<'static> {
    let last = day("2020-12-31");
    Scope { district: DISTRICT, period: (day("2020-01-01"), last), as_of: last, cut_off: last }
}

fn stored(local: u32, org: &str, closed_on: Option<&str>, fields: &str) -> Stored {
    let step = Some(if closed_on.is_some() { "done" } else { "open" }.to_owned());
    let org = Some(format!("organization/{org}"));
    Stored {
        step,
        org,
        closed_on: closed_on.map(str::to_owned),
        ..Stored::new(&format!("matter/{local}"), fields)
    }
}

/// Five matters, of which one lies outside the year, two halls and two notes.
fn filled() -> Connection {
    let conn = sqlite();
    let matters = [
        stored(
            1,
            "x",
            Some("2020-03-01"),
            r#"{"got_on":"2020-02-01","paid":100,"head_count":2,"kind":"b","tags":["红","绿"],"id_no#":"p","hall":"hall/1","hall@":"2020-02-01","parts":[{"no":1,"what":"甲","cost":200},{"no":2,"what":"乙","cost":100}]}"#,
        ),
        stored(
            2,
            "x",
            Some("2021-01-05"),
            r#"{"got_on":"2020-02-29","paid":201,"head_count":3,"kind":"b","tags":["红"],"id_no#":"p","hall":"hall/1","hall@":"2020-06-01","before":"matter/1"}"#,
        ),
        stored(
            3,
            "y",
            Some("2020-12-31"),
            r#"{"got_on":"2020-12-31","head_count":5,"kind":"a","id_no#":"q","hall":"hall/2","parts":[{"no":1,"what":"甲","cost":500}]}"#,
        ),
        Stored { past: true, ..stored(4, "y", None, r#"{"got_on":"2020-05-05","paid":-50}"#) },
        stored(5, "y", Some("2019-03-01"), r#"{"got_on":"2019-12-31","paid":900,"kind":"b"}"#),
    ];
    matters.iter().for_each(|matter| insert(&conn, matter));
    for (record, seq, action, day) in [
        (1, 1, "take", "2020-02-01"),
        (1, 2, "finish", "2020-03-01"),
        (2, 1, "take", "2020-02-29"),
        (2, 2, "take", "2020-03-29"),
        (2, 3, "finish", "2021-01-05"),
    ] {
        insert_event(&conn, &format!("matter/{record}"), seq, action, day);
    }
    insert_term(&conn, "matter/1", 1, "handle", false);
    insert_term(&conn, "matter/1", 2, "handle", true);
    insert_term(&conn, "matter/2", 3, "handle", true);
    halls(&conn);
    insert(&conn, &Stored::new("note/1", r#"{"at":"2020-12-31T23:59:00"}"#));
    insert(&conn, &Stored::new("note/2", r#"{"at":"2021-01-01T00:00:00"}"#));
    conn
}

/// The first hall changed its kind in May; the second closes at the end of January.
fn halls(conn: &Connection) {
    let (old, new) =
        (Stored::new("hall/1", r#"{"kind":"专业"}"#), Stored::new("hall/1", r#"{"kind":"综合"}"#));
    insert(conn, &new);
    insert_entry(conn, &old, "2019-01-01", Some("2020-05-01"), true);
    insert_entry(conn, &Stored { seq: 2, ..new }, "2020-05-01", None, true);
    let closing = Stored::new("hall/2", r#"{"kind":"综合","valid_to":"2021-01-31"}"#);
    insert(conn, &closing);
    insert_entry(conn, &closing, "2020-01-01", Some("2021-01-31"), true);
    let shut = Stored::new("hall/3", r#"{"kind":"综合"}"#);
    insert(conn, &shut);
    insert_entry(conn, &shut, "2020-01-01", None, false);
}

fn amount(id: &str) -> Option<Amount> {
    value(&filled(), &matter(), &year(), id).unwrap()
}

fn groups(id: &str) -> Vec<(Option<String>, Option<Amount>)> {
    let groups = fadu_store::figures::groups(&filled(), &matter(), &year(), id).unwrap();
    groups.into_iter().map(|group| (group.key, group.amount)).collect()
}

#[test]
fn the_set_hash_of_the_sheet() {
    let lines = [("0003", 11), ("0001", 2), ("0002", 9), ("0001", 2)];
    let lines =
        lines.map(|(no, seq)| (RecordId::new("reconsideration", &format!("140502-FY-2020-{no}")), seq));
    assert_eq!(set_hash(lines), "70f6ac8ca54add059e17de486d0cdcafa99550b4f9557cf2d85e0f0deb5b12a8");
}

#[test]
fn counts_and_sums() {
    assert_eq!(amount("test.received"), Some(Amount::Int(4)));
    assert_eq!(amount("test.done"), Some(Amount::Int(2)));
    assert_eq!(amount("test.paid"), Some(Amount::Money(Money(251))));
    assert_eq!(amount("test.people"), Some(Amount::Int(5)));
    assert_eq!(amount("test.persons"), Some(Amount::Int(2)));
    assert_eq!(amount("test.notes"), Some(Amount::Int(1)));
    assert_eq!(amount("test.part_cost"), Some(Amount::Money(Money(800))));
    assert_eq!(amount("test.nothing"), None);
}

#[test]
fn a_mean_is_rounded_to_the_fen() {
    // 251 fen over three records: 83.67.
    assert_eq!(amount("test.mean_paid"), Some(Amount::Money(Money(84))));
    assert_eq!(Amount::mean(1, 3, &fadu_definition::expr::Ty::Int), Some(Amount::Number(Decimal(333_300))));
    assert_eq!(Amount::mean(1, 0, &fadu_definition::expr::Ty::Int), None);
}

#[test]
fn a_ratio_keeps_its_parts() {
    let figure = figure(&filled(), &matter(), &year(), "test.rate", Behind::Hash).unwrap().unwrap();
    assert_eq!(figure.amount, Some(Amount::Ratio { numerator: 2, denominator: 4, places: 1, change: false }));
    assert_eq!(figure.amount.unwrap().exact(), "50");
    assert_eq!(figure.printed, "50%");
    assert_eq!(figure.records, 4);
}

#[test]
fn a_sum_of_two_types_opens_into_both() {
    assert_eq!(amount("test.both"), Some(Amount::Int(3)));
    assert_eq!(records(&filled(), &matter(), &year(), "test.both").unwrap().len(), 3);
}

#[test]
fn history_and_limits() {
    // Of the two finished matters one was taken twice.
    assert_eq!(amount("test.in_time"), Some(Amount::Int(1)));
}

#[test]
fn a_register_is_read_as_of_a_day() {
    assert_eq!(amount("test.halls"), Some(Amount::Int(2)));
    assert_eq!(amount("test.halls_closing"), Some(Amount::Int(1)));
    let earlier = Scope { as_of: day("2020-04-30"), ..year() };
    assert_eq!(value(&filled(), &matter(), &earlier, "test.halls").unwrap(), Some(Amount::Int(1)));
}

#[test]
fn a_reference_is_read_as_of_the_day_stored_beside_it() {
    // Matter 1 saw the hall before it changed, 2 after; 3 has no day and reads the hall of today.
    let found = records(&filled(), &matter(), &year(), "test.general").unwrap();
    let ids: Vec<_> = found.iter().map(|line| line.id.to_string()).collect();
    assert_eq!(ids, ["matter/2", "matter/3"]);
}

#[test]
fn another_type_is_joined() {
    let found = records(&filled(), &matter(), &year(), "test.followed").unwrap();
    assert_eq!(found.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["matter/1"]);
}

#[test]
fn groups_by_size_then_name() {
    let int = |n| Some(Amount::Int(n));
    let key = |key: &str| Some(key.to_owned());
    assert_eq!(groups("test.by_kind"), [(key("b"), int(2)), (key("a"), int(1))]);
    assert_eq!(groups("test.by_tag"), [(key("红"), int(2)), (key("绿"), int(1))]);
    assert_eq!(groups("test.part_kinds"), [(key("甲"), int(2))]);
}

#[test]
fn months_and_organizations() {
    let (conn, defs) = (filled(), matter());
    let months = by_month(&conn, &defs, &year(), "test.received").unwrap();
    assert_eq!(months.len(), 12);
    assert_eq!(months[1], (day("2020-02-01"), Some(Amount::Int(2))));
    let ratio = |numerator| Some(Amount::Ratio { numerator, denominator: 2, places: 1, change: false });
    let owners = by_organization(&conn, &defs, &year(), "test.rate").unwrap();
    let owners: Vec<_> = owners.into_iter().map(|group| (group.key.unwrap(), group.amount)).collect();
    assert_eq!(owners, [("organization/x".to_owned(), ratio(1)), ("organization/y".to_owned(), ratio(1))]);
}

#[test]
fn figures_say_what_was_entered_as_past() {
    let figure = figure(&filled(), &matter(), &year(), "test.received", Behind::Hash).unwrap().unwrap();
    assert_eq!((figure.records, figure.past), (4, 1));
    assert_eq!(figure.set_hash.len(), 64);
}

/// Number, sum or distinct values of the records behind each figure are the figure.
#[test]
fn records_are_the_figure() {
    let (conn, defs) = (filled(), matter());
    for figure in figures(&conn, &defs, &year()).unwrap() {
        let lines = records(&conn, &defs, &year(), &figure.id).unwrap();
        let sum: i64 = lines.iter().map(|line| if let Addend::Number(n) = line.addend { n } else { 0 }).sum();
        let expected = match &defs.indicators[&figure.id].what {
            Measure::Count(_) => Amount::Int(sum),
            Measure::Sum { of, .. } => Amount::stored(sum, &of.ty),
            Measure::Max { of, .. } => {
                let number = |addend: &Addend| if let Addend::Number(n) = addend { *n } else { 0 };
                let most = lines.iter().map(|line| number(&line.addend)).max().unwrap_or_default();
                Amount::stored(most, &of.ty)
            }
            Measure::Mean { of, .. } => {
                let counted = lines.iter().filter(|line| line.addend != Addend::Empty).count();
                Amount::mean(sum, counted.try_into().unwrap(), &of.ty).unwrap()
            }
            Measure::Distinct { .. } => {
                let mut values: Vec<_> = lines
                    .iter()
                    .map(|line| &line.addend)
                    .filter(|addend| **addend != Addend::Empty)
                    .collect();
                values.sort();
                values.dedup();
                Amount::Int(values.len().try_into().unwrap())
            }
            Measure::Value(_) => continue,
        };
        assert_eq!(figure.amount, Some(expected), "{}", figure.id);
    }
}

#[test]
fn no_identities_no_verdicts() {
    assert_eq!(identities(&filled(), &matter(), &year()).unwrap(), []);
}

/// What is only counted is as many as what is read, for every figure; a part within another is not
/// counted twice.
#[test]
fn records_are_counted_as_they_are_read() {
    let (conn, defs, scope) = (filled(), matter(), year());
    let mut books = Books::new(&conn, &defs, &scope);
    for id in defs.indicators.keys() {
        let counted = books.figure(id, Behind::Number).unwrap().unwrap();
        let read = books.figure(id, Behind::Lines).unwrap().unwrap();
        assert_eq!((counted.records, counted.amount), (read.records, read.amount), "{id}");
        assert_eq!(read.lines, records(&conn, &defs, &scope, id).unwrap(), "{id}");
    }
}
