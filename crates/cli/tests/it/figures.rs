//! Figures by month, by organization and over years: the parts make the whole, and a year is only
//! compared with one that the ledgers hold.

use std::fs;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::demo::{demo, fadu};
use crate::run::csv_rows;

/// A decimal with at most two places, in hundredths.
fn hundredths(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

fn row(rows: &[Vec<String>], id: &str) -> Vec<String> {
    rows.iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("no {id}")).clone()
}

#[test]
fn the_months_of_a_year_make_its_figure() {
    let rows = csv_rows(&fadu("figures --year 2020 --by month --csv").ok());
    let year = csv_rows(&fadu("figures --year 2020 --csv").ok());
    for id in ["complaints.accepted", "complaints.loss_recovered", "applications.platform_handled"] {
        let months = row(&rows, id);
        assert_eq!(months.len(), 15, "{id}: name, unit and twelve months");
        let sum: i64 = months[3..].iter().map(|value| hundredths(value)).sum();
        assert_eq!(sum, hundredths(&row(&year, id)[1]), "{id}");
    }
    // A register is read at the end of the month, so December's is the year's.
    assert_eq!(row(&rows, "enforcement.certificates")[14], row(&year, "enforcement.certificates")[1]);
    // The base of a change against last year is a year.
    assert!(row(&rows, "peace.petition_yoy")[3..].iter().all(String::is_empty));
}

#[test]
fn constants_have_no_parts_and_nothing_else_is_left_out() {
    let year = csv_rows(&fadu("figures --year 2020 --csv").ok());
    let derived = || year.iter().filter(|row| !matches!(&*row[5], "text" | "pledge")).map(|row| &row[0]);
    let months = csv_rows(&fadu("figures --year 2020 --by month --csv").ok());
    assert!(derived().eq(months.iter().map(|row| &row[0])));
    for form in ["--year 2020 --by org", "--years 2019..2020"] {
        let mut rows = csv_rows(&fadu(&format!("figures {form} --csv")).ok());
        rows.dedup_by(|a, b| a[0] == b[0]);
        assert!(derived().eq(rows.iter().map(|row| &row[0])), "{form}");
    }
    let constant = fadu("figures --year 2020 --by month --indicator annual_report.report_year").failed();
    assert!(constant.contains("文字常数"), "{constant}");
    let unknown = fadu("figures --years 2019..2020 --indicator no.such").failed();
    assert!(unknown.contains("没有指标"), "{unknown}");
}

#[test]
fn the_organizations_of_a_figure_make_it() {
    let told = fadu("figures --year 2020 --by org --csv --indicator applications.platform_handled").ok();
    let rows = csv_rows(&told);
    assert!(rows.len() > 10, "{told}");
    assert!(rows.iter().all(|row| row[3].starts_with("organization/") && row[4].contains('局')), "{told}");
    assert_eq!(rows.iter().map(|row| row[5].parse::<u32>().unwrap()).sum::<u32>(), 2880);
}

#[test]
fn a_year_is_compared_with_one_that_the_ledgers_hold() {
    let rows = csv_rows(&fadu("figures --years 2019..2020 --csv").ok());
    let of = |id: &str| {
        let found = rows.iter().find(|row| row[0] == id && row[3] == "2020");
        found.map(|row| (row[4].clone(), row[6].clone(), row[7].clone())).unwrap()
    };
    let told = |value: &str, last: &str, change: &str| (value.into(), last.into(), change.into());
    assert_eq!(of("enforcement.certificates"), told("308", "295", "上升4.4%"));
    assert_eq!(of("smart_supervision.platforms"), told("2", "2", "基本持平"));
    assert_eq!(of("enforcement.items_with_charts_ratio"), told("100", "98.5994", "上升1.4个百分点"));
    // What was carried over from the last weeks of a year is not that year.
    assert_eq!(of("complaints.accepted"), told("3782", "86", "不可比（上年台账不满全年）"));
    assert_eq!(of("applications.integrated_windows"), told("7", "", "不可比（上年没有记录）"));
    assert_eq!(of("peace.petition_yoy").2, "不可比（本身是同比）");
    for wrong in ["2020..2019", "1700..1701", "1950..2020"] {
        assert!(!fadu(&format!("figures --years {wrong}")).failed().is_empty(), "{wrong}");
    }
}

#[test]
fn they_are_json_too() {
    let json = |line: &str| -> Value { serde_json::from_str(&fadu(line).ok()).unwrap() };
    let months = json("figures --year 2020 --by month --json --indicator complaints.accepted");
    assert_eq!((&months["by"], &months["year"]), (&"month".into(), &2020.into()));
    let parts = months["figures"][0]["parts"].as_array().unwrap();
    assert_eq!((parts.len(), &parts[0]["month"], &parts[0]["value"]), (12, &"2020-01".into(), &"323".into()));
    let owners = json("figures --year 2020 --by org --json --indicator complaints.accepted");
    assert_eq!(owners["figures"][0]["parts"][0]["value"], "3782");
    let series = json("figures --years 2019..2020 --json --indicator enforcement.certificates");
    let years = &series["figures"][0]["years"];
    assert_eq!((&years[1]["last"], &years[1]["change"]), (&"295".into(), &"上升4.4%".into()));
    assert_eq!((&years[0]["comparable"], &years[1]["comparable"]), (&false.into(), &true.into()));
}

#[test]
fn their_tables_fit_a_terminal() {
    for form in ["--year 2020 --by month", "--year 2020 --by org", "--years 2019..2020"] {
        let told = fadu(&format!("figures {form}")).ok();
        assert!(told.lines().all(|line| line.width() <= 80), "{told}");
        assert!(told.contains("受理投诉举报(起)"), "{told}");
    }
}

#[test]
fn the_report_sets_the_year_before_beside_each_figure() {
    let report = demo().join("report");
    let page = fs::read_to_string(report.join("index.html")).unwrap();
    let row = |id: &str| {
        let list = page.split("<h2 id=\"figures\">").nth(1).unwrap();
        list.lines().find(|line| line.contains(&format!("figures/{id}.html"))).unwrap().to_owned()
    };
    assert!(page.contains("<th scope=\"col\">上年</th><th scope=\"col\">增减</th>"));
    let certificates = row("enforcement.certificates");
    assert!(certificates.contains(">295个</td><td>上升4.4%</td>"), "{certificates}");
    assert!(row("complaints.accepted").contains(">86起</td><td>不可比（上年台账不满全年）</td>"));
    assert!(row("annual_report.report_year").contains("<td class=\"number\"></td><td></td>"));
    let lineage = fs::read_to_string(report.join("figures/enforcement.certificates.html")).unwrap();
    assert!(lineage.contains("<th scope=\"row\">增减</th><td>上升4.4%</td>"), "{lineage}");
    let data: Value = serde_json::from_str(&fs::read_to_string(report.join("report.json")).unwrap()).unwrap();
    let figures = data["figures"].as_array().unwrap();
    let of = |id: &str| figures.iter().find(|figure| figure["indicator"] == id).unwrap();
    let certificates = of("enforcement.certificates");
    assert_eq!((&certificates["last"], &certificates["change"]), (&"295".into(), &"上升4.4%".into()));
    assert_eq!(of("complaints.accepted")["comparable"], false);
}

#[test]
fn each_bar_of_a_chart_opens_its_figure_and_a_table_stands_behind() {
    let report = demo().join("report");
    let page = fs::read_to_string(report.join("index.html")).unwrap();
    let charts: Vec<&str> = page.split("<figure>").skip(1).collect();
    assert!(charts.len() >= 3, "{} charts", charts.len());
    for chart in charts {
        let chart = chart.split("</figure>").next().unwrap();
        let (svg, table) = chart.split_once("</svg>").unwrap();
        let links: Vec<&str> =
            svg.split("<a href=\"").skip(1).map(|a| a.split('"').next().unwrap()).collect();
        assert_eq!((links.len(), svg.matches("<rect ").count()), (12, 12), "{chart}");
        assert!(links.iter().all(|link| report.join(link).exists()), "{links:?}");
        let cells = table.split("<td class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap());
        let drawn = svg.split("</a>").map(|bar| bar.split("<text").nth(1).unwrap_or_default());
        let drawn = drawn.filter_map(|text| text.split('>').nth(1)?.strip_suffix("</text"));
        assert!(cells.eq(drawn), "the table holds the numbers of the bars: {chart}");
    }
    let accepted = page.split("<figure>").find(|chart| chart.contains("complaints.accepted.html\" aria"));
    let table = accepted.unwrap().split("</svg>").nth(1).unwrap().split("</figure>").next().unwrap();
    let cells = table.split("<td class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap());
    assert_eq!(cells.map(|cell| cell.parse::<u32>().unwrap()).sum::<u32>(), 3782);
}
