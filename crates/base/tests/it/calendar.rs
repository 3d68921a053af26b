//! The calendar: working days a year, provisional years, the working hours.

use fadu_base::{Calendar, Date, day};

use crate::{at, d, shipped};

#[test]
fn working_days_a_year_agree_with_sheet_00() {
    let expected = [250, 250, 249, 250, 249, 249, 251, 248, 248];
    for (year, expected) in (2018..=2026).zip(expected) {
        let (first, last) = (Date::constant(year, 1, 1), Date::constant(year, 12, 31));
        let before = day::plus_days(first, -1).unwrap();
        assert_eq!(shipped().working_days(before, last), expected, "{year}");
        assert!(!shipped().is_provisional(year));
    }
}

#[test]
fn provisional_2027_has_the_thirteen_days() {
    let off: Vec<String> = (1..=365)
        .map(|n| day::plus_days(d("2026-12-31"), n).unwrap())
        .filter(|&day| !shipped().is_working(day) && !day::is_weekend(day))
        .map(|day| day.strftime("%m-%d").to_string())
        .collect();
    let expected = "01-01 02-05 02-08 02-09 02-10 04-05 05-03 05-04 06-09 09-15 10-01 10-04 10-05";
    assert_eq!(off.join(" "), expected);
    assert!(shipped().is_provisional(2027));
    assert!((2027..=2199).all(|year| {
        let worked = shipped().working_days(Date::constant(year - 1, 12, 31), Date::constant(year, 12, 31));
        (246..=250).contains(&worked)
    }));
}

#[test]
fn every_exception_of_the_notices_is_obeyed() {
    for line in include_str!("../../../../calendar/holidays.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(shipped().is_working(d(cells[0])), cells[1] == "workday", "{line}");
        assert_eq!(shipped().note(d(cells[0])), Some(cells[2]));
    }
    assert!(shipped().is_working(d("2026-11-23")));
    assert!(!shipped().is_working(d("2026-11-22")));
}

#[test]
fn the_edges_of_the_known_years_do_not_panic() {
    for text in ["1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01", "9999-12-31", "-9999-01-01"] {
        let day: Date = if let Some(text) = text.strip_prefix('-') {
            format!("-00{text}").parse().unwrap()
        } else {
            d(text)
        };
        for n in [i32::MIN, -100_000, -1, 0, 1, 100_000, i32::MAX] {
            let _ = shipped().add_working_days(day, n);
        }
        for minutes in [i64::MIN, -1, 0, 1, i64::MAX] {
            let _ = shipped().add_working_minutes(day.to_datetime(fadu_base::Time::midnight()), minutes);
        }
        let _ = (shipped().next_working(day), shipped().previous_working(day), shipped().note(day));
        let _ = shipped().working_days(day, d("2026-01-01"));
    }
    assert_eq!(shipped().add_working_days(d("2199-12-31"), 1), None);
    assert_eq!(shipped().add_working_days(d("1900-01-01"), -1), None);
}

#[test]
fn working_minutes_follow_the_hours() {
    let minutes = |from, to| shipped().working_minutes(at(from), at(to));
    assert_eq!(minutes("2026-11-20T16:40", "2026-11-23T11:40"), 240);
    assert_eq!(minutes("2026-11-20T00:00", "2026-11-20T23:59"), 420);
    assert_eq!(minutes("2026-11-20T12:10", "2026-11-20T13:50"), 0);
    assert_eq!(minutes("2026-11-23T11:40", "2026-11-20T16:40"), -240);
    let after = |from, n| shipped().add_working_minutes(at(from), n).unwrap();
    assert_eq!(after("2026-11-20T16:40", 50), at("2026-11-20T17:30"));
    assert_eq!(after("2026-11-20T16:40", 51), at("2026-11-23T08:31"));
    assert_eq!(after("2026-11-20T11:00", 60), at("2026-11-20T12:00"));
    assert_eq!(after("2026-11-20T12:30", 1), at("2026-11-20T14:01"));
    assert_eq!(after("2026-11-23T09:00", -30), at("2026-11-23T08:30"));
    assert_eq!(after("2026-11-23T09:00", -31), at("2026-11-20T17:29"));
    assert_eq!(after("2026-11-21T10:00", 60), at("2026-11-23T09:30"));
}

#[test]
fn a_faulty_calendar_names_its_line() {
    let fault = |text: &str| Calendar::parse(text).unwrap_err();
    assert!(fault("date,kind,name\n2026-02-30,holiday,x").contains("第2行"));
    assert!(fault("date,kind,name\n2026-02-20,off,x").contains("holiday"));
    assert!(fault("2026-02-20,holiday,x\n2026-02-20,workday,x").contains("重复"));
    assert!(fault("2300-02-20,holiday,x").contains("2199"));
    assert!(Calendar::parse("").unwrap().is_provisional(2020));
}

#[test]
fn day_numbers_and_days_agree() {
    for number in (-4_000_000..2_900_000).step_by(977) {
        let day = day::of_number(number).unwrap();
        assert_eq!(day::number(day), number);
    }
    assert_eq!(day::number(d("1970-01-01")), 0);
    assert_eq!(day::number(d("2000-03-01")), 11_017);
    assert_eq!(day::of_number(i32::MAX), None);
    assert_eq!(day::plus_months(d("2024-01-31"), 1), Some(d("2024-02-29")));
    assert_eq!(day::plus_months(d("2024-03-31"), -13), Some(d("2023-02-28")));
    assert_eq!(day::plus_months(d("2024-03-31"), i32::MAX), None);
}
