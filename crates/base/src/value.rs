//! The values that fields hold and expressions compute.

use std::fmt;
use std::sync::Arc;

use crate::{Date, Decimal, Instant, Money, Period};

/// A value of a field, an input or an expression.
///
/// `Null` is the empty field; how it behaves in expressions is fixed in `docs/language.md`, 3.1.
/// Choices, files (by SM3), points (`lng,lat`), phones and identity numbers are `Text`.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// The empty field.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with at most six decimals.
    Decimal(Decimal),
    /// An amount of money, exact, in fen.
    Money(Money),
    /// Text, a choice, a file, a point, a phone, an identity number.
    Text(Arc<str>),
    /// A civil date.
    Date(Date),
    /// An instant in Beijing time.
    Instant(Instant),
    /// A length of time.
    Period(Period),
    /// Days from the first to the last, both included.
    Range(Date, Date),
    /// A reference to a record, a person or an organization.
    Ref(Ref),
    /// One row of a rows field.
    Row(Arc<Row>),
    /// A list of values of one type.
    List(Arc<[Value]>),
}

/// The identity of a record: `type/local`, unique within a district, never reused.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(Arc<str>);

/// A reference to a record. One to a register keeps the day on which it was stored, because
/// the register is read as of that day. Equality is that of the record, whatever the day.
#[derive(Clone, Debug)]
pub struct Ref {
    /// The record referred to.
    pub id: RecordId,
    /// The day on which the reference was stored, for registers.
    pub day: Option<Date>,
}

/// One row of a rows field: its number, counted from 1 and never reused, and one value a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The number of the row, from 1.
    pub no: u32,
    /// The values, in the order of the columns.
    pub cells: Vec<Value>,
}

impl RecordId {
    /// The id of the record `local` of a type.
    pub fn new(ty: &str, local: &str) -> Self {
        Self(format!("{ty}/{local}").into())
    }

    /// An id as it is written; `None` if it names no type.
    pub fn parse(text: &str) -> Option<Self> {
        let (ty, local) = text.split_once('/')?;
        (!ty.is_empty() && !local.is_empty()).then(|| Self(text.into()))
    }

    /// The record type.
    pub fn ty(&self) -> &str {
        // Asked for every reference read: a search of the bytes is short of a search for a character.
        let end = self.0.bytes().position(|byte| byte == b'/').unwrap_or(self.0.len());
        self.0.get(..end).unwrap_or_default()
    }

    /// The part after the type.
    pub fn local(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, local)| local)
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for Ref {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Ref {
    /// A reference without a day.
    pub fn to(id: RecordId) -> Self {
        Self { id, day: None }
    }
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// A list value.
    pub fn list(values: impl IntoIterator<Item = Value>) -> Self {
        Self::List(values.into_iter().collect())
    }

    /// Whether the field is empty: null, an empty text or an empty list.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(values) => values.is_empty(),
            _ => false,
        }
    }

    /// The truth of a condition: `None` if it is null (unknown).
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The row of a row value.
    pub fn as_row(&self) -> Option<&Row> {
        match self {
            Self::Row(row) => Some(row),
            _ => None,
        }
    }

    /// The text of a text value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The date of a date value.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The members of a list; none if it is null.
    pub fn members(&self) -> &[Value] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }
}
