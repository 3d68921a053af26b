//! All rows of one field of a record, which its page only counts.

use fadu_base::Value;
use fadu_definition::{Field, FieldType};
use fadu_engine::eval::Env;
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Record, Rules};

use super::{named, names, told};
use crate::{District, Failure, csv};

impl District {
    /// The rows of a field, named by its id or its Chinese name, as CSV: number of the row, then its
    /// columns. Personal values are masked as on the page.
    pub fn show_rows(&self, name: &str, field: &str) -> Result<String, Failure> {
        let read = self.store.read(|reader| {
            let Some(id) = named(reader, name)? else { return Ok(None) };
            let Some(record) = fadu_store::Source::load(reader, &id)? else { return Ok(None) };
            let mut facts = Facts::default();
            names(&record, &mut facts, reader)?;
            Ok(Some((record, facts)))
        })?;
        let Some((record, facts)) = read else {
            return Err(Failure::setup(format!("没有记录“{name}”")));
        };
        let listed =
            record.def.fields.iter().zip(&record.fields).find_map(|(known, value)| match &known.ty {
                FieldType::Rows { columns, .. } if *known.id == *field || known.name == field => {
                    Some((columns, value))
                }
                _ => None,
            });
        let Some((columns, value)) = listed else {
            return Err(Failure::setup(format!("{}没有明细字段“{field}”", record.def.name)));
        };
        Ok(table(&self.rules(), &record, &facts, columns, value, self.now()))
    }
}

fn table(
    rules: &Rules<'_>,
    record: &Record,
    facts: &Facts,
    columns: &[Field],
    value: &Value,
    now: fadu_base::Instant,
) -> String {
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let mut head = vec!["no"];
    head.extend(columns.iter().map(|column| &*column.id));
    let mut out = csv::line(&head);
    for row in value.members() {
        let Value::Row(row) = row else { continue };
        let mut cells = vec![row.no.to_string()];
        cells.extend(columns.iter().zip(&row.cells).map(|(column, cell)| match cell {
            Value::Null => String::new(),
            cell => told(&env, column, cell),
        }));
        out.push_str(&csv::line(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    out
}
