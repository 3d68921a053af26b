//! The heading of a record in lists: type, title, number, step.

use std::sync::Arc;

use fadu_base::{Date, Instant, RecordId, Value};
use fadu_definition::expr::ExprKind;
use fadu_definition::{Piece, TypeDef};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::text::template;
use fadu_engine::{Answer, Facts, Query, Rules, Snapshot};
use fadu_store::{Reader, StoreError, View};

/// A record as lists name it.
pub(crate) struct Heading {
    /// Its type.
    pub def: Arc<TypeDef>,
    /// The line of its definition.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
}

/// The heading of a record, if it is there.
pub(crate) fn heading(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    id: &RecordId,
) -> Result<Option<Heading>, StoreError> {
    match reader.view.snapshot(id, None)? {
        Some(read) => heading_of(rules, reader, now, &read),
        None => Ok(None),
    }
}

/// The heading of a record that was read.
pub(crate) fn heading_of(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    read: &Snapshot,
) -> Result<Option<Heading>, StoreError> {
    let Some(def) = read.def.clone() else { return Ok(None) };
    let title = title(rules, reader.view, now, &def, read)?;
    let no = read.no.as_deref().map(str::to_owned);
    let title = if title.trim().is_empty() { no.clone().unwrap_or_default() } else { title };
    Ok(Some(Heading { def, title, no }))
}

fn title(
    rules: &Rules<'_>,
    view: View<'_>,
    now: Instant,
    def: &TypeDef,
    read: &Snapshot,
) -> Result<String, StoreError> {
    let mut facts = Facts::default();
    for id in named(def, read) {
        add(view, &mut facts, Query::Snapshot { id, day: None })?;
    }
    loop {
        let book = Book::new(&facts);
        let env = Env::new(*rules, def, Subject::Snapshot(read), now, &book);
        let text = template(&env, &def.title);
        let asks = book.take_asks();
        if asks.is_empty() || facts.known.len() > 32 {
            return Ok(text.replace("(空)", ""));
        }
        for query in asks {
            add(view, &mut facts, query)?;
        }
    }
}

pub(crate) fn add(view: View<'_>, facts: &mut Facts, query: Query) -> Result<(), StoreError> {
    if !facts.known.iter().any(|(known, _)| *known == query) {
        let answer = view.answer(&query)?;
        facts.known.push((query, answer));
    }
    Ok(())
}

/// The records that the fields of a title refer to.
fn named(def: &TypeDef, read: &Snapshot) -> Vec<RecordId> {
    let mut found = Vec::new();
    for piece in &def.title {
        let Piece::Slot(expr) = piece else { continue };
        expr.walk(&mut |part| {
            let ExprKind::Field(at) = &part.kind else { return };
            if let Some((_, value)) = read.fields.get(usize::from(*at)) {
                references(value, &mut found);
            }
        });
    }
    found
}

/// The records that a value refers to.
pub(crate) fn references(value: &Value, found: &mut Vec<RecordId>) {
    match value {
        Value::Ref(to) => found.push(to.id.clone()),
        Value::List(members) => members.iter().for_each(|member| references(member, found)),
        Value::Row(row) => row.cells.iter().for_each(|cell| references(cell, found)),
        _ => {}
    }
}

/// The name of an organization or a person today.
pub(crate) fn name_of(reader: &Reader<'_>, id: &str, today: Date) -> Result<Option<String>, StoreError> {
    let Some(id) = RecordId::parse(id) else { return Ok(None) };
    let Answer::Snapshot(read) = reader.view.answer(&Query::Snapshot { id: id.clone(), day: Some(today) })?
    else {
        return Ok(None);
    };
    let name = read.as_deref().and_then(|read| read.field("name")).and_then(Value::as_text);
    Ok(Some(name.unwrap_or(id.local()).to_owned()))
}
