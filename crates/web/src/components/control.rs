//! A control of a form with its label, help, and what refused beside it; rows as a table of controls.

use askama::Template;
use fadu_app::{Control, FormKind, Told};
use serde_json::{Map, Value as Json};

/// Empty rows offered below those that are filled.
const SPARE: usize = 1;
/// Empty rows offered when more were asked for.
const MORE: usize = 4;

/// A control as it is drawn.
#[derive(Template)]
#[template(path = "components/control/template.html")]
pub struct Drawn {
    /// Id and name in the form: `f.field`, `f.rows.1.column`.
    pub name: String,
    pub label: String,
    pub help: String,
    pub applies: Option<String>,
    pub needed: bool,
    pub purpose: Option<String>,
    /// What refused.
    pub faults: Vec<Told>,
    pub body: Body,
}

impl Drawn {
    /// Name of a control of which each file is a value more.
    fn added_name(&self) -> String {
        format!("a.{}", self.name.trim_start_matches("f."))
    }

    /// Name of a control of which each line is a value.
    fn lines_name(&self) -> String {
        format!("m.{}", self.name.trim_start_matches("f."))
    }
}

/// What a control is made of.
pub enum Body {
    /// A line: type of the input, its mode, a hint at the form, what stands in it.
    Line { ty: &'static str, mode: &'static str, hint: &'static str, value: String },
    /// A place; a script offers that of the device.
    Point(String),
    /// Several lines.
    Lines(String),
    /// A file; the hash of the one taken in.
    File(String),
    /// Several files; the hashes of those taken in.
    Files(Vec<String>),
    /// One of a few: key, word, chosen.
    Choice(Vec<(String, String, bool)>),
    /// Any of a few.
    Choices(Vec<(String, String, bool)>),
    /// Yes or no, or not said.
    Truth(String),
    /// Rows: heads, the rows, and the name for adding one.
    Rows { heads: Vec<String>, rows: Vec<Vec<Drawn>>, field: String },
    /// Several lines of text, a value each.
    Many(Vec<String>),
}

/// Draws the controls of a form with what was typed, if it was, else with what is known. `more` is
/// the rows to which lines are to be added.
pub fn drawn(
    controls: &[Control],
    typed: Option<&Map<String, Json>>,
    faults: &[Told],
    more: Option<&str>,
) -> Vec<Drawn> {
    let sheet = Sheet { faults, more };
    controls
        .iter()
        .map(|control| {
            let value = match typed {
                Some(typed) => typed.get(&control.name).unwrap_or(&Json::Null),
                None => &control.value,
            };
            sheet.one(control, &format!("f.{}", control.name), value, None)
        })
        .collect()
}

/// Id of the control that a refusal is about.
pub fn place_of(told: &Told, controls: &[Control]) -> Option<String> {
    let place = told.place.as_deref()?;
    let (field, column) =
        place.split_once('.').map_or((place, None), |(field, column)| (field, Some(column)));
    let known = controls.iter().find(|control| control.name == field)?;
    match (&known.kind, column, told.row) {
        (FormKind::Rows(_), Some(column), Some(row)) => Some(format!("f.{field}.{row}.{column}")),
        _ => Some(format!("f.{field}")),
    }
}

/// What is the same for all controls of a form.
struct Sheet<'a> {
    faults: &'a [Told],
    more: Option<&'a str>,
}

impl Sheet<'_> {
    fn one(&self, control: &Control, name: &str, value: &Json, row: Option<usize>) -> Drawn {
        let is_here = |told: &&Told| match row {
            None => told.place.as_deref() == Some(&control.name) || is_of_rows(told, control),
            Some(row) => {
                told.row == Some(row) && told.place.as_deref().is_some_and(|place| path(name) == place)
            }
        };
        Drawn {
            name: name.to_owned(),
            label: control.label.clone(),
            help: control.help.clone(),
            applies: control.applies.clone(),
            needed: control.needed,
            purpose: control.purpose.clone(),
            faults: self.faults.iter().filter(|told| !told.warn).filter(is_here).cloned().collect(),
            body: self.body(control, name, value),
        }
    }

    fn body(&self, control: &Control, name: &str, value: &Json) -> Body {
        match &control.kind {
            FormKind::Choice(of) => {
                let chosen = texts(value);
                let of = of.iter().map(|(key, word)| {
                    (key.clone(), word.clone(), chosen.contains(key) || chosen.contains(word))
                });
                if control.many { Body::Choices(of.collect()) } else { Body::Choice(of.collect()) }
            }
            FormKind::Rows(columns) => self.rows(columns, name, value),
            FormKind::File if control.many => {
                Body::Files(texts(value).into_iter().filter(|sm3| !sm3.is_empty()).collect())
            }
            FormKind::File => Body::File(text(value)),
            FormKind::Bool => Body::Truth(text(value)),
            FormKind::LongText => Body::Lines(text(value)),
            FormKind::Point if !control.many => Body::Point(text(value)),
            _ if control.many => Body::Many(texts(value)),
            kind => line(kind, text(value)),
        }
    }

    fn rows(&self, columns: &[Control], name: &str, value: &Json) -> Body {
        let empty = Map::new();
        let filled = value.as_array().map_or(&[][..], Vec::as_slice);
        let cells = |n: usize| {
            let row = filled.get(n).and_then(Json::as_object).unwrap_or(&empty);
            let cell = |column: &Control| {
                let name = format!("{name}.{}.{}", n + 1, column.name);
                self.one(column, &name, row.get(&column.name).unwrap_or(&Json::Null), Some(n + 1))
            };
            columns.iter().map(cell).collect()
        };
        let spare = if self.more == Some(name) { MORE } else { SPARE };
        Body::Rows {
            heads: columns.iter().map(|column| column.label.clone()).collect(),
            rows: (0..filled.len() + spare).map(cells).collect(),
            field: name.to_owned(),
        }
    }
}

/// `rows.column` of `f.rows.3.column`.
fn path(name: &str) -> String {
    let mut parts = name.trim_start_matches("f.").splitn(3, '.');
    let (field, _, column) = (parts.next(), parts.next(), parts.next());
    format!("{}.{}", field.unwrap_or_default(), column.unwrap_or_default())
}

/// About rows, and not about one that is drawn.
fn is_of_rows(told: &Told, control: &Control) -> bool {
    let is_rows = matches!(control.kind, FormKind::Rows(_));
    let of = told.place.as_deref().and_then(|place| place.split_once('.')).map(|(field, _)| field);
    is_rows && of == Some(&control.name) && told.row.is_none()
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        Json::Array(values) => values.iter().map(text).collect::<Vec<_>>().join("\n"),
        Json::Bool(truth) => truth.to_string(),
        other => other.to_string(),
    }
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Array(values) => values.iter().map(text).collect(),
        Json::Null => Vec::new(),
        one => vec![text(one)],
    }
}

fn line(kind: &FormKind, value: String) -> Body {
    let (ty, mode, hint) = match kind {
        FormKind::Integer => ("text", "numeric", "整数"),
        FormKind::Decimal => ("text", "decimal", ""),
        FormKind::Money => ("text", "decimal", "元"),
        FormKind::Date => ("date", "", ""),
        FormKind::Datetime => ("datetime-local", "", ""),
        FormKind::Period => ("text", "", "如 15个工作日、30日、2个月"),
        FormKind::Phone => ("tel", "tel", ""),
        FormKind::IdNumber => ("text", "", "18 位"),
        FormKind::Uscc => ("text", "", "18 位号码"),
        FormKind::Named(_) => ("text", "", "编号或名称"),
        _ => ("text", "", ""),
    };
    Body::Line { ty, mode, hint, value }
}
