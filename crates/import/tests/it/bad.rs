//! The faulty files, as far as the importer alone can judge them: place, kind, rule, sentence.

use std::time::Instant;

use fadu_definition::{Definitions, RefusalKind};
use fadu_import::{Fault, Ledger};

use crate::help::{bad, brief, complaints, definition, definitions, import_file, only};

fn petitions() -> Definitions {
    definitions([definition(
        "petition",
        "no",
        "no:text!=信访编号 form:text!=信访形式 petitioner:text!=信访人 id_no:id=证件号码 phone:phone=联系电话 address:text=住址 \
         headcount:integer=人数 request:text=信访诉求 received_at:date!=登记日期 sent_on:date=转送日期",
    )])
}

fn clues() -> Definitions {
    definitions([definition(
        "clue",
        "no",
        "no:text!=线索编号 channel:text!=线索渠道 received_on:date!=接收日期 anonymous:bool=匿名 content:text!=反映内容 org:org=承办单位",
    )])
}

fn referrals() -> Definitions {
    definitions([definition(
        "referral",
        "no",
        "no:text!=诉前调案号 mode:text!=委派方式 amount:money=标的额 sent_on:date!=委派日期 received_on:date!=签收日期 returned_on:date=退回日期",
    )])
}

fn refused(name: &str) -> Fault {
    *Ledger::open(name, bad(name), &Definitions::default()).err().unwrap()
}

#[test]
fn f03_a_date_that_does_not_exist() {
    let read = import_file("03-no-such-date.xlsx", bad("03-no-such-date.xlsx"), &referrals());
    let fault = only(&read);
    assert_eq!(brief(fault), "委派调解 6 签收日期 FieldInvalid 00 §4");
    assert!(fault.problem.what.contains("日期不存在：2020年2月30日"));
}

#[test]
fn f05_a_missing_column() {
    let read = import_file("05.xlsx", bad("05-missing-column.xlsx"), &complaints());
    let fault = only(&read);
    assert_eq!(brief(fault), "投诉举报台账 1 接收日期 FieldMissing E27");
    assert!(
        fault.problem.what.contains("找到的列：登记编号、来源渠道、外部工单号、类型、投诉举报人"),
        "{fault}"
    );
    assert!(read.records.is_empty());
}

#[test]
fn f06_a_formula() {
    let read = import_file("06.xlsx", bad("06-formula-cell.xlsx"), &clues());
    let fault = only(&read);
    assert_eq!(brief(fault), "违纪违法线索 4 反映内容 FieldInvalid formula");
    assert!(fault.problem.what.contains("=cmd"));
    assert_eq!(read.records.len(), 7);
}

#[test]
fn f07_a_huge_extent() {
    let start = Instant::now();
    let read = import_file("07.xlsx", bad("07-huge-extent.xlsx"), &petitions());
    assert_eq!(brief(only(&read)), "信访事项 1048576 XFD Format size limit");
    assert!(start.elapsed().as_secs() < 2);
}

#[test]
fn f08_to_f15_files_that_cannot_be_read() {
    for (name, rule, says) in [
        ("08-truncated.xlsx", "archive", "缺少目录"),
        ("09-encrypted.xlsx", "encrypted", "设有密码"),
        ("10-wrong-encoding.csv", "encoding", "第9行含有既不是 UTF-8 也不是 GB18030 的字节"),
        ("15-xls-renamed.xlsx", "file type", "旧的二进制 Excel 格式"),
    ] {
        let fault = refused(name);
        assert_eq!(fault.problem.kind, RefusalKind::Format, "{name}");
        assert_eq!(fault.problem.rule, rule, "{name}");
        assert!(fault.problem.what.contains(says), "{fault}");
        assert!(fault.problem.remedy.starts_with('请'), "{fault}");
    }
    assert_eq!(refused("10-wrong-encoding.csv").place.row, Some(9));
}

#[test]
fn f11_a_million_characters() {
    let read = import_file("11.xlsx", bad("11-million-characters.xlsx"), &clues());
    let fault = only(&read);
    assert_eq!(brief(fault), "违纪违法线索 3 反映内容 FieldInvalid length");
    assert!(fault.problem.what.contains("1000000") && fault.problem.what.len() < 300, "{fault}");
}

#[test]
fn f12_negative_money() {
    let read = import_file("12.xlsx", bad("12-negative-money.xlsx"), &complaints());
    let fault = only(&read);
    assert_eq!(brief(fault), "投诉举报台账 6 挽回损失(元) FieldInvalid money ≥ 0");
    assert!(fault.problem.what.contains("-500"));
}

#[test]
fn f13_a_number_twice() {
    let read = import_file("13.xlsx", bad("13-number-twice.xlsx"), &complaints());
    let fault = only(&read);
    assert_eq!(brief(fault), "投诉举报台账 8 外部工单号 Conflict CPL-09");
    assert!(fault.problem.what.contains("第3行与第8行的来源渠道、外部工单号相同"), "{fault}");
}

#[test]
fn f01_wrong_check_digit() {
    let read = import_file("01.xlsx", bad("01-wrong-check-digit.xlsx"), &petitions());
    assert_eq!(brief(only(&read)), "信访事项 7 证件号码 FieldInvalid 00 §3 check digit");
}

/// The fault of this one is for the engine: the importer reads every row.
#[test]
fn f04_is_read_whole() {
    let name = "04-closed-before-received.xlsx";
    let read = import_file(name, bad(name), &complaints());
    assert_eq!(read.faults, [], "{name}");
    assert_eq!(read.records.len(), 12, "{name}");
}
