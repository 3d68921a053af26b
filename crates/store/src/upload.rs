//! Table `upload`: who gave which attachment, and under which name.

use crate::codec::CodecError;
use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};
use crate::keys::Keys;

/// An attachment as somebody gave it.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Who gave it.
    pub person: &'a str,
    /// SM3 of its content.
    pub sm3: &'a str,
    /// Name under which they gave it.
    pub name: &'a str,
    /// Instant.
    pub at: &'a str,
}

/// Remembers who gave an attachment; given again it bears its last name.
pub fn upload_put(db: &Db, keys: &Keys, district: &str, given: Given<'_>) -> Result<()> {
    let name = keys.encrypt(given.sm3, "upload", given.name);
    let sql = "INSERT INTO upload (district, person, sm3, name, at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (district, person, sm3) DO UPDATE SET name = excluded.name, at = excluded.at";
    let values = [district, given.person, given.sm3, &name, given.at].map(Val::T);
    db.execute(sql, &values).map(drop)
}

/// The name under which somebody gave an attachment; none if they did not.
pub fn upload_name(db: &Db, keys: &Keys, district: &str, person: &str, sm3: &str) -> Result<Option<String>> {
    let sql = "SELECT name FROM upload WHERE district = $1 AND person = $2 AND sm3 = $3";
    let sealed = db.first(sql, &[district, person, sm3].map(Val::T), |row| row.text(0).map(str::to_owned))?;
    sealed.map(|sealed| keys.decrypt(sm3, "upload", &sealed).ok_or_else(|| unreadable(sm3))).transpose()
}

/// How many bytes of attachments somebody has given since an instant.
pub fn upload_bytes_since(db: &Db, district: &str, person: &str, since: &str) -> Result<i64> {
    let sql = "SELECT coalesce(CAST(SUM(file.size) AS BIGINT), 0) FROM upload \
               JOIN file ON file.district = upload.district AND file.sm3 = upload.sm3 \
               WHERE upload.district = $1 AND upload.person = $2 AND upload.at >= $3";
    Ok(db.first(sql, &[district, person, since].map(Val::T), |row| row.int(0))?.unwrap_or(0))
}

fn unreadable(sm3: &str) -> StoreError {
    StoreError::Unreadable { place: format!("upload {sm3}"), why: CodecError::Sealed }
}
