//! Indexes: each indicator is answered by its own, without a look at the table.

use fadu_definition::Definitions;
use fadu_store::figures::measure::{Ask, query};
use fadu_store::indexes;
use fadu_store::sql::{Dialect, Sites, statement};
use rusqlite::Connection;

use crate::sql_kit::sqlite;
use crate::sql_matter::matter;

fn indexed(defs: &Definitions) -> Connection {
    let conn = sqlite();
    for create in indexes::statements(defs) {
        conn.execute_batch(&create).unwrap_or_else(|error| panic!("{create}: {error}"));
    }
    conn
}

/// What SQLite says it does for a statement.
fn plan(conn: &Connection, text: &str) -> String {
    let mut prepared = conn.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
    let mut rows = prepared.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        lines.push(row.get::<_, String>(3).unwrap());
    }
    lines.join("\n")
}

fn plan_of(id: &str) -> String {
    let defs = matter();
    let value =
        statement(&defs, Dialect::Sqlite, &query(&defs, &defs.indicators[id], Ask::Value).unwrap()).unwrap();
    plan(&indexed(&defs), &value.text)
}

#[test]
fn indicators_are_answered_by_their_index_alone() {
    for id in [
        "test.received",
        "test.done",
        "test.paid",
        "test.mean_paid",
        "test.people",
        "test.persons",
        "test.notes",
        "test.halls",
    ] {
        let plan = plan_of(id);
        assert!(plan.contains("USING COVERING INDEX ix_"), "{id}: {plan}");
    }
}

#[test]
fn look_ups_go_by_what_they_compare() {
    let defs = matter();
    let conn = indexed(&defs);
    for site in Sites::of(&defs, Dialect::Sqlite).all() {
        let statement = site.statement.as_ref().unwrap();
        let plan = plan(&conn, &statement.text);
        assert!(statement.index.leading == 0 || plan.contains("INDEX ix_"), "{}: {plan}", statement.text);
    }
}

#[test]
fn every_index_is_made_once() {
    let mut names = indexes::names(&matter());
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
    assert!(names.iter().all(|name| name.starts_with("ix_")));
}

#[test]
fn a_look_up_of_an_indicator_is_answered_by_its_index_alone() {
    for id in ["test.followed", "test.most_alike"] {
        let plan = plan_of(id);
        let joined = plan.lines().find(|line| line.contains(" f1 ")).unwrap();
        assert!(joined.contains("USING COVERING INDEX ix_"), "{id}: {plan}");
    }
}
