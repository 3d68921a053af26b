//! From what is given (TOML, a cell, a form) to the value of a field, by the field's type.
//!
//! A fault names the rule and an example, in Chinese; the field is named by who reports it.

use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Ref, Row, Value};
use fadu_definition::{Field, FieldType, Given};

use super::scalar;
use crate::eval::compare;

/// What the reading of a value depends on.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Today: bounds birth dates.
    pub today: Date,
    /// Entered as past 补录: old forms are read (15-digit identity numbers), numbers may be given.
    pub past: bool,
}

/// Why a value was not read.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Row given, from 1.
    pub row: Option<usize>,
    /// Column of rows.
    pub column: Option<Name>,
    /// What is wrong, with the rule and an example; Chinese.
    pub what: String,
}

impl Fault {
    fn new(what: impl Into<String>) -> Self {
        Self { row: None, column: None, what: what.into() }
    }
}

/// Reads one text as the value of a field.
pub fn parse(field: &Field, text: &str, reading: Reading) -> Result<Value, Vec<Fault>> {
    bind(field, &Given::Value(Value::text(text)), reading)
}

/// Reads what is given to a field. Empty texts and lists become null.
pub fn bind(field: &Field, given: &Given, reading: Reading) -> Result<Value, Vec<Fault>> {
    if let FieldType::Rows { columns, .. } = &field.ty {
        return rows(columns, given, reading);
    }
    if field.many {
        return many(field, given, reading);
    }
    match given {
        Given::Value(value) => one(field, value, reading).map_err(|what| vec![Fault::new(what)]),
        Given::List(list) if list.is_empty() => Ok(Value::Null),
        Given::List(list) if list.len() == 1 => bind(field, &list[0], reading),
        Given::List(_) => Err(vec![Fault::new("只能填写一项")]),
        Given::Row(_) => Err(vec![Fault::new("应为单个值，不是一行")]),
    }
}

/// A parameter's value as a local rule writes it: one text, read by the type of the parameter.
pub fn setting(text: &str, ty: &FieldType) -> Option<Value> {
    let given = Value::text(text.trim());
    match ty {
        FieldType::Choice(of) => choice(of, &given).ok(),
        FieldType::Ref(_) | FieldType::Rows { .. } => None,
        // Only birth dates hang on today, and no parameter is one.
        ty => scalar::read(ty, &given, Reading { today: Date::MIN, past: true }).ok(),
    }
}

/// A list of distinct values, each given once or more.
fn many(field: &Field, given: &Given, reading: Reading) -> Result<Value, Vec<Fault>> {
    let parts: Vec<Value> = match given {
        Given::Value(Value::List(values)) => values.to_vec(),
        Given::Value(Value::Text(text)) if splits(&field.ty) => split(text),
        Given::Value(value) => vec![value.clone()],
        Given::List(list) => {
            list.iter().map(plain).collect::<Option<_>>().ok_or_else(|| vec![Fault::new("应为若干个值")])?
        }
        Given::Row(_) => return Err(vec![Fault::new("应为若干个值，不是一行")]),
    };
    let mut values: Vec<Value> = Vec::new();
    let mut faults = Vec::new();
    for part in &parts {
        match one(field, part, reading) {
            Ok(Value::Null) => {}
            Ok(value) if values.contains(&value) => {}
            Ok(value) => values.push(value),
            Err(what) => faults.push(Fault::new(what)),
        }
    }
    if faults.is_empty() { Ok(Value::list(values)) } else { Err(faults) }
}

/// Whether a text may hold several values of the type.
fn splits(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Choice(_) | FieldType::Ref(_) | FieldType::File)
}

fn split(text: &str) -> Vec<Value> {
    text.split(['、', '；', ';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(Value::text)
        .collect()
}

fn plain(given: &Given) -> Option<Value> {
    match given {
        Given::Value(value) => Some(value.clone()),
        _ => None,
    }
}

/// Rows by column names. Rows already bound (from `then`) pass as they are if they fit.
fn rows(columns: &Arc<[Field]>, given: &Given, reading: Reading) -> Result<Value, Vec<Fault>> {
    let list = match given {
        Given::List(list) => list.as_slice(),
        Given::Row(_) => std::slice::from_ref(given),
        Given::Value(Value::Null) => &[],
        Given::Value(Value::List(values)) if values.iter().all(|value| fits(columns, value)) => {
            return Ok(Value::List(values.clone()));
        }
        Given::Value(_) => return Err(vec![Fault::new("应为若干行")]),
    };
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for (at, given) in list.iter().enumerate() {
        match row(columns, given, reading, at + 1) {
            Ok(cells) => values.push(Value::Row(Arc::new(Row { no: at as u32 + 1, cells }))),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(Value::list(values)) } else { Err(faults) }
}

fn fits(columns: &[Field], value: &Value) -> bool {
    matches!(value, Value::Row(row) if row.cells.len() == columns.len())
}

/// The cells of a row, in the order of the columns.
fn row(columns: &[Field], given: &Given, reading: Reading, no: usize) -> Result<Vec<Value>, Vec<Fault>> {
    let in_row = |fault: Fault, column: Option<&Name>| Fault {
        row: Some(no),
        column: fault.column.or(column.cloned()),
        ..fault
    };
    let Given::Row(given) = given else { return Err(vec![in_row(Fault::new("应为一行"), None)]) };
    let mut cells: Vec<Value> = columns.iter().map(crate::record::apply::empty).collect();
    let mut faults = Vec::new();
    for (name, given) in given {
        let Some(at) = columns.iter().position(|column| column.id == *name) else {
            faults.push(in_row(Fault::new(format!("没有“{name}”这一列")), Some(name)));
            continue;
        };
        let bound = match columns[at].is {
            Some(_) => Err(vec![Fault::new("由系统计算，不填写")]),
            None => bind(&columns[at], given, reading),
        };
        match bound {
            Ok(value) => cells[at] = value,
            Err(more) => faults.extend(more.into_iter().map(|fault| in_row(fault, Some(name)))),
        }
    }
    if faults.is_empty() { Ok(cells) } else { Err(faults) }
}

/// One value of the field's type.
pub(crate) fn one(field: &Field, given: &Value, reading: Reading) -> Result<Value, String> {
    let trimmed;
    let given = match given {
        Value::Text(text) if text.trim().len() != text.len() => {
            trimmed = Value::text(text.trim());
            &trimmed
        }
        given => given,
    };
    if given.is_empty() {
        return Ok(Value::Null);
    }
    match &field.ty {
        FieldType::Ref(types) => reference(types, given),
        FieldType::Choice(of) => choice(of, given),
        FieldType::Rows { .. } => Err("应为若干行".into()),
        ty => scalar::read(ty, given, reading),
    }
}

/// A choice by its key or its word.
fn choice(of: &[(Name, String)], given: &Value) -> Result<Value, String> {
    let text = given.as_text().unwrap_or_default();
    let found =
        of.iter().find(|(key, _)| **key == *text).or_else(|| of.iter().find(|(_, word)| word == text));
    match found {
        Some((key, _)) => Ok(Value::Text(key.clone())),
        None => Err(format!("没有“{}”这个选项，应为：{}", super::show::plain(given), words(of))),
    }
}

fn words(of: &[(Name, String)]) -> String {
    let words: Vec<&str> = of.iter().map(|(_, word)| word.as_str()).collect();
    words.join("、")
}

/// A reference `type/id`; where only one type is possible the id alone will do.
fn reference(types: &[Name], given: &Value) -> Result<Value, String> {
    let to = match given {
        Value::Ref(to) => Some(to.clone()),
        Value::Text(text) => read_id(types, text).map(Ref::to),
        _ => None,
    };
    let to = to.filter(|to| types.is_empty() || types.iter().any(|ty| **ty == *to.id.ty()));
    to.map(Value::Ref).ok_or_else(|| {
        let example = types.first().map_or("type", |ty| ty);
        format!("应为已有记录的编号，例如 {example}/001")
    })
}

fn read_id(types: &[Name], text: &str) -> Option<RecordId> {
    if text.chars().count() > 200 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    match (RecordId::parse(text), types) {
        (Some(id), _) => Some(id),
        (None, [ty]) if !text.contains('/') => Some(RecordId::new(ty, text)),
        _ => None,
    }
}

/// Converts a computed value to the type of the field it goes into: whole numbers widen.
pub(crate) fn fitted(field: &Field, value: Value) -> Value {
    match (&field.ty, &value) {
        (FieldType::Decimal, Value::Int(_)) => {
            compare::decimal(&value).map(Value::Decimal).unwrap_or_default()
        }
        (FieldType::Integer, Value::Decimal(n)) => n.as_int().map(Value::Int).unwrap_or_default(),
        (FieldType::Money, Value::Int(n)) => {
            fadu_base::Money::from_yuan(*n).map(Value::Money).unwrap_or_default()
        }
        (_, Value::Null) => crate::record::apply::empty(field),
        _ if field.many && !matches!(value, Value::List(_)) => Value::list([value]),
        _ => value,
    }
}
