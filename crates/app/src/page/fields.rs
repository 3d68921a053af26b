//! The fields of a record in words: masked where the person sees only that much, rows as tables,
//! references as links.

use fadu_base::{RecordId, Value, masking};
use fadu_definition::{Field, FieldType, Kind};
use fadu_engine::Record;
use fadu_engine::text::display;

use super::Seen;
use crate::APPLICANT;
use crate::access::{Sight, field_sight};
use crate::form::by_name;
use crate::title::called;

/// A field in words.
#[derive(Clone, Debug)]
pub struct FieldText {
    /// Its id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Its value.
    pub shown: Shown,
    /// Purpose and legal basis of holding a personal value.
    pub purpose: Option<String>,
    /// How many rows there are, if not all of them are shown.
    pub all: Option<usize>,
}

/// A value in words.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A text.
    Text(String),
    /// Records: id and name.
    Links(Vec<(String, String)>),
    /// Files: hash and name.
    Files(Vec<String>),
    /// Rows: heads, then the cells of each row.
    Rows(Vec<String>, Vec<Vec<Shown>>),
}

/// What stands in the place of a value that cannot be masked.
pub(super) const HIDDEN: &str = "（依法不显示）";

/// The filled fields that the person may see.
pub(super) fn of(seen: &Seen<'_>, record: &Record) -> Vec<FieldText> {
    let filled = record.def.fields.iter().zip(&record.fields).filter(|(_, value)| !value.is_empty());
    filled
        .filter_map(|(field, value)| {
            Some(FieldText {
                id: field.id.to_string(),
                name: field.name.clone(),
                shown: shown(seen, field, value)?,
                purpose: field.personal.clone(),
                all: None,
            })
        })
        .collect()
}

/// A value; nothing if the field is not for them.
pub(crate) fn shown(seen: &Seen<'_>, field: &Field, value: &Value) -> Option<Shown> {
    let sight = field_sight(field, seen.role, seen.sight);
    if sight == Sight::Nothing {
        return None;
    }
    Some(match (&field.ty, value) {
        (_, value) if value.is_empty() => Shown::Text(String::new()),
        (FieldType::Rows { columns, .. }, Value::List(rows)) => {
            let heads: Vec<&Field> =
                columns.iter().filter(|c| field_sight(c, seen.role, seen.sight) > Sight::Nothing).collect();
            let names = heads.iter().map(|column| column.name.clone()).collect();
            Shown::Rows(names, rows.iter().filter_map(|row| cells(seen, columns, row)).collect())
        }
        (FieldType::File, _) if sight < Sight::Full && !field.public => Shown::Text(HIDDEN.to_owned()),
        (FieldType::File, value) if members(value).iter().all(is_hash) => {
            Shown::Files(members(value).iter().filter_map(|file| file.as_text().map(str::to_owned)).collect())
        }
        (FieldType::Ref(_), value)
            if (sight == Sight::Full || field.personal.is_none()) && !is_closed(seen, value) =>
        {
            Shown::Links(members(value).iter().filter_map(|to| link(seen, to)).collect())
        }
        (_, value) => Shown::Text(text(seen, field, value, sight)),
    })
}

/// Whether a reference leads to entries of registers, which have no pages for residents.
fn is_closed(seen: &Seen<'_>, value: &Value) -> bool {
    let types = &seen.env.rules.definitions.types;
    let is_register = |ty: &str| {
        types.get(ty).and_then(|versions| versions.last()).is_some_and(|def| def.kind == Kind::Register)
    };
    let leads = |to: &Value| matches!(to, Value::Ref(to) if is_register(to.id.ty()));
    seen.role == APPLICANT && members(value).iter().any(leads)
}

/// Whether a value is the hash of a stored file, not words that a ledger has in its place.
fn is_hash(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A value as a line of text.
pub(crate) fn plain(shown: Shown) -> String {
    match shown {
        Shown::Text(text) => text,
        Shown::Links(links) => links.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join("、"),
        Shown::Files(files) => format!("{} 个文件", files.len()),
        Shown::Rows(_, rows) => format!("{} 行", rows.len()),
    }
}

fn members(value: &Value) -> &[Value] {
    match value {
        Value::List(values) => values,
        one => std::slice::from_ref(one),
    }
}

fn link(seen: &Seen<'_>, value: &Value) -> Option<(String, String)> {
    match value {
        Value::Ref(to) => Some((to.id.to_string(), named(seen, &to.id))),
        _ => None,
    }
}

fn named(seen: &Seen<'_>, id: &RecordId) -> String {
    called(seen.env, id, seen.eye()).unwrap_or_else(|| id.local().to_owned())
}

fn cells(seen: &Seen<'_>, columns: &[Field], row: &Value) -> Option<Vec<Shown>> {
    let Value::Row(row) = row else { return None };
    let all = columns.iter().zip(&row.cells);
    Some(all.filter_map(|(column, cell)| shown(seen, column, cell)).collect())
}

/// A value as text. Identity numbers stay masked even for those it concerns: the whole number is
/// needed by no page.
pub(super) fn text(seen: &Seen<'_>, field: &Field, value: &Value, sight: Sight) -> String {
    let is_masked = sight < Sight::Full && field.personal.is_some();
    match (&field.ty, value) {
        (FieldType::IdNumber, Value::Text(text)) => masking::id_number(text),
        (FieldType::IdNumberOrUscc, Value::Text(text)) if is_person(text) => masking::id_number(text),
        (FieldType::Phone, Value::Text(text)) if is_masked => masking::phone(text),
        (FieldType::Address, Value::Text(text)) if is_masked => masking::address(text),
        (_, Value::Text(text)) if is_masked => masking::name(text),
        (_, Value::Ref(to)) => named(seen, &to.id),
        (_, Value::List(_)) if is_masked => HIDDEN.to_owned(),
        _ => by_name(&seen.env.rules, display(seen.env, Some(field), value)),
    }
}

/// A number of a natural person is all digits but its last character.
pub(crate) fn is_person(text: &str) -> bool {
    text.get(..17).is_some_and(|head| head.bytes().all(|b| b.is_ascii_digit()))
}
