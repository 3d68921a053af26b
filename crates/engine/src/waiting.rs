//! For whom a record waits, until when, and when the colours of its limits change: everything a
//! work list needs, computed once after an event and true until the next.
//!
//! It is counted from the instant of the last event, so that computing it early or late gives the
//! same. The instants of the colours are found by asking the one function of the colours again and
//! again, never by a second formula.

mod turn;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::{Instant, Name, RecordId};
use fadu_definition::{Action, From, Kind, Scope};

use crate::decide::{is_from, is_running, is_used_up};
use crate::eval::Env;
use crate::facts::Book;
use crate::open_actions::concerned;
use crate::time_limit::{self, LimitState, State};
use crate::{Doer, Facts, Query, Record, Rules};

pub use who::Whose;

/// What is to be known of a record that waits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiting {
    /// Its open limits, in the order of the definition.
    pub limits: Vec<OpenLimit>,
    /// The limit that is due first, and when its colour changes.
    pub first: Option<Turns>,
    /// For whom it waits.
    pub waits: Vec<Wait>,
}

/// A limit under way.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLimit {
    /// Its state at the last event.
    pub state: LimitState,
    /// The instant since which it is overdue; none if nothing makes it so, as while it is suspended.
    pub late: Option<Instant>,
    /// Whether its lapse is an act by law.
    pub by_law: bool,
}

/// When the colour of a limit changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Turns {
    /// Index in `limits`.
    pub at: usize,
    /// The instant since which it is yellow or worse.
    pub yellow: Option<Instant>,
    /// The instant since which it is red or worse.
    pub red: Option<Instant>,
}

/// Actions that are open to whoever has a role and stands in a relation to the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The role.
    pub role: Name,
    /// Whose record it must be.
    pub whose: Whose,
    /// Persons who are shut out from these actions: recused, or having taken one they must be
    /// apart from.
    pub barred: Vec<RecordId>,
    /// The instant from which a limit they must be within has lapsed.
    pub until: Option<Instant>,
    /// The actions, by index.
    pub actions: Vec<u16>,
}

/// What a record waits for; or what must be asked first.
pub fn waiting(rules: &Rules<'_>, record: &Record, facts: &Facts) -> Result<Waiting, Vec<Query>> {
    let Some(last) = record.history.last() else { return Ok(Waiting::default()) };
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, last.at, &book);
    let limits = open_limits(&env, record);
    let waits = if waits(record) { all_waits(&env, record) } else { Vec::new() };
    let first = if waits.is_empty() { None } else { turn::first(&env, &limits) };
    if book.is_settled() { Ok(Waiting { limits, first, waits }) } else { Err(book.take_asks()) }
}

/// Whose a record is under the scope of a role, for those who are told of it.
pub fn reach(rules: &Rules<'_>, record: &Record, scope: &Scope, now: Instant) -> Vec<Whose> {
    let facts = Facts::default();
    let book = Book::new(&facts);
    who::whose(&Env::of_record(*rules, record, now, &book), record, scope)
}

/// Whom a record names, and under which role it concerns them: those of the fields in which scopes of
/// its actions lie, and its party; or what must be asked first. Who owns it is not among them.
pub fn named(
    rules: &Rules<'_>,
    record: &Record,
    facts: &Facts,
) -> Result<BTreeSet<(Name, RecordId)>, Vec<Query>> {
    let Some(last) = record.history.last() else { return Ok(BTreeSet::new()) };
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, last.at, &book);
    let naming = concerned(&record.def).filter(|by| matches!(by.scope, Scope::Own | Scope::Field(..)));
    let scopes: BTreeSet<(&Name, &Scope)> = naming.map(|by| (&by.role, &by.scope)).collect();
    let whose = |(role, scope): (&Name, &Scope)| {
        let role = role.clone();
        who::whose(&env, record, scope).into_iter().map(move |whose| (role.clone(), whose))
    };
    let found = scopes.into_iter().flat_map(whose).filter_map(|(role, whose)| match whose {
        Whose::Of(id) => Some((role, id)),
        _ => None,
    });
    let found = found.collect();
    if book.is_settled() { Ok(found) } else { Err(book.take_asks()) }
}

/// Whether a record is of those that wait for somebody: a case before its end, an entry or an
/// activity that is neither in force nor at its end.
pub fn waits(record: &Record) -> bool {
    record.step_def().is_some_and(|step| !step.end && (record.def.kind == Kind::Case || !step.in_force))
}

fn open_limits(env: &Env<'_>, record: &Record) -> Vec<OpenLimit> {
    if record.past {
        return Vec::new();
    }
    let count = u16::try_from(record.def.limits.len()).unwrap_or(u16::MAX);
    let states = (0..count).flat_map(|limit| time_limit::states_of(env, limit));
    states
        .filter(LimitState::is_open)
        .map(|state| OpenLimit {
            late: turn::late(env, &state),
            by_law: record.def.limits.get(usize::from(state.limit)).is_some_and(|def| def.lapse.is_some()),
            state,
        })
        .collect()
}

/// Who and how of a group of actions; a map keeps one row for each.
type Key = (Name, Whose, Vec<RecordId>, Option<Instant>);

fn all_waits(env: &Env<'_>, record: &Record) -> Vec<Wait> {
    let mut groups: BTreeMap<Key, Vec<u16>> = BTreeMap::new();
    for (index, action) in (0u16..).zip(&record.def.actions) {
        let Some(until) = open_until(env, record, action) else { continue };
        let barred = who::barred(record, action);
        for by in &action.by {
            for whose in who::whose(env, record, &by.scope) {
                let actions = groups.entry((by.role.clone(), whose, barred.clone(), until)).or_default();
                if actions.last() != Some(&index) {
                    actions.push(index);
                }
            }
        }
    }
    let wait = |((role, whose, barred, until), actions)| Wait { role, whose, barred, until, actions };
    groups.into_iter().map(wait).collect()
}

/// Whether an action of the present step is open at all, and until when.
fn open_until(env: &Env<'_>, record: &Record, action: &Action) -> Option<Option<Instant>> {
    let used_up = action.times.is_some_and(|most| is_used_up(record, action, most));
    if !matches!(action.from, From::Steps { .. }) || !is_from(action, record) || used_up {
        return None;
    }
    let mut until: Option<Instant> = None;
    for &limit in &action.within {
        if let Some(end) = within_until(env, limit)? {
            until = Some(until.map_or(end, |known| known.min(end)));
        }
    }
    Some(until)
}

/// Until when a limit runs, in the last of its rows. The outer `None`: it does not.
fn within_until(env: &Env<'_>, limit: u16) -> Option<Option<Instant>> {
    let states = time_limit::states_of(env, limit);
    let running: Vec<_> = states.iter().filter(|state| is_running(state)).collect();
    let ends: Option<Vec<Instant>> = running.iter().map(|state| turn::late(env, state)).collect();
    if running.is_empty() { None } else { Some(ends.and_then(|ends| ends.into_iter().max())) }
}

/// The persons who acted in an event.
fn persons(doer: &Doer) -> impl Iterator<Item = &RecordId> {
    let actor = match doer {
        Doer::Person(actor) => Some(actor),
        Doer::Law { .. } | Doer::System => None,
    };
    actor.into_iter().flat_map(|actor| [Some(&actor.person), actor.delegate_of.as_ref()]).flatten()
}

/// Whether a limit is suspended.
fn is_paused(state: &LimitState) -> bool {
    state.state == State::Paused
}
