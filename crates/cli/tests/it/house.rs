//! The invariants of `ARCHITECTURE.md` that can be read off the tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which crate of ours may stand on which.
const STANDS_ON: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("definition", &["base"]),
    ("engine", &["base", "definition"]),
    ("journal", &["base"]),
    ("store", &["base", "definition", "engine", "journal"]),
    ("document", &["base"]),
    ("import", &["base", "definition"]),
    ("app", &["base", "definition", "engine", "journal", "store", "document", "import"]),
    ("web", &["app"]),
    ("cli", &["app", "web"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "data" && !name.starts_with('.') {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn crates_stand_on_each_other_in_one_direction() {
    for (name, below) in STANDS_ON {
        let manifest = read(format!("crates/{name}/Cargo.toml"));
        let table = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let table = table.split("\n[").next().unwrap_or_default();
        let ours = table.lines().filter_map(|line| line.strip_prefix("fadu-")?.split(['.', ' ', '=']).next());
        for dependency in ours {
            assert!(below.contains(&dependency), "{name} must not stand on {dependency}");
        }
    }
    let crates = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates, STANDS_ON.len(), "every crate has its place in the order");
}

/// `cargo run` without a name, as the README has it, runs the program: cargo asks back where two say so.
#[test]
fn the_program_is_what_cargo_runs() {
    let manifests = files(&root(), &["Cargo.toml"]);
    let says = |path: &&PathBuf| fs::read_to_string(path).unwrap().contains("\ndefault-run");
    let runs: Vec<&PathBuf> = manifests.iter().filter(says).collect();
    assert!(matches!(runs[..], [only] if only.ends_with("crates/cli/Cargo.toml")), "{runs:?}");
}

#[test]
fn architecture_names_only_what_exists() {
    let text = read("ARCHITECTURE.md");
    let mut named = 0;
    for path in text.split('`').skip(1).step_by(2).filter(|word| is_path(word)) {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which does not exist");
        named += 1;
    }
    assert!(named > 30, "ARCHITECTURE.md names too few places ({named}) to be a map");
}

fn is_path(word: &str) -> bool {
    let known = ["crates/", "definitions/", "docs/", "calendar/", "demo/", "bench/", "fuzz/"];
    let plain = !word.contains(['<', '*', ' ', '{', '…']);
    plain && known.iter().any(|start| word.starts_with(start))
}

#[test]
fn architecture_states_the_order_of_the_crates() {
    let text = read("ARCHITECTURE.md");
    for line in [
        "base ← definition ← engine ← store ← app ← web ← cli",
        "base ← journal ← store",
        "base ← document ← app",
        "definition ← import ← app",
    ] {
        assert!(text.contains(line), "ARCHITECTURE.md lacks: {line}");
    }
}

/// A crate that named a record type would hold a procedure in Rust. The types of the foundations
/// are known to the engine; everything else is data.
#[test]
fn crates_name_no_record_type() {
    let mut types = Vec::new();
    for path in files(&root().join("definitions"), &[".toml"]) {
        let system = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let name = stem.split('@').next().unwrap().to_owned();
        let shared = system.starts_with("00-") || system.starts_with("20-") || system == "definitions";
        if !shared && name.contains('_') {
            types.push(name);
        }
    }
    assert!(types.len() > 10);
    for path in files(&root().join("crates"), &[".rs"]) {
        let is_test = |part: &str| matches!(part, "tests" | "benches" | "test.rs");
        if path.components().any(|part| part.as_os_str().to_str().is_some_and(is_test)) {
            continue;
        }
        let code = code_of(&fs::read_to_string(&path).unwrap());
        for name in &types {
            assert!(!code.contains(&format!("\"{name}\"")), "{} names the type {name}", path.display());
        }
    }
}

/// The code of a file without its tests and comments.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn pure_crates_ban_clock_files_and_environment() {
    for name in ["base", "definition", "engine", "journal", "document"] {
        let lints = read(format!("crates/{name}/clippy.toml"));
        for call in ["SystemTime::now", "std::env::var", "std::fs::read", "Timestamp::now"] {
            assert!(lints.contains(call), "{name}/clippy.toml does not ban {call}");
        }
    }
}

#[test]
fn files_stay_small() {
    let mut large = BTreeMap::new();
    for path in files(&root().join("crates"), &[".rs"]) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > 700 {
            large.insert(path, lines);
        }
    }
    assert!(large.is_empty(), "files over 700 lines: {large:?}");
}

#[test]
fn test_persons_are_of_the_area_that_does_not_exist() {
    let root = root();
    for folder in ["crates", "definitions", "docs"] {
        for path in files(&root.join(folder), &[".rs", ".toml", ".md", ".txt"]) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            for word in text.split(|c: char| !c.is_ascii_digit() && c != 'X').filter(|word| is_id(word)) {
                assert!(word.starts_with("140599"), "{} holds the number {word}", path.display());
            }
        }
    }
}

/// Eighteen places with a date of birth in this or the last century.
fn is_id(word: &str) -> bool {
    let born = word.get(6..14).unwrap_or_default();
    let month = born.get(4..6).and_then(|m| m.parse::<u32>().ok()).unwrap_or(0);
    let day = born.get(6..8).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    word.len() == 18
        && (born.starts_with("19") || born.starts_with("20"))
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && word[..17].bytes().all(|b| b.is_ascii_digit())
}
