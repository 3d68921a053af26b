//! The definitions of the repository are read without an error.

use std::path::{Path, PathBuf};

use fadu_base::Severity;
use fadu_definition::{SourceFile, TypeDef, line, read};

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

fn shipped() -> Vec<SourceFile> {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../definitions");
    let mut files = Vec::new();
    collect(&base, &base, &mut files);
    files
}

#[test]
fn the_shipped_definitions_have_no_error() {
    let files = shipped();
    let (definitions, found) = read(&files);
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|one| line(one, &files)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(!definitions.types.is_empty());
}

#[test]
fn what_runs_differs_from_what_is_checked_by_the_cases_alone() {
    let (checked, _) = read(&shipped());
    let (runs, _) = read(&shipped().into_iter().map(SourceFile::without_cases).collect::<Vec<_>>());
    assert_eq!(checked.types.len(), runs.types.len());
    for (checked, runs) in checked.types.values().flatten().zip(runs.types.values().flatten()) {
        assert!(runs.cases.is_empty(), "{}", runs.file);
        let checked = TypeDef { cases: Vec::new(), ..(**checked).clone() };
        assert!(format!("{checked:?}") == format!("{runs:?}"), "{}", runs.file);
    }
}

#[test]
fn a_file_that_goes_on_after_its_cases_is_read_whole() {
    let file = |text: &str| SourceFile { path: "x.toml".into(), text: text.into(), digest: "".into() };
    let left = |text: &str| file(text).without_cases().text.to_string();
    assert_eq!(left("id = 1\n[[case]]\nname = 2\n[[case]]\n"), "id = 1\n");
    for whole in ["id = 1\n", "id = 1\n[[case]]\nname = 2\n[action.x]\n", "id = 1\n[[case]]\n[case.when]\n"] {
        assert_eq!(left(whole), whole);
    }
}
