//! The file given back: the same content and a column of errors.

use fadu_import::{Fault, Ledger, Returned};

use crate::help::{Read, bad, complaints, csv, definition, definitions, import_file, read, row, xlsx};

fn given_back(name: &str, bytes: Vec<u8>, definitions: &fadu_definition::Definitions) -> (Read, Returned) {
    let mut ledger = Ledger::open(name, bytes, definitions).unwrap();
    let read = read(&mut ledger);
    let returned = ledger.returned(&read.faults).unwrap();
    (read, returned)
}

/// The cells of the first sheet as texts.
fn cells(returned: &Returned) -> Vec<Vec<String>> {
    use calamine::{Reader as _, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(returned.bytes.clone())).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn clues() -> fadu_definition::Definitions {
    definitions([definition(
        "clue",
        "no",
        "no:text!=线索编号 received_on:date!=接收日期 channel:text!=线索渠道 content:text!=反映内容",
    )])
}

#[test]
fn a_workbook_comes_back_with_errors() {
    let (read, returned) = given_back("06.xlsx", bad("06-formula-cell.xlsx"), &clues());
    assert_eq!(returned.extension, "xlsx");
    let cells = cells(&returned);
    assert_eq!(cells[0].last().unwrap(), "错误");
    let faulty = cells[3].last().unwrap();
    assert!(faulty.starts_with("列：反映内容；") && faulty.contains("规则：formula；请"), "{faulty}");
    assert_eq!(cells[3][8], "=cmd|'/C calc'!A0");
    assert!(cells[2].last().unwrap().is_empty());
    // Once the cell is repaired the file can be imported as it is: the column is not in the way.
    assert_eq!(read.records.len(), 7);
    let again = import_file("x.xlsx", returned.bytes, &clues());
    assert_eq!((again.records.len(), again.faults.len()), (8, 0));
}

#[test]
fn an_over_long_text_is_not_repeated() {
    let (_, returned) = given_back("11.xlsx", bad("11-million-characters.xlsx"), &clues());
    let cells = cells(&returned);
    assert!(cells[2][8].chars().count() < 250 && cells[2][8].ends_with("(共1000000个字)"), "{}", cells[2][8]);
}

#[test]
fn a_missing_column_is_told_in_the_header() {
    let (_, returned) = given_back("05.xlsx", bad("05-missing-column.xlsx"), &complaints());
    assert!(cells(&returned)[0].last().unwrap().starts_with("错误\n列：接收日期；缺少必需的列"));
}

#[test]
fn merged_cells_come_back_filled() {
    let rows = row(1, &["线索编号", "接收日期", "线索渠道", "反映内容"])
        + &row(2, &["1", "2020-1-1", "信", "x"])
        + r#"<row r="3"><c r="A3" t="inlineStr"><is><t>2</t></is></c><c r="B3"><v>43900</v></c></row>"#;
    let bytes =
        xlsx(&rows, r#"<mergeCells count="2"><mergeCell ref="C2:C3"/><mergeCell ref="D2:D3"/></mergeCells>"#);
    let (read, returned) = given_back("x.xlsx", bytes, &clues());
    assert_eq!(read.faults, []);
    assert_eq!(cells(&returned)[2][..4], ["2", "43900", "信", "x"]);
}

#[test]
fn csv_comes_back_as_csv() {
    let lines = ["线索编号,接收日期,线索渠道,反映内容", "1,2020年2月30日,=x,\"甲,乙\"", "2,2020-1-1,信,丙"];
    let (read, returned) = given_back("x.csv", csv(&lines), &clues());
    assert_eq!((read.faults.len(), returned.extension), (2, "csv"));
    let text = String::from_utf8(returned.bytes).unwrap();
    let mut lines = text.strip_prefix('\u{feff}').unwrap().lines();
    assert_eq!(lines.next(), Some("线索编号,接收日期,线索渠道,反映内容,错误"));
    assert!(lines.next().unwrap().starts_with("1,2020年2月30日,'=x,\"甲,乙\",\"列：接收日期；日期不存在"));
    assert!(text.ends_with("2,2020-1-1,信,丙,\r\n"));
}

#[test]
fn a_file_that_breaks_off_is_not_given_back() {
    let mut ledger = Ledger::open("07.xlsx", bad("07-huge-extent.xlsx"), &clues()).unwrap();
    let fault: Box<Fault> = ledger.returned(&[]).unwrap_err();
    assert_eq!(fault.problem.rule, "size limit");
}
