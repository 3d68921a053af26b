//! Tests of the base crate, in one binary.
#![allow(clippy::unwrap_used)]

mod calendar;
mod counting;
mod decimal;
mod identifier;
mod laws;
mod lunar;
mod masking;
mod period;
mod personal;
mod wording;

/// The calendar that the program ships.
pub fn shipped() -> &'static fadu_base::Calendar {
    static CALENDAR: std::sync::OnceLock<fadu_base::Calendar> = std::sync::OnceLock::new();
    CALENDAR.get_or_init(|| {
        fadu_base::Calendar::parse(include_str!("../../../../calendar/holidays.csv")).unwrap()
    })
}

/// A date as it is written.
pub fn d(text: &str) -> fadu_base::Date {
    text.parse().unwrap()
}

/// An instant as it is written, `2026-11-20T16:40`.
pub fn at(text: &str) -> fadu_base::Instant {
    text.parse().unwrap()
}
