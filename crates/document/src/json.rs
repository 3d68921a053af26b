//! The report as JSON: every figure with its lineage, and the checks. Keys in a fixed order.

use serde_json::{Map, Value, json};

use crate::{Check, Figure, Month, Moved, Report, Source};

/// The report's data as JSON text, indented, ending in a line feed.
pub fn report_json(report: &Report) -> String {
    let moved = |moved: &Moved| json!({ "year": moved.year, "indicator": moved.id, "frozen": moved.frozen, "now": moved.now, "records": moved.records });
    let value = json!({
        "district": report.district,
        "year": report.year,
        "as_of": report.as_of,
        "position": report.position,
        "figures": report.figures.iter().map(figure).collect::<Vec<_>>(),
        "checks": report.checks.iter().map(check).collect::<Vec<_>>(),
        "late": report.moved.iter().map(moved).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// Figures alone, as JSON text.
pub fn figures_json(year: i16, as_of: &str, position: u64, figures: &[Figure]) -> String {
    let list: Vec<Value> = figures.iter().map(figure).collect();
    let value = json!({ "year": year, "as_of": as_of, "position": position, "figures": list });
    format!("{value:#}\n")
}

fn figure(figure: &Figure) -> Value {
    let lineage = &figure.lineage;
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| map.insert(key.into(), value);
    put("indicator", json!(figure.id));
    put("no", json!(figure.no));
    put("name", json!(figure.name));
    put("unit", json!(figure.unit));
    put("class", json!(figure.class));
    put("value", json!(figure.value));
    put("printed", json!(figure.printed));
    put("missing", json!(figure.missing));
    if let Some(last) = &figure.last {
        put("last", json!(last.value));
        put("change", json!(last.change));
        put("comparable", json!(last.comparable));
    }
    if !figure.months.is_empty() {
        let month = |month: &Month| json!({ "month": month.name, "value": month.shown });
        put("months", figure.months.iter().map(month).collect());
    }
    put("rule", json!(lineage.rule));
    put("parts", json!(lineage.parts));
    put("records", json!(lineage.records));
    put("entered_past", json!(lineage.entered_past));
    put("set_hash", json!(lineage.set_hash));
    put("sources", lineage.sources.iter().map(source).collect());
    Value::Object(map)
}

fn source(source: &Source) -> Value {
    match source.addend.as_str() {
        "" => json!({ "record": source.record }),
        addend => json!({ "record": source.record, "addend": addend }),
    }
}

fn check(check: &Check) -> Value {
    json!({
        "id": check.id,
        "holds": check.text,
        "severity": check.severity,
        "outcome": check.outcome.word(),
    })
}
