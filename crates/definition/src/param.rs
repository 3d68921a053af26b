//! `[param]` (language.md 2.8): local parameters 本地参数, whose value a district sets.

use fadu_base::{Period, Value};

use crate::expr::nearest::offer;
use crate::keys::{Entry, Keys, check_dotted};
use crate::place::Place;
use crate::source::File;
use crate::{FieldType, Param, given};

const KEYS: &[&str] = &["name", "type", "default", "basis"];

const TYPES: &[(&str, FieldType)] = &[
    ("integer", FieldType::Integer),
    ("decimal", FieldType::Decimal),
    ("money", FieldType::Money),
    ("period", FieldType::Period),
    ("text", FieldType::Text),
    ("bool", FieldType::Bool),
    ("date", FieldType::Date),
];

/// The type of a parameter.
pub(crate) fn type_of<'a>(file: &'a File<'a>, (id, item): Entry<'a>) -> FieldType {
    check_dotted(file, &id);
    let Some(keys) = Keys::open(file, item, id.span, KEYS) else { return FieldType::Integer };
    let Some(text) = keys.need_text("type") else { return FieldType::Integer };
    match TYPES.iter().find(|(word, _)| *word == text.text) {
        Some((_, ty)) => ty.clone(),
        None => {
            let words: Vec<&str> = TYPES.iter().map(|(word, _)| *word).collect();
            let what = format!("a parameter cannot be of type `{}`", text.text);
            file.error("E06", text.span, what, offer(text.text, &words));
            FieldType::Integer
        }
    }
}

/// The parameters of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Param> {
    let entries = place.own.root.entries("param").into_iter().zip(&place.own.params);
    let param = |((id, item), (_, ty)): (Entry<'_>, &(_, FieldType))| {
        let keys = Keys::open(place.file(), item, id.span.clone(), KEYS)?;
        Some(Param {
            id: id.name(),
            name: keys.need_string("name"),
            ty: ty.clone(),
            default: default(&keys, ty),
            basis: keys.need_string("basis"),
        })
    };
    entries.filter_map(param).collect()
}

/// The value where a district has set none; it may be left out, then it is null.
fn default(keys: &Keys<'_>, ty: &FieldType) -> Value {
    let Some(item) = keys.item("default") else { return Value::Null };
    let value = given::value_of(keys.file, item);
    let fitting = match (ty, &value) {
        (FieldType::Money, _) => given::yuan(&value),
        (FieldType::Period, Value::Text(text)) => Period::parse(text).map(Value::Period),
        (FieldType::Integer, Value::Int(_))
        | (FieldType::Decimal, Value::Int(_) | Value::Decimal(_))
        | (FieldType::Text, Value::Text(_))
        | (FieldType::Bool, Value::Bool(_))
        | (FieldType::Date, Value::Date(_)) => Some(value),
        _ => None,
    };
    fitting.unwrap_or_else(|| {
        keys.file.error("E08", item.span(), "the default does not fit the type", "");
        Value::Null
    })
}
