//! `fadu figures`: all figures of the report, the records behind one, figures by month, by
//! organization or over years.

use std::process::ExitCode;

use fadu_app::{Behind, Breakdown, Failure, Figure, Figures, Late, Series, Split, State, csv, json};

use crate::args::{By, Figures as Args};
use crate::output::{left, right};
use crate::tables;

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    match (args.years, args.by, args.year) {
        (None, None, Some(year)) if args.late => late(args, year)?,
        (Some(years), _, _) => series(args, years)?,
        (None, Some(by), Some(year)) => breakdown(args, year, by)?,
        (None, _, Some(year)) => figures(args, year)?,
        (None, _, None) => return Err(Failure::setup("请写明年度，如 --year 2020")),
    }
    Ok(ExitCode::SUCCESS)
}

fn figures(args: &Args, year: i16) -> Result<(), Failure> {
    let district = super::district(&args.data)?;
    let behind = match args {
        Args { records: true, .. } | Args { json: true, .. } => Behind::Lines,
        Args { csv: true, .. } => Behind::Hash,
        _ => Behind::Number,
    };
    let state = if args.frozen { State::AsFrozen } else { State::Today };
    let figures = match &args.indicator {
        Some(id) if args.records => district.with_records(year, id, state)?,
        Some(id) => district.figure(year, id, behind, state)?,
        None => district.figures(year, behind, state)?,
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
    Ok(())
}

fn breakdown(args: &Args, year: i16, by: By) -> Result<(), Failure> {
    let by = match by {
        By::Month => Split::Month,
        By::Organization => Split::Organization,
    };
    let figures: Breakdown = super::district(&args.data)?.breakdown(year, by, args.indicator.as_deref())?;
    match (args.csv, args.json) {
        (true, _) => put!("{}", csv::breakdown(&figures)),
        (_, true) => put!("{}", json::breakdown(&figures)),
        _ => put!("{}", tables::breakdown(&figures)),
    }
    Ok(())
}

fn series(args: &Args, (first, last): (i16, i16)) -> Result<(), Failure> {
    let figures: Series = super::district(&args.data)?.series(first..=last, args.indicator.as_deref())?;
    match (args.csv, args.json) {
        (true, _) => put!("{}", csv::series(&figures)),
        (_, true) => put!("{}", json::series(&figures)),
        _ => put!("{}", tables::series(&figures)),
    }
    Ok(())
}

fn late(args: &Args, year: i16) -> Result<(), Failure> {
    let late = super::district(&args.data)?.late(year)?;
    match args.csv {
        true => put!("{}", csv::late(&late)),
        false => put!("{}", late_table(&late)),
    }
    Ok(())
}

/// Late entries as a list: the figure, then the records that move it.
fn late_table(late: &Late) -> String {
    let mut text = format!("{}年度报告冻结于流水第{}号，现为第{}号\n", late.year, late.position, late.now);
    for moved in &late.moved {
        text.push_str(&format!("{} ({})：冻结 {}，现为 {}\n", moved.name, moved.id, moved.frozen, moved.now));
        for record in &moved.records {
            text.push_str(&format!("  {} {} {}记入", record.what, record.record, record.entered_on));
            match &record.addend {
                (before, after) if before.is_empty() && after.is_empty() => text.push('\n'),
                (before, after) => text.push_str(&format!(" [{before}] -> [{after}]\n")),
            }
        }
    }
    if late.moved.is_empty() {
        text.push_str("没有迟报\n");
    }
    if !late.unproved.is_empty() {
        text.push_str(&format!("按冻结位置重算与冻结值不符：{}\n", late.unproved.join("、")));
    }
    text
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
    text.push_str(&format!("共 {} 个数据，其中 {given} 个已有出处或为文字常数\n", figures.list.len()));
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
