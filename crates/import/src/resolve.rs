//! From a text to a record: who that is, only the caller can know. The importer says which field,
//! which text and which row, and puts the answer in its place.

use fadu_base::{Date, Value};
use fadu_definition::{Field, FieldType, Given};

use crate::fault::{Fault, Problem};
use crate::rows::ImportRow;

/// Finds the record that a text of a cell names.
pub trait Resolver {
    /// A reference for `text` as of `day`: a `Given::Value` with a `Ref`, or why there is none.
    fn resolve(
        &mut self,
        field: &Field,
        text: &str,
        day: Option<Date>,
        row: &ImportRow,
    ) -> Result<Given, Problem>;
}

/// Replaces every text of a reference field of a row by what the resolver finds. All faults.
pub fn resolve(
    row: &mut ImportRow,
    day: Option<Date>,
    resolver: &mut dyn Resolver,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut answers = Vec::new();
    for (index, (name, given)) in row.input.iter().enumerate() {
        let Some(field) = field_of(row, name) else { continue };
        let mut asked = Asked { row, day, resolver: &mut *resolver, faults: &mut faults };
        if let Some(answer) = asked.given(field, name, given, None) {
            answers.push((index, answer));
        }
    }
    for (index, answer) in answers {
        row.input[index].1 = answer;
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

struct Asked<'a> {
    row: &'a ImportRow,
    day: Option<Date>,
    resolver: &'a mut dyn Resolver,
    faults: &'a mut Vec<Fault>,
}

impl Asked<'_> {
    /// The input with references in place of texts; nothing if it has none.
    fn given(&mut self, field: &Field, name: &str, given: &Given, row_of: Option<usize>) -> Option<Given> {
        match (&field.ty, given) {
            (FieldType::Ref(_), Given::Value(Value::Text(text))) => {
                match self.resolver.resolve(field, text, self.day, self.row) {
                    Ok(found) => Some(found),
                    Err(problem) => {
                        self.faults.push(self.row.fault(Some(name), row_of, problem));
                        None
                    }
                }
            }
            (FieldType::Ref(_), Given::List(members)) => {
                let found = members
                    .iter()
                    .map(|member| self.given(field, name, member, row_of).unwrap_or_else(|| member.clone()));
                Some(Given::List(found.collect()))
            }
            (FieldType::Rows { columns, .. }, Given::List(rows)) => {
                let found =
                    rows.iter().enumerate().map(|(index, row)| self.row_given(columns, name, row, index + 1));
                Some(Given::List(found.collect()))
            }
            _ => None,
        }
    }

    fn row_given(&mut self, columns: &[Field], name: &str, row: &Given, number: usize) -> Given {
        let Given::Row(cells) = row else { return row.clone() };
        let found = cells.iter().map(|(cell, given)| {
            let column = columns.iter().find(|column| column.id == *cell);
            let place = format!("{name}.{cell}");
            let answer = column.and_then(|column| self.given(column, &place, given, Some(number)));
            (cell.clone(), answer.unwrap_or_else(|| given.clone()))
        });
        Given::Row(found.collect())
    }
}

fn field_of<'a>(row: &'a ImportRow, name: &str) -> Option<&'a Field> {
    row.route.def.fields.iter().chain(&row.route.action().input).find(|field| &*field.id == name)
}
