//! The definitions of the repository are read without an error.

use std::path::{Path, PathBuf};

use fadu_base::Severity;
use fadu_definition::{SourceFile, line, read};

fn collect(base: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.strip_prefix(base).unwrap().to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            collect(base, &path, files);
        } else if name.ends_with(".toml") || name.ends_with("figures.csv") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push(SourceFile { path: name.into(), text: text.into(), digest: "".into() });
        }
    }
}

#[test]
fn the_shipped_definitions_have_no_error() {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../definitions");
    let mut files = Vec::new();
    collect(&base, &base, &mut files);
    let (definitions, found) = read(&files);
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|one| line(one, &files)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(!definitions.types.is_empty());
}
