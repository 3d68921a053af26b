//! What the tests of statements share: small definitions read from text, the tables, rows.

use std::sync::Arc;

use fadu_base::{Date, Value};
use fadu_definition::{Definitions, SourceFile};
use fadu_store::sql::{Bindings, Bound, Statement};
use rusqlite::Connection;

/// The district of the tests.
pub const DISTRICT: &str = "140599";

/// Reads definitions that must be without error.
pub fn definitions(files: &[(&str, &str)]) -> Definitions {
    let source = |(path, text): &(&str, &str)| SourceFile {
        path: Arc::from(*path),
        text: Arc::from(*text),
        digest: Arc::from(""),
    };
    let files: Vec<_> = files.iter().map(source).collect();
    let (definitions, diagnostics) = fadu_definition::read(&files);
    let errors: Vec<_> =
        diagnostics.iter().filter(|found| found.severity == fadu_base::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    definitions
}

/// All tables, for either database.
pub fn tables(json: &str) -> String {
    let schema: String = fadu_store::schema::MIGRATIONS.iter().map(|(_, text)| *text).collect();
    let search = match json {
        "TEXT" => "",
        _ => crate::search::POSTGRES_TABLE,
    };
    schema
        .replace("{search}", search)
        .replace("{tight}", if json == "TEXT" { "WITHOUT ROWID" } else { "" })
        .replace("{json}", json)
        .replace("{blob}", if json == "TEXT" { "BLOB" } else { "BYTEA" })
}

/// An empty database in memory.
pub fn sqlite() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(&tables("TEXT")).unwrap();
    conn
}

/// A record: what the tables hold of it.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    pub id: String,
    pub seq: i64,
    pub step: Option<String>,
    pub org: Option<String>,
    pub opened_on: String,
    pub closed_on: Option<String>,
    pub past: bool,
    pub fields: String,
}

impl Stored {
    /// A record `type/local` with these fields, opened at the beginning of 2020.
    pub fn new(id: &str, fields: &str) -> Self {
        Self {
            id: id.to_owned(),
            seq: 1,
            opened_on: "2020-01-01".to_owned(),
            fields: fields.to_owned(),
            ..Self::default()
        }
    }

    /// Its type.
    pub fn ty(&self) -> &str {
        self.id.split('/').next().unwrap()
    }
}

/// Inserts a record.
pub fn insert(conn: &Connection, record: &Stored) {
    let sql =
        "INSERT INTO record (district, type, id, version, seq, step, org, opened_on, closed_on, past, fields)
               VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8, $9, $10)";
    let values = rusqlite::params![
        DISTRICT,
        record.ty(),
        record.id,
        record.seq,
        record.step,
        record.org,
        record.opened_on,
        record.closed_on,
        record.past,
        record.fields
    ];
    conn.execute(sql, values).unwrap();
}

/// Inserts a version of a register entry.
pub fn insert_entry(conn: &Connection, record: &Stored, from: &str, to: Option<&str>, in_force: bool) {
    let sql = "INSERT INTO entry (district, type, id, from_on, to_on, in_force, seq, version, step, org, opened_on, fields)
               VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11)";
    let values = rusqlite::params![
        DISTRICT,
        record.ty(),
        record.id,
        from,
        to,
        in_force,
        record.seq,
        record.step,
        record.org,
        record.opened_on,
        record.fields
    ];
    conn.execute(sql, values).unwrap();
}

/// Inserts an event.
pub fn insert_event(conn: &Connection, record: &str, seq: i64, action: &str, day: &str) {
    let sql = "INSERT INTO event (district, type, record, seq, action, day, at, past) VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)";
    let ty = record.split('/').next().unwrap();
    conn.execute(
        sql,
        rusqlite::params![DISTRICT, ty, record, seq, action, day, format!("{day}T10:00:00+08:00")],
    )
    .unwrap();
}

/// Inserts the result of a limit.
pub fn insert_term(conn: &Connection, record: &str, seq: i64, term: &str, met: bool) {
    let sql = "INSERT INTO term (district, type, record, seq, term, row, start_on, ended_on, met, used)
               VALUES ($1, $2, $3, $4, $5, 0, '2020-01-01', '2020-01-02', $6, 3)";
    let ty = record.split('/').next().unwrap();
    conn.execute(sql, rusqlite::params![DISTRICT, ty, record, seq, term, met]).unwrap();
}

/// A date.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The year 2020.
pub fn year_2020<'a>(captures: &'a [Value]) -> Bindings<'a> {
    Bindings {
        district: DISTRICT,
        captures,
        period: Some((day("2020-01-01"), day("2020-12-31"))),
        as_of: Some(day("2020-12-31")),
        cut_off: Some(day("2020-12-31")),
        digest: &digest,
    }
}

/// A digest that shows what was digested.
pub fn digest(value: &Value) -> Option<String> {
    value.as_text().map(|text| format!("digest of {text}"))
}

/// The values bound to a statement.
pub fn bound(statement: &Statement, bindings: &Bindings<'_>) -> Vec<Bound> {
    statement.params.iter().map(|param| param.bind(bindings)).collect()
}
