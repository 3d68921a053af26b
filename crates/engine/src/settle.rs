//! Acts by law 依法视为 (language.md 5.4): before a command, and in a sweep after midnight, every
//! limit with `lapse` that has lapsed writes its action, the earliest first.
//!
//! An act by law happens at the end of its limit, whenever it is written: its `today`, its moment
//! and its facts are those of that day, so settling early or late gives the same record.

use std::ops::ControlFlow;
use std::sync::Arc;

use fadu_base::counting::Moment;
use fadu_base::{Instant, Name};

use crate::decide::{Clock, Run};
use crate::eval::Env;
use crate::facts::Book;
use crate::time_limit::{self, LimitState, State};
use crate::{Change, Command, Doer, Facts, Query, Record, Refusal, Rules, Target};

/// More acts than this on one record at once are a fault of its definition.
const MOST: usize = 64;

/// A record after the acts by law that were due.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The acts, in order, with what they changed in other records.
    pub changes: Vec<Change>,
    /// The record after them; `stuck` if a lapse could not be written.
    pub record: Arc<Record>,
    /// The limit whose act was not open or refused, and why: for the supervisor.
    pub stuck: Option<(Name, Refusal)>,
}

/// Settles a record; or what must be asked first.
pub fn settle(
    rules: &Rules<'_>,
    record: &Record,
    now: Instant,
    facts: &Facts,
) -> Result<Settled, Vec<Query>> {
    let book = Book::new(facts);
    let clock = Clock { entered: now, today: now.date(), now };
    let settled = run(&Run { rules: *rules, book: &book, clock, depth: 0, org: None }, record);
    if !book.is_settled() {
        return Err(book.take_asks());
    }
    Ok(settled.unwrap_or_else(|| Settled {
        changes: Vec::new(),
        record: Arc::new(record.clone()),
        stuck: None,
    }))
}

/// Settles a record within a decision; `None` if nothing is due.
pub(crate) fn run(run: &Run<'_>, record: &Record) -> Option<Settled> {
    if record.past || !record.def.limits.iter().any(|limit| limit.lapse.is_some()) {
        return None;
    }
    let mut settled: Option<Settled> = None;
    for _ in 0..MOST {
        let current = settled.as_ref().map_or(record, |settled| &*settled.record);
        let Some(lapsed) = earliest(run, current) else { break };
        let outcome = act(run, current, &lapsed);
        let so_far = settled.get_or_insert_with(|| Settled {
            changes: Vec::new(),
            record: Arc::new(record.clone()),
            stuck: None,
        });
        if so_far.add(lapsed, outcome).is_break() {
            break;
        }
    }
    settled
}

impl Settled {
    /// Adds the outcome of an act; a refusal is the last.
    fn add(&mut self, lapsed: LimitState, outcome: Result<Vec<Change>, Refusal>) -> ControlFlow<()> {
        let changes = match outcome {
            Ok(changes) => changes,
            Err(refusal) => {
                Arc::make_mut(&mut self.record).stuck = true;
                self.stuck = Some((lapsed.id, refusal));
                return ControlFlow::Break(());
            }
        };
        let Some(own) = changes.iter().rev().find(|change| change.record == self.record.id) else {
            return ControlFlow::Break(());
        };
        self.record = own.after.clone();
        self.changes.extend(changes);
        ControlFlow::Continue(())
    }
}

/// The lapsed limit with a `lapse` that was due first.
fn earliest(run: &Run<'_>, record: &Record) -> Option<LimitState> {
    let env = Env::of_record(run.rules, record, run.clock.now, run.book);
    let with_lapse = (0u16..).zip(&record.def.limits).filter(|(_, limit)| limit.lapse.is_some());
    let states = with_lapse.flat_map(|(at, _)| time_limit::states_of(&env, at));
    let lapsed = states.filter(|state| state.state == State::Lapsed);
    lapsed.min_by_key(|state| (state.due.and_then(Moment::instant), state.limit, state.row))
}

/// Writes the act of a lapsed limit.
fn act(run: &Run<'_>, record: &Record, lapsed: &LimitState) -> Result<Vec<Change>, Refusal> {
    let limit = record.def.limits.get(usize::from(lapsed.limit));
    let action = limit.and_then(|limit| limit.lapse).and_then(|at| record.def.actions.get(usize::from(at)));
    let (Some(limit), Some(action), Some(due)) = (limit, action, lapsed.due) else { return Ok(Vec::new()) };
    let moment = due.instant().unwrap_or(run.clock.now);
    let clock = Clock { entered: run.clock.entered, today: due.date(), now: moment };
    let command = Command {
        target: Target::On(record.id.clone()),
        action: action.id.clone(),
        input: Vec::new(),
        row: lapsed.row,
        docs: Vec::new(),
        by: Doer::Law { limit: limit.id.clone(), article: limit.article.as_deref().map(Into::into) },
        now: run.clock.entered,
        seen: None,
        cause: None,
    };
    let changes = Run { clock, ..*run }.take(Some(record), Some(record), &command)?;
    for change in &changes {
        run.book.change(change.after.clone());
    }
    Ok(changes)
}
