//! Verification: the chain alone beside OpenSSL's SM3 on blocks of the same mean length; with
//! projections against replay; and everything, SQLite's own check of its file included.

use fadu_app::Catalog;
use fadu_store::Store;
use fadu_store::verify::{Depth, Report};

use crate::sample::seconds;
use crate::table::Line;
use crate::work::Work;
use crate::{Result, peer};

/// Share of OpenSSL's rate that the chain must reach.
const SHARE: f64 = 0.5;
/// Events a second that verification of the projections must reach.
const RATE: f64 = 100_000.0;
/// Share of that rate that is left when SQLite checks its own pages and indexes besides.
const SHARE_OF_ROWS: f64 = 0.5;
/// Runs of which the median is told.
const RUNS: usize = 3;

/// Verifies the database that the benchmark of import left, or that of the reference ledgers.
pub fn run(work: &Work) -> Result<Vec<Line>> {
    let imported = work.path("import");
    let folder = if imported.exists() { imported } else { work.base()? };
    let store = Store::open(&folder, Catalog::embedded()?.definitions)?;
    let (chain, report) = median(&store, Depth::Chain)?;
    let each = report.bytes / report.events.max(1);
    let openssl = peer::openssl_sm3(each)?;
    let rate = report.bytes as f64 / 1e6 / chain;
    let (rows, _) = median(&store, Depth::Rows)?;
    let (full, _) = median(&store, Depth::Full)?;
    let name = format!("verify, chain of {} events of {each} bytes", report.events);
    let events = |seconds| report.events as f64 / seconds;
    let besides = ("without them", events(rows));
    Ok(vec![
        Line::against(&name, rate, ("openssl sm3", openssl), SHARE, "MB/s"),
        Line::at_least("verify, with projections against replay", events(rows), RATE, "events/s"),
        Line::against(
            "verify, with pages and indexes besides",
            events(full),
            besides,
            SHARE_OF_ROWS,
            "events/s",
        ),
    ])
}

/// The median seconds of some verifications, and what they report.
fn median(store: &Store, depth: Depth) -> Result<(f64, Report)> {
    let mut all = Vec::new();
    for _ in 0..RUNS {
        let (seconds, report) = seconds(|| store.verify(depth));
        let report = report?;
        if !report.is_sound() {
            return Err(format!("the database is not sound: {:?}", report.findings.first()).into());
        }
        all.push((seconds, report));
    }
    all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    Ok(all.swap_remove(RUNS / 2))
}
