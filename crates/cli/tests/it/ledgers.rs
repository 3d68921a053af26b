//! The main job: the ledgers of 2020 go in, the figures and the report come out, and each figure
//! opens down to the records behind it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::demo::{self, demo};
use crate::run::{Folder, csv_rows, number_after, root};

const EXPECTED: &str = include_str!("../expected-2020.csv");
const NOT_SHIPPED: &str = "尚未启用";

/// Value and printed form by indicator.
fn expected() -> BTreeMap<String, (String, String)> {
    let rows = csv_rows(EXPECTED).into_iter();
    rows.map(|row| (row[0].clone(), (row[1].clone(), row[2].clone()))).collect()
}

fn figures() -> Vec<Vec<String>> {
    csv_rows(&demo::fadu("figures --year 2020 --csv").ok())
}

#[test]
fn every_figure_with_a_value_is_the_expected_one() {
    let (expected, figures) = (expected(), figures());
    assert_eq!(figures.len(), 132);
    let mut compared = 0;
    for row in figures.iter().filter(|row| !row[1].is_empty()) {
        match expected.get(&row[0]) {
            Some(wanted) => {
                assert_eq!((&row[1], &row[2]), (&wanted.0, &wanted.1), "{}", row[0]);
                compared += 1;
            }
            None => assert!(matches!(&*row[5], "text" | "pledge"), "{} is not expected", row[0]),
        }
    }
    assert!(compared >= 22, "only {compared} figures have a value");
}

/// The table only counts the records that the file hashes: as many, figure by figure.
#[test]
fn the_table_counts_the_records_of_the_file() {
    let table = demo::fadu("figures --year 2020").ok();
    let lines = table.lines().skip(2);
    for (row, line) in figures().iter().zip(lines).filter(|(row, _)| !row[1].is_empty()) {
        assert_eq!(line.split_whitespace().last(), Some(&*row[6]), "{line}");
    }
}

#[test]
fn figures_of_types_that_are_not_shipped_say_so() {
    let figures = figures();
    for row in figures.iter().filter(|row| row[1].is_empty()) {
        assert_eq!((&*row[2], &*row[6], &*row[7]), (NOT_SHIPPED, "", ""), "{}", row[0]);
    }
    let shipped = ["applications.", "complaints.", "enforcement.", "public_legal_services."];
    for row in figures.iter().filter(|row| shipped.iter().any(|system| row[0].starts_with(system))) {
        let elsewhere = row[0] == "public_legal_services.village_lectures";
        assert!(elsewhere || !row[1].is_empty(), "{} has no value", row[0]);
    }
}

/// A decimal with at most four places, in ten-thousandths.
fn exact(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<4}").parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

/// The indicators of the definitions, each with the text of its table.
fn indicators() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for system in fs::read_dir(root().join("definitions")).unwrap().map(|entry| entry.unwrap().path()) {
        let files = fs::read_dir(&system).into_iter().flatten().map(|entry| entry.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
            let text = fs::read_to_string(file).unwrap();
            for table in text.split("\n[indicator.\"").skip(1) {
                let (id, rest) = table.split_once("\"]").unwrap();
                found.insert(id.to_owned(), rest.split("\n[").next().unwrap().to_owned());
            }
        }
    }
    found
}

/// What an indicator is: `count`, `sum`, `distinct`, `value`.
fn measure(table: &str) -> &'static str {
    let how = ["count", "sum", "max", "distinct", "mean", "value"];
    how.into_iter().find(|how| table.contains(&format!("\n{how} "))).unwrap_or("?")
}

#[test]
fn the_records_behind_a_figure_make_it() {
    let figures: Value = serde_json::from_str(&demo::fadu("figures --year 2020 --json").ok()).unwrap();
    let (mut counts, mut sums, indicators) = (0, 0, indicators());
    for figure in figures["figures"].as_array().unwrap().iter().filter(|figure| !figure["value"].is_null()) {
        let id = figure["indicator"].as_str().unwrap();
        let sources = figure["sources"].as_array().unwrap();
        let records: std::collections::BTreeSet<&str> =
            sources.iter().map(|source| source["record"].as_str().unwrap()).collect();
        assert_eq!(figure["records"].as_u64().unwrap(), records.len() as u64, "{id}");
        let value = || exact(figure["value"].as_str().unwrap());
        let addend = |source: &Value| exact(source["addend"].as_str().unwrap());
        match indicators.get(id).map(|table| measure(table)) {
            Some("count") => {
                assert_eq!(value(), sources.len() as i64 * 10_000, "{id}");
                counts += 1;
            }
            Some("sum") => {
                assert_eq!(value(), sources.iter().map(addend).sum::<i64>(), "{id}");
                sums += 1;
            }
            Some("max") => {
                assert_eq!(value(), sources.iter().map(addend).max().unwrap_or_default(), "{id}");
            }
            Some("distinct") => {
                let distinct: std::collections::BTreeSet<&str> =
                    sources.iter().map(|source| source["addend"].as_str().unwrap()).collect();
                assert_eq!(value(), distinct.len() as i64 * 10_000, "{id}");
            }
            // A ratio is what its two lists give, below.
            Some("value") if indicators[id].contains("pct(") => assert!(!sources.is_empty(), "{id}"),
            Some("value") => assert_eq!(value(), sources.len() as i64 * 10_000, "{id}"),
            None => assert!(sources.is_empty(), "{id} is a constant"),
            Some(other) => panic!("{id}: {other} is not known to this test"),
        }
    }
    assert!(counts >= 10 && sums >= 4, "{counts} counts, {sums} sums");
}

#[test]
fn the_list_of_records_is_the_one_of_the_figure() {
    let records = csv_rows(&demo::fadu("figures --year 2020 --indicator complaints.accepted --records").ok());
    assert_eq!(records.len(), 3782);
    assert!(records.iter().all(|row| row[0] == "complaints.accepted" && row[1].ends_with("@1")));
    let records =
        csv_rows(&demo::fadu("figures --year 2020 --indicator complaints.loss_recovered --records").ok());
    assert_eq!(records.iter().map(|row| exact(&row[2])).sum::<i64>(), exact("2356784.50"));
    let row =
        &csv_rows(&demo::fadu("figures --year 2020 --indicator complaints.loss_recovered --csv").ok())[0];
    assert_eq!(row[6], records.len().to_string());
    assert_eq!(row[7].len(), 64);
    let unknown = demo::fadu("figures --year 2020 --indicator complaints.nothing").failed();
    assert!(unknown.contains("没有指标"), "{unknown}");
}

/// What the records of a part make of it, in ten-thousandths.
fn sum_of(kind: &str, rows: &[Vec<String>]) -> i64 {
    let addends = || rows.iter().map(|row| &row[2]);
    match kind {
        "count" => rows.len() as i64 * 10_000,
        "sum" => addends().map(|addend| exact(addend)).sum(),
        "distinct" => addends().collect::<std::collections::BTreeSet<_>>().len() as i64 * 10_000,
        other => panic!("{other} is no part of a ratio"),
    }
}

/// Both lists of a ratio: what is above the line and what is below give it.
#[test]
fn a_ratio_is_what_its_two_lists_give() {
    let indicators = indicators();
    let mut ratios = 0;
    for figure in figures() {
        let table = indicators.get(&figure[0]).filter(|table| measure(table) == "value");
        let Some((_, formula)) = table.and_then(|table| table.split_once("pct(")) else { continue };
        let told = demo::fadu(&format!("figures --year 2020 --indicator {} --records", figure[0])).ok();
        let records = csv_rows(&told);
        let part = |id: &str| {
            let of_part: Vec<Vec<String>> = records.iter().filter(|row| row[0] == id).cloned().collect();
            sum_of(measure(&indicators[id]), &of_part)
        };
        let side = |text: &str| match text.split_once(" - ") {
            Some((a, b)) => part(a.trim()) - part(b.trim()),
            None => part(text.trim()),
        };
        let mut sides = formula.split(',');
        let (above, below) = (side(sides.next().unwrap()), side(sides.next().unwrap()));
        assert!(below > 0, "{}", figure[0]);
        // In percent with four places, half up.
        let (scaled, half) = (above.abs() * 1_000_000, below / 2);
        assert_eq!(exact(&figure[1]).abs(), (scaled + half) / below, "{}: {above} / {below}", figure[0]);
        ratios += 1;
    }
    assert!(ratios >= 20, "only {ratios} ratios");
}

#[test]
fn another_year_has_other_figures() {
    let figures = csv_rows(&demo::fadu("figures --year 2010 --csv").ok());
    let accepted = figures.iter().find(|row| row[0] == "complaints.accepted").unwrap();
    assert_eq!((&*accepted[1], &*accepted[6]), ("0", "0"));
    assert!(demo::fadu("figures --year 1700 --csv").failed().contains("1900"));
}

#[test]
fn the_demonstration_reads_well_in_a_terminal() {
    let told = demo::told();
    let wide: Vec<&str> = told.lines().filter(|line| line.width() > 80 && !line.contains("demo")).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    assert!(told.contains("投诉举报台账_2020.xlsx：导入 3"), "{told}");
    assert!(
        told.contains("退回文件 0 个") && told.contains("3782起") && told.contains("report/index.html"),
        "{told}"
    );
}

#[test]
fn the_same_ledgers_again_enter_nothing() {
    let folder = demo::copied("twice");
    let before = folder.verified("d");
    let told = folder.fadu("demo --no-serve --data d").ok();
    let total = told.lines().find(|line| line.starts_with("合计")).unwrap();
    assert!(total.starts_with("合计：导入 0 条") && total.ends_with("退回文件 0 个"), "{total}");
    // Rows that stand twice in a ledger with the same content are known the first time too.
    let imported = number_after(&demo::told(), "合计：导入 ");
    assert!(number_after(total, "已有 ") >= imported, "{total}");
    assert_eq!(folder.verified("d"), before);
}

/// Whoever reads may stop reading, as `head` does.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new("pipe");
    let mut command = folder.command(&format!("figures --data {} --year 2020 --csv", demo().display()));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.is_empty(), "{told}");
}

/// All files of a folder by their path below it.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            all.extend(content(&entry).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            all.insert(name, fs::read(&entry).unwrap());
        }
    }
    all
}

#[test]
fn two_runs_of_the_report_give_the_same_bytes() {
    let folder = Folder::new("report");
    for out in ["a", "b"] {
        let told = folder.fadu(&format!("report --data {} --year 2020 --out {out}", demo().display())).ok();
        assert!(told.contains("index.html") && told.contains("尚缺"), "{told}");
    }
    let (a, b) = (content(&folder.path("a")), content(&folder.path("b")));
    assert!(a.len() > 100, "a page for each figure");
    assert!(a == b, "the same figures give the same files");
    assert!(a == content(&demo().join("report")), "and those of the demonstration");
}

#[test]
fn each_printed_figure_of_the_report_leads_to_its_lineage() {
    let report = demo().join("report");
    let page = fs::read_to_string(report.join("index.html")).unwrap();
    let template = fs::read_to_string(root().join("definitions/20-annual-report/report.txt")).unwrap();
    for row in figures() {
        let link = format!("href=\"figures/{}.html\"", row[0]);
        let lineage = fs::read_to_string(report.join(format!("figures/{}.html", row[0]))).unwrap();
        assert!(lineage.contains(&row[3]), "{}", row[0]);
        let mut links = page.split(&link).skip(1).map(|rest| rest.split("</a>").next().unwrap());
        // Constants and claims may stand in words; they are in the table of figures all the same.
        if !row[1].is_empty() && row[5] != "text" {
            let words =
                template.split(&format!("{{{}|", row[0])).nth(1).and_then(|rest| rest.split('}').next());
            let said = format!(">{}", words.unwrap_or(&row[2]));
            assert!(links.any(|told| told.ends_with(&said)), "{}: {said} has no link", row[0]);
        } else {
            assert!(links.next().is_some(), "{} has no link", row[0]);
        }
    }
    assert!(page.contains("3782起") && !page.contains("尚未启用"), "figures and no gaps");
    let data: Value = serde_json::from_str(&fs::read_to_string(report.join("report.json")).unwrap()).unwrap();
    assert_eq!(data["figures"].as_array().unwrap().len(), 132);
}

#[test]
fn the_demonstration_verifies_whole_and_by_its_chain() {
    let told = demo::fadu("verify").ok();
    assert!(told.contains("流水、投影、附件完好"), "{told}");
    assert!(number_after(&told, "核验记录 ") > 18_000);
    assert!(demo::fadu("verify --chain").ok().contains("哈希链完好"));
}

#[test]
fn a_record_is_shown_with_its_personal_values_masked() {
    let records = demo::fadu("figures --year 2020 --indicator complaints.accepted --records").ok();
    let id = records.lines().nth(1).unwrap().split(',').nth(1).unwrap().split('@').next().unwrap().to_owned();
    let page = demo::fadu(&format!("show {id}")).ok();
    for part in ["消费投诉", &*id, "字段", "接收日期", "经过", "补录", "****"] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    let number =
        page.lines().find_map(|line| line.trim_start().strip_prefix("编号")).unwrap().trim().to_owned();
    assert_eq!(demo::fadu(&format!("show {number}")).ok(), page, "by its number too");
    let full = page.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.starts_with("140599"));
    assert!(!full, "no identity number in full: {page}");
    assert!(demo::fadu("show complaint/nobody").failed().contains("没有记录"));
}
