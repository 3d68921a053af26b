//! The legal day 法定日期 of an event: `dated`, else today.

use fadu_base::{Date, Name, Value};
use fadu_definition::Kind;

use super::Task;
use super::bound::Bound;
use crate::eval::eval;
use crate::refusal::Sentence;

/// The parameter with the day from which on every matter goes through its real actions.
const START_DAY: &str = "sys.start_day";

/// Fixes the legal day from what is bound. Unknown leaves today; [`check`] refuses it.
pub(super) fn fix(task: &Task<'_>, bound: &mut Bound) {
    if let Some(day) = legal_day(task, bound) {
        bound.on = day;
    }
}

fn legal_day(task: &Task<'_>, bound: &Bound) -> Option<Date> {
    match eval(&task.env_of(bound), task.action.dated.as_ref()?) {
        Value::Date(day) => Some(day),
        Value::Instant(at) => Some(at.date()),
        _ => None,
    }
}

/// Refuses an unknown or future day, and the past entered for a day of the present. Says nothing
/// where another reason stands already, since the day comes from the input.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    if bound.refuses() {
        return;
    }
    let today = task.run.clock.entered.date();
    if task.action.dated.is_some() && legal_day(task, bound).is_none() {
        let reason = Sentence::DatedUnknown.reason("dated", &[&task.action.name], &[]);
        bound.reasons.push(reason);
    } else if bound.on > today && task.def.kind != Kind::Register {
        bound.reasons.push(Sentence::DatedFuture.reason("dated", &[&bound.on.to_string()], &[]));
    } else if task.enters_past() && start_day(task).is_some_and(|start| bound.on >= start) {
        bound.reasons.push(Sentence::PastDay.reason("past.start_day", &[&bound.on.to_string()], &[]));
    }
}

/// The day on which the district began to work with the program, if it is set.
fn start_day(task: &Task<'_>) -> Option<Date> {
    let param = task.run.rules.definitions.params.get(START_DAY)?;
    let set = task.run.book.param(&Name::from(START_DAY), task.run.clock.today)?;
    if set.is_empty() { param.default.as_date() } else { set.as_date() }
}
