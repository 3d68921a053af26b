//! Figures as JSON. Keys stand in a fixed order.

use fadu_document::figures_json;
use serde_json::{Value, json};

use crate::{
    Breakdown, FieldText, Figures, Held, Item, OneYear, Part, RecordPage, Series, Shown, Split, Subject,
};

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

/// Publications as they are shown.
pub fn published(items: &[Item]) -> String {
    let one = |item: &Item| {
        let shows: serde_json::Map<String, Value> =
            item.shows.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect();
        let table = |(name, heads, rows): &(String, Vec<String>, Vec<Vec<String>>)| json!({ "name": name, "heads": heads, "rows": rows });
        json!({
            "id": item.id,
            "kind": item.name,
            "organization": item.org,
            "published_on": item.published_on,
            "due_on": item.due_on,
            "until_on": item.until_on,
            "article": item.article,
            "fields": shows,
            "tables": item.tables.iter().map(table).collect::<Vec<_>>(),
        })
    };
    Value::from(items.iter().map(one).collect::<Vec<_>>()).to_string()
}

/// What is held about a person.
pub fn held(held: &Held) -> String {
    let field = |field: &FieldText| json!({ "name": field.name, "value": shown(&field.shown), "purpose": field.purpose });
    let matter = |page: &RecordPage| {
        let entry =
            |entry: &crate::Entry| json!({ "on": entry.on, "action": entry.action, "step": entry.to });
        json!({
            "record": page.id,
            "type": page.type_name,
            "number": page.no,
            "title": page.title,
            "step": page.step,
            "fields": page.fields.iter().map(field).collect::<Vec<_>>(),
            "history": page.history.iter().map(entry).collect::<Vec<_>>(),
        })
    };
    let person = |(name, value, purpose): &(String, String, Option<String>)| json!({ "name": name, "value": value, "purpose": purpose });
    let draft = |(draft, typed): &(crate::MyDraft, Value)| json!({ "form": draft.name, "at": draft.at, "typed": typed });
    let notice = |row: &crate::NoticeRow| json!({ "at": row.at, "record": row.record, "sentence": row.sentence, "read_at": row.read_at });
    let reader = |row: &crate::Reading| json!({ "at": row.at, "who": row.who, "what": row.what, "record": row.record });
    json!({
        "person": held.person.iter().map(person).collect::<Vec<_>>(),
        "matters": held.matters.iter().map(matter).collect::<Vec<_>>(),
        "drafts": held.drafts.iter().map(draft).collect::<Vec<_>>(),
        "notices": held.notices.iter().map(notice).collect::<Vec<_>>(),
        "readers": held.readers.iter().map(reader).collect::<Vec<_>>(),
    })
    .to_string()
}

fn shown(shown: &Shown) -> Value {
    match shown {
        Shown::Text(text) => json!(text),
        Shown::Links(links) => json!(links.iter().map(|(_, name)| name).collect::<Vec<_>>()),
        Shown::Files(files) => json!(files),
        Shown::Rows(heads, rows) => {
            let rows: Vec<Vec<Value>> =
                rows.iter().map(|row| row.iter().map(self::shown).collect()).collect();
            json!({ "heads": heads, "rows": rows })
        }
    }
}
