//! Replay: the projections are what the journal says. Dropping them and replaying it gives the
//! same rows; `verify` compares, [`Txn::replay`] rebuilds.

use std::sync::Arc;

use fadu_base::RecordId;
use fadu_engine::record::advance;
use fadu_engine::{Event, Record};
use fadu_journal::seal::Key;

use crate::codec::CodecError;
use crate::codec::event::{self, Drawn, Location};
use crate::codec::members;
use crate::counter::{counter_clear, counter_pass};
use crate::driver::{Cursor, Db, Fetch as _};
use crate::entry::{EntryRow, entry_clear, entry_insert, entry_rows};
use crate::error::{Result, StoreError};
use crate::event::{EventRow, event_clear, event_insert};
use crate::hide::Hider;
use crate::journal::{JournalRow, journal_by_record, journal_row};
use crate::record::{RecordRow, record_clear, record_insert};
use crate::record_key::record_key_all;
use crate::span::Span;
use crate::store::Shared;
use crate::term::{TermRow, term_clear, term_insert};
use crate::txn::Txn;

/// The stored events of one record and its key, before anything was made of them.
#[derive(Debug)]
pub struct Raw {
    /// The record.
    pub id: String,
    /// Its key, wrapped; none if it has none, or it was destroyed.
    pub wrapped: Option<Vec<u8>>,
    /// Its events in order.
    pub events: Vec<JournalRow>,
}

/// A record as its events make it, and the rows that must stand for it.
pub struct Rebuilt {
    /// The record.
    pub record: Record,
    /// Its row.
    pub row: RecordRow,
    /// Its rows of days, for registers.
    pub entries: Vec<EntryRow>,
    /// Numbers drawn by its events.
    pub draws: Vec<Drawn>,
}

impl Rebuilt {
    /// The events of the record.
    pub fn events(&self) -> &[Arc<Event>] {
        &self.record.history
    }
}

/// Which event could not be replayed, and why.
#[derive(Debug)]
pub struct Unreplayable {
    /// Number of the event; 0 for the key of the record.
    pub seq: i64,
    /// Why.
    pub why: CodecError,
}

/// A record as its events make it, before its rows.
pub struct Replayed {
    /// The record.
    pub record: Record,
    draws: Vec<Drawn>,
}

/// The row of a record and its rows of days.
pub type Rows = (RecordRow, Vec<EntryRow>);

impl Replayed {
    /// The rows that must stand for it.
    pub fn rows(&self, shared: &Shared, hider: Hider<'_>) -> Rows {
        let district = &shared.meta.district;
        (RecordRow::of(district, &self.record, hider), entry_rows(district, &self.record, hider))
    }

    /// The record with its rows.
    pub fn with(self, (row, entries): Rows) -> Rebuilt {
        Rebuilt { record: self.record, row, entries, draws: self.draws }
    }
}

/// Makes a record of its events and its key, as [`open_keys`] gives it.
pub fn replay(shared: &Shared, raw: &Raw, key: Opened) -> Result<Replayed, Unreplayable> {
    let unreplayable = |seq| move |why| Unreplayable { seq, why };
    let id = RecordId::parse(&raw.id).ok_or(CodecError::Value("record id")).map_err(unreplayable(0))?;
    let key = key.map_err(unreplayable(0))?;
    let mut record: Option<Record> = None;
    let mut draws = Vec::new();
    for stored in &raw.events {
        let decoded = decode(shared, stored, key.as_ref()).map_err(unreplayable(stored.seq))?;
        record = Some(advance(record.take(), &id, &decoded.shape.def, Arc::new(decoded.event)));
        draws.extend(decoded.draws);
    }
    let record = record.ok_or(CodecError::Value("record with events")).map_err(unreplayable(0))?;
    Ok(Replayed { record, draws })
}

/// Makes one record of its events, with its rows.
pub(crate) fn rebuild(shared: &Shared, raw: &Raw) -> Result<Rebuilt> {
    let key = open_keys(shared, std::slice::from_ref(raw)).pop().unwrap_or(Ok(None));
    let replayed = replay(shared, raw, key).map_err(|found| StoreError::Unreadable {
        place: format!("{} 第 {} 号事件", raw.id, found.seq),
        why: found.why,
    })?;
    let rows = replayed.rows(shared, Hider::new(&shared.keys));
    Ok(replayed.with(rows))
}

/// The key of a record, if it has one and its events need it; or that it was altered.
pub type Opened = Result<Option<Key>, CodecError>;

/// The keys of records, together. That one is whole is checked for every record; it is prepared,
/// which costs more than reading an event, only where an event holds a sealed value.
pub fn open_keys(shared: &Shared, raws: &[Raw]) -> Vec<Opened> {
    let wrapped = raws.iter().filter_map(|raw| Some((&*raw.id, raw.wrapped.as_deref()?)));
    let mut unwrapped = shared.keys.unwrap_all(&wrapped.collect::<Vec<_>>()).into_iter();
    let needed = raws.iter().map(|raw| {
        let secret = raw.wrapped.is_some().then(|| unwrapped.next().flatten().ok_or(CodecError::Sealed));
        let is_needed = raw.events.iter().any(|event| members::may_hold_sealed(&event.bytes));
        Ok(secret.transpose()?.filter(|_| is_needed))
    });
    let secrets: Vec<Result<Option<_>, CodecError>> = needed.collect();
    let needed: Vec<_> = secrets.iter().flatten().copied().flatten().collect();
    let mut keys = Key::new_all(&needed).into_iter();
    secrets.into_iter().map(|secret| Ok(secret?.and_then(|_| keys.next()))).collect()
}

fn decode(shared: &Shared, stored: &JournalRow, key: Option<&Key>) -> Result<event::Decoded, CodecError> {
    let text = std::str::from_utf8(&stored.bytes).map_err(|_| CodecError::Value("UTF-8"))?;
    let seq = u32::try_from(stored.seq).map_err(|_| CodecError::Elsewhere("seq"))?;
    let at = Location { district: &shared.meta.district, record: &stored.record, seq };
    let decoded = event::decode(text, at, &shared.shapes, key)?;
    if stored.ty != *decoded.shape.def.id || !stored.record.starts_with(&format!("{}/", stored.ty)) {
        return Err(CodecError::Elsewhere("type"));
    }
    Ok(decoded)
}

/// Most records of a batch: enough to hash many side by side.
const BATCH: usize = 64;
/// Most bytes of a batch before the last of its records.
const BATCH_BYTES: usize = 1 << 20;

/// Reads the journal of a stretch of records as [`each_record`] does, some records at a time.
pub fn each_batch(
    db: &Db,
    district: &str,
    span: &Span,
    mut take: impl FnMut(Vec<Raw>) -> Result<()>,
    stray: impl FnMut(String),
) -> Result<()> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let gather = |raw: Raw| {
        bytes += raw.events.iter().map(|event| event.bytes.len()).sum::<usize>();
        batch.push(raw);
        if batch.len() < BATCH && bytes < BATCH_BYTES {
            return Ok(());
        }
        bytes = 0;
        take(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))
    };
    each_record(db, district, span, gather, stray)?;
    take(batch)
}

/// Reads the journal of a stretch of records, record by record. Keys of records that have no event
/// are handed to `stray`.
pub fn each_record(
    db: &Db,
    district: &str,
    span: &Span,
    mut take: impl FnMut(Raw) -> Result<()>,
    mut stray: impl FnMut(String),
) -> Result<()> {
    record_key_all(db, district, span, |keys| {
        journal_by_record(db, district, span, |journal| {
            while let Some(raw) = next_record(journal, keys, &mut stray)? {
                take(raw)?;
            }
            while let Some(row) = keys.current() {
                stray(row.text(0)?.to_owned());
                keys.advance()?;
            }
            Ok(())
        })
    })
}

fn next_record(
    journal: &mut Cursor<'_>,
    keys: &mut Cursor<'_>,
    stray: &mut impl FnMut(String),
) -> Result<Option<Raw>> {
    let Some(first) = journal.current() else { return Ok(None) };
    let id = first.text(1)?.to_owned();
    let wrapped = key_of(keys, &id, stray)?;
    let mut events = Vec::with_capacity(1);
    while let Some(row) = journal.current() {
        if row.text(1)? != id {
            break;
        }
        events.push(journal_row(&row)?);
        journal.advance()?;
    }
    Ok(Some(Raw { id, wrapped, events }))
}

/// The key of a record, from keys in the same order.
fn key_of(keys: &mut Cursor<'_>, id: &str, stray: &mut impl FnMut(String)) -> Result<Option<Vec<u8>>> {
    while let Some(row) = keys.current() {
        match row.text(0)?.cmp(id) {
            std::cmp::Ordering::Less => stray(row.text(0)?.to_owned()),
            std::cmp::Ordering::Equal => {
                let wrapped = row.opt_bytes(1)?.map(<[u8]>::to_vec);
                return keys.advance().map(|()| wrapped);
            }
            std::cmp::Ordering::Greater => break,
        }
        keys.advance()?;
    }
    Ok(None)
}

impl Txn<'_> {
    /// Drops the projections and rebuilds them from the journal. Gives how many records there are.
    pub fn replay(&mut self) -> Result<u64> {
        let (db, district, shared) = (self.db(), self.district(), self.shared());
        self.caches.clear();
        for clear in [record_clear, entry_clear, event_clear, term_clear, counter_clear] {
            clear(db, district)?;
        }
        let mut records = 0;
        let write = |raw: Raw| {
            records += 1;
            write_rows(self, &rebuild(shared, &raw)?)
        };
        each_record(db, district, &Span::ALL, write, |_| ())?;
        Ok(records)
    }
}

pub(crate) fn write_rows(txn: &Txn<'_>, rebuilt: &Rebuilt) -> Result<()> {
    let (db, district) = (txn.db(), txn.district());
    record_insert(db, &rebuilt.row)?;
    rebuilt.entries.iter().try_for_each(|row| entry_insert(db, row))?;
    for event in rebuilt.events() {
        event_insert(db, &EventRow::of(district, &rebuilt.record.id, event))?;
        for end in &event.terms {
            term_insert(db, &TermRow::of(district, &rebuilt.record.id, event.seq, end))?;
        }
    }
    rebuilt.draws.iter().try_for_each(|drawn| counter_pass(db, district, drawn))
}
