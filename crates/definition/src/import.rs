//! `[[import]]` (language.md 2.8): how the rows of a ledger become commands.
//!
//! `rows = "flow"` reads a sheet whose rows are rows of that field of the record with the same
//! key; `only` takes some rows of a mixed sheet; `optional` names what the ledger may leave empty
//! although the action needs it.

use fadu_base::{Name, Value};
use indexmap::IndexMap;

use crate::expr::nearest::offer;
use crate::keys::{Entry, Keys, Text, entries_of, list_of, text_of};
use crate::place::{Place, unknown};
use crate::{Action, Field, FieldType, Import, TypeDef, Want, action, given};

const KEYS: &[&str] =
    &["name", "action", "key", "columns", "values", "constant", "rows", "only", "optional", "conflict"];

/// The imports of a type, when its actions are read.
pub(crate) fn read(place: &Place<'_>, def: &TypeDef) -> Vec<Import> {
    let tables = place.own.root.tables("import", KEYS);
    tables.iter().filter_map(|keys| import(place, def, keys)).collect()
}

/// An import under reading.
struct Reader<'p, 'a> {
    place: &'p Place<'a>,
    action: &'p Action,
    fields: &'p [Field],
    rows: Option<u16>,
}

fn import<'a>(place: &Place<'a>, def: &TypeDef, keys: &Keys<'a>) -> Option<Import> {
    let name = keys.need_string("name");
    let at = place.action(&keys.need_text("action")?)?;
    let rows = keys.text("rows").and_then(|text| action::rows_field(place, &text));
    let action = def.actions.get(usize::from(at))?;
    let reader = Reader { place, action, fields: &def.fields, rows };
    keys.need("key");
    keys.need("columns");
    let whole = Import {
        name,
        action: at,
        key: keys.texts("key").iter().filter_map(|text| reader.named(text)).collect(),
        columns: reader.columns(keys),
        values: reader.values(keys),
        constant: reader.constant(keys),
        rows,
        only: only(keys),
        optional: keys.texts("optional").iter().filter_map(|text| reader.named(text)).collect(),
        conflict: keys.string("conflict"),
        span: keys.span.clone(),
    };
    reader.check_key(keys, &whole);
    reader.check_needs(keys, &whole);
    Some(whole)
}

/// Only rows whose cell under the head is one of these.
fn only(keys: &Keys<'_>) -> IndexMap<String, Vec<String>> {
    let heads = keys.entries("only").into_iter();
    heads.map(|(head, item)| (head.text.to_owned(), texts(keys, item))).collect()
}

fn texts<'a>(keys: &Keys<'a>, item: &'a crate::source::Item<'a>) -> Vec<String> {
    let items = list_of(keys.file, item).into_iter();
    items.filter_map(|item| text_of(keys.file, item)).map(|text| text.text.to_owned()).collect()
}

impl Reader<'_, '_> {
    /// The field, input or column that a name means.
    fn target(&self, name: &str) -> Option<&Field> {
        let own = self.fields.iter().chain(&self.action.input).find(|field| &*field.id == name);
        if let Some((rows, column)) = name.split_once('.') {
            let field = self.fields.iter().find(|field| &*field.id == rows)?;
            return columns_of(field).iter().find(|field| &*field.id == column);
        }
        let row = || self.columns_in_rows().iter().find(|field| &*field.id == name);
        if self.rows.is_some() { row().or(own) } else { own }
    }

    fn columns_in_rows(&self) -> &[Field] {
        let field = self.rows.and_then(|rows| self.fields.get(usize::from(rows)));
        field.map_or(&[], columns_of)
    }

    /// The name, if there is such a field or input; `no` is the record's own number.
    fn named(&self, text: &Text<'_>) -> Option<Name> {
        if text.text == "no" || self.target(text.text).is_some() {
            return Some(text.name());
        }
        let names = self.fields.iter().chain(&self.action.input).chain(self.columns_in_rows());
        unknown(self.place.file(), text, "field or input", names.map(|field| &field.id));
        None
    }

    fn columns(&self, keys: &Keys<'_>) -> IndexMap<Name, Vec<String>> {
        let mut columns = IndexMap::new();
        for (id, item) in keys.entries("columns") {
            if let Some(name) = self.named(&id) {
                columns.insert(name, texts(keys, item));
            }
        }
        columns
    }

    fn values(&self, keys: &Keys<'_>) -> IndexMap<Name, IndexMap<String, Value>> {
        let mut values = IndexMap::new();
        for (id, item) in keys.entries("values") {
            let Some(name) = self.named(&id) else { continue };
            let pairs = entries_of(keys.file, item).into_iter();
            let pairs = pairs.map(|(theirs, ours)| (theirs.text.to_owned(), self.value(&id, (theirs, ours))));
            values.insert(name, pairs.collect());
        }
        values
    }

    fn constant(&self, keys: &Keys<'_>) -> IndexMap<Name, Value> {
        let mut constants = IndexMap::new();
        for (id, item) in keys.entries("constant") {
            if let Some(name) = self.named(&id) {
                constants.insert(name, self.value(&id, (id.clone(), item)));
            }
        }
        constants
    }

    /// One of ours, which must be among the choices.
    fn value(&self, field: &Text<'_>, (_, item): Entry<'_>) -> Value {
        let file = self.place.file();
        let value = given::value_of(file, item);
        if let (Some(FieldType::Choice(of)), Value::Text(text)) =
            (self.target(field.text).map(|field| &field.ty), &value)
        {
            check_choice(file, text, of, item.span());
        }
        value
    }

    /// Each part of the key is read from somewhere.
    fn check_key(&self, keys: &Keys<'_>, import: &Import) {
        for text in keys.texts("key") {
            let known = import.key.iter().any(|name| &**name == text.text);
            if known && !import.columns.contains_key(text.text) && !import.constant.contains_key(text.text) {
                let what = format!("`{}` of the key has no column", text.text);
                keys.file.error("E27", text.span, what, "name its heads in `columns`");
            }
        }
    }

    /// What the action needs comes from a column or a constant, unless it may be empty.
    fn check_needs(&self, keys: &Keys<'_>, import: &Import) {
        if import.rows.is_some() {
            return;
        }
        let lacking: Vec<&str> =
            self.action.needs.iter().filter_map(|want| self.lacking(want, import)).collect();
        if !lacking.is_empty() {
            let what = format!(
                "the action `{}` needs {}, and no column gives it",
                self.action.id,
                lacking.join(", ")
            );
            keys.file.error("E27", keys.at("columns"), what, "add to `columns`, `constant` or `optional`");
        }
    }

    fn lacking(&self, want: &Want, import: &Import) -> Option<&str> {
        let field = match want {
            Want::Field(at) => self.fields.get(usize::from(*at))?,
            Want::Input(at) => self.action.input.get(usize::from(*at))?,
            Want::RowColumn(_) | Want::OwnNumber => return None,
        };
        let id = &*field.id;
        let part = |name: &Name| &**name == id || name.split_once('.').is_some_and(|(rows, _)| rows == id);
        let given = import.columns.keys().chain(import.constant.keys()).chain(&import.optional).any(part);
        (field.when.is_none() && !given).then_some(id)
    }
}

fn columns_of(field: &Field) -> &[Field] {
    match &field.ty {
        FieldType::Rows { columns, .. } => columns,
        _ => &[],
    }
}

/// A text that must be a key or a word of the choices.
pub(crate) fn check_choice(
    file: &crate::source::File<'_>,
    text: &str,
    of: &[(Name, String)],
    span: crate::source::Span,
) {
    if !file.is_full() && !of.iter().any(|(key, word)| &**key == text || word == text) {
        let words: Vec<&str> = of.iter().map(|(key, _)| &**key).collect();
        file.error("E10", span, format!("`{text}` is not one of the choices"), offer(text, &words));
    }
}
