//! The index of words (FTS5, contentless; `tsvector` and GIN on PostgreSQL): two-character words of
//! records, found newest first. It holds no word, only where words stand, and can be thrown away: it
//! follows the journal from the position it has reached.
//!
//! Personal words stand in it as keyed digests, so that they can be found and not be read.

mod sqlite;
mod words;

pub use words::{Words, query_holding, query_of};

use crate::driver::{Db, Val};
use crate::error::Result;
use sqlite::{CLEAR, FIND, FORGET, PUT};

/// The position of the journal that the index has reached.
pub fn search_position(db: &Db, district: &str) -> Result<i64> {
    let sql = "SELECT MAX(position) FROM search_state WHERE district = $1";
    Ok(db.first(sql, &[Val::T(district)], |row| row.opt_int(0))?.flatten().unwrap_or(0))
}

/// Notes the position that the index has reached.
pub fn search_reached(db: &Db, district: &str, position: i64) -> Result<()> {
    db.execute("DELETE FROM search_state WHERE district = $1", &[Val::T(district)])?;
    let sql = "INSERT INTO search_state (district, position) VALUES ($1, $2)";
    db.execute(sql, &[Val::T(district), Val::I(position)]).map(drop)
}

/// The records of the next events after a position, and the position of the last.
pub fn search_due(db: &Db, district: &str, position: i64, most: i64) -> Result<(Vec<String>, i64)> {
    let sql = "SELECT record, position FROM journal WHERE district = $1 AND position > $2 \
               ORDER BY position LIMIT $3";
    let (mut records, mut last) = (Vec::new(), position);
    db.each(sql, &[Val::T(district), Val::I(position), Val::I(most)], |row| {
        records.push(row.text(0)?.to_owned());
        last = row.int(1)?;
        Ok(())
    })?;
    records.sort();
    records.dedup();
    Ok((records, last))
}

/// Puts the words of a record in place of those it had.
pub fn search_put(db: &Db, district: &str, record: &str, words: &str) -> Result<()> {
    let n = match number(db, district, record)? {
        Some(n) => {
            forget(db, n)?;
            n
        }
        None => {
            let sql = "SELECT coalesce(MAX(n), 0) + 1 FROM search_record WHERE district = $1";
            let n = db.first(sql, &[Val::T(district)], |row| row.int(0))?.unwrap_or(1);
            let sql = "INSERT INTO search_record (district, n, record) VALUES ($1, $2, $3)";
            db.execute(sql, &[Val::T(district), Val::I(n), Val::T(record)])?;
            n
        }
    };
    db.execute(PUT, &[Val::I(n), Val::T(words)]).map(drop)
}

/// Removes a record from the index.
pub fn search_delete(db: &Db, district: &str, record: &str) -> Result<()> {
    let Some(n) = number(db, district, record)? else { return Ok(()) };
    forget(db, n)?;
    let sql = "DELETE FROM search_record WHERE district = $1 AND n = $2";
    db.execute(sql, &[Val::T(district), Val::I(n)]).map(drop)
}

/// The records that hold what is asked, the last that came in first, below a number.
pub fn search_find(
    db: &Db,
    district: &str,
    asked: &str,
    below: i64,
    most: i64,
) -> Result<Vec<(i64, String)>> {
    let values = [Val::T(district), Val::T(asked), Val::I(below), Val::I(most)];
    db.query(FIND, &values, |row| Ok((row.int(0)?, row.text(1)?.to_owned())))
}

/// Empties the index, before it is made anew.
pub fn search_clear(db: &Db, district: &str) -> Result<()> {
    db.execute(CLEAR, &[])?;
    db.execute("DELETE FROM search_record WHERE district = $1", &[Val::T(district)])?;
    db.execute("DELETE FROM search_state WHERE district = $1", &[Val::T(district)]).map(drop)
}

fn forget(db: &Db, n: i64) -> Result<()> {
    db.execute(FORGET, &[Val::I(n)]).map(drop)
}

fn number(db: &Db, district: &str, record: &str) -> Result<Option<i64>> {
    let sql = "SELECT n FROM search_record WHERE district = $1 AND record = $2";
    db.first(sql, &[Val::T(district), Val::T(record)], |row| row.int(0))
}
