//! The static types: where they come from, when one fits another, and what two have in common.

use std::fmt;
use std::sync::Arc;

use fadu_base::Name;

use super::Ty;
use crate::{Field, FieldType};

impl Ty {
    /// The type of one value of a field type.
    pub fn of(ty: &FieldType) -> Self {
        match ty {
            FieldType::Integer => Self::Int,
            FieldType::Decimal => Self::Decimal,
            FieldType::Money => Self::Money,
            FieldType::Date => Self::Date,
            FieldType::Datetime => Self::Instant,
            FieldType::Period => Self::Period,
            FieldType::Bool => Self::Bool,
            FieldType::Choice(of) => Self::Choice(of.iter().map(|(key, _)| key.clone()).collect()),
            FieldType::Rows { columns, .. } => Self::List(Box::new(Self::Row(columns.clone()))),
            FieldType::Ref(types) => Self::Ref(types.clone()),
            _ => Self::Text,
        }
    }

    /// The type of a field: a list if it holds many.
    pub fn of_field(field: &Field) -> Self {
        match Self::of(&field.ty) {
            one if field.many => Self::List(Box::new(one)),
            one => one,
        }
    }

    /// A reference to a record of one type.
    pub fn reference(ty: &str) -> Self {
        Self::Ref([Name::from(ty)].into())
    }

    /// A list of this.
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Whether it is a number without a unit.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Decimal | Self::Null)
    }

    /// Whether values of it have an order that the engine and the databases agree on.
    pub fn is_ordered(&self) -> bool {
        self.is_number() || matches!(self, Self::Money | Self::Date | Self::Instant)
    }

    /// Whether a value of this type may stand where `wanted` is asked for.
    pub fn fits(&self, wanted: &Ty) -> bool {
        match (self, wanted) {
            (Self::Null, _) | (Self::Int, Self::Decimal) | (Self::Choice(_), Self::Text) => true,
            (Self::Choice(keys), Self::Choice(of)) => keys.iter().all(|key| of.contains(key)),
            (Self::Ref(_), Self::Ref(of)) if of.is_empty() => true,
            (Self::Ref(types), Self::Ref(of)) => !types.is_empty() && types.iter().all(|ty| of.contains(ty)),
            (Self::Row(a), Self::Row(b)) => same_columns(a, b),
            (Self::List(a), Self::List(b)) => a.fits(b),
            _ => self == wanted,
        }
    }

    /// Whether `==` between the two has a meaning. Choices compare if they have the same keys.
    pub fn compares(&self, other: &Ty) -> bool {
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => true,
            (Self::Text | Self::Choice(_), Self::Text) | (Self::Text, Self::Choice(_)) => true,
            (Self::Choice(a), Self::Choice(b)) => self.fits(other) && a.len() == b.len(),
            (Self::Ref(a), Self::Ref(b)) => a.is_empty() || b.is_empty() || a.iter().any(|ty| b.contains(ty)),
            (Self::List(a), Self::List(b)) => a.compares(b),
            (Self::Row(_) | Self::Event | Self::Input | Self::View | Self::Actor, _) => false,
            _ => (self.is_number() && other.is_number()) || self == other,
        }
    }

    /// The type that holds both: `a ? x : y`, `coalesce`, the members of a list.
    pub fn join(&self, other: &Ty) -> Option<Ty> {
        match (self, other) {
            (a, b) if a.fits(b) => Some(b.clone()),
            (a, b) if b.fits(a) => Some(a.clone()),
            (Self::Choice(a), Self::Choice(b)) => Some(Self::Choice(union(a, b))),
            (Self::Ref(a), Self::Ref(b)) => Some(Self::Ref(union(a, b))),
            (Self::List(a), Self::List(b)) => a.join(b).map(Self::list),
            _ => None,
        }
    }
}

fn union(a: &[Name], b: &[Name]) -> Arc<[Name]> {
    a.iter().chain(b.iter().filter(|name| !a.contains(name))).cloned().collect()
}

/// Rows of the same shape, whether or not they are of one field.
fn same_columns(a: &Arc<[Field]>, b: &Arc<[Field]>) -> bool {
    Arc::ptr_eq(a, b)
        || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.id == b.id && a.ty == b.ty))
}

impl fmt::Display for Ty {
    /// As it stands in a diagnostic: `list of ref enf_officer`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Ref(types) if types.is_empty() => "ref any",
            Self::Ref(types) => return write!(f, "ref {}", types.join("|")),
            Self::List(of) if **of == Self::Null => "empty list",
            Self::List(of) => return write!(f, "list of {of}"),
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "integer",
            Self::Decimal => "decimal",
            Self::Money => "money",
            Self::Text => "text",
            Self::Choice(_) => "choice",
            Self::Date => "date",
            Self::Instant => "datetime",
            Self::Period => "period",
            Self::Range => "range of days",
            Self::Row(_) => "row",
            Self::Event => "event",
            Self::Input => "input",
            Self::View => "record",
            Self::Actor => "actor",
        };
        f.write_str(word)
    }
}
