//! Table `due`: running limits, for the order of work lists and for sweeps. It is disposable:
//! colours and remaining days are computed when shown, and it is rewritten with each event of the
//! record and when a notice of days off or a parameter changes.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A running limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    /// The record.
    pub record: String,
    /// Limit id.
    pub limit: String,
    /// Row, of a limit with `each`; else 0.
    pub row: u32,
    /// Day or instant on which it falls due; none while it is open-ended.
    pub due_on: Option<String>,
    /// `running`; `lapses` if its lapse is an act by law; `paused`; `stuck` where an act by law could
    /// not be written.
    pub state: String,
    /// Version of the calendar it was counted with.
    pub calendar: String,
}

/// Replaces the running limits of a record.
pub fn due_replace(db: &Db, keys: &Keys, district: &str, record: &str, rows: &[DueRow]) -> Result<()> {
    let sql = "DELETE FROM due WHERE district = $1 AND record = $2";
    db.execute(sql, &[Val::T(district), Val::T(record)])?;
    due_insert(db, keys, district, rows)
}

/// Writes the rows of a record that has none yet.
pub fn due_insert(db: &Db, keys: &Keys, district: &str, rows: &[DueRow]) -> Result<()> {
    rows.iter().try_for_each(|row| insert(db, keys, district, row))
}

fn insert(db: &Db, keys: &Keys, district: &str, due: &DueRow) -> Result<()> {
    let row = due.row.to_string();
    let due_on = due.due_on.as_deref().unwrap_or_default();
    let columns = [&*due.record, &due.limit, &row, due_on, &due.state, &due.calendar];
    let seal = seal(keys, "due", district, &columns);
    let sql = "INSERT INTO due (district, record, term, row, due_on, state, calendar, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [
        Val::T(district),
        Val::T(&due.record),
        Val::T(&due.limit),
        Val::I(i64::from(due.row)),
        due.due_on.as_deref().into(),
        Val::T(&due.state),
        Val::T(&due.calendar),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// The running limits of a record.
pub fn due_of_record(db: &Db, district: &str, record: &str) -> Result<Vec<DueRow>> {
    let sql = "SELECT record, term, row, due_on, state, calendar FROM due \
               WHERE district = $1 AND record = $2 ORDER BY term, row";
    db.query(sql, &[Val::T(district), Val::T(record)], read)
}

/// Running limits that fall due on or before a day (or instant), the earliest first.
pub fn due_until(db: &Db, district: &str, until: &str, most: i64) -> Result<Vec<DueRow>> {
    let sql = "SELECT record, term, row, due_on, state, calendar FROM due \
               WHERE district = $1 AND due_on <= $2 ORDER BY due_on, record, term, row LIMIT $3";
    db.query(sql, &[Val::T(district), Val::T(until), Val::I(most)], read)
}

/// Records on which an act by law may be due: limits that lapse on or before a day (or instant).
pub fn due_lapsing(db: &Db, district: &str, until: &str, most: i64) -> Result<Vec<DueRow>> {
    let sql = "SELECT record, term, row, due_on, state, calendar FROM due \
               WHERE district = $1 AND state = 'lapses' AND due_on <= $2 \
               ORDER BY due_on, record, term, row LIMIT $3";
    db.query(sql, &[Val::T(district), Val::T(until), Val::I(most)], read)
}

/// Records on which an act by law could not be written.
pub fn due_stuck(db: &Db, district: &str, most: i64) -> Result<Vec<DueRow>> {
    let sql = "SELECT record, term, row, due_on, state, calendar FROM due \
               WHERE district = $1 AND state = 'stuck' ORDER BY due_on, record, term, row LIMIT $2";
    db.query(sql, &[Val::T(district), Val::I(most)], read)
}

/// The records of a type with running limits, behind one of them.
pub fn due_records(db: &Db, district: &str, ty: &str, (behind, most): (&str, usize)) -> Result<Vec<String>> {
    // A slash parts the type from the name, and nought is the next character.
    let (first, end) = (format!("{ty}/"), format!("{ty}0"));
    let sql = "SELECT DISTINCT record FROM due WHERE district = $1 AND record > $2 AND record < $3 \
               ORDER BY record LIMIT $4";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = [Val::T(district), Val::T(first.as_str().max(behind)), Val::T(&end), Val::I(most)];
    db.query(sql, &values, |row| Ok(row.text(0)?.to_owned()))
}

/// Removes all rows, before they are rebuilt.
pub fn due_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM due WHERE district = $1", &[Val::T(district)]).map(drop)
}

/// Records whose limits were counted with another version of the calendar.
pub fn due_stale(db: &Db, district: &str, calendar: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT record FROM due WHERE district = $1 AND calendar <> $2 ORDER BY record";
    db.query(sql, &[Val::T(district), Val::T(calendar)], |row| Ok(row.text(0)?.to_owned()))
}

fn read(row: &Row<'_>) -> Result<DueRow> {
    Ok(DueRow {
        record: row.text(0)?.to_owned(),
        limit: row.text(1)?.to_owned(),
        row: u32::try_from(row.int(2)?).unwrap_or(0),
        due_on: row.opt_text(3)?.map(str::to_owned),
        state: row.text(4)?.to_owned(),
        calendar: row.text(5)?.to_owned(),
    })
}
