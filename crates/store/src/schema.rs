//! Migrations: numbered files, run once each and in order, in one transaction; and the indexes
//! that the definitions want, which come and go with them.

use std::collections::BTreeSet;

use fadu_base::Name;
use fadu_definition::Definitions;

use crate::driver::{Db, Val};
use crate::error::{Result, StoreError};
use crate::indexes::{self, Wanted};
use crate::unique::unique_indexes;

/// All migrations in order; the number of the last is the version of the schema.
pub const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_core.sql")),
    (2, include_str!("../migrations/0002_account.sql")),
    (3, include_str!("../migrations/0003_work.sql")),
    (4, include_str!("../migrations/0004_search.sql")),
    (5, include_str!("../migrations/0005_choice.sql")),
    (6, include_str!("../migrations/0006_party.sql")),
    (7, include_str!("../migrations/0007_reading.sql")),
    (8, include_str!("../migrations/0008_concern.sql")),
    (9, include_str!("../migrations/0009_upload.sql")),
];

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

/// Makes the indexes that the definitions want, of types with rows enough, and drops those that they
/// no longer want.
pub fn index(db: &Db, district: &str, wanted: &[Wanted], definitions: &Definitions) -> Result<()> {
    db.run("BEGIN IMMEDIATE")?;
    let done = change(db, district, wanted, &unique_indexes(definitions));
    db.run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn change(db: &Db, district: &str, wanted: &[Wanted], unique: &[(String, String)]) -> Result<()> {
    let present = present(db)?;
    let all: Vec<(String, String)> =
        wanted.iter().map(|wanted| (wanted.name(), wanted.statement())).chain(unique.to_vec()).collect();
    for old in present.iter().filter(|old| !has(&all, old)) {
        db.run_schema(&format!("DROP INDEX {}", old.0))?;
    }
    for new in unique.iter().filter(|new| !has(&present, new)) {
        db.run_schema(&new.1)?;
    }
    make(db, district, wanted.iter(), &present, 0)
}

/// Makes indexes of types, before so many rows of them come in; none of types that stay small.
pub fn index_types(
    db: &Db,
    district: &str,
    wanted: &[Wanted],
    types: &BTreeSet<Name>,
    rows: u64,
) -> Result<()> {
    let wanted = wanted.iter().filter(|wanted| types.contains(wanted.ty()));
    make(db, district, wanted, &present(db)?, rows)
}

fn make<'w>(
    db: &Db,
    district: &str,
    wanted: impl Iterator<Item = &'w Wanted>,
    present: &[(String, String)],
    further: u64,
) -> Result<()> {
    for wanted in wanted {
        let new = (wanted.name(), wanted.statement());
        if !has(present, &new) && is_worth(db, district, wanted, further)? {
            db.run_schema(&new.1)?;
        }
    }
    Ok(())
}

/// Whether a list holds an index of the same name and content.
fn has(list: &[(String, String)], index: &(String, String)) -> bool {
    let plain = |text: &str| text.replace("IF NOT EXISTS ", "");
    list.iter().any(|(name, text)| *name == index.0 && plain(text) == plain(&index.1))
}

/// Whether so many rows stand in the table, or will, that an index is worth its price.
fn is_worth(db: &Db, district: &str, wanted: &Wanted, further: u64) -> Result<bool> {
    let Some(missing) = indexes::WORTH.checked_sub(further + 1) else { return Ok(true) };
    let missing = i64::try_from(missing).unwrap_or(i64::MAX);
    let sql = match wanted.table() {
        "entry" => "SELECT 1 FROM entry WHERE district = $1 AND type = $2 LIMIT 1 OFFSET $3",
        _ => "SELECT 1 FROM record WHERE district = $1 AND type = $2 LIMIT 1 OFFSET $3",
    };
    let values = [Val::T(district), Val::T(wanted.ty()), Val::I(missing)];
    Ok(db.first(sql, &values, |_| Ok(()))?.is_some())
}

/// Name and text of the indexes that were made from definitions.
fn present(db: &Db) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' \
               AND (substr(name, 1, 3) = 'ix_' OR substr(name, 1, 7) = 'unique_') ORDER BY name";
    db.query(sql, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}
