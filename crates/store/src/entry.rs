//! Table `entry`: what a register said on each day (language.md 5.5).
//!
//! Each event of a register closes the running row on its legal day and opens the next. A late
//! event changes what was said from its day on: later rows keep what their own events changed and
//! take over what the late one did (the engine computes them from the history). Rows are cut
//! where the validity begins and ends, so that `in_force` holds for the whole of a row.

use fadu_base::{Date, RecordId};
use fadu_definition::Kind;
use fadu_engine::Record;
use fadu_engine::record::snapshot::{Entry, entries};

use crate::codec::time;
use crate::driver::{Cursor, Db, Row, Val};
use crate::error::Result;
use crate::hide::Hider;
use crate::record::fields_json;
use crate::span::Span;

/// The columns in the order of [`EntryRow::values`].
pub const ENTRY_COLUMNS: [&str; 15] = [
    "district",
    "type",
    "id",
    "from_on",
    "to_on",
    "in_force",
    "seq",
    "version",
    "no",
    "step",
    "org",
    "org_day",
    "opened_on",
    "closed_on",
    "fields",
];

/// A row of the projection: the entry as it was from `from_on` to the day before `to_on`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    district: String,
    id: RecordId,
    from_on: String,
    to_on: Option<String>,
    in_force: bool,
    seq: i64,
    version: String,
    no: Option<String>,
    step: Option<String>,
    org: Option<String>,
    org_day: Option<String>,
    opened_on: String,
    closed_on: Option<String>,
    fields: String,
}

impl EntryRow {
    /// The values of the columns.
    pub fn values(&self) -> [Val<'_>; 15] {
        [
            Val::T(&self.district),
            Val::T(self.id.ty()),
            Val::T(self.id.as_str()),
            Val::T(&self.from_on),
            self.to_on.as_deref().into(),
            Val::B(self.in_force),
            Val::I(self.seq),
            Val::T(&self.version),
            self.no.as_deref().into(),
            self.step.as_deref().into(),
            self.org.as_deref().into(),
            self.org_day.as_deref().into(),
            Val::T(&self.opened_on),
            self.closed_on.as_deref().into(),
            Val::T(&self.fields),
        ]
    }
}

/// The rows of a register entry; none of other kinds.
pub fn entry_rows(district: &str, record: &Record, hider: Hider<'_>) -> Vec<EntryRow> {
    if record.def.kind != Kind::Register {
        return Vec::new();
    }
    let mut rows = Vec::with_capacity(3);
    for entry in entries(record) {
        for (from, to, in_force) in parts(&entry, record.def.valid.is_some()) {
            rows.push(row(district, record, &entry, (from, to, in_force), hider));
        }
    }
    rows
}

fn row(
    district: &str,
    record: &Record,
    entry: &Entry,
    (from, to, in_force): (Date, Option<Date>, bool),
    hider: Hider<'_>,
) -> EntryRow {
    let read = &entry.snapshot;
    let org = read.org.as_ref();
    EntryRow {
        district: district.to_owned(),
        id: record.id.clone(),
        from_on: time::date_text(from),
        to_on: to.map(time::date_text),
        in_force,
        seq: i64::from(read.seq),
        version: time::date_text(record.def.effective),
        no: read.no.as_deref().map(str::to_owned),
        step: read.step.as_deref().map(str::to_owned),
        org: org.map(|org| org.id.as_str().to_owned()),
        org_day: org.and_then(|org| org.day).map(time::date_text),
        opened_on: time::date_text(read.opened_on.unwrap_or(record.opened_on)),
        closed_on: read.closed_on.map(time::date_text),
        fields: fields_json(&record.id, &record.def, read.fields.iter().map(|(_, value)| value), hider),
    }
}

/// A stretch of days `[from, to)` and whether the entry was in force in it.
type Part = (Date, Option<Date>, bool);

/// Cuts the days of an entry where its validity begins and ends.
fn parts(entry: &Entry, has_validity: bool) -> Vec<Part> {
    let (from, to) = (entry.from, entry.to);
    let begin = if has_validity { entry.valid.0 } else { Some(from) };
    let (Some(begin), true) = (begin, entry.step_in_force) else { return vec![(from, to, false)] };
    let within = |day: Date| to.map_or(day, |to| day.min(to)).max(from);
    let begin = within(begin);
    let end = entry.valid.1.and_then(|last| last.tomorrow().ok()).map(|end| within(end).max(begin));
    let mut parts = vec![(from, Some(begin), false), (begin, end.or(to), true)];
    parts.extend(end.map(|end| (end, to, false)));
    parts.retain(|(from, to, _)| to.is_none_or(|to| *from < to));
    parts
}

/// Writes a row.
pub fn entry_insert(db: &Db, row: &EntryRow) -> Result<()> {
    let sql = "INSERT INTO entry (district, type, id, from_on, to_on, in_force, seq, version, no, \
               step, org, org_day, opened_on, closed_on, fields) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    db.execute(sql, &row.values()).map(drop)
}

/// Removes the rows of an entry, before they are written anew.
pub fn entry_delete(db: &Db, district: &str, id: &str) -> Result<()> {
    let sql = "DELETE FROM entry WHERE district = $1 AND id = $2";
    db.execute(sql, &[Val::T(district), Val::T(id)]).map(drop)
}

/// Reads the row that covers a day; without a day the last one.
pub fn entry_get<T>(
    db: &Db,
    district: &str,
    id: &str,
    day: Option<Date>,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    match day {
        Some(day) => {
            let sql = "SELECT version, seq, no, step, org, org_day, opened_on, closed_on, fields, in_force \
                       FROM entry WHERE district = $1 AND id = $2 AND from_on <= $3 \
                       AND (to_on IS NULL OR to_on > $3) ORDER BY from_on DESC LIMIT 1";
            let day = time::date_text(day);
            db.first(sql, &[Val::T(district), Val::T(id), Val::T(&day)], read)
        }
        None => {
            let sql = "SELECT version, seq, no, step, org, org_day, opened_on, closed_on, fields, in_force \
                       FROM entry WHERE district = $1 AND id = $2 ORDER BY from_on DESC LIMIT 1";
            db.first(sql, &[Val::T(district), Val::T(id)], read)
        }
    }
}

/// The rows of a stretch of records by id and day, in the order of [`ENTRY_COLUMNS`].
pub fn entry_all<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT district, type, id, from_on, to_on, in_force, seq, version, no, step, org, \
               org_day, opened_on, closed_on, fields FROM entry WHERE district = $1{span} \
               ORDER BY id, from_on";
    span.cursor(db, (sql, "id"), district, body)
}

/// Removes all rows, before they are rebuilt.
pub fn entry_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM entry WHERE district = $1", &[Val::T(district)]).map(drop)
}
