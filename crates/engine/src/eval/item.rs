//! What the evaluator passes around: values, lent where possible, and the things that are no
//! values (events, the record as it was, records found).

use std::sync::Arc;

use fadu_base::{Date, RecordId, Ref, Value};

use crate::facts::Seen;
use crate::{Actor, Event, Record};

/// A value in evaluation.
#[derive(Clone)]
pub(crate) enum Item<'e> {
    /// A value lent by the record, the facts or the expression.
    Lent(&'e Value),
    /// A value computed.
    Own(Value),
    /// An event of the own record.
    Event(&'e Event),
    /// The own record as it was.
    View(View<'e>),
    /// A record found by a look-up, with the day on which it was read.
    Found(Seen<'e>, Option<Date>),
    /// The actor.
    Actor(&'e Actor),
    /// What was given to the command.
    Input,
    /// What was given to an event.
    InputOf(&'e Event),
    /// A list of such things.
    Many(Vec<Item<'e>>),
}

/// The own record at a moment.
#[derive(Clone, Copy)]
pub(crate) enum View<'e> {
    /// As this value has it.
    Record(&'e Record),
    /// As it was right after the event of this number.
    After(&'e Record, u32),
}

impl<'e> Item<'e> {
    /// The empty value.
    pub(crate) const NULL: Item<'static> = Item::Own(Value::Null);

    /// A truth value.
    pub(crate) fn bool(truth: bool) -> Self {
        Self::Own(Value::Bool(truth))
    }

    /// A truth value that may be unknown.
    pub(crate) fn maybe(truth: Option<bool>) -> Self {
        truth.map_or(Self::NULL, Self::bool)
    }

    /// A value that may be missing.
    pub(crate) fn option(value: Option<Value>) -> Self {
        Self::Own(value.unwrap_or_default())
    }

    /// The plain value behind it, if it is one.
    pub(crate) fn value(&self) -> Option<&Value> {
        match self {
            Self::Lent(value) => Some(value),
            Self::Own(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is null. An empty list counts as an empty field.
    pub(crate) fn is_null(&self) -> bool {
        match self {
            Self::Many(items) => items.is_empty(),
            other => other.value().is_some_and(is_null),
        }
    }

    /// Whether it is unknown: no value at all.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.value(), Some(Value::Null))
    }

    /// Its truth; `None` if unknown.
    pub(crate) fn truth(&self) -> Option<bool> {
        self.value().and_then(Value::truth)
    }

    /// The date it is.
    pub(crate) fn date(&self) -> Option<Date> {
        match self.value()? {
            Value::Date(day) => Some(*day),
            Value::Instant(at) => Some(at.date()),
            _ => None,
        }
    }

    /// The whole number it is.
    pub(crate) fn int(&self) -> Option<i64> {
        match self.value()? {
            Value::Int(n) => Some(*n),
            Value::Decimal(n) => n.as_int(),
            _ => None,
        }
    }

    /// The record it refers to.
    pub(crate) fn id(&self) -> Option<&RecordId> {
        match self {
            Self::Found(seen, _) => Some(&seen.get().id),
            other => match other.value()? {
                Value::Ref(to) => Some(&to.id),
                _ => None,
            },
        }
    }

    /// As a plain value: records found become references, what is no value becomes null.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Lent(value) => value.clone(),
            Self::Own(value) => value,
            Self::Found(seen, day) => Value::Ref(Ref { id: seen.get().id.clone(), day }),
            Self::Many(items) => Value::list(items.into_iter().map(Item::into_value)),
            Self::Event(_) | Self::View(_) | Self::Actor(_) | Self::Input | Self::InputOf(_) => Value::Null,
        }
    }

    /// The members if it is a list.
    pub(crate) fn into_members(self) -> Option<Members<'e>> {
        Some(match self {
            Self::Lent(Value::List(list)) => Members::Lent(list.iter()),
            Self::Own(Value::List(list)) => Members::Own(list, 0),
            Self::Many(items) => Members::Many(items.into_iter()),
            _ => return None,
        })
    }

    /// How many members it has, if it is a list.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Self::Many(items) => Some(items.len()),
            other => match other.value()? {
                Value::List(list) => Some(list.len()),
                _ => None,
            },
        }
    }

    /// One member of a list.
    pub(crate) fn member(&self, at: usize) -> Option<Item<'e>> {
        match self {
            Self::Lent(Value::List(list)) => list.get(at).map(Item::Lent),
            Self::Own(Value::List(list)) => list.get(at).cloned().map(Item::Own),
            Self::Many(items) => items.get(at).cloned(),
            _ => None,
        }
    }
}

/// Whether a value is the empty field.
pub(crate) fn is_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(list) => list.is_empty(),
        _ => false,
    }
}

/// The members of a list, one after another, without a copy where they are lent.
pub(crate) enum Members<'e> {
    Lent(std::slice::Iter<'e, Value>),
    Own(Arc<[Value]>, usize),
    Many(std::vec::IntoIter<Item<'e>>),
}

impl<'e> Iterator for Members<'e> {
    type Item = Item<'e>;

    fn next(&mut self) -> Option<Item<'e>> {
        match self {
            Self::Lent(values) => values.next().map(Item::Lent),
            Self::Own(list, at) => {
                let value = list.get(*at)?.clone();
                *at += 1;
                Some(Item::Own(value))
            }
            Self::Many(items) => items.next(),
        }
    }
}
