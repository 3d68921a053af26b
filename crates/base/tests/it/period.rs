//! Written forms and comparison of periods.

use fadu_base::Period;
use proptest::prelude::*;

#[test]
fn written_forms() {
    for text in [
        "4 wh",
        "15 wd",
        "30 cd",
        "3 months",
        "2 years",
        "2 h",
        "15 min",
        "3 months + 30 cd",
        "1 wd + 90 min",
        "0 cd",
        "-5 wd",
    ] {
        assert_eq!(Period::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(Period::parse("24 months"), Period::parse("2 years"));
    assert_eq!(Period::parse("20wd+10wd"), Period::parse("30 wd"));
    for bad in
        ["", "wd", "5", "5 weeks", "1.5 h", "5 wd +", "99999999999 cd", "2147483647 years", "五 wd", "5 wd 3"]
    {
        assert_eq!(Period::parse(bad), None, "{bad}");
    }
}

#[test]
fn working_days_and_hours_are_compared_through_the_day() {
    let p = |text| Period::parse(text).unwrap();
    assert_eq!(p("1 wd").longer(p("4 wh"), 420), Some(p("1 wd")));
    assert_eq!(p("1 wd").longer(p("8 wh"), 420), Some(p("8 wh")));
    assert_eq!(p("1 months").longer(p("31 cd"), 420), None);
    assert_eq!(p("4 wh").part(1, 2, 420), Some(p("2 wh")));
    assert_eq!(p("1 wd").part(1, 2, 420), Some(Period::of_working_minutes(210)));
    assert_eq!(p("15 cd").part(1, 2, 420), Some(p("8 cd")));
    assert_eq!(p("15 cd").part(1, 0, 420), None);
}

#[test]
fn in_words() {
    let p = |text| Period::parse(text).unwrap().words();
    assert_eq!(p("15 wd"), "15个工作日");
    assert_eq!(p("3 months + 30 cd"), "3个月30日");
    assert_eq!(p("2 years"), "2年");
    assert_eq!(p("4 wh"), "4个工作小时");
    assert_eq!(p("90 min"), "90分钟");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(m: i32, d: i32, w: i32, wm: i32, c: i32) {
        let period = Period { months: m, days: d, working_days: w, working_minutes: wm, minutes: c };
        prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
    }
}
