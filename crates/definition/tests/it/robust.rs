//! No text, however odd, ends the program.

use fadu_base::Severity;
use fadu_definition::{SourceFile, line, read, render};
use proptest::prelude::*;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into(), digest: "".into() }
}

/// Codes of a file's findings.
fn codes(path: &str, text: &str) -> Vec<&'static str> {
    let (_, found) = read(&[file(path, text)]);
    found.iter().map(|one| one.code).collect()
}

#[test]
fn fifty_megabytes_are_refused_at_once() {
    let text = "a = 1 # 一\n".repeat(4_000_000);
    assert_eq!(codes("90-test/thing.toml", &text), ["E00"]);
}

#[test]
fn deep_nesting_is_refused() {
    for deep in [
        format!("a = {}", "[".repeat(500_000)),
        format!("a = {}", "{ a = ".repeat(200_000)),
        "[a.".repeat(300_000),
        format!("a{} = 1", ".a".repeat(400_000)),
    ] {
        assert!(codes("90-test/thing.toml", &deep).contains(&"E00"));
    }
}

#[test]
fn too_many_entries_are_refused() {
    let many: String =
        (0..2_000).map(|n| format!("f{n} = {{ name = \"字段\", type = \"text\" }}\n")).collect();
    assert_eq!(codes("90-test/thing.toml", &format!("[field]\n{many}")), ["E00"]);
}

#[test]
fn a_deep_expression_is_refused() {
    let deep = format!(
        "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"{{no}}\"\n[field]\na = {{ name = \"甲\", type = \"bool\", is = \"{}\" }}\n",
        "(".repeat(10_000)
    );
    let (_, found) = read(&[file("90-test/thing.toml", &deep)]);
    assert!(found.iter().all(|one| one.code == "E07"), "{found:?}");
    assert!(!found.is_empty());
}

#[test]
fn findings_are_shown_as_rustc_does_with_chinese_columns_in_place() {
    let text = "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"办件 {nmae}\"\n[field]\nname_ = { name = \"名\", type = \"text\" }\n";
    let files = [file("90-test/thing.toml", text)];
    let (_, found) = read(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(line(&found[0], &files).starts_with("90-test/thing.toml:6:14: error[E06]: "));
    let shown = render(&found, &files, false);
    assert!(shown.contains("error[E06]") && shown.contains("--> 90-test/thing.toml:6:14"), "{shown}");
    // 办件 is two columns wide each: the mark stands under the name, not two cells before it.
    let mark = shown.lines().find(|line| line.contains("^^^^")).unwrap();
    assert_eq!(mark.find('^').unwrap(), "6 | ".len() + "title = \"".len() + 4 + " {".len(), "{shown}");
}

#[test]
fn only_warnings_leave_the_definitions_fit_to_run() {
    let text = "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"{no}\"\n[field]\nn = { name = \"数\", type = \"integer\" }\nm = { name = \"倍\", type = \"integer\", is = \"k * 2\" }\nk = { name = \"加\", type = \"integer\", is = \"n + 1\" }\n";
    let (definitions, found) = read(&[file("90-test/thing.toml", text)]);
    assert!(found.iter().all(|one| one.severity == Severity::Warning), "{found:?}");
    let def = &definitions.types["thing"][0];
    assert_eq!((&*def.system, &*def.file), ("90-test", "90-test/thing.toml"));
    assert_eq!(def.computed, [2, 1]);
}

fn fragment() -> impl Strategy<Value = String> {
    let words = [
        "[type]",
        "[field]",
        "[step]",
        "[action.a]",
        "[[refuse]]",
        "[[then]]",
        "[limit.l]",
        "[[case]]",
        "[sample]",
        "[[import]]",
        "[param]",
        "[indicator.\"a.b\"]",
        "[schedule.s]",
        "[publication.p]",
        "[document]",
        "\n",
        "\n",
        " = ",
        "id",
        "name",
        "\"x\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "'",
        "2026-01-01",
        "1",
        "true",
        "from",
        "to",
        "by",
        "needs",
        "do",
        "when",
        "is",
        "row",
        "type = \"rows\"",
        "\"ref thing\"",
        "\"{no}\"",
        "a = {",
        "name = \"甲\"",
        "kind = \"case\"",
        "starts = [\"a\"]",
        "\"a.b\"",
        "中",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read(text in fragment(), path in "(90-test/thing|roles|planned|report|system)\\.toml|figures\\.csv") {
        let files = [file(&path, &text), file("90-test/thing.toml", &text)];
        let (_, found) = read(&files);
        render(&found, &files, true);
        for one in &found {
            prop_assert!(one.span.start <= one.span.end);
        }
    }

    #[test]
    fn any_characters_are_read(text in "\\PC{0,80}") {
        let text = format!("[type]\nid = \"thing\"\ntitle = \"{text}\"\n{text}");
        let files = [file("90-test/thing.toml", &text)];
        let (_, found) = read(&files);
        render(&found, &files, false);
    }
}

#[test]
fn a_file_full_of_mistakes_is_answered_in_time() {
    let fields: String = (0..900).map(|n| format!("f{n} = {{ name = \"甲\", type = \"text\" }}\n")).collect();
    let expect = vec!["\"unknown_name\""; 900].join(",");
    let cases: String = (0..100).map(|n| format!("[[case]]\nname = \"{n}\"\nexpect = [{expect}]\nwhen = {{ day = 2026-01-01, by = \"x\", do = \"a\" }}\n")).collect();
    let text = format!(
        "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"{{no}}\"\n[field]\n{fields}[action.a]\nname = \"甲\"\nby = [\"clerk\"]\n{cases}"
    );
    assert_eq!(codes("90-test/thing.toml", &text).len(), 500);
}

#[test]
fn a_text_full_of_mistakes_is_not_read_to_its_end() {
    let text = format!(
        "[type]\nid = \"thing\"\nname = \"事项\"\nkind = \"ledger\"\neffective = 2026-01-01\ntitle = \"{}\"\n",
        "{unknown}".repeat(200_000)
    );
    assert_eq!(codes("90-test/thing.toml", &text), ["E06"; 50]);
}
