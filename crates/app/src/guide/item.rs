//! An item of the guide with all that a person who asks for it has to know.

use fadu_base::{Instant, RecordId, Value};
use fadu_definition::{Field, FieldType, Kind, Publication, TypeDef};
use fadu_engine::{Rules, Snapshot};
use fadu_store::{Reader, StoreError};

use super::{application, refers_to, register, titled};
use crate::form::in_force;
use crate::published::masked;
use crate::{District, Failure};

/// The form to apply by: type, action, and what is filled in.
type Apply = (String, String, Vec<(String, String)>);

/// Most entries looked through for those that list the item among others.
const LISTS: usize = 200;

/// An item of the guide.
#[derive(Clone, Debug, Default)]
pub struct GuideItem {
    /// Its title.
    pub title: String,
    /// Name of the organization in charge.
    pub org: Option<String>,
    /// Field name and value.
    pub shows: Vec<(String, String)>,
    /// What belongs to it: materials, steps, windows …
    pub parts: Vec<GuidePart>,
    /// Where it is applied for online: type, action, and what stands in the form already, by the
    /// names of its fields (`field`, or `rows.1.column`).
    pub apply: Option<Apply>,
}

/// Entries of a register that belong to an item.
#[derive(Clone, Debug, Default)]
pub struct GuidePart {
    /// Chinese name of the register.
    pub name: String,
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
    /// Type and ids of the entries.
    ids: (String, Vec<String>),
}

impl District {
    /// An item of the guide in force today.
    pub fn guide_item(&self, local: &str) -> Result<Option<GuideItem>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let Some((def, publication)) = register(&rules, now.date()) else { return Ok(None) };
        let Some(id) = RecordId::parse(&format!("{}/{local}", def.id)) else { return Ok(None) };
        Ok(self.store.read(|reader| {
            let read = reader.view.snapshot(&id, Some(now.date()))?;
            let Some(read) = read.filter(|read| read.in_force) else { return Ok(None) };
            let page = masked::page(&rules, reader, now, &read, &publication.shows)?;
            let parts = parts(&rules, reader, now, &id)?;
            Ok(Some(GuideItem {
                title: titled(&rules, now, &read),
                org: match &read.org {
                    Some(org) => crate::heading::name_of(reader, org.id.as_str(), now.date())?,
                    None => None,
                },
                shows: with_units(page.shows),
                apply: apply(&rules, now, &id, &parts),
                parts,
            }))
        })?)
    }
}

/// The published registers whose entries refer to the item.
fn parts(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    now: Instant,
    id: &RecordId,
) -> Result<Vec<GuidePart>, StoreError> {
    let today = now.date();
    let mut parts = Vec::new();
    for def in rules.definitions.types.values().filter_map(|versions| in_force(versions, today)) {
        let Some(publication) = def.publications.first().filter(|_| is_part(def, id)) else { continue };
        let Some(field) = def.fields.iter().find(|field| refers_to(field, id.ty())) else { continue };
        let entries = entries(reader, def, field, id, now)?;
        if !entries.is_empty() {
            parts.push(part(rules, reader, now, (def, publication, field), &entries)?);
        }
    }
    Ok(parts)
}

fn is_part(def: &TypeDef, id: &RecordId) -> bool {
    def.kind == Kind::Register && *def.id != *id.ty()
}

/// The entries in force today of which a field refers to the item.
fn entries(
    reader: &Reader<'_>,
    def: &TypeDef,
    field: &Field,
    id: &RecordId,
    now: Instant,
) -> Result<Vec<std::sync::Arc<Snapshot>>, StoreError> {
    let today = now.date();
    let ids: Vec<RecordId> = match field.many {
        true => reader.view.in_force(&def.id, today, LISTS)?.unwrap_or_default(),
        false => {
            let called = reader.view.called(def, field, id.as_str())?;
            called.into_iter().filter(|called| called.is_on(today)).map(|called| called.id).collect()
        }
    };
    let mut found = Vec::new();
    for entry in ids {
        let read = reader.view.snapshot(&entry, Some(today))?.filter(|read| read.in_force);
        let names = |read: &Snapshot| {
            let value = read.field(&field.id);
            value.is_some_and(|value| value.members().iter().any(|one| is(one, id)) || is(value, id))
        };
        found.extend(read.filter(|read| names(read)));
    }
    Ok(found)
}

fn is(value: &Value, id: &RecordId) -> bool {
    matches!(value, Value::Ref(to) if to.id == *id)
}

/// Entries as a table of what is published of them and filled in at least one.
fn part(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    now: Instant,
    (def, publication, field): (&TypeDef, &Publication, &Field),
    entries: &[std::sync::Arc<Snapshot>],
) -> Result<GuidePart, StoreError> {
    let of_entry = |at: &u16| {
        let shown = def.fields.get(usize::from(*at));
        let is_day = |shown: &Field| matches!(shown.ty, FieldType::Date);
        shown.is_some_and(|shown| shown.id != field.id && !is_day(shown))
    };
    let shows: Vec<u16> = publication.shows.iter().copied().filter(of_entry).collect();
    let mut pages = Vec::with_capacity(entries.len());
    for read in entries {
        pages.push(masked::page(rules, reader, now, read, &shows)?.shows);
    }
    let names = shows.iter().filter_map(|at| def.fields.get(usize::from(*at))).map(|field| &field.name);
    let heads: Vec<String> =
        names.filter(|name| pages.iter().flatten().any(|(known, _)| known == *name)).cloned().collect();
    let cell = |page: &[(String, String)], head: &String| {
        page.iter().find(|(name, _)| name == head).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let rows = pages.iter().map(|page| heads.iter().map(|head| cell(page, head)).collect()).collect();
    let ids = entries.iter().map(|read| read.id.to_string()).collect();
    Ok(GuidePart { name: def.name.clone(), heads, rows, ids: (def.id.to_string(), ids) })
}

/// The way to the form: the item, and a row for each of the entries that the form asks about.
fn apply(rules: &Rules<'_>, now: Instant, id: &RecordId, parts: &[GuidePart]) -> Option<Apply> {
    let (def, action, field) = application(rules, id.ty(), now.date())?;
    let mut given = vec![(field.id.to_string(), id.to_string())];
    for rows in &def.fields {
        let FieldType::Rows { columns, .. } = &rows.ty else { continue };
        let is_asked = crate::form::asks(def, action, rows);
        for part in parts.iter().filter(|_| is_asked) {
            let Some(column) = columns.iter().find(|column| refers_to(column, &part.ids.0)) else { continue };
            let cell = |(n, id): (usize, &String)| (format!("{}.{n}.{}", rows.id, column.id), id.clone());
            given.extend((1..).zip(&part.ids.1).map(cell));
        }
    }
    Some((def.id.to_string(), action.id.to_string(), given))
}

/// A number and its unit in one line: `法定时限` 20 and `法定时限单位` 工作日.
fn with_units(shows: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut joined: Vec<(String, String)> = Vec::with_capacity(shows.len());
    for (name, text) in shows {
        match joined.last_mut() {
            Some((before, value)) if name.strip_suffix("单位") == Some(before) => {
                value.push(' ');
                // A unit that is not itself a measure word takes one.
                value.push_str(if text == "工作日" { "个工作日" } else { &text });
            }
            _ => joined.push((name, text)),
        }
    }
    joined
}
