//! A database of any number of records in the mix of the ledgers, made by copying rows of the
//! projections under new ids. The journal is left alone: figures do not read it.

use std::path::Path;

use fadu_definition::Definitions;
use fadu_store::driver::Db;
use fadu_store::{DATABASE, indexes, schema};
use rusqlite::{Connection, params};

use crate::Result;
use crate::work::DISTRICT;

/// Copies the records with `id`s in `chosen`, and all that hangs on them, under ids and numbers
/// that end in ?1.
const COPY: [&str; 4] = [
    "INSERT INTO record SELECT district, type, id || ?1, version, seq, no || ?1, step, org, org_day, \
     opened_on, closed_on, past, fields FROM record WHERE id IN (SELECT id FROM chosen)",
    "INSERT INTO entry SELECT district, type, id || ?1, from_on, to_on, in_force, seq, version, no || ?1, \
     step, org, org_day, opened_on, closed_on, fields FROM entry WHERE id IN (SELECT id FROM chosen)",
    "INSERT INTO event SELECT district, type, record || ?1, seq, action, day, at, person, role, org, past \
     FROM event WHERE record IN (SELECT id FROM chosen)",
    "INSERT INTO term SELECT district, type, record || ?1, seq, term, row, start_on, due_on, ended_on, met, \
     used FROM term WHERE record IN (SELECT id FROM chosen)",
];

/// A database that grows.
pub struct Growing {
    db: Db,
    /// Records that are copied: those with the first so many row ids.
    base: i64,
    copies: i64,
}

impl Growing {
    /// Opens the database of a data folder; its present records are what is copied.
    pub fn open(folder: &Path) -> Result<Self> {
        let db = Db::open_writer(&folder.join(DATABASE), false)?;
        // It is thrown away: nothing needs to survive a loss of power while it grows.
        db.connection().execute_batch(
            "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; \
             PRAGMA secure_delete = OFF; CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY)",
        )?;
        let base = db.connection().query_row("SELECT max(rowid) FROM record", [], |row| row.get(0))?;
        Ok(Self { db, base, copies: 0 })
    }

    /// Copies records until there are so many.
    pub fn to(&mut self, records: i64) -> Result<()> {
        loop {
            let missing = records - count(self.db.connection())?;
            if missing <= 0 {
                return Ok(());
            }
            self.copies += 1;
            self.copy(missing.min(self.base))?;
        }
    }

    /// Copies so many records, taken evenly from all.
    fn copy(&self, records: i64) -> Result<()> {
        let db = self.db.connection();
        db.execute_batch("BEGIN; DELETE FROM chosen")?;
        let chosen = "INSERT INTO chosen SELECT id FROM record WHERE rowid <= ?1 \
                      ORDER BY (rowid * 7919) % ?1 LIMIT ?2";
        db.execute(chosen, params![self.base, records])?;
        for sql in COPY {
            db.prepare_cached(sql)?.execute([format!("c{}", self.copies)])?;
        }
        Ok(db.execute_batch("COMMIT")?)
    }

    /// Makes the indexes that the store makes for so many rows when it is opened.
    pub fn index(&self, definitions: &Definitions) -> Result<()> {
        Ok(schema::index(&self.db, DISTRICT, &indexes::wanted(definitions), definitions)?)
    }

    /// Closes it as the store expects to find it.
    pub fn finish(self) -> Result<()> {
        Ok(self.db.connection().execute_batch("PRAGMA journal_mode = WAL")?)
    }
}

fn count(db: &Connection) -> Result<i64> {
    Ok(db.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?)
}
