//! Computed fields and computed columns of rows: they see the record and its history, nothing of
//! the command. A row that is only added is computed when it is added or acted on; the rows of any
//! other field are computed at each event.

use std::sync::Arc;

use fadu_base::{Row, Value};
use fadu_definition::{Field, FieldType};

use super::Task;
use super::bound::Bound;
use crate::Record;
use crate::eval::{Env, Subject, eval};
use crate::text::parse::fitted;

/// Computes what is computed, each after what it reads.
pub(super) fn recompute(task: &Task<'_>, bound: &mut Bound) {
    for &at in &task.def.computed {
        let Some(field) = task.def.fields.get(usize::from(at)) else { continue };
        match (&field.ty, &field.is) {
            (FieldType::Rows { columns, append }, _) => rows(task, bound, at, (columns, *append)),
            (_, Some(is)) => {
                let value = eval(&own_env(task, &bound.candidate), is);
                bound.put(usize::from(at), fitted(field, value));
            }
            (_, None) => {}
        }
    }
}

/// Computes the plain fields of a record that is looked at and not kept.
pub(super) fn recompute_fields(task: &Task<'_>, record: &mut Record) {
    for at in task.def.computed.iter().map(|at| usize::from(*at)) {
        let Some((field, is)) = task.def.fields.get(at).and_then(|field| Some((field, field.is.as_ref()?)))
        else {
            continue;
        };
        record.fields[at] = fitted(field, eval(&own_env(task, record), is));
    }
}

fn own_env<'e>(task: &'e Task<'_>, candidate: &'e Record) -> Env<'e> {
    let clock = task.run.clock;
    let env = Env::new(task.run.rules, task.def, Subject::Record(candidate), clock.now, task.run.book);
    Env { today: clock.today, param_day: clock.today, ..env }
}

fn rows(task: &Task<'_>, bound: &mut Bound, at: u16, (columns, append): (&[Field], bool)) {
    if task.action.row == Some(at) {
        bound.row = bound.row.take().map(|row| computed(task, &bound.candidate, columns, &row));
        return super::effects::place_row(task, bound);
    }
    let added = bound.added.iter().find(|(field, _)| *field == at).map(|(_, rows)| rows.as_slice());
    let is_written = |row: &Row| !append || added.unwrap_or_default().iter().any(|added| added.no == row.no);
    let known = bound.candidate.fields.get(usize::from(at)).map_or(&[][..], Value::members);
    let all: Vec<Value> = known
        .iter()
        .map(|value| match value {
            Value::Row(row) if is_written(row) => Value::Row(computed(task, &bound.candidate, columns, row)),
            value => value.clone(),
        })
        .collect();
    refresh(task, bound, at, &all);
    bound.put(usize::from(at), Value::list(all));
}

/// A row with its computed cells.
fn computed(task: &Task<'_>, candidate: &Record, columns: &[Field], row: &Arc<Row>) -> Arc<Row> {
    let mut row = Row::clone(row);
    row.cells.resize(columns.len().max(row.cells.len()), Value::Null);
    for (at, column) in columns.iter().enumerate() {
        let Some(is) = &column.is else { continue };
        let shown = Arc::new(row.clone());
        let value = eval(&Env { row: Some(&shown), ..own_env(task, candidate) }, is);
        row.cells[at] = fitted(column, value);
    }
    Arc::new(row)
}

/// The rows given, as expressions read them through `input` and as the event keeps them.
fn refresh(task: &Task<'_>, bound: &mut Bound, at: u16, all: &[Value]) {
    let now = |no: u32| {
        all.iter().find_map(|value| match value {
            Value::Row(row) if row.no == no => Some(row.clone()),
            _ => None,
        })
    };
    let added = bound.added.iter_mut().filter(|(field, _)| *field == at);
    added.flat_map(|(_, rows)| rows).for_each(|row| *row = now(row.no).unwrap_or_else(|| row.clone()));
    let Some(id) = task.def.fields.get(usize::from(at)).map(|field| &field.id) else { return };
    for (_, value) in bound.given.iter_mut().filter(|(name, _)| name == id) {
        let rows = value.members().iter().map(|value| match value {
            Value::Row(row) => Value::Row(now(row.no).unwrap_or_else(|| row.clone())),
            value => value.clone(),
        });
        *value = Value::list(rows.collect::<Vec<_>>());
    }
}
