//! Masked forms of sheet 00, 10.

use fadu_base::masking::{address, card, email, id_number, name, names, phone, plate};
use proptest::prelude::*;

#[test]
fn forms_of_sheet_00() {
    assert_eq!(name("张三"), "张某");
    assert_eq!(name("张三丰"), "张某某");
    assert_eq!(name("欧阳修"), "欧阳某");
    assert_eq!(name("欧阳"), "欧某");
    assert_eq!(name("阿里木·买买提"), "阿某·买某");
    assert_eq!(name("司马相如如如"), "司马某某");
    assert_eq!(id_number("140599199003070014"), "14**************14");
    assert_eq!(phone("13812345678"), "138****5678");
    assert_eq!(phone("12345"), "***45");
    assert_eq!(plate("晋E12312"), "晋E***12");
    assert_eq!(card("6222020200112233"), "************2233");
    assert_eq!(email("zhang@example.cn"), "z***@example.cn");
    assert_eq!(address("山西省晋城市城区南街街道1号"), "山西省晋城市城区南街街道");
    assert_eq!(address("城区某小区2号楼"), "城区");
    assert_eq!(address("2号楼101"), "***");
}

#[test]
fn equal_names_of_a_list_are_numbered() {
    assert_eq!(names(["张三", "李四", "张五", "王小二"]), ["张某1", "李某", "张某2", "王某某"]);
}

proptest! {
    #[test]
    fn nothing_is_left_whole(text in "\\PC{2,30}") {
        let (masked, length) = (id_number(&text), text.trim().chars().count());
        prop_assert_eq!(masked.chars().count(), length);
        let hidden = masked.chars().enumerate().filter(|(at, _)| length <= 4 || (2..length - 2).contains(at));
        prop_assert!(hidden.into_iter().all(|(_, c)| c == '*'), "{}", masked);
        let _ = (name(&text), phone(&text), address(&text), card(&text), plate(&text), email(&text));
    }
}
