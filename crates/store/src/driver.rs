//! The SQLite driver: one connection, statements by text, values by `$n`.
//!
//! Everything above it speaks only [`Db`], [`Val`] and [`Row`] and the portable SQL of
//! `docs/decisions`; a PostgreSQL driver replaces this file and fills the same tokens.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, functions::FunctionFlags};

use crate::error::{Result, StoreError};

/// A value bound to a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Val<'a> {
    /// NULL.
    Null,
    /// BIGINT.
    I(i64),
    /// TEXT, dates and JSON too.
    T(&'a str),
    /// BOOLEAN.
    B(bool),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> From<Option<&'a str>> for Val<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Val::Null, Val::T)
    }
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::I(number) => ValueRef::Integer(*number),
            Val::T(text) => ValueRef::Text(text.as_bytes()),
            Val::B(truth) => ValueRef::Integer(i64::from(*truth)),
            Val::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A row of a result.
pub struct Row<'r>(&'r rusqlite::Row<'r>);

impl<'r> Row<'r> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        Ok(self.0.get_ref(column)?)
    }

    /// A text that may be NULL.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>> {
        match self.value(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(text) => std::str::from_utf8(text)
                .map(Some)
                .map_err(|_| StoreError::Internal(format!("第 {column} 列不是 UTF-8 文本"))),
            other => Err(wrong_type(column, &other)),
        }
    }

    /// A text; NULL is an error.
    pub fn text(&self, column: usize) -> Result<&str> {
        self.opt_text(column)?.ok_or_else(|| wrong_type(column, &ValueRef::Null))
    }

    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64> {
        match self.value(column)? {
            ValueRef::Integer(number) => Ok(number),
            other => Err(wrong_type(column, &other)),
        }
    }

    /// A whole number that may be NULL.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.value(column)? {
            ValueRef::Null => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// A truth value.
    pub fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    /// How a column stands to a value, in the order of the database.
    pub fn order(&self, column: usize, value: &Val<'_>) -> Result<std::cmp::Ordering> {
        Ok(match (self.value(column)?, value) {
            (ValueRef::Text(found), Val::T(text)) => found.cmp(text.as_bytes()),
            (ValueRef::Integer(found), Val::I(number)) => found.cmp(number),
            _ => std::cmp::Ordering::Less,
        })
    }

    /// Whether a column holds a value.
    pub fn holds(&self, column: usize, value: &Val<'_>) -> Result<bool> {
        Ok(match (self.value(column)?, value) {
            (ValueRef::Null, Val::Null) => true,
            (ValueRef::Integer(found), Val::I(number)) => found == *number,
            (ValueRef::Integer(found), Val::B(truth)) => found == i64::from(*truth),
            (ValueRef::Text(found), Val::T(text)) => found == text.as_bytes(),
            (ValueRef::Blob(found), Val::Bytes(bytes)) => found == *bytes,
            _ => false,
        })
    }

    /// A column as a message names it, whatever it holds.
    pub fn shown(&self, column: usize) -> String {
        match self.value(column) {
            Ok(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            Ok(ValueRef::Integer(number)) => number.to_string(),
            Ok(ValueRef::Null) => "NULL".to_owned(),
            _ => "?".to_owned(),
        }
    }

    /// Bytes that may be NULL.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.value(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Ok(Some(bytes)),
            other => Err(wrong_type(column, &other)),
        }
    }

    /// Bytes; NULL is an error.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.opt_bytes(column)?.ok_or_else(|| wrong_type(column, &ValueRef::Null))
    }
}

fn wrong_type(column: usize, found: &ValueRef<'_>) -> StoreError {
    StoreError::Internal(format!("第 {column} 列的内容类型不对：{}", found.data_type()))
}

/// A connection.
pub struct Db {
    connection: Connection,
}

/// The table of words: the words are not kept, only where they stand (FTS5, contentless).
const SEARCH: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(\
                      words, content = '', contentless_delete = 1, tokenize = 'ascii');";

/// Bytes of a file that are mapped at most; SQLite maps no more.
const MAPPED: i64 = 0x7fff_0000;
/// KiB of pages that the writer holds while it writes a file of ledgers.
const WRITING_LONG: i64 = 48_000;
/// KiB of pages that the writer holds otherwise.
const WRITING: i64 = 8_000;
/// KiB of pages that each reader holds; the rest is held by the system, for all of them.
const READING: i64 = 8_000;

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 128;

impl Db {
    /// Opens a database file for writing; creates it if `create`.
    pub fn open_writer(path: &Path, create: bool) -> Result<Self> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let db = Self::open(path, flags)?;
        db.connection.pragma_update(None, "journal_mode", "WAL")?;
        db.connection.pragma_update(None, "synchronous", "FULL")?;
        db.cache(WRITING)?;
        db.connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        // Pages that many entries touch are written back once for all of them.
        db.connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        db.connection.pragma_update(None, "secure_delete", true)?;
        Ok(db)
    }

    /// Opens a database file for reading only.
    pub fn open_reader(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Self::open(path, flags)?;
        db.connection.pragma_update(None, "query_only", true)?;
        // Not mapped: what is read of a file of gigabytes would count as memory of the program.
        db.cache(READING)?;
        Ok(db)
    }

    /// Opens a database file to be read from end to end. It is mapped: rows in the order of their records
    /// lie all over it, and to copy a page for each costs more than to look at it.
    pub fn open_mapped(path: &Path) -> Result<Self> {
        let db = Self::open_reader(path)?;
        db.connection.pragma_update(None, "mmap_size", MAPPED)?;
        Ok(db)
    }

    /// Writes many actions in short transactions, or much in a long one. What a savepoint may have to put
    /// back costs a write to a file for each page that an action touches, unless it is kept in memory; there
    /// much is too much.
    pub fn writes_long(&self, long: bool) -> Result<()> {
        self.connection.pragma_update(None, "temp_store", if long { "DEFAULT" } else { "MEMORY" })?;
        self.cache(if long { WRITING_LONG } else { WRITING })
    }

    /// Holds at most so many KiB of pages of the file from now on; what is more is let go.
    fn cache(&self, kib: i64) -> Result<()> {
        Ok(self.connection.pragma_update(None, "cache_size", -kib)?)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // Plans do not depend on the values bound: otherwise statements beside partial indexes
        // would be prepared anew each time.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "case_sensitive_like", true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        add_functions(&connection)?;
        Ok(Self { connection })
    }

    /// The connection itself, for the compiler of expressions.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Fills the tokens of a statement of the schema and runs it.
    pub fn run_schema(&self, text: &str) -> Result<()> {
        let text = text
            .replace("{json}", "TEXT")
            .replace("{blob}", "BLOB")
            .replace("{tight}", "WITHOUT ROWID")
            .replace("{search}", SEARCH);
        Ok(self.connection.execute_batch(&text)?)
    }

    /// Runs one statement without values: `BEGIN IMMEDIATE` and its like.
    pub fn run(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.raw_execute()?;
        Ok(())
    }

    /// A number that changes when another connection has written.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// What the database itself finds wrong with its pages and indexes; nothing if it is sound.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let found = self.query("PRAGMA integrity_check(20)", &[], |row| Ok(row.text(0)?.to_owned()))?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// Writes the log back into the database file and empties it, as far as readers allow.
    pub fn checkpoint(&self) -> Result<()> {
        self.each("PRAGMA wal_checkpoint(TRUNCATE)", &[], |_| Ok(()))
    }

    /// Whether no transaction is open.
    pub fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn prepare(&self, sql: &str, values: &[Val<'_>]) -> Result<CachedStatement<'_>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for (at, (name, value)) in (1..).zip(NAMES.iter().zip(values)) {
            // `$n` is a name here and may stand anywhere, also twice or not at all; mostly it is the
            // n-th, which is seen faster than it is looked for.
            let is_nth = statement.parameter_name(at) == Some(name);
            if let Some(at) = if is_nth { Some(at) } else { statement.parameter_index(name)? } {
                statement.raw_bind_parameter(at, value)?;
            }
        }
        Ok(statement)
    }

    /// Runs a statement that changes rows; gives how many.
    pub fn execute(&self, sql: &str, values: &[Val<'_>]) -> Result<usize> {
        Ok(self.prepare(sql, values)?.raw_execute()?)
    }

    /// Runs a query and reads each row.
    pub fn query<T>(
        &self,
        sql: &str,
        values: &[Val<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each(sql, values, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a query and hands each row over, without keeping any.
    pub fn each(
        &self,
        sql: &str,
        values: &[Val<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            read(&Row(row))?;
        }
        Ok(())
    }

    /// Runs a query and reads its first row, if any.
    pub fn first<T>(
        &self,
        sql: &str,
        values: &[Val<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.prepare(sql, values)?;
        let mut rows = statement.raw_query();
        rows.next()?.map(|row| read(&Row(row))).transpose()
    }

    /// Opens a query whose rows are fetched one by one, beside others.
    pub fn cursor<R>(
        &self,
        sql: &str,
        values: &[Val<'_>],
        body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
    ) -> Result<R> {
        let mut statement = self.prepare(sql, values)?;
        let mut cursor = Cursor { rows: statement.raw_query() };
        cursor.advance()?;
        body(&mut cursor)
    }
}

/// Rows fetched one by one; it stands on the first from the beginning.
pub struct Cursor<'s> {
    rows: rusqlite::Rows<'s>,
}

/// Something that stands on one row after another.
pub trait Fetch {
    /// The row it stands on; none after the last.
    fn current(&self) -> Option<Row<'_>>;
    /// Goes on to the next row.
    fn advance(&mut self) -> Result<()>;
}

impl Fetch for Cursor<'_> {
    fn current(&self) -> Option<Row<'_>> {
        self.rows.get().map(Row)
    }

    fn advance(&mut self) -> Result<()> {
        Ok(self.rows.advance()?)
    }
}

/// The names of placeholders, so that none is formatted for each statement.
const NAMES: [&str; 40] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16",
    "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24", "$25", "$26", "$27", "$28", "$29", "$30", "$31",
    "$32", "$33", "$34", "$35", "$36", "$37", "$38", "$39", "$40",
];

/// `lower` beyond ASCII, as PostgreSQL has it.
fn add_functions(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("lower", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| text.to_lowercase()))
    })?;
    Ok(())
}
