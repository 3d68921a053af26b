//! Days off of a year without a notice (sheet 00, 4.4): the 13 statutory days of
//! 全国年节及纪念日放假办法 (2024) 2, each on a weekend made up by the next free weekday (6).

use std::collections::BTreeMap;

use crate::{Date, day, lunar};

/// Numbers of the weekdays off (and of statutory days on a weekend), with the festival.
pub fn days_off(year: i16) -> BTreeMap<i32, &'static str> {
    let statutory = statutory_days(year);
    let mut days: BTreeMap<i32, &'static str> = BTreeMap::new();
    for &(number, name) in &statutory {
        days.entry(number).or_insert(name);
    }
    // Every statutory day stands before any make-up day is looked for.
    for (number, name) in statutory.into_iter().filter(|&(number, _)| day::is_weekend_number(number)) {
        let mut free = number;
        while day::is_weekend_number(free) || days.contains_key(&free) {
            free += 1;
        }
        days.insert(free, name);
    }
    days
}

/// The 13 days, in the order of the year.
fn statutory_days(year: i16) -> Vec<(i32, &'static str)> {
    let fixed = |month, date| day::number(Date::constant(year, month, date));
    let festivals = lunar::festivals(year);
    let mut days = vec![(fixed(1, 1), "元旦")];
    days.extend((-1..=2).map(|offset| (festivals.new_year + offset, "春节")));
    days.push((festivals.qingming, "清明节"));
    days.extend([(fixed(5, 1), "劳动节"), (fixed(5, 2), "劳动节")]);
    days.push((festivals.dragon_boat, "端午节"));
    days.push((festivals.mid_autumn, "中秋节"));
    days.extend((1..=3).map(|date| (fixed(10, date), "国庆节")));
    days.sort_by_key(|&(number, _)| number);
    days
}
