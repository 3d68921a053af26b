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

/// Now in Beijing time, also in a demonstration district: sessions, locks and one-time codes end by
/// the clock on the wall, or a lock of the demonstration would never end.
pub(crate) fn wall() -> Instant {
    now(None)
}

/// Seconds since 1970 (UTC) of an instant in Beijing time, for one-time codes.
pub(crate) fn unix_seconds(at: Instant) -> i64 {
    const EIGHT_HOURS: i64 = 8 * 3600;
    at.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |at| at.timestamp().as_second() - EIGHT_HOURS)
}

fn utc() -> Instant {
    let zone = jiff::tz::TimeZone::UTC;
    Timestamp::now().to_zoned(zone).datetime()
}
