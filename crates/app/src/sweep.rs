//! The sweep 巡扫: what falls due without anybody acting, and making work lists anew.

mod alarm;

use std::collections::BTreeSet;

use fadu_base::counting::Moment;
use fadu_base::day::plus_days;
use fadu_base::{Instant, RecordId};
use fadu_engine::settle;
use fadu_store::codec::time::{date_text, moment_text, parse_moment};
use fadu_store::draft::{draft_before, draft_delete};
use fadu_store::due::{DueRow, due_lapsing, due_stale};
use fadu_store::publication::{PublicationRow, publication_over, publication_put};
use fadu_store::record::record_ids;
use fadu_store::{Reader, Source, StoreError, Txn};

use crate::catalog::CALENDAR_VERSION;
use crate::decide::answered;
use crate::{Catalog, District, Failure, outbox};

/// Most acts by law and publications of one kind that one sweep takes up; the next one goes on.
const MOST: i64 = 1_000;
/// Days that a draft is kept after it was last touched.
const DRAFT_DAYS: i32 = 90;
/// Records counted again in one transaction.
const BATCH: usize = 500;
/// Causes of failure that one sweep tells.
const TOLD: usize = 5;
/// The setting that says that work lists were made since the tables are there, the last of them
/// that of whom records concern.
pub(crate) const MADE: &str = "work_and_concern_lists";

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Acts by law written.
    pub settled: u64,
    /// Records on which an act by law could not be written.
    pub stuck: u64,
    /// Publications taken off.
    pub off: u64,
    /// Notices of limits that run out.
    pub alarms: u64,
    /// Records counted again with the present calendar.
    pub recounted: u64,
    /// Drafts thrown away that nobody went on with.
    pub drafts: u64,
    /// Records passed over because one of them failed; the others go on.
    pub failed: u64,
    /// Why, of the first few, for the log: without personal data.
    pub causes: Vec<String>,
}

impl Swept {
    /// Passes a record over.
    fn pass(&mut self, error: &StoreError) {
        self.failed += 1;
        let cause = error.brief();
        if self.causes.len() < TOLD && !self.causes.contains(&cause) {
            self.causes.push(cause);
        }
    }
}

impl District {
    /// Writes the acts by law that fell due, takes off publications that ran out, counts again what was
    /// counted with another calendar and tells of limits that run out. For the server to call at its start and every
    /// minute.
    pub fn sweep(&self) -> Result<Swept, Failure> {
        if self.store.get_meta(MADE)?.is_none() {
            // What falls due does not wait for the lists.
            let (rebuilt, swept) = (self.rebuild(), self.sweep_at(self.now())?);
            return rebuilt.map(|_| swept);
        }
        self.sweep_at(self.now())
    }

    pub(crate) fn sweep_at(&self, now: Instant) -> Result<Swept, Failure> {
        let mut swept = Swept::default();
        // Each is done whatever became of those before it: the same failure meets every sweep.
        let settled = self.settle_all(now, &mut swept);
        let off = self.take_off(now).map(|off| swept.off = off);
        let recounted = self.recount(&mut swept);
        let alarms = self.alarms(now, &mut swept);
        let drafts = self.forget_drafts(now).map(|drafts| swept.drafts = drafts);
        settled.and(off).and(recounted).and(alarms).and(drafts)?;
        Ok(swept)
    }

    fn settle_all(&self, now: Instant, swept: &mut Swept) -> Result<(), Failure> {
        for record in self.lapsed(now)? {
            match self.settle_one(record, now) {
                Ok((acts, stuck)) => {
                    swept.settled += acts;
                    swept.stuck += u64::from(stuck);
                }
                Err(error) => swept.pass(&error),
            }
        }
        Ok(())
    }

    /// Records with a limit that lapsed and whose lapse is an act by law.
    fn lapsed(&self, now: Instant) -> Result<BTreeSet<RecordId>, Failure> {
        let until = moment_text(Moment::At(now));
        let rows = self.store.read(|reader| due_lapsing(reader.view.db, self.code(), &until, MOST))?;
        // The last day itself is not past, though as a text it stands before its hours.
        let is_past =
            |row: &DueRow| row.due_on.as_deref().and_then(parse_moment).is_some_and(|due| due.is_past(now));
        Ok(rows.iter().filter(|row| is_past(row)).filter_map(|row| RecordId::parse(&row.record)).collect())
    }

    /// Writes the acts by law of a record: how many, and whether one could not be written.
    fn settle_one(&self, id: RecordId, now: Instant) -> Result<(u64, bool), StoreError> {
        let (catalog, division) = (self.catalog.clone(), self.code().to_owned());
        self.store.write(move |txn| {
            let rules = catalog.rules(&division);
            let Some(record) = txn.load(&id)? else { return Ok((0, false)) };
            let settled = answered(txn, |facts| settle(&rules, &record, now, facts))?;
            let acts = settled.changes.len() as u64;
            outbox::append(&rules, txn, settled.changes)?;
            if settled.stuck.is_some() {
                outbox::rewrite(&rules, txn, &settled.record, false)?;
            }
            Ok((acts, settled.stuck.is_some()))
        })
    }

    fn take_off(&self, now: Instant) -> Result<u64, Failure> {
        let today = date_text(now.date());
        let over = self.store.read(|reader| publication_over(reader.view.db, self.code(), &today, MOST))?;
        let count = over.len() as u64;
        if count > 0 {
            self.store.write(move |txn| {
                let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
                over.into_iter().try_for_each(|row| {
                    let off_on = row.until_on.clone();
                    let row = PublicationRow { state: "off".to_owned(), off_on, ..row };
                    publication_put(db, keys, district, &row)
                })
            })?;
        }
        Ok(count)
    }

    /// Throws away the drafts that nobody went on with.
    fn forget_drafts(&self, now: Instant) -> Result<u64, Failure> {
        let before = plus_days(now.date(), -DRAFT_DAYS).map(|day| day.to_string()).unwrap_or_default();
        let old = self.store.read(|reader| draft_before(reader.view.db, self.code(), &before))?;
        let count = old.len() as u64;
        if count > 0 {
            self.store
                .write(move |txn| old.iter().try_for_each(|id| draft_delete(txn.db(), txn.district(), id)))?;
        }
        Ok(count)
    }

    /// Counts again what was counted with another calendar.
    fn recount(&self, swept: &mut Swept) -> Result<(), Failure> {
        let stale = self.store.read(|reader| due_stale(reader.view.db, self.code(), &CALENDAR_VERSION))?;
        for batch in stale.chunks(BATCH) {
            match self.rewrite_all(batch) {
                Ok(count) => swept.recounted += count,
                // One of them fails: the others by themselves.
                Err(_) => batch.iter().for_each(|id| match self.rewrite_all(std::slice::from_ref(id)) {
                    Ok(count) => swept.recounted += count,
                    Err(error) => swept.pass(&error),
                }),
            }
        }
        Ok(())
    }

    /// Makes the rows of work lists and running limits anew from the journal. Gives the number of
    /// records.
    pub fn rebuild(&self) -> Result<u64, Failure> {
        self.store.write_long(|txn| outbox::clear(txn))?;
        let ids = self.store.read(|reader: &mut Reader<'_>| record_ids(reader.view.db, self.code()))?;
        let count = self.rewrite_all(&ids)?;
        self.store.set_meta(MADE, "1")?;
        Ok(count)
    }

    /// Rewrites the rows of records. Acts by law that fell due on them are left to the sweep.
    fn rewrite_all(&self, ids: &[String]) -> Result<u64, StoreError> {
        for batch in ids.chunks(BATCH) {
            let batch: Vec<RecordId> = batch.iter().filter_map(|id| RecordId::parse(id)).collect();
            let (catalog, division) = (self.catalog.clone(), self.code().to_owned());
            self.store.write(move |txn| rewrite(&catalog, &division, txn, &batch))?;
        }
        Ok(ids.len() as u64)
    }
}

fn rewrite(catalog: &Catalog, division: &str, txn: &mut Txn<'_>, ids: &[RecordId]) -> Result<(), StoreError> {
    let rules = catalog.rules(division);
    for id in ids {
        if let Some(record) = txn.load(id)? {
            outbox::rewrite(&rules, txn, &record, false)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod test;
