//! The yearly report as a case, from the taking up to the correction, by different people and by command
//! line alone: every figure is the program's, every refusal on the way is told.

use std::fs;

use crate::demo;
use crate::run::{Answer, Folder, csv_rows, root};

/// Who takes part: name, id, role, organization.
const PEOPLE: [&str; 13] = [
    "赵文书 zhao judicial_clerk 司法局",
    "钱编辑 qian report_compiler 司法局",
    "孙审核 sun legal_reviewer 司法局",
    "李保密 li secrecy_reviewer 司法局",
    "周书记 zhou leader 区委",
    "吴区长 wu leader 区政府",
    "郑科员 zheng department_filer 司法局",
    "王局长 wang department_head 司法局",
    "冯科员 feng department_filer 市场监督管理局",
    "陈局长 chen department_head 市场监督管理局",
    "褚科员 chu department_filer 行政审批服务管理局",
    "魏局长 wei department_head 行政审批服务管理局",
    "蒋督查 jiang supervisor 政府办公室",
];

/// The departments that confirm, each with who proposes and who confirms.
const DEPARTMENTS: [(&str, &str, &str); 3] = [
    ("司法局", "郑科员", "王局长"),
    ("市场监督管理局", "冯科员", "陈局长"),
    ("行政审批服务管理局", "褚科员", "魏局长"),
];

/// The reference district with the report of 2020 that its ledgers know.
struct Case {
    folder: Folder,
    report: String,
    /// The organization that answers where nobody else is here.
    bureau: String,
}

impl Case {
    fn new(name: &str) -> Self {
        let folder = demo::copied(name);
        for line in PEOPLE {
            let word: Vec<&str> = line.split(' ').collect();
            let (name, id, role, unit) = (word[0], word[1], word[2], word[3]);
            let line = format!("{id} --name {name} --role {role} --unit {unit} --from 2020-01-01");
            folder.fadu(&format!("appoint --data d {line}")).ok();
        }
        folder.write("paper", "正文");
        let report = behind(&folder, "annual_report.signatories").remove(0);
        Self { folder, report, bureau: String::new() }
    }

    /// An action on the report by a person at an hour.
    fn act(&self, line: &str, by: &str, at: &str) -> Answer {
        self.on(&self.report, line, by, at)
    }

    fn on(&self, record: &str, line: &str, by: &str, at: &str) -> Answer {
        self.folder.fadu(&format!("act --data d {record} {line} --as {by} --now 2021-{at}"))
    }

    /// The rows of a field as they are told.
    fn csv(&self, field: &str) -> String {
        self.folder.fadu(&format!("show --data d {} --rows {field}", self.report)).ok()
    }

    /// The rows of a field, each as its cells by the head.
    fn rows(&self, field: &str) -> Vec<Row> {
        let told = self.csv(field);
        let head: Vec<String> = told.lines().next().unwrap().split(',').map(str::to_owned).collect();
        csv_rows(&told).into_iter().map(|cells| Row { head: head.clone(), cells }).collect()
    }

    fn row_of(&self, slot: &str) -> Row {
        self.rows("figures").into_iter().find(|row| row.get("slot") == slot).unwrap()
    }

    /// Taken up, its figures collected from three departments.
    fn collected(name: &str) -> Self {
        let mut case = Self::new(name);
        case.act("接续编制 template=t1", "赵文书", "02-19T09:00").ok();
        let foreign: Vec<String> =
            case.rows("slots").iter().filter(|row| !row.is_of_three()).map(Row::no).collect();
        let told = case.folder.fadu("figures --data d --year 2020 --by org --csv").ok();
        case.bureau =
            csv_rows(&told).into_iter().find(|row| row[4].ends_with("城区司法局")).unwrap().remove(3);
        let line = format!("指定责任单位 owner={} --row {}", case.bureau, foreign.join(","));
        case.act(&line, "赵文书", "02-19T09:30").ok();
        case.act("布置收集 request_due=2021-02-24", "赵文书", "02-19T10:00").ok();
        case
    }

    /// The rows of the figures that a department has yet to confirm.
    fn owned(&self, unit: &str) -> String {
        let owners = self.rows("slots");
        let figures = self.rows("figures");
        let owned = figures.iter().zip(&owners).filter(|(figure, slot)| {
            assert_eq!(figure.get("slot"), slot.get("slot"));
            matches!(figure.get("class"), "派生" | "导入" | "申报")
                && figure.get("confirmed_by").is_empty()
                && slot.get("owner").ends_with(unit)
        });
        owned.map(|(figure, _)| figure.no()).collect::<Vec<_>>().join(",")
    }

    /// The departments confirm what their own records add to the figures of others. The parts of those
    /// that have nobody here go to the bureau.
    fn confirm_parts(&self) {
        let rows = |fits: &dyn Fn(&Row) -> bool| {
            let open = self.rows("parts").into_iter().filter(|row| row.get("confirmed_by").is_empty());
            open.filter(fits).map(|row| row.no()).collect::<Vec<_>>().join(",")
        };
        let foreign = rows(&|row| !row.is_of_three());
        if !foreign.is_empty() {
            let line = format!("指定分部确认单位 owner={} --row {foreign}", self.bureau);
            self.act(&line, "赵文书", "02-23T08:00").ok();
        }
        for (unit, filer, head) in DEPARTMENTS {
            let rows = rows(&|row| row.get("owner").ends_with(unit));
            if !rows.is_empty() {
                self.act(&format!("提出确认本单位部分 --row {rows}"), filer, "02-23T08:10").ok();
                self.act(&format!("确认本单位部分 --row {rows}"), head, "02-23T08:20").ok();
            }
        }
    }

    fn confirm_all(&self) {
        self.confirm_parts();
        for (unit, filer, head) in DEPARTMENTS {
            let rows = self.owned(unit);
            if !rows.is_empty() {
                self.act(&format!("提出确认 --row {rows}"), filer, "02-23T09:00").ok();
                self.act(&format!("确认 --row {rows}"), head, "02-23T10:00").ok();
            }
            let strange = self.unexplained(unit);
            if !strange.is_empty() {
                let because = "两年的台账都已逐条核对，增减和持平均属实，原因见本单位工作总结。";
                let line = format!("说明增减 --row {strange} explanation={because}");
                self.act(&line, head, "02-23T10:10").ok();
            }
        }
    }

    /// The rows of a department that are far from last year's, or the same, and not explained.
    fn unexplained(&self, unit: &str) -> String {
        let owners = self.rows("slots");
        let figures = self.rows("figures");
        let strange = figures.iter().zip(&owners).filter(|(figure, slot)| {
            let far = figure.get("change_size").parse::<f64>().is_ok_and(|size| size > 30.0);
            let same = figure.get("value") == figure.get("last_value");
            figure.get("comparable") == "是"
                && (far || same)
                && figure.get("explanation").is_empty()
                && slot.get("owner").ends_with(unit)
        });
        strange.map(|(figure, _)| figure.no()).collect::<Vec<_>>().join(",")
    }

    /// What became of the tasks of last year's report, as the supervisor found it.
    fn state_last_tasks(&self) {
        for (at, task) in behind(&self.folder, "annual_report.tasks_closed_ratio").iter().enumerate() {
            let state = if at < 3 { "completed" } else { "continued" };
            let line = format!("补记年末状态 state_year=2020 year_state={state} --doc state_proof=paper");
            self.on(task, &line, "蒋督查", "02-23T11:00").ok();
        }
    }
}

/// A row of a field.
struct Row {
    head: Vec<String>,
    cells: Vec<String>,
}

impl Row {
    fn get(&self, column: &str) -> &str {
        &self.cells[self.head.iter().position(|head| head == column).unwrap()]
    }

    fn no(&self) -> String {
        self.get("no").to_owned()
    }

    fn is_of_three(&self) -> bool {
        DEPARTMENTS.iter().any(|(unit, ..)| self.get("owner").ends_with(unit))
    }
}

const PUBLISH: &str = "公开 url=www.example.gov.cn/1 --doc html=paper --doc pdf=paper --doc ofd=paper \
                       --doc figure_list=paper";

/// The records behind a figure.
fn behind(folder: &Folder, id: &str) -> Vec<String> {
    let told = folder.fadu(&format!("figures --data d --year 2020 --indicator {id} --records")).ok();
    let mut records: Vec<String> =
        csv_rows(&told).iter().map(|row| row[1].split('@').next().unwrap().to_owned()).collect();
    records.sort();
    records.dedup();
    records
}

/// The report's own text as sections, by the contents that the law asks for.
fn sections(added: &str) -> String {
    let text = fs::read_to_string(root().join("definitions/20-annual-report/report.txt")).unwrap();
    let mut rows: Vec<[String; 3]> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("![")) {
        match line.strip_prefix("# ") {
            Some(heading) => rows.push([heading.to_owned(), item_of(heading).to_owned(), String::new()]),
            None => rows.last_mut().unwrap()[2].push_str(line.trim_start_matches(['#', '?', ' '])),
        }
    }
    rows[0][2].push_str(added);
    let row = |[heading, item, text]: &[String; 3]| serde_json::json!({"heading": heading, "item": item, "text": text});
    serde_json::Value::Array(rows.iter().map(row).collect()).to_string().replace(' ', "")
}

fn item_of(heading: &str) -> &'static str {
    match heading {
        h if h.contains("问题") => "shortcomings",
        h if h.contains("第一责任人") => "leaders",
        h if h.contains("打算") => "next",
        _ => "measures",
    }
}

/// The secrecy review that opens every section.
fn secrecy() -> String {
    let sections: serde_json::Value = serde_json::from_str(&sections("")).unwrap();
    let open = |no: usize| serde_json::json!({"section": no, "decision": "open"});
    let all: Vec<_> = (1..=sections.as_array().unwrap().len()).map(open).collect();
    format!("保密审查通过 secrecy={}", serde_json::Value::Array(all))
}

/// The reporting to every recipient that the law names.
fn sent(action: &str, hash: &str) -> String {
    let to = |(recipient, kind): (&str, &str)| serde_json::json!({"recipient": recipient, "kind": kind, "sent_on": "2021-02-25"});
    let all = [
        ("party", "报送"),
        ("npc", "报送"),
        ("upper_party", "报送"),
        ("upper_government", "报送"),
        ("upper_office", "抄送"),
    ];
    let all = serde_json::Value::Array(all.map(to).to_vec());
    let hash = if hash.is_empty() { String::new() } else { format!(" sealed_hash={hash}") };
    format!("{action} submissions={all}{hash}")
}

/// Every rule is told by its id.
#[track_caller]
fn refused(answer: Answer, rules: &[&str]) {
    let told = answer.no();
    for rule in rules {
        assert!(told.contains(rule), "no {rule} in {told}");
    }
}

#[test]
fn figures_are_frozen_confirmed_and_disputed_and_nobody_types_one() {
    let case = Case::collected("confirm");
    refused(case.act("冻结数据 position=1", "赵文书", "02-22T09:00"), &["不填“冻结位置"]);
    case.act("冻结数据", "赵文书", "02-22T10:00").ok();
    let page = case.folder.fadu(&format!("show --data d {}", case.report)).ok();
    assert!(page.contains("132 行") && page.contains("40 行"), "{page}");
    let handled = case.row_of("applications.platform_handled");
    assert_eq!(
        (handled.get("value"), handled.get("printed"), handled.get("records")),
        ("2880", "2880件", "2880")
    );

    // The department that owns the figure, its filer first, its head after.
    let row = handled.no();
    refused(case.act(&format!("提出确认 --row {row}"), "冯科员", "02-22T10:10"), &["report.owner"]);
    refused(case.act(&format!("确认 --row {row}"), "魏局长", "02-22T10:10"), &["report.unproposed"]);
    let typed =
        format!("申报外来数据 --row {row} value=2900 declared_doc=f declared_signer=某 period_year=2020");
    refused(case.act(&typed, "褚科员", "02-22T10:20"), &["report.derived", "IMMUTABLE"]);
    case.act(&format!("提出确认 --row {row}"), "褚科员", "02-22T10:30").ok();
    let dispute = format!("提出异议 --row {row} reason=有三件没有登记 about=[\"application/1\"]");
    case.act(&dispute, "魏局长", "02-22T11:00").ok();
    refused(
        case.act(&format!("确认 --row {row}"), "魏局长", "02-22T11:10"),
        &["report.unproposed", "report.disputed"],
    );

    // What comes from elsewhere is declared with its document, of this year.
    let petition = case.row_of("peace.petition_yoy").no();
    let declare = |year: u16| {
        let value = "value=-16.1052 declared_doc=信访统计 declared_signer=张某";
        format!("申报外来数据 --row {petition} {value} period_year={year}")
    };
    refused(case.act(&declare(2019), "郑科员", "02-22T11:20"), &["report.file_year"]);
    case.act(&declare(2020), "郑科员", "02-22T11:30").ok();

    // A new freeze settles the dispute; then all confirm, many rows at once.
    refused(
        case.act("开始起草", "钱编辑", "02-22T12:00"),
        &["report.unconfirmed", "report.open_dispute", "report.unexplained_change", "report.last_tasks"],
    );
    let before = case.row_of("applications.platform_handled").get("position").parse::<i64>().unwrap();
    case.act("重新冻结", "赵文书", "02-22T14:00").ok();
    let again = case.row_of("applications.platform_handled");
    assert!(again.get("disputed").is_empty() && again.get("position").parse::<i64>().unwrap() > before);
    let declared = case.row_of("peace.petition_yoy");
    assert_eq!(declared.get("declared_signer"), "张某", "the document stays");
    assert_eq!(
        ["value", "printed", "class", "records"].map(|column| declared.get(column)),
        ["-16.1052", "下降约16.1%", "申报", "0"],
        "what was declared stands over what was imported"
    );
    let told = case.folder.fadu("figures --data d --year 2020 --csv --frozen").ok();
    let row = csv_rows(&told).into_iter().find(|row| row[0] == "peace.petition_yoy").unwrap();
    assert_eq!([&*row[1], &row[2], &row[5]], ["-16.1052", "下降约16.1%", "declared"]);
    case.confirm_all();
    let open = case
        .rows("figures")
        .iter()
        .filter(|row| {
            matches!(row.get("class"), "派生" | "导入" | "申报") && row.get("confirmed_by").is_empty()
        })
        .count();
    assert_eq!(open, 0);
    assert!(case.folder.fadu("verify --data d").ok().contains("完好"));
}

/// The outline as the printed report of the year had it, and a check that must be explained.
#[test]
fn a_check_that_fails_stops_the_draft_until_it_is_right_or_explained() {
    let case = Case::collected("checks");
    case.folder.copy(&root().join("definitions"), "misprint");
    let file = "misprint/20-annual-report/report.toml";
    let text = case.folder.read(file).replace("value = \"2015-2020\"", "value = \"2020-2025\"");
    let text = text.replace(
        "inspections.joint_tasks <= inspections.random_checks",
        "inspections.joint_tasks >= inspections.random_checks",
    );
    case.folder.write(file, &text);
    case.act("冻结数据 --definitions misprint", "赵文书", "02-22T10:00").ok();
    let failing: Vec<(String, String)> = case
        .rows("checks")
        .iter()
        .filter(|row| row.get("ok") == "否")
        .map(|row| (row.get("identity").to_owned(), row.no()))
        .collect();
    let failing: Vec<(&str, &str)> = failing.iter().map(|(id, no)| (&**id, &**no)).collect();
    assert!(matches!(failing[..], [("T13", _), ("T39", _)]), "{failing:?}");
    let (explainable, blocking) = (failing[0].1, failing[1].1);
    let because = "联合抽查任务由几个部门各记一次，与本局任务总数口径不同，已逐项核对。";

    refused(
        case.act(&format!("说明校核 --row {blocking} explanation={because}"), "王局长", "02-22T11:00"),
        &["report.explain_kind"],
    );
    refused(
        case.act(&format!("说明校核 --row {explainable} explanation=无"), "王局长", "02-22T11:00"),
        &["report.explain_length"],
    );
    case.confirm_all();
    case.state_last_tasks();
    refused(
        case.act("开始起草", "钱编辑", "02-23T12:00"),
        &["report.block", "report.unexplained", "T39", "T13"],
    );
    case.act(&format!("说明校核 --row {explainable} explanation={because}"), "王局长", "02-23T13:00").ok();
    refused(case.act("开始起草", "钱编辑", "02-23T13:30"), &["report.block", "T39"]);

    // The outline set right; the explanation stands as its outcome is the same.
    case.folder.write(file, text.replace("value = \"2020-2025\"", "value = \"2015-2020\""));
    case.act("重新冻结 --definitions misprint", "赵文书", "02-23T14:00").ok();
    case.confirm_all();
    assert!(case.act("开始起草", "钱编辑", "02-23T15:00").ok().contains("环节：起草"));
    assert!(case.folder.fadu("verify --data d").ok().contains("完好"));
}

#[test]
fn the_report_goes_its_whole_way_by_different_people() {
    let case = Case::collected("whole");
    case.act("冻结数据", "赵文书", "02-22T10:00").ok();
    case.confirm_all();
    refused(case.act("开始起草", "钱编辑", "02-23T10:30"), &["report.last_tasks", "上年度问题"]);
    case.state_last_tasks();
    case.act("开始起草", "钱编辑", "02-23T12:00").ok();

    // A number typed beside the slots, a word that says all, personal data.
    let typed = sections("全年办理3000件，全部办结，联系人13800000000。");
    case.act(&format!("写稿 sections={typed}"), "钱编辑", "02-23T13:00").ok();
    refused(
        case.act("送审", "钱编辑", "02-23T14:00"),
        &["report.free_number", "report.claim_word", "report.personal"],
    );
    case.act(&format!("写稿 sections={}", sections("")), "钱编辑", "02-23T15:00").ok();
    case.act("送审", "钱编辑", "02-23T16:00").ok();
    let page = case.folder.fadu(&format!("show --data d {}", case.report)).ok();
    let hash =
        page.lines().find(|line| line.contains("送审文稿摘要")).unwrap().split_whitespace().nth(1).unwrap();

    refused(case.act("合法性审核通过 opinion=合法", "钱编辑", "02-24T09:00"), &["ROLE_DENIED"]);
    case.folder.fadu("appoint --data d qian --role legal_reviewer --unit 司法局 --from 2021-02-01").ok();
    let twice = "合法性审核通过 opinion=合法 --role legal_reviewer";
    refused(case.act(twice, "钱编辑", "02-24T09:10"), &["SOD"]);
    case.act("合法性审核通过 opinion=合法", "孙审核", "02-24T09:20").ok();
    refused(
        case.act("保密审查通过 secrecy=[{\"section\":1,\"decision\":\"open\"}]", "李保密", "02-24T10:00"),
        &["report.secrecy_cover"],
    );
    case.act(&secrecy(), "李保密", "02-24T10:10").ok();

    let sign = |post: &str, hash: &str| format!("审定签批 post={post} seen_hash={hash} --doc minutes=paper");
    refused(case.act(&sign("secretary", "x"), "周书记", "02-24T15:00"), &["report.hash"]);
    case.act(&sign("secretary", hash), "周书记", "02-24T16:00").ok();
    refused(case.act(&sign("district_head", hash), "周书记", "02-24T16:10"), &["report.sign_twice"]);
    refused(case.act(PUBLISH, "赵文书", "02-24T16:20"), &["STEP_ILLEGAL"]);
    case.act(&format!("{} doc_no=某发〔2021〕3号", sign("district_head", hash)), "吴区长", "02-24T17:00")
        .ok();
    refused(case.act(&sent("报送", "x"), "赵文书", "02-25T09:00"), &["report.sealed"]);
    assert!(case.act(&sent("报送", hash), "赵文书", "02-25T10:00").ok().contains("环节：已报送"));
    let told = case.act(PUBLISH, "赵文书", "03-02T09:00").ok();
    assert!(told.contains("环节：已公开") && told.contains("随报告公开"), "{told}");
    refused(
        case.act(&format!("写稿 --role report_compiler sections={}", sections("")), "钱编辑", "03-03T09:00"),
        &["STEP_ILLEGAL"],
    );
    a_figure_is_corrected(&case);
    assert!(case.act("归档 --doc package=paper", "赵文书", "04-10T09:00").ok().contains("环节：已归档"));
    assert!(case.folder.fadu("verify --data d").ok().contains("完好"));
}

/// A complaint of the year that came in after the freeze.
const LATE: &str = "complaint 补录 no=迟〔2020〕1号 channel=电话 external_no=TS990001 received_on=2020-12-20 \
                    accepted_on=2020-12-22 complainant_name=赵某 respondent=某超市 facts=过期食品";

/// After publication: a late complaint leaves the printed figure alone; only a correction says the new
/// one, it must be what the records give, and it needs everybody who answered for the report.
fn a_figure_is_corrected(case: &Case) {
    let frozen = case.csv("figures");
    case.on("", LATE, "冯科员", "03-20T09:00").ok();
    let correct = |new: &str| {
        let row = serde_json::json!([{"slot": "complaints.accepted", "passage": "一（三）", "old": "3782起", "new": new,
            "cause": "补录一起", "class": "C", "found_on": "2021-04-01", "found_by": "person/qian"}]);
        format!("提出更正 corrections={row}")
    };
    refused(case.act(&correct("3790起"), "赵文书", "04-01T09:00"), &["correction.new", "IMMUTABLE"]);
    case.act(&correct("3783起"), "赵文书", "04-01T10:00").ok();
    let restated = case.rows("restated");
    assert_eq!(
        (restated.len(), restated[0].get("printed"), restated[0].get("records")),
        (1, "3783起", "3783")
    );
    assert_eq!(case.rows("rechecks").len(), 40);

    let publish = "公布更正 --row 1 notice=更正受理数";
    let missing = [
        "correction.head",
        "correction.legal",
        "correction.owner",
        "correction.leaders",
        "correction.resubmit",
    ];
    refused(case.act(publish, "赵文书", "04-02T09:00"), &missing);
    case.act("负责人同意更正 --row 1", "王局长", "04-02T10:00").ok();
    case.act("合法性审核同意更正 --row 1", "孙审核", "04-02T11:00").ok();
    refused(case.act("责任单位同意更正 --row 1", "魏局长", "04-02T12:00"), &["report.owner"]);
    case.act("责任单位同意更正 --row 1", "陈局长", "04-02T12:00").ok();
    case.act("保密审查同意更正 --row 1", "李保密", "04-02T13:00").ok();
    case.act("领导签批更正 --row 1 post=secretary", "周书记", "04-02T14:00").ok();
    refused(
        case.act("领导签批更正 --row 1 post=district_head", "周书记", "04-02T14:10"),
        &["report.sign_twice"],
    );
    case.act("领导签批更正 --row 1 post=district_head", "吴区长", "04-02T15:00").ok();
    case.act(&sent("更正后重新报送", ""), "赵文书", "04-06T09:00").ok();
    case.act(publish, "赵文书", "04-06T10:00").ok();
    assert_eq!(case.csv("figures"), frozen, "what was frozen stays, byte for byte");
}

#[test]
fn what_comes_in_after_the_freeze_is_listed_and_moves_nothing() {
    let case = Case::collected("late");
    let list = |form: &str| case.folder.fadu(&format!("figures --data d --year 2020 --late {form}"));
    assert!(list("").failed().contains("还没有冻结"));
    case.act("冻结数据", "赵文书", "02-22T10:00").ok();
    let frozen = case.csv("figures");
    let quiet = list("").ok();
    assert!(quiet.contains("没有迟报") && !quiet.contains("不符"), "{quiet}");
    let report = |form: &str| {
        let told = case.folder.fadu(&format!("report --data d --year 2020 --out r2020 {form}")).ok();
        assert_eq!(told.contains("已冻结于流水第"), form.is_empty(), "{told}");
        ["index.html", "report.json", "figures/complaints.accepted.html"]
            .map(|file| case.folder.read(&format!("r2020/{file}")))
    };
    let figures = |form: &str| case.folder.fadu(&format!("figures --data d --year 2020 --csv {form}")).ok();
    let before = (report(""), figures("--frozen"));

    let told = case.on("", LATE, "冯科员", "02-23T09:00").ok();
    let late = told.lines().next().unwrap().strip_prefix("已办理：").unwrap();
    let rows = csv_rows(&list("--csv").ok());
    let told: Vec<[&str; 6]> =
        rows.iter().map(|row| [&*row[0], &row[2], &row[3], &row[4], &row[5], &row[8]]).collect();
    let record = format!("{late}@1");
    assert_eq!(told, [["complaints.accepted", "3782起", "3783起", "新增", &record, "2021-02-23"]]);
    let told = list("").ok();
    assert!(told.contains("冻结 3782起，现为 3783起") && !told.contains("不符"), "{told}");
    assert_eq!(case.csv("figures"), frozen, "what was frozen stays, byte for byte");
    assert_eq!(case.row_of("complaints.accepted").get("printed"), "3782起");
    // The report of the year is the frozen one; only its list of late entries is another.
    let after = (report(""), figures("--frozen"));
    assert_eq!(before.1, after.1);
    let without_late = |page: &str| match page.split_once("<h2 id=\"late\">") {
        Some((head, late)) => format!("{head}{}", late.split_once("</table>\n").unwrap().1),
        None => page.to_owned(),
    };
    let ([page, data, lineage], [page_after, data_after, lineage_after]) = (before.0, after.0);
    assert!(page != page_after && page == without_late(&page_after), "the page differs beyond late entries");
    assert_eq!(lineage, lineage_after);
    let told = |data: &str| {
        let mut data: serde_json::Value = serde_json::from_str(data).unwrap();
        (data.as_object_mut().unwrap().remove("late").unwrap(), data)
    };
    let (before, after) = (told(&data), told(&data_after));
    assert!(before.0 != after.0 && before.1 == after.1, "the data differ beyond late entries");
    assert!(figures("").contains("3783起") && report("--today")[0].contains("3783起</a>"));

    // The pages of this year and of the next say it.
    for year in [2020, 2021] {
        case.folder.fadu(&format!("report --data d --year {year} --out r{year}")).ok();
        let page = case.folder.read(&format!("r{year}/index.html"));
        let late = page.split("id=\"late\"").nth(1).unwrap();
        assert!(late.contains("<td>3782起</td><td>3783起</td><td class=\"number\">1</td>"), "{late}");
    }
    assert!(case.folder.fadu("verify --data d").ok().contains("完好"));
}
