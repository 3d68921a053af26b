//! Which sessions were used, and which were found ended: noted as a page is asked for and written together a
//! moment later, so that no page waits for the one writer. What is noted counts at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fadu_store::session::{SessionRow, session_delete, session_get, session_put};
use fadu_store::{StoreError, Txn};

use super::session::ENDED;
use crate::{District, Failure};

/// What was found of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It was used at this moment.
    Seen(String),
    /// It has ended by itself.
    Ended,
    /// Nobody may use it any more.
    Gone,
}

/// What is not written yet, by the session's id.
#[derive(Debug, Default)]
pub(crate) struct Uses(Mutex<BTreeMap<String, Use>>);

impl District {
    /// Notes what was found of a session.
    pub(super) fn note_use(&self, id: &str, found: Use) {
        self.noted_uses().insert(id.to_owned(), found);
    }

    /// A session's row as it is with what is noted of it.
    pub(super) fn with_use(&self, row: SessionRow) -> SessionRow {
        match self.noted_uses().get(&row.id) {
            Some(Use::Seen(at)) if *at > row.seen_at => SessionRow { seen_at: at.clone(), ..row },
            Some(Use::Ended) => SessionRow { stage: ENDED.into(), ..row },
            _ => row,
        }
    }

    /// Writes what pages noted: who read personal data, and which sessions were used.
    pub fn write_notes(&self) -> Result<(), Failure> {
        let readings = self.write_readings();
        self.write_uses().and(readings)
    }

    pub(crate) fn write_uses(&self) -> Result<(), Failure> {
        let noted = self.noted_uses().clone();
        if noted.is_empty() {
            return Ok(());
        }
        let rows = noted.clone();
        self.store.write(move |txn| rows.iter().try_for_each(|(id, found)| write_use(txn, id, found)))?;
        // Until then it counted from here; what was noted meanwhile waits for the next time.
        self.noted_uses().retain(|id, found| noted.get(id) != Some(found));
        Ok(())
    }

    fn noted_uses(&self) -> MutexGuard<'_, BTreeMap<String, Use>> {
        self.uses.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that is gone by now stays gone.
fn write_use(txn: &mut Txn<'_>, id: &str, found: &Use) -> Result<(), StoreError> {
    let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
    if *found == Use::Gone {
        return session_delete(db, district, id);
    }
    let Some(row) = session_get(db, district, id)?.filter(|row| row.stage == "open") else { return Ok(()) };
    match found {
        Use::Seen(at) if *at > row.seen_at => {
            session_put(db, keys, district, &SessionRow { seen_at: at.clone(), ..row })
        }
        Use::Ended => session_put(db, keys, district, &SessionRow { stage: ENDED.into(), ..row }),
        _ => Ok(()),
    }
}
