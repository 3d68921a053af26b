//! Properties of dates and money in cells.

use std::collections::HashMap;

use fadu_base::{Date, Money, Value};
use fadu_definition::{FieldType, Given};
use fadu_import::cell::Reading;
use fadu_import::raw::Raw;
use fadu_import::text::Unit;
use proptest::prelude::*;

use crate::help::field;

fn reading(ty: FieldType, unit: Unit) -> Reading {
    Reading { field: field("x", ty), unit, words: HashMap::new() }
}

fn read(ty: FieldType, unit: Unit, raw: Raw) -> Option<Value> {
    match reading(ty, unit).read(&raw) {
        Ok(Some(Given::Value(value))) => Some(value),
        _ => None,
    }
}

fn days() -> impl Strategy<Value = Date> {
    (1900_i16..2200, 1_i8..13, 1_i8..32)
        .prop_filter_map("no such day", |(year, month, day)| Date::new(year, month, day).ok())
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c })
        .collect()
}

proptest! {
    #[test]
    fn a_day_is_the_same_in_every_form(day in days()) {
        let (y, m, d) = (day.year(), day.month(), day.day());
        let forms = [
            format!("{y}.{m}.{d}"), format!("{y}/{m:02}/{d:02}"), format!("{y}年{m}月{d}日"), format!("{y}{m:02}{d:02}"),
            day.to_string(), full_width(&format!("{y}年{m}月{d}日")), format!(" {y}-{m}-{d}\u{3000}"), format!("{y}-{m}-{d} 09:30"),
        ];
        for form in forms {
            prop_assert_eq!(read(FieldType::Date, Unit::One, Raw::Text(form.clone())), Some(Value::Date(day)), "{}", form);
        }
        prop_assert_eq!(read(FieldType::Date, Unit::One, Raw::Number(f64::from(i32::from(y) * 10_000 + i32::from(m) * 100 + i32::from(d)))), Some(Value::Date(day)));
    }

    #[test]
    fn a_serial_number_is_its_day(day in days()) {
        prop_assume!(day >= Date::constant(1900, 3, 1));
        let serial = fadu_import::date::serial(day);
        prop_assert_eq!(read(FieldType::Date, Unit::One, Raw::Serial(serial)), Some(Value::Date(day)));
        prop_assert_eq!(read(FieldType::Date, Unit::One, Raw::Serial(serial + 0.999)), Some(Value::Date(day)));
    }

    #[test]
    fn money_is_exact(fen in 0_i64..100_000_000_000_000) {
        let yuan = Money(fen).to_string();
        let money = Some(Value::Money(Money(fen)));
        prop_assert_eq!(read(FieldType::Money, Unit::One, Raw::Text(yuan.clone())), money.clone());
        prop_assert_eq!(read(FieldType::Money, Unit::One, Raw::Text(format!("{}元", grouped(&yuan)))), money.clone());
        prop_assert_eq!(read(FieldType::Money, Unit::One, Raw::Text(full_width(&yuan))), money.clone());
        // In ten thousands, six decimals.
        let wan = format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000);
        prop_assert_eq!(read(FieldType::Money, Unit::TenThousand, Raw::Text(wan.clone())), money.clone());
        // As the floating-point number that a workbook holds, up to the 15 digits it can hold.
        prop_assert_eq!(read(FieldType::Money, Unit::One, Raw::Number(yuan.parse().unwrap())), money.clone());
        prop_assert_eq!(read(FieldType::Money, Unit::TenThousand, Raw::Number(wan.parse().unwrap())), money);
    }

    #[test]
    fn no_cell_makes_it_panic(text in any::<String>(), number in any::<f64>()) {
        for ty in [FieldType::Date, FieldType::Datetime, FieldType::Money, FieldType::Integer, FieldType::Decimal, FieldType::Bool,
            FieldType::Text, FieldType::Phone, FieldType::IdNumber, FieldType::Uscc, FieldType::Period] {
            for raw in [Raw::Text(text.clone()), Raw::Number(number), Raw::Serial(number), Raw::Error(text.clone()), Raw::Formula(text.clone())] {
                let _ = reading(ty.clone(), Unit::HundredMillion).read(&raw);
            }
        }
    }
}

fn grouped(yuan: &str) -> String {
    let (whole, part) = yuan.split_once('.').unwrap();
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{part}")
}

#[test]
fn personal_values_are_masked_in_faults() {
    let mut private = field("x", FieldType::Date);
    private.personal = Some("办理".into());
    let reading = Reading { field: private, unit: Unit::One, words: HashMap::new() };
    let problem = reading.read(&Raw::Text("某年某月".into())).unwrap_err();
    assert!(!problem.what.contains("某年"), "{}", problem.what);
    // An id number kept as a number has lost its last digits.
    let problem = super::cells::reading(FieldType::IdNumber, Unit::One)
        .read(&Raw::Number(140_599_199_003_070_014.0))
        .unwrap_err();
    assert_eq!(problem.rule, "precision");
    assert!(!problem.what.contains("140599"));
}

#[test]
fn words_for_yes_and_no() {
    for (text, truth) in
        [("是", true), ("有", true), ("1", true), ("否", false), ("无", false), ("０", false)]
    {
        assert_eq!(read(FieldType::Bool, Unit::One, Raw::Text(text.into())), Some(Value::Bool(truth)));
    }
    assert_eq!(read(FieldType::Bool, Unit::One, Raw::Bool(true)), Some(Value::Bool(true)));
    assert_eq!(read(FieldType::Bool, Unit::One, Raw::Number(0.0)), Some(Value::Bool(false)));
    assert_eq!(read(FieldType::Bool, Unit::One, Raw::Text("也许".into())), None);
    assert_eq!(
        read(FieldType::Period, Unit::One, Raw::Text("15个工作日".into())),
        Some(Value::text("15 wd"))
    );
}
