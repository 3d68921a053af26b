//! Due dates of limits run through a definition: each line of `tests/time_limits/*.txt` becomes a
//! record whose limit starts, is suspended and extended as written.

use std::fmt::Write;

use fadu_engine::cases;

use crate::small::Small;

const LINES: &str = include_str!("../time_limits/sheets.txt");

/// A type with one limit of a given length.
const TYPE: &str = r#"
[type]
id = "run"
name = "计时"
kind = "case"
effective = 2018-01-01
basis = ["测试"]
title = "{step}"

[field]
length = { name = "期限", type = "period" }

[step]
running = { name = "计时" }
over = { name = "结束", end = true }

[action.start]
name = "开始"
by = ["window_clerk"]
to = "running"
needs = ["length"]

[action.pause]
name = "中止"
by = ["window_clerk"]
from = ["running"]

[action.resume]
name = "恢复"
by = ["window_clerk"]
from = ["running"]

[action.extend]
name = "延长"
by = ["window_clerk"]
from = ["running"]
within = ["it"]
needs = ["more"]
input = { more = { name = "延长", type = "period" } }

[action.stop]
name = "结束"
by = ["window_clerk"]
from = ["running"]
to = "over"

[limit.it]
name = "期限"
starts = ["start"]
ends = ["stop"]
length = "length"
pauses = [{ start = ["pause"], end = ["resume"] }]
extends = { extend = "input.more" }
article = "测试"

[sample]
people = { li = "window_clerk@hall" }
"#;

/// A command of a case at a moment `2026-09-18` or `2026-09-18T16:40`.
fn command(moment: &str, action: &str, with: &str) -> String {
    let (day, time) = moment.split_once('T').unwrap_or((moment, "10:00"));
    format!("{{ day = {day}, time = {time}:00, by = \"li\", do = \"{action}\", with = {{ {with} }} }}")
}

/// The case of a line.
fn case(line: &str) -> String {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [start, length, changes, due, basis] = parts[..] else { panic!("five parts in: {line}") };
    let mut commands = vec![command(start, "start", &format!("length = \"{length}\""))];
    for change in changes.split(';').map(str::trim).filter(|change| !change.is_empty()) {
        match (change.strip_prefix('+'), change.split_once("..")) {
            (Some(more), _) => {
                let last = commands.last().unwrap().clone();
                let at = last.split("day = ").nth(1).unwrap().split(',').next().unwrap().to_owned();
                commands.push(command(&at, "extend", &format!("more = \"{more}\"")));
            }
            (None, Some((from, to))) => {
                commands.extend([command(from, "pause", ""), command(to, "resume", "")])
            }
            (None, None) => panic!("neither suspension nor extension: {change}"),
        }
    }
    let due = if due.contains('T') { format!("{due}:00") } else { due.to_owned() };
    let when = commands.pop().unwrap();
    let mut text = format!("[[case]]\nname = \"{start} {length} {changes} {basis}\"\n");
    writeln!(text, "given = [{}]\nwhen = {when}\ndue = {{ it = {due} }}", commands.join(", ")).unwrap();
    text
}

#[test]
fn every_worked_example_falls_on_its_day() {
    let lines: Vec<&str> = LINES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let cases_text: String = lines.iter().map(|line| case(line)).collect();
    let ty = format!("{TYPE}\n{cases_text}");
    let small = Small::of(&[("roles.toml", include_str!("small/roles.toml")), ("99-test/run.toml", &ty)]);
    let def = &small.definitions.types["run"][0];
    assert_eq!(def.cases.len(), lines.len());
    let failed = cases::run(&small.rules(), def);
    assert!(failed.is_empty(), "{failed:#?}");
}
