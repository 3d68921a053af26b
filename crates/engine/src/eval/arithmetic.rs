//! `+ - * / %` on values: exact, and null where the result cannot be written.

use fadu_base::{Date, Decimal, Instant, Money, Period, Value, day};
use fadu_definition::expr::BinOp;

use super::compare::decimal;

/// The result of an operation; `None` (null) with a null, for nought as divisor and beyond the range.
pub(crate) fn binary(op: BinOp, a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Int(a), Value::Int(b)) => whole(op, *a, *b),
        (Value::Money(_), _) | (_, Value::Money(_)) => money(op, a, b),
        (Value::Date(_) | Value::Instant(_), _) => moment(op, a, b),
        (Value::Period(a), Value::Period(b)) => period(op, *a, *b).map(Value::Period),
        _ => number(op, decimal(a)?, decimal(b)?).map(Value::Decimal),
    }
}

/// Whole numbers stay whole but for a division that leaves a rest.
fn whole(op: BinOp, a: i64, b: i64) -> Option<Value> {
    let exact = match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        BinOp::Rem => a.checked_rem(b),
        BinOp::Div if a.checked_rem(b) == Some(0) => a.checked_div(b),
        _ => None,
    };
    match (exact, op) {
        (Some(n), _) => Some(Value::Int(n)),
        (None, BinOp::Div) => number(op, Decimal::from_int(a)?, Decimal::from_int(b)?).map(Value::Decimal),
        _ => None,
    }
}

/// Decimals.
fn number(op: BinOp, a: Decimal, b: Decimal) -> Option<Decimal> {
    match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        BinOp::Div => a.checked_div(b),
        BinOp::Rem => a.checked_rem(b),
        _ => None,
    }
}

/// Money with money, or money with a number.
fn money(op: BinOp, a: &Value, b: &Value) -> Option<Value> {
    match (a, b, op) {
        (Value::Money(a), Value::Money(b), BinOp::Add) => a.checked_add(*b).map(Value::Money),
        (Value::Money(a), Value::Money(b), BinOp::Sub) => a.checked_sub(*b).map(Value::Money),
        (Value::Money(a), Value::Money(b), BinOp::Div) => a.ratio(*b).map(Value::Decimal),
        (Value::Money(a), Value::Money(b), BinOp::Rem) => {
            a.0.checked_rem(b.0).map(|fen| Value::Money(Money(fen)))
        }
        (Value::Money(a), b, BinOp::Mul) => a.checked_mul(decimal(b)?).map(Value::Money),
        (a, Value::Money(b), BinOp::Mul) => b.checked_mul(decimal(a)?).map(Value::Money),
        (Value::Money(a), b, BinOp::Div) => a.checked_div(decimal(b)?).map(Value::Money),
        _ => None,
    }
}

/// Dates and instants with a period, plain: no rolling, no calendar; days between two dates.
fn moment(op: BinOp, a: &Value, b: &Value) -> Option<Value> {
    let length = match (b, op) {
        (Value::Period(length), BinOp::Add) => *length,
        (Value::Period(length), BinOp::Sub) => length.checked_neg()?,
        (Value::Date(b), BinOp::Sub) => {
            return Some(Value::Int(i64::from(day::number(date(a)?)) - i64::from(day::number(*b))));
        }
        _ => return None,
    };
    match a {
        Value::Date(day) if !length.is_by_the_clock() => plus(*day, length).map(Value::Date),
        Value::Instant(at) => plus_clock(*at, length).map(Value::Instant),
        _ => None,
    }
}

/// The date of a date or an instant.
fn date(value: &Value) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Instant(at) => Some(at.date()),
        _ => None,
    }
}

/// A day moved by months and calendar days; working days need the calendar and are refused.
pub(crate) fn plus(day: Date, length: Period) -> Option<Date> {
    if length.working_days != 0 || length.is_by_the_clock() {
        return None;
    }
    day::plus_days(day::plus_months(day, length.months)?, length.days)
}

/// An instant moved by months, days and clock time.
fn plus_clock(at: Instant, length: Period) -> Option<Instant> {
    let day = plus(at.date(), Period { minutes: 0, ..length })?;
    let minutes = i64::from(at.hour()) * 60 + i64::from(at.minute()) + i64::from(length.minutes);
    let day = day::plus_days(day, i32::try_from(minutes.div_euclid(1_440)).ok()?)?;
    let minute = minutes.rem_euclid(1_440);
    let time = fadu_base::Time::new((minute / 60) as i8, (minute % 60) as i8, at.second(), 0).ok()?;
    Some(day.to_datetime(time))
}

/// Periods with periods.
fn period(op: BinOp, a: Period, b: Period) -> Option<Period> {
    match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_add(b.checked_neg()?),
        _ => None,
    }
}
