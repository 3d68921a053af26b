//! The report as HTML: one page with the text, the list of figures and the checks, and one page a
//! figure with its lineage. Readable by a screen reader, printable, without script.

use std::fmt::Write;

use crate::chart::chart_html;
use crate::escape::escape;
use crate::{Block, Check, Figure, Outcome, Report, Run};

/// Where the page of a figure lies.
pub type Place<'p> = &'p dyn Fn(&Figure) -> String;

const STYLE: &str = "\
body{font-family:'Songti SC','Noto Serif CJK SC','SimSun',serif;max-width:46rem;margin:0 auto;padding:1.5rem;line-height:1.9;color:#1b1b1b;background:#fff}\
h1,h2,h3{font-family:'Heiti SC','Noto Sans CJK SC','SimHei',sans-serif;line-height:1.4}\
h1{text-align:center;color:#9f1414;border-bottom:3px solid #9f1414;padding-bottom:1rem}\
p{text-indent:2em;margin:.6rem 0}\
a{color:#0b4f8a}a.figure{font-variant-numeric:tabular-nums;text-decoration-thickness:1px;text-underline-offset:3px}\
.gap{background:#fdf0d5;border-bottom:1px dashed #8a5a00;padding:0 .2em}\
table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.5;margin:1rem 0}\
th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}\
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
caption{text-align:left;font-weight:bold;padding:.4rem 0}\
figure{margin:1.2rem 0}figcaption{font-weight:bold;font-size:.92rem}figure svg{width:100%;height:auto}\
figure rect{fill:#0b4f8a}figure a:hover rect,figure a:focus rect{fill:#9f1414}summary{font-size:.9rem;cursor:pointer}\
.meta{color:#555;font-size:.9rem;text-indent:0}.fails{color:#9f1414;font-weight:bold}\
code{font-size:.85rem;word-break:break-all}\
@media (max-width:40rem){body{padding:1rem}table{display:block;overflow-x:auto}}\
@media print{a{color:inherit;text-decoration:none}.gap{border:1px solid #999}}";

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

/// The text of the report alone, for a page with surroundings of its own.
pub fn text_html(report: &Report, place: Place<'_>) -> String {
    report.blocks.iter().map(|block| block_html(report, block, place)).collect()
}

/// The page of the report.
pub fn index_html(report: &Report, place: Place<'_>) -> String {
    let title = format!("{}{}年法治政府建设情况年度报告", report.district, report.year);
    let mut body = format!("<main>\n{}", text_html(report, place));
    body.push_str("</main>\n<section aria-labelledby=\"figures\">\n");
    body.push_str(&figures_html(report, place));
    body.push_str(&checks_html(&report.checks));
    body.push_str(&moved_html(report));
    body.push_str("</section>\n");
    page(&title, &body)
}

fn block_html(report: &Report, block: &Block, place: Place<'_>) -> String {
    match block {
        Block::Heading(1, words) if words.starts_with("法治政府") => {
            format!("<h1>{}{}年<br>{}</h1>\n", escape(&report.district), report.year, escape(words))
        }
        Block::Heading(level, words) => {
            let level = level + 1;
            format!("<h{level}>{}</h{level}>\n", escape(words))
        }
        Block::Chart(caption, index) => chart_html(caption, report.figure(*index), place),
        Block::Paragraph(runs) => {
            let runs: String = runs.iter().map(|run| run_html(report, run, place)).collect();
            format!("<p>{runs}</p>\n")
        }
    }
}

fn run_html(report: &Report, run: &Run, place: Place<'_>) -> String {
    match run {
        Run::Text(words) => escape(words),
        Run::Figure(index) => {
            let figure = report.figure(*index);
            link(figure, figure.printed.as_deref().unwrap_or_default(), place)
        }
        Run::Said(index, words) => link(report.figure(*index), words, place),
        Run::Gap(index) => {
            let figure = report.figure(*index);
            let why = figure.missing.as_deref().unwrap_or("暂缺");
            format!("<span class=\"gap\">〔缺：{}，{}〕</span>", escape(&figure.name), escape(why))
        }
    }
}

fn link(figure: &Figure, words: &str, place: Place<'_>) -> String {
    format!(
        "<a class=\"figure\" href=\"{}\" title=\"{}：打开出处\">{}</a>",
        escape(&place(figure)),
        escape(&figure.name),
        escape(words)
    )
}

fn figures_html(report: &Report, place: Place<'_>) -> String {
    let mut html = format!(
        "<h2 id=\"figures\">数据清单</h2>\n<p class=\"meta\">统计期间{}年，登记册截至{}，流水位置第{}号。每个数据都可以打开，看到它背后的记录。</p>\n\
         <table>\n<caption>全部{}个数据</caption>\n<thead><tr><th scope=\"col\">序号</th><th scope=\"col\">数据</th>\
         <th scope=\"col\">印出</th><th scope=\"col\">准确值</th><th scope=\"col\">上年</th><th scope=\"col\">增减</th><th scope=\"col\">来源</th><th scope=\"col\">记录数</th></tr></thead>\n<tbody>\n",
        report.year,
        escape(&report.as_of),
        report.position,
        report.figures.len()
    );
    for figure in &report.figures {
        html.push_str(&figure_row(figure, place));
    }
    html.push_str("</tbody>\n</table>\n<p class=\"meta\">上年数按同一口径从台账算出。上年台账没有记录、不满全年或者为0的，不比较。</p>\n");
    html
}

fn figure_row(figure: &Figure, place: Place<'_>) -> String {
    let blank = || figure.missing.clone().unwrap_or_default();
    let (last, change) = last_year(figure);
    format!(
        "<tr><td class=\"number\">{}</td><td><a href=\"{}\">{}</a></td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{last}</td><td>{change}</td><td>{}</td><td class=\"number\">{}</td></tr>\n",
        figure.no,
        escape(&place(figure)),
        escape(&figure.name),
        escape(&figure.printed.clone().unwrap_or_else(blank)),
        escape(figure.value.as_deref().unwrap_or("—")),
        figure.class_word(),
        figure.lineage.records
    )
}

/// The figure of the year before and the change, nothing for constants.
fn last_year(figure: &Figure) -> (String, String) {
    figure.last.as_ref().map_or_else(Default::default, |last| {
        (escape(last.printed.as_deref().unwrap_or("—")), escape(&last.change))
    })
}

fn checks_html(checks: &[Check]) -> String {
    let mut html = String::from(
        "<h2>数据校核</h2>\n<table>\n<caption>数据之间应有的关系</caption>\n<thead><tr><th scope=\"col\">编号</th>\
         <th scope=\"col\">关系</th><th scope=\"col\">结果</th></tr></thead>\n<tbody>\n",
    );
    for check in checks {
        let class = if check.outcome == Outcome::Fails { " class=\"fails\"" } else { "" };
        let say = if check.outcome == Outcome::Fails {
            format!("：{}", escape(&check.say))
        } else {
            String::new()
        };
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td><code>{}</code></td><td{class}>{}{say}</td></tr>",
            escape(&check.id),
            escape(&check.text),
            escape(&check.outcome.word())
        );
    }
    html.push_str("</tbody>\n</table>\n");
    html
}

/// What late entries have moved since a report was frozen: its figures stay as they were printed.
fn moved_html(report: &Report) -> String {
    if report.moved.is_empty() {
        return String::new();
    }
    let mut html = String::from(
        "<h2 id=\"late\">迟报和上年调整</h2>\n<table>\n<caption>报告冻结以后补报、变动的数据，已冻结的数不改</caption>\n<thead><tr><th scope=\"col\">年度</th>\
         <th scope=\"col\">数据</th><th scope=\"col\">冻结时</th><th scope=\"col\">现在</th><th scope=\"col\">变动的记录数</th></tr></thead>\n<tbody>\n",
    );
    for moved in &report.moved {
        let _ = writeln!(
            html,
            "<tr><td class=\"number\">{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>",
            moved.year,
            escape(&moved.name),
            escape(&moved.frozen),
            escape(&moved.now),
            moved.records
        );
    }
    html.push_str("</tbody>\n</table>\n");
    html
}

/// The page of one figure: how it is counted and every record behind it.
pub fn lineage_html(report: &Report, figure: &Figure) -> String {
    let lineage = &figure.lineage;
    let mut body = format!(
        "<main>\n<p class=\"meta\"><a href=\"../index.html\">返回报告</a></p>\n<h1>{}</h1>\n<table>\n<caption>出处</caption>\n<tbody>\n",
        escape(&figure.name)
    );
    for (head, text) in facts(report, figure) {
        let _ = writeln!(body, "<tr><th scope=\"row\">{head}</th><td>{text}</td></tr>");
    }
    body.push_str("</tbody>\n</table>\n");
    if !lineage.sources.is_empty() {
        body.push_str(&sources_html(figure));
    }
    body.push_str("</main>\n");
    page(&figure.name, &body)
}

fn facts(report: &Report, figure: &Figure) -> Vec<(&'static str, String)> {
    let lineage = &figure.lineage;
    let missing = figure.missing.clone().unwrap_or_else(|| "—".into());
    let parts: Vec<String> =
        lineage.parts.iter().map(|id| format!("<a href=\"{0}.html\">{0}</a>", escape(id))).collect();
    let mut facts = vec![
        ("指标", format!("<code>{}</code>", escape(&figure.id))),
        ("印出", escape(figure.printed.as_deref().unwrap_or(&missing))),
        ("准确值", format!("{} {}", escape(figure.value.as_deref().unwrap_or("—")), escape(&figure.unit))),
        ("口径", escape(&lineage.rule)),
        ("来源", figure.class_word().into()),
        ("统计期间", format!("{}年，登记册截至{}", report.year, escape(&report.as_of))),
        ("流水位置", format!("第{}号", report.position)),
        ("记录数", format!("{}（其中补录{}）", lineage.records, lineage.entered_past)),
        ("记录集杂凑（SM3）", format!("<code>{}</code>", escape(&lineage.set_hash))),
    ];
    if figure.last.is_some() {
        let (last, change) = last_year(figure);
        facts.insert(3, ("上年", last));
        facts.insert(4, ("增减", change));
    }
    if !parts.is_empty() {
        facts.push(("由这些数据算出", parts.join("、")));
    }
    facts
}

fn sources_html(figure: &Figure) -> String {
    let mut html = String::from(
        "<table>\n<caption>背后的记录</caption>\n<thead><tr><th scope=\"col\">记录</th><th scope=\"col\">计入</th></tr></thead>\n<tbody>\n",
    );
    for source in &figure.lineage.sources {
        let _ = writeln!(
            html,
            "<tr><td><code>{}</code></td><td class=\"number\">{}</td></tr>",
            escape(&source.record),
            escape(&source.addend)
        );
    }
    html.push_str("</tbody>\n</table>\n");
    html
}
