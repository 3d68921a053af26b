//! Used, remaining, and the warning colour (sheet 00, 4.5), the same everywhere.

use fadu_base::counting::{self, Count, Moment};
use fadu_base::{Calendar, Date, Instant, day};

use super::{LimitState, State};
use crate::eval::Env;

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Working days.
    WorkingDay,
    /// Calendar days.
    Day,
    /// Minutes of working time.
    WorkingMinute,
    /// Minutes of the clock.
    Minute,
}

impl Unit {
    /// The Chinese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::WorkingDay => "个工作日",
            Self::Day => "日",
            Self::WorkingMinute => "个工作分钟",
            Self::Minute => "分钟",
        }
    }
}

/// The warning colour of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// 绿: more than a third is left.
    Green,
    /// 黄: a third or less.
    Yellow,
    /// 红: one counting day, or a tenth, or less.
    Red,
    /// 逾期: past due.
    Overdue,
    /// 暂停: suspended.
    Paused,
}

impl Colour {
    /// The Chinese word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "绿",
            Self::Yellow => "黄",
            Self::Red => "红",
            Self::Overdue => "逾期",
            Self::Paused => "暂停",
        }
    }
}

/// Adds what is used and left up to `upto` (now, or the end), and the colour.
pub(super) fn measured(env: &Env<'_>, count: &Count, state: LimitState, upto: Instant) -> LimitState {
    let unit = unit_of(count);
    let used = counting::used(env.rules.calendar, count, upto);
    let remaining = state.due.map_or(0, |due| remaining(env.rules.calendar, unit, upto, due));
    let state = LimitState { unit, used, remaining, ..state };
    LimitState { colour: colour(&state), ..state }
}

/// What a limit of such a length is counted in.
pub(super) fn unit_of(count: &Count) -> Unit {
    match count.length {
        length if length.working_minutes != 0 => Unit::WorkingMinute,
        length if length.minutes != 0 => Unit::Minute,
        length if length.is_in_working_days() => Unit::WorkingDay,
        _ => Unit::Day,
    }
}

/// Units from `upto` to the due moment; negative when it is past.
pub fn remaining(calendar: &Calendar, unit: Unit, upto: Instant, due: Moment) -> i64 {
    let (today, last) = (upto.date(), due.date());
    match (unit, due) {
        (Unit::WorkingMinute, Moment::At(due)) if due >= upto => calendar.working_minutes(upto, due),
        (Unit::WorkingMinute, Moment::At(due)) => -calendar.working_minutes(due, upto),
        (Unit::Minute, Moment::At(due)) => minutes(upto, due),
        (Unit::WorkingDay, _) if today <= last => i64::from(calendar.working_days(today, last)),
        (Unit::WorkingDay, _) => -i64::from(calendar.working_days(last, today)),
        _ => days(today, last),
    }
}

fn days(from: Date, to: Date) -> i64 {
    i64::from(day::number(to)) - i64::from(day::number(from))
}

fn minutes(from: Instant, to: Instant) -> i64 {
    let clock = |at: Instant| i64::from(at.hour()) * 60 + i64::from(at.minute());
    days(from.date(), to.date()) * 1_440 + clock(to) - clock(from)
}

fn colour(state: &LimitState) -> Option<Colour> {
    let total = state.used + state.remaining;
    Some(match state.state {
        State::NotStarted | State::Ended => return None,
        State::Lapsed => Colour::Overdue,
        State::Paused => Colour::Paused,
        State::Running if state.due.is_none() => Colour::Green,
        State::Running if last_day(state) || state.remaining * 10 <= total => Colour::Red,
        State::Running if state.remaining * 3 <= total => Colour::Yellow,
        State::Running => Colour::Green,
    })
}

/// One counting day or less is left of a limit in days.
fn last_day(state: &LimitState) -> bool {
    matches!(state.unit, Unit::Day | Unit::WorkingDay) && state.remaining <= 1
}
