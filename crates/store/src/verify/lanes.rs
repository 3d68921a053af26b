//! The work of verification in threads: each takes a stretch of records, reads, hashes, replays and
//! compares it on its own connection, then takes the next. Nothing goes from thread to thread but
//! what was found, so none waits for another. What the database checks itself is taken first: it is
//! the longest piece.

use std::sync::Mutex;
use std::thread;

use super::check::check_all;
use super::compare::{Comparison, Series};
use super::finding::Finding;
use super::{Depth, Report, rest};
use crate::driver::Db;
use crate::error::{Result, StoreError};
use crate::journal::journal_record_at;
use crate::replay::each_batch;
use crate::span::Span;
use crate::store::Shared;

/// Most threads; each has a connection of its own.
pub const LANES: usize = 8;
/// Events of a stretch, roughly: enough that opening the queries does not count.
const STRETCH: i64 = 1024;
/// Most stretches.
const STRETCHES: i64 = 64;
/// Records looked at to place one bound: with more of them the stretches are more alike.
const SAMPLES: i64 = 16;

/// A piece of the work; the order is that in which findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    /// The records of a stretch.
    Span(usize),
    /// Rows under a seal of their own, and attachments.
    Rest,
    /// Pages and indexes.
    Pages,
}

/// What came of a piece of the work.
struct Done {
    task: Task,
    report: Report,
    series: Series,
    result: Result<()>,
}

/// Work that waits, the next one last.
type Waiting = Mutex<Vec<Task>>;

/// How many threads the machine carries.
pub fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).clamp(1, LANES)
}

/// Verifies all records of a state, on connections that see it. Gives the numbers drawn, and whether
/// everything could be read.
pub fn run(
    shared: &Shared,
    lanes: Vec<Db>,
    spans: &[Span],
    depth: Depth,
    report: &mut Report,
) -> Result<Option<Series>> {
    let waiting = Mutex::new(tasks(spans.len(), depth));
    let mut done = thread::scope(|scope| {
        let start = |db: Db| {
            let work = || work(shared, db, spans, depth, &waiting);
            thread::Builder::new()
                .name("verify".to_owned())
                .spawn_scoped(scope, work)
                .map_err(StoreError::io("启动核验线程"))
        };
        let started: Vec<_> = lanes.into_iter().map(start).collect::<Result<_>>()?;
        let mut done = Vec::with_capacity(spans.len() + 2);
        for lane in started {
            done.extend(lane.join().map_err(|_| StoreError::Closed)?);
        }
        Ok::<_, StoreError>(done)
    })?;
    done.sort_by_key(|done| done.task);
    Ok(collect(done, report))
}

/// The whole work, the longest pieces last, for they are taken from the end.
fn tasks(spans: usize, depth: Depth) -> Vec<Task> {
    let mut tasks: Vec<Task> = (0..spans).rev().map(Task::Span).collect();
    if depth != Depth::Chain {
        tasks.push(Task::Rest);
    }
    if depth == Depth::Full {
        tasks.push(Task::Pages);
    }
    tasks
}

/// Puts together what was found, in order.
fn collect(done: Vec<Done>, report: &mut Report) -> Option<Series> {
    let (mut series, mut is_whole) = (Series::new(), true);
    for part in done {
        report.absorb(part.report);
        super::compare::join_series(&mut series, part.series);
        if let Err(error) = part.result {
            is_whole = false;
            report.find_once(Finding::Database(error.to_string()));
        }
    }
    is_whole.then_some(series)
}

/// One thread: takes work until none is left.
fn work(shared: &Shared, db: Db, spans: &[Span], depth: Depth, waiting: &Waiting) -> Vec<Done> {
    let mut done = Vec::new();
    let next = || waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
    while let Some(task) = next() {
        let mut report = Report::default();
        let found = match task {
            Task::Span(at) => span(shared, &db, &spans[at], depth, &mut report),
            Task::Rest => rest::rest(shared, &db, &mut report).map(|()| Series::new()),
            Task::Pages => rest::pages(&db, &mut report).map(|()| Series::new()),
        };
        let (series, result) =
            found.map_or_else(|error| (Series::new(), Err(error)), |found| (found, Ok(())));
        done.push(Done { task, report, series, result });
    }
    done
}

/// Verifies a stretch of records; gives the numbers that their events drew.
fn span(shared: &Shared, db: &Db, span: &Span, depth: Depth, report: &mut Report) -> Result<Series> {
    let mut strays = Vec::new();
    let stray = |record| strays.push(record);
    let district = &shared.meta.district;
    let series = if depth == Depth::Chain {
        let take = |raws| {
            for checked in check_all(shared, depth, raws) {
                report.count(checked.size);
                checked.findings.into_iter().for_each(|finding| report.find(finding));
            }
            Ok(())
        };
        each_batch(db, district, span, take, stray)?;
        Series::new()
    } else {
        Comparison::run(shared, (db, span), report, |comparison, report| {
            let take = |raws| {
                check_all(shared, depth, raws).into_iter().try_for_each(|checked| {
                    report.count(checked.size);
                    comparison.take(checked, report)
                })
            };
            each_batch(db, district, span, take, stray)
        })?
    };
    strays.into_iter().for_each(|row| report.find(Finding::ExtraRow { table: "record_key", row }));
    Ok(series)
}

/// Cuts the records of a journal of so many events into stretches, much alike: bounds are taken from
/// records that lie evenly in the journal.
pub fn cut(db: &Db, district: &str, events: i64) -> Result<Vec<Span>> {
    let stretches = (events / STRETCH).clamp(1, STRETCHES);
    let samples = stretches * SAMPLES;
    let mut records = Vec::new();
    if stretches > 1 {
        for n in 1..samples {
            // Divided first: no product of a position, however large it was made, overflows.
            records.extend(journal_record_at(db, district, events / samples * n)?);
        }
    }
    records.sort();
    let mut bounds: Vec<String> =
        records.into_iter().skip(SAMPLES as usize - 1).step_by(SAMPLES as usize).collect();
    bounds.dedup();
    Ok(Span::between(bounds))
}
