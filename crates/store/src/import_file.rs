//! Table `import_file`: which workbooks were taken in. A file is announced before its transaction
//! begins and finished inside it, so the next start can say which one was cut off.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// An imported file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// SM3 of its content, hexadecimal.
    pub sm3: String,
    /// Path as it was given.
    pub path: String,
    /// `begun` until its transaction is committed, then `done` or `partial`.
    pub state: String,
    /// Records made by it.
    pub records: i64,
    /// Instant of the last change.
    pub at: String,
}

/// Writes down a file; a later state replaces it.
pub fn import_file_put(db: &Db, keys: &Keys, district: &str, file: &ImportFile) -> Result<()> {
    let records = file.records.to_string();
    let columns = [&*file.sm3, &file.path, &file.state, &records, &file.at];
    let seal = seal(keys, "import_file", district, &columns);
    let sql = "INSERT INTO import_file (district, sm3, path, state, records, at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (district, sm3) \
               DO UPDATE SET path = excluded.path, state = excluded.state, \
               records = excluded.records, at = excluded.at, seal = excluded.seal";
    let values = [
        Val::T(district),
        Val::T(&file.sm3),
        Val::T(&file.path),
        Val::T(&file.state),
        Val::I(file.records),
        Val::T(&file.at),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// A file by the SM3 of its content.
pub fn import_file_get(db: &Db, district: &str, sm3: &str) -> Result<Option<ImportFile>> {
    let sql = "SELECT sm3, path, state, records, at FROM import_file \
               WHERE district = $1 AND sm3 = $2";
    db.first(sql, &[Val::T(district), Val::T(sm3)], read)
}

/// All files in a state, by path.
pub fn import_file_in_state(db: &Db, district: &str, state: &str) -> Result<Vec<ImportFile>> {
    let sql = "SELECT sm3, path, state, records, at FROM import_file \
               WHERE district = $1 AND state = $2 ORDER BY path, sm3";
    db.query(sql, &[Val::T(district), Val::T(state)], read)
}

/// Forgets a file whose import was cut off.
pub fn import_file_delete(db: &Db, district: &str, sm3: &str) -> Result<()> {
    let sql = "DELETE FROM import_file WHERE district = $1 AND sm3 = $2";
    db.execute(sql, &[Val::T(district), Val::T(sm3)]).map(drop)
}

fn read(row: &Row<'_>) -> Result<ImportFile> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(ImportFile { sm3: text(0)?, path: text(1)?, state: text(2)?, records: row.int(3)?, at: text(4)? })
}
