//! Table `attempt`: what was refused, to whom, by which rules. It changed nothing, so no event
//! tells of it; the law wants the trace all the same.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A refused command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The record, or the id of the one that would have been created.
    pub record: String,
    /// The action.
    pub action: String,
    /// Ids of the rules that refused, separated by a space.
    pub rules: String,
    /// Who tried.
    pub person: String,
    /// Instant.
    pub at: String,
}

/// Writes down a refused command.
pub fn attempt_insert(db: &Db, keys: &Keys, district: &str, attempt: &Attempt) -> Result<()> {
    let sql = "SELECT coalesce(MAX(n), 0) + 1 FROM attempt WHERE district = $1";
    let n = db.first(sql, &[Val::T(district)], |row| row.int(0))?.unwrap_or(1);
    let Attempt { record, action, rules, person, at } = attempt;
    let seal = seal(keys, "attempt", district, &[&n.to_string(), record, action, rules, person, at]);
    let sql = "INSERT INTO attempt (district, n, record, action, rules, person, at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        Val::T(district),
        Val::I(n),
        Val::T(record),
        Val::T(action),
        Val::T(rules),
        Val::T(person),
        Val::T(at),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// The refused commands on a record, in order.
pub fn attempt_of_record(db: &Db, district: &str, record: &str) -> Result<Vec<Attempt>> {
    let sql = "SELECT record, action, rules, person, at FROM attempt \
               WHERE district = $1 AND record = $2 ORDER BY n";
    db.query(sql, &[Val::T(district), Val::T(record)], read)
}

/// Refused commands with their numbers, the latest first, those before a number.
pub fn attempt_page(db: &Db, district: &str, below: i64, most: i64) -> Result<Vec<(i64, Attempt)>> {
    let sql = "SELECT record, action, rules, person, at, n FROM attempt \
               WHERE district = $1 AND n < $2 ORDER BY n DESC LIMIT $3";
    let values = [Val::T(district), Val::I(below), Val::I(most)];
    db.query(sql, &values, |row| Ok((row.int(5)?, read(row)?)))
}

fn read(row: &Row<'_>) -> Result<Attempt> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(Attempt { record: text(0)?, action: text(1)?, rules: text(2)?, person: text(3)?, at: text(4)? })
}
