//! Small definitions with the expected findings inline.
//!
//! A file of `tests/suite` has sections `=== title`; a section has files `--- path`, the first of
//! which may be left unnamed and is then `90-test/thing.toml`. A line `#! E06 15 fragment` above a
//! line says: there is this finding in that line, at that column, and its sentence holds the
//! fragment. All findings of a section are compared, none may be missing and none left over. A
//! definition without `[type]` gets that of a plain ledger.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fadu_base::diagnostic::line_column;
use fadu_definition::{SourceFile, read};

const HEAD: &str =
    "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"{no}\"\n";

/// Codes that no definition text can show: the engine raises them when it runs cases.
const ELSEWHERE: [&str; 2] = ["E23", "W04"];

/// A finding as a section expects it.
#[derive(Debug, PartialEq)]
struct Expected {
    path: String,
    code: String,
    line: usize,
    column: usize,
    fragment: String,
}

struct Section {
    title: String,
    files: Vec<(String, String)>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

fn sections(text: &str) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("=== ") {
            all.push(Section { title: title.to_owned(), files: Vec::new() });
            continue;
        }
        let Some(section) = all.last_mut() else { continue };
        if let Some(path) = line.strip_prefix("--- ") {
            section.files.push((path.to_owned(), String::new()));
            continue;
        }
        if section.files.is_empty() {
            section.files.push(("90-test/thing.toml".to_owned(), String::new()));
        }
        let text = &mut section.files.last_mut().unwrap().1;
        text.push_str(line);
        text.push('\n');
    }
    all
}

/// The text of a file as it is read, and what is expected of it.
fn prepare(path: &str, text: &str) -> (String, Vec<Expected>) {
    let head = path == "90-test/thing.toml" && !text.contains("[type]");
    let csv = path.ends_with(".csv");
    let mut whole = if head { HEAD.to_owned() } else { String::new() };
    let mut expected = Vec::new();
    let mut waiting = 0;
    for line in text.lines() {
        if let Some(note) = line.strip_prefix("#! ") {
            expected.push(expectation(path, note));
            waiting += 1;
            if !csv {
                whole.push_str(line);
                whole.push('\n');
            }
            continue;
        }
        let number = whole.lines().count() + 1;
        let notes = expected.len() - std::mem::take(&mut waiting);
        expected[notes..].iter_mut().for_each(|note| note.line = number);
        whole.push_str(line);
        whole.push('\n');
    }
    (whole, expected)
}

fn expectation(path: &str, note: &str) -> Expected {
    let mut parts = note.splitn(3, ' ');
    let code = parts.next().unwrap().to_owned();
    let column = parts.next().and_then(|column| column.parse().ok()).unwrap_or(0);
    let fragment = parts.next().unwrap_or_default().to_owned();
    Expected { path: path.to_owned(), code, line: 0, column, fragment }
}

fn base() -> Vec<(String, String)> {
    let base = |name: &str| {
        let text = std::fs::read_to_string(folder().join("base").join(name)).unwrap();
        (name.to_owned(), text)
    };
    vec![base("roles.toml"), base("planned.toml")]
}

/// What is wrong with a section, as lines to be read; empty if it is as expected.
fn check(section: &Section) -> Vec<String> {
    let mut files = base();
    files.retain(|(path, _)| section.files.iter().all(|(own, _)| own != path));
    let mut expected = Vec::new();
    for (path, text) in &section.files {
        let (text, notes) = prepare(path, text);
        files.push((path.clone(), text));
        expected.extend(notes);
    }
    let files: Vec<SourceFile> = files
        .into_iter()
        .map(|(path, text)| SourceFile { path: path.into(), text: text.into(), digest: "".into() })
        .collect();
    let (_, found) = read(&files);
    let mut wrong = Vec::new();
    for one in &found {
        let text = &files.iter().find(|file| file.path == one.file).unwrap().text;
        let (line, column) = line_column(text, one.span.start);
        let same = |note: &Expected| {
            note.path == *one.file
                && note.code == one.code
                && note.line == line
                && note.column == column
                && one.what.contains(&note.fragment)
        };
        match expected.iter().position(same) {
            Some(at) => drop(expected.remove(at)),
            None => wrong.push(format!("found {}:{line}: #! {} {column} {}", one.file, one.code, one.what)),
        }
    }
    wrong.extend(expected.iter().map(|note| format!("not found {note:?}")));
    wrong
}

fn suite_files() -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    all.sort();
    all
}

#[test]
fn every_section_has_the_findings_it_expects() {
    let mut wrong = Vec::new();
    for path in suite_files() {
        for section in sections(&std::fs::read_to_string(&path).unwrap()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let found = check(&section);
            wrong.extend(found.into_iter().map(|line| format!("{name}: {}: {line}", section.title)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_section() {
    let mut seen = BTreeSet::new();
    for path in suite_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let notes = text.lines().filter_map(|line| line.strip_prefix("#! "));
        seen.extend(notes.filter_map(|note| note.split(' ').next().map(str::to_owned)));
    }
    let errors = (0..=27).map(|n| format!("E{n:02}"));
    let wanted = errors.chain((1..=6).map(|n| format!("W{n:02}")));
    let missing: Vec<String> =
        wanted.filter(|code| !ELSEWHERE.contains(&code.as_str()) && !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no section shows {}", missing.join(", "));
}
