//! Search 查找: words in records of every type, the last that came in first, only what the person may
//! see.
//!
//! The index holds numbers, texts and the names of what is referred to. Personal words stand in it as
//! keyed digests and count only for those whom the record concerns. Identity numbers, phones,
//! addresses and fields kept for named roles are not in it. It follows the journal by
//! bounded batches, a moment behind; whoever serves has it catch up, a search only reads.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::{Instant, RecordId, Value};
use fadu_definition::{Field, FieldType, TypeDef};
use fadu_engine::Snapshot;
use fadu_store::search::{
    Words, query_of, search_clear, search_due, search_find, search_position, search_put, search_reached,
};
use fadu_store::sql::is_secret;
use fadu_store::{Reader, StoreError, Txn, View};

use crate::access::{Sight, holds_personal};
use crate::heading::{heading_of, snapshot};
use crate::list::Eyes;
use crate::title::{Eye, references};
use crate::{District, Failure, Seat};

/// Rows of a page.
const PAGE: usize = 30;
/// Most hits that one page goes through to find those that may be seen.
const THROUGH: usize = 240;
/// Events of which the records are indexed in one transaction.
const BATCH: i64 = 1_000;

/// What a search finds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The records.
    pub rows: Vec<Hit>,
    /// What to ask for the page after; there may be nothing more on it.
    pub next: Option<String>,
    /// The index has not yet reached the last events.
    pub behind: bool,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `type/local`.
    pub record: String,
    /// Chinese name of its type.
    pub type_name: String,
    /// The line by which it is listed.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
    /// Name of its step.
    pub step: Option<String>,
    /// First day.
    pub opened_on: String,
    /// It holds personal values, and they are shown.
    pub personal: bool,
}

impl District {
    /// The records that hold all of some words.
    pub fn search(&self, seat: &Seat, typed: &str, after: Option<&str>) -> Result<Found, Failure> {
        let keys = &self.store.shared().keys;
        let (Some(any), Some(open)) = (query_of(keys, typed, true), query_of(keys, typed, false)) else {
            return Ok(Found::default());
        };
        let below = after.and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
        Ok(self.store.read(|reader| {
            let (now, behind) = (self.now(), !due(reader.view)?.0.is_empty());
            let mut hunt =
                Hunt { district: self, seat, now, eyes: Eyes::new(self, seat, now), any: &any, open: &open };
            Ok(Found { behind, ..hunt.page(reader, below)? })
        })?)
    }

    /// Brings the index nearer to the journal by so many batches; gives whether it has reached it.
    pub fn search_catch_up(&self, batches: usize) -> Result<bool, Failure> {
        for _ in 0..batches {
            if self.store.read(|reader| Ok(due(reader.view)?.0.is_empty()))? {
                return Ok(true);
            }
            self.store.write(index_next)?;
        }
        Ok(self.store.read(|reader| Ok(due(reader.view)?.0.is_empty()))?)
    }

    /// Makes the index anew.
    pub fn search_rebuild(&self) -> Result<(), Failure> {
        self.store.write(|txn| search_clear(txn.db(), txn.district()))?;
        while !self.search_catch_up(1)? {}
        Ok(())
    }
}

/// The records of the next batch, and the position after it.
fn due(view: View<'_>) -> Result<(Vec<String>, i64), StoreError> {
    let district = &view.shared.meta.district;
    let position = search_position(view.db, district)?;
    search_due(view.db, district, position, BATCH)
}

fn index_next(txn: &mut Txn<'_>) -> Result<(), StoreError> {
    let view = txn.view();
    let district = &view.shared.meta.district;
    let (records, last) = due(view)?;
    for record in records {
        let Some(id) = RecordId::parse(&record) else { continue };
        // What is not indexed is not decrypted.
        let versions = view.shared.definitions.types.get(id.ty()).map_or(&[][..], Vec::as_slice);
        let wants = |name: &str| {
            let mut fields = versions.iter().flat_map(|def| &def.fields);
            fields.any(|field| *field.id == *name && !is_hidden(field))
        };
        if let Some(read) = view.snapshot_of(&id, None, &wants)? {
            search_put(view.db, district, &record, words(view, &read)?.text())?;
        }
    }
    search_reached(view.db, district, last)
}

/// The words of a record.
fn words<'v>(view: View<'v>, read: &Snapshot) -> Result<Words<'v>, StoreError> {
    let mut words = Words::new(&view.shared.keys);
    words.add(read.no.as_deref().unwrap_or_default());
    let Some(def) = read.def.as_deref() else { return Ok(words) };
    for field in &def.fields {
        if let Some((_, value)) = read.fields.iter().find(|(id, _)| *id == field.id) {
            add(view, &mut words, field, value)?;
        }
    }
    Ok(words)
}

/// Whether nothing of a field stands in the index.
fn is_hidden(field: &Field) -> bool {
    is_secret(&field.ty) || !field.seen_by.is_empty() || field.ty == FieldType::File
}

/// Adds what a field says, if it may be found at all.
fn add(view: View<'_>, words: &mut Words<'_>, field: &Field, value: &Value) -> Result<(), StoreError> {
    if is_hidden(field) {
        return Ok(());
    }
    match (value, &field.ty) {
        (Value::List(values), FieldType::Rows { columns, .. }) => {
            for row in values.iter() {
                let Value::Row(row) = row else { continue };
                for (column, cell) in columns.iter().zip(&row.cells) {
                    add(view, words, column, cell)?;
                }
            }
        }
        (Value::List(values), _) => values.iter().try_for_each(|value| add(view, words, field, value))?,
        (Value::Text(text), FieldType::Choice(of)) => {
            let word = of.iter().find(|(key, _)| **key == **text).map(|(_, word)| word.as_str());
            put(words, field.personal.is_some(), word.unwrap_or(text));
        }
        (Value::Text(text), _) => put(words, field.personal.is_some(), text),
        (Value::Ref(_), _) => {
            let mut ids = Vec::new();
            references(value, &mut ids);
            for id in ids {
                if let Some((name, personal)) = name(view, &id)? {
                    put(words, personal || field.personal.is_some(), &name);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn put(words: &mut Words<'_>, personal: bool, text: &str) {
    if personal { words.add_personal(text) } else { words.add(text) }
}

/// The name of what is referred to, and whether it is that of a person.
fn name(view: View<'_>, id: &RecordId) -> Result<Option<(String, bool)>, StoreError> {
    let Some(read) = view.snapshot(id, None)? else { return Ok(None) };
    let is_personal = |def: &TypeDef| {
        let field = def.fields.iter().find(|field| &*field.id == "name");
        id.ty() == "person" || field.is_some_and(|field| field.personal.is_some())
    };
    let name = read.field("name").and_then(Value::as_text).map(str::to_owned);
    Ok(name.map(|name| (name, read.def.as_deref().is_none_or(is_personal))))
}

/// A search while it goes on.
struct Hunt<'a> {
    district: &'a District,
    seat: &'a Seat,
    now: Instant,
    eyes: Eyes<'a>,
    any: &'a str,
    open: &'a str,
}

impl Hunt<'_> {
    fn page(&mut self, reader: &Reader<'_>, below: i64) -> Result<Found, StoreError> {
        let code = self.district.code();
        let (mut found, mut below, mut left) = (Found::default(), below, THROUGH);
        // Most see what they look for: few hits are read at first, then more and more.
        let mut most = PAGE + 1;
        while left > 0 {
            let hits = search_find(reader.view.db, code, self.any, below, most as i64)?;
            let through = hits.len() == most;
            left -= hits.len();
            most = (2 * most).min(left);
            let seen = self.seen(reader, &hits)?;
            for (n, record) in hits {
                if let Some(sight) = seen.get(&record) {
                    found.rows.extend(self.hit(reader, &record, *sight)?);
                }
                found.next = Some(n.to_string());
                below = n;
                if found.rows.len() == PAGE {
                    return Ok(found);
                }
            }
            if !through {
                found.next = None;
                break;
            }
        }
        Ok(found)
    }

    /// How much the person sees of those hits that are theirs: through masks, only what holds the words
    /// unmasked.
    fn seen(
        &mut self,
        reader: &Reader<'_>,
        hits: &[(i64, String)],
    ) -> Result<BTreeMap<String, Sight>, StoreError> {
        let records: Vec<String> = hits.iter().map(|(_, record)| record.clone()).collect();
        // What somebody only entered as past is found by its number: among the first hits.
        let mut seen = self.eyes.sights(reader, &records, hits.len() <= PAGE + 1)?;
        if let Some((highest, _)) = hits.first()
            && seen.values().any(|sight| *sight == Sight::Masked)
        {
            let (code, most) = (self.district.code(), hits.len() as i64);
            let open = search_find(reader.view.db, code, self.open, highest + 1, most)?;
            let open: BTreeSet<&String> = open.iter().map(|(_, record)| record).collect();
            seen.retain(|record, sight| *sight == Sight::Full || open.contains(record));
        }
        Ok(seen)
    }

    /// A hit as the person may see it.
    fn hit(&self, reader: &Reader<'_>, record: &str, sight: Sight) -> Result<Option<Hit>, StoreError> {
        let Some(id) = RecordId::parse(record) else { return Ok(None) };
        let rules = self.district.rules();
        let Some(read) = snapshot(&rules, reader.view, &id, &[])? else { return Ok(None) };
        let eye = Eye { role: &self.seat.role, sight };
        let title = heading_of(&rules, reader, self.now, &read, eye)?.map(|heading| heading.title);
        let no = read.no.as_deref().map(str::to_owned);
        let title = title.filter(|title| !title.is_empty());
        let def = read.def.as_deref();
        let step = def.and_then(|def| def.steps.iter().find(|step| Some(&*step.id) == read.step.as_deref()));
        Ok(Some(Hit {
            record: record.to_owned(),
            type_name: def.map(|def| def.name.clone()).unwrap_or_default(),
            title: title.unwrap_or_else(|| id.local().to_owned()),
            no,
            step: step.map(|step| step.name.clone()),
            opened_on: read.opened_on.map(|day| day.to_string()).unwrap_or_default(),
            personal: sight == Sight::Full && def.is_some_and(holds_personal),
        }))
    }
}

#[cfg(test)]
mod test;
