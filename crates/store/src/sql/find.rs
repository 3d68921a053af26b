//! Answering the look-ups of the engine on SQLite.

use fadu_base::{Date, Decimal, Money, RecordId, Value};
use fadu_definition::expr::{Find, FindWhat, Ty};
use rusqlite::{Connection, Row};

use super::Unsupported;
use super::bind::{Bindings, Bound};
use super::query::Statement;
use super::sites::Sites;

/// Why a look-up or a figure could not be answered.
#[derive(Debug)]
pub enum SqlError {
    /// The definitions have no such place.
    NoSite(u32),
    /// Its condition has no SQL; `fadu check` refuses such definitions (E11).
    Unsupported(Unsupported),
    /// The database.
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for SqlError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl std::fmt::Display for SqlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSite(site) => write!(f, "no look-up at site {site}"),
            Self::Unsupported(unsupported) => unsupported.fmt(f),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SqlError {}

/// What a look-up gives.
#[derive(Clone, Debug, PartialEq)]
pub enum FindRows {
    /// The records found, by id, at most [`super::sites::MOST`]; their snapshots are loaded apart.
    List(Vec<Found>),
    /// Whether there is one, how many, or the sum.
    Value(Value),
}

/// A record found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: RecordId,
    /// For a register searched as of a day: that day.
    pub day: Option<Date>,
}

/// A look-up as the engine asks it (`Query::Find`).
pub struct Asked<'a> {
    /// The district.
    pub district: &'a str,
    /// The place in the definitions.
    pub site: u32,
    /// The captured outer values.
    pub captures: &'a [Value],
    /// The day registers are read.
    pub day: Option<Date>,
    /// The keyed digest of a value that is encrypted at rest.
    pub digest: &'a dyn Fn(&Value) -> Option<String>,
}

/// Answers a look-up.
pub fn find(conn: &Connection, sites: &Sites, asked: &Asked<'_>) -> Result<FindRows, SqlError> {
    let site = sites.get(asked.site).ok_or(SqlError::NoSite(asked.site))?;
    let statement =
        site.statement.as_ref().map_err(|unsupported| SqlError::Unsupported(unsupported.clone()))?;
    let bindings = Bindings {
        district: asked.district,
        captures: asked.captures,
        period: None,
        as_of: asked.day,
        cut_off: None,
        digest: asked.digest,
    };
    rows(conn, statement, &bindings, &site.find, asked.day)
}

fn rows(
    conn: &Connection,
    statement: &Statement,
    bindings: &Bindings<'_>,
    find: &Find,
    day: Option<Date>,
) -> Result<FindRows, SqlError> {
    let number = |row: &Row<'_>| row.get::<_, i64>(0);
    let value = match &find.what {
        FindWhat::List => return Ok(FindRows::List(list(conn, statement, bindings, day)?)),
        FindWhat::Exists => Value::Bool(!select(conn, statement, bindings, |_| Ok(()))?.is_empty()),
        FindWhat::Count => Value::Int(one(select(conn, statement, bindings, number)?)),
        FindWhat::Sum(of) => amount(one(select(conn, statement, bindings, number)?), &of.ty),
    };
    Ok(FindRows::Value(value))
}

fn list(
    conn: &Connection,
    statement: &Statement,
    bindings: &Bindings<'_>,
    day: Option<Date>,
) -> Result<Vec<Found>, SqlError> {
    let ids = select(conn, statement, bindings, |row| row.get::<_, String>(0))?;
    Ok(ids.iter().filter_map(|id| RecordId::parse(id)).map(|id| Found { id, day }).collect())
}

fn one(numbers: Vec<i64>) -> i64 {
    numbers.first().copied().unwrap_or_default()
}

/// A stored whole number as a value of a type.
pub fn amount(number: i64, ty: &Ty) -> Value {
    match ty {
        Ty::Money => Value::Money(Money(number)),
        Ty::Decimal => Value::Decimal(Decimal(number)),
        _ => Value::Int(number),
    }
}

/// Runs a statement. SQLite takes `$n` for a name, so parameters are bound by it.
pub fn select<T>(
    conn: &Connection,
    statement: &Statement,
    bindings: &Bindings<'_>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut prepared = conn.prepare_cached(&statement.text)?;
    for (at, param) in statement.params.iter().enumerate() {
        let value: Bound = param.bind(bindings);
        if let Some(index) = prepared.parameter_index(&format!("${}", at + 1))? {
            prepared.raw_bind_parameter(index, value)?;
        }
    }
    let mut rows = prepared.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}
