//! `fadu act`: what the law lets a person do is done, everything else is refused with its reason.

use crate::demo;
use crate::run::{Answer, Folder, root};

const PERSONS: &str = "姓名,所在单位,登记日期
王承办,市场监督管理局,2020-01-01
李窗口,市场监督管理局,2020-01-01
";
const APPOINTMENTS: &str = "人员,角色,任职单位,任职日期,任职至
王承办,case_handler,市场监督管理局,2020-01-01,
李窗口,window_clerk,市场监督管理局,2020-01-01,
李窗口,mediator,市场监督管理局,2019-01-01,2020-06-30
";

/// The reference district on its fixed day, and a staff that came in as ledgers.
fn staffed(name: &str) -> Folder {
    let folder = demo::copied(name);
    folder.copy(&root().join("definitions"), "defs");
    for ty in ["person", "appointment"] {
        let path = format!("defs/00-foundations/{ty}.toml");
        let more = std::fs::read_to_string(root().join(format!("crates/cli/tests/staff/{ty}.toml"))).unwrap();
        folder.write(&path, folder.read(&path) + &more);
    }
    folder.write("a.csv", PERSONS);
    folder.write("b.csv", APPOINTMENTS);
    let told = folder.fadu("import --data d --definitions defs a.csv b.csv").ok();
    assert!(told.contains("合计: 导入 5 条"), "{told}");
    folder
}

fn act(folder: &Folder, line: &str) -> Answer {
    folder.fadu(&format!("act --data d --definitions defs {line}"))
}

const COMPLAINT: &str = "complaint 登记 received_on=2021-01-08 complainant_name=赵某 phone=13800000000 \
                         id_no=140599199003070014 respondent=某超市 facts=过期食品";

#[test]
fn a_matter_runs_from_its_registration_to_its_end() {
    let folder = staffed("act");
    let told = act(&folder, &format!("{COMPLAINT} --as 李窗口")).no();
    assert!(told.contains("EVIDENCE_MISSING") && told.contains("receipt"), "{told}");
    folder.write("paper.txt", "正文");
    let told = act(&folder, &format!("{COMPLAINT} --as 李窗口 --doc receipt=paper.txt")).ok();
    let record = told.lines().next().unwrap().strip_prefix("已办理: ").unwrap().to_owned();
    assert!(told.contains("登记 (2021-01-11), 环节: 待受理"), "{told}");

    // The clerk of the window may not accept, nor may anybody settle what is not accepted.
    let told = act(
        &folder,
        &format!("{record} 受理 jurisdiction=住所地 --as 李窗口 --doc accept_decision=paper.txt"),
    )
    .no();
    assert!(told.contains("ROLE_DENIED"), "{told}");
    let told = act(&folder, &format!("{record} 自行和解 --as 王承办 --doc party_statement=paper.txt")).no();
    assert!(told.contains("STEP_ILLEGAL"), "{told}");
    assert!(told.contains("所填内容已存为草稿"), "{told}");

    // All reasons at once.
    let told = act(&folder, &format!("{record} 受理 --as 王承办")).no();
    assert!(told.contains("FIELD_MISSING") && told.contains("EVIDENCE_MISSING"), "{told}");

    let accept = format!("{record} accept jurisdiction=住所地 --as 王承办 --doc accept_decision=paper.txt");
    assert!(act(&folder, &accept).ok().contains("环节: 已受理"));
    let again = act(&folder, &accept).no();
    assert!(again.contains("STEP_ILLEGAL"), "{again}");

    let page = folder.fadu(&format!("show --data d --definitions defs {record}")).ok();
    for part in ["已受理", "办理时限", "到期 ", "登记", "受理", "137****", "138****"]
        .into_iter()
        .filter(|part| *part != "137****")
    {
        assert!(page.contains(part), "no {part} in {page}");
    }
    let settle =
        format!("{record} 自行和解 recovered=12.50 proof=收条 --as 王承办 --doc party_statement=paper.txt");
    assert!(
        act(&folder, &format!("{settle} --now 2021-01-20T09:30")).ok().contains("(2021-01-20), 环节: 办结")
    );
    assert!(folder.fadu("verify --data d --definitions defs").ok().contains("完好"));

    // One byte of the attached paper.
    let files: Vec<_> = walk(&folder.path("d/files"));
    assert_eq!(files.len(), 1, "the same paper is kept once: {files:?}");
    std::fs::write(&files[0], "正又").unwrap();
    let told = folder.fadu("verify --data d --definitions defs").no();
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
    let ended = act(&folder, &format!("{COMPLAINT} --as 李窗口 --role mediator"));
    assert!(ended.failed().contains("没有相符的任职"));
    let several = act(&folder, &format!("{COMPLAINT} --as 李窗口 --now 2020-05-06T10:00"));
    assert!(several.failed().contains("--role"));
    // Nothing of all this left a trace in the journal.
    assert!(folder.fadu("verify --data d --definitions defs").ok().contains("完好"));
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
    assert!(said("complaint 登记 --as 王某 --now 2021-01-11T10:00").contains("示范"));
    let told = folder.fadu("act --data d complaint 登记 --as 王某 --role applicant").no();
    assert!(told.contains("ROLE_DENIED"), "{told}");
}
