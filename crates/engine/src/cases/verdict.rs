//! Comparing what a case expects with what came of it.

use fadu_base::counting::Moment;
use fadu_base::{Instant, Name, Value};
use fadu_definition::Case;

use super::run::{Stage, command_id};
use crate::eval::{Env, Subject, truth};
use crate::facts::Book;
use crate::world::Outcome;
use crate::{Command, Doer, LimitState, Record, Refusal, limits};

/// The first thing that is not as expected.
pub(super) fn judge(
    stage: &Stage<'_, '_>,
    case: &Case,
    command: &Command,
    outcome: &Outcome,
) -> Result<(), String> {
    refusals(case, &outcome.result)?;
    written(case, outcome)?;
    created(case, stage)?;
    let record = stage.world.record(command_id(command)).or_else(|| stage.world.record(&stage.names.this));
    let record = record.map(|record| &**record);
    step(case, record)?;
    due(stage, case, record, command.now)?;
    case.expect.iter().enumerate().try_for_each(|(at, expr)| {
        let truth = stage.world.with_facts(|facts| {
            let book = Book::new(facts);
            let subject = record.map_or(Subject::None, Subject::Record);
            let env = Env::new(stage.world.rules(), stage.names.def, subject, command.now, &book);
            let truth = truth(&env, expr);
            if book.is_settled() { Ok(truth) } else { Err(book.take_asks()) }
        });
        match truth.flatten() {
            Some(true) => Ok(()),
            found => Err(format!("expectation {} is {}", at + 1, found.map_or("unknown", |_| "false"))),
        }
    })
}

fn refusals<T>(case: &Case, result: &Result<T, Refusal>) -> Result<(), String> {
    match (&case.refused, result) {
        (None, Ok(_)) => Ok(()),
        (None, Err(refusal)) => Err(format!("expected to be allowed, was refused: {}", told(refusal))),
        (Some(ids), Ok(_)) => Err(format!("expected to be refused by {}, was allowed", ids.join(", "))),
        (Some(ids), Err(refusal)) => {
            let (mut expected, mut found): (Vec<&str>, Vec<&str>) =
                (ids.iter().map(String::as_str).collect(), refusal.ids());
            expected.sort_unstable();
            found.sort_unstable();
            match expected == found {
                true => Ok(()),
                false => {
                    Err(format!("expected to be refused by {}, found {}", ids.join(", "), told(refusal)))
                }
            }
        }
    }
}

/// Ids and sentences of a refusal.
pub(super) fn told(refusal: &Refusal) -> String {
    let reasons = refusal.reasons.iter().filter(|reason| !reason.warn);
    let told: Vec<String> = reasons.map(|reason| format!("{} ({})", reason.id, reason.say)).collect();
    if told.is_empty() { "nothing that is said".into() } else { told.join(", ") }
}

/// Acts by law written before the command, exactly these.
fn written(case: &Case, outcome: &Outcome) -> Result<(), String> {
    let acts = outcome.by_law.iter().map(|change| &change.event);
    let found: Vec<&Name> =
        acts.filter(|event| matches!(event.actor, Doer::Law { .. })).map(|event| &event.action).collect();
    match found.iter().copied().eq(&case.written) {
        true => Ok(()),
        false => Err(format!("expected by law: {}; found: {}", names(&case.written), names(found))),
    }
}

fn names<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    let names: Vec<&str> = names.into_iter().map(|name| &**name).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

/// What was commanded of other records in this case: exactly these kinds, if any are named.
fn created(case: &Case, stage: &Stage<'_, '_>) -> Result<(), String> {
    if case.created.is_empty() {
        return Ok(());
    }
    let missing = case.created.iter().find(|id| !stage.created.contains(id));
    let more = stage.created.iter().find(|id| !case.created.contains(id));
    match (missing, more) {
        (Some(id), _) => Err(format!("expected `{id}` to be commanded, it was not")),
        (None, Some(id)) => Err(format!("`{id}` was commanded and is not expected")),
        (None, None) => Ok(()),
    }
}

fn step(case: &Case, record: Option<&Record>) -> Result<(), String> {
    let Some(expected) = &case.step else { return Ok(()) };
    let found = record.and_then(Record::step_def).map(|step| &step.id);
    match found == Some(expected) {
        true => Ok(()),
        false => Err(format!("expected step `{expected}`, found `{}`", found.map_or("", |id| id))),
    }
}

fn due(stage: &Stage<'_, '_>, case: &Case, record: Option<&Record>, now: Instant) -> Result<(), String> {
    if case.due.is_empty() {
        return Ok(());
    }
    let Some(record) = record else { return Err("there is no record".into()) };
    let rules = stage.world.rules();
    let states = stage.world.with_facts(|facts| limits(&rules, record, now, facts)).unwrap_or_default();
    for (limit, expected) in &case.due {
        let found = states.iter().rev().find(|state| state.id == *limit);
        if !found.is_some_and(|state| is_due(state, expected)) {
            let shown = found
                .and_then(|state| state.due)
                .map_or_else(|| "none".to_owned(), crate::text::show::moment);
            return Err(format!(
                "expected `{limit}` due {}, found {shown}",
                crate::text::show::plain(expected)
            ));
        }
    }
    Ok(())
}

fn is_due(state: &LimitState, expected: &Value) -> bool {
    match (state.due, expected) {
        (Some(Moment::Day(due)), Value::Date(day)) => due == *day,
        (Some(Moment::At(due)), Value::Instant(at)) => due == *at,
        _ => false,
    }
}
