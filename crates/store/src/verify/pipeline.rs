//! The work of verification in threads: reading → hashing and replay → comparing.
//!
//! Batches of records go round to the workers and come back in the same order, so the comparison
//! walks through each table once, in the order of records.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::compare::Comparison;
use super::finding::Finding;
use super::{Depth, Frozen, Report, chain};
use crate::codec::CodecError;
use crate::driver::Db;
use crate::error::{Result, StoreError};
use crate::replay::{Raw, Rebuilt, Unreplayable, each_record, rebuild};
use crate::store::Shared;

/// Events of a batch, roughly.
const BATCH: usize = 256;
/// Batches that may wait before each worker.
const WAITING: usize = 4;
/// Most workers; reading keeps up with no more.
const WORKERS: usize = 4;

/// A record after the chain was checked and its events were replayed.
pub struct Checked {
    /// The record.
    pub id: String,
    /// What is wrong with its events.
    pub findings: Vec<Finding>,
    /// How many there are, and their length.
    pub size: (u64, u64),
    /// What must stand in the projections; none of the chain alone or of unreadable records.
    pub rebuilt: Option<Rebuilt>,
    /// Nobody defines its type.
    pub undefined: bool,
}

/// Verifies all records of a state.
pub fn run(shared: &Shared, journal: Db, rows: &Frozen, depth: Depth, report: &mut Report) -> Result<()> {
    let workers = thread::available_parallelism().map_or(1, usize::from).clamp(1, WORKERS);
    thread::scope(|scope| {
        let (mut to, mut from) = (Vec::new(), Vec::new());
        for _ in 0..workers {
            let (send_raw, raw) = sync_channel::<Vec<Raw>>(WAITING);
            let (send_checked, checked) = sync_channel::<Vec<Checked>>(WAITING);
            scope.spawn(move || work(shared, depth, &raw, &send_checked));
            to.push(send_raw);
            from.push(checked);
        }
        let reading = move || read(shared, &journal, &to);
        thread::Builder::new()
            .name("verify-read".to_owned())
            .spawn_scoped(scope, reading)
            .map_err(StoreError::io("启动核验线程"))
            .and_then(|reader| {
                let compared = compare(shared, rows, depth, &from, report);
                drop(from);
                let strays = reader.join().unwrap_or(Err(StoreError::Closed))?;
                for row in strays {
                    report.find(Finding::ExtraRow { table: "record_key", row });
                }
                compared
            })
    })
}

/// Reads the journal and hands it round; gives the keys of records that do not exist.
fn read(shared: &Shared, db: &Db, to: &[SyncSender<Vec<Raw>>]) -> Result<Vec<String>> {
    let mut strays = Vec::new();
    let mut next = (0..to.len()).cycle();
    let (mut batch, mut events) = (Vec::new(), 0);
    let mut send = |batch: Vec<Raw>| next.next().is_some_and(|worker| to[worker].send(batch).is_ok());
    let take = |raw: Raw| {
        events += raw.events.len();
        batch.push(raw);
        if events < BATCH {
            return Ok(true);
        }
        events = 0;
        Ok(send(std::mem::take(&mut batch)))
    };
    each_record(db, &shared.meta.district, take, |record| strays.push(record))?;
    send(batch);
    Ok(strays)
}

fn work(shared: &Shared, depth: Depth, raw: &Receiver<Vec<Raw>>, to: &SyncSender<Vec<Checked>>) {
    while let Ok(batch) = raw.recv() {
        let checked = batch.into_iter().map(|raw| check(shared, depth, raw)).collect();
        if to.send(checked).is_err() {
            return;
        }
    }
}

fn check(shared: &Shared, depth: Depth, raw: Raw) -> Checked {
    let bytes = raw.events.iter().map(|event| event.bytes.len() as u64).sum();
    let mut checked = Checked {
        size: (raw.events.len() as u64, bytes),
        findings: chain::check(&raw).into_iter().collect(),
        rebuilt: None,
        undefined: false,
        id: String::new(),
    };
    if depth == Depth::Full {
        match rebuild(shared, &raw) {
            Ok(rebuilt) => checked.rebuilt = Some(rebuilt),
            Err(Unreplayable { why: CodecError::NoDefinition(_), .. }) => checked.undefined = true,
            Err(found) => checked.note(&raw.id, &found),
        }
    }
    checked.id = raw.id;
    checked
}

impl Checked {
    /// An event that cannot be replayed; one already found in the chain is said once.
    fn note(&mut self, record: &str, found: &Unreplayable) {
        let known = |finding: &Finding| matches!(finding, Finding::Event { seq, .. } if *seq == found.seq);
        if !self.findings.iter().any(known) {
            let (record, why) = (record.to_owned(), found.why.to_string());
            self.findings.push(Finding::Event { record, seq: found.seq, why });
        }
    }
}

/// Takes the batches back in order, and compares.
fn compare(
    shared: &Shared,
    frozen: &Frozen,
    depth: Depth,
    from: &[Receiver<Vec<Checked>>],
    report: &mut Report,
) -> Result<()> {
    let each = |report: &mut Report, take: &mut dyn FnMut(&mut Report, Checked) -> Result<()>| {
        for worker in (0..from.len()).cycle() {
            let Ok(batch) = from[worker].recv() else { break };
            for checked in batch {
                take(report, checked)?;
            }
        }
        Ok(())
    };
    if depth == Depth::Full {
        Comparison::run(shared, &frozen.rows, report, |comparison, report| {
            each(report, &mut |report, checked| {
                count(&checked, report);
                comparison.take(checked, report)
            })
        })?;
    } else {
        each(report, &mut |report, checked| {
            count(&checked, report);
            checked.findings.into_iter().for_each(|finding| report.find(finding));
            Ok(())
        })?;
    }
    if u64::try_from(frozen.position) != Ok(report.events) {
        report.find(Finding::Positions { events: report.events, last: frozen.position });
    }
    Ok(())
}

fn count(checked: &Checked, report: &mut Report) {
    report.records += 1;
    report.events += checked.size.0;
    report.bytes += checked.size.1;
}
