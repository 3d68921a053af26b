//! The worked dates of sheets 00, 02, 05, 06, 16 and 20 and of language.md 5.4.

use fadu_base::counting::{Count, Moment, ahead, day_sheet, due, term, used};
use fadu_base::{Instant, Period};

use crate::{at, d, shipped};

/// The due day of a period with suspensions `(from, to]`.
fn due_day(start: &str, length: &str, pauses: &[(&str, &str)]) -> String {
    match due(shipped(), &count(start, length, pauses)).unwrap() {
        Moment::Day(day) => day.to_string(),
        Moment::At(at) => panic!("an instant: {at}"),
    }
}

fn count(start: &str, length: &str, pauses: &[(&str, &str)]) -> Count {
    let noon = |day: &str| d(day).at(12, 0, 0, 0);
    Count {
        start: Moment::Day(d(start)),
        length: Period::parse(length).unwrap(),
        pauses: pauses.iter().map(|(from, to)| (noon(from), noon(to))).collect(),
        roll: true,
    }
}

/// The due instant of a period in hours.
fn due_at(start: &str, length: &str, pauses: &[(&str, &str)]) -> Instant {
    let pauses = pauses.iter().map(|(from, to)| (at(from), at(to))).collect();
    let length = Period::parse(length).unwrap();
    match due(shipped(), &Count { start: Moment::At(at(start)), length, pauses, roll: true }).unwrap() {
        Moment::At(at) => at,
        Moment::Day(day) => panic!("a day: {day}"),
    }
}

#[test]
fn worked_examples_of_sheet_00() {
    assert_eq!(due_day("2026-09-18", "5 wd", &[]), "2026-09-24");
    assert_eq!(due_day("2026-09-24", "20 wd", &[]), "2026-10-29");
    assert_eq!(due_day("2026-03-02", "20 wd", &[]), "2026-03-30");
    assert_eq!(due_day("2026-03-02", "20 wd", &[("2026-03-09", "2026-03-13")]), "2026-04-03");
    assert_eq!(due_day("2026-04-24", "20 wd", &[]), "2026-05-26");
    assert_eq!(due_day("2026-04-24", "20 wd + 10 wd", &[]), "2026-06-09");
    assert_eq!(due_day("2026-08-06", "60 cd", &[]), "2026-10-08");
    assert_eq!(due_day("2026-01-31", "1 months", &[]), "2026-02-28");
    assert_eq!(due_day("2026-04-29", "5 wd", &[]), "2026-05-09");
    assert_eq!(due_day("2020-01-20", "20 wd", &[]), "2020-02-25");
}

#[test]
fn sheet_02_applications() {
    assert_eq!(due_day("2026-09-18", "5 wd", &[]), "2026-09-24");
    assert_eq!(due_day("2026-09-18", "20 wd", &[]), "2026-10-22");
    let review = [("2026-09-28", "2026-10-09")];
    assert_eq!(due_day("2026-09-18", "20 wd", &review), "2026-10-28");
    assert_eq!(due_day("2026-09-18", "30 wd", &review), "2026-11-11");
    assert_eq!(due_day("2026-10-27", "10 wd", &[]), "2026-11-10");
    assert_eq!(due_day("2026-09-18", "45 wd", &[]), "2026-11-26");
}

#[test]
fn sheet_05_enforcement() {
    let test = ("2026-07-01", "2026-07-20");
    let hearing = ("2026-08-10", "2026-08-24");
    assert_eq!(due_day("2026-06-01", "90 cd", &[]), "2026-08-31");
    assert_eq!(due_day("2026-06-01", "90 cd", &[test]), "2026-09-18");
    assert_eq!(due_day("2026-06-01", "90 cd", &[test, hearing]), "2026-10-08");
    assert_eq!(due_day("2026-06-01", "90 cd + 30 cd", &[hearing, test]), "2026-11-02");
    assert_eq!(due_day("2026-09-18", "15 wd", &[]), "2026-10-15");
    assert_eq!(due_day("2026-09-24", "7 wd", &[]), "2026-10-12");
    assert_eq!(due_day("2026-09-18", "15 cd", &[]), "2026-10-08");
}

#[test]
fn sheet_06_complaints() {
    assert_eq!(due_day("2026-09-18", "7 wd", &[]), "2026-09-29");
    assert_eq!(due_day("2026-09-28", "60 cd", &[]), "2026-11-27");
    assert_eq!(due_day("2026-09-28", "60 cd", &[("2026-10-12", "2026-10-30")]), "2026-12-15");
    assert_eq!(due_day("2026-09-18", "45 wd", &[]), "2026-11-26");
    assert_eq!(due_day("2026-09-18", "15 wd + 15 wd", &[]), "2026-11-05");
    assert_eq!(due_day("2026-10-15", "5 wd", &[]), "2026-10-22");
}

#[test]
fn sheet_16_working_hours() {
    assert_eq!(due_at("2026-11-20T16:40", "4 wh", &[]), at("2026-11-23T11:40"));
    let hung = [("2026-11-23T09:00", "2026-11-24T10:00")];
    assert_eq!(due_at("2026-11-20T16:40", "4 wh", &hung), at("2026-11-24T14:40"));
    assert_eq!(due_at("2026-11-23T09:00", "2 wh", &[]), at("2026-11-23T11:00"));
    assert_eq!(due_at("2026-11-23T10:00", "4 wh", &[]), at("2026-11-23T16:00"));
    let length = Period::parse("4 wh").unwrap();
    let pauses = vec![(at(hung[0].0), at(hung[0].1))];
    let count = Count { start: Moment::At(at("2026-11-20T16:40")), length, pauses, roll: true };
    assert_eq!(used(shipped(), &count, at("2026-11-24T09:00")), 80);
    assert_eq!(used(shipped(), &count, at("2026-11-24T12:00")), 200);
}

#[test]
fn sheet_20_dates() {
    assert_eq!(due_day("2021-02-18", "20 wd", &[]), "2021-03-17");
    assert_eq!(ahead(shipped(), d("2027-03-01"), Period::of_days(1)), Some(d("2027-02-26")));
}

#[test]
fn clock_hours_run_through_the_night_and_pause() {
    assert_eq!(due_at("2026-10-01T22:30", "2 h", &[]), at("2026-10-02T00:30"));
    assert_eq!(due_at("2026-10-01T22:30", "15 min", &[]), at("2026-10-01T22:45"));
    let pause = [("2026-10-01T23:00", "2026-10-02T09:00")];
    assert_eq!(due_at("2026-10-01T22:30", "2 h", &pause), at("2026-10-02T10:30"));
    assert_eq!(
        due_at("2026-10-01T22:30", "2 h", &[("2026-10-02T00:30", "2026-10-02T09:00")]),
        at("2026-10-02T00:30")
    );
}

#[test]
fn overlapping_suspensions_count_once() {
    let apart = [("2026-03-09", "2026-03-11"), ("2026-03-10", "2026-03-13"), ("2026-03-13", "2026-03-13")];
    assert_eq!(due_day("2026-03-02", "20 wd", &apart), "2026-04-03");
    // What lies before the start or after the end moves nothing.
    let outside = [("2026-02-02", "2026-03-02"), ("2026-03-30", "2026-04-30")];
    assert_eq!(due_day("2026-03-02", "20 wd", &outside), "2026-03-30");
    // Half of it before the start.
    assert_eq!(due_day("2026-06-01", "10 cd", &[("2026-05-20", "2026-06-03")]), "2026-06-15");
}

#[test]
fn units_beside_each_other_are_counted_one_after_the_other() {
    assert_eq!(due_day("2026-01-31", "1 months + 30 cd", &[]), "2026-03-30");
    assert_eq!(due_day("2026-09-18", "3 months + 30 cd", &[]), "2027-01-18");
    assert_eq!(due_day("2026-09-30", "1 cd + 1 wd", &[]), "2026-10-08");
    assert_eq!(due_at("2026-11-20T16:40", "1 wd + 1 wh", &[]), at("2026-11-24T08:40"));
}

#[test]
fn a_period_that_does_not_roll_ends_on_the_day_off() {
    let mut count = count("2026-08-06", "60 cd", &[]);
    count.roll = false;
    assert_eq!(due(shipped(), &count), Some(Moment::Day(d("2026-10-05"))));
}

#[test]
fn backwards() {
    // 20 working days before a session, and 20 calendar days that fall into the holiday.
    assert_eq!(ahead(shipped(), d("2026-10-29"), Period::of_working_days(20)), Some(d("2026-09-24")));
    assert_eq!(ahead(shipped(), d("2026-10-26"), Period::of_days(20)), Some(d("2026-09-30")));
    assert_eq!(ahead(shipped(), d("2026-03-31"), Period::of_months(1)), Some(d("2026-02-28")));
    assert_eq!(term(shipped(), d("2026-08-06"), Period::of_days(60)), Some(d("2026-10-08")));
}

#[test]
fn days_used() {
    let wd = count("2026-09-18", "20 wd", &[("2026-09-28", "2026-10-09")]);
    assert_eq!(used(shipped(), &wd, at("2026-09-18T23:59")), 0);
    assert_eq!(used(shipped(), &wd, at("2026-09-20T08:00")), 1);
    assert_eq!(used(shipped(), &wd, at("2026-10-08T08:00")), 6);
    assert_eq!(used(shipped(), &wd, at("2026-10-10T08:00")), 7);
    let cd = count("2026-06-01", "90 cd", &[("2026-07-01", "2026-07-20")]);
    assert_eq!(used(shipped(), &cd, at("2026-07-10T08:00")), 30);
    assert_eq!(used(shipped(), &cd, at("2026-07-21T08:00")), 31);
    assert_eq!(used(shipped(), &cd, at("2026-05-21T08:00")), 0);
}

#[test]
fn the_day_sheet_says_why() {
    let sheet = day_sheet(shipped(), &count("2026-09-18", "5 wd", &[]));
    let lines: Vec<String> = sheet
        .iter()
        .map(|note| {
            format!("{} {} {}", note.day, note.counted.map_or("-".into(), |n| n.to_string()), note.why)
        })
        .collect();
    let expected = [
        "2026-09-18 - 起算日不计",
        "2026-09-19 - 周末",
        "2026-09-20 1 调休上班（国庆节）",
        "2026-09-21 2 工作日",
        "2026-09-22 3 工作日",
        "2026-09-23 4 工作日",
        "2026-09-24 5 工作日",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn the_day_sheet_shows_suspension_and_rolling() {
    let sheet = day_sheet(shipped(), &count("2026-09-28", "5 cd", &[("2026-09-29", "2026-09-30")]));
    let why: Vec<&str> = sheet.iter().map(|note| note.why.as_str()).collect();
    assert_eq!(why[2], "中止");
    assert_eq!(sheet.iter().filter(|note| note.counted.is_some()).count(), 5);
    assert_eq!(sheet.last().unwrap().day, d("2026-10-08"));
    assert_eq!(sheet.last().unwrap().why, "工作日，顺延至本日届满");
    assert_eq!(why[8], "国庆节，顺延");
    let provisional = day_sheet(shipped(), &count("2027-03-01", "1 wd", &[]));
    assert_eq!(provisional[1].why, "工作日（暂定）");
}

#[test]
fn the_day_sheet_of_hours_adds_up() {
    let length = Period::parse("4 wh").unwrap();
    let count = Count { start: Moment::At(at("2026-11-20T16:40")), length, pauses: vec![], roll: true };
    let sheet = day_sheet(shipped(), &count);
    assert_eq!(sheet.first().unwrap().why, "计0小时50分");
    assert_eq!(sheet.last().unwrap().why, "计3小时10分");
    assert_eq!(sheet.last().unwrap().counted, Some(240));
}

#[test]
fn beyond_the_calendar_there_is_no_due_day() {
    assert_eq!(due(shipped(), &count("2199-12-30", "30 cd", &[])), None);
    assert_eq!(due(shipped(), &count("2199-01-30", "300 wd", &[])), None);
    assert_eq!(due(shipped(), &count("2026-01-30", "2147483647 wd", &[])), None);
    assert_eq!(due(shipped(), &count("2026-01-30", "2147483647 months", &[])), None);
    assert!(day_sheet(shipped(), &count("2199-12-30", "30 cd", &[])).is_empty());
}
