//! `fadu act`: what the law lets a person do is done, everything else is refused with its reason.

use crate::demo;
use crate::run::{Answer, Folder, root};

/// The reference district on its fixed day, with a staff of the market supervision.
fn staffed(name: &str) -> Folder {
    let folder = demo::copied(name);
    let people = [
        "wang --name 王测试 --role case_handler --from 2020-01-01",
        "li --name 李测试 --role window_clerk --from 2020-01-01",
        "li --role mediator --from 2021-02-25",
    ];
    for line in people {
        let told = folder.fadu(&format!("appoint --data d --unit 市场监督管理局 {line}")).ok();
        assert!(told.contains("appointment/"), "{told}");
    }
    folder
}

fn act(folder: &Folder, line: &str) -> Answer {
    folder.fadu(&format!("act --data d {line}"))
}

const COMPLAINT: &str = "complaint 登记 received_on=2021-01-08 complainant_name=赵某 phone=13800000000 \
                         respondent=某超市 facts=过期食品";

#[test]
fn a_matter_runs_from_its_registration_to_its_end() {
    let folder = staffed("act");
    folder.write("paper.txt", "正文");
    let told = act(&folder, &format!("{COMPLAINT} --as 李测试 --doc receipt=paper.txt")).ok();
    let record = told.lines().next().unwrap().strip_prefix("已办理：").unwrap().to_owned();
    assert!(told.contains("登记 (2021-02-18)，环节：待受理"), "{told}");

    // The clerk of the window may not accept, nor may anybody settle what is not accepted.
    let told = act(
        &folder,
        &format!("{record} 受理 jurisdiction=住所地 --as 李测试 --doc accept_decision=paper.txt"),
    )
    .no();
    assert!(told.contains("ROLE_DENIED"), "{told}");
    let told = act(&folder, &format!("{record} 自行和解 --as 王测试 --doc party_statement=paper.txt")).no();
    assert!(told.contains("STEP_ILLEGAL"), "{told}");
    assert!(told.contains("所填内容已存为草稿"), "{told}");

    // All reasons at once.
    let told = act(&folder, &format!("{record} 受理 --as 王测试")).no();
    assert!(told.contains("FIELD_MISSING") && told.contains("CPL-02"), "{told}");
    assert!(told.contains("市场监督管理总局令第20号第九条"), "with the article: {told}");
    act(&folder, &format!("{record} 补充材料 id_no=140599199003070014 --as 李测试")).ok();

    let accept = format!("{record} accept jurisdiction=住所地 --as 王测试 --doc accept_decision=paper.txt");
    assert!(act(&folder, &accept).ok().contains("环节：已受理"));
    let again = act(&folder, &accept).no();
    assert!(again.contains("STEP_ILLEGAL"), "{again}");

    let page = folder.fadu(&format!("show --data d {record}")).ok();
    for part in ["已受理", "办理时限", "到期 ", "登记", "wang (case_handler)", "138****", "14****"]
    {
        assert!(page.contains(part), "no {part} in {page}");
    }
    let settle =
        format!("{record} 自行和解 recovered=12.50 proof=收条 --as 王测试 --doc party_statement=paper.txt");
    assert!(
        act(&folder, &format!("{settle} --now 2021-01-20T09:30")).ok().contains("(2021-01-20)，环节：办结")
    );
    assert!(folder.fadu("verify --data d").ok().contains("完好"));

    // One byte of the attached paper.
    let mut files: Vec<_> = walk(&folder.path("d/files"));
    files.retain(|file| std::fs::read_to_string(file).is_ok_and(|text| text == "正文"));
    assert_eq!(files.len(), 1, "the same paper is kept once: {files:?}");
    std::fs::write(&files[0], "正又").unwrap();
    let told = folder.fadu("verify --data d").no();
    assert!(told.contains("附件") && told.contains("共发现 1 处"), "{told}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn who_acts_must_be_appointed_on_the_day() {
    let folder = staffed("appointed");
    assert!(act(&folder, &format!("{COMPLAINT} --as 孙无名")).failed().contains("没有相符的任职"));
    let not_yet = act(&folder, &format!("{COMPLAINT} --as 李测试 --role mediator"));
    assert!(not_yet.failed().contains("没有相符的任职"));
    let several = act(&folder, &format!("{COMPLAINT} --as 李测试 --now 2021-03-01T10:00"));
    assert!(several.failed().contains("--role"));
    // Nothing of all this left a trace in the journal.
    assert!(folder.fadu("verify --data d").ok().contains("完好"));
}

#[test]
fn an_appointment_that_may_not_be_leaves_nothing() {
    let folder = staffed("appoint");
    let before = folder.verified("d");
    let said = |line: &str| folder.fadu(&format!("appoint --data d {line}")).failed();
    assert!(said("sun --name 孙某 --role case_handler --unit 海洋渔业局").contains("海洋渔业局"));
    assert!(said("sun --name 孙某 --role 船长 --unit 市场监督管理局").contains("角色"));
    assert!(said("sun --name 孙4 --role case_handler --unit 市场监督管理局").contains("姓名"));
    assert!(
        said("sun --name 孙某 --role case_handler --unit 市场监督管理局 --from 2020-02-30")
            .contains("2020-02-30")
    );
    assert!(said("li --role admin --unit 政府办公室").contains("不得"), "an administrator does no business");
    assert!(
        said("wang --name 王二 --role mediator --unit 市场监督管理局").contains("wang"),
        "registered before"
    );
    assert!(said("nobody --role mediator --unit 市场监督管理局").contains("nobody"), "not registered");
    assert_eq!(folder.verified("d"), before);
}

#[test]
fn what_is_not_understood_is_answered_by_what_there_is() {
    let folder = Folder::new("unknown");
    folder.district(&[]);
    let said = |line: &str| folder.fadu(&format!("act --data d {line}")).failed();
    assert!(said("complaint 跳舞 --as 王某").contains("受理"));
    assert!(said("nothing 受理 --as 王某").contains("没有记录或业务类型"));
    assert!(said("complaint 登记 --as 王某 --role applicant facts").contains("字段=值"));
    assert!(said("complaint 登记 --as 王某 --role applicant evidence=[").contains("JSON"));
    assert!(said("complaint 登记 --as 王某 --role applicant --doc receipt").contains("文书标识=文件路径"));
    assert!(said("complaint 登记 --as 王某 --role applicant --doc receipt=absent").contains("没有这个文件"));
    assert!(said("complaint 登记 --as 王某 --now 2021-02-18T10:00").contains("示范"));
    let told = folder.fadu("act --data d complaint 登记 --as 王某 --role applicant").no();
    assert!(told.contains("ROLE_DENIED"), "{told}");
}

const PATROL: &str = r#"[type]
id = "patrol"
name = "巡查"
kind = "ledger"
effective = 2000-01-01
basis = ["测试"]
title = "巡查"

[field]
lead     = { name = "带队", type = "person" }
partners = { name = "参加单位", type = "org", many = true }
lines    = { name = "明细", type = "rows", row = { unit = { name = "单位", type = "org" }, who = { name = "人员", type = "person" } } }

[action.record]
name = "登记"
by = ["case_handler"]
needs = ["lead", "partners", "lines"]
refuse = [
  { id = "lead", when = "lead.name != '王巡查' || partners.size() != 2", say = "不是", article = "法" },
  { id = "lines", when = "lines.exists(l, l.unit != partners.first() || l.who.name != '王巡查')", say = "不是", article = "法" },
]
"#;

/// Persons and organizations are called by their names, in rows too.
#[test]
fn names_are_looked_up_in_rows_too() {
    let folder = Folder::new("names");
    folder.copy(&root().join("definitions"), "defs");
    folder.write("defs/90-trial/patrol.toml", PATROL);
    folder.district(&["政府办公室_机构名录"]);
    let run = |line: &str| folder.fadu(&format!("{line} --data d --definitions defs"));
    for person in ["w1 --name 王巡查", "y1 --name 杨同名", "y2 --name 杨同名"] {
        run(&format!("appoint --unit 司法局 {person} --role case_handler --from 2020-01-01")).ok();
    }
    let record = |lead: &str, unit: &str, who: &str| {
        let lines = format!("lines=[{{\"unit\":\"{unit}\",\"who\":\"{who}\"}}]");
        run(&format!("act patrol 登记 lead={lead} partners=司法局、市场监督管理局 {lines} --as w1"))
    };
    assert!(record("王巡查", "司法局", "王巡查").ok().contains("已办理"));
    assert!(record("w1", "司法局", "person/w1").ok().contains("已办理"), "ids are taken as they stand");
    let told = record("王巡查", "司法厅", "杨同名").no();
    assert!(told.contains("没有名为“司法厅”的单位") && told.contains("司法局"), "{told}");
    assert!(told.contains("名为“杨同名”的人员有2个"), "{told}");
    assert!(run("verify").ok().contains("完好"));
}
