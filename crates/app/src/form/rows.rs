//! The rows of a record that an action may be taken on, each in the words that tell it from the others.

use std::collections::BTreeMap;

use fadu_base::{Instant, RecordId, Row, Value};
use fadu_definition::{Action, Field, FieldType};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Record, Rules};
use fadu_store::{Reader, StoreError};

use super::known::may_fill;
use crate::heading::heading;
use crate::title::Eye;

/// Most cells by which a row is named.
const WORDS: usize = 4;

/// Name of the rows, and number and words of each; nothing if the action is on none.
#[allow(clippy::type_complexity)]
pub(super) fn rows(
    reader: &Reader<'_>,
    rules: &Rules<'_>,
    record: &Record,
    (action, eye): (&Action, Eye<'_>),
    now: Instant,
) -> Result<Option<(String, Vec<(u32, String)>)>, StoreError> {
    let Some(at) = action.row.map(usize::from) else { return Ok(None) };
    let (Some(field), Some(value)) = (record.def.fields.get(at), record.fields.get(at)) else {
        return Ok(None);
    };
    let FieldType::Rows { columns, .. } = &field.ty else { return Ok(None) };
    let rows: Vec<&Row> = value.members().iter().filter_map(Value::as_row).collect();
    let telling = telling(columns, &rows, eye.role);
    let mut words = Words { reader, rules, record, now, eye, names: BTreeMap::new() };
    let mut worded = Vec::with_capacity(rows.len());
    for row in rows {
        worded.push((row.no, words.row(columns, row, &telling)?));
    }
    Ok(Some((field.name.clone(), worded)))
}

/// The columns that tell one row from another, and may be read; the first does in any case.
fn telling(columns: &[Field], rows: &[&Row], role: &str) -> Vec<usize> {
    let differ = |at: usize| rows.windows(2).any(|two| two[0].cells.get(at) != two[1].cells.get(at));
    let tells = |column: &Field| !matches!(column.ty, FieldType::File) && may_fill(column, role);
    let read = columns.iter().enumerate().filter(|(_, column)| tells(column));
    read.map(|(at, _)| at).filter(|at| *at == 0 || rows.len() < 2 || differ(*at)).collect()
}

/// The words of rows; a record is read for its name once.
struct Words<'a, 'r> {
    reader: &'a Reader<'r>,
    rules: &'a Rules<'a>,
    record: &'a Record,
    now: Instant,
    eye: Eye<'a>,
    names: BTreeMap<RecordId, String>,
}

impl Words<'_, '_> {
    /// The first cells of a row in which something stands.
    fn row(&mut self, columns: &[Field], row: &Row, telling: &[usize]) -> Result<String, StoreError> {
        let filled = telling.iter().filter_map(|at| Some((columns.get(*at)?, row.cells.get(*at)?)));
        let filled = filled.filter(|(_, cell)| !cell.is_empty()).take(WORDS);
        let mut words = Vec::new();
        for (column, cell) in filled {
            words.push(match cell {
                Value::Ref(to) => self.name(&to.id)?,
                cell => self.plain(column, cell),
            });
        }
        words.dedup();
        Ok(words.join(" "))
    }

    /// A cell in words; an indicator by its name.
    fn plain(&self, column: &Field, cell: &Value) -> String {
        let facts = Facts::default();
        let book = Book::new(&facts);
        let env = Env::new(*self.rules, &self.record.def, Subject::Record(self.record), self.now, &book);
        by_name(self.rules, fadu_engine::text::display(&env, Some(column), cell))
    }

    fn name(&mut self, id: &RecordId) -> Result<String, StoreError> {
        if let Some(known) = self.names.get(id) {
            return Ok(known.clone());
        }
        let read = heading(self.rules, self.reader, self.now, id, self.eye)?;
        let title = read.map(|read| read.title).filter(|title| !title.is_empty());
        let name = title.unwrap_or_else(|| id.local().to_owned());
        self.names.insert(id.clone(), name.clone());
        Ok(name)
    }
}

/// A text as people read it: an indicator by its name.
pub(crate) fn by_name(rules: &Rules<'_>, text: String) -> String {
    rules.definitions.indicators.get(&*text).map_or(text, |indicator| indicator.name.clone())
}
