//! Personal data in running text.

use fadu_base::personal::find;

fn masked(text: &str) -> Vec<String> {
    find(text).into_iter().map(|found| found.masked).collect()
}

#[test]
fn finds_identity_numbers_however_wide_and_masks_them() {
    assert_eq!(masked("关于李某(140599199003070014)的答复"), ["14**************14"]);
    assert_eq!(masked("１４０５９９１９９００３０７００１４"), ["14**************14"]);
}

#[test]
fn a_wrong_check_digit_or_a_longer_number_is_none() {
    assert!(masked("140599199003070013").is_empty());
    assert!(masked("1405991990030700149").is_empty());
    assert!(masked("Q140599199003070014").is_empty());
}

#[test]
fn finds_mobiles_and_cards() {
    assert_eq!(masked("电话13812345678，卡号6222020200112233440"), ["138****5678"]);
    assert_eq!(masked("+8613812345678"), ["138****5678"]);
    assert_eq!(masked("卡4111111111111111。"), ["************1111"]);
    assert!(masked("工单号2020138123456789").is_empty());
}

#[test]
fn index_numbers_and_credit_codes_are_no_personal_data() {
    assert!(masked("索引号111405998425681533/2020-00029").is_empty());
    assert!(masked("统一社会信用代码91350100M000100Y43").is_empty());
}

#[test]
fn places_are_those_of_the_text() {
    let text = "见 13812345678 与 4111111111111111";
    let places: Vec<&str> = find(text).into_iter().map(|found| &text[found.place]).collect();
    assert_eq!(places, ["13812345678", "4111111111111111"]);
}
