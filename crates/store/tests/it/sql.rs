//! Statements: their texts, their parameters, and what they find.

use fadu_base::{Date, RecordId, Ref, Value};
use fadu_definition::Definitions;
use fadu_store::figures::measure::{Ask, query};
use fadu_store::sql::{Asked, Bound, Dialect, FindRows, Sites, Statement, find, statement};
use rusqlite::Connection;

use crate::sql_kit::{DISTRICT, Stored, bound, day, digest, insert, insert_entry, sqlite, year_2020};
use crate::sql_matter::{look_up, matter};

fn indicator(defs: &Definitions, dialect: Dialect, id: &str) -> Statement {
    statement(defs, dialect, &query(defs, &defs.indicators[id], Ask::Value).unwrap()).unwrap()
}

fn text(id: &str) -> String {
    indicator(&matter(), Dialect::Sqlite, id).text
}

/// The five queries of the language, section 4.
#[test]
fn texts_of_the_language() {
    assert_eq!(
        text("test.done"),
        "SELECT count(*) FROM record r WHERE r.district = $1 AND r.type = 'matter' AND r.fields ->> 'got_on' BETWEEN $2 AND $3 \
         AND r.closed_on <= $4 AND r.step IN ('done')"
    );
    assert_eq!(
        text("test.halls"),
        "SELECT count(*) FROM entry r WHERE r.district = $1 AND r.type = 'hall' \
         AND (r.from_on <= $2 AND (r.to_on IS NULL OR r.to_on > $2) AND r.in_force) AND r.fields ->> 'kind' = '综合'"
    );
    assert_eq!(
        text("test.people"),
        "SELECT coalesce(CAST(sum(CAST(r.fields ->> 'head_count' AS BIGINT)) AS BIGINT), 0), count(CAST(r.fields ->> 'head_count' AS BIGINT)) \
         FROM record r WHERE r.district = $1 AND r.type = 'matter' AND r.fields ->> 'got_on' BETWEEN $2 AND $3 AND r.fields ->> 'kind' <> 'a'"
    );
    assert_eq!(
        text("test.in_time"),
        "SELECT count(*) FROM record r WHERE r.district = $1 AND r.type = 'matter' \
         AND (SELECT v1.day FROM event v1 WHERE v1.district = $1 AND v1.record = r.id AND v1.action IN ('take') ORDER BY v1.seq LIMIT 1) BETWEEN $2 AND $3 \
         AND EXISTS (SELECT 1 FROM event v2 WHERE v2.district = $1 AND v2.record = r.id AND v2.action IN ('finish')) \
         AND (SELECT t3.met FROM term t3 WHERE t3.district = $1 AND t3.record = r.id AND t3.term = 'handle' ORDER BY t3.seq DESC LIMIT 1) \
         AND (SELECT count(*) FROM event v4 WHERE v4.district = $1 AND v4.record = r.id AND v4.action IN ('take')) = 1"
    );
}

#[test]
fn only_unnesting_has_two_texts() {
    let defs = matter();
    let groups = |dialect| {
        statement(&defs, dialect, &query(&defs, &defs.indicators["test.part_kinds"], Ask::Groups).unwrap())
            .unwrap()
            .text
    };
    let tail = "WHERE r.district = $1 AND r.type = 'matter' AND r.fields ->> 'got_on' BETWEEN $2 AND $3 \
                AND CAST(j1.value ->> 'cost' AS BIGINT) >= 200 GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST";
    assert_eq!(
        groups(Dialect::Sqlite),
        format!(
            "SELECT j1.value ->> 'what', count(*) FROM record r, json_each(r.fields -> 'parts') AS j1 {tail}"
        )
    );
    assert_eq!(
        groups(Dialect::Postgres),
        format!(
            "SELECT j1.value ->> 'what', count(*) FROM record r, jsonb_array_elements(CASE WHEN jsonb_typeof(r.fields -> 'parts') = 'array' \
             THEN r.fields -> 'parts' END) AS j1 {tail}"
        )
    );
}

#[test]
fn days_are_computed_before_they_are_bound() {
    let defs = matter();
    let closing = indicator(&defs, Dialect::Sqlite, "test.halls_closing");
    let values = bound(&closing, &year_2020(&[]));
    assert_eq!(values, [DISTRICT, "2020-12-31", "2021-03-01"].map(|text| Bound::Text(text.to_owned())));
}

fn ask(
    conn: &Connection,
    defs: &Definitions,
    refusal: &str,
    captures: &[Value],
    day: Option<Date>,
) -> FindRows {
    let sites = Sites::of(defs, Dialect::Sqlite);
    let site = look_up(defs, refusal).site;
    find(conn, &sites, &Asked { district: DISTRICT, site, captures, day, digest: &digest }).unwrap()
}

/// The captured values of a look-up by their types, in the order in which it names them.
fn captures(defs: &Definitions, refusal: &str, today: Date, kind: &str) -> Vec<Value> {
    use fadu_definition::expr::{ExprKind, Own, Ty};
    let find = look_up(defs, refusal);
    let value = |expr: &fadu_definition::Expr| match (&expr.kind, &expr.ty) {
        (ExprKind::Own(Own::This), _) => Value::Ref(Ref::to(RecordId::new("matter", "me"))),
        (_, Ty::Date) => Value::Date(today),
        (_, Ty::Choice(_)) => Value::text(kind),
        (_, Ty::Int) => Value::Int(1),
        (_, Ty::Bool) => Value::Bool(true),
        _ => Value::text("14059919900101"),
    };
    find.captures.iter().map(value).collect()
}

fn with(records: &[(&str, &str)]) -> Connection {
    let conn = sqlite();
    for (id, fields) in records {
        insert(&conn, &Stored { step: Some("open".to_owned()), ..Stored::new(id, fields) });
    }
    conn
}

/// `o.got_on + months(1) > today`: one month after 31 January is the last day of February.
#[test]
fn months_beside_a_column() {
    let defs = matter();
    let conn = with(&[("matter/1", r#"{"got_on":"2021-01-31","id_no#":"digest of 14059919900101"}"#)]);
    let found = |today| ask(&conn, &defs, "t1", &captures(&defs, "t1", day(today), ""), None);
    assert_eq!(found("2021-02-27"), FindRows::Value(Value::Bool(true)));
    assert_eq!(found("2021-02-28"), FindRows::Value(Value::Bool(false)));
}

#[test]
fn encrypted_values_are_found_by_their_digest() {
    let defs = matter();
    let conn =
        with(&[("matter/1", r#"{"got_on":"2021-01-31","id_no":"14059919900101","id_no#":"another"}"#)]);
    let found = ask(&conn, &defs, "t1", &captures(&defs, "t1", day("2021-02-01"), ""), None);
    assert_eq!(found, FindRows::Value(Value::Bool(false)));
}

#[test]
fn a_list_of_entries_of_a_day() {
    let defs = matter();
    let conn = sqlite();
    let hall = |local: &str| Stored::new(&format!("hall/{local}"), r#"{"kind":"综合"}"#);
    insert_entry(&conn, &hall("2"), "2020-01-01", None, true);
    insert_entry(&conn, &hall("1"), "2020-01-01", Some("2020-06-01"), true);
    insert_entry(&conn, &hall("3"), "2020-01-01", None, false);
    let found = |on| {
        let FindRows::List(found) =
            ask(&conn, &defs, "t2", &captures(&defs, "t2", day(on), ""), Some(day(on)))
        else {
            panic!()
        };
        found.into_iter().map(|found| (found.id.to_string(), found.day)).collect::<Vec<_>>()
    };
    let of = |id: &str, on| (id.to_owned(), Some(day(on)));
    assert_eq!(found("2020-05-31"), [of("hall/1", "2020-05-31"), of("hall/2", "2020-05-31")]);
    assert_eq!(found("2020-06-01"), [of("hall/2", "2020-06-01")]);
}

#[test]
fn counts_sums_and_lists() {
    let defs = matter();
    let conn = with(&[
        (
            "matter/1",
            r#"{"kind":"a","before":"matter/me","paid":30,"tags":["红"],"parts":[{"no":1,"cost":400},{"no":2,"cost":600}]}"#,
        ),
        ("matter/2", r#"{"kind":"a","before":"matter/me","paid":12}"#),
        ("matter/3", r#"{"kind":"b","paid":7}"#),
    ]);
    let asked = |refusal| ask(&conn, &defs, refusal, &captures(&defs, refusal, day("2021-01-01"), "a"), None);
    assert_eq!(asked("t3"), FindRows::Value(Value::Int(2)));
    assert_eq!(asked("t4"), FindRows::Value(Value::Money(fadu_base::Money(42))));
    assert_eq!(asked("t5"), FindRows::Value(Value::Bool(true)));
}
