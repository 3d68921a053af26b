//! Capabilities that actions use (language.md 5.3): what only the program can fill in, because it is
//! computed from all records. Bound, checked and journaled as if it had been typed.

mod figures;
mod lint;
mod restate;

use fadu_base::{Instant, Name, RecordId, Value};
use fadu_definition::Given;
use fadu_engine::{Answer, Record, Rules};
use fadu_store::{Source, StoreError, Txn};

/// The record, the organization of who acts, what was given.
type Asked<'a> = (&'a RecordId, Option<&'a RecordId>, &'a [(Name, Value)]);

/// What a capability fills in. A name that nobody implements is answered by nothing, and refused.
pub(crate) fn answer(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    name: &str,
    (record, org, input): Asked<'_>,
    now: Instant,
) -> Result<Answer, StoreError> {
    let record = txn.load(record)?;
    let form = Form { record: record.as_deref(), input, org };
    Ok(Answer::Given(match name {
        "figures.slots" => figures::slots(rules, txn, &form)?,
        "figures.freeze" => figures::freeze(rules, txn, &form)?,
        "figures.restate" => restate::restate(rules, txn, &form)?,
        "figures.measure" => figures::measure(rules, txn, &form, now.date())?,
        "report.lint" => lint::lint(rules, &form),
        _ => return Ok(Answer::Value(Value::Null)),
    }))
}

/// What a capability fills in and nobody types, so that no form asks for it.
pub(crate) fn fills(name: &str) -> &'static [&'static str] {
    match name {
        "figures.slots" => &["slots"],
        "figures.freeze" => &["position", "figures", "parts", "checks"],
        "figures.measure" => &["measured", "measured_at"],
        "report.lint" => &["text_hash", "findings"],
        _ => &[],
    }
}

/// What a capability sees: the record as it was, with what was given over it.
struct Form<'a> {
    record: Option<&'a Record>,
    input: &'a [(Name, Value)],
    org: Option<&'a RecordId>,
}

impl Form<'_> {
    /// A field or input.
    fn value(&self, name: &str) -> &Value {
        let given = self.input.iter().find(|(id, _)| &**id == name).map(|(_, value)| value);
        given.or_else(|| self.record.and_then(|record| field(record, name))).unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> &str {
        self.value(name).as_text().unwrap_or_default()
    }

    fn int(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The cells of the rows of a field, by column: see [`cell`].
    fn rows(&self, name: &str) -> Vec<Vec<(Name, Value)>> {
        let Some(record) = self.record else { return Vec::new() };
        let columns = record.def.fields.iter().find(|field| &*field.id == name).map(|field| &field.ty);
        let Some(fadu_definition::FieldType::Rows { columns, .. }) = columns else { return Vec::new() };
        let of_row = |value: &Value| match value {
            Value::Row(row) => {
                Some(columns.iter().map(|column| column.id.clone()).zip(row.cells.iter().cloned()).collect())
            }
            _ => None,
        };
        self.value(name).members().iter().filter_map(of_row).collect()
    }
}

fn field<'r>(record: &'r Record, name: &str) -> Option<&'r Value> {
    let at = record.def.fields.iter().position(|field| &*field.id == name)?;
    record.fields.get(at)
}

/// A cell of a row.
fn cell<'r>(row: &'r [(Name, Value)], column: &str) -> &'r Value {
    row.iter().find(|(id, _)| &**id == column).map_or(&Value::Null, |(_, value)| value)
}

/// A cell to be given.
fn put(name: &str, value: impl Into<Option<Value>>) -> (Name, Given) {
    (name.into(), Given::Value(value.into().unwrap_or_default()))
}

/// A text to be given; an empty one is nothing.
fn text(name: &str, text: impl AsRef<str>) -> (Name, Given) {
    let text = text.as_ref();
    put(name, (!text.is_empty()).then(|| Value::text(text)))
}
