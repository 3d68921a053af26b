//! The statutory counting of time 期间计算 (sheet 00, 4.2; language.md 5.4).

use crate::{Calendar, Date, Instant, Period};

/// When a limit starts or falls due: a day that ends at 24:00, or an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// A civil day, to its end.
    Day(Date),
    /// An instant.
    At(Instant),
}

/// What a limit is counted from: its start, its length with all extensions, and the
/// suspensions, each `(from, to]`, merged by the counting.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The day or instant on which it starts; the day itself does not count.
    pub start: Moment,
    /// The length, extensions included.
    pub length: Period,
    /// Suspensions `(from, to]` by instants; for day limits their dates are used.
    pub pauses: Vec<(Instant, Instant)>,
    /// Whether a calendar period that ends on a day off moves to the next working day.
    pub roll: bool,
}

/// The last day (or instant) of the period. `None` beyond the calendar's years.
pub fn due(_calendar: &Calendar, _count: &Count) -> Option<Moment> {
    todo!()
}

/// Days (working days for a working-day period, else calendar days; minutes for clock and working
/// hours) used from the start to `now`, suspensions left out.
pub fn used(_calendar: &Calendar, _count: &Count, _now: Instant) -> i64 {
    todo!()
}

/// `term(d, p)`: the last day of a period that starts on `day`.
pub fn term(_calendar: &Calendar, _day: Date, _length: Period) -> Option<Date> {
    todo!()
}

/// `ahead(d, p)`: the latest day that lies `p` before `day`; moved back off a day off.
pub fn ahead(_calendar: &Calendar, _day: Date, _length: Period) -> Option<Date> {
    todo!()
}

/// One day of a day sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct DayNote {
    /// The day.
    pub day: Date,
    /// Its number in the count, if it counts.
    pub counted: Option<u32>,
    /// Why: 起算日不计, 周末, 国庆节, 调休上班, 中止 …
    pub why: String,
}

/// The day sheet 逐日表: every day from the start to the due day, counted, skipped or suspended.
pub fn day_sheet(_calendar: &Calendar, _count: &Count) -> Vec<DayNote> {
    todo!()
}
