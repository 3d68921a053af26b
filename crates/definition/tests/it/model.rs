//! What a file becomes: order, indexes, scopes, plain values.

use fadu_base::{Money, Period, Value};
use fadu_definition::{
    Definitions, From, Given, Measure, Pause, Scope, SetTarget, SourceFile, ThenTarget, TypeDef, Want, read,
};

const ROLES: &str = r#"
[[role]]
id = "clerk"
name = "经办人"
scope = "org"
[[role]]
id = "applicant"
name = "申请人"
scope = "own"
"#;

const PLANNED: &str = r#"
[[type]]
id = "person"
name = "人员"
system = "00"
kind = "register"
[[type]]
id = "permit"
name = "许可"
system = "90"
kind = "register"
fields = { officers = "person*", level = "choice" }
commands = ["thing.remind"]
"#;

const THING: &str = r#"
[type]
id = "thing"
name = "事项"
kind = "case"
effective = 2026-01-01
title = "{what} {no}"
number = "{division}-{day}-{seq:6}-{check}"

[field]
what = { name = "何事", type = "text" }
permits = { name = "许可", type = "ref permit", many = true }
flow = { name = "流水", type = "rows", append = true, row = { on = { name = "日", type = "date" }, to = { name = "止", type = "date" } } }
kind = { name = "种类", type = "choice", of = ["a 甲", "乙"] }

[step]
begun = { name = "开始" }
ended = { name = "办结", end = true }

[action.begin]
name = "收件"
by = ["applicant", "clerk@district", "clerk@permits.officers"]
to = "begun"
needs = ["what"]
refuse = [{ id = "own", when = "what == 'x'", say = "不行", article = "某法" }]

[action.enter_past]
name = "补录"
by = ["clerk"]
to = [{ step = "ended", when = "kind == 'a'" }, { step = "begun" }]
needs = ["no", "what"]
may = ["flow", "kind"]

[action.write]
name = "记"
by = ["clerk"]
from = ["new", "begun"]
to = "begun"
row = "flow"
needs = ["row.to", "why"]
input = { why = { name = "理由", type = "text" } }
set.what = "input.why"
set.row.on = "today"

[action.remind]
name = "催办"
by = ["system"]
from = "open"

[action.end]
name = "办结"
by = ["clerk"]
from = ["begun"]
to = "ended"
then = [{ do = "permit.issue", each = "permits", as = "p", with = { of = "p" } }]

[[refuse]]
id = "shared"
on = ["*"]
except = ["enter_past", "remind"]
when = "false"
say = "不行"
article = "某法"

[limit.end]
name = "办结"
article = "某法"
starts = ["begin"]
ends = ["end"]
length = "wd(5)"
pauses = [{ rows = "flow", from = "on", to = "to" }]

[param]
"thing.fine" = { name = "罚款", type = "money", default = 12.5, basis = "本地" }
"thing.term" = { name = "期限", type = "period", default = "3 months + 30 cd", basis = "本地" }

[indicator."thing.count"]
name = "件数"
count = "opened_on in period"
unit = "件"

[[import]]
name = "台账"
action = "enter_past"
key = ["no"]
columns = { no = ["编号"], on = ["日期"] }
rows = "flow"
only = { "类型" = ["投诉", "举报"] }
optional = ["kind"]

[sample]
people = { li = "clerk@one" }

[[case]]
name = "收件"
when = { day = 2026-03-02, time = 09:30:00, by = "li", do = "write", row = 2, with = { to = 2026-03-02, why = "迟" } }
refused = []
"#;

fn definitions() -> Definitions {
    let file =
        |path: &str, text: &str| SourceFile { path: path.into(), text: text.into(), digest: "abc".into() };
    let files = [file("roles.toml", ROLES), file("planned.toml", PLANNED), file("90-test/thing.toml", THING)];
    let (definitions, found) = read(&files);
    assert!(found.iter().all(|one| one.code == "W06"), "{found:#?}");
    definitions
}

fn thing(definitions: &Definitions) -> &TypeDef {
    &definitions.types["thing"][0]
}

#[test]
fn the_head_and_what_all_types_share() {
    let all = definitions();
    assert_eq!(thing(&all).digest, "abc");
    assert_eq!(thing(&all).system, "90-test");
    assert_eq!(all.params["thing.fine"].default, Value::Money(Money(1250)));
    let term = Period { months: 3, days: 30, ..Period::default() };
    assert_eq!(all.params["thing.term"].default, Value::Period(term));
    assert!(matches!(all.indicators["thing.count"].what, Measure::Count(_)));
    assert!(all.planned["permit"].fields[0].many);
}

#[test]
fn who_from_where_to_where() {
    let all = definitions();
    let actions = &thing(&all).actions;
    let scopes: Vec<&Scope> = actions[0].by.iter().map(|by| &by.scope).collect();
    assert_eq!(scopes, [&Scope::Own, &Scope::District, &Scope::Field(1, Some("officers".into()))]);
    assert_eq!(actions[0].from, From::New);
    assert_eq!(actions[2].from, From::Steps { new: true, steps: vec![0] });
    assert_eq!((&actions[3].from, actions[3].by_system), (&From::Open, true));
    let to: Vec<(u16, bool)> = actions[1].to.iter().map(|(step, when)| (*step, when.is_some())).collect();
    assert_eq!(to, [(1, true), (0, false)]);
}

#[test]
fn what_is_wanted_and_set() {
    let all = definitions();
    let actions = &thing(&all).actions;
    assert_eq!(actions[1].needs, [Want::OwnNumber, Want::Field(0)]);
    assert_eq!(actions[2].needs, [Want::RowColumn(1), Want::Input(0)]);
    let targets: Vec<&SetTarget> = actions[2].sets.iter().map(|set| &set.target).collect();
    assert_eq!(targets, [&SetTarget::Field(0), &SetTarget::RowColumn(0)]);
    let then = &actions[4].then[0];
    assert!(matches!(&then.target, ThenTarget::Create { ty, .. } if &**ty == "permit"));
    assert_eq!(then.each.as_ref().map(|(_, slot)| *slot), Some(0));
}

#[test]
fn shared_conditions_come_after_own_ones() {
    let all = definitions();
    let ids = |at: usize| -> Vec<String> {
        thing(&all).actions[at].refuse.iter().map(|rule| rule.id.to_string()).collect()
    };
    assert_eq!(ids(0), ["own", "shared"]);
    assert!(ids(1).is_empty() && ids(3).is_empty());
    assert_eq!(ids(4), ["shared"]);
    assert_eq!(thing(&all).refusal_ids().into_iter().collect::<Vec<_>>(), ["own", "shared"]);
    assert_eq!(thing(&all).action_ids(), ["begin", "enter_past", "write", "remind", "end"]);
}

#[test]
fn limits_imports_and_cases() {
    let all = definitions();
    let def = thing(&all);
    assert_eq!(def.limits[0].pauses, [Pause::Rows { rows: 2, from: 0, to: 1 }]);
    let import = &def.imports[0];
    assert_eq!((import.action, import.rows), (1, Some(2)));
    assert_eq!(import.only["类型"], ["投诉", "举报"]);
    let command = &def.cases[0].when;
    assert_eq!(
        (command.row, command.time.map(|time| time.to_string())),
        (Some(2), Some("09:30:00".to_owned()))
    );
    assert_eq!(def.cases[0].refused, Some(Vec::new()));
    assert_eq!(command.with[1], ("why".into(), Given::Value(Value::text("迟"))));
}
