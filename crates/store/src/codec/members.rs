//! Fields as members of a JSON object, in the two places where they are stored.
//!
//! In the journal personal fields are sealed under the record's key; in projections the types of
//! identity numbers, phones and addresses are encrypted under the master key, with a keyed digest
//! beside them under the key of the field with `#` behind it. What is hidden is decided here and
//! nowhere else, for fields, inputs and the columns of rows alike.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use fadu_base::{Name, Row, Value};
use fadu_definition::Field;
use fadu_journal::seal::{self, Key};
use fadu_journal::text;

use super::json::{self, Reader};
use super::{CodecError, value};
use crate::hide::Hider;
use crate::sql::is_secret as is_protected;

/// Mark of the key that holds the digest of an encrypted value.
pub const DIGEST_MARK: u8 = b'#';
/// The only member of a sealed value in the journal.
const SEALED: &str = "c";

/// Whether the bytes of an event may hold a sealed value; if not, its key is not needed.
pub fn may_hold_sealed(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"{\"c\":\"").is_some()
}

/// Under which key, and for which place, personal values of an event are sealed.
#[derive(Clone, Copy)]
pub struct Seal<'a> {
    /// The key of the record; without one personal values are lost.
    pub key: Option<&'a Key>,
    /// The record.
    pub record: &'a str,
    /// The event.
    pub seq: u32,
    /// The key of the event under which the members stand: `fields`, `input`, `added`, `row`.
    pub part: &'static str,
    /// The rows field and the number of the row, for columns.
    pub row: Option<(&'a str, u32)>,
}

/// Where members are stored.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// In the journal: sorted, personal fields sealed.
    Journal(Seal<'a>),
    /// In the projections of this record: protected types under the master key.
    Projection(Hider<'a>, &'a str),
}

impl Seal<'_> {
    /// `fields/phone`, or `added/people/3/phone` for a column.
    fn path(&self, id: &str) -> String {
        match self.row {
            Some((field, no)) => format!("{}/{field}/{no}/{id}", self.part),
            None => format!("{}/{id}", self.part),
        }
    }

    fn close(&self, id: &str, plain: &[u8]) -> String {
        let field = &self.path(id);
        let place = seal::Place { record: self.record, seq: self.seq, field };
        self.key.map_or_else(String::new, |key| text::base64(&key.seal_bytes(place, plain)))
    }

    fn open(&self, id: &str, sealed: &str) -> Result<Option<String>, CodecError> {
        let Some(key) = self.key.filter(|_| !sealed.is_empty()) else { return Ok(None) };
        let field = &self.path(id);
        let place = seal::Place { record: self.record, seq: self.seq, field };
        let plain = text::from_base64(sealed).and_then(|sealed| key.open_bytes(place, &sealed).ok());
        let plain = plain.and_then(|plain| String::from_utf8(plain).ok());
        plain.map(Some).ok_or(CodecError::Sealed)
    }
}

impl<'a> Place<'a> {
    /// The place of the columns of a row.
    fn of_row(self, field: &'a str, no: u32) -> Self {
        match self {
            Self::Journal(seal) => Self::Journal(Seal { row: Some((field, no)), ..seal }),
            projection => projection,
        }
    }
}

/// One member to be written.
pub type Member<'a> = (&'a str, Option<&'a Field>, &'a Value);

struct Entry<'a> {
    name: &'a str,
    mark: Option<u8>,
    field: Option<&'a Field>,
    value: Cow<'a, Value>,
}

impl Entry<'_> {
    fn order(&self, other: &Self) -> Ordering {
        match (self.mark, other.mark) {
            (None, None) => self.name.cmp(other.name),
            _ => self.name.bytes().chain(self.mark).cmp(other.name.bytes().chain(other.mark)),
        }
    }
}

/// Writes an object of members; empty ones are left out unless `nulls` asks for them.
pub fn write<'a>(
    out: &mut Vec<u8>,
    members: impl Iterator<Item = Member<'a>>,
    place: Place<'_>,
    nulls: bool,
) {
    let mut entries = Vec::with_capacity(24);
    for (name, field, value) in members {
        if !nulls && is_absent(value) {
            continue;
        }
        push_entries(&mut entries, name, field, value, place);
    }
    write_entries(out, entries, place);
}

/// Null and the empty list are left out: both are read back from a key that is not there.
fn is_absent(value: &Value) -> bool {
    *value == Value::Null || matches!(value, Value::List(values) if values.is_empty())
}

fn push_entries<'a>(
    entries: &mut Vec<Entry<'a>>,
    name: &'a str,
    field: Option<&'a Field>,
    value: &'a Value,
    place: Place<'_>,
) {
    let entry = |mark| Entry { name, mark, field, value: Cow::Borrowed(value) };
    entries.push(entry(None));
    if value::has_day(value) {
        entries.push(entry(Some(value::DAY_MARK)));
    }
    if matches!(place, Place::Projection(..)) && field.is_some_and(|field| is_protected(&field.ty)) {
        entries.push(entry(Some(DIGEST_MARK)));
    }
}

fn write_entries(out: &mut Vec<u8>, mut entries: Vec<Entry<'_>>, place: Place<'_>) {
    if matches!(place, Place::Journal(_)) {
        entries.sort_by(Entry::order);
    }
    out.push(b'{');
    for entry in &entries {
        match (entry.mark, place) {
            (Some(value::DAY_MARK), _) => {
                json::marked_key(out, entry.name, value::DAY_MARK);
                value::write_day(out, &entry.value);
            }
            (Some(mark), Place::Projection(hider, _)) => {
                json::marked_key(out, entry.name, mark);
                write_texts(out, &entry.value, &|text| hider.digest_of(text));
            }
            _ => {
                json::key(out, entry.name);
                write_value(out, entry.field, &entry.value, place);
            }
        }
    }
    out.push(b'}');
}

fn write_value(out: &mut Vec<u8>, field: Option<&Field>, value: &Value, place: Place<'_>) {
    let Some(field) = field else { return value::write(out, value) };
    match place {
        _ if *value == Value::Null => out.extend_from_slice(b"null"),
        Place::Journal(seal) if field.personal.is_some() => write_sealed(out, field, value, seal),
        Place::Projection(hider, record) if is_protected(&field.ty) => {
            write_texts(out, value, &|text| hider.encrypt(record, &field.id, text));
        }
        _ => write_plain(out, field, value, place),
    }
}

fn write_plain(out: &mut Vec<u8>, field: &Field, value: &Value, place: Place<'_>) {
    match value::columns(field) {
        Some(columns) => write_rows(out, &field.id, columns, value::rows(value), place),
        None => value::write(out, value),
    }
}

fn write_sealed(out: &mut Vec<u8>, field: &Field, value: &Value, seal: Seal<'_>) {
    let mut plain = Vec::with_capacity(64);
    if seal.key.is_some() {
        write_plain(&mut plain, field, value, Place::Journal(seal));
    }
    out.push(b'{');
    json::text(out, SEALED, &seal.close(&field.id, &plain));
    out.push(b'}');
}

fn write_texts(out: &mut Vec<u8>, value: &Value, hide: &dyn Fn(&str) -> String) {
    match value {
        Value::Text(text) => json::string(out, &hide(text)),
        Value::List(values) => {
            out.push(b'[');
            for value in values.iter() {
                json::separate(out);
                write_texts(out, value, hide);
            }
            out.push(b']');
        }
        other => value::write(out, other),
    }
}

/// Writes rows, each an object of its columns and its `no`.
fn write_rows<'a>(
    out: &mut Vec<u8>,
    field: &str,
    columns: &[Field],
    rows: impl Iterator<Item = &'a Arc<Row>>,
    place: Place<'_>,
) {
    out.push(b'[');
    for row in rows {
        json::separate(out);
        write_row(out, columns, row, place.of_row(field, row.no));
    }
    out.push(b']');
}

fn write_row(out: &mut Vec<u8>, columns: &[Field], row: &Row, place: Place<'_>) {
    let mut entries = Vec::with_capacity(columns.len() + 4);
    let number = Cow::Owned(Value::Int(i64::from(row.no)));
    entries.push(Entry { name: "no", mark: None, field: None, value: number });
    for (column, cell) in columns.iter().zip(&row.cells) {
        if !is_absent(cell) {
            push_entries(&mut entries, &column.id, Some(column), cell, place);
        }
    }
    write_entries(out, entries, place);
}

/// Reads an object of members; `find` gives the field of a key. Members of no field are read as
/// what they look like.
pub fn read<'f>(
    reader: &mut Reader<'_>,
    find: impl Fn(&str) -> Option<&'f Field>,
    place: Place<'_>,
) -> Result<Vec<(Name, Value)>, CodecError> {
    read_wanted(reader, find, |_| true, place)
}

/// The same, of the fields that are wanted; the others are passed over and not decrypted.
pub fn read_wanted<'f>(
    reader: &mut Reader<'_>,
    find: impl Fn(&str) -> Option<&'f Field>,
    wants: impl Fn(&str) -> bool,
    place: Place<'_>,
) -> Result<Vec<(Name, Value)>, CodecError> {
    let mut members: Vec<(Name, Value)> = Vec::with_capacity(16);
    reader.object::<CodecError>(|reader, key| {
        if key.ends_with('#') || !wants(key.strip_suffix('@').unwrap_or(&key)) {
            return Ok(reader.skip().map(drop)?);
        }
        if let Some(name) = key.strip_suffix('@') {
            return put_day(reader, &mut members, name);
        }
        match find(&key) {
            Some(field) => members.push((field.id.clone(), read_value(reader, field, place)?)),
            None => members.push((Name::from(&*key), value::read_untyped(reader)?)),
        }
        Ok(())
    })?;
    Ok(members)
}

fn put_day(reader: &mut Reader<'_>, members: &mut [(Name, Value)], name: &str) -> Result<(), CodecError> {
    let Some((_, slot)) = members.iter_mut().rev().find(|(id, _)| &**id == name) else {
        return Err(CodecError::Value("a reference before its day"));
    };
    *slot = value::read_day(reader, std::mem::take(slot))?;
    Ok(())
}

/// Reads the value of a field.
pub fn read_value(reader: &mut Reader<'_>, field: &Field, place: Place<'_>) -> Result<Value, CodecError> {
    match (reader.peek(), place) {
        (Some(b'n'), _) => Ok(reader.null().map(|_| Value::Null)?),
        (Some(b'{'), Place::Journal(seal)) => read_sealed(reader, field, seal),
        (Some(b'['), _) => read_list(reader, field, place),
        (_, Place::Projection(hider, record)) if is_protected(&field.ty) => {
            let encrypted = reader.string()?;
            let plain = hider.keys.decrypt(record, &field.id, &encrypted);
            plain.map(Value::text).ok_or(CodecError::Sealed)
        }
        _ => value::read_single(reader, &field.ty),
    }
}

fn read_sealed(reader: &mut Reader<'_>, field: &Field, seal: Seal<'_>) -> Result<Value, CodecError> {
    let mut read = Value::Null;
    reader.object::<CodecError>(|reader, name| {
        let sealed = reader.string()?;
        if name != SEALED {
            return Err(CodecError::Sealed);
        }
        if let Some(plain) = seal.open(&field.id, &sealed)? {
            read = read_value(&mut Reader::new(&plain), field, Place::Journal(seal))?;
        }
        Ok(())
    })?;
    Ok(read)
}

fn read_list(reader: &mut Reader<'_>, field: &Field, place: Place<'_>) -> Result<Value, CodecError> {
    let mut values = Vec::new();
    reader.array::<CodecError>(|reader| {
        values.push(match value::columns(field) {
            Some(columns) => Value::Row(Arc::new(read_row(reader, &field.id, columns, place)?)),
            None => read_value(reader, field, place)?,
        });
        Ok(())
    })?;
    Ok(Value::List(values.into()))
}

/// Reads one row. Its number is looked up first, because columns are sealed for it.
fn read_row(
    reader: &mut Reader<'_>,
    field: &str,
    columns: &[Field],
    place: Place<'_>,
) -> Result<Row, CodecError> {
    let no = number_of_row(&mut reader.clone())?;
    let place = place.of_row(field, no);
    let mut row = Row { no, cells: columns.iter().map(empty_cell).collect() };
    reader.object::<CodecError>(|reader, key| {
        let at = |name: &str| columns.iter().position(|column| &*column.id == name);
        if let Some(at) = key.strip_suffix('@').and_then(at) {
            row.cells[at] = value::read_day(reader, std::mem::take(&mut row.cells[at]))?;
        } else if let Some(at) = at(&key) {
            row.cells[at] = read_value(reader, &columns[at], place)?;
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    Ok(row)
}

fn number_of_row(reader: &mut Reader<'_>) -> Result<u32, CodecError> {
    let mut no = 0;
    reader.object::<CodecError>(|reader, key| {
        if key == "no" {
            no = u32::try_from(reader.int()?).map_err(|_| CodecError::Value("number of a row"))?;
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    Ok(no)
}

fn empty_cell(column: &Field) -> Value {
    if column.many { Value::List(Arc::default()) } else { Value::Null }
}
