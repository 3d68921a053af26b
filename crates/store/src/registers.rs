//! What readers remember of registers: every page names the same organizations, persons and
//! appointments. What is remembered holds from the position at which it was begun up to the last one
//! looked at, as long as no event between them, of whichever process, is one of a register.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fadu_base::{Date, RecordId};
use fadu_definition::Kind;
use fadu_engine::Snapshot;

use crate::cache::Generations;
use crate::error::Result;
use crate::journal::{journal_position, journal_types};
use crate::list::{Organization, list_tree};
use crate::view::View;

/// Entries remembered, at least.
const SIZE: usize = 1_000;
/// Most events that are looked through for one of a register.
const THROUGH: i64 = 1_000;

/// An entry as of a day.
type Asked = (RecordId, Option<Date>);

/// The entries of registers that were read.
pub struct Registers(Mutex<State>);

/// Where a reader stands: a position of the journal, and how often everything was forgotten before.
pub type At = (i64, u64);

struct State {
    forgotten: u64,
    since: i64,
    until: i64,
    /// The organizations on a day.
    tree: Option<(String, Arc<Vec<Organization>>)>,
    entries: Generations<Asked, Option<Arc<Snapshot>>>,
}

impl Default for Registers {
    fn default() -> Self {
        Self(Mutex::new(State {
            forgotten: 0,
            since: 0,
            until: -1,
            tree: None,
            entries: Generations::new(SIZE),
        }))
    }
}

impl Registers {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything: an entry was changed without an event.
    pub fn forget(&self) {
        let mut state = self.state();
        state.clear();
        state.until = -1;
        state.forgotten += 1;
    }

    /// Looks at the events up to the position of a reader; gives where it stands. `forgotten` was told
    /// before its transaction began.
    pub fn follow(&self, view: View<'_>, forgotten: u64) -> Result<At> {
        let district = &view.shared.meta.district;
        let position = journal_position(view.db, district)?;
        let until = self.state().until;
        if position <= until {
            return Ok((position, forgotten));
        }
        let changed = until < 0 || position - until > THROUGH || {
            let types = journal_types(view.db, district, until)?;
            types.iter().any(|ty| view.kind_of(ty) == Some(Kind::Register))
        };
        let mut state = self.state();
        // Somebody else may have looked further meanwhile.
        if state.until == until {
            state.until = position;
            if changed {
                state.since = position;
                state.clear();
            }
        }
        Ok((position, forgotten))
    }

    /// How often everything was forgotten.
    pub fn forgotten(&self) -> u64 {
        self.state().forgotten
    }

    /// What a reader would read; else it reads.
    pub fn get(
        &self,
        at: At,
        asked: Asked,
        read: impl FnOnce() -> Result<Option<Arc<Snapshot>>>,
    ) -> Result<Option<Arc<Snapshot>>> {
        {
            let mut state = self.state();
            if state.holds(at)
                && let Some(known) = state.entries.get(&asked)
            {
                return Ok(known.clone());
            }
        }
        let found = read()?;
        let mut state = self.state();
        if state.holds(at) {
            state.entries.put(asked, found.clone());
        }
        Ok(found)
    }

    /// Every organization on a day, as a reader would read them.
    pub fn tree(&self, view: View<'_>, day: &str) -> Result<Arc<Vec<Organization>>> {
        let holds = |state: &State| view.at.is_some_and(|at| state.holds(at));
        {
            let state = self.state();
            if let Some((_, tree)) = state.tree.as_ref().filter(|(known, _)| holds(&state) && known == day) {
                return Ok(tree.clone());
            }
        }
        let tree = Arc::new(list_tree(view.db, &view.shared.meta.district, day)?);
        let mut state = self.state();
        if holds(&state) {
            state.tree = Some((day.to_owned(), tree.clone()));
        }
        Ok(tree)
    }
}

impl State {
    fn holds(&self, (position, forgotten): At) -> bool {
        self.forgotten == forgotten && (self.since..=self.until).contains(&position)
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.tree = None;
    }
}
