//! The peer of import: rows of journal, record, event and entry that are known already, written
//! with prepared INSERTs into the same schema with the same indexes and the same records before
//! them, in one transaction with synchronous=FULL, by the settings of the store's own writer.
//! Nothing is read, decided, encoded, hashed or sealed; closing the database is counted, as the
//! program's own end is.

use std::path::Path;

use fadu_store::DATABASE;
use fadu_store::driver::Db;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::Result;
use crate::sample::seconds;

/// Tables of events and projections, and what ties their rows to an event of the journal `j`.
const TABLES: [(&str, &str); 4] = [
    ("journal", "t.district = j.district AND t.record = j.record AND t.seq = j.seq"),
    ("record", "t.district = j.district AND t.id = j.record AND t.seq = j.seq"),
    ("event", "t.district = j.district AND t.record = j.record AND t.seq = j.seq"),
    ("entry", "t.district = j.district AND t.id = j.record AND t.seq = j.seq"),
];

/// Rows to be written: the number of the table, the values. In the order of the journal.
pub struct Rows {
    columns: Vec<usize>,
    rows: Vec<(usize, Vec<Value>)>,
}

impl Rows {
    /// How many records they make.
    pub fn records(&self) -> usize {
        self.rows.iter().filter(|(table, _)| TABLES[*table].0 == "record").count()
    }
}

/// The position of the last event in a data folder.
pub fn position(folder: &Path) -> Result<i64> {
    let db = Connection::open(folder.join(DATABASE))?;
    Ok(db.query_row("SELECT coalesce(max(position), 0) FROM journal", [], |row| row.get(0))?)
}

/// The rows of all events after a position.
pub fn rows_after(folder: &Path, position: i64) -> Result<Rows> {
    let db = Connection::open(folder.join(DATABASE))?;
    let mut columns = Vec::new();
    let mut placed: Vec<(i64, usize, Vec<Value>)> = Vec::new();
    for (at, (table, tied)) in TABLES.iter().enumerate() {
        let sql =
            format!("SELECT j.position, t.* FROM journal j JOIN {table} t ON {tied} WHERE j.position > ?1");
        let mut statement = db.prepare(&sql)?;
        let width = statement.column_count();
        let mut rows = statement.query([position])?;
        while let Some(row) = rows.next()? {
            let values = (1..width).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
            placed.push((row.get(0)?, at, values));
        }
        columns.push(width - 1);
    }
    placed.sort_by_key(|(position, at, _)| (*position, *at));
    Ok(Rows { columns, rows: placed.into_iter().map(|(_, at, values)| (at, values)).collect() })
}

/// Writes the rows into a data folder; gives the seconds.
pub fn insert(folder: &Path, rows: &Rows) -> Result<f64> {
    let db = Db::open_writer(&folder.join(DATABASE), false)?;
    db.writes_long(true)?;
    let (seconds, done) = seconds(move || {
        let done = insert_all(db.connection(), rows);
        drop(db);
        done
    });
    done.map(|()| seconds)
}

fn insert_all(db: &Connection, rows: &Rows) -> Result<()> {
    let mut statements = Vec::new();
    for ((table, _), width) in TABLES.iter().zip(&rows.columns) {
        let slots = vec!["?"; *width].join(", ");
        statements.push(db.prepare(&format!("INSERT INTO {table} VALUES ({slots})"))?);
    }
    db.execute_batch("BEGIN IMMEDIATE")?;
    for (table, values) in &rows.rows {
        statements[*table].execute(params_from_iter(values))?;
    }
    Ok(db.execute_batch("COMMIT")?)
}
