//! Table `event`: who did what on which day, one row an event, for lists and figures.

use fadu_base::RecordId;
use fadu_engine::{Doer, Event};

use crate::codec::time;
use crate::driver::{Cursor, Db, Val};
use crate::error::Result;
use crate::span::Span;

/// The columns in the order of [`EventRow::values`].
pub const EVENT_COLUMNS: [&str; 11] =
    ["district", "type", "record", "seq", "action", "day", "at", "person", "role", "org", "past"];

/// A row of the projection.
#[derive(Clone, Debug)]
pub struct EventRow<'a> {
    district: &'a str,
    record: &'a RecordId,
    event: &'a Event,
    day: String,
    at: String,
}

impl<'a> EventRow<'a> {
    /// The row of an event.
    pub fn of(district: &'a str, record: &'a RecordId, event: &'a Event) -> Self {
        let (day, at) = (time::date_text(event.on), time::entered_text(event.at));
        Self { district, record, event, day, at }
    }

    /// The values of the columns.
    pub fn values(&self) -> [Val<'_>; 11] {
        let actor = match &self.event.actor {
            Doer::Person(actor) => Some(actor),
            Doer::Law { .. } | Doer::System => None,
        };
        [
            Val::T(self.district),
            Val::T(self.record.ty()),
            Val::T(self.record.as_str()),
            Val::I(i64::from(self.event.seq)),
            Val::T(&self.event.action),
            Val::T(&self.day),
            Val::T(&self.at),
            actor.map(|actor| actor.person.as_str()).into(),
            actor.map(|actor| &*actor.role).into(),
            actor.and_then(|actor| actor.org.as_ref()).map(RecordId::as_str).into(),
            Val::B(self.event.past),
        ]
    }
}

/// Writes a row.
pub fn event_insert(db: &Db, row: &EventRow<'_>) -> Result<()> {
    let sql = "INSERT INTO event (district, type, record, seq, action, day, at, person, role, org, past) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    db.execute(sql, &row.values()).map(drop)
}

/// The rows of a stretch of records by record and number, in the order of [`EVENT_COLUMNS`].
pub fn event_all<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT district, type, record, seq, action, day, at, person, role, org, past \
               FROM event WHERE district = $1{span} ORDER BY record, seq";
    span.cursor(db, (sql, "record"), district, body)
}

/// Removes all rows, before they are rebuilt.
pub fn event_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM event WHERE district = $1", &[Val::T(district)]).map(drop)
}
