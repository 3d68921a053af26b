//! A transaction of the writer: everything a request may do.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::{Date, Name, RecordId};
use fadu_definition::Kind;
use fadu_engine::{Answer, Query, Record};

use crate::cache::{Caches, Held};
use crate::driver::Db;
use crate::error::Result;
use crate::schema;
use crate::store::Shared;
use crate::view::{Source, View};

/// A transaction. What it has written it reads.
pub struct Txn<'a> {
    pub(crate) view: View<'a>,
    pub(crate) caches: &'a mut Caches,
    /// An append failed halfway, so that nothing of the request may stay.
    broken: bool,
}

impl<'a> Txn<'a> {
    pub(crate) fn new(view: View<'a>, caches: &'a mut Caches) -> Self {
        Self { view, caches, broken: false }
    }

    /// The connection, for the queries of the tables.
    pub fn db(&self) -> &'a Db {
        self.view.db
    }

    /// The connection and what is shared, for look-ups by name.
    pub fn view(&self) -> View<'a> {
        self.view
    }

    /// What is shared by all connections.
    pub fn shared(&self) -> &'a Shared {
        self.view.shared
    }

    /// District code, the key of every query.
    pub fn district(&self) -> &'a str {
        &self.view.shared.meta.district
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn break_off(&mut self) {
        self.broken = true;
    }

    /// A record with what is needed to append to it.
    pub(crate) fn held(&mut self, id: &RecordId) -> Result<Option<Held>> {
        if let Some(held) = self.caches.records.get(id) {
            return Ok(Some(held.clone()));
        }
        let held = self.view.load_held(id)?;
        if let Some(held) = &held {
            self.caches.records.put(id.clone(), held.clone());
        }
        Ok(held)
    }

    /// Prepares for many further rows of some types: what finds records among many is made before
    /// they are many.
    pub fn expect_rows(&self, types: &BTreeSet<Name>, rows: u64) -> Result<()> {
        schema::index_types(self.db(), self.district(), &self.shared().indexes, types, rows)
    }

    fn is_below(&mut self, org: &RecordId, root: &RecordId, day: Date) -> Result<bool> {
        crate::view::is_below(org, root, |id| self.parent(id, day))
    }

    /// The organization above another, through the cache of snapshots.
    fn parent(&mut self, org: &RecordId, day: Date) -> Result<Option<RecordId>> {
        let Answer::Snapshot(Some(read)) = self.snapshot(org, Some(day))? else { return Ok(None) };
        let parent = read.fields.iter().find(|(id, _)| &**id == "parent");
        Ok(parent.and_then(|(_, value)| match value {
            fadu_base::Value::Ref(above) => Some(above.id.clone()),
            _ => None,
        }))
    }

    fn snapshot(&mut self, id: &RecordId, day: Option<Date>) -> Result<Answer> {
        if let Some(read) = self.caches.snapshot(id, day) {
            return Ok(Answer::Snapshot(read));
        }
        let read = self.view.snapshot(id, day)?;
        self.caches.put_snapshot(id, day, read.clone());
        Ok(Answer::Snapshot(read))
    }
}

impl Source for Txn<'_> {
    fn load(&mut self, id: &RecordId) -> Result<Option<Arc<Record>>> {
        Ok(self.held(id)?.map(|held| held.record))
    }

    fn answer(&mut self, query: &Query) -> Result<Answer> {
        match query {
            Query::Record(id) => Ok(Answer::Record(self.load(id)?)),
            Query::Snapshot { id, day } => {
                let is_register = self.view.kind_of(id.ty()) == Some(Kind::Register);
                self.snapshot(id, day.filter(|_| is_register))
            }
            Query::Below { org, root, day } => Ok(Answer::Below(self.is_below(org, root, *day)?)),
            _ => self.view.answer(query),
        }
    }
}
