//! What must hold whatever is done: histories replay, refusals change nothing, acts by law do not
//! depend on when they are written, nothing panics.

use std::sync::Arc;

use fadu_base::{Instant, RecordId, Value};
use fadu_definition::Given;
use fadu_engine::record::view::{self, Read};
use fadu_engine::world::World;
use fadu_engine::{Actor, Command, Decision, Facts, Record, Target, apply, open_actions, settle};
use proptest::prelude::*;

use crate::small::{Small, actor, command, text};

/// One random step: an action, how long after the last one, and numbers for its input.
#[derive(Clone, Debug)]
struct Move {
    action: usize,
    hours: i64,
    number: i64,
}

/// How many actions a move may choose from.
const CHOICES: usize = 12;

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0..CHOICES, prop_oneof![0i64..30, 0i64..400], -5i64..5000);
    let one = one.prop_map(|(action, hours, number)| Move { action, hours, number });
    prop::collection::vec(one, 1..14)
}

fn later(at: Instant, hours: i64) -> Instant {
    at.checked_add(jiff_hours(hours)).unwrap()
}

fn jiff_hours(hours: i64) -> std::time::Duration {
    std::time::Duration::from_secs(hours as u64 * 3600 + 17 * 60)
}

fn id() -> RecordId {
    RecordId::new("matter", "m1")
}

/// The action of a move: one that is open to the actor, now and then one that is not.
fn choice(world: &World<'_>, by: &Actor, step: &Move, now: Instant) -> String {
    let Some(record) = world.record(&id()) else { return "submit".into() };
    let rules = world.rules();
    let mut open = world.with_facts(|facts| open_actions(&rules, record, by, now, facts)).unwrap();
    open.retain(|open| &*open.id != "drop" || step.number % 7 == 0);
    match open.is_empty() || step.number % 11 == 0 {
        true => record.def.actions[step.action].id.to_string(),
        false => open[step.action % open.len()].id.to_string(),
    }
}

/// The command of a move on the record as it is.
fn as_command(step: &Move, world: &World<'_>, now: Instant) -> Command {
    let role = if step.number % 3 == 0 { "department_head" } else { "window_clerk" };
    let person = if step.number % 2 == 0 { "li" } else { "wang" };
    let by = actor(person, role);
    let (action, record) = (&*choice(world, &by, step, now), world.record(&id()));
    let number = |n: i64| Given::Value(Value::Int(n));
    let day = Given::Value(Value::Date(now.date()));
    let part =
        Given::List(vec![Given::Row(vec![("name".into(), text("甲局")), ("asked_on".into(), day.clone())])]);
    let input: Vec<(&str, Given)> = match action {
        "submit" => {
            vec![("subject", text("修路")), ("amount", number(step.number)), ("ground", ground(step))]
        }
        "answer" => vec![("amount", number(step.number))],
        "part" => vec![("parts", part)],
        "part_back" => vec![("answered_on", day)],
        "extend" => vec![("days", number(step.number % 40))],
        "decide" => vec![("verdict", text(if step.number % 5 == 0 { "yes" } else { "不准" }))],
        _ => vec![],
    };
    let target = if record.is_none() { Target::New(id()) } else { Target::On(id()) };
    let mut command = command(target, action, by, &now.to_string(), &input);
    command.row = (action == "part_back").then_some(1);
    command
}

fn ground(step: &Move) -> Given {
    if step.number >= 1000 { text("工程需要") } else { Given::Value(Value::Null) }
}

/// What of a record must be the same.
fn told(record: &Record) -> String {
    let Record { seq, no, step, org, opened_on, closed_on, fields, past, .. } = record;
    format!("{seq} {no:?} {step:?} {org:?} {opened_on} {closed_on:?} {fields:?} {past}")
}

/// What of a history must be the same whenever its acts by law were written.
fn told_events(record: &Record) -> Vec<String> {
    let told = record.history.iter().map(|event| {
        let fields = format!("{:?} {:?} {:?} {:?}", event.fields, event.added, event.row, event.terms);
        format!("{} {} {} {:?} {:?} {fields}", event.action, event.on, event.moment, event.from, event.to)
    });
    told.collect()
}

fn replayed(record: &Record, upto: usize) -> Option<Record> {
    let first = record.history[..upto].iter();
    first.fold(None, |before: Option<Record>, event| {
        Some(apply(before.as_ref(), &record.id, &record.def, event))
    })
}

fn settled(world: &World<'_>, record: &Record, now: Instant) -> Record {
    let rules = world.rules();
    let settled = world.with_facts(|facts: &Facts| settle(&rules, record, now, facts)).unwrap();
    (*settled.record).clone()
}

/// Plays the moves; each outcome is checked on the way.
fn play(small: &Small, moves: &[Move]) -> Option<Arc<Record>> {
    let mut world = World::lenient(small.rules());
    let mut now: Instant = "2026-08-03T09:00:00".parse().unwrap();
    for step in moves {
        now = later(now, step.hours);
        let before = world.record(&id()).cloned();
        let command = as_command(step, &world, now);
        refused_changes_nothing(&world, before.as_deref(), &command);
        world.take(&command);
    }
    world.record(&id()).cloned()
}

/// A refusal leaves the acts by law that were due anyway, and nothing else.
fn refused_changes_nothing(world: &World<'_>, before: Option<&Record>, command: &Command) {
    let Some(Decision::Refused { by_law, refusal }) = world.decide(command) else { return };
    assert!(
        !refusal.reasons.is_empty()
            && refusal.reasons.iter().all(|reason| !reason.say.is_empty() && !reason.remedy.is_empty())
    );
    let own = by_law.iter().rfind(|change| change.record == id());
    if let (Some(before), Some(after)) = (before, own) {
        assert_eq!(told(&after.after), told(&settled(world, before, command.now)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn replaying_a_history_gives_the_same_record(moves in moves()) {
        let small = Small::shared();
        if let Some(record) = play(small, &moves) {
            prop_assert_eq!(told(&replayed(&record, record.history.len()).unwrap()), told(&record));
        }
    }

    #[test]
    fn a_record_as_it_was_is_the_replay_so_far(moves in moves()) {
        let small = Small::shared();
        let Some(record) = play(small, &moves) else { return Ok(()) };
        for upto in 1..=record.history.len() {
            let then = replayed(&record, upto).unwrap();
            for (index, value) in then.fields.iter().enumerate() {
                let looked_back = match view::field(&record, upto as u32, index) {
                    Read::Lent(value) => value.clone(),
                    Read::Made(value) => value,
                };
                let empty = value.is_empty() && looked_back.is_empty();
                prop_assert!(empty || *value == looked_back, "field {} after {}", index, upto);
            }
            prop_assert_eq!(view::step(&record, Some(upto as u32)), then.step_def().map(|step| step.id.clone()));
            prop_assert_eq!(view::closed_on(&record, Some(upto as u32)), then.closed_on);
        }
    }

    #[test]
    fn settling_early_or_late_gives_the_same_result(moves in moves(), first in 0i64..600, second in 0i64..600) {
        let small = Small::shared();
        let Some(record) = play(small, &moves) else { return Ok(()) };
        let world = World::lenient(small.rules());
        let last = record.history.last().unwrap().at;
        let (early, late) = (later(last, first), later(later(last, first), second));
        let at_once = settled(&world, &record, late);
        let in_two = settled(&world, &settled(&world, &record, early), late);
        prop_assert_eq!(told(&at_once), told(&in_two));
        prop_assert_eq!(told_events(&at_once), told_events(&in_two));
    }

    #[test]
    fn no_input_panics(action in 0..CHOICES, name in 0usize..8, given in given(), hours in 0i64..300) {
        let small = Small::shared();
        let mut world = World::lenient(small.rules());
        let now: Instant = "2026-08-03T09:00:00".parse().unwrap();
        let submit = Move { action: 0, hours: 0, number: 20 };
        let first = as_command(&submit, &world, now);
        world.take(&first);
        let names = ["subject", "amount", "parts", "verdict", "answered_on", "days", "who", "no"];
        let mut command = as_command(&Move { action, hours, number: 3 }, &world, later(now, hours));
        command.input = vec![(names[name].into(), given)];
        world.take(&command);
    }
}

/// Anything that may be given to a field.
fn given() -> impl Strategy<Value = Given> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<i64>().prop_map(|n| Value::Decimal(fadu_base::Decimal(n))),
        any::<i64>().prop_map(|n| Value::Money(fadu_base::Money(n))),
        ".*".prop_map(Value::text),
        "[0-9年月日/.-]{1,12}".prop_map(Value::text),
    ];
    let leaf = value.prop_map(Given::Value);
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop_oneof![Just("name"), Just("asked_on"), Just("x")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Given::List),
            prop::collection::vec((name, inner), 0..4).prop_map(|cells| Given::Row(
                cells.into_iter().map(|(name, given)| (name.into(), given)).collect()
            )),
        ]
    })
}
