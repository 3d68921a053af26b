//! `verify`: proves that nothing in the folder was altered, or names what was.
//!
//! Four proofs: the chain over the stored bytes; the projections against replay, column by column;
//! rows that no event proves, by their own seals; attachments, hashed again. One thread reads, the
//! others hash, decode and replay, one compares. Memory does not grow with the journal.

mod chain;
mod compare;
mod finding;
mod pipeline;

use std::collections::BTreeMap;

pub use finding::Finding;

use crate::attachments;
use crate::driver::Db;
use crate::error::Result;
use crate::file::file_all;
use crate::journal::journal_position;
use crate::sealed::{SEALED, sealed_broken};
use crate::store::{FILES, Store};

/// How much is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The chain over the stored bytes alone.
    Chain,
    /// Everything.
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
}

/// A connection that stays at one state, and the position of the journal in it.
struct Frozen {
    rows: Db,
    position: i64,
}

impl Store {
    /// Verifies the store. Others may work meanwhile: what is verified is one state.
    pub fn verify(&self, depth: Depth) -> Result<Report> {
        let (journal, frozen) = self.freeze()?;
        let mut report = Report::default();
        let events = pipeline::run(self.shared(), journal, &frozen, depth, &mut report);
        note_failure(events, &mut report);
        if depth == Depth::Full {
            let rest = self.verify_rest(&frozen.rows, &mut report);
            note_failure(rest, &mut report);
        }
        Ok(report)
    }

    /// Opens two connections that see the same state, while the writer stands still.
    fn freeze(&self) -> Result<(Db, Frozen)> {
        let path = self.shared().folder.join(crate::store::DATABASE);
        self.write_long(move |txn| {
            let open = || -> Result<Db> {
                let db = Db::open_reader(&path)?;
                db.run("BEGIN")?;
                Ok(db)
            };
            let (journal, rows) = (open()?, open()?);
            let position = journal_position(&journal, txn.district())?;
            journal_position(&rows, txn.district())?;
            Ok((journal, Frozen { rows, position }))
        })
    }

    fn verify_rest(&self, db: &Db, report: &mut Report) -> Result<()> {
        let (shared, district) = (self.shared(), &self.shared().meta.district);
        for table in SEALED {
            let (rows, broken) = sealed_broken(db, &shared.keys, district, table)?;
            report.rows += rows;
            broken.into_iter().for_each(|row| report.find(Finding::Seal { table: table.table, row }));
        }
        for file in file_all(db, district)? {
            report.files += 1;
            let path = attachments::path(&shared.folder.join(FILES), &file.sm3);
            match attachments::measure(&path) {
                Ok((_, sm3)) if sm3 == file.sm3 => (),
                Ok(_) => report.find(Finding::FileAltered(file.sm3)),
                Err(error) => report.find(Finding::FileMissing(file.sm3, error.to_string())),
            }
        }
        db.integrity()?.into_iter().for_each(|line| report.find(Finding::Database(line)));
        Ok(())
    }
}

/// A database that cannot even be read is a finding, not a failure of verification.
fn note_failure(result: Result<()>, report: &mut Report) {
    if let Err(error) = result {
        report.find(Finding::Database(error.to_string()));
    }
}
