//! An open matter moves to a new version of its definition: proposed, confirmed, journaled, replayed.

use crate::run::{Folder, root};

const OLD: &str = r#"[type]
id = "tree_felling"
name = "砍伐申请"
kind = "case"
effective = 2000-01-01
until = 2021-01-01
basis = ["城市绿化条例"]
title = "{tree}"
version_by = "input.asked_on"

[field]
phone_told = { name = "已电话告知", type = "bool" }
tree       = { name = "树", type = "text" }
asked_on   = { name = "申请日期", type = "date" }

[step]
asked = { name = "已申请" }
done  = { name = "办结", end = true }

[action.ask]
name = "申请"
by = ["window_clerk"]
needs = ["tree", "asked_on"]
to = "asked"

[action.decide]
name = "决定"
by = ["window_clerk"]
from = ["asked"]
to = "done"
"#;

#[test]
fn an_open_matter_adopts_the_new_version() {
    let new = OLD
        .replace("effective = 2000-01-01\nuntil = 2021-01-01", "effective = 2021-01-01")
        .replace("phone_told = { name = \"已电话告知\", type = \"bool\" }\n", "")
        .replace("asked_on   = {", "reason = { name = \"事由\", type = \"text\" }\nasked_on   = {")
        .replace("name = \"决定\"", "name = \"决定\"\nneeds = [\"reason\"]");
    let folder = Folder::new("versions");
    folder.copy(&root().join("definitions"), "defs");
    folder.write("defs/90-trial/tree_felling@2000-01-01.toml", OLD);
    folder.write("defs/90-trial/tree_felling.toml", new);
    folder.fadu("check defs").ok();
    folder.district(&["政府办公室_机构名录"]);
    let run = |line: &str| folder.fadu(&format!("{line} --data d --definitions defs"));
    for line in [
        "li --name 李窗口 --role window_clerk",
        "wu --name 吴管理 --role admin",
        "he --name 何负责 --role department_head",
    ] {
        run(&format!("appoint --unit 市场监督管理局 {line} --from 2020-01-01")).ok();
    }
    let told = run("act tree_felling 申请 tree=国槐 asked_on=2020-05-06 --as 李窗口").ok();
    let record = told.lines().next().unwrap().strip_prefix("已办理：").unwrap().to_owned();
    let propose = format!("act {record} 提请适用新规程 version=2021-01-01 reason=新法施行 article=附则");
    assert!(run(&format!("{propose} --as 李窗口")).no().contains("ROLE_DENIED"));
    assert!(run(&format!("act {record} 适用新规程 --as 何负责")).no().contains("没有待确认的新规程提请"));
    run(&format!("{propose} --as 吴管理")).ok();
    run(&format!("act {record} 适用新规程 --as 何负责")).ok();
    assert!(run("verify").ok().contains("完好"));
    let told = run(&format!("act {record} 决定 --as 李窗口")).no();
    assert!(told.contains("事由"), "the new version asks for it: {told}");

    // A corrected definition is adopted by the system before the next command.
    let path = "defs/90-trial/tree_felling.toml";
    folder.write(path, folder.read(path).replace("needs = [\"reason\"]", "may = [\"reason\"]"));
    run(&format!("act {record} 决定 --as 李窗口")).ok();
    let page = run(&format!("show {record}")).ok();
    assert_eq!(page.matches("适用新规程").count(), 3, "proposed, confirmed, corrected: {page}");
    assert!(run("verify").ok().contains("完好"));
}
