//! A file from opening to the end of its rows.
//!
//! ```text
//! let mut ledger = Ledger::open(name, bytes, &definitions)?;   // or one fault: it cannot be read
//! for sheet in 0..ledger.sheets().len() {
//!     for outcome in ledger.rows(sheet) { … }                  // through the engine, or collect
//! }
//! faults.extend(ledger.finish());                              // rows without their record
//! let back = ledger.returned(&faults)?;                        // the file with a column of errors
//! ```

use fadu_definition::Definitions;

use crate::attach::Waiting;
use crate::errors::{self, Returned};
use crate::fault::Fault;
use crate::open::{Format, Workbook};
use crate::recognise::{Role, Sheet, recognise};
use crate::rows::Rows;
use crate::seen::Seen;

/// A file that is being imported.
pub struct Ledger {
    book: Workbook,
    sheets: Vec<Sheet>,
    seen: Seen,
    waiting: Waiting,
}

impl Ledger {
    /// Opens a file, recognises its sheets and collects the rows that belong to records of other
    /// sheets. The fault, if it cannot be read at all, is about the file.
    pub fn open(name: &str, bytes: Vec<u8>, definitions: &Definitions) -> Result<Self, Box<Fault>> {
        let mut book = Workbook::open(name, bytes)?;
        let sheets = recognise(&mut book, definitions)?;
        let mut seen = Seen::default();
        let waiting = Waiting::read(&mut book, &sheets, &mut seen);
        Ok(Self { book, sheets, seen, waiting })
    }

    /// What the file is.
    pub fn format(&self) -> Format {
        self.book.format()
    }

    /// Its sheets and what is done with them.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Rows of all sheets together, about: for showing progress.
    pub fn rows_about(&self) -> u32 {
        self.book.rows_about()
    }

    /// Faults of the sheets themselves: columns that are missing.
    pub fn faults(&self) -> Vec<Fault> {
        let faults = self.sheets.iter().filter_map(|sheet| match &sheet.role {
            Role::Faulty(faults) => Some(faults.clone()),
            _ => None,
        });
        faults.flatten().collect()
    }

    /// The rows of a sheet. Each sheet is to be read once, in order: keys met in one count in all
    /// that follow.
    pub fn rows(&mut self, sheet: usize) -> Rows<'_> {
        Rows::new(&mut self.book, &self.sheets, sheet, &mut self.seen, &mut self.waiting)
    }

    /// After all sheets: faults of rows whose record was not in the workbook.
    pub fn finish(&self) -> Vec<Fault> {
        self.waiting.unclaimed()
    }

    /// Forgets the keys met, so that the file can be read again: first to check, then to store.
    pub fn rewind(&mut self) {
        self.seen = Seen::default();
        self.waiting = Waiting::read(&mut self.book, &self.sheets, &mut self.seen);
    }

    /// The same file with a column of errors. Not for a file that cannot be read to its end.
    pub fn returned(&mut self, faults: &[Fault]) -> Result<Returned, Box<Fault>> {
        errors::returned(&mut self.book, &self.sheets, faults)
    }
}
