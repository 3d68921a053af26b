//! The one writer: a thread that owns the writing connection and takes requests from a channel.
//!
//! Group commit: all requests that wait (at most 256) run in one transaction, each in a savepoint
//! of its own, and are answered after the one commit. A request that fails takes back its own
//! changes only. A long request (the import of a file) has its transaction for itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use crate::cache::Caches;
use crate::driver::Db;
use crate::error::{Result, StoreError};
use crate::store::Shared;
use crate::txn::Txn;
use crate::view::View;

/// The most requests of one transaction.
const GROUP: usize = 256;

/// The body of a request.
type Body = dyn FnOnce(Result<&mut Txn<'_>>) -> Outcome + Send;

/// What a request wants and how it is answered.
pub struct Request {
    /// Runs it; an error instead of the transaction is its answer.
    pub run: Box<Body>,
    /// It may take minutes and stands alone.
    pub long: bool,
}

/// What became of a request.
pub struct Outcome {
    /// Its changes shall stay.
    pub keep: bool,
    /// Answers it, once it is known whether the commit succeeded.
    pub answer: Box<dyn FnOnce(Result<()>) + Send>,
}

/// Serves requests until nobody can send any more.
pub fn serve(db: &Db, shared: &Arc<Shared>, requests: &Receiver<Request>) {
    // Nothing but its speed depends on it; so below.
    let _ = db.writes_long(false);
    let mut writer = Writer { db, shared, caches: Caches::default(), seen: None };
    let mut next = None;
    while let Some(first) = next.take().or_else(|| requests.recv().ok()) {
        let mut group = vec![first];
        while !group[0].long && group.len() < GROUP {
            match requests.try_recv() {
                Ok(request) if request.long => {
                    next = Some(request);
                    break;
                }
                Ok(request) => group.push(request),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        writer.commit(group);
    }
}

struct Writer<'a> {
    db: &'a Db,
    shared: &'a Arc<Shared>,
    caches: Caches,
    /// The state of the database that the caches know: another process may write too.
    seen: Option<i64>,
}

impl Writer<'_> {
    /// Runs a group in one transaction and answers all of it.
    fn commit(&mut self, group: Vec<Request>) {
        let db = self.db;
        let long = group.first().is_some_and(|request| request.long);
        if long {
            let _ = db.writes_long(true);
        }
        self.commit_all(group);
        if long {
            let _ = db.writes_long(false);
        }
    }

    fn commit_all(&mut self, group: Vec<Request>) {
        if let Err(error) = self.begin() {
            group.into_iter().for_each(|request| refuse(request, error.repeat()));
            return;
        }
        let mut outcomes = Vec::with_capacity(group.len());
        let mut broken = None;
        for request in group {
            match &broken {
                Some(error) => refuse(request, StoreError::repeat(error)),
                None => {
                    outcomes.extend(self.run(request));
                    broken = self.lost_transaction();
                }
            }
        }
        let committed = match broken {
            Some(error) => Err(error),
            None => self.db.run("COMMIT"),
        };
        if committed.is_err() {
            self.take_back("ROLLBACK");
        }
        for outcome in outcomes {
            (outcome.answer)(committed.as_ref().copied().map_err(StoreError::repeat));
        }
    }

    fn begin(&mut self) -> Result<()> {
        self.db.run("BEGIN IMMEDIATE")?;
        let version = self.db.data_version()?;
        if self.seen != Some(version) {
            self.caches.clear();
            self.seen = Some(version);
        }
        Ok(())
    }

    /// Runs one request in its savepoint. One that dies is answered by its channel being closed.
    fn run(&mut self, request: Request) -> Option<Outcome> {
        if let Err(error) = self.db.run("SAVEPOINT request") {
            refuse(request, error);
            return None;
        }
        let mut txn =
            Txn::new(View { db: self.db, shared: self.shared, until: i64::MAX, at: None }, &mut self.caches);
        let run = AssertUnwindSafe(|| (request.run)(Ok(&mut txn)));
        let outcome = catch_unwind(run).ok();
        let keep = outcome.as_ref().is_some_and(|outcome| outcome.keep) && !txn.is_broken();
        if !keep {
            self.take_back("ROLLBACK TO request");
        }
        // After an automatic rollback there is no savepoint left; that is noticed by the caller.
        let _ = self.db.run("RELEASE request");
        outcome
    }

    /// SQLite takes back the whole transaction when the disk is full or fails.
    fn lost_transaction(&mut self) -> Option<StoreError> {
        if !self.db.is_idle() {
            return None;
        }
        self.caches.clear();
        Some(StoreError::DiskFull)
    }

    fn take_back(&mut self, how: &str) {
        self.caches.clear();
        if !self.db.is_idle() {
            // What cannot be taken back now is taken back when the database is opened again.
            let _ = self.db.run(how);
        }
    }
}

fn refuse(request: Request, error: StoreError) {
    let outcome = (request.run)(Err(error));
    (outcome.answer)(Ok(()));
}
