//! Values as JSON, by the type of their field (brief forms in `docs/formats/journal.md`).
//!
//! Every value is written by what it is and read by what its field says. The days of references
//! to registers stand beside them, under the key of the field with `@` behind it.

use std::borrow::Cow;
use std::sync::Arc;

use fadu_base::{Date, Decimal, Money, RecordId, Ref, Row, Value};
use fadu_definition::{Field, FieldType};

use super::CodecError;
use super::json::{self, Reader};
use super::time;

/// Mark of the key that holds the days of references.
pub const DAY_MARK: u8 = b'@';

/// Writes a single value or a list of single values; rows are written by [`super::members`].
pub fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null | Value::Row(_) => out.extend_from_slice(b"null"),
        Value::Bool(truth) => json::boolean(out, *truth),
        Value::Int(number) => json::int(out, *number),
        Value::Decimal(Decimal(number)) | Value::Money(Money(number)) => json::int(out, *number),
        Value::Text(text) => json::string(out, text),
        Value::Ref(reference) => json::string(out, reference.id.as_str()),
        Value::Period(period) => json::string(out, &time::period_text(*period)),
        Value::Date(day) => quoted(out, |out| time::date(out, *day)),
        Value::Instant(at) => quoted(out, |out| time::instant(out, *at)),
        Value::Range(first, last) => quoted(out, |out| {
            time::date(out, *first);
            out.extend_from_slice(b"..");
            time::date(out, *last);
        }),
        Value::List(values) => write_list(out, values),
    }
}

fn quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    write(out);
    out.push(b'"');
}

fn write_list(out: &mut Vec<u8>, values: &[Value]) {
    out.push(b'[');
    for value in values {
        json::separate(out);
        write(out, value);
    }
    out.push(b']');
}

/// Whether a value has a day to be written beside it.
pub fn has_day(value: &Value) -> bool {
    match value {
        Value::Ref(reference) => reference.day.is_some(),
        Value::List(values) => values.iter().any(|value| matches!(value, Value::Ref(r) if r.day.is_some())),
        _ => false,
    }
}

/// Writes the day of a reference: one day, or one for each member where they differ.
pub fn write_day(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Ref(Ref { day: Some(day), .. }) => quoted(out, |out| time::date(out, *day)),
        Value::List(values) => write_days(out, values),
        _ => out.extend_from_slice(b"null"),
    }
}

fn write_days(out: &mut Vec<u8>, values: &[Value]) {
    let days: Vec<Option<Date>> = values.iter().map(day_of).collect();
    if let Some(Some(first)) = days.first()
        && days.iter().all(|day| *day == Some(*first))
    {
        return quoted(out, |out| time::date(out, *first));
    }
    out.push(b'[');
    for day in days {
        json::separate(out);
        match day {
            Some(day) => quoted(out, |out| time::date(out, day)),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.push(b']');
}

fn day_of(value: &Value) -> Option<Date> {
    match value {
        Value::Ref(reference) => reference.day,
        _ => None,
    }
}

/// Reads the days that stand beside a value and puts them into its references.
pub fn read_day(reader: &mut Reader<'_>, value: Value) -> Result<Value, CodecError> {
    if reader.peek() != Some(b'[') {
        let day = optional_day(reader)?;
        return Ok(with_days(value, |_| day));
    }
    let mut days = Vec::new();
    reader.array::<CodecError>(|reader| {
        days.push(optional_day(reader)?);
        Ok(())
    })?;
    Ok(with_days(value, |at| days.get(at).copied().flatten()))
}

fn optional_day(reader: &mut Reader<'_>) -> Result<Option<Date>, CodecError> {
    if reader.null()? {
        return Ok(None);
    }
    let text = reader.string()?;
    time::parse_date(&text).map(Some).ok_or(CodecError::Value("date"))
}

fn with_days(value: Value, day: impl Fn(usize) -> Option<Date>) -> Value {
    match value {
        Value::Ref(reference) => Value::Ref(Ref { day: day(0), ..reference }),
        Value::List(values) => Value::list(values.iter().enumerate().map(|(at, value)| match value {
            Value::Ref(reference) => Value::Ref(Ref { id: reference.id.clone(), day: day(at) }),
            other => other.clone(),
        })),
        other => other,
    }
}

/// Reads one value of a type; `null` is the empty field.
pub fn read_single(reader: &mut Reader<'_>, ty: &FieldType) -> Result<Value, CodecError> {
    if reader.null()? {
        return Ok(Value::Null);
    }
    match ty {
        FieldType::Integer => Ok(Value::Int(reader.int()?)),
        FieldType::Decimal => Ok(Value::Decimal(Decimal(reader.int()?))),
        FieldType::Money => Ok(Value::Money(Money(reader.int()?))),
        FieldType::Bool => Ok(Value::Bool(reader.boolean()?)),
        FieldType::Rows { .. } => Err(CodecError::Value("rows")),
        _ => text_value(reader.string()?, ty),
    }
}

fn text_value(text: Cow<'_, str>, ty: &FieldType) -> Result<Value, CodecError> {
    let read = match ty {
        FieldType::Date => time::parse_date(&text).map(Value::Date),
        FieldType::Datetime => time::parse_instant(&text).map(Value::Instant),
        FieldType::Period => time::parse_period(&text).map(Value::Period),
        FieldType::Ref(_) => RecordId::parse(&text).map(|id| Value::Ref(Ref::to(id))),
        _ => Some(Value::text(&*text)),
    };
    read.ok_or(CodecError::Value("value of the field's type"))
}

/// Reads what no definition describes: an input of an action that is no longer known.
pub fn read_untyped(reader: &mut Reader<'_>) -> Result<Value, CodecError> {
    match reader.peek() {
        Some(b'"') => Ok(Value::text(&*reader.string()?)),
        Some(b't' | b'f') => Ok(Value::Bool(reader.boolean()?)),
        Some(b'n') => Ok(reader.null().map(|_| Value::Null)?),
        Some(b'[') => {
            let mut values = Vec::new();
            reader.array::<CodecError>(|reader| {
                values.push(read_untyped(reader)?);
                Ok(())
            })?;
            Ok(Value::list(values))
        }
        Some(b'{') => Ok(reader.skip().map(|_| Value::Null)?),
        _ => Ok(Value::Int(reader.int()?)),
    }
}

/// The rows of a list value.
pub fn rows(value: &Value) -> impl Iterator<Item = &Arc<Row>> {
    value.members().iter().filter_map(|member| match member {
        Value::Row(row) => Some(row),
        _ => None,
    })
}

/// The columns of a rows field.
pub fn columns(field: &Field) -> Option<&[Field]> {
    match &field.ty {
        FieldType::Rows { columns, .. } => Some(columns),
        _ => None,
    }
}
