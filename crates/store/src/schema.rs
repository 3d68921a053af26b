//! Migrations: numbered files, run once each and in order, in one transaction; and the indexes
//! that the definitions want, which come and go with them.

use fadu_definition::Definitions;

use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};
use crate::indexes;
use crate::unique::unique_indexes;

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
        .first("SELECT MAX(number) FROM migration WHERE district = $1", &[Val::T("")], |row| row.opt_int(0))?
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

/// Makes the indexes that the definitions want and drops those that they no longer want.
pub fn index(db: &Db, definitions: &Definitions) -> Result<()> {
    let wanted = indexes::names(definitions).into_iter().zip(indexes::statements(definitions));
    let wanted: Vec<(String, String)> = wanted.chain(unique_indexes(definitions)).collect();
    let present = present(db)?;
    db.run("BEGIN IMMEDIATE")?;
    let done = change(db, &wanted, &present);
    db.run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn change(db: &Db, wanted: &[(String, String)], present: &[(String, String)]) -> Result<()> {
    let same = |(name, text): &(String, String), list: &[(String, String)]| {
        let plain = |text: &str| text.replace("IF NOT EXISTS ", "");
        list.iter().any(|(other, there)| name == other && plain(text) == plain(there))
    };
    for old in present.iter().filter(|old| !same(old, wanted)) {
        db.run_schema(&format!("DROP INDEX {}", old.0))?;
    }
    for new in wanted.iter().filter(|new| !same(new, present)) {
        db.run_schema(&new.1)?;
    }
    Ok(())
}

/// Name and text of the indexes that were made from definitions.
fn present(db: &Db) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' \
               AND (substr(name, 1, 3) = 'ix_' OR substr(name, 1, 7) = 'unique_') ORDER BY name";
    db.query(sql, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}
