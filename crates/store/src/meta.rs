//! Table `meta`: what the database is: its district, its own day, the proof of its master key.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;

/// What a database is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Meta {
    /// Division code of the district: `140502`.
    pub district: String,
    /// Its name.
    pub name: String,
    /// A demonstration database carries its own fixed day.
    pub demo_day: Option<fadu_base::Date>,
}

/// All values with their seals, by key.
pub fn meta_all(db: &Db, district: &str) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT key, value, seal FROM meta WHERE district = $1 ORDER BY key";
    db.query(sql, &[Val::T(district)], |row| {
        Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned()))
    })
}

/// The district of the database: the only statement that does not know it yet.
pub fn meta_district(db: &Db) -> Result<Option<String>> {
    let sql = "SELECT district FROM meta WHERE district <> $1 AND key = 'name' LIMIT 1";
    db.first(sql, &[Val::T("")], |row| Ok(row.text(0)?.to_owned()))
}

/// A value.
pub fn meta_get(db: &Db, district: &str, key: &str) -> Result<Option<String>> {
    let sql = "SELECT value FROM meta WHERE district = $1 AND key = $2";
    db.first(sql, &[Val::T(district), Val::T(key)], |row| Ok(row.text(0)?.to_owned()))
}

/// Sets a value.
pub fn meta_put(db: &Db, keys: &Keys, district: &str, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO meta (district, key, value, seal) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (district, key) DO UPDATE SET value = excluded.value, seal = excluded.seal";
    let seal = meta_seal(keys, district, key, value);
    db.execute(sql, &[Val::T(district), Val::T(key), Val::T(value), Val::T(&seal)]).map(drop)
}

/// The seal of a value.
pub fn meta_seal(keys: &Keys, district: &str, key: &str, value: &str) -> String {
    keys.row_seal("meta", &[district, key, value])
}
