//! `--help` of every command is Chinese and fits a terminal, and so are the answers to mistakes.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::run::Folder;

const COMMANDS: &[&str] = &[
    "demo", "serve", "init", "import", "figures", "report", "show", "appoint", "account", "act", "verify",
    "check", "days",
];

/// Words that are identifiers, formats or units.
const IDENTIFIERS: &[&str] = &[
    "fadu",
    "data",
    "returned",
    "XLSX",
    "XLS",
    "ODS",
    "CSV",
    "HTML",
    "JSON",
    "SVG",
    "wd",
    "cd",
    "months",
    "month",
    "org",
    "years",
    "wh",
    "evidence",
    "kind",
    "definitions",
    "roles",
    "toml",
    "README",
    "md",
    "open",
    "reset",
];

fn english(help: &str) -> BTreeSet<String> {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let words = help.split(|c| !kept(c)).filter(|word| !word.starts_with('-'));
    let words = words.map(|word| word.trim_start_matches(|c: char| c.is_ascii_digit()));
    let words = words.filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 1);
    let known = |word: &&str| IDENTIFIERS.contains(word) || COMMANDS.contains(word);
    words.filter(|word| !known(word)).map(str::to_owned).collect()
}

#[test]
fn every_help_is_chinese_at_eighty_columns() {
    let folder = Folder::new("help");
    let whole = folder.fadu("--help").ok();
    for command in COMMANDS {
        assert!(whole.contains(&format!("\n  {command} ")), "{command} is missing in {whole}");
    }
    let of_each = COMMANDS.iter().map(|command| folder.fadu(&format!("{command} --help")).ok());
    for help in of_each.chain([whole]) {
        assert!(english(&help).is_empty(), "{:?} in {help}", english(&help));
        assert!(help.lines().all(|line| line.width() <= 80), "{help}");
        assert!(help.starts_with(|c: char| !c.is_ascii()), "{help}");
        assert!(help.contains("用法：fadu"), "{help}");
        assert!(help.matches("\n选项：").count() == 1, "{help}");
    }
}

#[test]
fn mistakes_are_answered_in_chinese() {
    let folder = Folder::new("mistakes");
    let mistakes = [
        ("figures --data d", "缺少"),
        ("bananas", "bananas"),
        ("figures --data d --year abc", "abc"),
        ("figures --data d --year 2020 --csv --json", "不能"),
        ("days 2026-09-18 +5wd --bogus", "--bogus"),
        ("import --data d", "缺少"),
        ("figures --data d --year 2020 --records", "缺少"),
    ];
    for (line, said) in mistakes {
        let told = folder.fadu(line).failed();
        assert!(told.contains(said) && told.contains("fadu --help"), "fadu {line}: {told}");
        let plain = told.replace("bananas", "").replace("abc", "");
        assert!(english(&plain).is_empty(), "{:?} in {told}", english(&plain));
    }
    let bare = folder.fadu("");
    assert_eq!(bare.code, Some(2));
    assert!(bare.err.contains("用法"), "{bare:?}");
}

#[test]
fn a_folder_without_data_says_what_to_do() {
    let folder = Folder::new("nothing");
    for line in [
        "figures --data d --year 2020",
        "verify --data d",
        "show --data d x",
        "report --data d --year 2020 --out r",
    ] {
        let told = folder.fadu(line).failed();
        assert!(told.contains("fadu init"), "fadu {line}: {told}");
    }
    assert!(folder.fadu("init --data d --district 14 --name 某区").failed().contains("六位"));
    folder.fadu("init --data d --district 140599 --name 某区").ok();
    let again = folder.fadu("init --data d --district 140599 --name 某区").failed();
    assert!(again.contains("已有数据"), "{again}");
    let absent = folder.fadu("import --data d absent.xlsx").failed();
    assert!(absent.contains("absent.xlsx") && absent.contains("没有这个文件"), "{absent}");
}
