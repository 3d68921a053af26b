//! Table `notice`: who was told of what. It keeps what was read, which no event says, so its rows
//! carry seals.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;
use crate::work::below;

/// A notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeLine {
    /// Number, given when it is written.
    pub n: i64,
    /// A person or an organization; with a role: '' or the organization in which it is held.
    pub whose: String,
    /// Role, or ''.
    pub role: String,
    /// The record.
    pub record: String,
    /// Action id.
    pub action: String,
    /// What happened.
    pub sentence: String,
    /// Instant.
    pub at: String,
    /// When it was read, and by whom.
    pub read: Option<(String, String)>,
}

impl NoticeLine {
    fn seal(&self, keys: &Keys, district: &str) -> String {
        let (at, by) = self.read.as_ref().map_or(("", ""), |(at, by)| (at, by));
        let n = self.n.to_string();
        let columns =
            [&n, &*self.whose, &self.role, &self.record, &self.action, &self.sentence, &self.at, at, by];
        seal(keys, "notice", district, &columns)
    }
}

/// Writes a notice.
pub fn notice_insert(db: &Db, keys: &Keys, district: &str, notice: &NoticeLine) -> Result<()> {
    let sql = "SELECT coalesce(MAX(n), 0) + 1 FROM notice WHERE district = $1";
    let n = db.first(sql, &[Val::T(district)], |row| row.int(0))?.unwrap_or(1);
    let notice = NoticeLine { n, ..notice.clone() };
    let seal = notice.seal(keys, district);
    let sql = "INSERT INTO notice (district, n, whose, role, record, action, sentence, at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        Val::T(district),
        Val::I(n),
        Val::T(&notice.whose),
        Val::T(&notice.role),
        Val::T(&notice.record),
        Val::T(&notice.action),
        Val::T(&notice.sentence),
        Val::T(&notice.at),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// The newest notices of one role and `whose` with a number below another.
pub fn notice_page(
    db: &Db,
    district: &str,
    (role, whose): (&str, &str),
    (before, unread, most): (i64, bool, i64),
) -> Result<Vec<NoticeLine>> {
    let sql = "SELECT n, whose, role, record, action, sentence, at, read_at, read_by FROM notice \
               WHERE district = $1 AND role = $2 AND whose = $3 AND n < $4 AND (NOT $5 OR read_at IS NULL) \
               ORDER BY n DESC LIMIT $6";
    let values =
        [Val::T(district), Val::T(role), Val::T(whose), Val::I(before), Val::B(unread), Val::I(most)];
    db.query(sql, &values, read)
}

/// How many notices of one role and `whose` are not read yet.
pub fn notice_unread(db: &Db, district: &str, (role, whose): (&str, &str)) -> Result<i64> {
    let sql = "SELECT count(*) FROM notice WHERE district = $1 AND role = $2 AND whose = $3 \
               AND read_at IS NULL";
    let values = [Val::T(district), Val::T(role), Val::T(whose)];
    Ok(db.first(sql, &values, |row| row.int(0))?.unwrap_or(0))
}

/// The organizations for which, or for those above which, there are notices to a role.
pub fn notice_below(db: &Db, district: &str, role: &str) -> Result<Vec<String>> {
    let sql = "SELECT MIN(whose) FROM notice WHERE district = $1 AND role = $2 AND whose > $3 AND whose < $4";
    below(db, district, role, sql)
}

/// The record and the action of each notice whose action stands from one text on and before another.
pub fn notice_actions(
    db: &Db,
    district: &str,
    (from, before): (&str, &str),
) -> Result<Vec<(String, String)>> {
    let sql =
        "SELECT DISTINCT record, action FROM notice WHERE district = $1 AND action >= $2 AND action < $3";
    let values = [Val::T(district), Val::T(from), Val::T(before)];
    db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}

/// Marks a notice as read.
pub fn notice_mark(db: &Db, keys: &Keys, district: &str, notice: &NoticeLine) -> Result<()> {
    let seal = notice.seal(keys, district);
    let (at, by) = notice.read.as_ref().map_or((None, None), |(at, by)| (Some(&**at), Some(&**by)));
    let sql = "UPDATE notice SET read_at = $3, read_by = $4, seal = $5 WHERE district = $1 AND n = $2";
    let values = [Val::T(district), Val::I(notice.n), at.into(), by.into(), Val::T(&seal)];
    db.execute(sql, &values).map(drop)
}

fn read(row: &Row<'_>) -> Result<NoticeLine> {
    let text = |at: usize| row.text(at).map(str::to_owned);
    let read = match (row.opt_text(7)?, row.opt_text(8)?) {
        (Some(at), by) => Some((at.to_owned(), by.unwrap_or_default().to_owned())),
        (None, _) => None,
    };
    Ok(NoticeLine {
        n: row.int(0)?,
        whose: text(1)?,
        role: text(2)?,
        record: text(3)?,
        action: text(4)?,
        sentence: text(5)?,
        at: text(6)?,
        read,
    })
}
