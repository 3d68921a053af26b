//! `fadu figures`: all figures of the report, or the records behind one.

use std::process::ExitCode;

use fadu_app::{Failure, Figure, Figures, csv, json};

use crate::args::Figures as Args;
use crate::output::{left, right};

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let figures = match &args.indicator {
        Some(id) => district.figure(args.year, id)?,
        None => district.figures(args.year)?,
    };
    if args.records {
        put!("{}", csv::records(&figures.list));
    } else if args.csv {
        put!("{}", csv::figures(&figures.list));
    } else if args.json {
        put!("{}", json::figures(&figures));
    } else {
        put!("{}", table(&figures));
    }
    Ok(ExitCode::SUCCESS)
}

/// The table of figures, readable at 80 columns.
pub fn table(figures: &Figures) -> String {
    let mut text =
        format!("{} {} {} {}\n", left("序号", 4), left("数据", 36), right("印出", 18), right("记录", 7));
    text.push_str(&"─".repeat(40));
    text.push('\n');
    for figure in &figures.list {
        text.push_str(&line(figure));
    }
    let given = figures.list.iter().filter(|figure| figure.value.is_some()).count();
    text.push_str(&format!("共 {} 个数据, 其中 {given} 个已有出处或为文字常数\n", figures.list.len()));
    text
}

fn line(figure: &Figure) -> String {
    let missing = || figure.missing.clone().unwrap_or_default();
    let printed = figure.printed.clone().unwrap_or_else(missing);
    let records = if figure.value.is_some() { figure.lineage.records.to_string() } else { String::new() };
    format!(
        "{} {} {} {}\n",
        right(&figure.no.to_string(), 4),
        left(&figure.name, 36),
        right(&printed, 18),
        right(&records, 7)
    )
}
