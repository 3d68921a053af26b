//! The rows of a list: each column as the person may see it.

use std::sync::Arc;

use fadu_base::RecordId;
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Query, Snapshot};
use fadu_store::list::Listed;
use fadu_store::{Reader, StoreError};

use super::{Desk, ListRow};
use crate::access::Sight;
use crate::heading::{add, heading_of, references, snapshot};
use crate::page::{Seen, fields};

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
    let title = match listed.concerned && columns.contains(&"@title") {
        true => heading_of(&rules, reader, desk.now, read)?.map(|heading| heading.title),
        false => None,
    };
    let title = title.filter(|title| !title.trim().is_empty());
    let title = title.or_else(|| read.no.as_deref().map(str::to_owned));
    let title = title.unwrap_or_else(|| read.id.local().to_owned());
    name_all(reader, facts, read, columns)?;
    let book = Book::new(facts);
    let env = Env::new(rules, &def, Subject::Snapshot(read), desk.now, &book);
    let sight = if listed.concerned { Sight::Full } else { Sight::Masked };
    let seen = Seen { env: &env, role: &desk.seat.role, sight };
    let step = || {
        let id = read.step.as_deref()?;
        Some(def.steps.iter().find(|step| *step.id == *id).map_or(id, |step| &step.name).to_owned())
    };
    let cell = |column: &&str| match *column {
        "@title" => Some(title.clone()),
        "no" => read.no.as_deref().map(str::to_owned),
        "step" => step(),
        "org" => read.org.as_ref().map(|org| fadu_engine::text::record(&env, &org.id)),
        "opened_on" => read.opened_on.map(|day| day.to_string()),
        "closed_on" => read.closed_on.map(|day| day.to_string()),
        field => {
            let field = def.fields.iter().find(|known| *known.id == *field)?;
            let (_, value) = read.fields.iter().find(|(id, value)| *id == field.id && !value.is_empty())?;
            fields::shown(&seen, field, value).map(fields::plain)
        }
    };
    Ok(ListRow {
        record: read.id.to_string(),
        cells: columns.iter().map(|column| cell(column).unwrap_or_default()).collect(),
        masked: !listed.concerned,
    })
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
    named.into_iter().try_for_each(|id| add(reader.view, facts, Query::Snapshot { id, day: None }))
}
