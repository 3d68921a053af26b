//! The definitions and the calendar a district runs on: those the program carries, or a folder.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use fadu_base::{Calendar, Diagnostic, Severity};
use fadu_definition::{Definitions, SourceFile};

use crate::Failure;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/definitions.rs"));
}

static HOLIDAYS: &str = include_str!("../../../calendar/holidays.csv");

/// What was read: the definitions, every finding, and the calendar.
#[derive(Clone)]
pub struct Catalog {
    /// All definitions that could be read.
    pub definitions: Arc<Definitions>,
    /// Findings of reading, errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for showing findings in place.
    pub sources: Vec<SourceFile>,
    /// The working calendar.
    pub calendar: Arc<Calendar>,
}

impl Catalog {
    /// The definitions that the program carries.
    pub fn embedded() -> Result<Self, Failure> {
        let files = embedded::DEFINITIONS.iter().map(|(path, text)| source(path, (*text).into())).collect();
        Self::read(files)
    }

    /// The definitions of a folder, or of one file beside the roles and plans the program carries.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        if path.is_dir() {
            collect(path, path, &mut files)?;
        } else {
            files.push(source(&path.to_string_lossy(), read_text(path)?));
        }
        complete(&mut files);
        Self::read(files)
    }

    fn read(sources: Vec<SourceFile>) -> Result<Self, Failure> {
        let (definitions, diagnostics) = fadu_definition::read(&sources);
        let calendar = Self::calendar()?;
        Ok(Self { definitions: Arc::new(definitions), diagnostics, sources, calendar: Arc::new(calendar) })
    }

    /// The working calendar that the program carries.
    pub fn calendar() -> Result<Calendar, Failure> {
        Calendar::parse(HOLIDAYS).map_err(Failure::setup)
    }

    /// Whether the definitions may run: no finding is an error.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|finding| finding.severity < Severity::Error)
    }

    /// The text of a file of the report's folder, such as its template.
    pub fn text(&self, name: &str) -> Option<&str> {
        let ends = format!("/{name}");
        self.sources.iter().find(|file| file.path.ends_with(&ends)).map(|file| &*file.text)
    }
}

fn source(path: &str, text: Arc<str>) -> SourceFile {
    let digest = fadu_journal::Hash::of(text.as_bytes()).to_string().into();
    SourceFile { path: path.into(), text, digest }
}

/// A folder without roles or plans of its own takes those the program carries.
fn complete(files: &mut Vec<SourceFile>) {
    for (path, text) in embedded::DEFINITIONS {
        let shared = !path.contains('/');
        if shared && !files.iter().any(|file| file.path.rsplit('/').next() == Some(path)) {
            files.push(source(path, (*text).into()));
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Failure> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(|error| Failure::file(folder, error))?;
    entries.sort_by_key(fs::DirEntry::path);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv" || e == "txt") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(source(&name, read_text(&path)?));
        }
    }
    Ok(())
}

fn read_text(path: &Path) -> Result<Arc<str>, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::file(path, error))?;
    String::from_utf8(bytes)
        .map(Into::into)
        .map_err(|_| Failure::setup(format!("{} 不是 UTF-8 文本, 请另存为 UTF-8", path.display())))
}
