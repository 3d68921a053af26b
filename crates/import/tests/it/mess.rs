//! Every kind of mess of the ledgers' README, in the files where it stands.

use fadu_base::{Date, Money, Value};
use fadu_import::{Format, Ledger, Role};

use crate::demo::all_types;
use crate::help::{
    Read, complaints, csv, definition, definitions, demo, import_file, read, row, value, xlsx,
};

const COMPLAINTS: &str = "市场监督管理局_投诉举报台账_2020.xlsx";

fn text(text: &str) -> Value {
    Value::text(text)
}

fn ledger(file: &str) -> Read {
    import_file(file, demo(file), &all_types())
}

#[test]
fn m1_titles_above_the_header() {
    for (file, header) in
        [(COMPLAINTS, 3), ("司法局_区级部门权责清单_2020.xlsx", 2), ("公安分局_案件统计_2020.csv", 2)]
    {
        let ledger = Ledger::open(file, demo(file), &all_types()).unwrap();
        assert_eq!(ledger.sheets()[0].header.as_ref().unwrap().row, header, "{file}");
    }
    // A line of four filled cells above the header is no header, if one below it is known.
    let definitions = definitions([definition("t", "编号", "编号:text 名称:text 单位:text 日期:date")]);
    let lines = ["填报单位,民政局,填报日期,2021-01-11", "编号,名称,单位,日期", "1,甲,乙,2020-01-02"];
    let read = import_file("x.csv", csv(&lines), &definitions);
    assert_eq!((read.records.len(), read.records[0].row), (1, 3));
}

#[test]
fn m2_cells_merged_downwards() {
    let read = ledger("司法局_区级部门权责清单_2020.xlsx");
    let body = |number: u32| {
        read.records.iter().find(|row| row.row == number).map(|row| value(row, "行使主体")).unwrap()
    };
    assert_eq!(body(3), text("政府办公室"));
    assert_eq!(body(4), text("政府办公室"));
    assert_eq!(body(16), text("政府办公室"));
    assert_ne!(body(17), text("政府办公室"));
    assert!(read.records.iter().all(|row| value(row, "行使主体") != Value::Null));
}

#[test]
fn m3_to_m5_totals_notes_and_blank_rows() {
    // 3,957 rows, 9 duplicates, 6 blank ones, a total and lines below the table.
    let read = import_file(COMPLAINTS, demo(COMPLAINTS), &complaints());
    assert_eq!(read.records.len() + read.duplicates.len(), 3957 + 9);
    assert!(read.records.iter().all(|row| row.row <= 3975));
    for file in [
        "市场监督管理局_专项执法案件台账_2020.xlsx",
        "公安分局_案件统计_2020.csv",
        "信访局_信访事项登记_2020.xlsx",
    ] {
        assert_eq!(ledger(file).faults, [], "{file}");
    }
}

#[test]
fn m6_dates_in_every_form() {
    let forms =
        ["2020.3.5", "2020/3/5", "2020年3月5日", "20200305", "2020-03-05", "２０２０年３月５日", "43895"];
    let mut rows: String = row(1, &["编号", "名称", "单位", "日期"]);
    for (index, form) in forms.iter().enumerate() {
        rows += &row(index as u32 + 2, &[&index.to_string(), "甲", "乙", form]);
    }
    // Numbers without a format: eight digits, and a serial.
    rows += r#"<row r="20"><c r="A20"><v>20</v></c><c r="D20"><v>20200305</v></c></row>"#;
    rows += r#"<row r="21"><c r="A21"><v>21</v></c><c r="D21"><v>43895</v></c></row>"#;
    let definitions = definitions([definition("t", "编号", "编号:text 名称:text 单位:text 日期:date")]);
    let read = import_file("x.xlsx", xlsx(&rows, ""), &definitions);
    assert_eq!(read.faults, []);
    assert_eq!(read.records.len(), 9);
    assert!(read.records.iter().all(|row| value(row, "日期") == Value::Date(Date::constant(2020, 3, 5))));
}

#[test]
fn m6_dates_of_the_real_ledger() {
    let read = import_file(COMPLAINTS, demo(COMPLAINTS), &complaints());
    let first = &read.records[0];
    assert_eq!(value(first, "received_on"), Value::Date(Date::constant(2019, 11, 20)));
    assert_eq!(value(first, "accepted_on"), Value::Date(Date::constant(2019, 11, 20)));
    assert_eq!(value(first, "closed_on"), Value::Date(Date::constant(2020, 1, 10)));
    assert_eq!(value(first, "told_on"), Value::Date(Date::constant(2020, 1, 13)));
}

#[test]
fn m7_money_to_the_fen() {
    let cases = ledger("市场监督管理局_专项执法案件台账_2020.xlsx");
    assert_eq!(value(&cases.records[0], "罚没款(万元)"), Value::Money(Money(200_000)));
    // The figure of the year: recovered losses of complaints closed in 2020.
    let read = import_file(COMPLAINTS, demo(COMPLAINTS), &complaints());
    let year = |day: Value| matches!(day, Value::Date(day) if day.year() == 2020);
    let proved =
        read.records.iter().filter(|row| year(value(row, "closed_on")) && value(row, "proof") != Value::Null);
    let sum: i64 =
        proved.map(|row| if let Value::Money(money) = value(row, "recovered") { money.0 } else { 0 }).sum();
    assert_eq!(Money(sum).to_string(), "2356784.50");
}

#[test]
fn m8_full_width_digits() {
    let read = ledger("司法局_免费法律咨询登记_2020.xlsx");
    let phone = read.records.iter().find(|row| row.key == ["ZX2019800058"]).map(|row| value(row, "来电号码"));
    assert_eq!(phone, Some(text("19800002550")));
    let persons: i64 = read
        .records
        .iter()
        .filter_map(|row| if let Value::Int(n) = value(row, "人次") { Some(n) } else { None })
        .sum();
    assert!(persons >= 3334);
}

#[test]
fn m9_the_same_row_twice() {
    let read = import_file(COMPLAINTS, demo(COMPLAINTS), &complaints());
    assert_eq!((read.duplicates.len(), read.faults.len()), (9, 0));
    assert!(read.duplicates.iter().all(|(row, first)| first < row));
    assert_eq!(ledger("司法局_行政执法主体与证件_2020.xlsx").duplicates.len(), 6);
    assert_eq!(ledger("市场监督管理局_双随机抽查台账_2020.xlsx").duplicates.len(), 5);
}

#[test]
fn m10_white_space_around() {
    let read = ledger("司法局_免费法律咨询登记_2020.xlsx");
    let adviser = read.records.iter().find(|row| row.key == ["ZX2019800058"]).map(|row| value(row, "解答人"));
    assert_eq!(adviser, Some(text("高明")));
    let blank = |c: char| c.is_whitespace();
    for row in &read.records {
        for name in ["解答人", "咨询人", "服务站点"] {
            if let Value::Text(text) = value(row, name) {
                assert_eq!(text.trim_matches(blank), &*text);
            }
        }
    }
}

#[test]
fn m11_heads_with_breaks_and_full_width_brackets() {
    let ledger = Ledger::open(COMPLAINTS, demo(COMPLAINTS), &complaints()).unwrap();
    let Role::Records(routes) = &ledger.sheets()[0].role else { panic!() };
    assert_eq!(&*routes[0].column("recovered").unwrap().head, "挽回损失\n（元）");
    assert_eq!(routes.iter().map(|route| &*route.def.id).collect::<Vec<_>>(), ["complaint", "report_clue"]);
}

#[test]
fn m12_gb18030_beyond_two_bytes() {
    let file = "司法局_12348热线咨询_2020.csv";
    let mut ledger = Ledger::open(file, demo(file), &all_types()).unwrap();
    assert_eq!(ledger.format(), Format::Csv);
    let read = read(&mut ledger);
    let names: String = read
        .records
        .iter()
        .map(|row| format!("{:?}{:?}", value(row, "咨询人"), value(row, "解答人")))
        .collect();
    assert!(['䶮', '㛃', '𬭎'].iter().any(|rare| names.contains(*rare)));
    assert!(!names.contains('\u{fffd}'));
}

#[test]
fn m13_date_and_time() {
    let read = ledger("司法局_免费法律咨询登记_2020.xlsx");
    let expected = Value::Instant(Date::constant(2019, 12, 16).at(8, 0, 0, 0));
    assert_eq!(value(&read.records[0], "答复时间"), expected);
}

#[test]
fn m14_sheets_without_a_table_are_reported() {
    let file = "司法局_免费法律咨询登记_2020.xlsx";
    let ledger = Ledger::open(file, demo(file), &all_types()).unwrap();
    let why = |index: usize| match &ledger.sheets()[index].role {
        Role::Skipped(why) => why.clone(),
        other => panic!("{other:?}"),
    };
    assert!(why(2).contains("没有表头"));
    // A type that is not shipped is skipped too, and its heads are named.
    let ledger = Ledger::open(file, demo(file), &complaints()).unwrap();
    let Role::Skipped(why) = &ledger.sheets()[0].role else { panic!() };
    assert!(why.contains("咨询编号、咨询渠道"), "{why}");
}
