//! The files of a set of definitions: which is which, and their TOML with places.
//!
//! A file that is not TOML says so (E00, several mistakes at once) and is otherwise read in
//! silence, so that one slip of the pen does not hide what other files say, nor drown it.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Diagnostic, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One file of the definitions, as its owner read it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path below the folder of definitions, with `/`: `<system>/<type>.toml`.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// SM3 of its bytes, hex; computed by the caller, kept in [`crate::TypeDef::digest`].
    pub digest: Arc<str>,
}

impl SourceFile {
    /// The file up to its cases, which only checking reads; whole where something else comes after them. The
    /// digest stays that of the file.
    pub fn without_cases(self) -> Self {
        const CASES: &str = "\n[[case]]";
        let own = self.text.find(CASES).map(|at| self.text.split_at(at + 1));
        let is_case = |line: &str| !line.starts_with('[') || line == "[[case]]";
        match own {
            Some((own, cases)) if cases.lines().all(is_case) => Self { text: own.into(), ..self },
            _ => self,
        }
    }
}

/// A definition file is refused beyond this size in bytes: nobody writes one by hand.
pub(crate) const MAX_BYTES: usize = 2 * 1024 * 1024;

/// A table or list is refused beyond this number of entries, for the same reason.
const MAX_ENTRIES: usize = 1_000;

/// Mistakes of syntax shown for one file.
const MAX_SYNTAX_ERRORS: usize = 50;

/// Findings kept for one file: whoever has more fixes these first.
const MAX_FINDINGS: usize = 500;

/// A byte range of a file.
pub(crate) type Span = Range<usize>;

/// A value of a file with its place.
pub(crate) type Item<'a> = Spanned<DeValue<'a>>;

/// What a file is, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A version of a record type.
    Type,
    /// `roles.toml`.
    Roles,
    /// `planned.toml`.
    Planned,
    /// `report.toml`: constants and identities.
    Report,
    /// `figures.csv`: the list of the report's figures.
    Figures,
    /// `system.toml`: what the types of a folder may not hold.
    System,
    /// Not ours.
    Other,
}

/// A file under reading: findings are left here, so that many readers can share it.
pub(crate) struct File<'a> {
    /// Path, as given.
    pub path: Arc<str>,
    /// Text.
    pub text: &'a str,
    /// SM3, hex.
    pub digest: Arc<str>,
    /// Its syntax is broken: nothing more is said of it.
    silent: Cell<bool>,
    found: RefCell<Vec<Diagnostic>>,
}

/// A file with its parsed table.
pub(crate) struct Parsed<'a> {
    /// The file.
    pub file: File<'a>,
    /// What it is.
    pub kind: FileKind,
    /// Its table; empty if it was refused.
    pub table: Spanned<DeTable<'a>>,
}

impl<'a> File<'a> {
    fn new(source: &'a SourceFile) -> Self {
        Self {
            path: source.path.clone(),
            text: &source.text,
            digest: source.digest.clone(),
            silent: Cell::new(false),
            found: RefCell::default(),
        }
    }

    /// The folder it lies in: `05-enforcement`.
    pub fn system(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name without folder and ending: `penalty_case@2019-04-23`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Notes an error.
    pub fn error(&self, code: &'static str, span: Span, what: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, code, span, what.into(), help.into());
    }

    /// Notes a warning.
    pub fn warn(&self, code: &'static str, span: Span, what: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, code, span, what.into(), help.into());
    }

    fn note(&self, severity: Severity, code: &'static str, span: Span, what: String, help: String) {
        if self.silent.get() || self.is_full() {
            return;
        }
        let file = self.path.clone();
        let found = Diagnostic { severity, code, file, span, what, help };
        let mut all = self.found.borrow_mut();
        if !all.contains(&found) {
            all.push(found);
        }
    }

    /// Whether it has so many findings that no more are kept.
    pub fn is_full(&self) -> bool {
        self.found.borrow().len() >= MAX_FINDINGS
    }

    /// Its findings, in the order of the text.
    pub fn findings(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| (a.span.start, a.code).cmp(&(b.span.start, b.code)));
        found
    }
}

/// What a path says a file is.
pub(crate) fn kind_of(path: &str) -> FileKind {
    match path.rsplit('/').next().unwrap_or_default() {
        "roles.toml" => FileKind::Roles,
        "planned.toml" => FileKind::Planned,
        "report.toml" => FileKind::Report,
        "figures.csv" => FileKind::Figures,
        "system.toml" => FileKind::System,
        name if name.ends_with(".toml") => FileKind::Type,
        _ => FileKind::Other,
    }
}

/// Reads the TOML of a file; what cannot be read is empty and said.
pub(crate) fn parse(source: &SourceFile) -> Parsed<'_> {
    let file = File::new(source);
    let kind = kind_of(&source.path);
    let table = match kind {
        FileKind::Figures | FileKind::Other => empty(),
        _ => table_of(&file),
    };
    Parsed { file, kind, table }
}

fn empty<'a>() -> Spanned<DeTable<'a>> {
    Spanned::new(0..0, DeTable::new())
}

fn table_of<'a>(file: &File<'a>) -> Spanned<DeTable<'a>> {
    if file.text.len() > MAX_BYTES {
        let what = format!("the file has {} bytes, more than {MAX_BYTES}", file.text.len());
        file.error("E00", 0..0, what, "write each record type in a file of its own");
        file.silent.set(true);
        return empty();
    }
    let (table, errors) = DeTable::parse_recoverable(file.text);
    for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
        syntax_error(file, error);
    }
    if let Some(span) = oversized_table(table.get_ref()) {
        file.error("E00", span, format!("a table or list has more than {MAX_ENTRIES} entries"), "split it");
        file.silent.set(true);
        return empty();
    }
    file.silent.set(!errors.is_empty());
    table
}

fn syntax_error(file: &File<'_>, error: &toml::de::Error) {
    let span = error.span().unwrap_or(0..0);
    if error.message().contains("duplicate key") {
        let name = file.text.get(span.clone()).unwrap_or_default();
        file.error("E04", span, format!("`{name}` is written twice"), "an id can be used once in a table");
    } else {
        file.error("E00", span, format!("not TOML: {}", error.message()), "");
    }
}

fn oversized_table(table: &DeTable<'_>) -> Option<Span> {
    if table.len() > MAX_ENTRIES {
        return table.iter().next().map(|(key, _)| key.span());
    }
    table.iter().find_map(|(_, item)| oversized(item))
}

fn oversized(item: &Item<'_>) -> Option<Span> {
    match item.get_ref() {
        DeValue::Table(table) => oversized_table(table),
        DeValue::Array(array) if array.len() > MAX_ENTRIES => Some(item.span()),
        DeValue::Array(array) => array.iter().find_map(oversized),
        _ => None,
    }
}
