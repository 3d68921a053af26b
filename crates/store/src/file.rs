//! Table `file`: the attachments that are stored in the folder `files/`, by their SM3.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// What is known of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// SM3 of its content, hexadecimal.
    pub sm3: String,
    /// Length in bytes.
    pub size: i64,
    /// Name under which it was first given.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Instant at which it was first stored.
    pub stored_at: String,
}

/// Remembers an attachment; one that is known stays as it is.
pub fn file_insert(db: &Db, keys: &Keys, district: &str, file: &FileRow) -> Result<()> {
    let size = file.size.to_string();
    let seal = seal(keys, "file", district, &[&file.sm3, &size, &file.name, &file.media, &file.stored_at]);
    let sql = "INSERT INTO file (district, sm3, size, name, media, stored_at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (district, sm3) DO NOTHING";
    let values = [
        Val::T(district),
        Val::T(&file.sm3),
        Val::I(file.size),
        Val::T(&file.name),
        Val::T(&file.media),
        Val::T(&file.stored_at),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// What is known of an attachment.
pub fn file_get(db: &Db, district: &str, sm3: &str) -> Result<Option<FileRow>> {
    let sql = "SELECT sm3, size, name, media, stored_at FROM file WHERE district = $1 AND sm3 = $2";
    db.first(sql, &[Val::T(district), Val::T(sm3)], read)
}

/// All attachments by SM3.
pub fn file_all(db: &Db, district: &str) -> Result<Vec<FileRow>> {
    let sql = "SELECT sm3, size, name, media, stored_at FROM file WHERE district = $1 ORDER BY sm3";
    db.query(sql, &[Val::T(district)], read)
}

fn read(row: &crate::driver::Row<'_>) -> Result<FileRow> {
    Ok(FileRow {
        sm3: row.text(0)?.to_owned(),
        size: row.int(1)?,
        name: row.text(2)?.to_owned(),
        media: row.text(3)?.to_owned(),
        stored_at: row.text(4)?.to_owned(),
    })
}
