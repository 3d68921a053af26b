//! What the writer remembers between requests. Only speed depends on it: it is emptied whenever
//! something is taken back.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use fadu_base::{Date, RecordId};
use fadu_engine::{Record, Snapshot};
use fadu_journal::Hash as Link;
use fadu_journal::seal::Key;

/// A map that forgets what was not used for long: two generations, the older one dropped when
/// the younger is full.
pub struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    size: usize,
}

impl<K: Hash + Eq + Clone, V> Generations<K, V> {
    /// A map that keeps between `size` and twice as many.
    pub fn new(size: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), size }
    }

    /// What is remembered of a key.
    pub fn get(&mut self, key: &K) -> Option<&mut V> {
        if let Some(value) = self.old.remove(key) {
            self.put(key.clone(), value);
        }
        self.young.get_mut(key)
    }

    /// Remembers.
    pub fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.size {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }

    /// Forgets a key.
    pub fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

/// What is held of a record's key.
#[derive(Clone)]
pub enum HeldKey {
    /// None was made yet.
    Missing,
    /// It was destroyed: personal values can be neither read nor kept.
    Erased,
    /// The key.
    Key(Arc<Key>),
}

impl HeldKey {
    /// The key, if there is one.
    pub fn get(&self) -> Option<&Key> {
        match self {
            Self::Key(key) => Some(key),
            Self::Missing | Self::Erased => None,
        }
    }
}

/// A record as the writer holds it.
#[derive(Clone)]
pub struct Held {
    /// The record.
    pub record: Arc<Record>,
    /// Hash of its last event.
    pub hash: Link,
    /// Its key.
    pub key: HeldKey,
}

/// What was read of a register, by day.
type ByDay = Vec<(Option<Date>, Option<Arc<Snapshot>>)>;

/// The caches of the writer.
pub struct Caches {
    /// Position of the last event of the journal.
    pub position: Option<i64>,
    /// Records.
    pub records: Generations<RecordId, Held>,
    /// What was read of other records.
    pub snapshots: Generations<RecordId, ByDay>,
}

impl Default for Caches {
    fn default() -> Self {
        Self { position: None, records: Generations::new(2048), snapshots: Generations::new(4096) }
    }
}

impl Caches {
    /// Forgets everything: something was taken back.
    pub fn clear(&mut self) {
        self.position = None;
        self.records.clear();
        self.snapshots.clear();
    }

    /// What was read of a record as of a day, if it was read before.
    pub fn snapshot(&mut self, id: &RecordId, day: Option<Date>) -> Option<Option<Arc<Snapshot>>> {
        let by_day = self.snapshots.get(id)?;
        by_day.iter().find(|(on, _)| *on == day).map(|(_, read)| read.clone())
    }

    /// Remembers what was read.
    pub fn put_snapshot(&mut self, id: &RecordId, day: Option<Date>, read: Option<Arc<Snapshot>>) {
        match self.snapshots.get(id) {
            Some(by_day) => {
                if by_day.len() >= DAYS {
                    by_day.clear();
                }
                by_day.push((day, read));
            }
            None => self.snapshots.put(id.clone(), vec![(day, read)]),
        }
    }
}

/// How many days of one entry are remembered; an import asks for each day of a year.
const DAYS: usize = 400;
