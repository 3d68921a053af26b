//! The counting of one limit: start day, length with extensions, suspensions, due day, state.

use fadu_base::counting::{self, Count, Moment};
use fadu_base::{Date, Instant, Period, Value};
use fadu_definition::{Limit, Pause};

use super::span::{self, Start};
use super::{LimitState, State, colour};
use crate::eval::event::is_one_of;
use crate::eval::{Env, Subject, eval};
use crate::{Event, Record};

/// The length of a limit: a period, or a date of its own.
enum Length {
    Period(Period),
    Own(Moment),
    Unknown,
}

impl Length {
    fn is_by_the_clock(&self) -> bool {
        match self {
            Self::Period(period) => period.is_by_the_clock(),
            Self::Own(due) => matches!(due, Moment::At(_)),
            Self::Unknown => false,
        }
    }

    fn period(&self) -> Period {
        match self {
            Self::Period(period) => *period,
            _ => Period::ZERO,
        }
    }
}

/// How a limit that has started is counted.
pub(super) struct Counted {
    /// Start, length, suspensions.
    pub count: Count,
    due: Option<Moment>,
    ended: Option<(Moment, bool)>,
    paused: bool,
    upto: Instant,
}

/// The counting of a limit that has started; nothing while the day it counts from is not known.
pub(super) fn counted(env: &Env<'_>, def: &Limit, start: Start<'_>) -> Option<Counted> {
    let first = first(env, def, start)?;
    let length = length(env, def, start, first.day);
    let by_the_clock = length.is_by_the_clock();
    let ended = span::end(env, def, start, by_the_clock);
    let start_at = if by_the_clock { first.clock } else { Moment::Day(first.day) };
    let upto = ended.map_or(env.now, |(end, _)| as_instant(end));
    let pauses = pauses(env, def, by_the_clock, upto);
    let paused = ended.is_none() && pauses.iter().any(|pause| pause.open);
    let intervals = pauses.into_iter().map(|pause| (pause.from, pause.to)).collect();
    let count = Count { start: start_at, length: length.period(), pauses: intervals, roll: def.roll };
    let due = match length {
        Length::Period(_) => counting::due(env.rules.calendar, &count),
        Length::Own(due) => Some(due),
        Length::Unknown => None,
    };
    Some(Counted { count, due, ended, paused, upto })
}

/// The state of a limit that has started and whose result is not stored.
pub(super) fn running_or_ended(env: &Env<'_>, def: &Limit, start: Start<'_>, none: LimitState) -> LimitState {
    let Some(Counted { count, due, ended, paused, upto }) = counted(env, def, start) else { return none };
    let state = LimitState { started_by: start.seq(), start: Some(count.start), due, ..none };
    colour::measured(env, &count, with_outcome(env, state, ended, paused), upto)
}

/// Ended, paused, running or lapsed.
fn with_outcome(env: &Env<'_>, state: LimitState, ended: Option<(Moment, bool)>, paused: bool) -> LimitState {
    if let Some((end, by_law)) = ended {
        let met = !by_law && state.due.is_none_or(|due| !due.is_past(as_instant(end)));
        // A lapse by law comes at the end of the last day, whenever it is written.
        let end = if by_law { state.due.unwrap_or(end) } else { end };
        return LimitState { state: State::Ended, ended: Some(end), met: Some(met), ..state };
    }
    let lapsed = state.due.is_some_and(|due| due.is_past(env.now));
    let state_now = match (lapsed, paused) {
        (true, _) => State::Lapsed,
        (false, true) => State::Paused,
        (false, false) => State::Running,
    };
    LimitState { state: state_now, ..state }
}

/// An instant on the day (its beginning), or the instant itself.
fn as_instant(moment: Moment) -> Instant {
    match moment {
        Moment::Day(day) => midnight(day),
        Moment::At(at) => at,
    }
}

fn midnight(day: Date) -> Instant {
    day.to_datetime(fadu_base::Time::midnight())
}

/// Where the limit begins: its first day, and the moment from which hours count.
#[derive(Clone, Copy)]
struct First {
    day: Date,
    clock: Moment,
}

/// `from`, else the start. `None`: `from` is not known yet, the limit waits.
fn first(env: &Env<'_>, def: &Limit, start: Start<'_>) -> Option<First> {
    if let Some(from) = &def.from {
        let from = span::moment(&eval(&span::after_start(env, def, start), from))?;
        return Some(First { day: from.date(), clock: from });
    }
    let (day, at) = span::begun(env, start)?;
    Some(First { day, clock: Moment::At(at) })
}

/// The length as the record had it right after the start, parameters as of the first day, with
/// the extensions granted since.
fn length(env: &Env<'_>, def: &Limit, start: Start<'_>, first: Date) -> Length {
    let env = Env { param_day: first, ..*env };
    match eval(&span::after_start(&env, def, start), &def.length) {
        Value::Period(base) => match extended(&env, def, start, base) {
            Some(length) => Length::Period(length),
            None => Length::Unknown,
        },
        value => span::moment(&value).map_or(Length::Unknown, Length::Own),
    }
}

/// Adds the extensions, unit by unit (sheet 00, 4.2 rule 9).
fn extended(env: &Env<'_>, def: &Limit, start: Start<'_>, base: Period) -> Option<Period> {
    let Some(record) = env.subject.record() else { return Some(base) };
    let mut length = base;
    for event in record.history.iter().filter(|event| event.seq > start.seq()) {
        for (action, expr) in &def.extends {
            if is_one_of(record, event, &[*action]) {
                let subject = Subject::After(record, event.seq);
                if let Value::Period(more) = eval(&Env { subject, input: &event.input, ..*env }, expr) {
                    length = length.checked_add(more)?;
                }
            }
        }
    }
    Some(length)
}

/// A suspension `(from, to]`; an open one reaches to now.
struct Suspension {
    from: Instant,
    to: Instant,
    open: bool,
}

fn pauses(env: &Env<'_>, def: &Limit, by_the_clock: bool, upto: Instant) -> Vec<Suspension> {
    let Some(record) = env.subject.record() else { return Vec::new() };
    let mut found = Vec::new();
    for pause in &def.pauses {
        match pause {
            Pause::Actions { start: starts, end } => {
                let bounds = ActionPause { starts, ends: end, by_the_clock };
                bounds.collect(record, upto, &mut found);
            }
            Pause::Rows { rows, from, to } => row_pauses(record, *rows, *from, *to, upto, &mut found),
        }
    }
    found
}

/// A suspension by pairs of actions.
struct ActionPause<'a> {
    starts: &'a [u16],
    ends: &'a [u16],
    by_the_clock: bool,
}

impl ActionPause<'_> {
    /// Each start with the first later end; one without an end is open.
    fn collect(&self, record: &Record, upto: Instant, found: &mut Vec<Suspension>) {
        let mut open: Option<Instant> = None;
        for event in &record.history {
            if open.is_none() && is_one_of(record, event, self.starts) {
                open = Some(self.at(event));
            } else if let Some(from) = open.filter(|_| is_one_of(record, event, self.ends)) {
                found.push(Suspension { from, to: self.at(event), open: false });
                open = None;
            }
        }
        if let Some(from) = open {
            found.push(Suspension { from, to: upto.max(from), open: true });
        }
    }

    /// Days are suspended by the legal day, hours by the moment.
    fn at(&self, event: &Event) -> Instant {
        if self.by_the_clock { event.moment } else { midnight(event.on) }
    }
}

/// A suspension for each row, from one column to another; an empty end is open.
fn row_pauses(record: &Record, rows: u16, from: u16, to: u16, upto: Instant, found: &mut Vec<Suspension>) {
    for value in record.fields.get(usize::from(rows)).map_or(&[][..], Value::members) {
        let Value::Row(row) = value else { continue };
        let cell = |at: u16| row.cells.get(usize::from(at)).and_then(span::moment).map(as_instant);
        let Some(begun) = cell(from).filter(|begun| *begun <= upto) else { continue };
        match cell(to) {
            Some(end) => found.push(Suspension { from: begun, to: end.max(begun), open: end > upto }),
            None => found.push(Suspension { from: begun, to: upto.max(begun), open: true }),
        }
    }
}
