//! A count, a sum and ratios over databases of 100,000 and 1,000,000 records.

use std::path::Path;

use fadu_app::Catalog;
use fadu_definition::Definitions;
use fadu_store::DATABASE;
use fadu_store::driver::Db;
use fadu_store::figures::{Scope, value};
use jiff::civil::date;

use crate::Result;
use crate::grow::Growing;
use crate::sample::median_seconds;
use crate::table::Line;
use crate::work::{DISTRICT, Work, remove};
use crate::year;

/// Milliseconds that a figure may take.
const LIMIT: f64 = 50.0;
/// Runs of which the median is told.
const RUNS: usize = 20;

/// What is measured: a kind and an indicator.
const FIGURES: [(&str, &str); 4] = [
    ("count", "complaints.complaints_received"),
    ("sum", "public_legal_services.free_consultations"),
    ("ratio", "public_legal_services.consultation_target_ratio"),
    ("ratio, each part with conditions", "applications.single_intake_ratio"),
];

/// Grows a database to each size and computes the figures in it.
pub fn run(work: &Work, sizes: &[i64]) -> Result<Vec<Line>> {
    let definitions = Catalog::embedded()?.definitions;
    let folder = work.copy("figures")?;
    let base = folder.clone();
    let mut lines = Vec::new();
    let mut growing = Growing::open(&base)?;
    for size in sizes {
        growing.to(*size)?;
        growing.index(&definitions)?;
        lines.extend(measure(&folder, &definitions, *size)?);
    }
    growing.finish()?;
    if let Some(size) = sizes.last() {
        lines.push(year::of_many(work, &folder, *size)?);
    }
    remove(&folder)?;
    Ok(lines)
}

fn measure(folder: &Path, definitions: &Definitions, size: i64) -> Result<Vec<Line>> {
    let db = Db::open_reader(&folder.join(DATABASE))?;
    let last = date(2020, 12, 31);
    let scope = Scope { district: DISTRICT, period: (date(2020, 1, 1), last), as_of: last, cut_off: last };
    let mut lines = Vec::new();
    for (kind, id) in FIGURES {
        let amount = value(db.connection(), definitions, &scope, id)?;
        let amount = amount.ok_or_else(|| format!("{id} has no value"))?;
        let median = median_seconds(RUNS, || {
            let again = value(db.connection(), definitions, &scope, id).ok().flatten();
            assert_eq!(again, Some(amount.clone()), "{id} changed");
        });
        let name = format!("{kind} over {size} records ({id} = {})", amount.exact());
        lines.push(Line::at_most(&name, median * 1e3, LIMIT, "ms"));
    }
    Ok(lines)
}
