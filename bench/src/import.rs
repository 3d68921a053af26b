//! Import of ledgers, durable, through the program itself, beside the same rows written with plain
//! prepared statements.

use crate::table::Line;
use crate::work::{Work, remove};
use crate::{Result, child, ledgers, plain};
use fadu_app::Catalog;

/// Records a second that import must reach.
const RATE: f64 = 8_000.0;
/// Share of the rate of plain inserts that it must reach.
const SHARE: f64 = 0.3;
/// MiB that it may take.
const MEMORY: f64 = 200.0;

/// Imports ledgers of so many records.
pub fn run(work: &Work, records: usize) -> Result<Vec<Line>> {
    let catalog = Catalog::embedded()?;
    let files = work.path("ledgers");
    remove(&files)?;
    let written = ledgers::write(&catalog.definitions, &files, records)?;
    let (data, beside) = (work.copy("import")?, work.copy("plain")?);
    let before = plain::position(&data)?;
    let arguments = ["import", "--data", &data.to_string_lossy(), &files.to_string_lossy()];
    let ran = child::run(&work.program, &arguments)?;
    let rows = plain::rows_after(&data, before)?;
    if rows.records() != written {
        return Err(format!("{} of {written} records came in:\n{}", rows.records(), ran.printed).into());
    }
    let rate = written as f64 / ran.seconds;
    let plain = written as f64 / plain::insert(&beside, &rows)?;
    remove(&beside)?;
    let mut lines = vec![
        Line::at_least(&format!("import of {written} records"), rate, RATE, "records/s"),
        Line::against("import against plain inserts", rate, ("plain", plain), SHARE, "records/s"),
    ];
    lines.extend(ran.peak.map(|peak| Line::at_most("import, peak memory", peak, MEMORY, "MiB")));
    Ok(lines)
}
