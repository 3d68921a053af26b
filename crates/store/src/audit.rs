//! Table `audit`: sign-ins, refusals, reading of persons' data, administration (GB/T 22239-2019
//! 8.1.4.3). Lines are added, never changed and never removed.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AuditRow {
    /// Its number.
    pub n: i64,
    /// Instant.
    pub at: String,
    /// `person/…`; empty for strangers.
    pub person: String,
    /// Role in use.
    pub role: String,
    /// `organization/…` of it.
    pub org: String,
    /// Address of the client.
    pub address: String,
    /// What was done: `sign_in`, `read`, …
    pub what: String,
    /// On what: a login, a record.
    pub object: String,
    /// `ok`, or why not.
    pub result: String,
}

/// What is looked for; empty texts leave it open.
#[derive(Clone, Debug, Default)]
pub struct AuditWanted {
    /// From this instant on.
    pub from: String,
    /// Before this instant.
    pub to: String,
    /// Of this person.
    pub person: String,
    /// Of this kind.
    pub what: String,
    /// Numbers below this one only: the next page.
    pub below: Option<i64>,
    /// At most so many.
    pub most: i64,
}

/// Adds a line; its number is given here.
pub fn audit_insert(db: &Db, keys: &Keys, district: &str, line: &AuditRow) -> Result<()> {
    let sql = "SELECT coalesce(MAX(n), 0) + 1 FROM audit WHERE district = $1";
    let n = db.first(sql, &[Val::T(district)], |row| row.int(0))?.unwrap_or(1);
    let AuditRow { at, person, role, org, address, what, object, result, .. } = line;
    let number = n.to_string();
    let columns = [&*number, at, person, role, org, address, what, object, result];
    let seal = seal(keys, "audit", district, &columns);
    let sql = "INSERT INTO audit (district, n, at, person, role, org, address, what, object, result, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let mut values = vec![Val::T(district), Val::I(n)];
    values.extend(columns[1..].iter().map(|text| Val::T(text)));
    values.push(Val::T(&seal));
    db.execute(sql, &values).map(drop)
}

/// Lines, the latest first.
pub fn audit_list(db: &Db, district: &str, wanted: &AuditWanted) -> Result<Vec<AuditRow>> {
    let sql = "SELECT n, at, person, role, org, address, what, object, result FROM audit \
               WHERE district = $1 AND ($2 = '' OR at >= $2) AND ($3 = '' OR at < $3) \
               AND ($4 = '' OR person = $4) AND ($5 = '' OR what = $5) AND n < $6 \
               ORDER BY n DESC LIMIT $7";
    let AuditWanted { from, to, person, what, below, most } = wanted;
    let values = [
        Val::T(district),
        Val::T(from),
        Val::T(to),
        Val::T(person),
        Val::T(what),
        Val::I(below.unwrap_or(i64::MAX)),
        Val::I(*most),
    ];
    db.query(sql, &values, read)
}

/// Who opened, found or fetched a record, the latest first.
pub fn audit_of_object(db: &Db, district: &str, object: &str, most: i64) -> Result<Vec<AuditRow>> {
    let sql = "SELECT n, at, person, role, org, address, what, object, result FROM audit \
               WHERE district = $1 AND object = $2 AND what IN ('read', 'search', 'file') \
               ORDER BY n DESC LIMIT $3";
    db.query(sql, &[Val::T(district), Val::T(object), Val::I(most)], read)
}

/// How often something was answered wrong since an instant: from an address, and on an object.
pub fn audit_failures(
    db: &Db,
    district: &str,
    (what, since): (&str, &str),
    (address, object): (&str, &str),
) -> Result<(i64, i64)> {
    let sql = "SELECT coalesce(CAST(SUM(CASE WHEN address = $4 THEN 1 ELSE 0 END) AS BIGINT), 0), \
               coalesce(CAST(SUM(CASE WHEN object = $5 THEN 1 ELSE 0 END) AS BIGINT), 0) FROM audit \
               WHERE district = $1 AND what = $2 AND at > $3 AND result = 'wrong'";
    let values = [Val::T(district), Val::T(what), Val::T(since), Val::T(address), Val::T(object)];
    Ok(db.first(sql, &values, |row| Ok((row.int(0)?, row.int(1)?)))?.unwrap_or((0, 0)))
}

fn read(row: &Row<'_>) -> Result<AuditRow> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok(AuditRow {
        n: row.int(0)?,
        at: text(1)?,
        person: text(2)?,
        role: text(3)?,
        org: text(4)?,
        address: text(5)?,
        what: text(6)?,
        object: text(7)?,
        result: text(8)?,
    })
}
