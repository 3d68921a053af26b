//! What every other part stands on: civil dates and instants, the working calendar and the
//! statutory counting of time, values, identifiers with their check digits, and diagnostics.
//!
//! Nothing here reads a clock, a file or the environment: "today" is always an argument.

pub mod calendar;
pub mod counting;
pub mod day;
mod day_sheet;
pub mod decimal;
pub mod diagnostic;
pub mod identifier;
pub mod lunar;
pub mod masking;
mod pause;
pub mod period;
pub mod personal;
pub mod point;
mod provisional;
pub mod unseen;
pub mod value;
pub mod wording;
mod wording_parse;

pub use calendar::Calendar;
pub use decimal::{Decimal, Money};
pub use diagnostic::{Diagnostic, Severity};
pub use period::Period;
pub use point::Point;
pub use value::{RecordId, Ref, Row, Value};

/// A civil date 法定日期. Legal days are civil dates, never instants.
pub use jiff::civil::Date;

/// An instant 时刻 in Beijing time (UTC+8, no daylight saving, so it names one instant).
/// Written `2026-09-18T09:00:00+08:00` where it is stored.
pub use jiff::civil::DateTime as Instant;

/// A time of day in Beijing time.
pub use jiff::civil::Time;

/// An identifier that is shared by many values: a field, an action, a type, a role.
pub type Name = std::sync::Arc<str>;
