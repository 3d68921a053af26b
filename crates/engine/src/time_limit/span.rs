//! Where a limit starts and ends in the history.

use fadu_base::counting::Moment;
use fadu_base::{Date, Value};
use fadu_definition::Limit;

use crate::eval::event::is_one_of;
use crate::eval::{Env, Subject, eval};
use crate::{Doer, Event, Record, TermEnd};

/// What starts a limit: an event, or the opening of the record.
#[derive(Clone, Copy)]
pub(super) enum Start<'a> {
    /// The event.
    Event(&'a Event),
    /// The record itself, for limits with `from` alone.
    Opening,
}

impl Start<'_> {
    /// Number of the event; nought for the opening.
    pub(super) fn seq(&self) -> u32 {
        match self {
            Self::Event(event) => event.seq,
            Self::Opening => 0,
        }
    }
}

/// The last event that starts the limit; the opening if it has `from` alone. An event that
/// enters an end step starts nothing.
pub(super) fn start<'a>(env: &Env<'a>, def: &Limit) -> Option<Start<'a>> {
    let record = env.subject.record()?;
    if def.starts.is_empty() {
        return Some(Start::Opening);
    }
    let starts = |event: &&Event| is_one_of(record, event, &def.starts) && concerns(env, def, event);
    let last = record.history.iter().rev().map(|event| &**event).find(starts)?;
    let enters_end = last.moved() && record.is_end(last.to.as_deref());
    (!enters_end).then_some(Start::Event(last))
}

/// The environment in which `when` and `length` are read: the record right after the start.
pub(super) fn after_start<'a>(env: &Env<'a>, def: &Limit, start: Start<'_>) -> Env<'a> {
    match (start, env.subject.record()) {
        (Start::Event(event), Some(record)) if def.each.is_none() => {
            Env { subject: Subject::After(record, event.seq), ..*env }
        }
        _ => *env,
    }
}

/// The stored result of the limit, if an event after its start ended it.
pub(super) fn fact<'a>(env: &Env<'a>, def: &Limit, start: Start<'_>) -> Option<&'a TermEnd> {
    let record = env.subject.record()?;
    let row = env.row.map(|row| row.no);
    let later = record.history.iter().rev().take_while(|event| event.seq > start.seq());
    later.flat_map(|event| &event.terms).find(|term| term.limit == def.id && term.row == row)
}

/// Whether a result is stored already (a limit with `until` that ended earlier).
pub(super) fn stored(record: &Record, term: &TermEnd) -> bool {
    record.history.iter().any(|event| event.terms.iter().any(|known| known == term))
}

/// The end of the limit, if there is one: the moment, and whether it is its own lapse by law.
pub(super) fn end(
    env: &Env<'_>,
    def: &Limit,
    start: Start<'_>,
    by_the_clock: bool,
) -> Option<(Moment, bool)> {
    let record = env.subject.record()?;
    if let Some(met) = def.until.as_ref().and_then(|until| moment(&eval(env, until))) {
        return Some((met, false));
    }
    let event = record
        .history
        .iter()
        .map(|event| &**event)
        .find(|event| event.seq > start.seq() && ends(env, def, event))?;
    let by_law = is_lapse(record, def, event) && matches!(event.actor, Doer::Law { .. });
    let at = if by_the_clock { Moment::At(event.moment) } else { Moment::Day(event.on) };
    Some((at, by_law))
}

/// Whether an event ends the limit: one of its ends, its lapse, or the entry of an end step.
fn ends(env: &Env<'_>, def: &Limit, event: &Event) -> bool {
    let Some(record) = env.subject.record() else { return false };
    let named = is_one_of(record, event, &def.ends) || is_lapse(record, def, event);
    let enters_end = event.moved() && record.is_end(event.to.as_deref()) && event.seq > 1;
    (named && concerns(env, def, event)) || enters_end
}

fn is_lapse(record: &Record, def: &Limit, event: &Event) -> bool {
    def.lapse.is_some_and(|lapse| is_one_of(record, event, &[lapse]))
}

/// Whether an event is about the row of a limit with `each`; an event on no row is about all.
fn concerns(env: &Env<'_>, def: &Limit, event: &Event) -> bool {
    let (Some(_), Some(row)) = (def.each, env.row) else { return true };
    event.row.as_ref().is_none_or(|(_, acted)| acted.no == row.no)
}

/// Whether an event can have ended a limit at all; most cannot, and are not computed.
pub(super) fn may_end(record: &Record, def: &Limit, event: &Event) -> bool {
    def.until.is_some()
        || is_one_of(record, event, &def.ends)
        || is_lapse(record, def, event)
        || (event.moved() && record.is_end(event.to.as_deref()))
}

/// A date or an instant as a moment.
pub(super) fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::Date(day) => Some(Moment::Day(*day)),
        Value::Instant(at) => Some(Moment::At(*at)),
        _ => None,
    }
}

/// The legal day and the moment at which the limit begins, before `from` is looked at.
pub(super) fn begun(env: &Env<'_>, start: Start<'_>) -> Option<(Date, fadu_base::Instant)> {
    match start {
        Start::Event(event) => Some((event.on, event.moment)),
        Start::Opening => {
            let record = env.subject.record()?;
            let at = record.history.first().map_or(env.now, |first| first.moment);
            Some((record.opened_on, at))
        }
    }
}
