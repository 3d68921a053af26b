//! The fifteen faulty ledgers, each into a district that knows its organizations alone: nothing
//! comes in, and the answer names the place in the words of the file.

use crate::run::{Folder, root};

/// A file and what is expected of it.
struct Faulty {
    file: &'static str,
    /// Kind, place, rule, and what the answer says.
    told: &'static [&'static str],
    /// Whether the workbook comes back with its column of errors.
    returned: bool,
}

const fn faulty(file: &'static str, told: &'static [&'static str], returned: bool) -> Faulty {
    Faulty { file, told, returned }
}

const FILES: &[Faulty] = &[
    faulty(
        "01-wrong-check-digit.xlsx",
        &["FIELD_INVALID", "“信访事项”", "第7行", "“证件号码”列", "校验位", "00 §3 check digit", "14"],
        true,
    ),
    faulty(
        "02-unknown-organization.xlsx",
        &["REF_NOT_VALID", "“建议提案”", "第5行", "“主办单位”列", "海洋渔业局"],
        true,
    ),
    faulty(
        "03-no-such-date.xlsx",
        &["FIELD_INVALID", "“委派调解”", "第6行", "“签收日期”列", "2020年2月30日"],
        true,
    ),
    faulty(
        "04-closed-before-received.xlsx",
        &[
            "FIELD_INVALID",
            "“投诉举报台账”",
            "第9行",
            "“办结日期”列",
            "dates.order",
            "2019-12-30",
            "2020-01-02",
        ],
        true,
    ),
    faulty(
        "05-missing-column.xlsx",
        &[
            "FIELD_MISSING",
            "“投诉举报台账”",
            "第1行",
            "“接收日期”列",
            "E27",
            "登记编号、来源渠道、外部工单号",
        ],
        true,
    ),
    faulty(
        "06-formula-cell.xlsx",
        &["FIELD_INVALID", "“违纪违法线索”", "第4行", "“反映内容”列", "formula"],
        true,
    ),
    faulty("07-huge-extent.xlsx", &["FORMAT", "“信访事项”", "第1048576行", "“XFD”列", "size limit"], false),
    faulty("08-truncated.xlsx", &["FORMAT", "规则：archive", "目录"], false),
    faulty("09-encrypted.xlsx", &["FORMAT", "规则：encrypted", "密码"], false),
    faulty("10-wrong-encoding.csv", &["FORMAT", "第9行", "规则：encoding", "GB18030"], false),
    faulty(
        "11-million-characters.xlsx",
        &["FIELD_INVALID", "“违纪违法线索”", "第3行", "“反映内容”列", "length"],
        true,
    ),
    faulty(
        "12-negative-money.xlsx",
        &["FIELD_INVALID", "“投诉举报台账”", "第6行", "“挽回损失(元)”列", "money ≥ 0", "-500"],
        true,
    ),
    faulty(
        "13-number-twice.xlsx",
        &["CONFLICT", "“投诉举报台账”", "第8行", "“外部工单号”列", "CPL-09", "第3行"],
        true,
    ),
    faulty(
        "14-id-in-public-text.xlsx",
        &["PRIVACY", "“公开信息”", "第5行", "“信息标题”列", "info.personal", "14**************4X"],
        true,
    ),
    faulty("15-xls-renamed.xlsx", &["FORMAT", "规则：file type", "二进制", "XLSX"], false),
];

fn district(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.copy(&root().join("crates/import/tests/ledgers-bad"), "bad");
    folder.district(&["政府办公室_机构名录"]);
    folder
}

#[test]
fn nothing_of_a_faulty_file_comes_in() {
    let folder = district("bad");
    // The last but one names columns of the disclosure site.
    let columns = "政府办公室_政府信息公开台账_2020.xlsx";
    folder.copy(&root().join("demo/140502").join(columns), columns);
    folder.fadu(&format!("import --data d {columns}")).ok();
    let before = folder.verified("d");
    for Faulty { file, told, returned } in FILES {
        let answer = folder.fadu(&format!("import --data d bad/{file}"));
        assert!(answer.out.contains("合计：导入 0 条，已有 0 条"), "{answer:?}");
        assert!(!answer.out.contains('\u{fffd}'), "{answer:?}");
        assert!(answer.out.len() < 4000, "a cell is not echoed in full: {answer:?}");
        let out = answer.no();
        assert!(out.contains("有 1 处错误"), "{file} has one fault: {out}");
        told.iter().for_each(|part| assert!(out.contains(part), "{file}: no {part} in {out}"));
        let stem = file.split('.').next().unwrap();
        let back = folder.path(&format!("d/returned/{stem}_退回.xlsx"));
        assert_eq!(back.exists(), *returned, "{}", back.display());
        assert_eq!(folder.verified("d"), before, "{file} changed the district");
    }
}

/// The workbook that came back is read by the importer as any other: once its fault is mended it
/// goes in as it is, error column and all.
#[test]
fn a_returned_file_says_where_and_can_be_sent_again() {
    let folder = district("again");
    folder.fadu("import --data d bad/12-negative-money.xlsx").no();
    let again = folder.fadu("import --data d d/returned/12-negative-money_退回.xlsx").no();
    assert!(again.contains("第6行") && again.contains("money ≥ 0"), "{again}");
    assert_eq!(folder.verified("d"), 71);
}

#[test]
fn checking_stores_nothing_and_partial_leaves_out_the_faulty_rows() {
    let folder = district("partial");
    let before = folder.verified("d");
    let told = folder.fadu("import --data d --check-only bad/12-negative-money.xlsx").no();
    assert!(told.contains("money ≥ 0"), "{told}");
    assert!(!folder.path("d/returned").exists());
    assert_eq!(folder.verified("d"), before);
    let told = folder.fadu("import --data d --partial bad/12-negative-money.xlsx").no();
    let entered = crate::run::number_after(&told, "12-negative-money.xlsx：导入 ");
    assert!(entered > 0 && told.contains("退回 1 处错误"), "{told}");
    assert_eq!(folder.verified("d"), before + entered);
}
