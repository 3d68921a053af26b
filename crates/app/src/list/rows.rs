//! The rows of a list: each column as the person may see it.

use std::sync::Arc;

use fadu_base::RecordId;
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Snapshot};
use fadu_store::list::Listed;
use fadu_store::{Reader, StoreError};

use super::{Desk, ListRow};
use crate::access::Sight;
use crate::heading::{add, heading_of, snapshot};
use crate::page::{Seen, fields};
use crate::title::{Eye, references, unnamed};

/// The rows of a page.
pub(super) fn of(
    desk: &Desk<'_>,
    reader: &Reader<'_>,
    found: &[Listed],
    columns: &[&str],
) -> Result<Vec<ListRow>, StoreError> {
    let mut facts = Facts::default();
    let mut rows = Vec::with_capacity(found.len());
    for listed in found {
        let id = RecordId::parse(&listed.place.1);
        let rules = desk.district.rules();
        let read = id.map(|id| snapshot(&rules, reader.view, &id, columns)).transpose()?.flatten();
        if let Some(read) = read {
            rows.push(row(desk, reader, &mut facts, listed, &read, columns)?);
        }
    }
    Ok(rows)
}

fn row(
    desk: &Desk<'_>,
    reader: &Reader<'_>,
    facts: &mut Facts,
    listed: &Listed,
    read: &Arc<Snapshot>,
    columns: &[&str],
) -> Result<ListRow, StoreError> {
    let rules = desk.district.rules();
    let Some(def) = read.def.clone() else { return Ok(ListRow::default()) };
    name_all(reader, facts, read, columns)?;
    let book = Book::new(facts);
    let env = Env::new(rules, &def, Subject::Snapshot(read), desk.now, &book);
    let cells = |sight| -> Result<Vec<String>, StoreError> {
        let eye = Eye { role: &desk.seat.role, sight };
        let title = match columns.contains(&"@title") {
            true => heading_of(&rules, reader, desk.now, read, eye)?.map(|heading| heading.title),
            false => None,
        };
        let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| read.id.local().to_owned());
        let seen = Seen { env: &env, role: eye.role, sight };
        Ok(columns.iter().map(|column| cell(&seen, read, column, &title).unwrap_or_default()).collect())
    };
    if listed.concerned {
        return Ok(ListRow { record: read.id.to_string(), cells: cells(Sight::Full)?, ..ListRow::default() });
    }
    let shown = cells(Sight::Masked)?;
    // Masked is what differs from the whole.
    let masked = shown != cells(Sight::Full)?;
    Ok(ListRow { record: read.id.to_string(), cells: shown, masked, is_open: true })
}

/// What stands in a column.
fn cell(seen: &Seen<'_>, read: &Snapshot, column: &str, title: &str) -> Option<String> {
    let def = read.def.as_deref()?;
    let step = || {
        let id = read.step.as_deref()?;
        Some(def.steps.iter().find(|step| *step.id == *id).map_or(id, |step| &step.name).to_owned())
    };
    match column {
        "@title" => Some(title.to_owned()),
        "no" => read.no.as_deref().map(str::to_owned),
        "step" => step(),
        "org" => read.org.as_ref().map(|org| fadu_engine::text::record(seen.env, &org.id)),
        "opened_on" => read.opened_on.map(|day| day.to_string()),
        "closed_on" => read.closed_on.map(|day| day.to_string()),
        field => {
            let field = def.fields.iter().find(|known| *known.id == *field)?;
            let (_, value) = read.fields.iter().find(|(id, value)| *id == field.id && !value.is_empty())?;
            fields::shown(seen, field, value).map(fields::plain)
        }
    }
}

/// Reads the names of what the columns refer to.
fn name_all(
    reader: &Reader<'_>,
    facts: &mut Facts,
    read: &Snapshot,
    columns: &[&str],
) -> Result<(), StoreError> {
    let mut named: Vec<RecordId> = read.org.iter().map(|org| org.id.clone()).collect();
    for (id, value) in &read.fields {
        if columns.contains(&&**id) {
            references(value, &mut named);
        }
    }
    // What they are called may name others.
    for _ in 0..2 {
        for query in unnamed(facts, named.clone()) {
            add(reader.view, facts, query)?;
        }
    }
    Ok(())
}
