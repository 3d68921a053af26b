//! The day sheet 逐日表: every day of a period with the reason why it counts or does not, so that
//! whoever doubts a due date can check it against the calendar on the wall.

use crate::counting::{Count, Moment, calendar_part, due, midnight, used};
use crate::pause::{self, Span};
use crate::{Calendar, Date, Instant, day};

/// One day of a day sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct DayNote {
    /// The day.
    pub day: Date,
    /// Its number in the count, if it counts; for hours the minutes used when the day has ended.
    pub counted: Option<u32>,
    /// Why: 起算日不计, 周末, 国庆节, 调休上班, 中止 …
    pub why: String,
}

/// The day sheet 逐日表: every day from the start to the due day, counted, skipped or suspended.
/// Empty if the due day lies beyond the calendar's years.
pub fn day_sheet(calendar: &Calendar, count: &Count) -> Vec<DayNote> {
    let Some(due) = due(calendar, count) else { return Vec::new() };
    if let (Moment::At(end), true) = (due, count.length.is_by_the_clock()) {
        return hour_sheet(calendar, count, end);
    }
    let start = count.start.date();
    let sheet = Sheet::of(calendar, count);
    let mut counted = 0;
    let mut notes = vec![note(calendar, start, None, "起算日不计".to_owned())];
    for number in day::number(start) + 1..=day::number(due.date()) {
        let Some(day) = day::of_number(number) else { break };
        let (counts, why) = sheet.judge(day, number);
        counted += u32::from(counts);
        notes.push(note(calendar, day, counts.then_some(counted), why));
    }
    notes
}

/// What the judgement of a day needs.
struct Sheet<'a> {
    calendar: &'a Calendar,
    spans: Vec<Span>,
    /// Last day of the calendar part, before it rolls; the start for a working-day period.
    nominal: i32,
    in_working_days: bool,
}

impl<'a> Sheet<'a> {
    fn of(calendar: &'a Calendar, count: &Count) -> Self {
        let start = count.start.date();
        let spans = pause::days(&count.pauses, start);
        let nominal = calendar_part(start, count.length, &spans).map_or(i32::MAX, day::number);
        Self { calendar, spans, nominal, in_working_days: count.length.working_days != 0 }
    }

    /// Whether the day counts, and why.
    fn judge(&self, day: Date, number: i32) -> (bool, String) {
        if self.spans.iter().any(|span| span.holds(number)) {
            return (false, "中止".to_owned());
        }
        let reason = reason(self.calendar, day);
        if number <= self.nominal {
            return (true, reason);
        }
        match (self.in_working_days, self.calendar.is_working(day)) {
            (true, worked) => (worked, reason),
            (false, true) => (false, format!("{reason}，顺延至本日届满")),
            (false, false) => (false, format!("{reason}，顺延")),
        }
    }
}

/// What kind of day it is.
fn reason(calendar: &Calendar, day: Date) -> String {
    let weekend = day::is_weekend(day);
    match (calendar.is_working(day), calendar.note(day)) {
        (true, Some(festival)) if weekend => format!("调休上班（{festival}）"),
        (true, _) => "工作日".to_owned(),
        (false, Some(festival)) => festival.to_owned(),
        (false, None) => "周末".to_owned(),
    }
}

/// A line of the sheet; days of a year without a notice are marked.
fn note(calendar: &Calendar, day: Date, counted: Option<u32>, mut why: String) -> DayNote {
    if calendar.is_provisional(day.year()) {
        why.push_str("（暂定）");
    }
    DayNote { day, counted, why }
}

/// The sheet of a period in hours: the time used on each day.
fn hour_sheet(calendar: &Calendar, count: &Count, end: Instant) -> Vec<DayNote> {
    let mut notes = Vec::new();
    let mut before = 0;
    for number in day::number(count.start.date())..=day::number(end.date()) {
        let (Some(day), Some(next)) = (day::of_number(number), day::of_number(number + 1)) else { break };
        let total = used(calendar, count, midnight(next).min(end));
        let today = total - before;
        before = total;
        let why = match today {
            0 => reason(calendar, day),
            minutes => format!("计{}小时{}分", minutes / 60, minutes % 60),
        };
        notes.push(note(calendar, day, (today > 0).then_some(total as u32), why));
    }
    notes
}
