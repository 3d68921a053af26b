//! Printed forms: every row of the reference year whose value and form are known, and the guards.

use fadu_base::wording::{Figure, Printed, Wording, pct};
use fadu_base::{Decimal, Money};
use proptest::prelude::*;

/// Indicator, figure, unit, rule, printed form.
const ROWS: &str = include_str!("wording.txt");

/// `2880`, `2356784.50元` (money), `461/496` (a ratio), `-196:1217` (a change).
fn figure(text: &str) -> Figure {
    if let Some((a, b)) = text.split_once('/') {
        return Figure::Ratio { numerator: a.parse().unwrap(), denominator: b.parse().unwrap() };
    }
    if let Some((a, b)) = text.split_once(':') {
        return Figure::Change { change: a.parse().unwrap(), base: b.parse().unwrap() };
    }
    match text.strip_suffix('元') {
        Some(yuan) => Figure::Money(Money::parse_yuan(yuan).unwrap()),
        None => Figure::Count(text.parse().unwrap()),
    }
}

fn print(rule: &str, value: &str, unit: &str) -> Printed {
    Wording::parse(rule).unwrap().print(figure(value), unit)
}

#[test]
fn every_figure_of_the_reference_year_is_reproduced() {
    let mut rows = 0;
    for line in ROWS.lines() {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [name, value, unit, rule, expected] = cells[..] else { panic!("{line}") };
        let printed = print(rule, value, unit.trim());
        assert_eq!(printed.text(), expected, "{name}");
        assert_eq!(printed.holds(), rule != "implied", "{name}");
        rows += 1;
    }
    assert_eq!(rows, 111);
}

#[test]
fn exact_values_are_listed_with_four_decimals() {
    let exact = |text| figure(text).exact();
    assert_eq!(exact("2130/3485"), "61.1191");
    assert_eq!(exact("461/496"), "92.9435");
    assert_eq!(exact("578/676"), "85.503");
    assert_eq!(exact("-196:1217"), "-16.1052");
    assert_eq!(exact("2356784.50元"), "2356784.50");
    assert_eq!(exact("3/0"), "—");
}

#[test]
fn examples_of_the_rules() {
    let shown = |rule, value, unit| print(rule, value, unit).text().to_owned();
    assert_eq!(shown("half_up:0", "2130/3485", "%"), "61%");
    assert_eq!(shown("floor:1万元+余", "2356700元", "万元"), "235万余元");
    assert_eq!(shown("floor:1万+余", "2356700元", "万元"), "235万余元");
    assert_eq!(shown("floor:1万元+余", "2350000元", "万元"), "235万元");
    assert_eq!(shown("floor:1万元+余", "2350000.01元", "万元"), "235万余元");
    assert_eq!(shown("floor:1万元+余", "9999元", "元"), "9999.00元");
    assert_eq!(shown("floor:100+余", "347", "条"), "300余条");
    assert_eq!(shown("floor:100+余", "300", "条"), "300条");
    assert_eq!(shown("floor:100+余", "47", "条"), "47条");
    assert_eq!(shown("at_least", "9831/10000", "%"), "98%以上");
    assert_eq!(shown("at_least", "97996/100000", "%"), "95%以上");
    assert_eq!(shown("at_least", "95/100", "%"), "95%以上");
    assert_eq!(shown("at_least", "89/100", "%"), "89%");
    assert_eq!(shown("at_least:80,85", "89/100", "%"), "85%以上");
    assert_eq!(shown("approx:1", "-1612:10000", "%"), "下降约16.1%");
    assert_eq!(shown("approx:1", "1612/10000", "%"), "约16.1%");
    assert_eq!(shown("exact", "2356784.50元", "万元"), "235.67845万元");
    assert_eq!(shown("half_up:1", "2356784.50元", "万元"), "235.7万元");
    assert_eq!(shown("exact:words", "12", "次"), "十二次");
    assert_eq!(shown("exact:words", "20", "次"), "二十次");
    assert_eq!(shown("exact:words", "0", "次"), "零次");
    assert_eq!(shown("half_up:2", "7373/3600", "%"), "204.81%");
}

#[test]
fn a_change_is_said_in_words() {
    let shown = |value| print("half_up:1", value, "%").text().to_owned();
    assert_eq!(shown("-18:100"), "下降18%");
    assert_eq!(shown("18:100"), "上升18%");
    assert_eq!(shown("-4:10000"), "基本持平");
    assert_eq!(shown("0:10000"), "基本持平");
    assert_eq!(shown("5:0"), "—");
}

#[test]
fn less_than_all_is_never_all() {
    let shown = |value| print("half_up:0", value, "%").text().to_owned();
    assert_eq!(shown("299/300"), "99.7%");
    assert_eq!(shown("1/300"), "0.3%");
    assert_eq!(shown("9999999999/10000000000"), "99.999999%");
    assert_eq!(shown("1/10000000000"), "0.000001%");
    assert_eq!(shown("0/300"), "0%");
    assert_eq!(shown("300/300"), "100%");
    assert_eq!(shown("0/0"), "—");
}

#[test]
fn a_claim_is_refused_unless_it_holds() {
    assert_eq!(print("claim", "4/4", "%"), Printed::Shown("100%".into()));
    let refused = print("claim", "299/300", "%");
    assert_eq!((refused.text(), refused.holds()), ("99.67%", false));
    assert!(!print("claim", "0/0", "%").holds());
    assert!(print("claim", "0", "件").holds());
    assert!(!print("claim", "1", "件").holds());
    assert!(!print("at_least:6", "5", "次").holds());
    assert!(!print("named_at_least:3", "2", "个").holds());
    assert!(print("named_at_least:3", "3", "个").holds());
}

#[test]
fn rules_are_read_or_refused() {
    for good in
        ["exact", "half_up:0", "floor:1万人次+余", "floor:1亿元+余", "at_least:90, 95", "approx:2", "pledge"]
    {
        assert!(Wording::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "half_up",
        "half_up:7",
        "half_up:-1",
        "floor:100",
        "floor:0+余",
        "floor:+余",
        "floor:99999999999999999999+余",
        "at_least:95,90",
        "at_least:x",
        "round:1",
        "claim:1",
    ] {
        assert!(Wording::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn percentages_round_half_up() {
    assert_eq!(pct(43, 66, 2), Decimal::parse("65.15"));
    assert_eq!(pct(1, 8, 0), Decimal::parse("13"));
    assert_eq!(pct(-1, 8, 0), Decimal::parse("-13"));
    assert_eq!(pct(1, 0, 0), None);
    assert_eq!(pct(i64::MAX, 1, 6), None);
}

proptest! {
    #[test]
    fn no_ratio_below_one_prints_all(a in 0..2_000_i64, b in 1..2_000_i64, n in 0..7_u32) {
        let text = Wording::HalfUp(n).print(Figure::Ratio { numerator: a, denominator: b }, "%").text().to_owned();
        prop_assert_eq!(text == "100%", a == b);
        prop_assert_eq!(text == "0%", a == 0);
    }

    #[test]
    fn at_least_is_true(a in 0..3_000_i64, b in 1..3_000_i64) {
        let text = Wording::AtLeast(vec![]).print(Figure::Ratio { numerator: a, denominator: b }, "%").text().to_owned();
        if let Some(step) = text.strip_suffix("%以上") {
            prop_assert!(a * 100 >= step.parse::<i64>().unwrap() * b);
        } else {
            prop_assert!(a * 100 < 90 * b);
        }
    }

    #[test]
    fn no_figure_panics(a: i64, b: i64, n in 0..7_u32, step in 1..i64::MAX) {
        let figures = [
            Figure::Count(a),
            Figure::Number(Decimal(a)),
            Figure::Money(Money(a)),
            Figure::Ratio { numerator: a, denominator: b },
            Figure::Change { change: a, base: b },
        ];
        let rules = [format!("half_up:{n}"), format!("floor:{step}+余"), "claim".into(), "at_least".into(), "at_least:6".into(), "exact:words".into()];
        for (figure, rule) in figures.iter().flat_map(|figure| rules.iter().map(move |rule| (figure, rule))) {
            for unit in ["", "件", "万元", "亿元", "工作日"] {
                let _ = (Wording::parse(rule).unwrap().print(*figure, unit), figure.exact());
            }
        }
    }
}
