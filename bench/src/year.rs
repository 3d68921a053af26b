//! The demonstration from nothing, and all figures of a year, through the program itself.

use std::path::Path;

use crate::Result;
use crate::child::{self, Ran};
use crate::sample::median_seconds;
use crate::table::Line;
use crate::work::{Work, remove};

/// Seconds that the demonstration may take, ledgers and report included.
const DEMO: f64 = 20.0;
/// MiB that it may take: 300 MB.
const MEMORY: f64 = 300e6 / 1024.0 / 1024.0;
/// Seconds that all figures of the reference district's year may take.
const FIGURES: f64 = 0.3;
/// Seconds that they may take over a million records.
const FIGURES_OF_MANY: f64 = 4.0;
/// Runs of which the median is told.
const RUNS: usize = 5;

/// The demonstration, and the figures of what it made.
pub fn run(work: &Work) -> Result<Vec<Line>> {
    let folder = work.path("demo");
    remove(&folder)?;
    let ran = child::run(&work.program, &["demo", "--no-serve", "--data", &folder.to_string_lossy()])?;
    let mut lines = vec![Line::at_most("demo: all ledgers, report", ran.seconds, DEMO, "s")];
    lines.extend(ran.peak.map(|peak| Line::at_most("demo, peak memory", peak, MEMORY, "MiB")));
    let median = median(work, &folder)?;
    lines.push(Line::at_most("all figures of the year, demo", median, FIGURES, "s"));
    remove(&folder)?;
    Ok(lines)
}

/// All figures of a year over a database that was grown.
pub fn of_many(work: &Work, folder: &Path, records: i64) -> Result<Line> {
    let name = format!("all figures of the year over {records} records");
    Ok(Line::at_most(&name, median(work, folder)?, FIGURES_OF_MANY, "s"))
}

/// The median seconds of the whole program.
fn median(work: &Work, folder: &Path) -> Result<f64> {
    let printed = figures(work, folder)?.printed;
    Ok(median_seconds(RUNS, || {
        let again = figures(work, folder).map(|ran| ran.printed).ok();
        assert_eq!(again.as_ref(), Some(&printed), "the figures changed");
    }))
}

fn figures(work: &Work, folder: &Path) -> Result<Ran> {
    child::run(&work.program, &["figures", "--data", &folder.to_string_lossy(), "--year", "2020"])
}
