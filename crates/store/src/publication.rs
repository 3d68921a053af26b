//! Table `publication`: what is to be shown to everyone, since when and until when, and whether the
//! duty was met in time.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A publication of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicationRow {
    /// The record.
    pub record: String,
    /// Publication id.
    pub publication: String,
    /// Type of the record.
    pub ty: String,
    /// Role that puts it out; none: the system at once.
    pub role: Option<String>,
    /// Legal day of the event that made it due.
    pub made_on: String,
    /// Last day of the duty.
    pub due_on: Option<String>,
    /// Day from which it is no longer shown.
    pub until_on: Option<String>,
    /// Day on which it was put out.
    pub published_on: Option<String>,
    /// Day on which it was taken off.
    pub off_on: Option<String>,
    /// `due`, `shown` or `off`.
    pub state: String,
}

impl PublicationRow {
    fn seal(&self, keys: &Keys, district: &str) -> String {
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let optional = [&self.role, &self.due_on, &self.until_on, &self.published_on, &self.off_on];
        let [role, due, until, published, off] = optional.map(text);
        let columns = [
            &*self.record,
            &self.publication,
            &self.ty,
            &role,
            &self.made_on,
            &due,
            &until,
            &published,
            &off,
            &self.state,
        ];
        seal(keys, "publication", district, &columns)
    }
}

/// Writes a publication, in place of the one that may be there.
pub fn publication_put(db: &Db, keys: &Keys, district: &str, row: &PublicationRow) -> Result<()> {
    let seal = row.seal(keys, district);
    let sql = "INSERT INTO publication (district, record, publication, type, role, made_on, due_on, \
               until_on, published_on, off_on, state, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
               ON CONFLICT (district, record, publication) DO UPDATE SET type = excluded.type, \
               role = excluded.role, made_on = excluded.made_on, due_on = excluded.due_on, \
               until_on = excluded.until_on, published_on = excluded.published_on, \
               off_on = excluded.off_on, state = excluded.state, seal = excluded.seal";
    let values = [
        Val::T(district),
        Val::T(&row.record),
        Val::T(&row.publication),
        Val::T(&row.ty),
        row.role.as_deref().into(),
        Val::T(&row.made_on),
        row.due_on.as_deref().into(),
        row.until_on.as_deref().into(),
        row.published_on.as_deref().into(),
        row.off_on.as_deref().into(),
        Val::T(&row.state),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// A publication.
pub fn publication_get(
    db: &Db,
    district: &str,
    record: &str,
    publication: &str,
) -> Result<Option<PublicationRow>> {
    let sql = "SELECT record, publication, type, role, made_on, due_on, until_on, published_on, off_on, \
               state FROM publication WHERE district = $1 AND record = $2 AND publication = $3";
    db.first(sql, &[Val::T(district), Val::T(record), Val::T(publication)], read)
}

/// Publications that are shown although their day has come, at most so many.
pub fn publication_over(db: &Db, district: &str, today: &str, most: i64) -> Result<Vec<PublicationRow>> {
    let sql = "SELECT record, publication, type, role, made_on, due_on, until_on, published_on, off_on, \
               state FROM publication WHERE district = $1 AND state = 'shown' AND until_on <= $2 \
               ORDER BY until_on, record, publication LIMIT $3";
    db.query(sql, &[Val::T(district), Val::T(today), Val::I(most)], read)
}

/// Publications a role has still to put out, by last day.
pub fn publication_due(db: &Db, district: &str, role: &str, most: i64) -> Result<Vec<PublicationRow>> {
    let sql = "SELECT record, publication, type, role, made_on, due_on, until_on, published_on, off_on, \
               state FROM publication WHERE district = $1 AND state = 'due' AND role = $2 \
               ORDER BY coalesce(due_on, '9999'), record, publication LIMIT $3";
    db.query(sql, &[Val::T(district), Val::T(role), Val::I(most)], read)
}

/// Where a page of publications begins: day, record, publication of the last one before it.
pub type Before = (String, String, String);

/// What is shown on a day, the newest first, before a place; of one type and publication, unless
/// they are empty.
pub fn publication_page(
    db: &Db,
    district: &str,
    today: &str,
    (ty, publication): (&str, &str),
    before: &Before,
    most: i64,
) -> Result<Vec<PublicationRow>> {
    let all = "SELECT record, publication, type, role, made_on, due_on, until_on, published_on, off_on, \
               state FROM publication WHERE district = $1 AND state = 'shown' \
               AND (until_on IS NULL OR until_on > $2) AND $3 = '' AND ($4 = '' OR publication = $4) \
               AND (published_on, record, publication) < ($5, $6, $7) \
               ORDER BY published_on DESC, record DESC, publication DESC LIMIT $8";
    let of_type = "SELECT record, publication, type, role, made_on, due_on, until_on, published_on, \
                   off_on, state FROM publication WHERE district = $1 AND state = 'shown' \
                   AND (until_on IS NULL OR until_on > $2) AND type = $3 \
                   AND ($4 = '' OR publication = $4) \
                   AND (published_on, record, publication) < ($5, $6, $7) \
                   ORDER BY published_on DESC, record DESC, publication DESC LIMIT $8";
    let values = [
        Val::T(district),
        Val::T(today),
        Val::T(ty),
        Val::T(publication),
        Val::T(&before.0),
        Val::T(&before.1),
        Val::T(&before.2),
        Val::I(most),
    ];
    db.query(if ty.is_empty() { all } else { of_type }, &values, read)
}

/// How many of each publication of each type are shown on a day.
pub fn publication_count(db: &Db, district: &str, today: &str) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT type, publication, count(*) FROM publication WHERE district = $1 \
               AND state = 'shown' AND (until_on IS NULL OR until_on > $2) \
               GROUP BY type, publication ORDER BY type, publication";
    let values = [Val::T(district), Val::T(today)];
    db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?)))
}

fn read(row: &Row<'_>) -> Result<PublicationRow> {
    let text = |at: usize| row.text(at).map(str::to_owned);
    let opt = |at: usize| row.opt_text(at).map(|text| text.map(str::to_owned));
    Ok(PublicationRow {
        record: text(0)?,
        publication: text(1)?,
        ty: text(2)?,
        role: opt(3)?,
        made_on: text(4)?,
        due_on: opt(5)?,
        until_on: opt(6)?,
        published_on: opt(7)?,
        off_on: opt(8)?,
        state: text(9)?,
    })
}
