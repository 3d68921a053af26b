//! The rules of portable SQL, kept by reading every text of a statement in the sources.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a source file, with continued lines joined.
fn literals(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\'' => skip_char(&mut rest),
            '"' => found.push(literal(&mut rest)),
            _ => (),
        }
    }
    found
}

fn skip_char(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let mut ahead = rest.clone();
    let first = ahead.next();
    if first == Some('\\') {
        ahead.next();
    }
    if ahead.next() == Some('\'') {
        *rest = ahead;
    }
}

fn literal(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|c| c.is_whitespace()).is_some() {},
                Some(escaped) => text.push(escaped),
                None => break,
            },
            c => text.push(c),
        }
    }
    text
}

const VERBS: [&str; 4] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];

/// Every statement written out in the sources, with its file.
pub fn statements() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let all = literals(&text).into_iter().filter(|text| VERBS.iter().any(|verb| text.starts_with(verb)));
        // The table of words is another on each database, and has its statements apart.
        found.extend(all.filter(|_| name != "sqlite.rs").map(|text| (name.clone(), text)));
    }
    found
}

/// What breaks on one of the databases, or means something else there (libraries.md 3).
const FORBIDDEN: [&str; 27] = [
    "?",
    "json_each",
    "jsonb_",
    "'$.",
    "AS JSONB",
    "flag = 1",
    "ROUND(",
    "round(",
    "NUMERIC",
    "FOR UPDATE",
    "INSERT OR ",
    "REPLACE INTO",
    "= ANY",
    "ILIKE",
    "instr(",
    "strpos(",
    "now()",
    "CURRENT_TIMESTAMP",
    "INTERVAL",
    "date_trunc",
    "strftime",
    "::",
    "datetime(",
    "julianday",
    "rowid",
    "printf(",
    "group_concat",
];

#[test]
fn statements_keep_the_rules() {
    let all = statements();
    assert!(all.len() > 40, "only {} statements were found", all.len());
    for (file, text) in &all {
        // Unnesting has a text for each database, in the one compiler that makes it.
        let of_compiler = text.contains('{') && file != "sealed.rs" && file != "unique.rs";
        for forbidden in FORBIDDEN {
            assert!(!text.contains(forbidden) || of_compiler, "{file}: {forbidden} in {text}");
        }
        assert!(!text.contains('"'), "{file}: a double-quoted name in {text}");
    }
}

#[test]
fn statements_name_the_district() {
    for (file, text) in statements() {
        let inner =
            text.starts_with("SELECT 1 FROM {") || text.contains("sqlite_schema") || text.contains('{');
        assert!(inner || text.contains("district"), "{file}: {text}");
    }
}

#[test]
fn sums_are_cast_and_orders_of_nulls_are_said() {
    for (file, text) in statements() {
        for sum in ["SUM(", "sum(", "AVG(", "avg("] {
            let cast = text.replace(&format!("CAST({sum}"), "");
            assert!(!cast.contains(sum), "{file}: bare {sum} in {text}");
        }
        assert!(!text.contains("NULLS FIRST"), "{file}: {text}");
    }
}

#[test]
fn placeholders_are_numbered_without_gaps() {
    for (file, text) in statements().into_iter().filter(|(_, text)| !text.contains('{')) {
        let most = (1..=40).rev().find(|n| text.contains(&format!("${n}"))).unwrap_or(0);
        for n in 1..=most {
            assert!(text.contains(&format!("${n}")), "{file}: ${n} is missing in {text}");
        }
    }
}

#[test]
fn every_table_is_keyed_by_district() {
    let schema: String = fadu_store::schema::MIGRATIONS.iter().map(|(_, text)| *text).collect();
    let tables: Vec<&str> = schema.split("CREATE TABLE ").skip(1).collect();
    assert!(tables.len() >= 18);
    for table in tables {
        assert!(table.contains("PRIMARY KEY (district, "), "{}", &table[..20]);
    }
    let indexes = schema.lines().filter(|line| line.starts_with("CREATE") && line.contains(" INDEX "));
    for index in indexes {
        assert!(index.split_once('(').unwrap().1.starts_with("district, "), "{index}");
    }
    for token in ["TEXT UNIQUE", "AUTOINCREMENT", "REFERENCES", "JSONB", " BLOB", "WITHOUT ROWID"] {
        let code: String = schema.lines().filter(|line| !line.starts_with("--")).collect();
        assert!(!code.contains(token), "{token}");
    }
}
