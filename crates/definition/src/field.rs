//! `[field]`, the columns of `row = { … }` and the extra inputs `input = { … }` of an action
//! (language.md 2.2): one shape for all three, read in two steps. First the signature (id, type,
//! columns), which expressions of every file need; then, when all signatures are known, the
//! expressions and references.

use std::sync::Arc;

use fadu_base::Name;

use crate::expr::SPECIAL;
use crate::expr::Ty;
use crate::expr::nearest::offer;
use crate::expr::scope::{Allow, Scope};
use crate::keys::{Entry, Keys, Text, check_identifier};
use crate::number;
use crate::place::Place;
use crate::source::File;
use crate::{Field, FieldType, refuse};

/// Keys of a field.
pub(crate) const KEYS: &[&str] = &[
    "name", "help", "type", "of", "many", "row", "append", "default", "is", "when", "refuse", "form",
    "public", "personal", "mask", "seen_by",
];

/// Words of the grammar of expressions. No field may be called so, nor by a name that expressions
/// give another meaning (language.md 3.2).
const GRAMMAR: &[&str] = &["true", "false", "null", "in"];

/// The words of `type =` that are not references.
const WORDS: &[&str] = &[
    "text",
    "longtext",
    "integer",
    "decimal",
    "money",
    "date",
    "datetime",
    "period",
    "bool",
    "choice",
    "file",
    "point",
    "address",
    "phone",
    "id_number",
    "uscc",
    "id_number|uscc",
    "person",
    "org",
    "party",
    "number",
    "rows",
    "ref",
];

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    /// A field of a record.
    Record,
    /// A column of rows.
    Column,
    /// An extra input of an action.
    Input,
    /// A field of a type that is not shipped: its name and choices may be left out.
    Planned,
}

/// The masks there are (sheet 00, 10).
const MASKS: &[&str] = &["name", "id", "phone", "address", "year", "none"];

/// The signatures of a table of fields.
pub(crate) fn signatures<'a>(file: &'a File<'a>, entries: Vec<Entry<'a>>, stand: Stand) -> Vec<Field> {
    entries.into_iter().map(|entry| signature(file, entry, stand)).collect()
}

/// The signature of one field.
pub(crate) fn signature<'a>(file: &'a File<'a>, (id, item): Entry<'a>, stand: Stand) -> Field {
    check_id(file, &id, stand);
    let mut field = blank(&id);
    let Some(keys) = Keys::open(file, item, id.span.clone(), KEYS) else { return field };
    field.name = match stand {
        Stand::Planned => keys.string("name").unwrap_or_default(),
        _ => keys.need_string("name"),
    };
    field.help = keys.sentence("help").unwrap_or_default();
    field.many = keys.flag("many");
    field.public = keys.flag("public");
    field.personal = keys.string("personal");
    if let Some(text) = keys.need_text("type") {
        field.ty = type_of(&keys, &text, stand);
    }
    misplaced(&keys, &field, stand);
    field
}

/// A field of a planned type in its short form: `f = "ref x*"`, `*` for many.
pub(crate) fn short<'a>(file: &'a File<'a>, id: &Text<'a>, text: &Text<'a>) -> Field {
    check_id(file, id, Stand::Planned);
    let (word, many) = match text.text.strip_suffix('*') {
        Some(word) => (word, true),
        None => (text.text, false),
    };
    let ty = match plain_type(word) {
        Some(ty) => ty,
        // A choice whose keys nobody knows yet is compared as text.
        None if word == "choice" => FieldType::Text,
        None => {
            unknown_type(file, text);
            FieldType::Text
        }
    };
    Field { ty, many, ..blank(id) }
}

/// A text field of this id.
pub(crate) fn blank(id: &Text<'_>) -> Field {
    Field {
        id: id.name(),
        name: id.text.to_owned(),
        help: String::new(),
        ty: FieldType::Text,
        many: false,
        default: None,
        is: None,
        when: None,
        refuse: Vec::new(),
        form: None,
        public: false,
        personal: None,
        mask: None,
        seen_by: Vec::new(),
        span: id.span.clone(),
    }
}

fn check_id(file: &File<'_>, id: &Text<'_>, stand: Stand) {
    check_identifier(file, id);
    let reserved = match stand {
        Stand::Record | Stand::Planned => GRAMMAR.contains(&id.text) || SPECIAL.contains(&id.text),
        Stand::Column => id.text == "no",
        Stand::Input => matches!(id.text, "no" | "row"),
    };
    if reserved {
        let what = format!("`{}` has another meaning in expressions", id.text);
        file.error("E05", id.span.clone(), what, "choose another id");
    }
}

fn type_of(keys: &Keys<'_>, text: &Text<'_>, stand: Stand) -> FieldType {
    match text.text {
        "choice" => choice(keys, stand),
        "rows" => rows(keys, stand),
        word => plain_type(word).unwrap_or_else(|| {
            unknown_type(keys.file, text);
            FieldType::Text
        }),
    }
}

fn unknown_type(file: &File<'_>, text: &Text<'_>) {
    let what = format!("there is no field type `{}`", text.text);
    file.error("E06", text.span.clone(), what, offer(text.text, WORDS));
}

fn plain_type(word: &str) -> Option<FieldType> {
    let reference = |types: &[&str]| FieldType::Ref(types.iter().map(|ty| Name::from(*ty)).collect());
    Some(match word {
        "text" => FieldType::Text,
        "longtext" => FieldType::LongText,
        "integer" => FieldType::Integer,
        "decimal" => FieldType::Decimal,
        "money" => FieldType::Money,
        "date" => FieldType::Date,
        "datetime" => FieldType::Datetime,
        "period" => FieldType::Period,
        "bool" => FieldType::Bool,
        "file" => FieldType::File,
        "point" => FieldType::Point,
        "address" => FieldType::Address,
        "phone" => FieldType::Phone,
        "id_number" => FieldType::IdNumber,
        "uscc" => FieldType::Uscc,
        "id_number|uscc" => FieldType::IdNumberOrUscc,
        "number" => FieldType::Number,
        "person" => reference(&["person"]),
        "org" => reference(&["organization"]),
        "party" => reference(&["person", "organization"]),
        "ref any" => reference(&[]),
        _ => {
            let types: Vec<&str> = word.strip_prefix("ref ")?.split('|').map(str::trim).collect();
            if !types.iter().all(|ty| crate::keys::is_identifier(ty)) {
                return None;
            }
            reference(&types)
        }
    })
}

fn choice(keys: &Keys<'_>, stand: Stand) -> FieldType {
    if stand == Stand::Planned && !keys.has("of") {
        return FieldType::Text;
    }
    keys.need("of");
    let mut of: Vec<(Name, String)> = Vec::new();
    for text in keys.texts("of") {
        let (key, word) = match text.text.split_once(' ') {
            Some((key, word)) => (key, word.trim()),
            None => (text.text, text.text),
        };
        if key.is_empty() || word.is_empty() {
            keys.file.error(
                "E10",
                text.span,
                "the choice is empty",
                "write `key 中文`, or one word that is both",
            );
        } else if of.iter().any(|(known, _)| &**known == key) {
            keys.file.error("E04", text.span, format!("choice `{key}` is written twice"), "remove one");
        } else {
            of.push((key.into(), word.to_owned()));
        }
    }
    FieldType::Choice(of.into())
}

fn rows(keys: &Keys<'_>, stand: Stand) -> FieldType {
    if stand == Stand::Column {
        keys.file.error(
            "E25",
            keys.span.clone(),
            "rows cannot hold rows",
            "flatten them with a key column, or make them a type of their own",
        );
        return FieldType::Text;
    }
    keys.need("row");
    let columns = signatures(keys.file, keys.entries("row"), Stand::Column);
    FieldType::Rows { columns: columns.into(), append: keys.flag("append") }
}

/// Keys that only one type of field has, beside another.
fn misplaced(keys: &Keys<'_>, field: &Field, stand: Stand) {
    let rows = keys.item("type").is_some_and(|item| item.get_ref().as_str() == Some("rows"));
    let choice = matches!(field.ty, FieldType::Choice(_));
    if stand == Stand::Input {
        nothing_computed(keys);
    }
    let number = field.ty == FieldType::Number;
    let pairs = [
        ("of", choice, "choice"),
        ("row", rows, "rows"),
        ("append", rows, "rows"),
        ("form", number, "number"),
    ];
    for (key, fits, ty) in pairs {
        if keys.has(key) && !fits && stand != Stand::Planned {
            let what = format!("only a field of type `{ty}` has `{key}`");
            keys.file.error("E01", keys.at(key), what, "remove it, or correct the type");
        }
    }
    if number && stand == Stand::Record {
        keys.need("form");
    }
}

/// What an action asks for is typed: neither an input nor a column of one is computed.
fn nothing_computed(keys: &Keys<'_>) {
    let columns = keys
        .entries("row")
        .into_iter()
        .filter_map(|(_, item)| item.get_ref().as_table()?.get_key_value("is"));
    let places = columns.map(|(key, _)| key.span()).chain(keys.has("is").then(|| keys.at("is")));
    for place in places {
        keys.file.error("E01", place, "an input is never computed", "remove `is`, or make it a field");
    }
}

/// Adds what refers to other things: expressions, rules, roles.
pub(crate) fn complete<'a>(place: &Place<'a>, field: &mut Field, keys: &Keys<'a>, scope: &Scope<'_>) {
    check_references(place, field, keys);
    let ty = Ty::of_field(field);
    let allow = |allow: &[Allow]| Scope { allow: allow.iter().copied().collect(), ..scope.clone() };
    let facts = allow(&[Allow::Clock, Allow::History, Allow::References]);
    let form = allow(&[Allow::Clock, Allow::Actor, Allow::References]);
    let own = allow(&[Allow::History, Allow::References]);
    field.is = keys.text("is").map(|text| place.computed(&text, own.clone(), ty.clone()));
    field.default = keys.text("default").map(|text| place.expr_of(&text, form.clone(), ty.clone()));
    field.when = keys.text("when").map(|text| place.condition(&text, facts.clone()));
    let masks = Ty::Choice(MASKS.iter().map(|mask| Name::from(*mask)).collect());
    field.mask = keys.text("mask").map(|text| place.expr_of(&text, facts.clone(), masks.clone()));
    field.form = keys.text("form").map(|text| number::form(place.file(), &text));
    field.seen_by = keys.texts("seen_by").iter().filter_map(|role| place.role(role)).collect();
    rules(place, field, keys, scope);
    complete_columns(place, field, keys, scope);
}

fn rules<'a>(place: &Place<'a>, field: &mut Field, keys: &Keys<'a>, scope: &Scope<'_>) {
    if !keys.has("refuse") {
        return;
    }
    let value = Some(Ty::of_field(field));
    let scope = Scope { value, allow: place.everything(), ..scope.clone() };
    field.refuse = refuse::of_field(place, keys, &scope);
}

fn check_references<'a>(place: &Place<'a>, field: &Field, keys: &Keys<'a>) {
    let built_in = |text: &Text<'_>| matches!(text.text, "person" | "org" | "party");
    let Some(text) = keys.text("type").filter(|text| !built_in(text)) else { return };
    if let FieldType::Ref(types) = &field.ty {
        types.iter().for_each(|ty| place.set.check_type(place.file(), ty, &text.span));
    }
}

fn complete_columns<'a>(place: &Place<'a>, field: &mut Field, keys: &Keys<'a>, scope: &Scope<'_>) {
    let FieldType::Rows { columns, append } = &field.ty else { return };
    let scope = Scope { row: Some(columns.clone()), ..scope.clone() };
    let mut whole: Vec<Field> = columns.to_vec();
    for (column, (id, item)) in whole.iter_mut().zip(keys.entries("row")) {
        if let Some(keys) = Keys::open(keys.file, item, id.span, KEYS) {
            complete(place, column, &keys, &scope);
        }
    }
    field.ty = FieldType::Rows { columns: Arc::from(whole), append: *append };
}

/// The word for a type, as in `type =`.
pub(crate) fn word(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::LongText => "longtext",
        FieldType::Integer => "integer",
        FieldType::Decimal => "decimal",
        FieldType::Money => "money",
        FieldType::Date => "date",
        FieldType::Datetime => "datetime",
        FieldType::Period => "period",
        FieldType::Bool => "bool",
        FieldType::Choice(_) => "choice",
        FieldType::File => "file",
        FieldType::Point => "point",
        FieldType::Address => "address",
        FieldType::Phone => "phone",
        FieldType::IdNumber => "id_number",
        FieldType::Uscc => "uscc",
        FieldType::IdNumberOrUscc => "id_number|uscc",
        FieldType::Number => "number",
        FieldType::Rows { .. } => "rows",
        FieldType::Ref(_) => "ref",
    }
}
