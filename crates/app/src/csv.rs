//! Figures and the records behind them as CSV.

use crate::Figure;

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

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn commas_and_quotes_are_kept() {
        assert_eq!(super::line(&["a", "1,2", "说\"好\""]), "a,\"1,2\",\"说\"\"好\"\"\"\n");
    }
}
