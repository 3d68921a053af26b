//! Step 3: binding the input to the fields, inputs and columns that the action takes.

use std::sync::Arc;

use fadu_base::{Name, Row, Value};
use fadu_definition::{Action, Field, FieldType, Given, Want};

use super::bound::Bound;
use super::{Task, computed, dated, references, rules, want};
use crate::refusal::Sentence;
use crate::text::{self, Fault, Reading};
use crate::{Answer, Query, Reason};

/// Binds everything given, then checks what is needed, the rules of the fields and the documents.
pub(super) fn bind(task: &Task<'_>) -> Bound {
    let mut bound = Bound::new(task);
    take_row(task, &mut bound);
    for (name, given) in &task.command.input {
        bind_one(task, &mut bound, name, given);
    }
    fill(task, &mut bound);
    dated::fix(task, &mut bound);
    references::stamp(task, &mut bound);
    references::check(task, &mut bound);
    computed::recompute(task, &mut bound);
    want::check(task, &mut bound);
    rules::check_fields(task, &mut bound);
    want::check_docs(task, &mut bound);
    dated::check(task, &mut bound);
    bound
}

/// Binds what the capability of the action gives.
fn fill(task: &Task<'_>, bound: &mut Bound) {
    let Some(name) = &task.action.uses else { return };
    let query = Query::Capability {
        name: name.clone(),
        record: task.id.clone(),
        org: task.actor().and_then(|actor| actor.org.clone()),
        input: bound.given.clone(),
    };
    match task.run.book.answer(query) {
        Some(Answer::Given(filled)) => {
            for (name, given) in filled {
                if task.command.input.iter().any(|(typed, _)| typed == name) {
                    unknown(task, bound, name);
                } else {
                    bind_one(task, bound, name, given);
                }
            }
        }
        Some(_) => {
            let id = format!("uses.{name}");
            bound.reasons.push(Sentence::UsesMissing.reason(id, &[&task.action.name], &[]));
        }
        None => {}
    }
}

/// The row acted on, as it stands.
fn take_row(task: &Task<'_>, bound: &mut Bound) {
    let Some(field) = task.action.row else { return };
    let rows = bound.candidate.fields.get(usize::from(field)).map_or(&[][..], Value::members);
    let found = rows.iter().find_map(|value| match value {
        Value::Row(row) if Some(row.no) == task.command.row => Some(row.clone()),
        _ => None,
    });
    match found {
        Some(row) => bound.row = Some(row),
        None => {
            let name = task.def.fields.get(usize::from(field)).map_or("", |field| field.name.as_str());
            bound.report(&"row".into(), Sentence::RowUnknown.reason("row", &[name], &[]));
        }
    }
}

/// What an action takes under a name: a column of its row, an input, a field, the own number.
fn wanted<'a>(task: &'a Task<'_>, name: &str) -> Option<(&'a Want, Option<&'a Field>)> {
    let found = |want: &&'a Want| match want {
        Want::OwnNumber => name == "no",
        want => field_of(task, want).is_some_and(|field| *field.id == *name),
    };
    let wants = || task.action.needs.iter().chain(&task.action.may);
    let column = wants().filter(|want| matches!(want, Want::RowColumn(_))).find(found);
    let want = column.or_else(|| wants().find(found))?;
    Some((want, field_of(task, want)))
}

/// The field, input or column that is wanted.
pub(super) fn field_of<'a>(task: &'a Task<'_>, want: &Want) -> Option<&'a Field> {
    match want {
        Want::Field(at) => task.def.fields.get(usize::from(*at)),
        Want::Input(at) => task.action.input.get(usize::from(*at)),
        Want::RowColumn(at) => row_columns(task).get(usize::from(*at)),
        Want::OwnNumber => None,
    }
}

/// The columns of the row acted on.
pub(super) fn row_columns<'a>(task: &'a Task<'_>) -> &'a [Field] {
    let field = task.action.row.and_then(|at| task.def.fields.get(usize::from(at)));
    match field.map(|field| &field.ty) {
        Some(FieldType::Rows { columns, .. }) => columns,
        _ => &[],
    }
}

fn bind_one(task: &Task<'_>, bound: &mut Bound, name: &Name, given: &Given) {
    let Some((want, field)) = wanted(task, name) else { return unknown(task, bound, name) };
    let Some(field) = field else { return own_number(bound, name, given) };
    let reading = Reading { today: task.run.clock.entered.date(), past: task.enters_past() };
    match text::bind(field, given, reading) {
        Ok(value) => put(bound, want, field, value),
        Err(faults) => report_faults(bound, field, faults),
    }
}

/// Puts a value where it belongs.
fn put(bound: &mut Bound, want: &Want, field: &Field, value: Value) {
    match (want, &field.ty) {
        (Want::Field(at), FieldType::Rows { append: true, .. }) => append(bound, *at, field, &value),
        (Want::Field(at), _) => {
            bound.given.push((field.id.clone(), value.clone()));
            let value = if value == Value::Null { crate::record::apply::empty(field) } else { value };
            bound.put(usize::from(*at), value);
        }
        (Want::RowColumn(at), _) => {
            put_cell(bound, usize::from(*at), value.clone());
            bound.given.push((field.id.clone(), value));
        }
        _ => {
            bound.input.push((field.id.clone(), value.clone()));
            bound.given.push((field.id.clone(), value));
        }
    }
}

/// Adds rows behind those that stand there; their numbers continue.
fn append(bound: &mut Bound, at: u16, field: &Field, value: &Value) {
    let known = bound.candidate.fields.get(usize::from(at)).map_or(&[][..], Value::members);
    let last = known.iter().filter_map(row_no).max().unwrap_or(0);
    let rows = value.members().iter().filter_map(as_row);
    let added: Vec<Arc<Row>> =
        (last + 1..).zip(rows).map(|(no, row)| Arc::new(Row { no, cells: row.cells.clone() })).collect();
    let all = Value::list(known.iter().cloned().chain(added.iter().cloned().map(Value::Row)));
    bound.given.push((field.id.clone(), Value::list(added.iter().cloned().map(Value::Row))));
    bound.put(usize::from(at), all);
    if !added.is_empty() {
        bound.added.push((at, added));
    }
}

fn as_row(value: &Value) -> Option<&Arc<Row>> {
    match value {
        Value::Row(row) => Some(row),
        _ => None,
    }
}

fn row_no(value: &Value) -> Option<u32> {
    as_row(value).map(|row| row.no)
}

/// Puts a value into the row acted on.
pub(super) fn put_cell(bound: &mut Bound, at: usize, value: Value) {
    if let Some(row) = &mut bound.row {
        let row = Arc::make_mut(row);
        if row.cells.len() <= at {
            row.cells.resize(at + 1, Value::Null);
        }
        row.cells[at] = value;
    }
}

fn own_number(bound: &mut Bound, name: &Name, given: &Given) {
    match given {
        Given::Value(Value::Text(no)) if !no.trim().is_empty() => {
            bound.candidate.no = Some(no.trim().into());
            bound.given.push((name.clone(), Value::text(no.trim())));
        }
        Given::Value(Value::Int(no)) => {
            bound.candidate.no = Some(no.to_string().into());
            bound.given.push((name.clone(), Value::text(no.to_string())));
        }
        Given::Value(value) if value.is_empty() => {}
        _ => bound.report(name, Sentence::FieldFormat.reason("field.no", &["编号", "应为文字"], &[])),
    }
}

/// Something that the action does not take. Empty values are let pass: forms send them.
fn unknown(task: &Task<'_>, bound: &mut Bound, name: &Name) {
    let empty = task.command.input.iter().any(|(id, given)| id == name && is_empty(given));
    if empty {
        return;
    }
    let shown = task.def.fields.iter().find(|field| field.id == *name).map_or(&**name, |field| &field.name);
    let reason = Sentence::UnknownInput.reason(format!("field.{name}"), &[&task.action.name, shown], &[]);
    bound.report(name, reason);
}

fn is_empty(given: &Given) -> bool {
    match given {
        Given::Value(value) => value.is_empty(),
        Given::List(list) => list.is_empty(),
        Given::Row(_) => false,
    }
}

fn report_faults(bound: &mut Bound, field: &Field, faults: Vec<Fault>) {
    for fault in faults {
        let reason = fault_reason(field, &fault);
        bound.report(&field.id, reason);
        if let (Some(column), Some(last)) = (&fault.column, bound.reasons.last_mut()) {
            last.place = Some(format!("{}.{column}", field.id));
        }
    }
}

fn fault_reason(field: &Field, fault: &Fault) -> Reason {
    let column = match (&field.ty, &fault.column) {
        (FieldType::Rows { columns, .. }, Some(id)) => columns.iter().find(|column| column.id == *id),
        _ => None,
    };
    let name = match (column, fault.row) {
        (Some(column), Some(row)) => format!("{}第{row}行{}", field.name, column.name),
        (None, Some(row)) => format!("{}第{row}行", field.name),
        _ => field.name.clone(),
    };
    Sentence::FieldFormat.reason(format!("field.{}", field.id), &[&name, &fault.what], &[]).in_row(fault.row)
}

/// Whether an action adds rows to a field.
pub(super) fn is_append(field: &Field) -> bool {
    matches!(field.ty, FieldType::Rows { append: true, .. })
}

/// The wants of an action with what they name, needs first.
pub(super) fn wants<'a>(
    task: &'a Task<'_>,
    action: &'a Action,
) -> impl Iterator<Item = (&'a Want, &'a Field)> {
    action.needs.iter().chain(&action.may).filter_map(|want| Some((want, field_of(task, want)?)))
}
