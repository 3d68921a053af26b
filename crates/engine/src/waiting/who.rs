//! Whose record an action asks it to be, as the values that stand in the record: the other side of
//! the check of a scope.

use fadu_base::{RecordId, Ref, Value};
use fadu_definition::{Action, Scope};

use super::persons;
use crate::Record;
use crate::decide::column_of;
use crate::eval::Env;
use crate::eval::event::is_one_of;

/// Whose record it must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Anybody's of the role.
    Anybody,
    /// This person's or organization's.
    Of(RecordId),
    /// This organization's or of one above it.
    Below(RecordId),
    /// Of whoever has proved to stand for its party.
    Party,
}

/// Whose the record is under a scope; nothing if it is nobody's.
pub(super) fn whose(env: &Env<'_>, record: &Record, scope: &Scope) -> Vec<Whose> {
    let org = || record.org.iter().map(|org| org.id.clone());
    match scope {
        Scope::None => Vec::new(),
        Scope::District => vec![Whose::Anybody],
        Scope::Org => org().map(Whose::Of).collect(),
        Scope::Below => org().map(Whose::Below).collect(),
        Scope::Own => owners(record),
        Scope::Field(field, member) => {
            let mut found = Vec::new();
            if let Some(value) = record.fields.get(usize::from(*field)) {
                named(env, record, *field, value, member.as_deref(), &mut found);
            }
            found.into_iter().map(Whose::Of).collect()
        }
    }
}

fn owners(record: &Record) -> Vec<Whose> {
    let party = record.def.party.and_then(|at| record.fields.get(usize::from(at)));
    match party {
        None | Some(Value::Null) => vec![Whose::Party],
        Some(Value::List(values)) if values.is_empty() => vec![Whose::Party],
        Some(value) => {
            let mut found = Vec::new();
            references(value, &mut found);
            found.into_iter().map(Whose::Of).collect()
        }
    }
}

fn references(value: &Value, found: &mut Vec<RecordId>) {
    match value {
        Value::Ref(to) => found.push(to.id.clone()),
        Value::List(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// The persons and organizations that a field, a column or a member of it names.
fn named(
    env: &Env<'_>,
    record: &Record,
    field: u16,
    value: &Value,
    member: Option<&str>,
    found: &mut Vec<RecordId>,
) {
    match (value, member) {
        (Value::List(values), _) => {
            values.iter().for_each(|value| named(env, record, field, value, member, found));
        }
        (Value::Row(row), Some(column)) => {
            let cell = column_of(record, field, column).and_then(|at| row.cells.get(at));
            if let Some(cell) = cell {
                named(env, record, field, cell, None, found);
            }
        }
        (Value::Ref(to), None) => found.push(to.id.clone()),
        (Value::Ref(to), Some(member)) => of_member(env, to, member, found),
        _ => {}
    }
}

/// Whom the record referred to names in a field of its own.
fn of_member(env: &Env<'_>, to: &Ref, member: &str, found: &mut Vec<RecordId>) {
    let day = env.rules.is_register(to.id.ty()).then(|| to.day.unwrap_or(env.today));
    let seen = env.book.snapshot(&to.id, day).flatten();
    let Some(seen) = seen.as_ref() else { return };
    match seen.get().field(member) {
        // Whoever has proved to stand for the party of the record referred to.
        None | Some(Value::Null) => found.push(to.id.clone()),
        Some(Value::List(values)) if values.is_empty() => found.push(to.id.clone()),
        Some(value) => references(value, found),
    }
}

/// The persons who may not take an action: recused, or having taken one it must be apart from.
pub(super) fn barred(record: &Record, action: &Action) -> Vec<RecordId> {
    let mut out = Vec::new();
    let recused = record.def.recused.and_then(|at| record.fields.get(usize::from(at)));
    if let Some(value) = recused {
        references(value, &mut out);
    }
    let taken = record.history.iter().filter(|event| is_one_of(record, event, &action.apart));
    out.extend(taken.flat_map(|event| persons(&event.actor)).cloned());
    out.sort();
    out.dedup();
    out
}
