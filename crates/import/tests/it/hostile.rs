//! Bytes of strangers: whatever they are, there is an answer.

use fadu_import::Ledger;
use proptest::prelude::*;

use crate::demo::all_types;
use crate::help::{bad, demo, ods_file, read, row, xlsx};

/// Opens, reads and writes back whatever there is.
fn survive(name: &str, bytes: Vec<u8>) {
    let definitions = all_types();
    if let Ok(mut ledger) = Ledger::open(name, bytes, &definitions) {
        let read = read(&mut ledger);
        let _ = ledger.returned(&read.faults);
    }
}

fn mutated(mut bytes: Vec<u8>, changes: &[(usize, u8)], cut: usize) -> Vec<u8> {
    for (at, byte) in changes {
        let length = bytes.len();
        if length > 0 {
            bytes[at % length] = *byte;
        }
    }
    let keep = bytes.len() - cut.min(bytes.len());
    bytes.truncate(keep);
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8)>> {
    prop::collection::vec((any::<usize>(), any::<u8>()), 0..24)
}

/// A sheet stored so that changed bytes pass no checksum: the XML itself is changed.
fn sheet_text() -> String {
    row(1, &["线索编号", "接收日期", "线索渠道", "反映内容"])
        + r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>43895</v></c><c r="C2"><f t="shared" si="0" ref="C2:C3">A2</f><v>1</v></c><c r="D2" t="b"><v>1</v></c></row>"#
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000), name in "[a-z.]{0,8}") {
        survive(&name, bytes);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        survive("x.csv", text.into_bytes());
    }

    #[test]
    fn changed_archives(changes in changes(), cut in 0_usize..200) {
        survive("x.xlsx", mutated(bad("06-formula-cell.xlsx"), &changes, cut));
    }

    #[test]
    fn changed_binary_workbooks(changes in changes(), cut in 0_usize..200) {
        survive("x.xls", mutated(include_bytes!("../old.xls").to_vec(), &changes, cut));
    }

    #[test]
    fn changed_compound_files(changes in changes()) {
        survive("x.xlsx", mutated(bad("09-encrypted.xlsx"), &changes, 0));
    }

    #[test]
    fn changed_sheets(changes in changes()) {
        let text = mutated(sheet_text().into_bytes(), &changes, 0);
        survive("x.xlsx", xlsx(&String::from_utf8_lossy(&text), "<mergeCells><mergeCell ref=\"A1:A9\"/></mergeCells>"));
    }

    #[test]
    fn changed_csv(changes in changes(), cut in 0_usize..2000) {
        survive("x.csv", mutated(demo("公安分局_案件统计_2020.csv")[..4000].to_vec(), &changes, cut));
    }

    #[test]
    fn changed_open_documents(changes in changes()) {
        let text = mutated(include_str!("open_document.xml").as_bytes().to_vec(), &changes, 0);
        survive("x.ods", ods_file(&String::from_utf8_lossy(&text)));
    }
}

#[test]
fn sizes_that_a_file_only_claims() {
    // Shared formulas by an index beyond memory, a row beyond any sheet, a merge of everything.
    for rows in [
        r#"<row r="1"><c r="A1"><f t="shared" si="99999999999" ref="A1:A2">1</f></c></row>"#,
        r#"<row r="4294967295"><c t="inlineStr"><is><t>x</t></is></c></row>"#,
        r#"<row r="99999999999999999999"><c r="ZZZZZZZZ1"><v>1</v></c></row>"#,
    ] {
        survive("x.xlsx", xlsx(rows, r#"<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#));
    }
}
