//! `decide`: a command on a record becomes events, a refusal, or a list of queries (language.md 5.1).
//!
//! One file for each step below: settle (beside, `crate::settle`), access, bind and want, limits,
//! rules, effects and computed, then, finish. A missing fact is null for now; while one is outstanding the
//! outcome is discarded and everything that could be found to ask is asked at once.

mod access;
mod adopt;
mod bind;
mod bound;
mod computed;
mod dated;
mod effects;
mod finish;
mod limits;
mod references;
mod rules;
mod target;
mod then;
mod want;

pub use access::recused;
pub(crate) use access::{column_of, has_role, is_from, is_recused, scope_holds};
pub(crate) use adopt::proposed;
pub(crate) use limits::{is_barred, is_running, is_used_up, within_holds};
pub use rules::field_refuses;
pub(crate) use target::creates;
pub use target::version_for;

use std::sync::Arc;

use fadu_base::{Date, Instant, Name, RecordId, Ref, Value};
use fadu_definition::{Action, TypeDef};

use crate::eval::{Env, Subject};
use crate::facts::Book;
use crate::settle;
use crate::{Actor, Change, Command, Decision, Doer, Facts, Record, Refusal, Rules, Target};
use bound::Bound;

/// The action by which matters of the past are entered 补录 (language.md 10).
pub const ENTER_PAST: &str = "enter_past";

/// Decides a command on a record (`None` for a new one), with the facts known so far.
pub fn decide(rules: &Rules<'_>, record: Option<&Record>, command: &Command, facts: &Facts) -> Decision {
    let book = Book::new(facts);
    let clock = Clock { entered: command.now, today: command.now.date(), now: command.now };
    let run = Run { rules: *rules, book: &book, clock, depth: 0, org: None };
    let mut by_law = Vec::new();
    let outcome = run.command(record, command, &mut by_law);
    if !book.is_settled() {
        return Decision::Ask(book.take_asks());
    }
    match outcome {
        Ok(changes) => {
            by_law.extend(changes);
            Decision::Done(by_law)
        }
        Err(refusal) => Decision::Refused { by_law, refusal },
    }
}

/// The instants of a command. An act by law happens at the end of its limit, whenever it is written.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    /// When the event is entered.
    pub(crate) entered: Instant,
    /// `today`, and the legal day where `dated` says nothing.
    pub(crate) today: Date,
    /// `now`, and the moment that counts for limits in hours.
    pub(crate) now: Instant,
}

/// What a command and its children share.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) rules: Rules<'a>,
    pub(crate) book: &'a Book<'a>,
    pub(crate) clock: Clock,
    /// How many commands lie above this one.
    pub(crate) depth: u32,
    /// The owner of the commanding record, for new records that nobody creates in person.
    pub(crate) org: Option<&'a Ref>,
}

impl Run<'_> {
    /// Settles the record, then takes the action. Acts by law go into `by_law` whatever follows.
    fn command(
        &self,
        record: Option<&Record>,
        command: &Command,
        by_law: &mut Vec<Change>,
    ) -> Result<Vec<Change>, Refusal> {
        let adopted = record.and_then(|record| adopt::corrected(self, record));
        let current = adopted.as_ref().map(|change| change.after.clone());
        by_law.extend(adopted);
        let current = current.as_deref().or(record);
        let settled = current.and_then(|record| settle::run(self, record));
        let Some(settled) = settled else { return self.take(record, current, command) };
        by_law.extend(settled.changes);
        self.take(record, Some(&settled.record), command)
    }

    /// Takes the action on a settled record; `stored` is the record as it was before.
    pub(crate) fn take(
        &self,
        stored: Option<&Record>,
        was: Option<&Record>,
        command: &Command,
    ) -> Result<Vec<Change>, Refusal> {
        let def = target::definition(self, was, command)?;
        let task = target::task(self, was, &def, command)?;
        access::check(&task, stored)?;
        let mut bound = bind::bind(&task);
        limits::check(&task, &mut bound);
        rules::check(&task, &mut bound);
        adopt::check(&task, &mut bound);
        if bound.refuses() && self.book.is_settled() {
            return Err(Refusal { reasons: bound.reasons });
        }
        effects::apply(&task, &mut bound);
        let children = then::plan(&task, &mut bound)?;
        let change = finish::finish(&task, bound)?;
        then::run(&task, change, children)
    }
}

/// One action on one record.
pub(crate) struct Task<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) def: &'a Arc<TypeDef>,
    pub(crate) action: &'a Action,
    pub(crate) id: &'a RecordId,
    /// The record before the action, settled; none if it is created.
    pub(crate) was: Option<&'a Record>,
    pub(crate) command: &'a Command,
}

impl<'a> Task<'a> {
    /// The person who acts, if one does.
    pub(crate) fn actor(&self) -> Option<&'a Actor> {
        match &self.command.by {
            Doer::Person(actor) => Some(actor),
            Doer::Law { .. } | Doer::System => None,
        }
    }

    /// Whether the past is entered 补录.
    pub(crate) fn enters_past(&self) -> bool {
        *self.action.id == *ENTER_PAST
    }

    /// Number of the event to be.
    pub(crate) fn seq(&self) -> u32 {
        self.was.map_or(1, |was| was.seq.saturating_add(1))
    }

    /// What expressions see of a candidate.
    pub(crate) fn env<'e>(&'e self, candidate: &'e Record, given: &'e [(Name, Value)]) -> Env<'e> {
        let clock = self.run.clock;
        let env = Env::new(self.run.rules, self.def, Subject::Record(candidate), clock.now, self.run.book);
        let (was, actor) = (self.was, self.actor());
        Env { was, actor, input: given, today: clock.today, param_day: clock.today, ..env }
    }

    /// What expressions see of what is bound so far.
    pub(crate) fn env_of<'e>(&'e self, bound: &'e Bound) -> Env<'e> {
        Env { row: bound.row.as_ref(), ..self.env(&bound.candidate, &bound.given) }
    }
}

/// The record a command is about.
pub(crate) fn target_id(command: &Command) -> &RecordId {
    match &command.target {
        Target::New(id) | Target::On(id) => id,
    }
}
