//! A form sent again after a record was made of it: the same content is answered by the same receipt,
//! another one is refused, so that nothing typed vanishes behind the receipt of the first.

use fadu_base::{Name, Value};
use fadu_definition::{Action, Field, FieldType, Given, TypeDef};
use fadu_engine::text::{Reading, bind};
use fadu_engine::{Command, Event, Record};
use fadu_store::{StoreError, Txn};

use super::{Receipt, Taken, Told, Typed, moment, person_of, refused, step_name};

/// Answers a form of which a record was made before.
pub(super) fn made_before(
    txn: &mut Txn<'_>,
    record: &Record,
    command: &Command,
    typed: Typed,
) -> Result<Taken, StoreError> {
    let first = record.history.first().filter(|event| person_of(&event.actor) == person_of(&command.by));
    let first = first.ok_or_else(|| StoreError::Invalid("这份表单已失效，请重新打开后填写".into()))?;
    if !is_same(&record.def, first, command) {
        // What is sent next is another matter: a draft of its own.
        return refused(txn, (&record.def, command), vec![told(record, first)], Typed { id: None, ..typed });
    }
    Ok(Taken::Done(Receipt {
        record: record.id.to_string(),
        no: record.no.as_deref().map(str::to_owned),
        type_name: record.def.name.clone(),
        step: step_name(record),
        at: moment(first.at),
        lines: vec!["已在此前提交成功，没有重复登记".to_owned()],
        ..Receipt::default()
    }))
}

fn told(record: &Record, first: &Event) -> Told {
    let no = record.no.as_ref().map(|no| format!("，编号 {no}")).unwrap_or_default();
    Told {
        id: MADE.to_owned(),
        kind: "CONFLICT",
        say: format!("这份表单已在 {} 提交过{no}；现在填写的和那时不同，这一次没有提交", moment(first.at)),
        article: None,
        remedy: "要改已经提交的，请打开那一件办理；要另办一件，请核对后再提交，会作为新的一件".to_owned(),
        place: None,
        row: None,
        rows: Vec::new(),
        warn: false,
    }
}

/// Id of the reason.
const MADE: &str = "form.made";

/// Whether a command gives what the first event of a record was given.
fn is_same(def: &TypeDef, first: &Event, command: &Command) -> bool {
    let action = def.actions.iter().find(|action| action.id == command.action);
    let Some(action) = action.filter(|action| action.id == first.action) else { return false };
    let papers = command.docs.iter().all(|doc| first.docs.contains(doc));
    papers && command.input.iter().all(|(name, given)| is_given(def, action, first, (name, given)))
}

fn is_given(def: &TypeDef, action: &Action, first: &Event, (name, given): (&Name, &Given)) -> bool {
    let field = def.fields.iter().chain(&action.input).find(|field| field.id == *name);
    let Some(field) = field else { return true };
    let reading = Reading { today: first.at.date(), past: first.past };
    let Ok(value) = bind(field, given, reading) else { return false };
    let held = first.fields.iter().chain(&first.input).find(|(id, _)| id == name);
    let held = held.map(|(_, value)| value.clone());
    let added = || {
        let (_, rows) = first.added.iter().find(|(id, _)| id == name)?;
        Some(Value::List(rows.iter().map(|row| Value::Row(row.clone())).collect()))
    };
    is_alike(field, &value, &held.or_else(added).unwrap_or(Value::Null))
}

/// Whether a value is that which is held. What is left empty may have been filled in by the program.
fn is_alike(field: &Field, given: &Value, held: &Value) -> bool {
    if given.is_empty() {
        return held.is_empty() || field.default.is_some() || field.is.is_some();
    }
    match (given, held) {
        (Value::Ref(given), Value::Ref(held)) => given.id == held.id,
        (Value::Row(given), Value::Row(held)) => {
            let FieldType::Rows { columns, .. } = &field.ty else { return false };
            let mut cells = columns.iter().zip(given.cells.iter().zip(&*held.cells));
            cells.all(|(column, (given, held))| is_alike(column, given, held))
        }
        (Value::List(given), Value::List(held)) => {
            given.len() == held.len() && given.iter().zip(held.iter()).all(|(a, b)| is_alike(field, a, b))
        }
        _ => given == held,
    }
}
