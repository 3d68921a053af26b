//! Step 4: separation of duties, repetition, time limits, uniqueness.

use fadu_base::{Name, Value};
use fadu_definition::{Action, Kind};

use super::bound::Bound;
use super::{Task, computed, effects};
use crate::eval::Env;
use crate::eval::event::is_one_of;
use crate::refusal::Sentence;
use crate::text::show;
use crate::time_limit::{self, LimitState, State};
use crate::{Actor, Answer, Doer, Query, Record};

/// Checks all of it. Of the past only uniqueness is asked.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    if !task.enters_past() {
        apart(task, bound);
        times(task, bound);
        within(task, bound);
    }
    let sets = !task.def.unique.is_empty() && !task.action.sets.is_empty();
    let after = sets.then(|| after(task, bound));
    for fields in &task.def.unique {
        let after = values(after.as_ref().unwrap_or(&bound.candidate), fields);
        unique(task, bound, fields, after);
    }
    number(task, bound);
}

/// Whoever took one of these actions on this record, for themselves or for another, may not.
fn apart(task: &Task<'_>, bound: &mut Bound) {
    let (Some(actor), Some(was)) = (task.actor(), task.was) else { return };
    let taken = task.action.apart.iter().filter(|&&other| took(was, actor, other));
    for done in taken.filter_map(|other| task.def.actions.get(usize::from(*other))) {
        let id = format!("apart.{}", done.id);
        bound.reasons.push(Sentence::Apart.reason(id, &[&done.name, &task.action.name], &[&done.name]));
    }
}

fn took(was: &Record, actor: &Actor, action: u16) -> bool {
    was.history.iter().any(|event| match &event.actor {
        Doer::Person(by) => shares_person(by, actor) && is_one_of(was, event, &[action]),
        Doer::Law { .. } | Doer::System => false,
    })
}

/// The same person, counting those acted for.
fn shares_person(a: &Actor, b: &Actor) -> bool {
    let same = |id: &fadu_base::RecordId| *id == b.person || b.delegate_of.as_ref() == Some(id);
    same(&a.person) || a.delegate_of.as_ref().is_some_and(same)
}

fn times(task: &Task<'_>, bound: &mut Bound) {
    let (Some(most), Some(was)) = (task.action.times, task.was) else { return };
    if is_used_up(was, task.action, most) {
        let id = format!("times.{}", task.action.id);
        bound.reasons.push(Sentence::Times.reason(id, &[&task.action.name, &most.to_string()], &[]));
    }
}

/// Whether an action was taken as often as it may be.
pub(crate) fn is_used_up(was: &Record, action: &Action, most: u32) -> bool {
    let taken = was.history.iter().filter(|event| event.action == action.id).count();
    taken >= most as usize
}

/// Whether an action is barred for good: used up, or its actor took one it must be apart from.
pub(crate) fn is_barred(was: &Record, action: &Action, actor: &Actor) -> bool {
    action.times.is_some_and(|most| is_used_up(was, action, most))
        || action.apart.iter().any(|other| took(was, actor, *other))
}

/// Limits that must be running and not lapsed.
fn within(task: &Task<'_>, bound: &mut Bound) {
    for &limit in &task.action.within {
        let Some(def) = task.def.limits.get(usize::from(limit)) else { continue };
        let state = time_limit::state(&task.env_of(bound), limit, bound.row.as_ref());
        if is_running(&state) || !task.run.book.is_settled() {
            continue;
        }
        let id = format!("within.{}", def.id);
        let reason = match (state.state, state.due) {
            (State::Lapsed, Some(due)) => {
                let day = show::moment(due);
                Sentence::WithinLapsed.reason(id, &[&def.name, &day], &[])
            }
            _ => Sentence::WithinNone.reason(id, &[&def.name, &task.action.name], &[]),
        };
        bound.reasons.push(crate::Reason { article: def.article.clone(), ..reason }.at(&*def.id));
    }
}

/// Whether a limit runs or is suspended.
pub(crate) fn is_running(state: &LimitState) -> bool {
    matches!(state.state, State::Running | State::Paused)
}

/// Whether all limits of `within` are running.
pub(crate) fn within_holds(env: &Env<'_>, action: &Action) -> bool {
    action.within.iter().all(|&limit| time_limit::states_of(env, limit).iter().any(is_running))
}

/// The record with what the action sets and what is computed from it.
fn after(task: &Task<'_>, bound: &Bound) -> Record {
    let mut after = effects::preview(task, bound);
    computed::recompute_fields(task, &mut after);
    after
}

fn values(record: &Record, fields: &[u16]) -> Vec<Value> {
    fields.iter().map(|&at| record.fields.get(usize::from(at)).cloned().unwrap_or_default()).collect()
}

/// No other record has the same values: among entries in force on the day, or among all.
fn unique(task: &Task<'_>, bound: &mut Bound, fields: &[u16], values: Vec<Value>) {
    let changed = task.was.is_none_or(|was| self::values(was, fields) != values);
    if !changed || values.iter().any(Value::is_empty) {
        return;
    }
    let of_entries = task.def.kind == Kind::Register && task.def.valid.is_some();
    let ids: Vec<Name> = fields
        .iter()
        .filter_map(|&at| task.def.fields.get(usize::from(at)))
        .map(|field| field.id.clone())
        .collect();
    let query = Query::Unique {
        ty: task.def.id.clone(),
        fields: ids.clone(),
        values,
        except: task.id.clone(),
        day: of_entries.then_some(bound.on),
    };
    if let Some(Answer::Found(Some(other))) = task.run.book.answer(query) {
        let names: Vec<&str> = fields
            .iter()
            .filter_map(|&at| task.def.fields.get(usize::from(at)))
            .map(|field| &*field.name)
            .collect();
        let id = format!("unique.{}", ids.iter().map(|id| &**id).collect::<Vec<_>>().join("."));
        let reason = Sentence::Unique.reason(id, &[&names.join("、"), other.local()], &[]);
        bound.reasons.push(reason.at(ids.first().map_or("", |id| id)));
    }
}

/// A number given by hand must be free.
fn number(task: &Task<'_>, bound: &mut Bound) {
    let given =
        bound.candidate.no.as_ref().filter(|no| task.was.is_none_or(|was| was.no.as_ref() != Some(no)));
    let Some(no) = given.cloned() else { return };
    let query = Query::Number { ty: task.def.id.clone(), no: no.clone(), except: task.id.clone() };
    if let Some(Answer::Found(Some(other))) = task.run.book.answer(query) {
        bound.reasons.push(Sentence::NumberTaken.reason("unique.no", &[&no], &[other.local()]).at("no"));
    }
}
