//! The definitions and the calendar a district runs on: those the program carries, or a folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::{fs, io};

use fadu_base::{Calendar, Diagnostic, Severity};
use fadu_definition::{Definitions, SourceFile};
use fadu_engine::Rules;

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

/// Names the working calendar that the program carries, so that what was counted with another one is
/// counted again.
pub(crate) static CALENDAR_VERSION: LazyLock<String> =
    LazyLock::new(|| fadu_journal::Hash::of(HOLIDAYS.as_bytes()).to_string()[..16].to_owned());

impl Catalog {
    /// The definitions that the program carries.
    pub fn embedded() -> Result<Self, Failure> {
        Self::read(carried())
    }

    /// The definitions of a folder, or of one file beside the roles and plans the program carries.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        Self::read(sources_of(path)?)
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

    /// The definitions that may run, of a folder or those the program carries: without their cases,
    /// without the types in which an error was found, then without those that lean on them, until what is
    /// left is sound. Names the files that were left out. An error in what all types share leaves nothing
    /// to run.
    pub fn running(path: Option<&Path>) -> Result<(Self, Vec<String>), Failure> {
        let sources = path.map_or_else(|| Ok(carried()), sources_of)?;
        let mut catalog = Self::read(sources.into_iter().map(SourceFile::without_cases).collect())?;
        let mut left_out = Vec::new();
        while !catalog.is_sound() {
            let errors = catalog.diagnostics.iter().filter(|finding| finding.severity >= Severity::Error);
            let faulty: BTreeSet<String> = errors.map(|finding| type_of(&finding.file).to_owned()).collect();
            let is_faulty = |file: &SourceFile| faulty.contains(type_of(&file.path));
            let (out, kept): (Vec<_>, Vec<_>) = catalog.sources.into_iter().partition(is_faulty);
            if out.is_empty() || out.iter().any(|file| is_shared(&file.path)) {
                return Err(Failure::setup("办理规程有错，不能运行；请先用 fadu check 查看并改正"));
            }
            left_out.extend(out.iter().map(|file| file.path.to_string()));
            catalog = Self::read(kept)?;
        }
        Ok((catalog, left_out))
    }

    /// The rules of a district of this division code.
    pub(crate) fn rules<'a>(&'a self, division: &'a str) -> Rules<'a> {
        Rules { definitions: &self.definitions, calendar: &self.calendar, division }
    }

    /// A file of the report's folder, such as its template.
    pub(crate) fn file(&self, name: &str) -> Option<&SourceFile> {
        let ends = format!("/{name}");
        self.sources.iter().find(|file| file.path.ends_with(&ends))
    }

    /// Its text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.file(name).map(|file| &*file.text)
    }
}

/// The path of a type: all its versions stand beside each other, as `<type>@<day>.toml`.
fn type_of(path: &str) -> &str {
    path.split_once('@').map_or_else(|| path.trim_end_matches(".toml"), |(stem, _)| stem)
}

/// Whether a file holds what all types share: roles, plans, the report.
fn is_shared(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.ends_with(".toml") || matches!(name, "roles.toml" | "planned.toml" | "report.toml")
}

fn carried() -> Vec<SourceFile> {
    embedded::DEFINITIONS.iter().map(|(path, text)| source(path, (*text).into())).collect()
}

fn sources_of(path: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, path, &mut files)?;
    } else {
        files.push(source(&path.to_string_lossy(), read_text(path)?));
    }
    complete(&mut files);
    Ok(files)
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
        .map_err(|_| Failure::setup(format!("{} 不是 UTF-8 文本，请另存为 UTF-8", path.display())))
}
