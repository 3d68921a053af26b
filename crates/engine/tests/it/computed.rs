//! Computed fields and computed columns of rows.

use fadu_base::{Name, RecordId, Value};
use fadu_definition::Given;
use fadu_engine::world::World;
use fadu_engine::{Command, Target};

use crate::small::{Small, actor, command};

const BILL: &str = r#"
[type]
id = "bill"
name = "账"
kind = "ledger"
effective = 2020-01-01
basis = ["测试"]
title = "账"

[field]
rate  = { name = "倍数", type = "integer" }
lines = { name = "明细", type = "rows", row = { n = { name = "数", type = "integer" }, twice = { name = "倍", type = "integer", is = "row.n * rate" }, big = { name = "大", type = "bool", is = "row.twice > 10" } } }
added = { name = "添加", type = "rows", append = true, row = { n = { name = "数", type = "integer" }, twice = { name = "倍", type = "integer", is = "row.n * rate" } } }
total = { name = "合计", type = "integer", is = "lines.sum(l, l.twice) + added.sum(a, a.twice)" }

[action.open]
name = "登记"
by = ["window_clerk"]
may = ["rate", "lines", "added"]
refuse = [{ id = "bill.big", when = "lines.exists(l, l.twice > 100)", say = "过大", article = "法" }, { id = "bill.added", when = "input.added != null && input.added.exists(a, a.twice > 100)", say = "过大", article = "法" }]

[action.change]
name = "修改"
by = ["window_clerk"]
from = "any"
may = ["rate", "added"]

[action.amend]
name = "改一行"
by = ["window_clerk"]
from = "any"
row = "added"
needs = ["row.n"]
"#;

/// A code that the action sets, and a name computed from it: both are unique.
const TAG: &str = r#"
[type]
id = "tag"
name = "牌"
kind = "ledger"
effective = 2020-01-01
basis = ["测试"]
title = "牌"
unique = [["code"], ["label"]]

[field]
code  = { name = "号", type = "text" }
shelf = { name = "架", type = "integer" }
label = { name = "标", type = "integer", is = "shelf * 2" }

[action.open]
name = "登记"
by = ["window_clerk"]
input = { asked = { name = "要求", type = "text" }, place = { name = "位", type = "integer" } }
may = ["asked", "place"]
set.code = "input.asked"
set.shelf = "input.place"
"#;

#[test]
fn what_is_unique_is_judged_as_it_will_be() {
    let small = Small::with("99-test/tag.toml", TAG);
    let mut world = World::lenient(small.rules());
    let mut open = |local: &str, asked: &str, place: i64| {
        let by = actor("li", "window_clerk");
        let target = Target::New(RecordId::new("tag", local));
        let input = [("asked", crate::small::text(asked)), ("place", number(place))];
        take(&mut world, &command(target, "open", by, "2021-03-01T09:00", &input))
    };
    open("t1", "甲", 1).unwrap();
    assert_eq!(open("t2", "甲", 2), Err(vec!["unique.code".into()]));
    assert_eq!(open("t3", "乙", 1), Err(vec!["unique.label".into()]));
    open("t4", "乙", 2).unwrap();
}

fn id() -> RecordId {
    RecordId::new("bill", "b1")
}

fn rows(numbers: &[i64]) -> Given {
    let row = |n: &i64| Given::Row(vec![("n".into(), Given::Value(Value::Int(*n)))]);
    Given::List(numbers.iter().map(row).collect())
}

fn number(n: i64) -> Given {
    Given::Value(Value::Int(n))
}

/// The cells of a column, and the total.
fn cells(world: &World<'_>, field: &str) -> Vec<Value> {
    let record = world.record(&id()).unwrap();
    let at = record.def.fields.iter().position(|known| &*known.id == field).unwrap();
    match &record.fields[at] {
        Value::List(rows) => rows.iter().map(|row| match row {
            Value::Row(row) => row.cells[1].clone(),
            other => other.clone(),
        }),
        other => return vec![other.clone()],
    }
    .collect()
}

fn take(world: &mut World<'_>, asked: &Command) -> Result<(), Vec<String>> {
    let told =
        |refusal: fadu_engine::Refusal| refusal.reasons.iter().map(|reason| reason.id.clone()).collect();
    world.take(asked).result.map(drop).map_err(told)
}

fn ask(
    world: &mut World<'_>,
    action: &str,
    row: Option<u32>,
    input: &[(&str, Given)],
) -> Result<(), Vec<String>> {
    let target = if action == "open" { Target::New(id()) } else { Target::On(id()) };
    let by = actor("li", "window_clerk");
    let asked = command(target, action, by, "2021-03-01T09:00", input);
    take(world, &Command { row, ..asked })
}

fn ints(numbers: &[i64]) -> Vec<Value> {
    numbers.iter().map(|n| Value::Int(*n)).collect()
}

#[test]
fn columns_are_computed_stored_and_read() {
    let small = Small::with("99-test/bill.toml", BILL);
    let mut world = World::lenient(small.rules());
    let given = [("rate", number(2)), ("lines", rows(&[3, 6])), ("added", rows(&[1]))];
    ask(&mut world, "open", None, &given).unwrap();
    assert_eq!(cells(&world, "lines"), ints(&[6, 12]));
    assert_eq!(cells(&world, "added"), ints(&[2]));
    assert_eq!(cells(&world, "total"), ints(&[20]));
    // All rows follow the record; rows that are only added stay as they were written.
    ask(&mut world, "change", None, &[("rate", number(3)), ("added", rows(&[10]))]).unwrap();
    assert_eq!(cells(&world, "lines"), ints(&[9, 18]));
    assert_eq!(cells(&world, "added"), ints(&[2, 30]));
    assert_eq!(cells(&world, "total"), ints(&[59]));
    // Acted on, a row is written again.
    ask(&mut world, "amend", Some(1), &[("n", number(7))]).unwrap();
    assert_eq!(cells(&world, "added"), ints(&[21, 30]));
    assert_eq!(cells(&world, "total"), ints(&[78]));
}

#[test]
fn rules_see_computed_columns_and_nobody_types_them() {
    let small = Small::with("99-test/bill.toml", BILL);
    let mut world = World::lenient(small.rules());
    let many = [("rate", number(2)), ("lines", rows(&[51])), ("added", rows(&[52]))];
    assert_eq!(ask(&mut world, "open", None, &many), Err(vec!["bill.big".into(), "bill.added".into()]));
    let typed: Vec<(Name, Given)> = vec![("n".into(), number(1)), ("twice".into(), number(9))];
    let typed = [("rate", number(2)), ("lines", Given::List(vec![Given::Row(typed)]))];
    assert_eq!(ask(&mut world, "open", None, &typed), Err(vec!["field.lines".into()]));
}
