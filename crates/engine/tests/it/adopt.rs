//! A record moves to another version of its definition.

use fadu_base::{RecordId, Value};
use fadu_definition::{Given, SourceFile};
use fadu_engine::world::World;
use fadu_engine::{Command, Decision, Doer, Facts, Rules, Target, decide, open_actions};

use crate::small::{Small, actor, command, text};

const ROLES: &str = r#"
[[role]]
id = "window_clerk"
name = "窗口人员"
scope = "org"
[[role]]
id = "department_head"
name = "部门负责人"
scope = "org"
[[role]]
id = "admin"
name = "系统管理员"
scope = "none"
"#;

const OLD: &str = r#"
[type]
id = "pass"
name = "通行证"
kind = "case"
effective = 2020-01-01
until = 2021-01-01
basis = ["旧法"]
title = "{name}"

[field]
fax  = { name = "传真", type = "text" }
name = { name = "名称", type = "text" }

[step]
asked   = { name = "已申请" }
checked = { name = "核对" }
given   = { name = "已发", end = true }

[action.ask]
name = "申请"
by = ["window_clerk"]
to = "asked"
needs = ["name"]
may = ["fax"]

[action.check]
name = "核对"
by = ["window_clerk"]
from = ["asked"]
to = "checked"

[action.give]
name = "发证"
by = ["window_clerk"]
from = ["asked", "checked"]
to = "given"
"#;

const NEW: &str = r#"
[type]
id = "pass"
name = "通行证"
kind = "case"
effective = 2021-01-01
basis = ["新法"]
title = "{name}"

[field]
name = { name = "名称", type = "text" }
why  = { name = "用途", type = "text" }

[step]
noted = { name = "已登记" }
asked = { name = "已申请" }
given = { name = "已发", end = true }

[action.ask]
name = "申请"
by = ["window_clerk"]
to = "noted"
needs = ["name"]

[action.pass_on]
name = "移送"
by = ["window_clerk"]
from = ["noted"]
to = "asked"

[action.give]
name = "发证"
by = ["window_clerk"]
from = ["asked"]
to = "given"
needs = ["why"]
"#;

fn both() -> Small {
    let files = [("roles.toml", ROLES), ("99-test/pass@2020-01-01.toml", OLD), ("99-test/pass.toml", NEW)];
    Small::of(&files)
}

fn id() -> RecordId {
    RecordId::new("pass", "p1")
}

fn ask(action: &str, role: &str, now: &str, input: &[(&str, Given)]) -> Command {
    let target = if action == "ask" { Target::New(id()) } else { Target::On(id()) };
    command(target, action, actor(role, role), now, input)
}

fn take(world: &mut World<'_>, asked: &Command) -> Result<(), Vec<String>> {
    let ids =
        |refusal: fadu_engine::Refusal| refusal.reasons.iter().map(|reason| reason.id.clone()).collect();
    world.take(asked).result.map(drop).map_err(ids)
}

fn propose(day: &str) -> Command {
    let version = Given::Value(Value::Date(day.parse().unwrap()));
    let input = [("version", version), ("reason", text("新法施行")), ("article", text("新法附则"))];
    ask("propose_version", "admin", "2021-02-01T09:00:00", &input)
}

fn confirm() -> Command {
    ask("adopt_version", "department_head", "2021-02-02T09:00:00", &[])
}

/// Asked for in 2020, with a fax number or without.
fn asked(rules: Rules<'_>, fax: bool) -> World<'_> {
    let mut world = World::lenient(rules);
    let mut input = vec![("name", text("甲"))];
    input.extend(fax.then(|| ("fax", text("123"))));
    take(&mut world, &ask("ask", "window_clerk", "2020-12-01T09:00:00", &input)).unwrap();
    world
}

#[test]
fn one_proposes_another_confirms_and_the_new_law_binds() {
    let small = both();
    let mut world = asked(small.rules(), false);
    assert_eq!(take(&mut world, &confirm()), Err(vec!["adopt.proposal".into()]));
    let head = actor("department_head", "department_head");
    let offered = |world: &World<'_>| {
        let record = world.record(&id()).unwrap();
        let now = "2021-02-02T09:00:00".parse().unwrap();
        let open = open_actions(&small.rules(), record, &head, now, &Facts::default()).unwrap();
        open.iter().any(|action| &*action.id == "adopt_version")
    };
    assert!(!offered(&world));
    take(&mut world, &propose("2021-01-01")).unwrap();
    assert!(offered(&world));
    let mut same = confirm();
    same.by = Doer::Person(actor("admin", "department_head"));
    assert_eq!(take(&mut world, &same), Err(vec!["apart.propose_version".into()]));
    take(&mut world, &confirm()).unwrap();
    assert!(!offered(&world));
    let record = world.record(&id()).unwrap();
    assert_eq!(record.def.effective.to_string(), "2021-01-01");
    assert_eq!(
        (record.step_def().map(|step| &*step.id), record.fields[0].as_text()),
        (Some("asked"), Some("甲"))
    );
    let event = record.history.last().unwrap();
    assert_eq!(&*event.definition, "pass@2021-01-01#0f");
    assert_eq!(event.input[0].1.as_text(), Some("pass@2020-01-01#0f"));
    // The new version asks what the old did not.
    let give = ask("give", "window_clerk", "2021-02-03T09:00:00", &[]);
    assert_eq!(take(&mut world, &give), Err(vec!["field.why".into()]));
}

#[test]
fn a_record_moves_only_where_it_has_its_place() {
    let small = both();
    let mut world = asked(small.rules(), true);
    assert_eq!(take(&mut world, &propose("2019-01-01")), Err(vec!["adopt.version".into()]));
    assert_eq!(take(&mut world, &propose("2020-01-01")), Err(vec!["adopt.version".into()]));
    assert_eq!(take(&mut world, &propose("2021-01-01")), Err(vec!["adopt.fields".into()]));
    let mut world = asked(small.rules(), false);
    take(&mut world, &ask("check", "window_clerk", "2020-12-02T09:00:00", &[])).unwrap();
    assert_eq!(take(&mut world, &propose("2021-01-01")), Err(vec!["adopt.step".into()]));
}

#[test]
fn a_corrected_definition_is_adopted_by_the_system() {
    let small = both();
    let world = asked(small.rules(), false);
    let file = |path: &str, text: &str, digest: &str| SourceFile {
        path: path.into(),
        text: text.into(),
        digest: digest.into(),
    };
    let files = [
        file("roles.toml", ROLES, "0f"),
        file("99-test/pass@2020-01-01.toml", OLD, "1e"),
        file("99-test/pass.toml", NEW, "0f"),
    ];
    let (definitions, _) = fadu_definition::read(&files);
    let rules = Rules { definitions: &definitions, ..small.rules() };
    let mut record = fadu_engine::Record::clone(world.record(&id()).unwrap());
    record.def = definitions.types["pass"][0].clone();
    let check = ask("check", "window_clerk", "2020-12-02T09:00:00", &[]);
    let Decision::Done(changes) = decide(&rules, Some(&record), &check, &Facts::default()) else { panic!() };
    let [adopted, checked] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!((&*adopted.event.action, &adopted.event.actor), ("adopt_version", &Doer::System));
    let said: Vec<_> = adopted.event.input.iter().filter_map(|(_, value)| value.as_text()).collect();
    assert_eq!(said, ["pass@2020-01-01#0f", "pass@2020-01-01#1e"]);
    assert_eq!((&*checked.event.action, checked.event.seq), ("check", 3));
    let again = ask("give", "window_clerk", "2020-12-03T09:00:00", &[]);
    let Decision::Done(changes) = decide(&rules, Some(&checked.after), &again, &Facts::default()) else {
        panic!()
    };
    assert_eq!(changes.len(), 1, "it is adopted once");
}
