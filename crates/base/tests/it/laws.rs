//! Laws that hold for every period: property tests of the counting.

use fadu_base::counting::{Count, Moment, ahead, day_sheet, due, term, used};
use fadu_base::{Date, Instant, Period, day};
use proptest::prelude::*;

use crate::{d, shipped};

/// A day from 2018 to 2030.
fn a_day() -> impl Strategy<Value = Date> {
    (0..4_500).prop_map(|n| day::plus_days(d("2018-01-01"), n).unwrap())
}

/// An instant of such a day.
fn an_instant() -> impl Strategy<Value = Instant> {
    (a_day(), 0..24_i8, 0..60_i8).prop_map(|(day, hour, minute)| day.at(hour, minute, 0, 0))
}

/// A period in one unit, of a length that is usual in laws.
fn a_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        (1..120).prop_map(Period::of_working_days),
        (1..400).prop_map(Period::of_days),
        (1..40).prop_map(Period::of_months),
        (1..5_000).prop_map(Period::of_working_minutes),
        (1..9_000).prop_map(Period::of_minutes),
    ]
}

/// Suspensions, in any order and overlapping.
fn pauses(start: Instant) -> impl Strategy<Value = Vec<(Instant, Instant)>> {
    let pair = (0..300, 0..40).prop_map(move |(from, length)| {
        let day = |n| day::plus_days(start.date(), n).unwrap().to_datetime(start.time());
        (day(from), day(from + length))
    });
    prop::collection::vec(pair, 0..4)
}

fn counted(start: Instant, length: Period, pauses: Vec<(Instant, Instant)>) -> Instant {
    let start = if length.is_by_the_clock() { Moment::At(start) } else { Moment::Day(start.date()) };
    due(shipped(), &Count { start, length, pauses, roll: true }).unwrap().instant().unwrap()
}

proptest! {
    #[test]
    fn later_start_never_falls_due_earlier(start in an_instant(), later in 0..60_i32, length in a_period()) {
        let moved = day::plus_days(start.date(), later).unwrap().to_datetime(start.time());
        prop_assert!(counted(start, length, vec![]) <= counted(moved, length, vec![]));
    }

    #[test]
    fn longer_never_falls_due_earlier(start in an_instant(), length in a_period(), n in 1..50_i32) {
        let more = match length {
            Period { working_days: 1.., .. } => Period::of_working_days(n),
            Period { months: 1.., .. } => Period::of_months(n),
            Period { days: 1.., .. } => Period::of_days(n),
            Period { minutes: 1.., .. } => Period::of_minutes(n),
            _ => Period::of_working_minutes(n),
        };
        let longer = length.checked_add(more).unwrap();
        prop_assert!(counted(start, length, vec![]) <= counted(start, longer, vec![]));
    }

    #[test]
    fn suspension_only_moves_later(
        (start, pauses) in an_instant().prop_flat_map(|start| (Just(start), pauses(start))),
        length in a_period(),
    ) {
        let all = counted(start, length, pauses.clone());
        prop_assert!(all >= counted(start, length, vec![]));
        prop_assert!(all >= counted(start, length, pauses.iter().skip(1).copied().collect()));
    }

    #[test]
    fn the_order_of_suspensions_does_not_matter(
        (start, pauses) in an_instant().prop_flat_map(|start| (Just(start), pauses(start))),
        length in a_period(),
    ) {
        let reversed = pauses.iter().rev().copied().collect();
        prop_assert_eq!(counted(start, length, pauses), counted(start, length, reversed));
    }

    #[test]
    fn a_day_period_ends_on_a_working_day(day in a_day(), n in 1..400_i32) {
        for length in [Period::of_working_days(n), Period::of_days(n), Period::of_months(n % 40 + 1)] {
            prop_assert!(shipped().is_working(term(shipped(), day, length).unwrap()));
        }
    }

    #[test]
    fn forward_and_back_agree(day in a_day(), n in 1..200_i32) {
        let day = shipped().next_working(day);
        let wd = Period::of_working_days(n);
        prop_assert_eq!(ahead(shipped(), term(shipped(), day, wd).unwrap(), wd), Some(day));
        let cd = Period::of_days(n);
        // Rolling forward can only leave more room.
        prop_assert!(ahead(shipped(), term(shipped(), day, cd).unwrap(), cd).unwrap() >= day);
        prop_assert!(day::plus_days(ahead(shipped(), day, cd).unwrap(), n).unwrap() <= day);
    }

    #[test]
    fn the_count_is_full_on_the_due_day_and_not_before(
        (start, pauses) in an_instant().prop_flat_map(|start| (Just(start), pauses(start))),
        n in 1..100_i32,
    ) {
        let length = Period::of_working_days(n);
        let count = Count { start: Moment::Day(start.date()), length, pauses, roll: true };
        let last = due(shipped(), &count).unwrap().date();
        let noon = |day: Date| day.at(12, 0, 0, 0);
        prop_assert_eq!(used(shipped(), &count, noon(last)), i64::from(n));
        prop_assert_eq!(used(shipped(), &count, noon(day::plus_days(last, -1).unwrap())), i64::from(n) - 1);
        let sheet = day_sheet(shipped(), &count);
        prop_assert_eq!(sheet.last().unwrap().counted, Some(n as u32));
        prop_assert_eq!(sheet.iter().filter(|note| note.counted.is_some()).count(), n as usize);
    }

    #[test]
    fn every_day_of_a_sheet_with_calendar_days_is_accounted_for(
        (start, pauses) in an_instant().prop_flat_map(|start| (Just(start), pauses(start))),
        n in 1..300_i32,
    ) {
        let count = Count { start: Moment::Day(start.date()), length: Period::of_days(n), pauses, roll: true };
        let sheet = day_sheet(shipped(), &count);
        prop_assert_eq!(sheet.iter().filter(|note| note.counted.is_some()).count(), n as usize);
        prop_assert_eq!(Moment::Day(sheet.last().unwrap().day), due(shipped(), &count).unwrap());
    }

    #[test]
    fn working_minutes_add_up(start in an_instant(), minutes in 1..20_000_i64) {
        let end = shipped().add_working_minutes(start, minutes).unwrap();
        prop_assert_eq!(shipped().working_minutes(start, end), minutes);
        let back = shipped().add_working_minutes(end, -minutes).unwrap();
        prop_assert_eq!(shipped().working_minutes(back, end), minutes);
    }

    #[test]
    fn the_nth_working_day_is_found_by_walking(day in a_day(), n in 1..60_i32) {
        let (mut at, mut left) = (day, n);
        while left > 0 {
            at = day::plus_days(at, 1).unwrap();
            left -= i32::from(shipped().is_working(at));
        }
        prop_assert_eq!(shipped().add_working_days(day, n), Some(at));
        prop_assert_eq!(shipped().working_days(day, at), n);
    }
}
