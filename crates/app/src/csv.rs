//! Figures and the records behind them as CSV.

use crate::{Breakdown, Figure, Item, Late, Series, Split};

/// All figures: one line each, in the order of the report.
pub fn figures(figures: &[Figure]) -> String {
    let mut out = line(&["indicator", "value", "printed", "name", "unit", "class", "records", "set_hash"]);
    for figure in figures {
        let records = figure.value.as_ref().map(|_| figure.lineage.records.to_string()).unwrap_or_default();
        out.push_str(&line(&[
            &figure.id,
            figure.value.as_deref().unwrap_or_default(),
            figure.printed.as_deref().or(figure.missing.as_deref()).unwrap_or_default(),
            &figure.name,
            &figure.unit,
            &figure.class,
            &records,
            &figure.lineage.set_hash,
        ]));
    }
    out
}

/// The records behind figures: `indicator,record,addend`.
pub fn records(figures: &[Figure]) -> String {
    let mut out = line(&["indicator", "record", "addend"]);
    for figure in figures {
        for source in &figure.lineage.sources {
            out.push_str(&line(&[&figure.id, &source.record, &source.addend]));
        }
    }
    out
}

/// Figures by month, a column a month; by organization, a line each.
pub fn breakdown(figures: &Breakdown) -> String {
    match figures.by {
        Split::Month => by_month(figures),
        Split::Organization => by_organization(figures),
    }
}

fn by_month(figures: &Breakdown) -> String {
    let months: Vec<String> = (1..=12).map(|month| format!("{:04}-{month:02}", figures.year)).collect();
    let mut head = vec!["indicator", "name", "unit"];
    head.extend(months.iter().map(String::as_str));
    let mut out = line(&head);
    for (subject, parts) in &figures.list {
        let mut cells = vec![&*subject.id, &subject.name, &subject.unit];
        let value = |month: &String| {
            let part = parts.iter().find(|part| part.key == *month);
            part.and_then(|part| part.value.as_deref()).unwrap_or_default()
        };
        cells.extend(months.iter().map(value));
        out.push_str(&line(&cells));
    }
    out
}

fn by_organization(figures: &Breakdown) -> String {
    let mut out = line(&["indicator", "name", "unit", "organization", "organization_name", "value"]);
    for (subject, parts) in &figures.list {
        for part in parts {
            let value = part.value.as_deref().unwrap_or_default();
            out.push_str(&line(&[&subject.id, &subject.name, &subject.unit, &part.key, &part.name, value]));
        }
        if parts.is_empty() {
            out.push_str(&line(&[&subject.id, &subject.name, &subject.unit, "", "", ""]));
        }
    }
    out
}

/// Late entries: a line each record.
pub fn late(late: &Late) -> String {
    let head = ["indicator", "name", "frozen", "now", "what", "record", "before", "after", "entered_on"];
    let mut out = line(&head);
    for moved in &late.moved {
        let of_figure = [&*moved.id, &moved.name, &moved.frozen, &moved.now];
        for record in &moved.records {
            let (before, after) = &record.addend;
            let of_record = [record.what, &record.record, before, after, &record.entered_on];
            out.push_str(&line(&[&of_figure[..], &of_record[..]].concat()));
        }
        if moved.records.is_empty() {
            out.push_str(&line(&[&of_figure[..], &[""; 5]].concat()));
        }
    }
    out
}

/// Figures over years: a line each year.
pub fn series(figures: &Series) -> String {
    let mut out = line(&["indicator", "name", "unit", "year", "value", "records", "last", "change"]);
    for (subject, years) in &figures.list {
        for one in years {
            let last = one.last.as_ref();
            out.push_str(&line(&[
                &subject.id,
                &subject.name,
                &subject.unit,
                &one.year.to_string(),
                one.value.as_deref().unwrap_or_default(),
                &one.records.to_string(),
                last.and_then(|last| last.value.as_deref()).unwrap_or_default(),
                last.map_or("", |last| &last.change),
            ]));
        }
        if years.is_empty() {
            out.push_str(&line(&[&subject.id, &subject.name, &subject.unit, "", "", "", "", ""]));
        }
    }
    out
}

/// A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay.
pub(crate) fn harmless(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{3000}']).chars().next();
    let is_formula =
        matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    if is_formula && !is_number(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A plain number with its sign, or a percentage.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A line. Whatever stands in it, no program takes it for a formula.
pub(crate) fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&harmless(cell))).collect();
    format!("{}\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into()
    }
}

/// Publications of one kind as they are shown: a column for each field that any of them shows.
pub fn published(items: &[Item]) -> String {
    let mut heads: Vec<&str> = Vec::new();
    for (name, _) in items.iter().flat_map(|item| &item.shows) {
        if !heads.contains(&name.as_str()) {
            heads.push(name);
        }
    }
    let fixed = ["编号", "公开日期", "应公开日期", "机关"];
    let mut out = line(&[&fixed[..], &heads].concat());
    for item in items {
        let cell = |head: &&str| {
            item.shows.iter().find(|(name, _)| name == head).map_or("", |(_, text)| text.as_str())
        };
        let known = [
            item.id.as_str(),
            &item.published_on,
            item.due_on.as_deref().unwrap_or_default(),
            item.org.as_deref().unwrap_or_default(),
        ];
        out.push_str(&line(&known.into_iter().chain(heads.iter().map(cell)).collect::<Vec<_>>()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{harmless, line};

    #[test]
    fn commas_and_quotes_are_kept() {
        assert_eq!(line(&["a", "1,2", "说\"好\""]), "a,\"1,2\",\"说\"\"好\"\"\"\n");
    }

    #[test]
    fn what_looks_like_a_formula_is_text_in_every_line() {
        for cell in [
            "=1+1",
            "+1+1",
            "-",
            "-inf",
            "@x",
            "\t=1",
            " =cmd|' /C calc'!A0",
            "\u{3000}=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["一=1", "", "-1", "+12.5", "-3.2%", "12", "减少3%"] {
            assert_eq!(harmless(cell), cell);
        }
        assert_eq!(line(&["=1", "-1"]), "'=1,-1\n");
    }
}
