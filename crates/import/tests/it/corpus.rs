//! What the fuzzer tries on the importer, and every text and file it kept, tried again.
//!
//! `fuzz/` includes this module, so that both make the same calls. A file that once ended the
//! program stays in `fuzz/corpus` under a name that says what was wrong.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use fadu_definition::{Definitions, FieldType};
use fadu_import::Ledger;
use fadu_import::cell::Reading;
use fadu_import::raw::Raw;
use fadu_import::text::Unit;

use crate::help::{book_with, definition, definitions, field, ods_file, read, xlsx};

/// A ledger with a column of every type that columns of [`definition`] can have.
static LEDGER: LazyLock<Definitions> = LazyLock::new(|| {
    let columns = "no:text!=编号 day:date!=日期 at:datetime=时间 sum:money=金额/标的额 count:integer=人次 \
        yes:bool=是否 phone:phone=电话 id:id=证件号码 org:org=单位 text:text=内容";
    definitions([definition("entry", "no", columns)])
});

/// Heads of that ledger, with a unit and a line break.
const HEADS: &str = "编号,日期,时间,金额（万元）,人次,是否,电话,\"证件\n号码\",单位,内容\r\n";

/// A reading for every type of field, once for one value and once for several.
static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(|| {
    let types =
        types().into_iter().zip([Unit::One, Unit::TenThousand, Unit::HundredMillion].into_iter().cycle());
    types.flat_map(|(ty, unit)| [false, true].map(|many| reading(ty.clone(), unit, many))).collect()
});

fn types() -> Vec<FieldType> {
    use FieldType as T;
    let words = Arc::new([("hall".into(), "大厅".to_owned()), ("other".into(), "其他".to_owned())]);
    let columns = Arc::new([field("x", T::Money)]);
    vec![
        T::Text,
        T::LongText,
        T::Integer,
        T::Decimal,
        T::Money,
        T::Date,
        T::Datetime,
        T::Period,
        T::Bool,
        T::Choice(words),
        T::File,
        T::Point,
        T::Address,
        T::Phone,
        T::IdNumber,
        T::Uscc,
        T::IdNumberOrUscc,
        T::Number,
        T::Rows { columns, append: true },
        T::Ref(Arc::new(["organization".into()])),
        T::Money,
        T::Decimal,
        T::Money,
    ]
}

fn reading(ty: FieldType, unit: Unit, many: bool) -> Reading {
    Reading { field: fadu_definition::Field { many, ..field("x", ty) }, unit, words: HashMap::new() }
}

/// Bytes as the text of one cell, as a file, as the rows below a known header, and, if they look
/// like XML, as the sheet of a workbook.
pub fn cells(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        one_cell(text);
    }
    file(bytes.to_vec());
    match std::str::from_utf8(bytes) {
        Ok(text) if text.starts_with('<') => sheets(text),
        _ => file([HEADS.as_bytes(), bytes].concat()),
    }
}

fn one_cell(text: &str) {
    let mut raws = vec![Raw::text(text), Raw::Error(text.to_owned()), Raw::Formula(text.to_owned())];
    if let Ok(number) = text.trim().parse() {
        raws.extend([Raw::Number(number), Raw::Serial(number)]);
    }
    for (reading, raw) in READINGS.iter().flat_map(|reading| raws.iter().map(move |raw| (reading, raw))) {
        if let Err(problem) = reading.read(raw) {
            assert!(!problem.what.is_empty() && !problem.remedy.is_empty(), "{problem:?}");
        }
    }
}

/// A text as the part of a workbook that its tags say it is.
fn sheets(text: &str) {
    let row = r#"<row r="1"><c t="s"><v>0</v></c><c t="s" s="1"><v>1</v></c><c s="1"><v>2</v></c><c><v>3</v></c></row>"#;
    let parts = [
        ("<sst", "xl/sharedStrings.xml"),
        ("<styleSheet", "xl/styles.xml"),
        ("<workbook", "xl/workbook.xml"),
        ("<Relationship", "xl/_rels/workbook.xml.rels"),
    ];
    match parts.iter().find(|(tag, _)| text.contains(tag)) {
        Some((_, part)) => file(book_with(&[("表", row, "")], &[(part, text)])),
        None if text.contains("<table:") => file(ods_file(text)),
        None => {
            file(xlsx(text, ""));
            file(xlsx("", text));
        }
    }
}

/// Opens, reads to the end, and writes back with a column of errors.
fn file(bytes: Vec<u8>) {
    if let Ok(mut ledger) = Ledger::open("x.xls", bytes, &LEDGER) {
        let found = read(&mut ledger);
        let _ = ledger.returned(&found.faults);
    }
}

#[test]
fn no_file_of_the_corpus_ends_the_program() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/cells");
    let all: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(all.len() >= 20, "the corpus `cells` is missing");
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let tried = std::panic::catch_unwind(|| cells(&bytes));
        assert!(tried.is_ok(), "{}", path.display());
    }
}
