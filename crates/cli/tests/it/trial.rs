//! A new ledger is one TOML file and no Rust: from import to indicator, with refusals on the way.

use crate::run::{Folder, root};

const DEFINITION: &str = r#"# Trial: old trees, surveyed once a year.
[type]
id        = "old_tree"
name      = "古树名木普查"
kind      = "ledger"
effective = 2000-01-01
basis     = ["城市绿化条例第二十四条"]
title     = "{species} {code}"
unique    = [["code"]]

[field]
code        = { name = "树号", type = "text", public = true }
species     = { name = "树种", type = "text", public = true }
age         = { name = "树龄", type = "integer", public = true, refuse = [{ id = "tree.age", when = "value < 100", kind = "FIELD_INVALID", say = "树龄 {value} 年，不足一百年的不是古树", article = "城市绿化条例第二十四条" }] }
upkeep      = { name = "养护经费", type = "money", public = true }
surveyed_on = { name = "普查日期", type = "date", public = true }

[action.enter_past]
name = "补录"
by = ["department_filer"]
needs = ["code", "species", "age", "surveyed_on"]
may = ["upkeep"]
dated = "surveyed_on"

[indicator."trees.surveyed"]
name = "普查古树"
unit = "株"
count = "surveyed_on in period && age >= 300"

[indicator."trees.upkeep"]
name = "养护经费"
unit = "元"
sum = "upkeep"
where = "surveyed_on in period"

[[import]]
name = "古树名木"
action = "enter_past"
key = ["code"]
columns = { code = ["树号", "编号"], species = ["树种"], age = ["树龄(年)"], upkeep = ["养护经费(万元)"], surveyed_on = ["普查日期"] }

[sample]
people = { bao = "department_filer@lyj" }

[[case]]
name = "补录"
when = { day = 2021-01-11, by = "bao", do = "enter_past", with = { code = "G1", species = "国槐", age = 500, surveyed_on = 2020-05-06 } }
expect = ["age == 500"]

[[case]]
name = "不足百年"
when = { day = 2021-01-11, by = "bao", do = "enter_past", with = { code = "G2", species = "国槐", age = 50, surveyed_on = 2020-05-06 } }
refused = ["tree.age"]
"#;

const LEDGER: &str = "编号,树种,树龄(年),养护经费(万元),普查日期
G-001,国槐,520,1.25,2020-05-06
G-002,侧柏,310,0.5,2020年5月7日
G-003,银杏,120,,2020/6/1
G-004,国槐,900,2,2019-05-06
";

#[test]
fn one_file_of_definition_makes_a_ledger() {
    let folder = Folder::new("trial");
    folder.copy(&root().join("definitions"), "defs");
    folder.write("defs/90-trial/old_tree.toml", DEFINITION);
    folder.fadu("check defs").ok();
    folder.district(&["政府办公室_机构名录"]);
    folder.write("古树.csv", LEDGER);
    let run = |line: &str| folder.fadu(&line.replace("--data d", "--data d --definitions defs"));
    assert!(run("import --data d 古树.csv").ok().contains("古树.csv：导入 4 条，已有 0 条"));
    assert!(run("import --data d 古树.csv").ok().contains("古树.csv：导入 0 条，已有 4 条"));

    let figure = |id: &str| run(&format!("figures --data d --year 2020 --csv --indicator {id}")).ok();
    assert!(
        figure("trees.surveyed").contains("\ntrees.surveyed,2,2株,普查古树,株,derived,2,"),
        "{}",
        figure("trees.surveyed")
    );
    assert!(figure("trees.upkeep").contains("\ntrees.upkeep,17500.00,"), "{}", figure("trees.upkeep"));
    let records = run("figures --data d --year 2020 --indicator trees.surveyed --records").ok();
    assert_eq!(records.lines().count(), 3, "{records}");
    let record = records.lines().nth(1).unwrap().split(',').nth(1).unwrap().split('@').next().unwrap();
    let page = run(&format!("show --data d {record}")).ok();
    assert!(page.contains("古树名木普查") && page.contains("树种"), "{page}");

    folder.write("错.csv", "编号,树种,树龄(年),普查日期\nG-005,国槐,20,2020-05-06\n");
    let told = run("import --data d 错.csv").no();
    for part in ["第2行", "“树龄(年)”列", "tree.age", "城市绿化条例第二十四条"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    assert!(run("verify --data d").ok().contains("完好"));
}

const TREE: &str = r#"# Trial: units, each under another, in a register that changes.
[type]
id        = "plot"
name      = "地块"
kind      = "register"
effective = 2000-01-01
basis     = ["城市绿化条例第二十四条"]
title     = "{code}"
valid     = ["from_on", "<to_on"]
unique    = [["code"]]

[field]
code    = { name = "地块编码", type = "text", public = true }
above   = { name = "上级地块", type = "ref plot", public = true }
from_on = { name = "启用日期", type = "date", public = true }
to_on   = { name = "停用日期", type = "date", public = true }

[action.enter_past]
name = "补录"
by = ["department_filer"]
needs = ["code", "from_on"]
may = ["above", "to_on"]
dated = "from_on"

[indicator."plots.below"]
name = "下级地块"
unit = "块"
count = "above != null && in_force(as_of)"

[[import]]
name = "地块"
action = "enter_past"
key = ["code", "from_on"]
columns = { code = ["地块编码"], above = ["上级地块编码"], from_on = ["启用日期"], to_on = ["停用日期"] }

[sample]
people = { bao = "department_filer@lyj" }

[[case]]
name = "补录"
when = { day = 2021-01-11, by = "bao", do = "enter_past", with = { code = "G1", from_on = 2020-05-06 } }
expect = ["code == 'G1'"]
"#;

/// Children above their parent, and a code that stood for another plot before.
#[test]
fn a_row_may_name_one_further_down_and_means_that_of_its_own_file() {
    let folder = Folder::new("plots");
    folder.copy(&root().join("definitions"), "defs");
    folder.write("defs/90-trial/plot.toml", TREE);
    folder.district(&["政府办公室_机构名录"]);
    let run = |line: &str| folder.fadu(&line.replace("--data d", "--data d --definitions defs"));
    folder.write("旧.csv", "地块编码,上级地块编码,启用日期,停用日期\nA,,2018-01-01,2019-01-01\n");
    let new = "地块编码,上级地块编码,启用日期,停用日期
A11,A1,2019-01-01,
A1,A,2019-01-01,
A,,2019-06-01,
";
    folder.write("新.csv", new);
    assert!(run("import --data d 旧.csv").ok().contains("旧.csv：导入 1 条"));
    assert!(run("import --data d 新.csv").ok().contains("新.csv：导入 3 条"));
    assert!(run("import --data d 新.csv").ok().contains("新.csv：导入 0 条，已有 3 条"));
    let records = run("figures --data d --year 2020 --indicator plots.below --records").ok();
    assert_eq!(records.lines().count(), 3, "{records}");
    folder.write("缺.csv", "地块编码,上级地块编码,启用日期,停用日期\nB1,B,2019-01-01,\nC1,B1,2019-01-01,\n");
    let told = run("import --data d 缺.csv").no();
    assert!(told.contains("第2行") && told.contains("没有名为“B”"), "{told}");
}
