//! `fadu check`: the shipped definitions, definitions with a folder missing, definitions that are
//! broken; and the program run on what is left.

use std::fs;

use crate::run::{Folder, csv_rows, number_after, root};

/// A copy of the shipped definitions as `defs`.
fn definitions(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.copy(&root().join("definitions"), "defs");
    folder
}

#[test]
fn the_shipped_definitions_are_clean() {
    let folder = Folder::new("clean");
    let told = folder.fadu("check").ok();
    assert!(!told.lines().any(|line| line.starts_with("error")), "{told}");
    assert!(told.lines().last().unwrap().contains("错误 0 处"), "{told}");
    assert!(number_after(&told, "业务类型，") > 300, "all cases were run");
}

#[test]
fn the_folder_says_the_same_as_the_program() {
    let folder = definitions("folder");
    assert_eq!(folder.fadu("check defs").ok(), folder.fadu("check").ok());
}

/// The types of a folder, and where other definitions refer to them: `file:line`, type.
fn references(gone: &str) -> Vec<(String, String)> {
    let all = root().join("definitions");
    let mut ids = Vec::new();
    for entry in fs::read_dir(all.join(gone)).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        ids.extend(name.strip_suffix(".toml").map(|stem| stem.split('@').next().unwrap().to_owned()));
    }
    let mut found = Vec::new();
    for system in fs::read_dir(&all).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let name = system.file_name().unwrap().to_string_lossy().into_owned();
        if name == gone {
            continue;
        }
        for file in fs::read_dir(&system).unwrap().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).unwrap();
            for (at, line) in text.lines().enumerate().filter(|(_, line)| line.contains("\"ref ")) {
                let target = line.split("\"ref ").nth(1).unwrap().split('"').next().unwrap();
                for id in ids.iter().filter(|id| target.split('|').any(|word| word == *id)) {
                    let place = format!("{name}/{}:{}:", file.file_name().unwrap().to_string_lossy(), at + 1);
                    found.push((place, id.clone()));
                }
            }
        }
    }
    found
}

#[test]
fn a_deleted_folder_is_named_wherever_it_is_missed() {
    for (gone, prefix) in
        [("06-complaints", "complaints."), ("05-enforcement", "enforcement."), ("16-grid", "-")]
    {
        let folder = definitions("deleted");
        fs::remove_dir_all(folder.path("defs").join(gone)).unwrap();
        let told = folder.fadu("check defs").no();
        let missed = references(gone);
        assert!(!missed.is_empty(), "nothing refers to {gone}");
        for (place, ty) in missed {
            let named = told
                .split("\n\n")
                .any(|finding| finding.contains(&place) && finding.contains(&format!("`{ty}`")));
            assert!(named, "{gone}: `{ty}` at {place} is not named in {told}");
        }
        let figures = csv_rows(&folder.read("defs/20-annual-report/figures.csv"));
        let constants = folder.read("defs/20-annual-report/report.toml");
        let constants = |id: &str| constants.contains(&format!("\"{id}\""));
        for row in figures.iter().filter(|row| row[2].starts_with(prefix) && !constants(&row[2])) {
            let (id, name) = (&row[2], &row[3]);
            assert!(told.contains(&format!("  {id} {name}\n")), "{gone}: {id} is not named in {told}");
        }
    }
}

#[test]
fn what_is_left_of_the_definitions_runs() {
    let folder = definitions("left");
    fs::remove_dir_all(folder.path("defs/06-complaints")).unwrap();
    folder.district(&["政府办公室_机构名录"]);
    let name = "市场监督管理局_智慧监管接入单位_2020.xlsx";
    folder.copy(&root().join("demo/140502").join(name), name);
    let import = folder.fadu(&format!("import --data d --definitions defs {name}"));
    assert!(import.err.contains("不启用 05-enforcement/penalty_case.toml"), "{import:?}");
    assert!(import.ok().contains("导入 125 条"));
    let figures = csv_rows(&folder.fadu("figures --data d --definitions defs --year 2020 --csv").ok());
    let printed = |id: &str| figures.iter().find(|row| row[0] == id).unwrap()[2].clone();
    assert_eq!(printed("smart_supervision.platforms"), "2个");
    assert_eq!(printed("complaints.accepted"), "尚未启用");
    assert_eq!(folder.fadu("verify --data d --definitions defs").code, Some(0));
    // With the folder back, nothing was lost.
    assert_eq!(folder.verified("d"), 196);
}

#[test]
fn roles_that_cannot_be_read_leave_nothing_to_run() {
    let folder = definitions("roles");
    folder.write("defs/roles.toml", "[[role]\n");
    let told = folder.fadu("init --data d --definitions defs --district 140599 --name 某区").failed();
    assert!(told.contains("fadu check"), "{told}");
    assert!(!folder.path("d").exists());
}

#[test]
fn a_broken_definition_is_shown_as_a_compiler_does() {
    let folder = definitions("broken");
    let path = "defs/06-complaints/service_station.toml";
    let text = folder.read(path).replace("set.joined_on = \"today\"", "set.joined_at = \"today\"");
    folder.write(path, text.replace("type = \"date\", public = true }", "type = \"day\", public = true }"));
    let told = folder.fadu("check defs").no();
    for part in ["error[E", "--> 06-complaints/service_station.toml:", "joined_at", "^^^", "= help:"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    assert!(told.matches("error[E").count() >= 2, "it does not stop at the first: {told}");
    assert!(!told.contains('\u{1b}'), "no colours where nobody looks");
}

#[test]
fn the_slots_of_the_template_are_checked() {
    let folder = definitions("slots");
    let path = "defs/20-annual-report/report.txt";
    let text = folder.read(path);
    assert_eq!(text.lines().next(), Some("# 法治政府建设情况年度报告"));
    let lines = [
        "办结{complaints.closd}，{complaints.closed}。",
        "![各月比率](applications.single_intake_ratio)",
        "![年份](annual_report.report_year)",
        "未闭合{complaints.closed",
    ];
    let check = |lines: &[&str]| {
        folder.write(path, format!("{}\n{text}", lines.join("\n")));
        folder.fadu("check defs").no()
    };
    let told = check(&lines[..3]);
    for part in [
        "error[E06]: `complaints.closd` is no figure of the report",
        "20-annual-report/report.txt:1:4",
        "complaints.closed",
        "error[E08]: `applications.single_intake_ratio` cannot be drawn by month",
        "report.txt:2:9",
        "error[E08]: `annual_report.report_year` cannot be drawn by month",
        "错误 3 处",
    ] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    let told = check(&lines);
    assert!(told.contains("error[E07]: a slot is not closed") && told.contains("report.txt:4:4"), "{told}");
}

#[test]
fn a_case_that_fails_is_an_error() {
    let folder = definitions("case");
    let path = "defs/06-complaints/service_station.toml";
    folder.write(path, folder.read(path).replace("settled.size() == 1", "settled.size() == 2"));
    let told = folder.fadu("check defs").no();
    assert!(told.contains("月报") && told.contains("service_station.toml:"), "{told}");
}

#[test]
fn the_steps_of_a_type_are_drawn() {
    let folder = Folder::new("graph");
    let svg = folder.fadu("check --graph penalty_case").ok();
    assert!(svg.trim_start().starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
    let definition = fs::read_to_string(root().join("definitions/05-enforcement/penalty_case.toml")).unwrap();
    let steps = definition.split("[step]").nth(1).unwrap().split("\n[").next().unwrap();
    for name in steps.lines().filter_map(|line| line.split("name = \"").nth(1)?.split('"').next()) {
        assert!(svg.contains(name), "the step {name} is not drawn");
    }
    assert!(folder.fadu("check --graph nothing").failed().contains("没有业务类型"));
    assert!(folder.fadu("check --graph organization").failed().contains("没有环节"));
}

/// Where the README holds the map of the report.
const MAP: (&str, &str) = ("<!-- map -->\n", "<!-- /map -->");

#[test]
fn the_map_in_the_readme_is_the_one_of_the_definitions() {
    let map = Folder::new("map").fadu("check --map").ok();
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(MAP.0).expect("README.md marks where the map begins");
    let (held, after) = rest.split_once(MAP.1).expect("README.md marks where the map ends");
    if std::env::var_os("FADU_BLESS").is_some() {
        fs::write(&path, format!("{before}{}{map}{}{after}", MAP.0, MAP.1)).unwrap();
    } else {
        let hint = "write it again: FADU_BLESS=1 cargo test -p fadu --test it readme";
        assert!(held == map, "the map in README.md is not what `fadu check --map` prints; {hint}");
    }
}

#[test]
fn the_map_counts_every_figure_once() {
    let folder = definitions("mapped");
    let total = |map: &str| -> u32 {
        let numbers = map.lines().skip(2).flat_map(|row| row.split(" | ").skip(2));
        numbers.filter_map(|cell| cell.trim().parse::<u32>().ok()).sum()
    };
    let (whole, figures) =
        (folder.fadu("check --map").ok(), csv_rows(&folder.read("defs/20-annual-report/figures.csv")).len());
    assert_eq!(total(&whole) as usize, figures, "{whole}");
    assert!(whole.contains("`complaint` 消费投诉"), "{whole}");
    // Without a folder its sentences are no longer said to work.
    fs::remove_dir_all(folder.path("defs/06-complaints")).unwrap();
    let less = folder.fadu("check --map defs").ok();
    assert_eq!(total(&less) as usize, figures, "{less}");
    let row = |map: &str| map.lines().find(|row| row.contains("受理投诉举报")).unwrap().to_owned();
    assert!(row(&whole).ends_with("| works |") && row(&less).ends_with("| not yet |"), "{less}");
}
