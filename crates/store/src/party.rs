//! Table `party`: whose matters records are, so that somebody's own are found without looking
//! through all types.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// Replaces those whose matter a record is. `opened_on` is the record's first day.
pub fn party_replace(
    db: &Db,
    keys: &Keys,
    district: &str,
    (record, opened_on): (&str, &str),
    whose: &[String],
) -> Result<()> {
    let sql = "DELETE FROM party WHERE district = $1 AND record = $2";
    db.execute(sql, &[Val::T(district), Val::T(record)])?;
    let sql = "INSERT INTO party (district, record, whose, opened_on, seal) VALUES ($1, $2, $3, $4, $5)";
    whose.iter().try_for_each(|whose| {
        let seal = seal(keys, "party", district, &[record, whose, opened_on]);
        let values = [Val::T(district), Val::T(record), Val::T(whose), Val::T(opened_on), Val::T(&seal)];
        db.execute(sql, &values).map(drop)
    })
}

/// Those whose matter a record is.
pub fn party_of_record(db: &Db, district: &str, record: &str) -> Result<Vec<String>> {
    let sql = "SELECT whose FROM party WHERE district = $1 AND record = $2 ORDER BY whose";
    db.query(sql, &[Val::T(district), Val::T(record)], |row| Ok(row.text(0)?.to_owned()))
}

/// A matter in the order of its list: first day and record.
pub type Opened = (String, String);

/// Somebody's matters, the latest first, before a place.
pub fn party_page(
    db: &Db,
    district: &str,
    whose: &str,
    (before, most): (&Opened, i64),
) -> Result<Vec<Opened>> {
    let sql = "SELECT opened_on, record FROM party WHERE district = $1 AND whose = $2 \
               AND (opened_on, record) < ($3, $4) ORDER BY opened_on DESC, record DESC LIMIT $5";
    let values = [Val::T(district), Val::T(whose), Val::T(&before.0), Val::T(&before.1), Val::I(most)];
    db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}

/// Removes all rows, before they are rebuilt.
pub fn party_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM party WHERE district = $1", &[Val::T(district)]).map(drop)
}
