//! The movable festivals of 1900–2100 against the published almanac, and what holds in any year.

use fadu_base::{Date, day, lunar::festivals};

#[test]
fn festivals_agree_with_the_almanac() {
    let mut wrong = Vec::new();
    for line in include_str!("lunar.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let found = festivals(cells[0].parse().unwrap());
        let days = [found.new_year, found.qingming, found.dragon_boat, found.mid_autumn];
        for (number, expected) in days.into_iter().zip(&cells[1..]) {
            let day = day::of_number(number).unwrap().to_string();
            if day != format!("{}-{expected}", cells[0]) {
                wrong.push(format!("{day} for {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn festivals_lie_in_their_season_to_the_end_of_the_calendar() {
    for year in 1900..=2199 {
        let found = festivals(year);
        let within = |number: i32, from: (i8, i8), to: (i8, i8)| {
            let range = day::number(Date::constant(year, from.0, from.1))
                ..=day::number(Date::constant(year, to.0, to.1));
            assert!(range.contains(&number), "{year} {number}");
        };
        within(found.new_year, (1, 20), (2, 22));
        within(found.qingming, (4, 3), (4, 6));
        within(found.dragon_boat, (5, 26), (6, 26));
        within(found.mid_autumn, (9, 6), (10, 8));
        // 端午 is four months after 正月初一 and four days, 中秋 three months later and ten days, a leap month aside.
        let months = |days: i32| (f64::from(days) / 29.530588).round() as i32;
        assert!(matches!(months(found.dragon_boat - 4 - found.new_year), 4 | 5), "{year}");
        assert!(matches!(months(found.mid_autumn - 14 - found.dragon_boat + 4), 3 | 4), "{year}");
    }
}
