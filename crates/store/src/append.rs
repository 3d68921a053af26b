//! Appending events: numbers are drawn, the event becomes canonical bytes, is chained to the one
//! before, and the projections follow, all in the transaction of the request.

use std::collections::HashSet;
use std::sync::Arc;

use fadu_base::RecordId;
use fadu_definition::Kind;
use fadu_engine::record::apply;
use fadu_engine::{Change, Draw, Event, Record, number};
use fadu_journal::Hash;

use crate::cache::{Held, HeldKey};
use crate::codec::event::{self, Drawn, Location};
use crate::codec::shape::Shape;
use crate::counter::counter_next;
use crate::entry::{entry_delete, entry_insert, entry_rows};
use crate::error::{Result, StoreError};
use crate::event::{EventRow, event_insert};
use crate::hide::Hider;
use crate::journal::{journal_insert, journal_position};
use crate::record::{RecordRow, record_by_number, record_insert, record_put};
use crate::record_key::record_key_insert;
use crate::term::{TermRow, term_insert};
use crate::txn::Txn;

/// An event as it was stored.
#[derive(Clone, Debug)]
pub struct Appended {
    /// The record after it, numbers included.
    pub record: Arc<Record>,
    /// The event, numbers included.
    pub event: Arc<Event>,
    /// Its position in the journal of the district.
    pub position: i64,
}

impl Txn<'_> {
    /// Appends the events of a decision, in order. On an error the whole request is taken back,
    /// whatever it answers.
    pub fn append(&mut self, changes: Vec<Change>) -> Result<Vec<Appended>> {
        // Records whose state the engine gave without the numbers that were drawn here.
        let mut numbered = HashSet::new();
        let mut appended = Vec::with_capacity(changes.len());
        for change in changes {
            match self.append_one(change, &mut numbered) {
                Ok(done) => appended.push(done),
                Err(error) => {
                    self.break_off();
                    return Err(error);
                }
            }
        }
        Ok(appended)
    }

    fn append_one(&mut self, mut change: Change, numbered: &mut HashSet<RecordId>) -> Result<Appended> {
        let id = change.record.clone();
        let before = self.before(&change)?;
        let draws = self.draw(&mut change)?;
        let recompute = numbered.contains(&id);
        if !draws.is_empty() {
            numbered.insert(id.clone());
        }
        let mut record = if recompute {
            let record = before.as_ref().map(|held| &*held.record);
            Arc::new(apply(record, &id, &change.def, &change.event))
        } else {
            change.after
        };
        let shape = self.shared().shapes.of_def(&change.def);
        let key = self.key_for(&id, &shape, before.as_ref())?;
        let position = self.next_position()?;
        let previous = before.as_ref().map_or(Hash::ZERO, |held| held.hash);
        let bytes = self.encode(&id, &change.event, &draws, &shape, &key);
        let hash = self.write_event(&id, change.event.seq, &bytes, (position, previous))?;
        if matches!(key, HeldKey::Erased) {
            record = self.without_personal(&id, before.as_ref(), change.event.seq, &bytes)?;
        }
        let event = record.history.last().cloned().unwrap_or_else(|| Arc::new(change.event));
        self.project(&record, &event, before.is_none())?;
        self.remember(&id, Held { record: record.clone(), hash, key });
        Ok(Appended { record, event, position })
    }

    /// The record as it is, which must be just before the event.
    fn before(&mut self, change: &Change) -> Result<Option<Held>> {
        if change.creates {
            return Ok(None);
        }
        let held = self.held(&change.record)?;
        let fits = held.as_ref().is_some_and(|held| held.record.seq + 1 == change.event.seq);
        if fits { Ok(held) } else { Err(StoreError::Conflict(change.record.clone())) }
    }

    /// Draws the numbers of an event and writes them into it.
    fn draw(&self, change: &mut Change) -> Result<Vec<Drawn>> {
        let record = change.record.clone();
        let mut drawn = Vec::with_capacity(change.draws.len());
        let next = |draw: &Draw| {
            let n = self.next_number(draw, &record)?;
            let (org, series, period) = (draw.org.clone(), draw.series.clone(), draw.period.clone());
            drawn.push(Drawn { org, series, period, n });
            Ok(n.unsigned_abs())
        };
        number::allocate::<StoreError>(std::slice::from_mut(change), self.district(), next)?;
        Ok(drawn)
    }

    fn next_number(&self, draw: &Draw, record: &RecordId) -> Result<i64> {
        let (db, district) = (self.db(), self.district());
        loop {
            let n = counter_next(db, district, draw.org.as_ref(), &draw.series, &draw.period)?;
            if draw.field.is_some() {
                return Ok(n);
            }
            // Numbers of old files are given by hand and may lie ahead of the series.
            let text = number::render(draw, n.unsigned_abs(), district);
            if record_by_number(db, district, record.ty(), &text, record.as_str())?.is_none() {
                return Ok(n);
            }
        }
    }

    /// The key of the record; it is made with the first event of a type that holds personal data.
    fn key_for(&self, id: &RecordId, shape: &Shape, before: Option<&Held>) -> Result<HeldKey> {
        let known = before.map_or(HeldKey::Missing, |held| held.key.clone());
        match known {
            HeldKey::Missing if shape.personal => {
                let (key, wrapped) = self.shared().keys.make_record_key(id.as_str())?;
                record_key_insert(self.db(), self.district(), id.as_str(), &wrapped)
                    .map_err(|error| conflict(error, id))?;
                Ok(HeldKey::Key(Arc::new(key)))
            }
            known => Ok(known),
        }
    }

    fn next_position(&mut self) -> Result<i64> {
        let last = match self.caches.position {
            Some(last) => last,
            None => journal_position(self.db(), self.district())?,
        };
        self.caches.position = Some(last + 1);
        Ok(last + 1)
    }

    fn encode(&self, id: &RecordId, event: &Event, draws: &[Drawn], shape: &Shape, key: &HeldKey) -> Vec<u8> {
        event::encode(event, draws, self.location(id, event.seq), shape, key.get())
    }

    fn location<'l>(&'l self, id: &'l RecordId, seq: u32) -> Location<'l> {
        Location { district: self.district(), record: id.as_str(), seq }
    }

    fn write_event(
        &self,
        id: &RecordId,
        seq: u32,
        bytes: &[u8],
        (position, previous): (i64, Hash),
    ) -> Result<Hash> {
        let hash = previous.link(bytes);
        journal_insert(self.db(), self.district(), id, (i64::from(seq), position), bytes, hash)
            .map_err(|error| conflict(error, id))?;
        Ok(hash)
    }

    /// After erasure personal values are not kept: the record is what the stored bytes say.
    fn without_personal(
        &self,
        id: &RecordId,
        before: Option<&Held>,
        seq: u32,
        bytes: &[u8],
    ) -> Result<Arc<Record>> {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let decoded = event::decode(text, self.location(id, seq), &self.shared().shapes, None);
        let decoded = decoded.map_err(StoreError::unreadable(id.to_string()))?;
        let record = before.map(|held| &*held.record);
        Ok(Arc::new(apply(record, id, &decoded.shape.def, &decoded.event)))
    }

    /// Writes what lists and figures read.
    fn project(&self, record: &Record, event: &Event, creates: bool) -> Result<()> {
        let (db, district, hider) = (self.db(), self.district(), Hider::new(&self.shared().keys));
        let row = RecordRow::of(district, record, hider);
        if creates {
            record_insert(db, &row)?
        } else {
            record_put(db, &row)?
        }
        if record.def.kind == Kind::Register {
            if !creates {
                entry_delete(db, district, record.id.as_str())?;
            }
            entry_rows(district, record, hider).iter().try_for_each(|row| entry_insert(db, row))?;
        }
        event_insert(db, &EventRow::of(district, &record.id, event))?;
        event
            .terms
            .iter()
            .try_for_each(|end| term_insert(db, &TermRow::of(district, &record.id, event.seq, end)))
    }

    fn remember(&mut self, id: &RecordId, held: Held) {
        self.caches.snapshots.remove(id);
        self.caches.records.put(id.clone(), held);
    }
}

/// Two events with one number of one record: somebody was faster.
fn conflict(error: StoreError, id: &RecordId) -> StoreError {
    match error {
        StoreError::Sql(error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            StoreError::Conflict(id.clone())
        }
        other => other,
    }
}
