//! Files of a few kilobytes that would fill the machine if they were believed.

use std::fmt::Write as _;

use fadu_import::Ledger;

use crate::help::{book_with, brief, definition, definitions, import_file, ods_file, row, xlsx};

fn ledger() -> fadu_definition::Definitions {
    definitions([definition("entry", "no", "no:text!=编号 name:text=名称 org:text=单位 day:date=日期")])
}

fn ods(tables: &str) -> Vec<u8> {
    ods_file(&format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    ))
}

/// How opening an ODS file with one table of these rows fails.
fn refused(rows: &str) -> String {
    let table = format!(r#"<table:table table:name="表">{rows}</table:table>"#);
    let found = Ledger::open("x.ods", ods(&table), &ledger());
    found.err().map_or_else(|| format!("opened: {rows}"), |fault| fault.problem.rule)
}

#[test]
fn repetitions_in_an_open_document() {
    let wide = r#"table:number-columns-repeated="16000""#;
    let tall = r#"<table:table-row table:number-rows-repeated="1000000">"#;
    for rows in [
        // A value without its type.
        format!(r#"{tall}<table:table-cell office:value="7" {wide}/></table:table-row>"#),
        // A tag that seems to end in the value of an attribute, and a number that seems to be one.
        format!(r#"{tall}<table:table-cell a=">" office:value="7" {wide}/></table:table-row>"#),
        format!(
            r#"{tall}<table:table-cell a="table:number-columns-repeated='1'" office:value="7" {wide}/></table:table-row>"#
        ),
        // Quotation marks where they quote nothing.
        format!(r#"<!-- ' -->{tall}<table:table-cell office:value="7" {wide}/></table:table-row>"#),
        // Spaces by their number, in a row that does not end.
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="9999999999"/></text:p>"#
            .to_owned(),
        // A long text, again and again.
        format!(
            r#"{tall}<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>"#,
            "长".repeat(1000)
        ),
        format!(r#"{tall}<table:table-cell office:string-value="{}"/></table:table-row>"#, "长".repeat(1000)),
    ] {
        assert_eq!(refused(&rows), "size limit");
    }
    assert_eq!(refused("<!DOCTYPE a [<!-- ' -->]>"), "archive");
}

#[test]
fn a_table_without_an_end() {
    for rows in ["<table:table>", "<a></table:table><table:table></a>", "</table:table><a>"] {
        assert_eq!(refused(rows), "archive");
    }
}

#[test]
fn many_tables_are_one_workbook() {
    let rows = r#"<table:table-row table:number-rows-repeated="10000"><table:table-cell office:value="7" table:number-columns-repeated="300"/></table:table-row>"#;
    let table = |n: usize| format!(r#"<table:table table:name="{n}">{rows}</table:table>"#);
    assert_eq!(Ledger::open("x.ods", ods(&table(1)), &ledger()).err(), None);
    let fault = Ledger::open("x.ods", ods(&(table(1) + &table(2))), &ledger()).err();
    assert_eq!(fault.unwrap().problem.rule, "size limit");
}

/// A workbook whose cells share one text.
fn sharing(text: &str, rows: &str) -> Vec<u8> {
    let table = format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="1"><si><t>{text}</t></si></sst>"#
    );
    book_with(&[("表", rows, "")], &[("xl/sharedStrings.xml", &table)])
}

#[test]
fn one_text_in_every_cell() {
    let mut rows = row(1, &["编号", "名称", "单位", "日期"]);
    for no in 2..12 {
        let _ = write!(rows, r#"<row r="{no}"><c r="A{no}" t="inlineStr"><is><t>{no}</t></is></c>"#);
        (1..4).for_each(|_| rows.push_str(r#"<c t="s"><v>0</v></c>"#));
        rows.push_str("</row>");
    }
    // Longer than a cell may be: said of each, copied for none.
    let read = import_file("x.xlsx", sharing(&"长".repeat(1_000_000), &rows), &ledger());
    assert_eq!(read.faults.len(), 30);
    assert_eq!(brief(&read.faults[0]), "表 2 名称 FieldInvalid length");
    assert!(read.faults[0].problem.what.contains("1000000个字"), "{}", read.faults[0].problem.what);
}

#[test]
fn more_text_than_a_sheet_may_have() {
    let mut rows = row(1, &["编号", "名称", "单位", "日期"]);
    for no in 2..402 {
        let _ = write!(rows, r#"<row r="{no}"><c r="A{no}" t="s"><v>0</v></c></row>"#);
    }
    let read = import_file("x.xlsx", sharing(&"长".repeat(1_000_000), &rows), &ledger());
    let last = brief(read.faults.last().unwrap());
    assert_eq!(last, "表 359 – Format size limit");
}

#[test]
fn more_values_than_a_cell_may_have() {
    let mut several = definition("entry", "no", "no:text!=编号 name:text=名称 org:text=单位 day:date=日期");
    several.fields[0].many = true;
    let text = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| n.to_string()).collect();
        format!("编号,名称,单位,日期\nA,{},x,2020-01-01\n", names.join("、")).into_bytes()
    };
    let all = definitions([several]);
    assert_eq!(import_file("x.csv", text(1000), &all).faults.len(), 0);
    assert_eq!(brief(&import_file("x.csv", text(1001), &all).faults[0]), "– 2 名称 FieldInvalid length");
}

#[test]
fn a_head_is_not_a_chapter() {
    let head = "长".repeat(30_000);
    let rows =
        row(1, &["编号", "名称", "单位", "日期", &head]) + &row(2, &["A", "x", "y", "2020-01-01", "z"]);
    let mut ledger = Ledger::open("x.xlsx", xlsx(&rows, ""), &ledger()).unwrap();
    let heads = &ledger.sheets()[0].header.as_ref().unwrap().heads;
    assert!(heads[4].chars().count() < 300);
    assert_eq!(crate::help::read(&mut ledger).records.len(), 1);
}
