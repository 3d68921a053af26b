//! Typed expressions → SQL (language.md, 4): one text for SQLite and PostgreSQL but for unnesting.
//!
//! What the engine asks in a look-up and what an indicator counts are the same language, so both
//! are compiled here. Null follows the rules of SQL, which are those of the language (3.1); a
//! condition that is null selects nothing, because `WHERE` takes only what is true.
//! Statements take `$1`, `$2` …; `$1` is always the district. Literals of definitions stand in
//! the text itself, so that a partial index can name the same condition.

pub mod bind;
mod compare;
pub(crate) mod compiler;
mod constant;
mod expression;
pub mod find;
mod history;
mod list;
pub mod query;
mod read;
pub mod sites;
mod through;

use std::fmt;
use std::ops::Range;

use fadu_definition::FieldType;
use fadu_definition::expr::Ty;

pub use bind::{Bindings, Bound};
pub(crate) use compiler::Base;
pub use compiler::Dialect;
pub use constant::Param;
pub use find::{Asked, FindRows, Found, SqlError, find};
pub use query::{Index, Query, Select, Statement, statement};
pub use sites::Sites;

/// An expression that has no SQL: the checker refuses it with E11 wherever SQL is needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsupported {
    /// Bytes of the expression text.
    pub span: Range<usize>,
    /// What cannot be compiled.
    pub what: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be compiled to SQL (at {}..{})", self.what, self.span.start, self.span.end)
    }
}

impl std::error::Error for Unsupported {}

/// How a value is represented in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text: texts, choices, dates, instants, periods, references.
    Text,
    /// A whole number.
    Int,
    /// Fen.
    Money,
    /// Millionths.
    Decimal,
    /// Yes or no.
    Bool,
}

impl Kind {
    /// The representation of values of a type; none for lists, rows, events and the like.
    pub fn of(ty: &Ty) -> Option<Self> {
        Some(match ty {
            Ty::Bool => Self::Bool,
            Ty::Int => Self::Int,
            Ty::Money => Self::Money,
            Ty::Decimal => Self::Decimal,
            Ty::Null | Ty::Text | Ty::Choice(_) | Ty::Date | Ty::Instant | Ty::Period | Ty::Ref(_) => {
                Self::Text
            }
            _ => return None,
        })
    }

    /// The type that a parameter or JSON member is cast to.
    fn cast(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Bool => "BOOLEAN",
            Self::Int | Self::Money | Self::Decimal => "BIGINT",
        }
    }
}

/// Whether values of the type are encrypted at rest, with a keyed digest under `<field>#`
/// (language.md, 10).
pub fn is_secret(ty: &FieldType) -> bool {
    matches!(ty, FieldType::IdNumber | FieldType::IdNumberOrUscc | FieldType::Phone | FieldType::Address)
}

/// A text as an SQL literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''").replace('\0', ""))
}
