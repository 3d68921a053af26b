//! What others read of a record: a case or a ledger as it is, a register as it stood on a day.
//!
//! Each event on a register changes it from its legal day on; a late one changes the days since
//! then. So a register on a day is what the events of that day and before made of it, in the
//! order in which they were entered.

use std::sync::Arc;

use fadu_base::{Date, Value};
use fadu_definition::{FieldType, Kind, TypeDef};

use super::apply::advance;
use crate::{Record, Snapshot};

/// What is read of a record; `day` counts for registers only.
pub fn of(record: &Record, day: Option<Date>) -> Snapshot {
    let as_of = day.filter(|_| record.def.kind == Kind::Register);
    match as_of.map(|day| (day, as_it_stood(record, day))) {
        Some((day, Some(stood))) => read(&stood, Some(day)),
        _ => read(record, None),
    }
}

/// Whether a record is in force on a day: in a step that is, and the day within its validity.
pub fn in_force(record: &Record, day: Date) -> bool {
    as_it_stood(record, day).is_some_and(|record| stands(&record, day))
}

/// A period of days in which a register entry read the same.
#[derive(Clone, Debug)]
pub struct Entry {
    /// First day.
    pub from: Date,
    /// First day on which it no longer read so; `None`: until further notice.
    pub to: Option<Date>,
    /// What is read. `in_force` is that of the step; validity is for `from` and `to` of the reader.
    pub snapshot: Snapshot,
    /// Whether the step is in force.
    pub step_in_force: bool,
    /// First and last day of validity, both included, if the type has it.
    pub valid: (Option<Date>, Option<Date>),
}

/// All entries of a register record, by day: one from each legal day on which something changed.
pub fn entries(record: &Record) -> Vec<Entry> {
    let mut days: Vec<Date> = record.history.iter().map(|event| event.on).collect();
    days.sort_unstable();
    days.dedup();
    let starts = days.iter().copied();
    let ends = days.iter().skip(1).copied().map(Some).chain([None]);
    starts.zip(ends).filter_map(|(from, to)| entry(record, from, to)).collect()
}

fn entry(record: &Record, from: Date, to: Option<Date>) -> Option<Entry> {
    let stood = as_it_stood(record, from)?;
    let valid = validity(&stood.def, &stood.fields);
    Some(Entry { from, to, step_in_force: step_in_force(&stood), valid, snapshot: read(&stood, Some(from)) })
}

/// The record made of the events whose legal day is `day` or before.
fn as_it_stood(record: &Record, day: Date) -> Option<Record> {
    if !record.history.is_empty() && record.history.iter().all(|event| event.on <= day) {
        return Some(record.clone());
    }
    let mut stood: Option<Record> = None;
    for event in record.history.iter().filter(|event| event.on <= day) {
        let mut event = (**event).clone();
        if stood.is_some() && !event.moved() {
            event.to = None;
        }
        stood = Some(advance(stood.take(), &record.id, &record.def, Arc::new(event)));
    }
    stood
}

fn read(record: &Record, day: Option<Date>) -> Snapshot {
    Snapshot {
        id: record.id.clone(),
        def: Some(record.def.clone()),
        seq: record.seq,
        no: record.no.clone(),
        step: record.step_def().map(|step| step.id.clone()),
        org: record.org.clone(),
        opened_on: Some(record.opened_on),
        closed_on: record.closed_on,
        in_force: day.is_some_and(|day| stands(record, day)),
        fields: record
            .def
            .fields
            .iter()
            .map(|field| field.id.clone())
            .zip(record.fields.iter().cloned())
            .collect(),
    }
}

/// Whether a record as it stood is in force on a day.
fn stands(record: &Record, day: Date) -> bool {
    let (first, last) = validity(&record.def, &record.fields);
    let begun = record.def.valid.is_none() || first.is_some_and(|first| first <= day);
    step_in_force(record) && begun && last.is_none_or(|last| day <= last)
}

/// A type without steps is in force in all of them.
fn step_in_force(record: &Record) -> bool {
    record.def.steps.is_empty() || record.step_def().is_some_and(|step| step.in_force)
}

/// First and last day of validity, both in force.
pub fn validity(def: &TypeDef, fields: &[Value]) -> (Option<Date>, Option<Date>) {
    let Some(valid) = &def.valid else { return (None, None) };
    let day = |at: u16| fields.get(usize::from(at)).and_then(Value::as_date);
    let last = valid.last.and_then(day);
    let last = if valid.half_open { last.and_then(|day| day.yesterday().ok()) } else { last };
    (day(valid.first), last)
}

impl Snapshot {
    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Value> {
        self.fields.iter().find(|(name, _)| **name == *id).map(|(_, value)| value)
    }

    /// The type of a field, where the definition is known.
    pub fn field_type(&self, id: &str) -> Option<&FieldType> {
        let def = self.def.as_deref()?;
        def.fields.iter().find(|field| *field.id == *id).map(|field| &field.ty)
    }
}
