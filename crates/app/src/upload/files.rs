//! Where files stand: in what is asked for, and in the fields of records.

use fadu_base::Value;
use fadu_definition::{Field, FieldType, TypeDef};
use serde_json::Value as Json;

use crate::access::{Sight, field_sight};
use crate::{TakeAsked, Told};

/// A file that a command names, and its place in the form.
pub(super) struct Named {
    pub sm3: String,
    /// `field.…` or `doc.…`.
    id: String,
    /// Field, input or `rows.column`; none of papers.
    place: Option<String>,
    /// Number of the row given.
    row: Option<usize>,
}

/// The files that a command names: fields, inputs and columns of type file, and papers.
pub(super) fn of_command(def: &TypeDef, asked: &TakeAsked) -> Vec<Named> {
    let action = def.actions.iter().find(|known| *known.id == *asked.action || known.name == asked.action);
    let inputs = action.map_or(&[][..], |action| &action.input[..]);
    let mut found = Vec::new();
    for field in def.fields.iter().chain(inputs) {
        if let Some(given) = asked.input.get(&*field.id) {
            in_field(field, given, &mut found);
        }
        // Of the row acted on, the columns are given by their own names.
        for column in columns(field).iter().filter(|_| asked.row.is_some()) {
            if let Some(given) = asked.input.get(&*column.id) {
                in_field(column, given, &mut found);
            }
        }
    }
    let papers = asked.docs.iter().filter(|(_, sm3)| !sm3.is_empty());
    let paper = |(id, sm3): &(String, String)| Named {
        sm3: sm3.clone(),
        id: format!("doc.{id}"),
        place: None,
        row: None,
    };
    found.into_iter().chain(papers.map(paper)).collect()
}

fn columns(field: &Field) -> &[Field] {
    match &field.ty {
        FieldType::Rows { columns, .. } => columns,
        _ => &[],
    }
}

fn in_field(field: &Field, given: &Json, found: &mut Vec<Named>) {
    match given {
        Json::Array(members) if matches!(field.ty, FieldType::Rows { .. }) => {
            for (at, row) in members.iter().enumerate() {
                for column in columns(field) {
                    let from = found.len();
                    in_field(column, row.get(&*column.id).unwrap_or(&Json::Null), found);
                    for cell in found.iter_mut().skip(from) {
                        cell.place = Some(format!("{}.{}", field.id, column.id));
                        cell.row = Some(at + 1);
                    }
                }
            }
        }
        Json::Array(members) => members.iter().for_each(|given| in_field(field, given, found)),
        Json::String(sm3) if matches!(field.ty, FieldType::File) && !sm3.is_empty() => found.push(Named {
            sm3: sm3.clone(),
            id: format!("field.{}", field.id),
            place: Some(field.id.to_string()),
            row: None,
        }),
        _ => {}
    }
}

/// What is said of a file that is not the person's to give.
pub(super) fn missing(named: &Named) -> Told {
    Told {
        id: named.id.clone(),
        kind: "EVIDENCE_MISSING",
        say: "这里的文件没有上传成功，或者不是您上传的".to_owned(),
        article: None,
        remedy: "请重新选择文件上传".to_owned(),
        place: named.place.clone(),
        row: named.row,
        rows: Vec::new(),
        warn: false,
    }
}

/// Whether a field that somebody sees holds a file; personal ones are for those who see all of it.
pub(super) fn shown(field: &Field, value: &Value, role: &str, of_record: Sight, sm3: &str) -> bool {
    let sight = field_sight(field, role, of_record);
    match (&field.ty, value) {
        _ if sight == Sight::Nothing => false,
        (FieldType::Rows { columns, .. }, Value::List(rows)) => rows.iter().any(|row| match row {
            Value::Row(row) => {
                columns.iter().zip(&row.cells).any(|(column, cell)| shown(column, cell, role, of_record, sm3))
            }
            _ => false,
        }),
        (FieldType::File, value) => (sight == Sight::Full || field.public) && names(value, sm3),
        _ => false,
    }
}

/// Whether a value is a file or holds it.
pub(super) fn names(value: &Value, sm3: &str) -> bool {
    match value {
        Value::Text(text) => &**text == sm3,
        Value::List(values) => values.iter().any(|value| names(value, sm3)),
        Value::Row(row) => row.cells.iter().any(|cell| names(cell, sm3)),
        _ => false,
    }
}
