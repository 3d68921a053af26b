//! What an import answers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::ImportAsked;

/// The answers of all files.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// One a file, in the order of import.
    pub files: Vec<FileAnswer>,
}

impl Imported {
    /// Records entered.
    pub fn entered(&self) -> usize {
        self.files.iter().map(|file| file.entered).sum()
    }

    /// Rows whose record was there already.
    pub fn known(&self) -> usize {
        self.files.iter().map(|file| file.known).sum()
    }

    /// Files with a fault.
    pub fn refused(&self) -> usize {
        self.files.iter().filter(|file| !file.faults.is_empty()).count()
    }
}

/// The answer for a file.
#[derive(Clone, Debug, Default)]
pub struct FileAnswer {
    /// Its name.
    pub name: String,
    /// Records entered (or, when only checked, that would be).
    pub entered: usize,
    /// Rows whose record was there already, with the same content.
    pub known: usize,
    /// Every fault: place, what, rule, remedy.
    pub faults: Vec<String>,
    /// The same, each part apart.
    pub lines: Vec<FaultLine>,
    /// Records entered, by the Chinese name of their type.
    pub types: BTreeMap<String, usize>,
    /// Where the file with its column of errors lies.
    pub returned: Option<PathBuf>,
    /// Sheets that were left out.
    pub skipped: Vec<Skipped>,
    /// Whether what was entered stays.
    pub(crate) stored: bool,
}

/// A fault in its parts; what is absent is not known or does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultLine {
    /// Name of the sheet.
    pub sheet: String,
    /// Row as Excel numbers it.
    pub row: Option<u32>,
    /// Head of the column.
    pub column: String,
    /// What is wrong; personal values masked.
    pub what: String,
    /// Id of the rule.
    pub rule: String,
    /// What to do.
    pub remedy: String,
}

/// A sheet that was left out, and why.
#[derive(Clone, Debug)]
pub struct Skipped {
    /// Name of the sheet.
    pub sheet: String,
    /// Why.
    pub why: String,
}

impl FileAnswer {
    /// Whether what was entered is to stay: all rows in order, or the good ones if asked so.
    pub(crate) fn is_stored(&self, asked: &ImportAsked) -> bool {
        !asked.check_only && (self.faults.is_empty() || (asked.partial && self.entered > 0))
    }
}
