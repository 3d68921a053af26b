//! Reading: records by replay of their events, and the answers to the engine's queries.

use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Ref, Value};
use fadu_definition::{FieldType, Kind};
use fadu_engine::record::advance;
use fadu_engine::text::setting;
use fadu_engine::{Answer, Query, Record, Snapshot};
use fadu_journal::Hash;

use crate::cache::{Held, HeldKey};
use crate::codec::event::{self, Location};
use crate::codec::members::{self, Place};
use crate::codec::shape::Shape;
use crate::codec::{CodecError, json, time};
use crate::driver::{Db, Row, Val};
use crate::entry::entry_get;
use crate::error::{Result, StoreError};
use crate::hide::Hider;
use crate::journal::journal_of_record;
use crate::list::Organization;
use crate::record::{record_by_number, record_get};
use crate::record_key::{StoredKey, record_key_get};
use crate::registers::At;
use crate::sql;
use crate::store::Shared;
use crate::unique;

/// The register whose entries set parameters (sheet 08): key and value, valid from and to.
const LOCAL_RULE: &str = "local_rule";
/// How many levels organizations may lie below one another.
const LEVELS: usize = 20;

/// Where records and answers come from: a transaction, or a reader beside it.
pub trait Source {
    /// A record with its history.
    fn load(&mut self, id: &RecordId) -> Result<Option<Arc<Record>>>;
    /// The answer to a query of the engine.
    fn answer(&mut self, query: &Query) -> Result<Answer>;
}

/// A connection, and what all connections share.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The connection.
    pub db: &'a Db,
    /// What is shared.
    pub shared: &'a Shared,
    /// The last position of the journal of which it knows.
    pub until: i64,
    /// The position of the journal at which a reader stands, which may remember what it reads of
    /// registers. None: it sees what is not committed, or the past.
    pub at: Option<At>,
}

impl<'a> View<'a> {
    fn district(&self) -> &'a str {
        &self.shared.meta.district
    }

    /// The kind of a type.
    pub fn kind_of(&self, ty: &str) -> Option<Kind> {
        self.shared.shapes.of_type(ty).first().map(|shape| shape.def.kind)
    }

    /// The key of a record.
    pub fn key_of(&self, id: &RecordId) -> Result<HeldKey> {
        if !self.shared.shapes.of_type(id.ty()).iter().any(|shape| shape.personal) {
            return Ok(HeldKey::Missing);
        }
        match record_key_get(self.db, self.district(), id.as_str())? {
            StoredKey::Missing => Ok(HeldKey::Missing),
            StoredKey::Erased => Ok(HeldKey::Erased),
            StoredKey::Wrapped(wrapped) => {
                let key = self.shared.keys.open_record_key(id.as_str(), &wrapped);
                let key = key.ok_or_else(|| StoreError::Unreadable {
                    place: format!("record_key {id}"),
                    why: CodecError::Sealed,
                })?;
                Ok(HeldKey::Key(Arc::new(key)))
            }
        }
    }

    /// A record by replay of its events, with the hash of the last.
    pub fn load_held(&self, id: &RecordId) -> Result<Option<Held>> {
        let mut replay = Replayed::new(id, self.shared);
        let mut key = None;
        journal_of_record(self.db, self.district(), (id.as_str(), self.until), |row| {
            if key.is_none() {
                key = Some(self.key_of(id)?);
            }
            replay.add(u32::try_from(row.int(0)?).unwrap_or(0), row.bytes(1)?, row.bytes(2)?, key.as_ref())
        })?;
        let (Some(record), Some(key)) = (replay.record, key) else { return Ok(None) };
        Ok(Some(Held { record: Arc::new(record), hash: replay.hash, key }))
    }

    /// The answer to a query, without any cache.
    pub fn answer(&self, query: &Query) -> Result<Answer> {
        Ok(match query {
            Query::Snapshot { id, day } => Answer::Snapshot(self.snapshot(id, *day)?),
            Query::Find { site, captures, day } => return self.find(*site, captures, *day),
            Query::Param { id, day } => Answer::Value(self.param(id, *day)?),
            Query::Record(id) => Answer::Record(self.load_held(id)?.map(|held| held.record)),
            Query::Unique { ty, fields, values, except, day } => {
                Answer::Found(unique::unique_find(self, ty, fields, values, except, *day)?)
            }
            Query::Number { ty, no, except } => {
                Answer::Found(record_by_number(self.db, self.district(), ty, no, except.as_str())?)
            }
            Query::Below { org, root, day } => {
                Answer::Below(is_below(org, root, |id| self.parent(id, *day))?)
            }
            // Capabilities stand above the store.
            Query::Capability { .. } => Answer::Value(Value::Null),
        })
    }

    /// What is read of a record: a register as of a day, anything else as it is.
    pub fn snapshot(&self, id: &RecordId, day: Option<Date>) -> Result<Option<Arc<Snapshot>>> {
        let read = || self.snapshot_of(id, day, &|_| true);
        match self.at.filter(|_| self.kind_of(id.ty()) == Some(Kind::Register)) {
            Some(at) => self.shared.registers.get(at, (id.clone(), day), read),
            None => read(),
        }
    }

    /// The same, of the fields that are wanted; the others seem empty. Of a long row little is
    /// wanted by a line of a list.
    pub fn snapshot_of(
        &self,
        id: &RecordId,
        day: Option<Date>,
        wants: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Arc<Snapshot>>> {
        let is_register = self.kind_of(id.ty()) == Some(Kind::Register);
        let (district, text) = (self.district(), id.as_str());
        if is_register {
            entry_get(self.db, district, text, day, |row| {
                let in_force = day.is_some() && row.flag(9)?;
                self.read_snapshot(id, row, in_force, wants)
            })
        } else {
            record_get(self.db, district, text, |row| self.read_snapshot(id, row, false, wants))
        }
    }

    /// Every organization, on a day.
    pub fn tree(&self, day: Date) -> Result<Arc<Vec<Organization>>> {
        self.shared.registers.tree(*self, &time::date_text(day))
    }

    fn read_snapshot(
        &self,
        id: &RecordId,
        row: &Row<'_>,
        in_force: bool,
        wants: &dyn Fn(&str) -> bool,
    ) -> Result<Arc<Snapshot>> {
        let unreadable = |why| StoreError::Unreadable { place: id.to_string(), why };
        let version = time::parse_date(row.text(0)?).unwrap_or_default();
        let shape = self.shared.shapes.of_day(id.ty(), version);
        let shape = shape.ok_or_else(|| unreadable(CodecError::NoDefinition(id.ty().to_owned())))?;
        let org = row.opt_text(4)?.and_then(RecordId::parse);
        let org_day = row.opt_text(5)?.and_then(time::parse_date);
        Ok(Arc::new(Snapshot {
            id: id.clone(),
            def: Some(shape.def.clone()),
            seq: u32::try_from(row.int(1)?).unwrap_or(0),
            no: row.opt_text(2)?.map(Arc::from),
            step: row.opt_text(3)?.map(|step| shape.step(step)),
            org: org.map(|id| Ref { id, day: org_day }),
            opened_on: time::parse_date(row.text(6)?),
            closed_on: row.opt_text(7)?.and_then(time::parse_date),
            in_force,
            fields: self.read_fields(id, shape, row.text(8)?, wants).map_err(unreadable)?,
        }))
    }

    /// The fields of a projection, each in its place; those left out are empty.
    fn read_fields(
        &self,
        id: &RecordId,
        shape: &Shape,
        text: &str,
        wants: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<(Name, Value)>, CodecError> {
        let mut reader = json::Reader::new(text);
        let place = Place::Projection(Hider::new(&self.shared.keys), id.as_str());
        let read = members::read_wanted(&mut reader, |id| shape.field(id), wants, place)?;
        let empty = |field: &fadu_definition::Field| match field.ty {
            FieldType::Rows { .. } => Value::List(Arc::default()),
            _ if field.many => Value::List(Arc::default()),
            _ => Value::Null,
        };
        let mut fields: Vec<(Name, Value)> =
            shape.def.fields.iter().map(|field| (field.id.clone(), empty(field))).collect();
        for (id, value) in read {
            if let Some(at) = shape.field_index(&id) {
                fields[at].1 = value;
            }
        }
        Ok(fields)
    }

    fn find(&self, site: u32, captures: &[Value], day: Option<Date>) -> Result<Answer> {
        let digest = |value: &Value| value.as_text().map(|text| self.shared.keys.digest_of(text));
        let asked = sql::Asked { district: self.district(), site, captures, day, digest: &digest };
        let found = sql::find(self.db.connection(), &self.shared.sites, &asked).map_err(find_error)?;
        match found {
            sql::FindRows::Value(value) => Ok(Answer::Value(value)),
            sql::FindRows::List(found) => {
                let snapshots = found.iter().map(|found| self.snapshot(&found.id, found.day));
                let snapshots: Vec<_> = snapshots.collect::<Result<_>>()?;
                Ok(Answer::List(snapshots.into_iter().flatten().collect()))
            }
        }
    }

    /// The value of a parameter: of the local rule in force on the day, else its default.
    fn param(&self, id: &Name, day: Date) -> Result<Value> {
        let Some(param) = self.shared.definitions.params.get(id) else { return Ok(Value::Null) };
        if self.shared.shapes.of_type(LOCAL_RULE).is_empty() {
            return Ok(param.default.clone());
        }
        let sql = "SELECT e.fields ->> 'setting' FROM entry e WHERE e.district = $1 \
                   AND e.type = 'local_rule' AND e.fields ->> 'key' = $2 AND e.from_on <= $3 \
                   AND (e.to_on IS NULL OR e.to_on > $3) AND e.in_force ORDER BY e.id LIMIT 1";
        let day = time::date_text(day);
        let values = [Val::T(self.district()), Val::T(id), Val::T(&day)];
        let local = self.db.first(sql, &values, |row| Ok(row.opt_text(0)?.map(str::to_owned)))?;
        let local = local.flatten().and_then(|text| setting(&text, &param.ty));
        Ok(local.unwrap_or_else(|| param.default.clone()))
    }

    /// The organization above another on a day.
    fn parent(&self, org: &RecordId, day: Date) -> Result<Option<RecordId>> {
        let sql = "SELECT fields ->> 'parent' FROM entry WHERE district = $1 AND id = $2 \
                   AND from_on <= $3 AND (to_on IS NULL OR to_on > $3) \
                   ORDER BY from_on DESC LIMIT 1";
        let day = time::date_text(day);
        let values = [Val::T(self.district()), Val::T(org.as_str()), Val::T(&day)];
        let parent = self.db.first(sql, &values, |row| Ok(row.opt_text(0)?.and_then(RecordId::parse)))?;
        Ok(parent.flatten())
    }
}

/// Whether an organization is another or lies below it.
pub fn is_below(
    org: &RecordId,
    root: &RecordId,
    mut parent: impl FnMut(&RecordId) -> Result<Option<RecordId>>,
) -> Result<bool> {
    let mut at = org.clone();
    for _ in 0..LEVELS {
        if at == *root {
            return Ok(true);
        }
        match parent(&at)? {
            Some(above) => at = above,
            None => return Ok(false),
        }
    }
    Ok(false)
}

fn find_error(error: sql::SqlError) -> StoreError {
    match error {
        sql::SqlError::Database(error) => error.into(),
        other => StoreError::Internal(format!("定义中的查询无法执行：{other}")),
    }
}

/// A record while its events are applied.
struct Replayed<'a> {
    id: &'a RecordId,
    shared: &'a Shared,
    record: Option<Record>,
    hash: Hash,
}

impl<'a> Replayed<'a> {
    fn new(id: &'a RecordId, shared: &'a Shared) -> Self {
        Self { id, shared, record: None, hash: Hash::ZERO }
    }

    fn add(&mut self, seq: u32, bytes: &[u8], hash: &[u8], key: Option<&HeldKey>) -> Result<()> {
        let unreadable = |why| StoreError::Unreadable { place: self.id.to_string(), why };
        let text = std::str::from_utf8(bytes).map_err(|_| unreadable(CodecError::Value("UTF-8")))?;
        let at = Location { district: &self.shared.meta.district, record: self.id.as_str(), seq };
        let key = key.and_then(HeldKey::get);
        let decoded = event::decode(text, at, &self.shared.shapes, key).map_err(unreadable)?;
        self.record = Some(advance(self.record.take(), self.id, &decoded.shape.def, Arc::new(decoded.event)));
        self.hash = Hash::from_bytes(hash).unwrap_or(Hash::ZERO);
        Ok(())
    }
}

/// A reader beside the writer, within one transaction of its own: it sees one state.
pub struct Reader<'a> {
    /// What it reads.
    pub view: View<'a>,
}

impl Source for Reader<'_> {
    fn load(&mut self, id: &RecordId) -> Result<Option<Arc<Record>>> {
        Ok(self.view.load_held(id)?.map(|held| held.record))
    }

    fn answer(&mut self, query: &Query) -> Result<Answer> {
        self.view.answer(query)
    }
}
