//! Table `record_key`: the key of each record that holds personal values, wrapped by the master
//! key. Destroying it is the erasure of the values; the row stays, so that no new key is made.

use crate::driver::{Cursor, Db, Val};
use crate::error::Result;
use crate::span::Span;

/// What is known of a record's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredKey {
    /// None was ever made.
    Missing,
    /// It was destroyed.
    Erased,
    /// Its wrapped form.
    Wrapped(Vec<u8>),
}

/// The key of a record.
pub fn record_key_get(db: &Db, district: &str, record: &str) -> Result<StoredKey> {
    let sql = "SELECT wrapped FROM record_key WHERE district = $1 AND record = $2";
    let found =
        db.first(sql, &[Val::T(district), Val::T(record)], |row| Ok(row.opt_bytes(0)?.map(<[u8]>::to_vec)))?;
    Ok(match found {
        None => StoredKey::Missing,
        Some(None) => StoredKey::Erased,
        Some(Some(wrapped)) => StoredKey::Wrapped(wrapped),
    })
}

/// Stores the key of a record.
pub fn record_key_insert(db: &Db, district: &str, record: &str, wrapped: &[u8]) -> Result<()> {
    let sql = "INSERT INTO record_key (district, record, wrapped, erased_on) \
               VALUES ($1, $2, $3, NULL)";
    db.execute(sql, &[Val::T(district), Val::T(record), Val::Bytes(wrapped)]).map(drop)
}

/// Destroys the key of a record; a record without one can get none afterwards.
pub fn record_key_erase(db: &Db, district: &str, record: &str, on: &str) -> Result<()> {
    let sql = "INSERT INTO record_key (district, record, wrapped, erased_on) \
               VALUES ($1, $2, NULL, $3) ON CONFLICT (district, record) \
               DO UPDATE SET wrapped = NULL, erased_on = excluded.erased_on";
    db.execute(sql, &[Val::T(district), Val::T(record), Val::T(on)]).map(drop)
}

/// The keys of a stretch of records by record: record, wrapped key.
pub fn record_key_all<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT record, wrapped FROM record_key WHERE district = $1{span} ORDER BY record";
    span.cursor(db, (sql, "record"), district, body)
}
