//! Table `draft`: input that is not yet, or was not, accepted. It may be personal, so it lies
//! encrypted under the master key.

use crate::codec::CodecError;
use crate::driver::{Db, Row, Val};
use crate::error::{Result, StoreError};
use crate::keys::Keys;
use crate::sealed::seal;

/// A draft of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: String,
    /// The record, or the id of the one to be created.
    pub record: String,
    /// The action.
    pub action: String,
    /// Whose it is.
    pub person: String,
    /// Instant of the last change.
    pub at: String,
    /// The input, as the caller writes it.
    pub content: String,
}

/// Keeps a draft; a later one of the same id replaces it.
pub fn draft_put(db: &Db, keys: &Keys, district: &str, draft: &Draft) -> Result<()> {
    let content = keys.encrypt(&draft.id, "draft", &draft.content);
    let columns = [&*draft.id, &draft.record, &draft.action, &draft.person, &draft.at, &content];
    let seal = seal(keys, "draft", district, &columns);
    let sql = "INSERT INTO draft (district, id, record, action, person, at, content, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (district, id) \
               DO UPDATE SET record = excluded.record, action = excluded.action, \
               person = excluded.person, at = excluded.at, content = excluded.content, \
               seal = excluded.seal";
    let mut values = vec![Val::T(district)];
    values.extend(columns.into_iter().map(Val::T));
    values.push(Val::T(&seal));
    db.execute(sql, &values).map(drop)
}

/// A draft by id.
pub fn draft_get(db: &Db, keys: &Keys, district: &str, id: &str) -> Result<Option<Draft>> {
    let sql = "SELECT id, record, action, person, at, content FROM draft \
               WHERE district = $1 AND id = $2";
    db.first(sql, &[Val::T(district), Val::T(id)], |row| read(row, keys))
}

/// The drafts of a person, the latest first.
pub fn draft_of_person(db: &Db, keys: &Keys, district: &str, person: &str) -> Result<Vec<Draft>> {
    let sql = "SELECT id, record, action, person, at, content FROM draft \
               WHERE district = $1 AND person = $2 ORDER BY at DESC, id";
    db.query(sql, &[Val::T(district), Val::T(person)], |row| read(row, keys))
}

/// Removes a draft.
pub fn draft_delete(db: &Db, district: &str, id: &str) -> Result<()> {
    let sql = "DELETE FROM draft WHERE district = $1 AND id = $2";
    db.execute(sql, &[Val::T(district), Val::T(id)]).map(drop)
}

/// Removes the oldest drafts of a person, but the latest so many.
pub fn draft_delete_beyond(db: &Db, district: &str, person: &str, most: i64) -> Result<()> {
    let sql = "DELETE FROM draft WHERE district = $1 AND id IN (SELECT id FROM draft \
               WHERE district = $1 AND person = $2 ORDER BY at DESC, id LIMIT 1000 OFFSET $3)";
    db.execute(sql, &[Val::T(district), Val::T(person), Val::I(most)]).map(drop)
}

/// The drafts that nobody has touched since an instant, a thousand at most.
pub fn draft_before(db: &Db, district: &str, at: &str) -> Result<Vec<String>> {
    let sql = "SELECT id FROM draft WHERE district = $1 AND at < $2 LIMIT 1000";
    db.query(sql, &[Val::T(district), Val::T(at)], |row| row.text(0).map(str::to_owned))
}

/// Removes the drafts of a record, when its personal values are erased.
pub fn draft_delete_of_record(db: &Db, district: &str, record: &str) -> Result<()> {
    let sql = "DELETE FROM draft WHERE district = $1 AND record = $2";
    db.execute(sql, &[Val::T(district), Val::T(record)]).map(drop)
}

fn read(row: &Row<'_>, keys: &Keys) -> Result<Draft> {
    let text = |column| row.text(column).map(str::to_owned);
    let content =
        keys.decrypt(row.text(0)?, "draft", row.text(5)?).ok_or_else(|| StoreError::Unreadable {
            place: format!("draft {}", row.text(0).unwrap_or_default()),
            why: CodecError::Sealed,
        })?;
    Ok(Draft { id: text(0)?, record: text(1)?, action: text(2)?, person: text(3)?, at: text(4)?, content })
}
