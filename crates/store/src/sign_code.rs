//! Table `sign_code`: codes sent to phones. Phone and code are there as keyed digests only.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignCode {
    /// Keyed digest of the phone.
    pub phone: String,
    /// Instant.
    pub sent_at: String,
    /// Keyed digest of the code; empty once it was used.
    pub code: String,
    /// Instant after which it no longer opens anything.
    pub ends_at: String,
    /// Wrong answers.
    pub tries: i64,
}

/// Keeps a code; an earlier state of it is replaced.
pub fn sign_code_put(db: &Db, keys: &Keys, district: &str, code: &SignCode) -> Result<()> {
    let SignCode { phone, sent_at, code, ends_at, tries } = code;
    let seal = seal(keys, "sign_code", district, &[phone, sent_at, code, ends_at, &tries.to_string()]);
    let sql = "INSERT INTO sign_code (district, phone, sent_at, code, ends_at, tries, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (district, phone, sent_at) \
               DO UPDATE SET code = excluded.code, ends_at = excluded.ends_at, \
               tries = excluded.tries, seal = excluded.seal";
    let values = [
        Val::T(district),
        Val::T(phone),
        Val::T(sent_at),
        Val::T(code),
        Val::T(ends_at),
        Val::I(*tries),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// The codes sent to a phone after an instant, the latest first.
pub fn sign_code_since(db: &Db, district: &str, phone: &str, since: &str) -> Result<Vec<SignCode>> {
    let sql = "SELECT phone, sent_at, code, ends_at, tries FROM sign_code \
               WHERE district = $1 AND phone = $2 AND sent_at > $3 ORDER BY sent_at DESC";
    db.query(sql, &[Val::T(district), Val::T(phone), Val::T(since)], read)
}

/// Removes the codes sent before an instant.
pub fn sign_code_sweep(db: &Db, district: &str, before: &str) -> Result<()> {
    let sql = "DELETE FROM sign_code WHERE district = $1 AND sent_at <= $2";
    db.execute(sql, &[Val::T(district), Val::T(before)]).map(drop)
}

fn read(row: &Row<'_>) -> Result<SignCode> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(SignCode { phone: text(0)?, sent_at: text(1)?, code: text(2)?, ends_at: text(3)?, tries: row.int(4)? })
}
