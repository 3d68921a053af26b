//! Table `concern`: whom records concern beside their owner, so that somebody's own are found without
//! looking through all of a type.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// In place of a role: the person acted on the record, otherwise than by entering what is past.
pub const ACTED: &str = "*acted";
/// In place of a role: the person is shut out from the record.
pub const RECUSED: &str = "*recused";

/// A role, or what stands in its place, and the person or organization.
pub type Concerned = (String, String);

/// A record: its id, its type and its first day.
pub type Of<'a> = (&'a str, &'a str, &'a str);

/// Replaces those whom a record concerns.
pub fn concern_replace(db: &Db, keys: &Keys, district: &str, of: Of<'_>, whom: &[Concerned]) -> Result<()> {
    let sql = "DELETE FROM concern WHERE district = $1 AND record = $2";
    db.execute(sql, &[Val::T(district), Val::T(of.0)])?;
    concern_insert(db, keys, district, of, whom)
}

/// Writes those whom a record concerns that has none yet.
pub fn concern_insert(
    db: &Db,
    keys: &Keys,
    district: &str,
    (record, ty, opened_on): Of<'_>,
    whom: &[Concerned],
) -> Result<()> {
    let sql = "INSERT INTO concern (district, record, role, whose, type, opened_on, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    whom.iter().try_for_each(|(role, whose)| {
        let columns = [record, role, whose, ty, opened_on];
        let seal = seal(keys, "concern", district, &columns);
        let [record, role, whose, ty, opened_on] = columns.map(Val::T);
        db.execute(sql, &[Val::T(district), record, role, whose, ty, opened_on, Val::T(&seal)]).map(drop)
    })
}

/// Those whom a record concerns.
pub fn concern_of_record(db: &Db, district: &str, record: &str) -> Result<Vec<Concerned>> {
    let sql = "SELECT role, whose FROM concern WHERE district = $1 AND record = $2 ORDER BY role, whose";
    let whom = |row: &crate::driver::Row<'_>| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
    db.query(sql, &[Val::T(district), Val::T(record)], whom)
}

/// A matter in the order of its list: first day and record.
pub type Opened = (String, String);

/// The records of all types that concern somebody under a role, the latest first, before a place.
pub fn concern_page(
    db: &Db,
    district: &str,
    (role, whose): (&str, &str),
    (before, most): (&Opened, i64),
) -> Result<Vec<Opened>> {
    let sql = "SELECT opened_on, record FROM concern WHERE district = $1 AND role = $2 AND whose = $3 \
               AND (opened_on, record) < ($4, $5) ORDER BY opened_on DESC, record DESC LIMIT $6";
    let [role, whose, day, record] = [role, whose, &before.0, &before.1].map(Val::T);
    db.query(sql, &[Val::T(district), role, whose, day, record, Val::I(most)], |row| {
        Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))
    })
}

/// Removes all rows, before they are rebuilt.
pub fn concern_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM concern WHERE district = $1", &[Val::T(district)]).map(drop)
}
