//! References in the input: each must exist, and one to a register keeps the day of the event.

use std::sync::Arc;

use fadu_base::{Date, Name, Ref, Row, Value};
use fadu_definition::{ExprKind, RefusalKind, Refuse};

use super::Task;
use super::bound::Bound;
use crate::refusal::Sentence;
use crate::{Doer, Rules};

/// The type of organizations (sheet 00, 1): a record may refer only to one valid on its day.
const ORGANIZATION: &str = "organization";

/// Gives the references in everything bound the legal day, where they are to registers.
pub(super) fn stamp(task: &Task<'_>, bound: &mut Bound) {
    let (rules, day) = (task.run.rules, bound.on);
    for index in 0..bound.given.len() {
        let Some(value) = stamped(rules, &bound.given[index].1, day) else { continue };
        let given = std::mem::replace(&mut bound.given[index].1, value.clone());
        let name = bound.given[index].0.clone();
        stamp_field(task, bound, &name, (&given, value));
        if let Some((_, input)) = bound.input.iter_mut().find(|(id, _)| *id == name) {
            *input = bound.given[index].1.clone();
        }
    }
    for (_, rows) in &mut bound.added {
        for row in rows {
            stamp_row(rules, row, day);
        }
    }
    if let Some(row) = &mut bound.row {
        stamp_row(rules, row, day);
    }
    super::effects::place_row(task, bound);
}

/// The field that received the value; what stood there before keeps its day. The very list that
/// was given need not be gone through again.
fn stamp_field(task: &Task<'_>, bound: &mut Bound, name: &Name, (given, new): (&Value, Value)) {
    let Some(at) = task.def.fields.iter().position(|field| field.id == *name) else { return };
    let Some(stands) = bound.candidate.fields.get_mut(at) else { return };
    if is_that_list(stands, given) {
        *stands = new;
    } else if let Some(value) = stamped(task.run.rules, stands, bound.on) {
        *stands = value;
    }
}

fn is_that_list(stands: &Value, given: &Value) -> bool {
    matches!((stands, given), (Value::List(stands), Value::List(given)) if Arc::ptr_eq(stands, given))
}

fn stamp_row(rules: Rules<'_>, row: &mut Arc<Row>, day: Date) {
    if let Some(Value::Row(new)) = stamped(rules, &Value::Row(row.clone()), day) {
        *row = new;
    }
}

/// The value with the day in its references to registers that have none; `None` if nothing changes.
pub(crate) fn stamped(rules: Rules<'_>, value: &Value, day: Date) -> Option<Value> {
    match value {
        Value::Ref(to) if to.day.is_none() && rules.is_register(to.id.ty()) => {
            Some(Value::Ref(Ref { id: to.id.clone(), day: Some(day) }))
        }
        Value::List(values) => stamped_all(rules, values, day).map(Value::list),
        Value::Row(row) => {
            let cells = stamped_all(rules, &row.cells, day)?;
            Some(Value::Row(Arc::new(Row { no: row.no, cells })))
        }
        _ => None,
    }
}

fn stamped_all(rules: Rules<'_>, values: &[Value], day: Date) -> Option<Vec<Value>> {
    let mut changed: Option<Vec<Value>> = None;
    for (at, value) in values.iter().enumerate() {
        if let Some(new) = stamped(rules, value, day) {
            changed.get_or_insert_with(|| values.to_vec())[at] = new;
        }
    }
    changed
}

/// Refuses references to records that do not exist, and to organizations not valid on the day.
/// What the engine itself gives was read from records and is let pass.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    if !matches!(task.command.by, Doer::Person(_)) {
        return;
    }
    for index in 0..bound.given.len() {
        let mut found = Vec::new();
        collect(&bound.given[index].1, &mut found);
        if found.is_empty() {
            continue;
        }
        let name = bound.given[index].0.clone();
        for to in found {
            check_one(task, bound, &name, &to);
        }
    }
}

fn collect(value: &Value, found: &mut Vec<Ref>) {
    match value {
        Value::Ref(to) => found.push(to.clone()),
        Value::List(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Row(row) => row.cells.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

fn check_one(task: &Task<'_>, bound: &mut Bound, name: &Name, to: &Ref) {
    let rules = task.run.rules;
    let shipped = rules.definitions.types.contains_key(to.id.ty());
    if !shipped || to.id == bound.candidate.id {
        return;
    }
    let day = rules.is_register(to.id.ty()).then(|| to.day.unwrap_or(bound.on));
    let Some(seen) = task.run.book.snapshot(&to.id, day) else { return };
    let (id, shown) = (|| format!("field.{name}"), || shown(task, name));
    // A register entry that begins later exists all the same; what is read through it is empty.
    let later = || day.is_some() && task.run.book.snapshot(&to.id, None).is_none_or(|seen| seen.is_some());
    match seen {
        None if (to.id.ty() != ORGANIZATION || bound.candidate.past) && later() => {}
        None => bound.report(name, Sentence::RefMissing.reason(id(), &[&shown(), to.id.as_str()], &[])),
        Some(seen) if to.id.ty() == ORGANIZATION && !seen.get().in_force && !bound.candidate.past => {
            let words = [&*shown(), &bound.on.to_string(), to.id.local()];
            bound.report(name, Sentence::OrgNotValid.reason(id(), &words, &[]));
        }
        Some(_) => {}
    }
}

/// Takes back what [`check`] said of an organization that a rule of the definition refuses too:
/// the rule names the article.
pub(super) fn leave_to(rule: &Refuse, task: &Task<'_>, bound: &mut Bound) {
    let mut read = Vec::new();
    rule.when.walk(&mut |part| {
        if let ExprKind::Field(at) = part.kind {
            read.extend(task.def.fields.get(usize::from(at)).map(|field| format!("field.{}", field.id)));
        }
    });
    bound.reasons.retain(|reason| reason.kind != RefusalKind::RefNotValid || !read.contains(&reason.id));
}

/// The Chinese name of a field, input or column.
fn shown(task: &Task<'_>, name: &Name) -> String {
    let wanted = super::bind::wants(task, task.action).find(|(_, field)| field.id == *name);
    wanted.map_or_else(|| name.to_string(), |(_, field)| field.name.clone())
}
