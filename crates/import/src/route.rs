//! The way of a sheet's rows into one `[[import]]`: which column fills what, what identifies a
//! row, which rows are meant.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use fadu_base::{Name, Value};
use fadu_definition::{Action, Field, FieldType, Given, Import, TypeDef, Want};

use crate::cell::Reading;
use crate::fault::{Place, Problem};
use crate::raw::RawRow;
use crate::table::Header;
use crate::text::{comparable, head};
use crate::{Fault, text};

/// The record's own number, given by hand; also the number of a row in a sheet of rows.
pub(crate) const NO: &str = "no";

/// An import bound to the columns of a sheet.
#[derive(Clone, Debug)]
pub struct Route {
    /// The sheet.
    pub sheet: Arc<str>,
    /// The row of its header.
    pub header_row: u32,
    /// The version of the type that declares the import.
    pub def: Arc<TypeDef>,
    /// Index into [`TypeDef::imports`].
    pub import: usize,
    /// The columns found, in the order of the import.
    pub columns: Vec<Column>,
    /// Column, and the comparable texts of which its cells must have one.
    pub(crate) only: Vec<(usize, HashSet<String>)>,
}

/// A column of a sheet.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it fills: field, input, `no`, or column of rows (without the name of the rows field).
    pub name: Name,
    /// Whether it belongs to the row of a sheet of rows, and not to the key of its record.
    pub of_row: bool,
    /// Number of the column from 0.
    pub at: usize,
    /// The head as written.
    pub head: Arc<str>,
    /// How its cells are read.
    pub reading: Reading,
}

/// An import that may be the one of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub def: Arc<TypeDef>,
    pub import: usize,
    /// Names without whose column the import cannot be: see [`required`].
    required: Vec<Name>,
}

/// How well a candidate fits a header.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub route: Route,
    /// Required columns found.
    pub found: usize,
    /// Canonical heads of required columns that were not.
    pub missing: Vec<String>,
}

impl Route {
    /// The import.
    pub fn import(&self) -> &Import {
        &self.def.imports[self.import]
    }

    /// The action taken for each row.
    pub fn action(&self) -> &Action {
        &self.def.actions[usize::from(self.import().action)]
    }

    /// The rows field that the sheet's rows go into, if it is such a sheet.
    pub fn rows_field(&self) -> Option<&Field> {
        self.import().rows.map(|field| &self.def.fields[usize::from(field)])
    }

    /// The column of a field, an input, `no` or a column of rows.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| &*column.name == name)
    }

    /// Whether a row is meant: its cells say what `only` asks for.
    pub(crate) fn takes(&self, row: &RawRow) -> bool {
        self.only.iter().all(|(at, texts)| texts.contains(comparable(&row.cell(*at).plain()).as_ref()))
    }

    /// A place in a row: the column of a name where it has one.
    pub fn place(&self, row: u32, name: Option<&str>) -> Place {
        let place = Place::sheet(&self.sheet).row(row);
        match name.and_then(|name| self.column(name)) {
            Some(column) => place.column(text::comparable(&column.head).as_ref()),
            None => place,
        }
    }

    /// A fault in a row, at the column of a name where it has one.
    pub fn fault(&self, row: u32, name: Option<&str>, problem: Problem) -> Fault {
        problem.at(self.place(row, name))
    }
}

impl Candidate {
    /// Every import of the latest version of every type that has one.
    pub fn all<'a>(types: impl Iterator<Item = &'a Vec<Arc<TypeDef>>>) -> Vec<Self> {
        let latest = types.filter_map(|versions| {
            versions.iter().filter(|def| !def.imports.is_empty()).max_by_key(|def| def.effective)
        });
        latest
            .flat_map(|def| {
                (0..def.imports.len()).map(|import| Self {
                    def: def.clone(),
                    import,
                    required: required(def, import),
                })
            })
            .collect()
    }

    /// Binds the import to a header.
    pub fn fit(&self, sheet: &Arc<str>, header: &Header) -> Fit {
        let import = &self.def.imports[self.import];
        let names: Vec<_> = header.names().collect();
        let mut columns = Vec::new();
        for (name, aliases) in &import.columns {
            if let Some(at) = find(&names, aliases)
                && let Some(column) = self.column(import, name, at, header)
            {
                columns.push(column);
            }
        }
        let has = |name: &str| columns.iter().any(|column: &Column| &*column.name == name);
        let absent = self.required.iter().filter(|name| !has(short(name)));
        let mut missing: Vec<String> = absent.map(|name| canonical(import, name)).collect();
        let found = self.required.len() - missing.len();
        let only = only(import, &names, &mut missing);
        let route = Route {
            sheet: sheet.clone(),
            header_row: header.row,
            def: self.def.clone(),
            import: self.import,
            columns,
            only,
        };
        Fit { route, found, missing }
    }

    fn column(&self, import: &Import, name: &Name, at: usize, header: &Header) -> Option<Column> {
        let (field, of_row) = target(&self.def, import, name)?;
        let written = header.heads[at].clone();
        let words = words(&field, import.values.get(name));
        let reading = Reading { field, unit: head(&written).1, words };
        Some(Column { name: short(name).into(), of_row, at, head: written, reading })
    }
}

/// The names without whose column a sheet cannot be of this import: what identifies a row, and
/// what the action needs, unless it is constant, conditional, computed, optional, has a default
/// or comes from another sheet.
fn required(def: &TypeDef, index: usize) -> Vec<Name> {
    let import = &def.imports[index];
    let mut names: Vec<Name> = import.key.clone();
    match import.rows {
        Some(_) => names.extend(import.columns.keys().cloned()),
        None => names.extend(needed(def, import)),
    }
    let mut seen = HashSet::new();
    names.retain(|name| {
        let given = import.constant.contains_key(name) || import.optional.contains(name);
        !given && import.columns.contains_key(name) && seen.insert(name.clone())
    });
    names
}

fn needed(def: &TypeDef, import: &Import) -> Vec<Name> {
    let action = &def.actions[usize::from(import.action)];
    let plain = |field: &&Field| field.default.is_none() && field.is.is_none() && field.when.is_none();
    let wanted = action.needs.iter().filter_map(|want| match want {
        Want::Field(field) => def.fields.get(usize::from(*field)).filter(plain).map(|field| field.id.clone()),
        Want::Input(input) => {
            action.input.get(usize::from(*input)).filter(plain).map(|field| field.id.clone())
        }
        Want::OwnNumber => Some(NO.into()),
        Want::RowColumn(_) => None,
    });
    wanted.collect()
}

/// What a name of `columns` fills, and whether that is a column of the rows field.
fn target(def: &TypeDef, import: &Import, name: &str) -> Option<(Field, bool)> {
    if let Some(rows) = import.rows.and_then(|rows| def.fields.get(usize::from(rows))) {
        let own = name.strip_prefix(&*rows.id).and_then(|rest| rest.strip_prefix('.'));
        if own.is_some() || !record_key(def, import).iter().any(|key| &**key == name) {
            return row_column(rows, own.unwrap_or(name)).map(|field| (field, true));
        }
    }
    let action = def.actions.get(usize::from(import.action))?;
    let field = def.fields.iter().chain(&action.input).find(|field| &*field.id == name);
    field.cloned().or_else(|| (name == NO).then(|| number_field(FieldType::Text))).map(|field| (field, false))
}

/// A column of a rows field; `no` orders the rows where the field has no such column.
fn row_column(rows: &Field, name: &str) -> Option<Field> {
    let FieldType::Rows { columns, .. } = &rows.ty else { return None };
    let column = columns.iter().find(|column| &*column.id == name).cloned();
    column.or_else(|| (name == NO).then(|| number_field(FieldType::Integer)))
}

fn number_field(ty: FieldType) -> Field {
    Field {
        id: NO.into(),
        name: "编号".into(),
        help: String::new(),
        ty,
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
        span: 0..0,
    }
}

/// The key of the records that the rows of an import belong to: that of the import of the same
/// type that has no `rows`.
pub(crate) fn record_key<'a>(def: &'a TypeDef, import: &Import) -> &'a [Name] {
    let of_records = def.imports.iter().filter(|other| other.rows.is_none());
    let same = of_records.clone().find(|other| other.action == import.action);
    same.or_else(|| of_records.clone().next()).map_or(&[], |other| &other.key)
}

/// The name of a column of rows without that of its rows field.
fn short(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, column)| column)
}

fn canonical(import: &Import, name: &str) -> String {
    import
        .columns
        .get(name)
        .and_then(|aliases| aliases.first())
        .map_or_else(|| name.to_owned(), |alias| comparable(alias).into_owned())
}

/// The column under the first alias that is there; with its unit first, then without.
fn find(names: &[(usize, String, String)], aliases: &[String]) -> Option<usize> {
    aliases.iter().find_map(|alias| {
        let (full, (base, _)) = (comparable(alias), head(alias));
        let exact = names.iter().find(|(_, _, written)| *written == full);
        exact.or_else(|| names.iter().find(|(_, name, _)| *name == base)).map(|(at, ..)| *at)
    })
}

/// Columns that say which rows are meant.
fn only(
    import: &Import,
    names: &[(usize, String, String)],
    missing: &mut Vec<String>,
) -> Vec<(usize, HashSet<String>)> {
    let mut found = Vec::new();
    for (head, values) in &import.only {
        match find(names, std::slice::from_ref(head)) {
            Some(at) => found.push((at, values.iter().map(|value| comparable(value).into_owned()).collect())),
            None => missing.push(head.clone()),
        }
    }
    found
}

/// What cells may say instead of a value: choices by key and by word, then theirs → ours.
fn words(field: &Field, theirs: Option<&indexmap::IndexMap<String, Value>>) -> HashMap<String, Value> {
    let mut words = HashMap::new();
    if let FieldType::Choice(choices) = &field.ty {
        for (key, word) in choices.iter() {
            words.insert(comparable(key).into_owned(), Value::Text(key.clone()));
            words.insert(comparable(word).into_owned(), Value::Text(key.clone()));
        }
    }
    for (their, our) in theirs.into_iter().flatten() {
        let our = our.as_text().and_then(|text| words.get(comparable(text).as_ref())).unwrap_or(our).clone();
        words.insert(comparable(their).into_owned(), our);
    }
    words
}

/// The values given to each row.
pub(crate) fn constants(import: &Import) -> impl Iterator<Item = (Name, Given)> {
    import.constant.iter().map(|(name, value)| (name.clone(), Given::Value(value.clone())))
}
