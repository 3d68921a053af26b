//! Tables of figures by month, by organization and over years, readable at 80 columns. Names may be
//! cut, numbers never.

use fadu_app::{Breakdown, OneYear, Part, Series, Split, Subject};
use unicode_width::UnicodeWidthStr;

use crate::output::{left, right};

/// Columns of the name of a figure.
const NAME: usize = 20;
/// Columns of the name of a figure over years.
const SERIES: usize = 32;
/// Columns of a month's value.
const MONTH: usize = 9;

/// Figures by month or by organization.
pub fn breakdown(figures: &Breakdown) -> String {
    match figures.by {
        Split::Month => by_month(figures),
        Split::Organization => by_organization(figures),
    }
}

/// Two tables of six months each, so that numbers keep their room.
fn by_month(figures: &Breakdown) -> String {
    let halves = ["上半年", "下半年"].iter().zip([1..=6, 7..=12]);
    let tables: Vec<String> = halves.map(|(name, months)| half(figures, name, months)).collect();
    tables.join("\n")
}

fn half(figures: &Breakdown, half: &str, months: std::ops::RangeInclusive<usize>) -> String {
    let heads: String =
        months.clone().map(|month| format!(" {}", right(&format!("{month}月"), MONTH))).collect();
    let mut text = format!("{}{heads}\n", left(&format!("{}年{half}", figures.year), NAME));
    text.push_str(&rule());
    for (subject, parts) in &figures.list {
        text.push_str(&name(subject, NAME));
        match &subject.missing {
            Some(why) => text.push_str(&format!(" {why}")),
            None => {
                let of = parts.get(months.start() - 1..(*months.end()).min(parts.len())).unwrap_or_default();
                text.extend(of.iter().map(|part| format!(" {}", number(&value(part), MONTH))));
            }
        }
        text.push('\n');
    }
    text
}

fn by_organization(figures: &Breakdown) -> String {
    let mut text = format!("{} {}\n", left(&format!("{}年 主办单位", figures.year), 48), right("数值", 16));
    text.push_str(&rule());
    for (subject, parts) in &figures.list {
        text.push_str(&format!("{} {}\n", number(&subject.no.to_string(), 4), named(subject)));
        if let Some(why) = &subject.missing {
            text.push_str(&format!("       {why}\n"));
        } else if parts.is_empty() {
            text.push_str("       没有记录\n");
        }
        for part in parts {
            text.push_str(&format!("       {} {}\n", left(&part.name, 41), number(&value(part), 16)));
        }
    }
    text
}

/// Figures over years, a line a year.
pub fn series(figures: &Series) -> String {
    let mut text =
        format!("{} {} {}  {}\n", left("数据", SERIES), right("年度", 4), right("数值", 14), "与上年相比");
    text.push_str(&rule());
    for (subject, years) in &figures.list {
        if let Some(why) = &subject.missing {
            text.push_str(&format!("{} {why}\n", name(subject, SERIES)));
        }
        for (at, one) in years.iter().enumerate() {
            let head = if at == 0 { name(subject, SERIES) } else { " ".repeat(SERIES) };
            text.push_str(&year(&head, one));
        }
    }
    text
}

fn year(head: &str, one: &OneYear) -> String {
    let change = one.last.as_ref().map_or("—", |last| &last.change);
    format!("{head} {} {}  {change}\n", one.year, number(&one.printed, 14))
}

fn rule() -> String {
    format!("{}\n", "─".repeat(40))
}

/// Name and unit.
fn named(subject: &Subject) -> String {
    match subject.unit.as_str() {
        "" => subject.name.clone(),
        unit => format!("{}({unit})", subject.name),
    }
}

/// Name and unit in so many columns; the name alone if both are too wide.
fn name(subject: &Subject, width: usize) -> String {
    let whole = named(subject);
    left(if whole.width() > width { &subject.name } else { &whole }, width)
}

fn value(part: &Part) -> String {
    part.value.clone().unwrap_or_else(|| "—".into())
}

/// A number filled on the left; one that is wider than its column pushes the rest.
fn number(text: &str, width: usize) -> String {
    if text.width() > width { text.into() } else { right(text, width) }
}
