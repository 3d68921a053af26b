//! A record as it was right after one of its events, by looking back through the history.

use std::sync::Arc;

use fadu_base::{Date, Name, Ref, Row, Value};
use fadu_definition::FieldType;

use crate::{Event, Record};

/// What was read: lent by an event, or put together.
pub enum Read<'a> {
    /// As it stands in the record or in an event.
    Lent(&'a Value),
    /// Put together.
    Made(Value),
}

/// The events up to and with the one of this number, latest first.
fn back_from(record: &Record, seq: u32) -> impl DoubleEndedIterator<Item = &Event> {
    record.history.iter().map(|event| &**event).rev().filter(move |event| event.seq <= seq)
}

/// A field as it stood right after the event `seq`. After the event that is being decided it is
/// the candidate's own value.
pub fn field(record: &Record, seq: u32, index: usize) -> Read<'_> {
    let Some(field) = record.def.fields.get(index) else { return Read::Made(Value::Null) };
    if seq > record.seq {
        return record.fields.get(index).map_or(Read::Made(Value::Null), Read::Lent);
    }
    if let FieldType::Rows { .. } = field.ty {
        return Read::Made(rows(record, seq, &field.id));
    }
    let changed = back_from(record, seq).find_map(|event| event.changed(&field.id));
    match changed {
        Some(value) => Read::Lent(value),
        None => Read::Made(Value::Null),
    }
}

/// A rows field: replaced as a whole, added to, or changed row by row.
fn rows(record: &Record, seq: u32, id: &str) -> Value {
    let mut rows: Vec<Value> = Vec::new();
    for event in back_from(record, seq).rev() {
        apply_rows(&mut rows, event, id);
    }
    Value::list(rows)
}

/// What an event does to the rows of a field.
pub(crate) fn apply_rows(rows: &mut Vec<Value>, event: &Event, id: &str) {
    if let Some(value) = event.changed(id) {
        *rows = value.members().to_vec();
    }
    for (_, added) in event.added.iter().filter(|(of, _)| **of == *id) {
        rows.extend(added.iter().cloned().map(Value::Row));
    }
    if let Some((_, row)) = event.row.as_ref().filter(|(of, _)| **of == *id) {
        replace_row(rows, row);
    }
}

/// Puts the new content of a row in its place.
pub(crate) fn replace_row(rows: &mut [Value], row: &Arc<Row>) {
    for known in rows {
        if matches!(known, Value::Row(known) if known.no == row.no) {
            *known = Value::Row(row.clone());
        }
    }
}

/// The step right after an event, or now.
pub fn step(record: &Record, seq: Option<u32>) -> Option<Name> {
    match seq {
        Some(seq) if seq <= record.seq => back_from(record, seq).next().and_then(|event| event.to.clone()),
        _ => record.step_def().map(|step| step.id.clone()),
    }
}

/// The owner right after an event, or now.
pub fn org(record: &Record, seq: Option<u32>) -> Option<Ref> {
    match seq {
        Some(seq) if seq <= record.seq => back_from(record, seq).find_map(|event| event.org.clone()),
        _ => record.org.clone(),
    }
}

/// The day on which it had been closed right after an event, or now.
pub fn closed_on(record: &Record, seq: Option<u32>) -> Option<Date> {
    let Some(seq) = seq.filter(|&seq| seq <= record.seq) else { return record.closed_on };
    let mut closed = back_from(record, seq).take_while(|event| record.is_end(event.to.as_deref()));
    closed.find(|event| event.moved()).map(|event| event.on)
}

impl Record {
    /// The step it is in.
    pub fn step_def(&self) -> Option<&fadu_definition::Step> {
        self.step.and_then(|at| self.def.steps.get(usize::from(at)))
    }

    /// Whether a step is an outcome.
    pub(crate) fn is_end(&self, step: Option<&str>) -> bool {
        step.is_some_and(|id| self.def.steps.iter().any(|step| step.end && *step.id == *id))
    }
}

impl Event {
    /// The new value of a field, if the event changed it.
    pub fn changed(&self, field: &str) -> Option<&Value> {
        self.fields.iter().find(|(id, _)| **id == *field).map(|(_, value)| value)
    }

    /// Whether it entered the step: it came from another, or created the record.
    pub(crate) fn moved(&self) -> bool {
        self.from != self.to
    }
}
