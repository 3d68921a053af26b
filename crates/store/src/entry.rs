//! Table `entry`: what a register said on each day (language.md 5.5).
//!
//! Each event of a register closes the running row on its legal day and opens the next. A late
//! event changes what was said from its day on: later rows keep what their own events changed and
//! take over what the late one did. Rows are cut where the validity begins and ends, so that
//! `in_force` holds for the whole of a row. The first row reaches back to the beginning of the
//! validity, because what is entered late was in force before it was entered.

use std::borrow::Cow;

use fadu_base::{Date, Name, RecordId};
use fadu_definition::Kind;
use fadu_engine::{Event, Record, apply};

use crate::codec::members::Shelf;
use crate::codec::time;
use crate::driver::{Cursor, Db, Row, Val};
use crate::error::Result;
use crate::record::{fields_json, step_id};

/// The columns in the order of [`EntryRow::values`].
pub const ENTRY_COLUMNS: [&str; 15] = [
    "district", "type", "id", "from_on", "to_on", "in_force", "seq", "version", "no", "step", "org",
    "org_day", "opened_on", "closed_on", "fields",
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

/// What a register said from a day on.
struct Version<'r> {
    from: Date,
    seq: u32,
    record: Cow<'r, Record>,
}

/// The rows of a register entry; none of other kinds.
pub fn entry_rows(district: &str, record: &Record, shelf: &dyn Shelf) -> Vec<EntryRow> {
    if record.def.kind != Kind::Register {
        return Vec::new();
    }
    let versions = versions(record);
    let ends = versions.iter().skip(1).map(|version| Some(version.from)).chain([None]);
    let mut rows = Vec::with_capacity(versions.len() + 2);
    for (version, to) in versions.iter().zip(ends) {
        push_rows(&mut rows, district, version, to, shelf);
    }
    rows
}

fn versions(record: &Record) -> Vec<Version<'_>> {
    let [first, rest @ ..] = &record.history[..] else { return Vec::new() };
    if rest.is_empty() {
        return vec![first_version(Cow::Borrowed(record), first)];
    }
    let mut truth = apply(None, &record.id, &record.def, first);
    let mut versions = vec![first_version(Cow::Owned(truth.clone()), first)];
    for event in rest {
        truth = apply(Some(&truth), &record.id, &record.def, event);
        add_version(&mut versions, &truth, event);
    }
    versions
}

fn first_version<'r>(record: Cow<'r, Record>, event: &Event) -> Version<'r> {
    let begins = validity(&record).and_then(|(first, _)| first);
    let from = begins.map_or(event.on, |begins| begins.min(event.on));
    Version { from, seq: event.seq, record }
}

/// Adds what an event says from its legal day on; `truth` is the record after it.
fn add_version<'r>(versions: &mut Vec<Version<'r>>, truth: &Record, event: &Event) {
    let at = versions.iter().position(|version| version.from >= event.on).unwrap_or(versions.len());
    if versions.get(at).is_none_or(|version| version.from > event.on) {
        let before = at.checked_sub(1).and_then(|before| versions.get(before));
        let state = before.or(versions.first()).map(|version| version.record.clone());
        if let Some(record) = state {
            versions.insert(at, Version { from: event.on, seq: event.seq, record });
        }
    }
    for version in &mut versions[at..] {
        version.seq = event.seq;
        version.record = Cow::Owned(overlaid(&version.record, event));
    }
    if let Some(last) = versions.last_mut() {
        last.record = Cow::Owned(truth.clone());
    }
}

/// A state with the changes of an event over it. An event that kept its step keeps that of the state.
fn overlaid(state: &Record, event: &Event) -> Record {
    if event.from != event.to {
        return apply(Some(state), &state.id, &state.def, event);
    }
    let step: Option<Name> = step_id(state).map(Name::from);
    let event = Event { from: step.clone(), to: step, ..event.clone() };
    apply(Some(state), &state.id, &state.def, &event)
}

/// First day in force and first day no longer in force, as the fields say.
fn validity(record: &Record) -> Option<(Option<Date>, Option<Date>)> {
    let valid = record.def.valid.as_ref()?;
    let day = |field: u16| record.fields.get(usize::from(field)).and_then(|value| value.as_date());
    let last = valid.last.and_then(day);
    let end = if valid.half_open { last } else { last.and_then(|last| last.tomorrow().ok()) };
    Some((day(valid.first), end))
}

fn push_rows(
    rows: &mut Vec<EntryRow>,
    district: &str,
    version: &Version<'_>,
    to: Option<Date>,
    shelf: &dyn Shelf,
) {
    let record = &*version.record;
    let row = |from: Date, to: Option<Date>, in_force| EntryRow {
        district: district.to_owned(),
        id: record.id.clone(),
        from_on: time::date_text(from),
        to_on: to.map(time::date_text),
        in_force,
        seq: i64::from(version.seq),
        version: time::date_text(record.def.effective),
        no: record.no.as_deref().map(str::to_owned),
        step: step_id(record).map(str::to_owned),
        org: record.org.as_ref().map(|org| org.id.as_str().to_owned()),
        org_day: record.org.as_ref().and_then(|org| org.day).map(time::date_text),
        opened_on: time::date_text(record.opened_on),
        closed_on: record.closed_on.map(time::date_text),
        fields: fields_json(record, shelf),
    };
    for (from, to, in_force) in parts(record, version.from, to) {
        rows.push(row(from, to, in_force));
    }
}

/// Cuts `[from, to)` where the validity begins and ends.
fn parts(record: &Record, from: Date, to: Option<Date>) -> Vec<(Date, Option<Date>, bool)> {
    let step_in_force = record.def.steps.is_empty()
        || record.step.and_then(|step| record.def.steps.get(usize::from(step))).is_some_and(|step| step.in_force);
    let (begin, end) = match validity(record) {
        None => (Some(from), None),
        Some(days) => days,
    };
    let (Some(begin), true) = (begin, step_in_force) else { return vec![(from, to, false)] };
    let within = |day: Date| to.map_or(day, |to| day.min(to)).max(from);
    let begin = within(begin);
    let end = end.map(|end| within(end).max(begin));
    let cuts = [(from, Some(begin), false), (begin, end.or(to), true), (end.unwrap_or(from), to, false)];
    let last_wanted = end.is_some();
    let mut parts: Vec<_> = cuts.into_iter().take(if last_wanted { 3 } else { 2 }).collect();
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

/// All rows by id and day, in the order of [`ENTRY_COLUMNS`].
pub fn entry_all<R>(
    db: &Db,
    district: &str,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT district, type, id, from_on, to_on, in_force, seq, version, no, step, org, \
               org_day, opened_on, closed_on, fields FROM entry WHERE district = $1 \
               ORDER BY id, from_on";
    db.cursor(sql, &[Val::T(district)], body)
}

/// Removes all rows, before they are rebuilt.
pub fn entry_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM entry WHERE district = $1", &[Val::T(district)]).map(drop)
}
