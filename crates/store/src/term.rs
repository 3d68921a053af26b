//! Table `term`: the results of limits that have ended. Running limits are never stored here.

use fadu_base::RecordId;
use fadu_engine::TermEnd;

use crate::codec::time;
use crate::driver::{Cursor, Db, Val};
use crate::error::Result;
use crate::span::Span;

/// The columns in the order of [`TermRow::values`].
pub const TERM_COLUMNS: [&str; 11] =
    ["district", "type", "record", "seq", "term", "row", "start_on", "due_on", "ended_on", "met", "used"];

/// A row of the projection; `row` is 0 for limits that are not of a row.
#[derive(Clone, Debug)]
pub struct TermRow<'a> {
    district: &'a str,
    record: &'a RecordId,
    seq: u32,
    end: &'a TermEnd,
    start_on: String,
    due_on: Option<String>,
    ended_on: String,
}

impl<'a> TermRow<'a> {
    /// The row of a limit that ended with event `seq`.
    pub fn of(district: &'a str, record: &'a RecordId, seq: u32, end: &'a TermEnd) -> Self {
        Self {
            district,
            record,
            seq,
            end,
            start_on: time::moment_text(end.start),
            due_on: end.due.map(time::moment_text),
            ended_on: time::moment_text(end.ended),
        }
    }

    /// The values of the columns.
    pub fn values(&self) -> [Val<'_>; 11] {
        [
            Val::T(self.district),
            Val::T(self.record.ty()),
            Val::T(self.record.as_str()),
            Val::I(i64::from(self.seq)),
            Val::T(&self.end.limit),
            Val::I(self.end.row.map_or(0, i64::from)),
            Val::T(&self.start_on),
            self.due_on.as_deref().into(),
            Val::T(&self.ended_on),
            Val::B(self.end.met),
            Val::I(self.end.used),
        ]
    }

    /// The order of rows within a record.
    pub fn order(&self) -> (&'a str, u32, u32) {
        (&self.end.limit, self.end.row.unwrap_or(0), self.seq)
    }
}

/// Writes a row.
pub fn term_insert(db: &Db, row: &TermRow<'_>) -> Result<()> {
    let sql = "INSERT INTO term (district, type, record, seq, term, row, start_on, due_on, ended_on, met, used) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    db.execute(sql, &row.values()).map(drop)
}

/// The rows of a stretch of records by record, limit, row and event, in the order of [`TERM_COLUMNS`].
pub fn term_all<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT district, type, record, seq, term, row, start_on, due_on, ended_on, met, used \
               FROM term WHERE district = $1{span} ORDER BY record, term, row, seq";
    span.cursor(db, (sql, "record"), district, body)
}

/// Removes all rows, before they are rebuilt.
pub fn term_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM term WHERE district = $1", &[Val::T(district)]).map(drop)
}
