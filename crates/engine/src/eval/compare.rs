//! Equality and order of values. Whole numbers widen to decimals; references compare by the record.

use std::cmp::Ordering;

use fadu_base::{Decimal, Value};

use super::item::Item;

/// Whether two things are equal; `None` if one is unknown.
pub(crate) fn same(a: &Item<'_>, b: &Item<'_>) -> Option<bool> {
    if let (Some(a), Some(b)) = (a.value(), b.value()) {
        return values(a, b);
    }
    if a.is_unknown() || b.is_unknown() {
        return None;
    }
    if let (Item::Event(a), Item::Event(b)) = (a, b) {
        return Some(a.seq == b.seq);
    }
    if let (Some(a), Some(b)) = (a.id(), b.id()) {
        return Some(a == b);
    }
    lists(a, b)
}

/// Whether two lists have equal members in the same order.
fn lists(a: &Item<'_>, b: &Item<'_>) -> Option<bool> {
    let (n, m) = (a.len()?, b.len()?);
    Some(
        n == m
            && (0..n).all(
                |at| matches!((a.member(at), b.member(at)), (Some(a), Some(b)) if same(&a, &b) == Some(true)),
            ),
    )
}

/// Whether two values are equal; `None` if one is null.
pub(crate) fn values(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Int(_) | Value::Decimal(_), Value::Int(_) | Value::Decimal(_)) => {
            order(a, b).map(Ordering::is_eq)
        }
        _ => Some(a == b),
    }
}

/// The order of two values of one type; `None` if one is null or they have none.
pub(crate) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Decimal(b)) => Some(widen(*a).cmp(&i128::from(b.0))),
        (Value::Decimal(a), Value::Int(b)) => Some(i128::from(a.0).cmp(&widen(*b))),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// A whole number in millionths, whatever its size.
fn widen(n: i64) -> i128 {
    i128::from(n) * i128::from(fadu_base::decimal::SCALE)
}

/// A number as a decimal.
pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(n) => Decimal::from_int(*n),
        Value::Decimal(n) => Some(*n),
        _ => None,
    }
}
