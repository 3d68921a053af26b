//! When the colour of a limit turns, found by bisection over the days, or the minutes, to its due.

use fadu_base::counting::{self, Moment};
use fadu_base::{Date, Instant, Time, day};

use super::{OpenLimit, Turns, is_paused};
use crate::eval::Env;
use crate::time_limit::{self, Colour, LimitState, Unit};

/// The instant since which a limit is overdue. One that is suspended and moves on with the clock
/// has none.
pub(super) fn late(env: &Env<'_>, state: &LimitState) -> Option<Instant> {
    if is_paused(state) && moves(env, state) {
        return None;
    }
    match state.due? {
        Moment::Day(last) => Moment::Day(last).instant(),
        // What falls due at an instant is past after it.
        Moment::At(at) => counting::plus_seconds(at, 1),
    }
}

/// Whether the due day of a suspended limit is another one a month later; one with a date of its own
/// stays. Over a holiday none moves, so a day would not tell.
fn moves(env: &Env<'_>, state: &LimitState) -> bool {
    let later = day::plus_days(env.today, 31).and_then(|next| at(env, state, midnight(next)));
    later.is_none_or(|later| later.due != state.due)
}

/// The limit that is due first: of the running ones, else of the suspended.
pub(super) fn first(env: &Env<'_>, limits: &[OpenLimit]) -> Option<Turns> {
    let order = |limit: &OpenLimit| (is_paused(&limit.state), limit.late.is_none(), limit.late);
    let (index, limit) = limits.iter().enumerate().min_by_key(|(_, limit)| order(limit))?;
    let since = |colours: &[Colour]| limit.late.and_then(|late| turn(env, &limit.state, late, colours));
    Some(Turns {
        at: index,
        yellow: since(&[Colour::Yellow, Colour::Red, Colour::Overdue]),
        red: since(&[Colour::Red, Colour::Overdue]),
    })
}

/// The first instant, from the last event on, at which the limit has one of these colours. They are
/// the last ones it takes, so once there it stays.
fn turn(env: &Env<'_>, state: &LimitState, late: Instant, colours: &[Colour]) -> Option<Instant> {
    let is_there = |t: Instant| {
        t >= late || at(env, state, t).and_then(|s| s.colour).is_some_and(|c| colours.contains(&c))
    };
    if is_there(env.now) {
        return Some(env.now);
    }
    let instant = |n: i64| tick(env, state.unit, n).filter(|t| *t < late).unwrap_or(late);
    let (mut before, mut there) = (0, ticks(env, state.unit, late));
    while there - before > 1 {
        let middle = before + (there - before) / 2;
        if is_there(instant(middle)) {
            there = middle;
        } else {
            before = middle;
        }
    }
    Some(instant(there))
}

/// The n-th moment at which the colour can change: a midnight, or a full minute.
fn tick(env: &Env<'_>, unit: Unit, n: i64) -> Option<Instant> {
    match unit {
        Unit::Day | Unit::WorkingDay => day::plus_days(env.today, i32::try_from(n).ok()?).map(midnight),
        Unit::Minute | Unit::WorkingMinute => {
            counting::plus_seconds(env.now, n * 60 - i64::from(env.now.second()))
        }
    }
}

fn midnight(day: Date) -> Instant {
    day.to_datetime(Time::midnight())
}

/// How many such moments there are up to the due.
fn ticks(env: &Env<'_>, unit: Unit, late: Instant) -> i64 {
    let days = i64::from(day::number(late.date())) - i64::from(day::number(env.today));
    match unit {
        Unit::Day | Unit::WorkingDay => days.max(0) + 1,
        Unit::Minute | Unit::WorkingMinute => (days.max(0) + 1) * 1_440,
    }
}

/// The limit at another instant.
fn at(env: &Env<'_>, state: &LimitState, now: Instant) -> Option<LimitState> {
    let env = Env { now, today: now.date(), ..*env };
    time_limit::states_of(&env, state.limit).into_iter().find(|other| other.row == state.row)
}
