//! `verify`: proves that nothing in the folder was altered, or names what was.
//!
//! Five proofs: the chain over the stored bytes; the projections against replay, column by column;
//! rows that no event proves, by their own seals; attachments, hashed again; pages and indexes, by
//! the database itself. Threads share the work by stretches of records. Memory does not grow with
//! the journal, but that the file is mapped.

mod chain;
mod check;
mod compare;
mod finding;
mod lanes;
mod rest;

use std::collections::BTreeMap;

pub use finding::Finding;

use crate::driver::Db;
use crate::error::Result;
use crate::journal::journal_position;
use crate::store::{Shared, Store};

/// How much is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The chain over the stored bytes alone.
    Chain,
    /// Besides, the projections against replay, sealed rows and attachments.
    Rows,
    /// Everything: besides, pages and indexes of the database file, so that a changed byte is found
    /// wherever it lies.
    Full,
}

/// What was verified and what was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Records.
    pub records: u64,
    /// Events.
    pub events: u64,
    /// Bytes of events.
    pub bytes: u64,
    /// Rows of projections and sealed tables that were compared.
    pub rows: u64,
    /// Attachments.
    pub files: u64,
    /// Records of types that nobody defines any more: their chain holds, their projections could
    /// not be compared.
    pub undefined: BTreeMap<String, u64>,
    /// What is not as it was; at most [`MOST`], the rest only counted.
    pub findings: Vec<Finding>,
    /// How many findings there are.
    pub found: u64,
}

/// Most findings that are kept.
pub const MOST: usize = 200;

impl Report {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }

    fn find(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < MOST {
            self.findings.push(finding);
        }
    }

    /// A fault that several threads meet is told once.
    fn find_once(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.find(finding);
        }
    }

    /// A further record of so many events and bytes.
    fn count(&mut self, (events, bytes): (u64, u64)) {
        self.records += 1;
        self.events += events;
        self.bytes += bytes;
    }

    /// Takes in what was found in a further part.
    fn absorb(&mut self, part: Self) {
        self.records += part.records;
        self.events += part.events;
        self.bytes += part.bytes;
        self.rows += part.rows;
        self.files += part.files;
        self.found += part.found;
        let room = MOST.saturating_sub(self.findings.len());
        self.findings.extend(part.findings.into_iter().take(room));
        for (ty, records) in part.undefined {
            *self.undefined.entry(ty).or_default() += records;
        }
    }
}

/// Connections that stay at one state, and the position of the journal in it.
struct Frozen {
    /// For what is asked of the state as a whole.
    whole: Db,
    /// One for each thread.
    lanes: Vec<Db>,
    position: i64,
}

impl Store {
    /// Verifies the store. Others may work meanwhile: what is verified is one state.
    pub fn verify(&self, depth: Depth) -> Result<Report> {
        let frozen = self.freeze()?;
        let mut report = Report::default();
        // A database that cannot even be read is a finding, not a failure of verification.
        if let Err(error) = verify(self.shared(), frozen, depth, &mut report) {
            report.find_once(Finding::Database(error.to_string()));
        }
        Ok(report)
    }

    /// Opens connections that see the same state, while the writer stands still.
    fn freeze(&self) -> Result<Frozen> {
        let path = self.shared().folder.join(crate::store::DATABASE);
        self.write_long(move |txn| {
            let open = || -> Result<(Db, i64)> {
                let db = Db::open_mapped(&path)?;
                db.run("BEGIN")?;
                // The state is that of the first reading.
                let position = journal_position(&db, txn.district())?;
                Ok((db, position))
            };
            let (whole, position) = open()?;
            let lanes = (0..lanes::count()).map(|_| Ok(open()?.0)).collect::<Result<_>>()?;
            Ok(Frozen { whole, lanes, position })
        })
    }
}

fn verify(shared: &Shared, frozen: Frozen, depth: Depth, report: &mut Report) -> Result<()> {
    let Frozen { whole, lanes, position } = frozen;
    let district = &shared.meta.district;
    let spans = lanes::cut(&whole, district, position)?;
    let Some(series) = lanes::run(shared, lanes, &spans, depth, report)? else { return Ok(()) };
    if u64::try_from(position) != Ok(report.events) {
        report.find(Finding::Positions { events: report.events, last: position });
    }
    if depth != Depth::Chain && report.undefined.is_empty() {
        compare::compare_series(&whole, district, &series, report)?;
    }
    Ok(())
}
