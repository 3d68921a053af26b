//! The report's own files: `report.toml` with `[[constant]]` and `[[identity]]` (language.md 2.8),
//! and `figures.csv`, the list of its figures in their order.

use std::sync::Arc;

use fadu_base::{Name, Value};

use crate::expr::Ty;
use crate::expr::nearest::offer;
use crate::expr::scope::{Allow, Scope};
use crate::keys::{Keys, Text, check_dotted, is_identifier};
use crate::place::{bare, compile};
use crate::set::Set;
use crate::source::{File, Parsed, Span};
use crate::{Constant, FigureRow, Identity, Report, given};

const CLASSES: &[&str] = &["derived", "imported", "declared", "text", "pledge"];
const SEVERITIES: &[&str] = &["block", "explain", "info"];

/// The columns of `figures.csv`.
const COLUMNS: [&str; 7] = ["no", "section", "indicator", "name", "unit", "class", "wording"];

/// Reads the constants.
pub(crate) fn constants(parsed: &Parsed<'_>, report: &mut Report) {
    let file = &parsed.file;
    let root = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    root.only(&["constant", "identity"]);
    let known = ["id", "name", "unit", "value", "of", "district", "years", "seed", "wording"];
    for keys in root.tables("constant", &known) {
        let Some(id) = keys.need_text("id") else { continue };
        check_dotted(file, &id);
        let of_year = of_year(&keys);
        if !of_year {
            keys.need("value");
        }
        let constant = Constant {
            id: id.name(),
            name: keys.need_string("name"),
            unit: keys.string("unit").unwrap_or_default(),
            value: keys.item("value").map(|item| given::value_of(file, item)).unwrap_or_default(),
            of_year,
            district: district(&keys),
            years: years(&keys),
            seed: keys.count("seed"),
            wording: keys.string("wording").unwrap_or_else(|| "exact".into()),
        };
        if report.constants.insert(id.name(), constant).is_some() {
            file.error(
                "E04",
                id.span.clone(),
                format!("constant `{}` is written twice", id.text),
                "remove one",
            );
        }
    }
}

/// `of = "year"` in place of a value: the year that is asked for.
fn of_year(keys: &Keys<'_>) -> bool {
    let Some(of) = keys.text("of") else { return false };
    if of.text != "year" {
        let what = format!("`{}` is nothing that a report gives", of.text);
        keys.file.error("E10", of.span.clone(), what, offer(of.text, &["year"]));
    }
    if keys.has("value") {
        let what = "a constant with `of` has no `value`";
        keys.file.error("E10", keys.at("value"), what, "remove one of the two");
    }
    true
}

/// The division code of the district whose constant it is.
fn district(keys: &Keys<'_>) -> Option<String> {
    let code = keys.text("district")?;
    if code.text.len() != 6 || !code.text.bytes().all(|b| b.is_ascii_digit()) {
        let what = format!("`{}` is no division code of a district", code.text);
        keys.file.error("E10", code.span.clone(), what, "six digits");
    }
    Some(code.text.to_owned())
}

/// The first and the last year in whose reports it stands.
fn years(keys: &Keys<'_>) -> Option<(i16, i16)> {
    let item = keys.item("years")?;
    let list: Vec<Value> =
        keys.list("years").into_iter().map(|item| given::value_of(keys.file, item)).collect();
    let year = |value: &Value| match value {
        Value::Int(year) => i16::try_from(*year).ok().filter(|year| (1900..=2199).contains(year)),
        _ => None,
    };
    let found = match list.as_slice() {
        [first, last] => year(first).zip(year(last)).filter(|(first, last)| first <= last),
        _ => None,
    };
    if found.is_none() {
        keys.file.error("E10", item.span(), "these are no years", "`[first, last]`, such as `[2020, 2020]`");
    }
    found
}

/// Reads the identities; when all indicators are known.
pub(crate) fn identities(parsed: &Parsed<'_>, set: &Set<'_>) -> Vec<Identity> {
    let file = &parsed.file;
    let root = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    let tables = root.tables("identity", &["id", "holds", "text", "severity", "say"]);
    let mut seen: Vec<Name> = Vec::new();
    let mut identity = |keys: Keys<'_>| {
        let id = keys.need_text("id")?;
        if seen.contains(&id.name()) {
            file.error(
                "E04",
                id.span.clone(),
                format!("identity `{}` is written twice", id.text),
                "remove one",
            );
        }
        seen.push(id.name());
        let holds = keys.need_text("holds")?;
        let allow = [Allow::Indicators, Allow::References].into_iter().collect();
        let scope = Scope { allow, want: Some(Ty::Bool), ..bare(set) };
        Some(Identity {
            id: id.name(),
            holds: compile(set, file, &holds, &scope, &|fault| fault.code),
            text: holds.text.to_owned(),
            severity: severity(&keys),
            say: keys.string("say").unwrap_or_default(),
        })
    };
    tables.into_iter().filter_map(&mut identity).collect()
}

fn severity(keys: &Keys<'_>) -> Name {
    let Some(text) = keys.need_text("severity") else { return Arc::from("block") };
    if !SEVERITIES.contains(&text.text) {
        let what = format!("`{}` is no severity", text.text);
        keys.file.error("E10", text.span.clone(), what, offer(text.text, SEVERITIES));
    }
    text.name()
}

/// The type of a constant.
pub(crate) fn type_of(value: &Value) -> Ty {
    match value {
        Value::Int(_) => Ty::Int,
        Value::Decimal(_) => Ty::Decimal,
        Value::Bool(_) => Ty::Bool,
        Value::Date(_) => Ty::Date,
        Value::Instant(_) => Ty::Instant,
        _ => Ty::Text,
    }
}

/// Reads the list of figures.
pub(crate) fn figures(file: &File<'_>, report: &mut Report) {
    let mut lines = records(file.text).into_iter();
    let Some(head) = lines.next() else { return };
    let names: Vec<&str> = head.iter().map(|cell| cell.text.as_str()).collect();
    if names != COLUMNS {
        let what = format!("the columns are {}", names.join(","));
        file.error(
            "E00",
            0..names.join(",").len().min(file.text.len()),
            what,
            format!("they must be {}", COLUMNS.join(",")),
        );
        return;
    }
    for line in lines {
        if let Some(row) = figure(file, &line) {
            if report.figures.iter().any(|known| known.indicator == row.indicator) {
                let what = format!("figure `{}` stands twice", row.indicator);
                file.error("E04", line[2].span.clone(), what, "remove one");
            }
            report.figures.push(row);
        }
    }
}

fn figure(file: &File<'_>, line: &[Cell]) -> Option<FigureRow> {
    let [no, section, indicator, name, unit, class, wording] = line else {
        let span = line.first().map_or(0..0, |cell| cell.span.clone());
        file.error("E00", span, format!("the line has {} columns, not 7", line.len()), "");
        return None;
    };
    let good = indicator.text.split('.').all(is_identifier) && indicator.text.contains('.');
    if !good {
        check_dotted(file, &Text { text: &indicator.text, span: indicator.span.clone() });
    }
    if !CLASSES.contains(&class.text.as_str()) {
        let what = format!("`{}` is no class of figures", class.text);
        file.error("E10", class.span.clone(), what, offer(&class.text, CLASSES));
    }
    let number = no.text.parse().ok();
    if number.is_none() {
        file.error("E02", no.span.clone(), format!("`{}` is not a number", no.text), "");
    }
    Some(FigureRow {
        no: number?,
        section: section.text.clone(),
        indicator: Arc::from(indicator.text.as_str()),
        name: name.text.clone(),
        unit: unit.text.clone(),
        class: Arc::from(class.text.as_str()),
        wording: wording.text.clone(),
    })
}

/// A cell of a CSV file with its place.
struct Cell {
    text: String,
    span: Span,
}

/// The records of a CSV text (RFC 4180); blank lines are left out.
fn records(text: &str) -> Vec<Vec<Cell>> {
    let mut all = Vec::new();
    let mut line = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() {
        let cell = cell(text, at);
        at = cell.span.end;
        line.push(cell);
        match text.as_bytes().get(at) {
            Some(b',') => at += 1,
            _ => {
                at += text[at..].find('\n').map_or(text.len() - at, |end| end + 1);
                all.push(std::mem::take(&mut line));
            }
        }
    }
    if !line.is_empty() {
        // The text ended with a comma: an empty last cell.
        line.push(Cell { text: String::new(), span: at..at });
        all.push(line);
    }
    all.retain(|line| line.len() > 1 || line.iter().any(|cell| !cell.text.is_empty()));
    all
}

fn cell(text: &str, start: usize) -> Cell {
    let rest = &text[start..];
    if !rest.starts_with('"') {
        let length = rest.find([',', '\r', '\n']).unwrap_or(rest.len());
        return Cell { text: rest[..length].to_owned(), span: start..start + length };
    }
    let mut value = String::new();
    let mut at = 1;
    while let Some(length) = rest[at..].find('"') {
        value.push_str(&rest[at..at + length]);
        at += length + 1;
        if !rest[at..].starts_with('"') {
            return Cell { text: value, span: start..start + at };
        }
        value.push('"');
        at += 1;
    }
    value.push_str(&rest[at..]);
    Cell { text: value, span: start..text.len() }
}

#[cfg(test)]
mod tests {
    use super::records;

    #[test]
    fn csv_with_quotes_and_line_ends() {
        let rows = records("a,\"b,\"\"c\"\"\"\r\n\r\n1,\n2,\"x\ny\"");
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(|cell| &*cell.text).collect()).collect();
        assert_eq!(texts, [vec!["a", "b,\"c\""], vec!["1", ""], vec!["2", "x\ny"]]);
    }
}
