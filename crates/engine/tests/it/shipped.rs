//! The shipped definitions and the calendar, read from the repository.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::{Calendar, Diagnostic};
use fadu_definition::{Definitions, SourceFile, read};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All definition files, in the order of their paths.
pub fn files() -> Vec<SourceFile> {
    let folder = root().join("definitions");
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    let file = |path: &PathBuf| SourceFile {
        path: path.strip_prefix(&folder).unwrap().to_str().unwrap().into(),
        text: fs::read_to_string(path).unwrap().into(),
        digest: "".into(),
    };
    paths.iter().map(file).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, paths),
            false => paths.push(path),
        }
    }
}

/// The definitions and what is wrong with them.
pub fn definitions() -> (Definitions, Vec<Diagnostic>) {
    read(&files())
}

/// The working calendar.
pub fn calendar() -> Calendar {
    Calendar::parse(&fs::read_to_string(root().join("calendar/holidays.csv")).unwrap()).unwrap()
}
