//! Table `journal`: the events of all records, as bytes, with the hash that chains them.

use fadu_base::RecordId;
use fadu_journal::Hash;

use crate::driver::{Cursor, Db, Row, Val};
use crate::error::Result;
use crate::span::Span;

/// A row of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Type of the record.
    pub ty: String,
    /// The record.
    pub record: String,
    /// Number of the event within the record, from 1.
    pub seq: i64,
    /// Number of the event within the district, from 1, without gaps.
    pub position: i64,
    /// The event, canonical JSON.
    pub bytes: Vec<u8>,
    /// SM3 of the hash before and the bytes.
    pub hash: Vec<u8>,
}

/// Appends an event. One with the same number of the same record is an error of uniqueness.
pub fn journal_insert(
    db: &Db,
    district: &str,
    record: &RecordId,
    (seq, position): (i64, i64),
    bytes: &[u8],
    hash: Hash,
) -> Result<()> {
    let sql = "INSERT INTO journal (district, type, record, seq, position, bytes, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        Val::T(district),
        Val::T(record.ty()),
        Val::T(record.as_str()),
        Val::I(seq),
        Val::I(position),
        Val::Bytes(bytes),
        Val::Bytes(&hash.0),
    ];
    db.execute(sql, &values).map(drop)
}

/// The position of the last event of the district; 0 if there is none.
pub fn journal_position(db: &Db, district: &str) -> Result<i64> {
    let sql = "SELECT MAX(position) FROM journal WHERE district = $1";
    Ok(db.first(sql, &[Val::T(district)], |row| row.opt_int(0))?.flatten().unwrap_or(0))
}

/// The types of the events after a position, each once.
pub fn journal_types(db: &Db, district: &str, position: i64) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT type FROM journal WHERE district = $1 AND position > $2 ORDER BY type";
    db.query(sql, &[Val::T(district), Val::I(position)], |row| Ok(row.text(0)?.to_owned()))
}

/// Hands over the events of a record in order.
pub fn journal_of_record(
    db: &Db,
    district: &str,
    (record, until): (&str, i64),
    read: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    // The sum keeps the index of positions out: the events of one record are few, those before a
    // position nearly all.
    let sql = "SELECT seq, bytes, hash FROM journal \
               WHERE district = $1 AND record = $2 AND position + 0 <= $3 ORDER BY seq";
    db.each(sql, &[Val::T(district), Val::T(record), Val::I(until)], read)
}

/// The events of a stretch of records, record by record, read with [`journal_row`].
pub fn journal_by_record<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT type, record, seq, position, bytes, hash FROM journal \
               WHERE district = $1{span} ORDER BY record, seq";
    span.cursor(db, (sql, "record"), district, body)
}

/// Reads a row of [`journal_by_record`].
pub fn journal_row(row: &Row<'_>) -> Result<JournalRow> {
    Ok(JournalRow {
        ty: row.text(0)?.to_owned(),
        record: row.text(1)?.to_owned(),
        seq: row.int(2)?,
        position: row.int(3)?,
        bytes: row.bytes(4)?.to_vec(),
        hash: row.bytes(5)?.to_vec(),
    })
}

/// The records of which events were written after a position.
pub fn journal_since(db: &Db, district: &str, position: i64) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT record FROM journal WHERE district = $1 AND position > $2 ORDER BY record";
    db.query(sql, &[Val::T(district), Val::I(position)], |row| Ok(row.text(0)?.to_owned()))
}

/// Which record the event at a position belongs to.
pub fn journal_record_at(db: &Db, district: &str, position: i64) -> Result<Option<String>> {
    let sql = "SELECT record FROM journal WHERE district = $1 AND position = $2";
    db.first(sql, &[Val::T(district), Val::I(position)], |row| Ok(row.text(0)?.to_owned()))
}
