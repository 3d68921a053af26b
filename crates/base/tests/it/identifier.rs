//! Check digits: the vectors of sheet 00, 3 and 5, and that every single wrong digit is caught.

use fadu_base::identifier::{
    find_id_numbers, id_number, id_number_15, mod_11_10, person_name, phone, uscc,
    uscc_organization_code_fits,
};
use proptest::prelude::*;

use crate::d;

/// A valid test number of the area that does not exist.
fn an_id() -> impl Strategy<Value = String> {
    (0..20_000, 0..1_000).prop_map(|(days, sequence)| {
        let birth = fadu_base::day::plus_days(d("1950-01-01"), days).unwrap();
        let old = format!("140599{}{sequence:03}", birth.strftime("%y%m%d"));
        id_number_15(&old).unwrap()
    })
}

#[test]
fn identity_numbers() {
    let today = d("2026-11-23");
    assert_eq!(id_number("140599199003070014", today).as_deref(), Ok("140599199003070014"));
    assert_eq!(id_number(" 14059919880815005x ", today).as_deref(), Ok("14059919880815005X"));
    let fault = |text| id_number(text, today).unwrap_err().what;
    assert!(fault("140599199003070013").contains("校验位"));
    assert!(
        fadu_base::identifier::id_check_fails("140599199003070013")
            && !fadu_base::identifier::id_check_fails("140599199003070014")
    );
    assert!(
        !fadu_base::identifier::id_check_fails("1405991990030700")
            && !fadu_base::identifier::id_check_fails("身份号码")
    );
    // The date is judged before the check digit.
    assert!(fault("140599199002300019").contains("出生日期"));
    assert!(fault("140599202612010010").contains("晚于今天"));
    assert!(fault("140599189912310010").contains("1900"));
    assert!(fault("14059919900307001").contains("18位"));
    assert!(fault("140599900307001").contains("15位"));
    assert!(fault("1405991990030700１4").contains("数字"));
    assert!(fault("一二三四五六七八九十一二三四五六七八").contains("数字"));
}

#[test]
fn old_numbers_are_converted() {
    assert_eq!(id_number_15("140599900307001").as_deref(), Ok("140599199003070014"));
    assert!(id_number_15("140599900230001").is_err());
    assert!(id_number_15("14059990030700X").is_err());
}

#[test]
fn credit_codes() {
    assert_eq!(uscc("91140599ma0fadu01k").as_deref(), Ok("91140599MA0FADU01K"));
    assert_eq!(uscc("91350100M000100Y43").as_deref(), Ok("91350100M000100Y43"));
    assert!(uscc("91350100M000100Y4Z").is_err());
    assert!(uscc("91140599MA0FADU01L").unwrap_err().what.contains("校验位"));
    assert!(uscc("91140599MA0FADUO1K").unwrap_err().what.contains("不含"));
    assert!(uscc_organization_code_fits("91140599MA0FADU01K"));
    assert!(!uscc_organization_code_fits("91140599MA0FADU02K"));
}

#[test]
fn phones() {
    for good in [
        "13812345678",
        "0356-1234567",
        "03561234567",
        "010-12345678-123",
        "12345",
        "4001234567",
        "0356-1234567-1",
    ] {
        assert_eq!(phone(good).as_deref(), Ok(good));
    }
    assert_eq!(phone("+86 13812345678").as_deref(), Ok("13812345678"));
    for bad in [
        "12812345678",
        "1381234567",
        "138123456789",
        "356-1234567",
        "",
        "-",
        "0356--1234567",
        "１３８１２３４５６７８",
        "00",
    ] {
        assert!(phone(bad).is_err(), "{bad}");
    }
}

#[test]
fn names() {
    assert_eq!(person_name("阿里木•买买提").as_deref(), Ok("阿里木·买买提"));
    assert_eq!(person_name(" 王䶮 ").as_deref(), Ok("王䶮"));
    assert_eq!(person_name("李𬭎").as_deref(), Ok("李𬭎"));
    assert_eq!(person_name("José Martí").as_deref(), Ok("José Martí"));
    for bad in ["", "张3", "张三，李四", "张\u{7}三", "·张三", "张··三", "张三（女）"] {
        assert!(person_name(bad).is_err(), "{bad}");
    }
    assert!(person_name(&"张".repeat(50)).is_ok());
    assert!(person_name(&"𬭎".repeat(51)).is_err());
}

#[test]
fn check_digit_of_numbers() {
    assert_eq!(mod_11_10("0794"), 5);
    assert_eq!(mod_11_10("140502-20260923-02-000017-"), 0);
}

#[test]
fn identity_numbers_in_texts_are_found() {
    let text =
        "当事人张某（身份证140599199003070014）与14059919880815005x、１４０５９９１９９００３０７００１４。";
    let found: Vec<&str> = find_id_numbers(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(found, ["140599199003070014", "14059919880815005x", "１４０５９９１９９００３０７００１４"]);
    for clean in [
        "1405991990030700140",
        "140599199003070013",
        "140599199002300019",
        "",
        "XXX",
        "订单20200101123456789012",
    ] {
        assert!(find_id_numbers(clean).is_empty(), "{clean}");
    }
}

proptest! {
    #[test]
    fn every_wrong_digit_of_an_id_is_caught(id in an_id(), at in 0..18_usize, digit in 0..10_u8) {
        prop_assume!(id.as_bytes()[at] != b'0' + digit);
        let mut wrong = id.into_bytes();
        wrong[at] = b'0' + digit;
        let wrong = String::from_utf8(wrong).unwrap();
        prop_assert!(id_number(&wrong, d("2026-11-23")).is_err());
    }

    #[test]
    fn every_wrong_digit_before_a_check_digit_is_caught(number in "[0-9]{4,24}", at in 0..4_usize, digit in 0..10_u8) {
        prop_assume!(number.as_bytes()[at] != b'0' + digit);
        let mut wrong = number.clone().into_bytes();
        wrong[at] = b'0' + digit;
        prop_assert_ne!(mod_11_10(&number), mod_11_10(&String::from_utf8(wrong).unwrap()));
    }

    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let today = d("2026-11-23");
        let _ = (id_number(&text, today), id_number_15(&text), uscc(&text), phone(&text), person_name(&text));
        let _ = (mod_11_10(&text), find_id_numbers(&text), uscc_organization_code_fits(&text));
    }
}
