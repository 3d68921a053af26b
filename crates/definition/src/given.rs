//! Plain values as TOML has them, for cases, samples, parameters and imports: bound to a field's
//! type later, by whoever runs them.

use fadu_base::{Date, Decimal, Instant, Money, Time, Value};
use toml::de::DeValue;

use crate::Given;
use crate::keys::{entries_of, wrong};
use crate::source::{File, Item};

/// A plain value; what TOML can write and we cannot hold is said.
pub(crate) fn value_of(file: &File<'_>, item: &Item<'_>) -> Value {
    let value = match item.get_ref() {
        DeValue::String(text) => Some(Value::text(&**text)),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(Value::Int),
        DeValue::Float(f) => Decimal::parse(f.as_str()).map(Value::Decimal),
        DeValue::Boolean(truth) => Some(Value::Bool(*truth)),
        DeValue::Datetime(_) => moment(item),
        DeValue::Array(_) | DeValue::Table(_) => None,
    };
    value.unwrap_or_else(|| {
        wrong(
            file,
            item,
            "a single value (text, integer, at most six decimals, true or false, date or local time)",
        );
        Value::Null
    })
}

/// A value, a list or a row.
pub(crate) fn given_of<'a>(file: &'a File<'a>, item: &'a Item<'a>) -> Given {
    match item.get_ref() {
        DeValue::Array(array) => Given::List(array.iter().map(|item| given_of(file, item)).collect()),
        DeValue::Table(_) => {
            let entries = entries_of(file, item).into_iter();
            Given::Row(entries.map(|(key, item)| (key.name(), given_of(file, item))).collect())
        }
        _ => Given::Value(value_of(file, item)),
    }
}

/// A civil date.
pub(crate) fn date_of(item: &Item<'_>) -> Option<Date> {
    match item.get_ref() {
        DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => civil_date(when.date?),
        _ => None,
    }
}

/// A time of day.
pub(crate) fn time_of(item: &Item<'_>) -> Option<Time> {
    match item.get_ref() {
        DeValue::Datetime(when) if when.date.is_none() => civil_time(when.time?),
        _ => None,
    }
}

/// A date or a local date and time.
fn moment(item: &Item<'_>) -> Option<Value> {
    let DeValue::Datetime(when) = item.get_ref() else { return None };
    match (when.date, when.time, when.offset) {
        (Some(date), None, None) => civil_date(date).map(Value::Date),
        (Some(date), Some(time), None) => {
            let instant = Instant::from_parts(civil_date(date)?, civil_time(time)?);
            Some(Value::Instant(instant))
        }
        _ => None,
    }
}

fn civil_date(date: toml::value::Date) -> Option<Date> {
    Date::new(date.year as i16, date.month as i8, date.day as i8).ok()
}

fn civil_time(time: toml::value::Time) -> Option<Time> {
    Time::new(time.hour as i8, time.minute as i8, time.second.unwrap_or(0) as i8, 0).ok()
}

/// Money given in yuan, in fen; `None` if it has more than two decimals or is no number.
pub(crate) fn yuan(value: &Value) -> Option<Value> {
    let money = match value {
        Value::Int(n) => Money::from_yuan(*n),
        Value::Decimal(n) => Money::from_decimal(*n),
        _ => None,
    };
    money.map(Value::Money)
}
