//! An in-memory world: records, sample records and counters that answer the engine's queries.
//! The cases of definitions run in it, and so do tests that need no store.

mod answer;
mod sample;

use std::collections::HashMap;
use std::sync::Arc;

use fadu_base::RecordId;
use fadu_definition::expr::Find;

pub use sample::Fixture;

use crate::decide::target_id;
use crate::{Change, Command, Decision, Facts, Query, Record, Refusal, Rules, decide, number, sites};

/// Rounds of questions after which a decision is given up.
const ROUNDS: usize = 24;

/// Records that are there, and whatever answers queries about them.
#[derive(Clone)]
pub struct World<'a> {
    rules: Rules<'a>,
    sites: Arc<HashMap<u32, Arc<Find>>>,
    records: Vec<Arc<Record>>,
    fixtures: Vec<Arc<Fixture>>,
    counters: HashMap<(Option<RecordId>, String), u64>,
    /// Whether records that nobody mentioned are taken to exist, as in cases.
    lenient: bool,
}

/// What a command came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Acts by law written before it, with what they changed.
    pub by_law: Vec<Change>,
    /// The other changes, or the refusal.
    pub result: Result<Vec<Change>, Refusal>,
}

impl<'a> World<'a> {
    /// An empty world.
    pub fn new(rules: Rules<'a>) -> Self {
        let sites = Arc::new(sites::sites(rules.definitions));
        Self {
            rules,
            sites,
            records: Vec::new(),
            fixtures: Vec::new(),
            counters: HashMap::new(),
            lenient: false,
        }
    }

    /// An empty world in which persons, organizations and records are taken to exist when named.
    pub fn lenient(rules: Rules<'a>) -> Self {
        Self { lenient: true, ..Self::new(rules) }
    }

    /// The rules it lives by.
    pub fn rules(&self) -> Rules<'a> {
        self.rules
    }

    /// A record as it stands.
    pub fn record(&self, id: &RecordId) -> Option<&Arc<Record>> {
        self.records.iter().find(|record| record.id == *id)
    }

    /// All records, in the order in which they were created.
    pub fn records(&self) -> &[Arc<Record>] {
        &self.records
    }

    /// Takes a record as given.
    pub fn put(&mut self, record: Arc<Record>) {
        match self.records.iter_mut().find(|known| known.id == record.id) {
            Some(known) => *known = record,
            None => self.records.push(record),
        }
    }

    /// Takes a sample record as given.
    pub fn add(&mut self, fixture: Fixture) {
        self.fixtures.push(Arc::new(fixture));
    }

    /// Takes a sample record as given, in place of one with the same id.
    pub(crate) fn replace(&mut self, fixture: Fixture) {
        self.fixtures.retain(|known| known.id != fixture.id);
        self.add(fixture);
    }

    /// The type of the first sample record with a local id.
    pub(crate) fn type_of_fixture(&self, local: &str, of: impl Fn(&str) -> bool) -> Option<&str> {
        self.fixtures
            .iter()
            .map(|fixture| &fixture.id)
            .find(|id| id.local() == local && of(id.ty()))
            .map(RecordId::ty)
    }

    /// Answers everything that a computation asks until it has its result.
    pub fn with_facts<T>(&self, mut compute: impl FnMut(&Facts) -> Result<T, Vec<Query>>) -> Option<T> {
        let mut facts = Facts::default();
        for _ in 0..ROUNDS {
            match compute(&facts) {
                Ok(result) => return Some(result),
                Err(asks) => {
                    for query in asks {
                        let answer = self.answer(&query);
                        facts.known.push((query, answer));
                    }
                }
            }
        }
        None
    }

    /// Decides a command without changing anything. `None`: it asks without end.
    pub fn decide(&self, command: &Command) -> Option<Decision> {
        let record = self.record(target_id(command)).cloned();
        self.with_facts(|facts| match decide(&self.rules, record.as_deref(), command, facts) {
            Decision::Ask(asks) => Err(asks),
            decision => Ok(decision),
        })
    }

    /// Decides a command and keeps what it changes.
    pub fn take(&mut self, command: &Command) -> Outcome {
        match self.decide(command) {
            None => Outcome { by_law: Vec::new(), result: Err(Refusal::default()) },
            Some(Decision::Refused { by_law, refusal }) => {
                Outcome { by_law: self.keep(by_law), result: Err(refusal) }
            }
            Some(Decision::Done(changes)) => self.done(command, changes),
            Some(Decision::Ask(_)) => Outcome { by_law: Vec::new(), result: Err(Refusal::default()) },
        }
    }

    /// Splits off the acts by law, which come first.
    fn done(&mut self, command: &Command, changes: Vec<Change>) -> Outcome {
        let mut changes = self.keep(changes);
        let own = changes
            .iter()
            .position(|change| change.event.actor == command.by && change.event.action == command.action);
        let rest = changes.split_off(own.unwrap_or(0));
        Outcome { by_law: changes, result: Ok(rest) }
    }

    /// Allocates numbers and stores the records.
    fn keep(&mut self, mut changes: Vec<Change>) -> Vec<Change> {
        let counters = &mut self.counters;
        let drawn = number::allocate(&mut changes, self.rules.division, |draw| {
            let counter =
                counters.entry((draw.org.clone(), format!("{} {}", draw.series, draw.period))).or_insert(0);
            *counter += 1;
            Ok::<u64, std::convert::Infallible>(*counter)
        });
        let Ok(()) = drawn;
        for change in &changes {
            self.put(change.after.clone());
        }
        changes
    }
}
