//! Table `session`: who is signed in now. A session is known by the keyed digest of its token, so
//! that whoever reads the table can enter nowhere.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SessionRow {
    /// Keyed digest of its token.
    pub id: String,
    /// Id of the account; empty for who entered by the number of a record.
    pub account: String,
    /// `open`, or the step of signing in that comes next.
    pub stage: String,
    /// `appointment/…` in use; empty if none is.
    pub seat: String,
    /// Token that forms carry.
    pub csrf: String,
    /// Instant.
    pub opened_at: String,
    /// Instant of the last use, to the minute.
    pub seen_at: String,
    /// Instant at which it ends in any case.
    pub ends_at: String,
    /// The one record that was entered by its number.
    pub party_of: Option<String>,
}

/// Keeps a session; an earlier state of it is replaced.
pub fn session_put(db: &Db, keys: &Keys, district: &str, session: &SessionRow) -> Result<()> {
    let SessionRow { id, account, stage, seat, csrf, opened_at, seen_at, ends_at, party_of } = session;
    let record = party_of.as_deref();
    let columns = [&**id, account, stage, seat, csrf, opened_at, seen_at, ends_at, record.unwrap_or("")];
    let seal = seal(keys, "session", district, &columns);
    let sql = "INSERT INTO session (district, id, account, stage, seat, csrf, opened_at, seen_at, \
               ends_at, party_of, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (district, id) DO UPDATE SET account = excluded.account, \
               stage = excluded.stage, seat = excluded.seat, csrf = excluded.csrf, \
               opened_at = excluded.opened_at, seen_at = excluded.seen_at, \
               ends_at = excluded.ends_at, party_of = excluded.party_of, seal = excluded.seal";
    let mut values = vec![Val::T(district)];
    values.extend(columns[..8].iter().map(|text| Val::T(text)));
    values.extend([Val::from(record), Val::T(&seal)]);
    db.execute(sql, &values).map(drop)
}

/// The session of a token's digest.
pub fn session_get(db: &Db, district: &str, id: &str) -> Result<Option<SessionRow>> {
    let sql = "SELECT id, account, stage, seat, csrf, opened_at, seen_at, ends_at, party_of \
               FROM session WHERE district = $1 AND id = $2";
    db.first(sql, &[Val::T(district), Val::T(id)], read)
}

/// Ends a session.
pub fn session_delete(db: &Db, district: &str, id: &str) -> Result<()> {
    let sql = "DELETE FROM session WHERE district = $1 AND id = $2";
    db.execute(sql, &[Val::T(district), Val::T(id)]).map(drop)
}

/// Ends all sessions of an account but one.
pub fn session_delete_others(db: &Db, district: &str, account: &str, kept: &str) -> Result<()> {
    let sql = "DELETE FROM session WHERE district = $1 AND account = $2 AND id <> $3";
    db.execute(sql, &[Val::T(district), Val::T(account), Val::T(kept)]).map(drop)
}

/// Removes what has ended, or was last used before an instant.
pub fn session_sweep(db: &Db, district: &str, now: &str, idle_since: &str) -> Result<()> {
    let sql = "DELETE FROM session WHERE district = $1 AND (ends_at <= $2 OR seen_at <= $3)";
    db.execute(sql, &[Val::T(district), Val::T(now), Val::T(idle_since)]).map(drop)
}

fn read(row: &Row<'_>) -> Result<SessionRow> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(SessionRow {
        id: text(0)?,
        account: text(1)?,
        stage: text(2)?,
        seat: text(3)?,
        csrf: text(4)?,
        opened_at: text(5)?,
        seen_at: text(6)?,
        ends_at: text(7)?,
        party_of: row.opt_text(8)?.map(str::to_owned),
    })
}
