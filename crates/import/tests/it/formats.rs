//! Files by content: XLS under its own name, ODS, CSV in several shapes, what is no workbook.

use fadu_base::{Date, Value};
use fadu_definition::Definitions;
use fadu_import::{Format, Workbook};

use crate::help::{
    archive, bad, brief, csv, definition, definitions, demo, import_file, ods_file, only, row, value, xlsx,
};

fn four() -> Definitions {
    definitions([definition("t", "编号", "编号:text! 名称:text! 单位:text! 日期:date!")])
}

fn rule(name: &str, bytes: Vec<u8>) -> String {
    Workbook::open(name, bytes).err().map_or_else(|| "read".to_owned(), |fault| fault.problem.rule)
}

#[test]
fn the_old_binary_format_under_its_own_name() {
    let bytes = include_bytes!("../old.xls").to_vec();
    assert_eq!(Workbook::open("旧台账.XLS", bytes.clone()).unwrap().format(), Format::Xls);
    assert_eq!(rule("旧台账.xlsx", bytes.clone()), "file type");
    let read = import_file("旧台账", bytes, &four());
    assert_eq!(brief(only(&read)), "登记 6 名称 FieldInvalid formula");
    assert_eq!(read.records.len(), 3);
    for (row, day) in read.records.iter().zip(5..) {
        assert_eq!(value(row, "日期"), Value::Date(Date::constant(2020, 3, day)));
        assert_eq!(value(row, "单位"), Value::text("民政局"));
    }
    // One without any sheet.
    assert_eq!(rule("x.xls", bad("15-xls-renamed.xlsx")), "file type");
}

const ODS_HEAD: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="表">"#;
const ODS_TAIL: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

fn ods(rows: &str) -> Vec<u8> {
    ods_file(&format!("{ODS_HEAD}{rows}{ODS_TAIL}"))
}

fn ods_row(attributes: &str, texts: &[&str]) -> String {
    let cells = texts.iter().map(|text| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    });
    format!("<table:table-row{attributes}>{}</table:table-row>", cells.collect::<String>())
}

#[test]
fn open_document() {
    let rows = ods_row("", &["编号", "名称", "单位", "日期"])
        + r#"<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="date" office:date-value="2020-03-05"><text:p>5.3.20</text:p></table:table-cell></table:table-row>"#
        + r#"<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let read = import_file("x", ods(&rows), &four());
    assert_eq!(read.faults, []);
    assert_eq!((value(&read.records[0], "编号"), read.records[0].row), (Value::text("7"), 2));
    assert_eq!(value(&read.records[0], "日期"), Value::Date(Date::constant(2020, 3, 5)));
}

#[test]
fn an_open_document_that_repeats_itself_is_refused() {
    let repeated = ods_row(r#" table:number-rows-repeated="1000000""#, &["a", "b", "c", "d", "e"]);
    assert_eq!(rule("x.ods", ods(&repeated)), "size limit");
    let far = ods_row("", &["a", "b", "c", "d", "e"])
        + r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>"#
        + &ods_row("", &["a"]);
    assert_eq!(rule("x.ods", ods(&far)), "size limit");
}

#[test]
fn csv_in_several_shapes() {
    // A byte order mark, a quoted line break, a quoted quotation mark, an empty line, no last line end.
    let text =
        "\u{feff}编号,名称,单位,日期\r\n1,\"甲\r\n\"\"乙\"\"\",丙,2020-3-5\r\n\r\n,,,\r\n2,丁,戊,2020.3.6";
    let read = import_file("x.csv", text.as_bytes().to_vec(), &four());
    assert_eq!(read.faults, []);
    assert_eq!(read.records.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(value(&read.records[0], "名称"), Value::text("甲\n\"乙\""));
    for delimiter in ["\t", ";"] {
        let text = ["编号,名称,单位,日期", "1,甲,丙,2020-3-5"].join("\n").replace(',', delimiter);
        assert_eq!(import_file("x.txt", text.into_bytes(), &four()).records.len(), 1);
    }
}

#[test]
fn csv_that_cannot_be_told_apart() {
    let read = import_file(
        "x.csv",
        csv(&["编号,名称,单位,日期", "1,\"甲,丙,2020-3-5", "2,乙,丙,2020-3-5"]),
        &four(),
    );
    assert_eq!(brief(only(&read)), "– 2 – Format quotation");
    let read =
        import_file("x.csv", csv(&["编号,名称,单位,日期", "1,=cmd|'/C calc'!A0,丙,2020-3-5"]), &four());
    assert_eq!(brief(only(&read)), "– 2 名称 FieldInvalid formula");
}

#[test]
fn what_is_no_workbook() {
    assert_eq!(rule("x.xlsx", Vec::new()), "file type");
    assert_eq!(rule("x.xls", b"<html><table><tr><td>1</td></tr></table></html>".to_vec()), "file type");
    assert_eq!(rule("x.xlsx", b"%PDF-1.7 \x00".to_vec()), "file type");
    assert_eq!(rule("x.csv", vec![0xFF, 0xFE, b'a', 0, b',', 0]), "file type");
    assert_eq!(rule("x.zip", archive(&[("a.txt", "b")])), "file type");
    assert_eq!(
        rule("x.docx", archive(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")])),
        "file type"
    );
    assert_eq!(
        rule("x.xlsb", archive(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", "")])),
        "file type"
    );
}

#[test]
fn a_million_blank_rows() {
    let mut rows = row(1, &["编号", "名称", "单位", "日期"]);
    for no in 2..1_000_000 {
        rows += &format!(r#"<row r="{no}"/>"#);
    }
    rows += &row(1_000_000, &["1", "甲", "乙", "2020-3-5"]);
    let read = import_file("x.xlsx", xlsx(&rows, ""), &four());
    assert_eq!(read.records.iter().map(|row| row.row).collect::<Vec<_>>(), [1_000_000]);
}

#[test]
fn cells_that_are_too_large_for_any_reader() {
    let huge = row(1, &["编号", "名称", "单位", &"好".repeat(6 << 20)]);
    assert_eq!(rule("x.xlsx", xlsx(&huge, "")), "size limit");
    let strings = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"></sst>"#;
    let lying = archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", strings),
    ]);
    assert_eq!(rule("x.xlsx", lying), "archive");
}

#[test]
fn names_do_not_matter() {
    let file = "政府办公室_机构名录_2020.xlsx";
    assert_eq!(Workbook::open("机构.csv", demo(file)).unwrap().format(), Format::Xlsx);
    assert!(Workbook::open("", demo(file)).unwrap().rows_about() >= 72);
}
