//! Rewinding 回到某一流水号: the projections as they were after an event of the journal.
//!
//! Records that were written since are made again of their events up to that position, all others are
//! as they were. So a figure of any position can be computed again by the statements of today, and the
//! work grows with what was written since, not with the district.

use crate::cache::Caches;
use crate::driver::{Db, Val};
use crate::error::Result;
use crate::journal::{journal_row, journal_since};
use crate::record_key::{StoredKey, record_key_get};
use crate::replay::{Raw, rebuild, write_rows};
use crate::store::{DATABASE, Store};
use crate::txn::Txn;
use crate::view::{Reader, View};

/// The projections of one record.
const PROJECTIONS: [&str; 4] = [
    "DELETE FROM record WHERE district = $1 AND id = $2",
    "DELETE FROM entry WHERE district = $1 AND id = $2",
    "DELETE FROM event WHERE district = $1 AND record = $2",
    "DELETE FROM term WHERE district = $1 AND record = $2",
];

impl Store {
    /// Runs a reader on the state after a position of the journal. Nothing stays of it; writers wait
    /// meanwhile.
    pub fn read_at<T>(&self, position: i64, body: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let db = Db::open_writer(&self.shared().folder.join(DATABASE), false)?;
        db.writes_long(true)?;
        db.run("BEGIN IMMEDIATE")?;
        let view = View { db: &db, shared: self.shared(), until: position, at: None };
        let mut caches = Caches::default();
        let read =
            rewind(&mut Txn::new(view, &mut caches), position).and_then(|()| body(&mut Reader { view }));
        db.run("ROLLBACK")?;
        read
    }
}

/// Makes every record written after a position as it was then.
fn rewind(txn: &mut Txn<'_>, position: i64) -> Result<()> {
    let (db, district) = (txn.db(), txn.district());
    for id in journal_since(db, district, position)? {
        for sql in PROJECTIONS {
            db.execute(sql, &[Val::T(district), Val::T(&id)])?;
        }
        let raw = raw(db, district, id, position)?;
        if raw.events.is_empty() {
            continue;
        }
        write_rows(txn, &rebuild(txn.shared(), &raw)?)?;
    }
    Ok(())
}

/// The events of a record up to a position, and its key.
fn raw(db: &Db, district: &str, id: String, position: i64) -> Result<Raw> {
    let sql = "SELECT type, record, seq, position, bytes, hash FROM journal \
               WHERE district = $1 AND record = $2 AND position + 0 <= $3 ORDER BY seq";
    let events = db.query(sql, &[Val::T(district), Val::T(&id), Val::I(position)], journal_row)?;
    let wrapped = match record_key_get(db, district, &id)? {
        StoredKey::Wrapped(key) => Some(key),
        StoredKey::Missing | StoredKey::Erased => None,
    };
    Ok(Raw { id, wrapped, events })
}
