//! Step 7: the event to be, what the action sets, the next step.

use std::sync::Arc;

use fadu_base::{Ref, Value};
use fadu_definition::{SetTarget, TypeDef};

use super::bound::Bound;
use super::{Task, computed, references};
use crate::eval::{eval, truth};
use crate::record::apply::empty;
use crate::record::view::replace_row;
use crate::text::parse::fitted;
use crate::{Event, Record};

/// Makes the candidate what it will be. The event stands in its history from here on, so that
/// computed fields and the next step see it.
pub(super) fn apply(task: &Task<'_>, bound: &mut Bound) {
    let event = provisional(task, bound);
    bound.candidate.history.push(Arc::new(event));
    if task.was.is_none() {
        bound.candidate.opened_on = bound.on;
    }
    set(task, bound);
    clear_inapplicable(task, bound);
    computed::recompute(task, bound);
    if enter_step(task, bound) {
        computed::recompute(task, bound);
    }
}

/// The event as far as it is known before its effects.
fn provisional(task: &Task<'_>, bound: &Bound) -> Event {
    let step = task.was.and_then(Record::step_def).map(|step| step.id.clone());
    let clock = task.run.clock;
    Event {
        seq: task.seq(),
        at: clock.entered,
        on: bound.on,
        moment: clock.now,
        action: task.action.id.clone(),
        from: step.clone(),
        to: step,
        definition: version_name(task),
        actor: task.command.by.clone(),
        input: bound.input.clone(),
        fields: Vec::new(),
        added: Vec::new(),
        row: bound.row.as_ref().and_then(|row| Some((row_field(task)?.id.clone(), row.clone()))),
        org: None,
        no: None,
        docs: bound.docs.clone(),
        terms: Vec::new(),
        facts: Vec::new(),
        warnings: Vec::new(),
        cause: task.command.cause.clone(),
        past: bound.candidate.past,
    }
}

fn row_field<'a>(task: &'a Task<'_>) -> Option<&'a fadu_definition::Field> {
    task.action.row.and_then(|at| task.def.fields.get(usize::from(at)))
}

/// `type@effective#digest`; taken from the last event where it is the same.
fn version_name(task: &Task<'_>) -> Arc<str> {
    let last = task.was.and_then(|was| was.history.last()).map(|event| &event.definition);
    match last {
        Some(name) if name.ends_with(task.def.digest.as_str()) => name.clone(),
        _ => name_of_version(task.def).into(),
    }
}

/// The name of a version of a definition, as events store it: `type@effective#digest`.
pub(crate) fn name_of_version(def: &TypeDef) -> String {
    format!("{}@{}#{}", def.id, def.effective, def.digest)
}

/// Evaluates all right sides, then assigns.
fn set(task: &Task<'_>, bound: &mut Bound) {
    let values = set_values(task, bound);
    for (target, value) in values {
        match target {
            SetTarget::Field(at) => put_set(task, bound, usize::from(*at), value),
            SetTarget::RowColumn(at) => super::bind::put_cell(bound, usize::from(*at), value),
            SetTarget::Org => bound.candidate.org = reference(value).or(bound.candidate.org.take()),
        }
    }
    place_row(task, bound);
}

fn set_values<'a>(task: &'a Task<'_>, bound: &Bound) -> Vec<(&'a SetTarget, Value)> {
    let env = task.env_of(bound);
    let value = |value: Value| references::stamped(task.run.rules, &value, bound.on).unwrap_or(value);
    task.action.sets.iter().map(|set| (&set.target, value(eval(&env, &set.value)))).collect()
}

fn put_set(task: &Task<'_>, bound: &mut Bound, at: usize, value: Value) {
    if let Some(field) = task.def.fields.get(at) {
        bound.put(at, fitted(field, value));
    }
}

fn reference(value: Value) -> Option<Ref> {
    match value {
        Value::Ref(to) => Some(to),
        _ => None,
    }
}

/// The candidate with what the action sets, to see which fields will apply.
pub(super) fn preview(task: &Task<'_>, bound: &Bound) -> Record {
    let mut preview = bound.candidate.clone();
    for (target, value) in set_values(task, bound) {
        let SetTarget::Field(at) = target else { continue };
        let at = usize::from(*at);
        if let Some((known, field)) = preview.fields.get_mut(at).zip(task.def.fields.get(at)) {
            *known = fitted(field, value);
        }
    }
    preview
}

/// Puts the row acted on back into its field.
pub(super) fn place_row(task: &Task<'_>, bound: &mut Bound) {
    let (Some(at), Some(row)) = (task.action.row, &bound.row) else { return };
    if let Some(field) = bound.candidate.fields.get_mut(usize::from(at)) {
        let mut rows = field.members().to_vec();
        replace_row(&mut rows, row);
        *field = Value::list(rows);
    }
}

/// Empties fields that no longer exist, because what they hang on has changed.
pub(super) fn clear_inapplicable(task: &Task<'_>, bound: &mut Bound) {
    for (at, field) in task.def.fields.iter().enumerate() {
        let Some(when) = &field.when else { continue };
        let filled = bound.candidate.fields.get(at).is_some_and(|value| !value.is_empty());
        if filled && !bound.reported.contains(&field.id) && truth(&task.env_of(bound), when) == Some(false) {
            let preview = preview(task, bound);
            if truth(&task.env(&preview, &bound.given), when) == Some(false) {
                bound.candidate.fields[at] = empty(field);
            }
        }
    }
}

/// The first target whose condition holds; whether the step changed.
fn enter_step(task: &Task<'_>, bound: &mut Bound) -> bool {
    let env = task.env_of(bound);
    let to = task.action.to.iter().find(|(_, when)| crate::eval::holds(&env, when.as_ref()));
    let Some(&(to, _)) = to else { return false };
    let changed = bound.candidate.step != Some(to);
    bound.candidate.step = Some(to);
    let Some(step) = task.def.steps.get(usize::from(to)) else { return false };
    if let Some(event) = bound.candidate.history.last_mut() {
        Arc::make_mut(event).to = Some(step.id.clone());
    }
    match step.end {
        true if changed || bound.candidate.closed_on.is_none() => bound.candidate.closed_on = Some(bound.on),
        true => {}
        false => bound.candidate.closed_on = None,
    }
    changed
}
