//! `fadu days`: the due date alone on the first line, the day sheet under it.

use crate::run::{Answer, Folder};

fn days(line: &str) -> Answer {
    Folder::new("days").fadu(&format!("days {line}"))
}

/// Worked dates of the foundations: command line, due date.
const WORKED: &[(&str, &str)] = &[
    ("2026-09-18 +5wd", "2026-09-24"),
    ("2026-09-24 +20wd", "2026-10-29"),
    ("2026-03-02 20wd --pause 2026-03-09..2026-03-13", "2026-04-03"),
    ("2026-04-24 20wd --extend 10wd", "2026-06-09"),
    ("2026-08-06 60cd", "2026-10-08"),
    ("2026-08-06 60cd --no-roll", "2026-10-05"),
    ("2026-01-31 +1months", "2026-02-28"),
    ("2024-02-29 +1years", "2025-02-28"),
    ("2026-11-20T16:40 4wh", "2026-11-23T11:40:00"),
];

#[test]
fn the_due_date_stands_alone_on_the_first_line() {
    for (line, due) in WORKED {
        let told = days(line).ok();
        assert_eq!(told.lines().next(), Some(*due), "fadu days {line}");
    }
}

#[test]
fn the_day_sheet_says_of_every_day_why() {
    let told = days("2026-09-18 +5wd").ok();
    let expected = "\
2026-09-24
2026-09-18 五    -  起算日不计
2026-09-19 六    -  周末
2026-09-20 日    1  调休上班（国庆节）
2026-09-21 一    2  工作日
2026-09-22 二    3  工作日
2026-09-23 三    4  工作日
2026-09-24 四    5  工作日
";
    assert_eq!(told, expected);
}

#[test]
fn suspended_days_are_named_in_the_sheet() {
    let told = days("2026-03-02 20wd --pause 2026-03-09..2026-03-13").ok();
    let day =
        |day: &str| told.lines().find(|line| line.starts_with(day) && line.len() > 10).unwrap().to_owned();
    assert!(day("2026-03-10").contains("中止"), "{told}");
    assert!(day("2026-03-10").contains(" -  "), "{told}");
    assert!(day("2026-03-06").contains("    4  工作日"), "{told}");
}

#[test]
fn a_year_without_a_notice_is_told_to_be_provisional() {
    let told = days("2031-01-06 +5wd").ok();
    let mut lines = told.lines();
    assert_eq!(lines.next().map(str::len), Some("2031-01-13".len()));
    assert!(lines.next().unwrap().contains("暂定"), "{told}");
}

#[test]
fn wrong_input_is_answered_by_how_to_write_it() {
    let wrong = [
        ("2026-02-30 5wd", "2026-09-18"),
        ("2026-02-03 wd", "+5wd"),
        ("2026-02-03 5", "+5wd"),
        ("2026-02-03 -5wd", "+5wd"),
        ("2026-02-03 4wh", "时刻"),
        ("2026-02-03 5wd --pause 2026-03-09", ".."),
        ("2026-02-03 5wd --pause 2026-03-13..2026-03-09", ".."),
        ("2026-02-03 5wd --extend x", "10wd"),
        ("2026-02-03 99999999999cd", "期限"),
        ("2199-12-30 5wd", "2199"),
        ("1899-12-30 5wd", "1900"),
    ];
    for (line, hint) in wrong {
        let told = days(line).failed();
        assert!(told.contains(hint), "fadu days {line}: {told}");
    }
}
