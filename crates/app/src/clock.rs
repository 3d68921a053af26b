//! The clock of the program: the only place that reads it.

use fadu_base::{Date, Instant, Time};
use jiff::{SignedDuration, Timestamp};

/// Now in Beijing time (UTC+8, no daylight saving). A demonstration district stands still on its
/// own day, at ten in the morning.
pub(crate) fn now(fixed: Option<Date>) -> Instant {
    let ten = Time::constant(10, 0, 0, 0);
    match fixed {
        Some(day) => day.to_datetime(ten),
        None => utc().checked_add(SignedDuration::from_hours(8)).unwrap_or(Instant::MAX),
    }
}

fn utc() -> Instant {
    let zone = jiff::tz::TimeZone::UTC;
    Timestamp::now().to_zoned(zone).datetime()
}
