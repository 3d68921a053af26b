//! The statutory counting of time 期间计算 (sheet 00, 4.2; language.md 5.4).
//!
//! The day of the start does not count (民法典第二百零一条). A period counts its calendar part first,
//! then working days, then hours; extensions are in its length before anything is counted.
//! Suspensions `(from, to]` are merged, cut to what lies after the start, and left out; a calendar
//! period that ends on a day off moves on last of all (民法典第二百零三条).

use crate::pause::{self, Span};
use crate::{Calendar, Date, Instant, Period, day};

pub use crate::day_sheet::{DayNote, day_sheet};

/// When a limit starts or falls due: a day that ends at 24:00, or an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// A civil day, to its end.
    Day(Date),
    /// An instant.
    At(Instant),
}

impl Moment {
    /// The civil day of it.
    pub fn date(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::At(at) => at.date(),
        }
    }

    /// The instant of it; a day begins to count when it has ended, at 24:00.
    pub fn instant(self) -> Option<Instant> {
        match self {
            Self::Day(day) => day::plus_days(day, 1).map(midnight),
            Self::At(at) => Some(at),
        }
    }

    /// Whether `now` is later than it: a day is past when the next one has begun.
    pub fn is_past(self, now: Instant) -> bool {
        match self {
            Self::Day(day) => now.date() > day,
            Self::At(at) => now > at,
        }
    }
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
pub fn due(calendar: &Calendar, count: &Count) -> Option<Moment> {
    let length = count.length;
    let spans = pause::days(&count.pauses, count.start.date());
    let nominal = calendar_part(count.start.date(), length, &spans)?;
    let last = if length.working_days != 0 {
        working_part(calendar, nominal, length.working_days, &spans)?
    } else if length.is_by_the_clock() {
        nominal
    } else {
        rolled(calendar, nominal, count.roll)?
    };
    if length.is_by_the_clock() {
        let start = start_of_hours(count.start, last)?;
        return hours_part(calendar, start, length, &count.pauses).map(Moment::At);
    }
    within_years(last).map(Moment::Day)
}

/// `start` + months + days, moved on by every suspension that begins before it is over.
pub(crate) fn calendar_part(start: Date, length: Period, spans: &[Span]) -> Option<Date> {
    let nominal = day::plus_days(day::plus_months(start, length.months)?, length.days)?;
    if nominal == start {
        return Some(start);
    }
    let last = spans.iter().fold(i64::from(day::number(nominal)), |due, span| {
        if i64::from(span.from) < due { due + i64::from(span.days()) } else { due }
    });
    day::of_number(i32::try_from(last).ok()?)
}

/// The `n`-th working day after `start` that is in no suspension.
fn working_part(calendar: &Calendar, start: Date, n: i32, spans: &[Span]) -> Option<Date> {
    let (mut from, mut left) = (start, n);
    for span in spans.iter().filter(|span| span.to > day::number(start)) {
        let paused = day::of_number(span.from)?.max(from);
        let before = calendar.working_days(from, paused);
        if before >= left {
            break;
        }
        left -= before;
        from = day::of_number(span.to)?;
    }
    calendar.add_working_days(from, left)
}

/// The first working day from `day` on, if the period rolls.
fn rolled(calendar: &Calendar, day: Date, roll: bool) -> Option<Date> {
    within_years(if roll { calendar.next_working(day) } else { day })
}

/// The day, if the calendar knows its year.
fn within_years(day: Date) -> Option<Date> {
    (day::FIRST_YEAR..=day::LAST_YEAR).contains(&day.year()).then_some(day)
}

/// Where hours begin to count: the instant of the start, on the day its day part ended.
fn start_of_hours(start: Moment, day: Date) -> Option<Instant> {
    match start {
        Moment::At(at) => Some(day.to_datetime(at.time())),
        Moment::Day(_) => Moment::Day(day).instant(),
    }
}

/// Working hours, then clock time, both without the suspensions.
fn hours_part(
    calendar: &Calendar,
    start: Instant,
    length: Period,
    pauses: &[(Instant, Instant)],
) -> Option<Instant> {
    let pauses = pause::instants(pauses, start);
    let mut at = start;
    if length.working_minutes != 0 {
        at = worked_out(calendar, at, i64::from(length.working_minutes), &pauses)?;
    }
    if length.minutes != 0 {
        at = clocked(at, i64::from(length.minutes), &pauses)?;
    }
    within_years(at.date()).map(|_| at)
}

/// Walks the working time outside the suspensions.
fn worked_out(
    calendar: &Calendar,
    start: Instant,
    minutes: i64,
    pauses: &[(Instant, Instant)],
) -> Option<Instant> {
    let (mut from, mut left) = (start, minutes);
    for &(paused, resumed) in pauses {
        let before = calendar.working_minutes(from, paused);
        if before >= left {
            break;
        }
        left -= before;
        from = resumed;
    }
    calendar.add_working_minutes(from, left)
}

/// Clock time plus every suspension that begins before it is over.
fn clocked(start: Instant, minutes: i64, pauses: &[(Instant, Instant)]) -> Option<Instant> {
    let mut due = plus_seconds(start, minutes.checked_mul(60)?)?;
    for &(paused, resumed) in pauses {
        let from = paused.max(start);
        if resumed > start && from < due {
            due = plus_seconds(due, seconds_between(from, resumed))?;
        }
    }
    Some(due)
}

/// Days (working days for a working-day period, else calendar days; minutes for clock and working
/// hours) used from the start to `now`, suspensions left out.
pub fn used(calendar: &Calendar, count: &Count, now: Instant) -> i64 {
    if count.length.is_by_the_clock() {
        return used_minutes(calendar, count, now);
    }
    let (start, today) = (count.start.date(), now.date());
    if today <= start {
        return 0;
    }
    let by_working_days = count.length.is_in_working_days();
    let measure = |from: i32, to: i32| match (day::of_number(from), day::of_number(to)) {
        (Some(from), Some(to)) if by_working_days => i64::from(calendar.working_days(from, to)),
        _ => i64::from(to - from),
    };
    let end = day::number(today);
    let spans = pause::days(&count.pauses, start);
    let paused: i64 =
        spans.iter().filter(|span| span.from < end).map(|span| measure(span.from, span.to.min(end))).sum();
    measure(day::number(start), end) - paused
}

/// Minutes used, by the clock or by working time.
fn used_minutes(calendar: &Calendar, count: &Count, now: Instant) -> i64 {
    let Some(start) = count.start.instant().filter(|&start| start < now) else { return 0 };
    let working = count.length.working_minutes != 0;
    let measure = |from, to| match working {
        true => calendar.working_minutes(from, to),
        false => seconds_between(from, to) / 60,
    };
    let pauses = pause::instants(&count.pauses, start);
    let paused: i64 =
        pauses.iter().filter(|(from, _)| *from < now).map(|&(from, to)| measure(from, to.min(now))).sum();
    measure(start, now) - paused
}

/// `term(d, p)`: the last day of a period that starts on `day`.
pub fn term(calendar: &Calendar, day: Date, length: Period) -> Option<Date> {
    let count = Count { start: Moment::Day(day), length, pauses: Vec::new(), roll: true };
    due(calendar, &count).map(Moment::date)
}

/// `ahead(d, p)`: the latest day that lies `p` before `day`; moved back off a day off.
/// Sheet 00, 4.2 rule 12.
pub fn ahead(calendar: &Calendar, day: Date, length: Period) -> Option<Date> {
    let back = length.checked_neg()?;
    let nominal = day::plus_days(day::plus_months(day, back.months)?, back.days)?;
    let counted = calendar.add_working_days(nominal, back.working_days)?;
    if !length.is_by_the_clock() {
        return within_years(calendar.previous_working(counted));
    }
    let at = calendar.add_working_minutes(midnight(counted), i64::from(back.working_minutes))?;
    let at = plus_seconds(at, i64::from(back.minutes) * 60)?;
    within_years(calendar.previous_working(at.date()))
}

/// The beginning of a day.
pub(crate) fn midnight(day: Date) -> Instant {
    day.to_datetime(crate::Time::midnight())
}

/// An instant moved by seconds of clock time.
pub fn plus_seconds(at: Instant, seconds: i64) -> Option<Instant> {
    let total = second_number(at).checked_add(seconds)?;
    let day = day::of_number(i32::try_from(total.div_euclid(86_400)).ok()?)?;
    let second = total.rem_euclid(86_400);
    let time = crate::Time::new((second / 3_600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0);
    Some(day.to_datetime(time.ok()?))
}

/// Seconds from one instant to another.
pub(crate) fn seconds_between(from: Instant, to: Instant) -> i64 {
    second_number(to) - second_number(from)
}

/// Seconds of Beijing time since 1970.
fn second_number(at: Instant) -> i64 {
    let (hour, minute, second) = (i64::from(at.hour()), i64::from(at.minute()), i64::from(at.second()));
    i64::from(day::number(at.date())) * 86_400 + hour * 3_600 + minute * 60 + second
}
