//! Migrations: numbered files, run once each and in order, in one transaction.

use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};

/// All migrations in order; the number of the last is the version of the schema.
pub const MIGRATIONS: &[(i64, &str)] = &[(1, include_str!("../migrations/0001_core.sql"))];

/// The version that this program writes.
pub fn version() -> i64 {
    MIGRATIONS.last().map_or(0, |(number, _)| *number)
}

/// Brings a database to the present version; refuses one of a newer program.
pub fn migrate(db: &Db) -> Result<()> {
    db.run_schema(
        "CREATE TABLE IF NOT EXISTS migration (district TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (district, number))",
    )?;
    let found = db
        .first("SELECT MAX(number) FROM migration WHERE district = $1", &[Val::T("")], |row| {
            row.opt_int(0)
        })?
        .flatten()
        .unwrap_or(0);
    if found > version() {
        return Err(StoreError::TooNew { found, known: version() });
    }
    db.run("BEGIN IMMEDIATE")?;
    let done = run_after(db, found);
    db.run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn run_after(db: &Db, found: i64) -> Result<()> {
    for (number, text) in MIGRATIONS.iter().filter(|(number, _)| *number > found) {
        db.run_schema(text)?;
        let values = [Val::T(""), Val::I(*number)];
        db.execute("INSERT INTO migration (district, number) VALUES ($1, $2)", &values)?;
    }
    Ok(())
}
