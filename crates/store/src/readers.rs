//! The reading connections: a few more than there are cores. More at once would only take turns on the
//! cores, each with a cache and prepared statements of its own; so who comes while all read waits.

use std::cell::Cell;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::driver::Db;

/// Fewest readings at once, so that a long one holds up nobody.
const FEWEST: usize = 4;

thread_local! {
    /// Readings under way on this thread: one within another waits for nothing, or it would wait for ever.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// The connections that are open and not in use, and how many readings are under way.
pub struct Readers {
    held: Mutex<Held>,
    ended: Condvar,
    most: usize,
}

#[derive(Default)]
struct Held {
    idle: Vec<Db>,
    under_way: usize,
}

impl Default for Readers {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { held: Mutex::default(), ended: Condvar::new(), most: (2 * cores).max(FEWEST) }
    }
}

impl Readers {
    /// What is held stays whole whatever a reading that died did.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until one more may read. The turn ends when it is dropped.
    pub fn turn(&self) -> Turn<'_> {
        let counts = DEPTH.get() == 0;
        if counts {
            let wait = self.ended.wait_while(self.held(), |held| held.under_way >= self.most);
            wait.unwrap_or_else(PoisonError::into_inner).under_way += 1;
        }
        DEPTH.set(DEPTH.get() + 1);
        Turn { readers: self, counts }
    }

    /// A connection that is not in use.
    pub fn idle(&self) -> Option<Db> {
        self.held().idle.pop()
    }

    /// Keeps a connection for the next reading.
    pub fn put(&self, db: Db) {
        let mut held = self.held();
        if held.idle.len() < self.most {
            held.idle.push(db);
        }
    }
}

/// Leave to read.
pub struct Turn<'r> {
    readers: &'r Readers,
    counts: bool,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
        if self.counts {
            self.readers.held().under_way -= 1;
            self.readers.ended.notify_one();
        }
    }
}
