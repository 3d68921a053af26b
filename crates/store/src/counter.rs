//! Table `counter`: the next number of each series, without gaps (sheet 00, 5).
//!
//! A number is taken in the transaction of the event that bears it, so it exists exactly if the
//! event does. Numbers of the journal (`draws`) rebuild the table.

use crate::codec::event::Drawn;
use crate::driver::{Cursor, Db, Val};
use crate::error::Result;

fn org(drawn_by: Option<&fadu_base::RecordId>) -> &str {
    drawn_by.map_or("", fadu_base::RecordId::as_str)
}

/// Takes the next number of a series.
pub fn counter_next(
    db: &Db,
    district: &str,
    by: Option<&fadu_base::RecordId>,
    series: &str,
    period: &str,
) -> Result<i64> {
    let sql = "INSERT INTO counter (district, org, series, period, next) VALUES ($1, $2, $3, $4, 2) \
               ON CONFLICT (district, org, series, period) DO UPDATE SET next = counter.next + 1 \
               RETURNING next - 1";
    let values = [Val::T(district), Val::T(org(by)), Val::T(series), Val::T(period)];
    Ok(db.first(sql, &values, |row| row.int(0))?.unwrap_or(1))
}

/// Sets a series to follow a number that was drawn, if it does not yet.
pub fn counter_pass(db: &Db, district: &str, drawn: &Drawn) -> Result<()> {
    let sql = "INSERT INTO counter (district, org, series, period, next) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (district, org, series, period) DO UPDATE SET next = excluded.next \
               WHERE counter.next < excluded.next";
    let values = [
        Val::T(district),
        Val::T(org(drawn.org.as_ref())),
        Val::T(&drawn.series),
        Val::T(&drawn.period),
        Val::I(drawn.n + 1),
    ];
    db.execute(sql, &values).map(drop)
}

/// All series in order: organization, series, period, next number.
pub fn counter_all<R>(db: &Db, district: &str, body: impl FnOnce(&mut Cursor<'_>) -> Result<R>) -> Result<R> {
    let sql = "SELECT org, series, period, next FROM counter WHERE district = $1 \
               ORDER BY org, series, period";
    db.cursor(sql, &[Val::T(district)], body)
}

/// Removes all series, before they are rebuilt.
pub fn counter_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM counter WHERE district = $1", &[Val::T(district)]).map(drop)
}
