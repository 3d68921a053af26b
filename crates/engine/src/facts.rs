//! The facts of a decision: what is known, what was used, what must still be asked.
//!
//! A look-up that is not answered yet goes on the list of asks and is null for now; whoever sees
//! an ask outstanding discards the outcome and hands the list to the caller.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Value};

use crate::record::snapshot;
use crate::{Answer, Facts, Query, Record, Snapshot};

/// The facts known to one decision, and its list of asks.
pub struct Book<'a> {
    facts: &'a Facts,
    used: Box<[Cell<bool>]>,
    /// Where the last answer stood. What is looked up stands in the order in which it was asked, so
    /// the next one mostly stands there or right behind.
    last: Cell<usize>,
    asks: RefCell<Vec<Query>>,
    /// Records changed in this transaction, which the store cannot know yet.
    changed: RefCell<Vec<Arc<Record>>>,
    /// How many names within names are being put together.
    within: u8,
}

/// Names within names are told so deep: two records may name each other.
const NAMES: u8 = 2;
/// No facts at all.
static NOTHING: Facts = Facts { known: Vec::new() };

/// A snapshot: lent by the facts, or made of a record changed in this transaction.
#[derive(Clone)]
pub(crate) enum Seen<'a> {
    Lent(&'a Arc<Snapshot>),
    Made(Arc<Snapshot>),
}

impl Seen<'_> {
    /// The snapshot itself.
    pub(crate) fn get(&self) -> &Arc<Snapshot> {
        match self {
            Self::Lent(snapshot) => snapshot,
            Self::Made(snapshot) => snapshot,
        }
    }
}

impl<'a> Book<'a> {
    /// A book over the answers known so far.
    pub fn new(facts: &'a Facts) -> Self {
        Self {
            facts,
            used: facts.known.iter().map(|_| Cell::new(false)).collect(),
            last: Cell::new(0),
            asks: RefCell::default(),
            changed: RefCell::default(),
            within: 0,
        }
    }

    /// Another book over the same answers, for the name of something that is named in a sentence. What
    /// it asks is not asked.
    #[must_use]
    pub fn again(&self) -> Book<'a> {
        let facts = if self.within < NAMES { self.facts } else { &NOTHING };
        Self { changed: self.changed.clone(), within: self.within + 1, ..Self::new(facts) }
    }

    /// Whether it is for a name within a name.
    pub(crate) fn is_within(&self) -> bool {
        self.within > 0
    }

    /// Whether nothing is left to be asked.
    pub fn is_settled(&self) -> bool {
        self.asks.borrow().is_empty()
    }

    /// Takes the list of asks.
    pub fn take_asks(&self) -> Vec<Query> {
        self.asks.take()
    }

    /// Puts a query on the list, once.
    pub(crate) fn ask(&self, query: Query) {
        let mut asks = self.asks.borrow_mut();
        if !asks.contains(&query) {
            asks.push(query);
        }
    }

    /// The answer to a query that fits; it is marked as used.
    fn find(&self, fits: impl Fn(&Query) -> bool) -> Option<&'a Answer> {
        let (before, after) = self.facts.known.split_at(self.last.get());
        let within = |part: &[(Query, Answer)]| part.iter().position(|(query, _)| fits(query));
        let at = within(after).map(|at| before.len() + at).or_else(|| within(before))?;
        self.last.set(at);
        self.used[at].set(true);
        Some(&self.facts.known[at].1)
    }

    /// The answer to a query, or `None` after it was put on the list.
    pub(crate) fn answer(&self, query: Query) -> Option<&'a Answer> {
        let known = self.find(|known| *known == query);
        if known.is_none() {
            self.ask(query);
        }
        known
    }

    /// What is read of a record on a day. The outer `None`: not known yet.
    pub(crate) fn snapshot(&self, id: &RecordId, day: Option<Date>) -> Option<Option<Seen<'a>>> {
        if let Some(made) = self.snapshot_changed(id, day) {
            return Some(Some(Seen::Made(made)));
        }
        let direct =
            self.find(|query| matches!(query, Query::Snapshot { id: of, day: on } if on == &day && of == id));
        if let Some(Answer::Snapshot(snapshot)) = direct {
            return Some(snapshot.as_ref().map(Seen::Lent));
        }
        if let Some(listed) = self.snapshot_listed(id, day) {
            return Some(Some(Seen::Lent(listed)));
        }
        self.ask(Query::Snapshot { id: id.clone(), day });
        None
    }

    /// A snapshot if it is known, without asking for it: for names in sentences.
    pub(crate) fn snapshot_known(&self, id: &RecordId) -> Option<Seen<'a>> {
        if let Some(made) = self.snapshot_changed(id, None) {
            return Some(Seen::Made(made));
        }
        self.facts.known.iter().find_map(|(query, answer)| match (query, answer) {
            (Query::Snapshot { id: of, .. }, Answer::Snapshot(Some(snapshot))) if of == id => {
                Some(Seen::Lent(snapshot))
            }
            (_, Answer::List(found)) => found.iter().find(|snapshot| snapshot.id == *id).map(Seen::Lent),
            _ => None,
        })
    }

    /// A record changed in this transaction as it stands now.
    fn snapshot_changed(&self, id: &RecordId, day: Option<Date>) -> Option<Arc<Snapshot>> {
        let changed = self.changed.borrow();
        let record = changed.iter().find(|record| record.id == *id)?;
        Some(Arc::new(snapshot::of(record, day)))
    }

    /// A record that a look-up of the same day found.
    fn snapshot_listed(&self, id: &RecordId, day: Option<Date>) -> Option<&'a Arc<Snapshot>> {
        self.facts.known.iter().enumerate().find_map(|(at, (query, answer))| match (query, answer) {
            (Query::Find { day: on, .. }, Answer::List(found)) if *on == day => {
                let listed = found.iter().find(|snapshot| snapshot.id == *id)?;
                self.used[at].set(true);
                Some(listed)
            }
            _ => None,
        })
    }

    /// The answer of one place in the definitions for captured values.
    pub(crate) fn found(&self, site: u32, captures: &[Value], day: Option<Date>) -> Option<&'a Answer> {
        let known = self.find(|query| match query {
            Query::Find { site: of, captures: with, day: on } => {
                *of == site && *on == day && with[..] == *captures
            }
            _ => false,
        });
        if known.is_none() {
            self.ask(Query::Find { site, captures: captures.to_vec(), day });
        }
        known
    }

    /// The value of a parameter on a day.
    pub(crate) fn param(&self, id: &Name, day: Date) -> Option<&'a Value> {
        let known =
            self.find(|query| matches!(query, Query::Param { id: of, day: on } if *on == day && of == id));
        match known {
            Some(Answer::Value(value)) => Some(value),
            Some(_) => None,
            None => {
                self.ask(Query::Param { id: id.clone(), day });
                None
            }
        }
    }

    /// A whole record, as it stands in this transaction. The outer `None`: not known yet.
    pub(crate) fn record(&self, id: &RecordId) -> Option<Option<Arc<Record>>> {
        if let Some(changed) = self.changed.borrow().iter().find(|record| record.id == *id) {
            return Some(Some(changed.clone()));
        }
        match self.answer(Query::Record(id.clone()))? {
            Answer::Record(record) => Some(record.clone()),
            _ => Some(None),
        }
    }

    /// Notes a record as changed in this transaction.
    pub(crate) fn change(&self, record: Arc<Record>) {
        let mut changed = self.changed.borrow_mut();
        match changed.iter_mut().find(|known| known.id == record.id) {
            Some(known) => *known = record,
            None => changed.push(record),
        }
    }

    /// The entries read so far, `id@seq`, in the order of the facts, each once.
    pub(crate) fn entries_used(&self) -> Vec<Arc<str>> {
        let mut entries: Vec<&Snapshot> = Vec::new();
        for ((_, answer), used) in self.facts.known.iter().zip(&self.used) {
            let read: &[Arc<Snapshot>] = match answer {
                _ if !used.get() => &[],
                Answer::Snapshot(Some(snapshot)) => std::slice::from_ref(snapshot),
                Answer::List(found) => found,
                _ => &[],
            };
            for snapshot in read {
                let stands = entries.iter().any(|entry| entry.seq == snapshot.seq && entry.id == snapshot.id);
                if !stands {
                    entries.push(snapshot);
                }
            }
        }
        entries.into_iter().map(|entry| format!("{}@{}", entry.id, entry.seq).into()).collect()
    }
}
