//! Values as statements take them, in the conventions of the projections: days as `YYYY-MM-DD`,
//! money in fen, decimals in millionths, references as `type/local`.

use fadu_base::{Date, Decimal, Value};

use super::Kind;

/// A value bound to a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Null.
    Null,
    /// A number.
    Int(i64),
    /// A text; JSON too.
    Text(String),
    /// Yes or no.
    Bool(bool),
}

/// What parameters are computed from.
#[derive(Clone, Copy)]
pub struct Bindings<'a> {
    /// The district: `$1` of every statement.
    pub district: &'a str,
    /// The captured outer values of a look-up.
    pub captures: &'a [Value],
    /// First and last day of an indicator's period.
    pub period: Option<(Date, Date)>,
    /// The day registers are read.
    pub as_of: Option<Date>,
    /// The day up to which later steps count.
    pub cut_off: Option<Date>,
    /// The keyed digest of a value that is encrypted at rest.
    pub digest: &'a dyn Fn(&Value) -> Option<String>,
}

/// The value as a parameter of a representation. Whole numbers widen to decimals.
pub fn bound(value: &Value, kind: Kind) -> Bound {
    match value {
        Value::Null => Bound::Null,
        Value::Bool(truth) => Bound::Bool(*truth),
        Value::Int(n) if kind == Kind::Decimal => {
            Decimal::from_int(*n).map_or(Bound::Null, |d| Bound::Int(d.0))
        }
        Value::Int(n) => Bound::Int(*n),
        Value::Decimal(decimal) => Bound::Int(decimal.0),
        Value::Money(money) => Bound::Int(money.0),
        value => text(value).map_or(Bound::Null, Bound::Text),
    }
}

/// The text of a value that is stored as text.
pub fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Instant(instant) => instant.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Value::Ref(reference) => reference.id.to_string(),
        Value::Period(period) => crate::codec::time::period_text(*period),
        _ => return None,
    })
}

/// A list as the JSON array that the projections hold.
pub fn json_array(values: &[Value], kind: Kind) -> String {
    let member = |value| match bound(value, kind) {
        Bound::Null => serde_json::Value::Null,
        Bound::Int(n) => n.into(),
        Bound::Text(text) => text.into(),
        Bound::Bool(truth) => truth.into(),
    };
    serde_json::Value::Array(values.iter().map(member).collect()).to_string()
}

impl rusqlite::ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value as Sqlite, ValueRef};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Sqlite::Null),
            Self::Int(n) => ToSqlOutput::Owned(Sqlite::Integer(*n)),
            Self::Bool(truth) => ToSqlOutput::Owned(Sqlite::Integer(i64::from(*truth))),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}
