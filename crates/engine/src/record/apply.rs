//! What an event changes. Total: an event that was stored is always applied; what it names and
//! the definition does not know changes nothing.

use std::sync::Arc;

use fadu_base::{Name, RecordId, Row, Value};
use fadu_definition::{Field, FieldType, TypeDef};

use super::view::replace_row;
use crate::{Event, Record};

/// The record after an event; `record` is `None` before the first.
pub fn apply(record: Option<&Record>, id: &RecordId, def: &Arc<TypeDef>, event: &Event) -> Record {
    advance(record.cloned(), id, def, Arc::new(event.clone()))
}

/// The same of a record that nobody needs as it was: replay goes from event to event without copying
/// the history, so that it grows with the events and not with their square.
pub fn advance(record: Option<Record>, id: &RecordId, def: &Arc<TypeDef>, event: Arc<Event>) -> Record {
    let mut after = match record {
        Some(record) if record.def.effective != def.effective => moved(record, def),
        Some(record) => record,
        None => blank(id, def, &event),
    };
    for (id, value) in &event.fields {
        set_field(&mut after, id, value);
    }
    for (id, rows) in &event.added {
        add_rows(&mut after, id, rows);
    }
    if let Some((id, row)) = &event.row {
        change_row(&mut after, id, row);
    }
    enter(&mut after, &event);
    after.org = event.org.clone().or(after.org);
    after.no = event.no.clone().or(after.no);
    after.past |= event.past;
    after.stuck = false;
    after.seq = event.seq;
    after.history.push(event);
    after
}

/// A record before its first event.
pub(crate) fn blank(id: &RecordId, def: &Arc<TypeDef>, first: &Event) -> Record {
    Record {
        id: id.clone(),
        def: def.clone(),
        seq: 0,
        no: None,
        step: None,
        org: None,
        opened_on: first.on,
        closed_on: None,
        fields: def.fields.iter().map(empty).collect(),
        past: false,
        stuck: false,
        history: Vec::new(),
    }
}

/// The record in another version of its definition: what has the same id stays.
fn moved(record: Record, def: &Arc<TypeDef>) -> Record {
    let value = |field: &Field| Some(record.fields[position(&record, &field.id)?].clone());
    let step = record.step_def().and_then(|step| def.steps.iter().position(|known| known.id == step.id));
    Record {
        fields: def.fields.iter().map(|field| value(field).unwrap_or_else(|| empty(field))).collect(),
        step: step.and_then(|at| u16::try_from(at).ok()),
        def: def.clone(),
        ..record
    }
}

/// The empty value of a field: lists are empty, anything else is null.
pub(crate) fn empty(field: &Field) -> Value {
    match field.ty {
        FieldType::Rows { .. } => Value::List(Arc::default()),
        _ if field.many => Value::List(Arc::default()),
        _ => Value::Null,
    }
}

/// Where a field stands.
fn position(record: &Record, id: &Name) -> Option<usize> {
    record.def.fields.iter().position(|field| Arc::ptr_eq(&field.id, id) || field.id == *id)
}

fn set_field(record: &mut Record, id: &Name, value: &Value) {
    if let Some(at) = position(record, id) {
        record.fields[at] = match value {
            Value::Null => empty(&record.def.fields[at]),
            value => value.clone(),
        };
    }
}

fn add_rows(record: &mut Record, id: &Name, rows: &[Arc<Row>]) {
    if let Some(at) = position(record, id) {
        let known = record.fields[at].members().iter().cloned();
        record.fields[at] = Value::list(known.chain(rows.iter().cloned().map(Value::Row)));
    }
}

fn change_row(record: &mut Record, id: &Name, row: &Arc<Row>) {
    let at = position(record, id);
    if let Some(Value::List(rows)) = at.and_then(|at| record.fields.get_mut(at)) {
        replace_row(Arc::make_mut(rows), row);
    }
}

/// The step, and with an end step the day on which the record was closed.
fn enter(record: &mut Record, event: &Event) {
    let Some(to) = &event.to else { return };
    let Some(at) = record.def.steps.iter().position(|step| step.id == *to) else { return };
    record.step = u16::try_from(at).ok();
    if !record.def.steps[at].end {
        record.closed_on = None;
    } else if record.closed_on.is_none() || event.moved() {
        record.closed_on = Some(event.on);
    }
}
