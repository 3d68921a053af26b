//! Time limits 办理时限 (language.md 5.4): whether one runs, when it is due, what is used and left.
//!
//! A limit is arithmetic over the history: the last event that starts it, the first later one that
//! ends it, the length as the record had it right after the start, extensions and suspensions.
//! What ended is a fact stored in the ending event and is read from there.

mod colour;
mod count;
mod sheet;
mod span;

use std::sync::Arc;

use fadu_base::counting::Moment;
use fadu_base::{Instant, Name, Row, Value};
use fadu_definition::Limit;
use fadu_definition::expr::LimitFn;

pub use colour::{Colour, Unit, remaining};
pub use sheet::limit_sheet;

use crate::eval::{Env, Subject};
use crate::facts::Book;
use crate::{Facts, Query, Record, Rules, TermEnd};

/// A limit whose length asks another limit, and so on, is followed this far.
const NESTED: u8 = 4;

/// In what state a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not exist for the record, or nothing has started it.
    NotStarted,
    /// It runs.
    Running,
    /// It is suspended.
    Paused,
    /// Its last day is over and nothing has ended it.
    Lapsed,
    /// It has ended.
    Ended,
}

/// A limit of a record at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitState {
    /// Its index in the definition.
    pub limit: u16,
    /// Its id.
    pub id: Name,
    /// The row, of a limit with `each`.
    pub row: Option<u32>,
    /// State.
    pub state: State,
    /// Number of the event that started it; nought if it runs from the opening.
    pub started_by: u32,
    /// Start; the day itself does not count.
    pub start: Option<Moment>,
    /// Last day or instant.
    pub due: Option<Moment>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// Whether it ended in time; unknown while it runs.
    pub met: Option<bool>,
    /// Units used, suspensions left out.
    pub used: i64,
    /// Units left until it is due; negative when it is past.
    pub remaining: i64,
    /// What the units are.
    pub unit: Unit,
    /// Warning colour (sheet 00, 4.5); none unless it runs, is suspended or has lapsed.
    pub colour: Option<Colour>,
}

impl LimitState {
    /// A limit that nothing has started.
    fn not_started(limit: u16, def: &Limit, row: Option<u32>) -> Self {
        Self {
            limit,
            id: def.id.clone(),
            row,
            state: State::NotStarted,
            started_by: 0,
            start: None,
            due: None,
            ended: None,
            met: None,
            used: 0,
            remaining: 0,
            unit: Unit::Day,
            colour: None,
        }
    }

    /// Whether it is under way: started and not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Running | State::Paused | State::Lapsed)
    }

    /// Whether its last day passed before it ended.
    pub fn is_late(&self) -> bool {
        self.state == State::Lapsed || self.met == Some(false)
    }
}

/// All limits of a record at a moment, those not started left out; or what must be asked first.
pub fn limits(
    rules: &Rules<'_>,
    record: &Record,
    now: Instant,
    facts: &Facts,
) -> Result<Vec<LimitState>, Vec<Query>> {
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let count = u16::try_from(record.def.limits.len()).unwrap_or(u16::MAX);
    let mut states: Vec<LimitState> = (0..count).flat_map(|limit| states_of(&env, limit)).collect();
    states.retain(|state| state.state != State::NotStarted);
    states.iter_mut().filter(|state| state.state == State::Ended).for_each(|state| {
        state.unit = ended_unit(&env, state);
    });
    if book.is_settled() { Ok(states) } else { Err(book.take_asks()) }
}

/// What a limit was counted in that has ended, as its length says: what is stored of it are numbers.
fn ended_unit(env: &Env<'_>, state: &LimitState) -> Unit {
    let Some(record) = env.subject.record() else { return state.unit };
    let Some(def) = record.def.limits.get(usize::from(state.limit)) else { return state.unit };
    let rows = def.each.and_then(|rows| record.fields.get(usize::from(rows))).map_or(&[][..], Value::members);
    let row = rows.iter().filter_map(as_row).find(|row| Some(row.no) == state.row);
    let env = Env { row, value: None, limits_above: env.limits_above + 1, ..*env };
    let counted = span::start(&env, def).and_then(|start| count::counted(&env, def, start));
    counted.map_or(state.unit, |counted| colour::unit_of(&counted.count))
}

/// The states of one limit: one, or one a row.
pub(crate) fn states_of(env: &Env<'_>, limit: u16) -> Vec<LimitState> {
    let Some(record) = env.subject.record() else { return Vec::new() };
    let Some(def) = record.def.limits.get(usize::from(limit)) else { return Vec::new() };
    match def.each {
        None => vec![state(env, limit, None)],
        Some(rows) => {
            let rows = record.fields.get(usize::from(rows)).map_or(&[][..], Value::members);
            rows.iter().filter_map(as_row).map(|row| state(env, limit, Some(row))).collect()
        }
    }
}

fn as_row(value: &Value) -> Option<&Arc<Row>> {
    match value {
        Value::Row(row) => Some(row),
        _ => None,
    }
}

/// The state of a limit, with `each` of a row.
pub(crate) fn state(env: &Env<'_>, limit: u16, row: Option<&Arc<Row>>) -> LimitState {
    let Some(record) = env.subject.record() else { return unknown(env, limit) };
    let Some(def) = record.def.limits.get(usize::from(limit)) else { return unknown(env, limit) };
    let none = LimitState::not_started(limit, def, row.map(|row| row.no));
    // Sheet 00 counts from acts that happened here; a record of the past has none running.
    if record.past || (def.each.is_some() && row.is_none()) || env.limits_above >= NESTED {
        return none;
    }
    let env = Env {
        subject: Subject::Record(record),
        row,
        value: None,
        limits_above: env.limits_above + 1,
        ..*env
    };
    let Some(start) = span::start(&env, def) else { return none };
    if let Some(fact) = span::fact(&env, def, start) {
        return from_fact(none, start.seq(), fact);
    }
    let after = span::after_start(&env, def, start);
    match crate::eval::holds(&after, def.when.as_ref()) {
        true => count::running_or_ended(&env, def, start, none),
        false => none,
    }
}

fn unknown(env: &Env<'_>, limit: u16) -> LimitState {
    match env.def.limits.get(usize::from(limit)) {
        Some(def) => LimitState::not_started(limit, def, None),
        None => LimitState {
            limit,
            id: "".into(),
            row: None,
            state: State::NotStarted,
            started_by: 0,
            start: None,
            due: None,
            ended: None,
            met: None,
            used: 0,
            remaining: 0,
            unit: Unit::Day,
            colour: None,
        },
    }
}

/// The state of a limit whose result is stored.
fn from_fact(none: LimitState, started_by: u32, fact: &TermEnd) -> LimitState {
    LimitState {
        state: State::Ended,
        started_by,
        start: Some(fact.start),
        due: fact.due,
        ended: Some(fact.ended),
        met: Some(fact.met),
        used: fact.used,
        ..none
    }
}

/// `due used met lapsed paused started` of a limit.
pub(crate) fn ask(env: &Env<'_>, what: LimitFn, limit: u16, row: Option<&Arc<Row>>) -> Value {
    let state = state(env, limit, row);
    match what {
        LimitFn::Due => state.due.map(moment_value).unwrap_or_default(),
        LimitFn::Used => match state.state {
            State::NotStarted => Value::Null,
            _ => Value::Int(state.used),
        },
        LimitFn::Met => state.met.map(Value::Bool).unwrap_or_default(),
        LimitFn::Lapsed => Value::Bool(state.is_late()),
        LimitFn::Paused => Value::Bool(state.state == State::Paused),
        LimitFn::Started => Value::Bool(state.is_open()),
    }
}

fn moment_value(moment: Moment) -> Value {
    match moment {
        Moment::Day(day) => Value::Date(day),
        Moment::At(at) => Value::Instant(at),
    }
}

/// The limits that the last event of the record ended, with their results.
pub(crate) fn ended_by_last(env: &Env<'_>) -> Vec<TermEnd> {
    let Some(record) = env.subject.record() else { return Vec::new() };
    let Some(last) = record.history.last() else { return Vec::new() };
    let mut ended = Vec::new();
    for (limit, def) in (0u16..).zip(&record.def.limits) {
        if !record.past && span::may_end(record, def, last) {
            ended.extend(states_of(env, limit).into_iter().filter_map(result));
        }
    }
    ended.retain(|term| !span::stored(record, term));
    ended
}

fn result(state: LimitState) -> Option<TermEnd> {
    Some(TermEnd {
        limit: state.id,
        row: state.row,
        start: state.start?,
        due: state.due,
        ended: state.ended?,
        met: state.met.unwrap_or(true),
        used: state.used,
    })
}
