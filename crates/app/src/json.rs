//! Figures as JSON. Keys stand in a fixed order.

use fadu_document::figures_json;
use serde_json::{Value, json};

use crate::{Breakdown, Figures, OneYear, Part, Series, Split, Subject};

/// The figures with their lineage.
pub fn figures(figures: &Figures) -> String {
    figures_json(figures.year, &figures.as_of, figures.position, &figures.list)
}

/// The figures by month or by organization.
pub fn breakdown(figures: &Breakdown) -> String {
    let (by, key) = match figures.by {
        Split::Month => ("month", "month"),
        Split::Organization => ("org", "organization"),
    };
    let one = |(subject, parts): &(Subject, Vec<Part>)| {
        let part = |part: &Part| json!({ key: part.key, "name": part.name, "value": part.value });
        with(subject, "parts", parts.iter().map(part).collect())
    };
    let list: Vec<Value> = figures.list.iter().map(one).collect();
    let value = json!({
        "year": figures.year,
        "by": by,
        "as_of": figures.as_of,
        "position": figures.position,
        "figures": list,
    });
    format!("{value:#}\n")
}

/// The figures over years.
pub fn series(figures: &Series) -> String {
    let one = |(subject, years): &(Subject, Vec<OneYear>)| {
        with(subject, "years", years.iter().map(one_year).collect())
    };
    let list: Vec<Value> = figures.list.iter().map(one).collect();
    let (first, last) = figures.years;
    let value = json!({ "from": first, "to": last, "position": figures.position, "figures": list });
    format!("{value:#}\n")
}

fn one_year(one: &OneYear) -> Value {
    let last = one.last.as_ref();
    json!({
        "year": one.year,
        "value": one.value,
        "printed": one.printed,
        "records": one.records,
        "last": last.and_then(|last| last.value.as_ref()),
        "change": last.map(|last| &last.change),
        "comparable": last.is_some_and(|last| last.comparable),
    })
}

fn with(subject: &Subject, key: &str, list: Vec<Value>) -> Value {
    json!({
        "indicator": subject.id,
        "no": subject.no,
        "name": subject.name,
        "unit": subject.unit,
        "missing": subject.missing,
        key: list,
    })
}
