//! Table `choice`: what somebody has chosen for a page of their own. No event tells of it, so its rows
//! carry seals.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// Keeps a choice of a person; a later one of the same name replaces it.
pub fn choice_put(
    db: &Db,
    keys: &Keys,
    district: &str,
    (person, name): (&str, &str),
    value: &str,
) -> Result<()> {
    let seal = seal(keys, "choice", district, &[person, name, value]);
    let sql = "INSERT INTO choice (district, person, name, value, seal) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (district, person, name) DO UPDATE SET value = excluded.value, seal = excluded.seal";
    let values = [district, person, name, value, &seal].map(Val::T);
    db.execute(sql, &values).map(drop)
}

/// A choice of a person.
pub fn choice_get(db: &Db, district: &str, (person, name): (&str, &str)) -> Result<Option<String>> {
    let sql = "SELECT value FROM choice WHERE district = $1 AND person = $2 AND name = $3";
    db.first(sql, &[district, person, name].map(Val::T), |row| row.text(0).map(str::to_owned))
}
