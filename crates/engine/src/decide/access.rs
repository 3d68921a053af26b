//! Step 2: conflict, step, recusal, role and scope. Each ends the command, since the rest would
//! mislead.

use fadu_base::{Date, RecordId, Ref, Value};
use fadu_definition::{Action, By, FieldType, From, Scope, TypeDef};

use super::Task;
use super::target::creates;
use crate::facts::Book;
use crate::refusal::Sentence;
use crate::{Actor, Answer, Doer, Query, Record, Refusal, Rules};

/// Refuses what may not be done at all. A fact still outstanding does not refuse.
pub(super) fn check(task: &Task<'_>, stored: Option<&Record>) -> Result<(), Refusal> {
    conflict(task, stored)?;
    step(task)?;
    let Some(actor) = task.actor() else {
        return match task.action.by_system {
            true => Ok(()),
            false => {
                Err(Sentence::NotForSystem
                    .alone(&[&task.action.name], &[&names_of(task.run.rules, task.action)]))
            }
        };
    };
    if task.was.is_some_and(|was| is_recused(was, actor)) {
        return Err(Sentence::Recused.alone(&[], &[]));
    }
    role(task, actor)
}

/// Somebody acted since the actor looked.
fn conflict(task: &Task<'_>, stored: Option<&Record>) -> Result<(), Refusal> {
    let (Some(seen), Some(stored)) = (task.command.seen, stored) else { return Ok(()) };
    if seen == stored.seq {
        return Ok(());
    }
    let since = stored.history.iter().filter(|event| event.seq > seen);
    let told = joined(since.map(|event| name_of_action(&stored.def, &event.action)));
    Err(Sentence::Conflict.alone(&[&told], &[]))
}

fn name_of_action<'a>(def: &'a TypeDef, id: &'a str) -> &'a str {
    def.actions.iter().find(|action| *action.id == *id).map_or(id, |action| &action.name)
}

/// The action is not open in the record's step.
fn step(task: &Task<'_>) -> Result<(), Refusal> {
    let Some(was) = task.was else { return Ok(()) };
    if is_from(task.action, was) {
        return Ok(());
    }
    let now = was.step_def().map_or("(无)", |step| &step.name);
    let open = open_names(task.def, Some(was), &task.command.by);
    Err(Sentence::StepIllegal.alone(&[now, &task.action.name], &[&open]))
}

/// Whether an action is open in the step of a record.
pub(crate) fn is_from(action: &Action, was: &Record) -> bool {
    match &action.from {
        From::New => false,
        From::Any => true,
        From::Open => was.step_def().is_none_or(|step| !step.end),
        From::Steps { steps, .. } => was.step.is_some_and(|step| steps.contains(&step)),
    }
}

/// The names of the actions open in the record's step to somebody of this role, by step and role
/// alone.
pub(super) fn open_names(def: &TypeDef, was: Option<&Record>, by: &Doer) -> String {
    let open = |action: &&Action| match was {
        Some(was) => is_from(action, was),
        None => creates(action),
    };
    let for_them = |action: &&Action| match by {
        Doer::Person(actor) => action.by.iter().any(|by| by.role == actor.role),
        Doer::Law { .. } | Doer::System => action.by_system,
    };
    joined(def.actions.iter().filter(open).filter(for_them).map(|action| action.name.as_str()))
}

/// Names in a sentence.
pub(crate) fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "(无)".into() } else { names.join("、") }
}

/// Whether the actor, or whom they stand in for, is shut out from the record.
pub(crate) fn is_recused(was: &Record, actor: &Actor) -> bool {
    recused(was).any(|person| *person == actor.person || Some(person) == actor.delegate_of.as_ref())
}

/// The persons who are shut out from a record 回避.
pub fn recused(record: &Record) -> impl Iterator<Item = &RecordId> {
    let value = record.def.recused.and_then(|field| record.fields.get(usize::from(field)));
    value.map_or(&[][..], Value::members).iter().filter_map(|member| match member {
        Value::Ref(to) => Some(&to.id),
        _ => None,
    })
}

fn role(task: &Task<'_>, actor: &Actor) -> Result<(), Refusal> {
    let action = task.action;
    if action.by.is_empty() {
        return Err(Sentence::NotForPeople.alone(&[&action.name], &[]));
    }
    let (rules, book) = (task.run.rules, task.run.book);
    if !has_role(action, actor) {
        return Err(Sentence::RoleDenied.alone(&[&action.name], &[&names_of(rules, action)]));
    }
    let mut scopes = action.by.iter().filter(|by| by.role == actor.role);
    let within = scopes.any(|by| scope_holds(rules, book, by, actor, task.was, task.run.clock.today));
    match within || !book.is_settled() {
        true => Ok(()),
        false => Err(Sentence::ScopeDenied.alone(&[&action.name], &[&names_of(rules, action)])),
    }
}

/// Whether an action is for the actor's role at all.
pub(crate) fn has_role(action: &Action, actor: &Actor) -> bool {
    action.by.iter().any(|by| by.role == actor.role)
}

/// The Chinese names of the roles that may take an action.
pub(crate) fn names_of(rules: Rules<'_>, action: &Action) -> String {
    joined(
        action.by.iter().map(|by| rules.definitions.roles.get(&by.role).map_or(&*by.role, |role| &role.name)),
    )
}

/// Whether the record lies within the scope that an action gives to the actor's role.
pub(crate) fn scope_holds(
    rules: Rules<'_>,
    book: &Book<'_>,
    by: &By,
    actor: &Actor,
    was: Option<&Record>,
    today: Date,
) -> bool {
    let Some(was) = was else { return by.scope != Scope::None };
    match &by.scope {
        Scope::None => false,
        Scope::District => true,
        Scope::Own => owns(was, actor),
        Scope::Org => was.org.as_ref().is_some_and(|org| actor.org.as_ref() == Some(&org.id)),
        Scope::Below => below(book, was, actor, today),
        Scope::Field(field, member) => {
            let named = Named { rules, book, actor, today };
            was.fields
                .get(usize::from(*field))
                .is_some_and(|value| named.is_in(was, *field, value, member.as_deref()))
        }
    }
}

/// The actor is the record's party, or has proved to stand for a party without an account.
fn owns(was: &Record, actor: &Actor) -> bool {
    let party = was.def.party.and_then(|at| was.fields.get(usize::from(at)));
    match party {
        None | Some(Value::Null) => actor.stands_for_party,
        Some(Value::Ref(to)) => is_actor(&to.id, actor),
        Some(Value::List(values)) if values.is_empty() => actor.stands_for_party,
        Some(Value::List(values)) => {
            values.iter().any(|value| matches!(value, Value::Ref(to) if is_actor(&to.id, actor)))
        }
        Some(_) => false,
    }
}

fn is_actor(id: &RecordId, actor: &Actor) -> bool {
    *id == actor.person || actor.org.as_ref() == Some(id)
}

fn below(book: &Book<'_>, was: &Record, actor: &Actor, today: Date) -> bool {
    let (Some(org), Some(root)) = (&was.org, &actor.org) else { return false };
    if org.id == *root {
        return true;
    }
    let query = Query::Below { org: org.id.clone(), root: root.clone(), day: today };
    matches!(book.answer(query), Some(Answer::Below(true)))
}

/// Whether a field names the actor.
struct Named<'a> {
    rules: Rules<'a>,
    book: &'a Book<'a>,
    actor: &'a Actor,
    today: Date,
}

impl Named<'_> {
    /// The value is the actor's person or organization, or has it as a member or column.
    fn is_in(&self, was: &Record, field: u16, value: &Value, member: Option<&str>) -> bool {
        match (value, member) {
            (Value::List(values), _) => values.iter().any(|value| self.is_in(was, field, value, member)),
            (Value::Row(row), Some(column)) => {
                let at = column_of(was, field, column);
                at.and_then(|at| row.cells.get(at)).is_some_and(|cell| self.is_in(was, field, cell, None))
            }
            (Value::Ref(to), None) => is_actor(&to.id, self.actor),
            (Value::Ref(to), Some(member)) => self.is_member(to, member),
            _ => false,
        }
    }

    /// The record referred to names the actor in a field of its own.
    fn is_member(&self, to: &Ref, member: &str) -> bool {
        let day = self.rules.is_register(to.id.ty()).then(|| to.day.unwrap_or(self.today));
        let seen = self.book.snapshot(&to.id, day).flatten();
        let Some(seen) = seen.as_ref() else { return false };
        match seen.get().field(member) {
            None | Some(Value::Null) => self.actor.stands_for_party,
            Some(Value::List(values)) if values.is_empty() => self.actor.stands_for_party,
            Some(Value::Ref(to)) => is_actor(&to.id, self.actor),
            Some(Value::List(values)) => {
                values.iter().any(|value| matches!(value, Value::Ref(to) if is_actor(&to.id, self.actor)))
            }
            _ => false,
        }
    }
}

pub(crate) fn column_of(was: &Record, field: u16, column: &str) -> Option<usize> {
    match &was.def.fields.get(usize::from(field))?.ty {
        FieldType::Rows { columns, .. } => columns.iter().position(|known| *known.id == *column),
        _ => None,
    }
}
