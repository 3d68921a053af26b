//! Days as numbers, so that the calendar and the counting are plain integer arithmetic.

use crate::Date;

/// The first year that the calendar knows.
pub const FIRST_YEAR: i16 = 1900;
/// The last year that the calendar knows.
pub const LAST_YEAR: i16 = 2199;

/// Days from the civil day 1970-01-01 to the given one.
pub fn number(day: Date) -> i32 {
    // The year is taken to begin in March, so that the leap day is its last.
    let month = i32::from(day.month());
    let year = i32::from(day.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day.day()) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The civil day of a number; `None` beyond the dates that can be written.
pub fn of_number(number: i32) -> Option<Date> {
    let shifted = i64::from(number) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// `day` moved by a number of calendar days.
pub fn plus_days(day: Date, days: i32) -> Option<Date> {
    of_number(number(day).checked_add(days)?)
}

/// The corresponding day of another month; its last day if the month has none (民法典第二百零二条).
pub fn plus_months(day: Date, months: i32) -> Option<Date> {
    let total = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + i64::from(months);
    let year = i16::try_from(total.div_euclid(12)).ok()?;
    let month = (total.rem_euclid(12) + 1) as i8;
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.day().min(first.days_in_month())).ok()
}

/// Whether the day is a Saturday or a Sunday.
pub fn is_weekend(day: Date) -> bool {
    is_weekend_number(number(day))
}

/// Whether the day of a number is a Saturday or a Sunday.
pub fn is_weekend_number(number: i32) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((i64::from(number) + 3).rem_euclid(7), 5 | 6)
}
