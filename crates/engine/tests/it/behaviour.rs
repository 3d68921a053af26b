//! What a command is refused for, and with which ids: one test a rule of language.md 5.1.

use fadu_base::{RecordId, Value};
use fadu_definition::{Given, RefusalKind};
use fadu_engine::schedule::commands_due;
use fadu_engine::time_limit::{State, Unit};
use fadu_engine::world::World;
use fadu_engine::{Actor, Change, Command, Doer, Event, Notice, Reason, Target, cases, limits, open_actions};

use crate::small::{Small, actor, command, text};

fn id() -> RecordId {
    RecordId::new("matter", "m1")
}

fn clerk() -> Actor {
    actor("li", "window_clerk")
}

fn head() -> Actor {
    actor("wang", "department_head")
}

fn number(n: i64) -> Given {
    Given::Value(Value::Int(n))
}

fn day(text: &str) -> Given {
    Given::Value(Value::Date(text.parse().unwrap()))
}

/// An action, who takes it, when, with what.
type Step<'a> = (&'a str, Actor, &'a str, &'a [(&'a str, Given)]);

/// A world in which the steps were taken; each must be allowed.
fn world(steps: &[Step<'_>]) -> World<'static> {
    let mut world = World::lenient(Small::shared().rules());
    for (action, by, now, input) in steps {
        take(&mut world, action, by.clone(), now, input).unwrap();
    }
    world
}

fn on(world: &World<'_>) -> Target {
    if world.record(&id()).is_some() { Target::On(id()) } else { Target::New(id()) }
}

fn take(
    world: &mut World<'_>,
    action: &str,
    by: Actor,
    now: &str,
    input: &[(&str, Given)],
) -> Result<Vec<Change>, Vec<Reason>> {
    let command = command(on(world), action, by, now, input);
    give(world, &command)
}

fn give(world: &mut World<'_>, command: &Command) -> Result<Vec<Change>, Vec<Reason>> {
    world.take(command).result.map_err(|refusal| refusal.reasons)
}

fn ids(reasons: Vec<Reason>) -> Vec<String> {
    reasons.into_iter().map(|reason| reason.id).collect()
}

const SUBMIT: &str = "2026-09-18T09:00:00";

fn submitted() -> World<'static> {
    world(&[("submit", clerk(), SUBMIT, &[("subject", text("修路")), ("amount", number(20))])])
}

fn accepted() -> World<'static> {
    let mut world = submitted();
    take(&mut world, "accept", clerk(), "2026-09-18T10:00:00", &[]).unwrap();
    world
}

fn last_event<'a>(world: &'a World<'_>) -> &'a Event {
    world.record(&id()).unwrap().history.last().unwrap()
}

#[test]
fn all_faults_of_the_input_are_listed() {
    let mut world = World::lenient(Small::shared().rules());
    let input = [("amount", text("很多")), ("verdict", text("yes")), ("ground", text("无"))];
    let refused = take(&mut world, "submit", clerk(), SUBMIT, &input).unwrap_err();
    assert_eq!(ids(refused), ["field.amount", "field.verdict", "field.ground", "field.subject"]);
    assert!(world.records().is_empty());
}

#[test]
fn a_field_exists_only_when_it_applies() {
    let mut world = World::lenient(Small::shared().rules());
    let large = [("subject", text("修桥")), ("amount", number(1000))];
    assert_eq!(ids(take(&mut world, "submit", clerk(), SUBMIT, &large).unwrap_err()), ["field.ground"]);
    let grounded = [("subject", text("修桥")), ("amount", number(1000)), ("ground", text("急用"))];
    take(&mut world, "submit", clerk(), SUBMIT, &grounded).unwrap();
    take(&mut world, "ask", clerk(), SUBMIT, &[]).unwrap();
    let smaller = [("amount", number(5))];
    take(&mut world, "answer", clerk(), SUBMIT, &smaller).unwrap();
    let event = last_event(&world);
    assert!(event.fields.contains(&("ground".into(), Value::Null)), "{:?}", event.fields);
    assert!(event.fields.contains(&("big".into(), Value::Bool(false))), "{:?}", event.fields);
}

#[test]
fn rules_of_fields_are_judged_and_said() {
    let mut world = World::lenient(Small::shared().rules());
    let input = [("subject", text("修路")), ("amount", number(-1))];
    let refused = take(&mut world, "submit", clerk(), SUBMIT, &input).unwrap_err();
    assert_eq!(refused[0].say, "金额应在零元至 1000000 元之间");
    assert_eq!((refused[0].kind, refused[0].place.as_deref()), (RefusalKind::FieldInvalid, Some("amount")));
}

#[test]
fn step_role_scope_and_recusal_end_the_command() {
    let mut world = submitted();
    let refused = take(&mut world, "decide", head(), SUBMIT, &[]).unwrap_err();
    assert_eq!((&*refused[0].id, refused.len()), ("step", 1));
    assert_eq!(refused[0].remedy, "现在可以办理：(无)");
    assert_eq!(
        take(&mut world, "decide", clerk(), SUBMIT, &[]).unwrap_err()[0].remedy,
        "现在可以办理：要求补正、受理、撤回"
    );
    assert_eq!(ids(take(&mut world, "ask", head(), SUBMIT, &[]).unwrap_err()), ["role"]);
    let stranger = Actor { org: Some(RecordId::new("organization", "other")), ..clerk() };
    assert_eq!(ids(take(&mut world, "ask", stranger, SUBMIT, &[]).unwrap_err()), ["role"]);
    assert_eq!(ids(take(&mut world, "accept_by_law", clerk(), SUBMIT, &[]).unwrap_err()), ["role"]);
    let mut shut_out = World::lenient(Small::shared().rules());
    let out = Given::List(vec![text("person/li")]);
    let input = [("subject", text("修路")), ("amount", number(1)), ("out", out)];
    take(&mut shut_out, "submit", clerk(), SUBMIT, &input).unwrap();
    assert_eq!(ids(take(&mut shut_out, "ask", clerk(), SUBMIT, &[]).unwrap_err()), ["recused"]);
}

#[test]
fn a_party_acts_on_its_own_matter_only() {
    let mut world = World::lenient(Small::shared().rules());
    let input = [("subject", text("修路")), ("amount", number(1)), ("who", text("zhou"))];
    take(&mut world, "submit", clerk(), SUBMIT, &input).unwrap();
    let other = Actor { stands_for_party: true, ..actor("li", "applicant") };
    assert_eq!(ids(take(&mut world, "drop", other, SUBMIT, &[]).unwrap_err()), ["role"]);
    take(&mut world, "drop", actor("zhou", "applicant"), SUBMIT, &[]).unwrap();
    assert_eq!(world.record(&id()).unwrap().closed_on, Some("2026-09-18".parse().unwrap()));
}

#[test]
fn another_s_change_meanwhile_is_a_conflict() {
    let mut world = submitted();
    take(&mut world, "ask", clerk(), SUBMIT, &[]).unwrap();
    let stale = Command { seen: Some(1), ..command(on(&world), "answer", clerk(), SUBMIT, &[]) };
    let refused = give(&mut world, &stale).unwrap_err();
    assert_eq!(refused[0].id, "conflict");
    assert!(refused[0].say.contains("要求补正"), "{}", refused[0].say);
}

#[test]
fn separation_repetition_documents_and_guards_are_listed_together() {
    let mut world = accepted();
    let part = Given::List(vec![Given::Row(vec![
        ("name".into(), text("甲局")),
        ("asked_on".into(), day("2026-09-18")),
    ])]);
    take(&mut world, "part", clerk(), "2026-09-18T11:00:00", &[("parts", part)]).unwrap();
    let mut decide =
        command(on(&world), "decide", clerk(), "2026-09-18T12:00:00", &[("verdict", text("no"))]);
    decide.docs.clear();
    let refused = give(&mut world, &decide).unwrap_err();
    assert_eq!(refused.last().unwrap().rows, ["第1行 甲局"]);
    assert_eq!(refused.last().unwrap().say, "尚未答复：第1行 甲局");
    assert_eq!(ids(refused), ["doc.opinion", "apart.accept", "parts.open"]);
    let times = [("days", number(3))];
    take(&mut world, "extend", head(), "2026-09-18T12:00:00", &times).unwrap();
    assert_eq!(
        ids(take(&mut world, "extend", head(), "2026-09-18T12:00:00", &times).unwrap_err()),
        ["times.extend"]
    );
    assert_eq!(
        ids(take(&mut world, "extend", head(), "2026-11-20T12:00:00", &times).unwrap_err()),
        ["times.extend", "within.decide"]
    );
}

#[test]
fn a_column_rule_refuses_and_the_row_stays() {
    let mut world = accepted();
    let part = Given::List(vec![Given::Row(vec![
        ("name".into(), text("甲局")),
        ("asked_on".into(), day("2026-09-18")),
    ])]);
    take(&mut world, "part", clerk(), "2026-09-18T11:00:00", &[("parts", part)]).unwrap();
    let mut back = command(
        on(&world),
        "part_back",
        clerk(),
        "2026-09-18T12:00:00",
        &[("answered_on", day("2026-09-17"))],
    );
    assert_eq!(ids(give(&mut world, &back).unwrap_err()), ["row"]);
    back.row = Some(1);
    assert_eq!(ids(give(&mut world, &back).unwrap_err()), ["part.early"]);
    back.input[0].1 = day("2026-09-18");
    give(&mut world, &back).unwrap();
    let event = last_event(&world);
    assert_eq!(event.row.as_ref().map(|(field, row)| (&**field, row.no)), Some(("parts", 1)));
    assert_eq!(
        event.terms.iter().map(|term| (&*term.limit, term.row, term.met)).collect::<Vec<_>>(),
        [("part", Some(1), true)]
    );
}

#[test]
fn a_unique_field_is_taken_once() {
    let mut world = submitted();
    let again = command(
        Target::New(RecordId::new("matter", "m2")),
        "submit",
        clerk(),
        SUBMIT,
        &[("subject", text("修路")), ("amount", number(1))],
    );
    let refused = give(&mut world, &again).unwrap_err();
    assert_eq!((&*refused[0].id, refused[0].kind), ("unique.subject", RefusalKind::Duplicate));
}

#[test]
fn numbers_are_drawn_without_gaps_and_with_their_check_digit() {
    let mut world = submitted();
    assert_eq!(world.record(&id()).unwrap().no.as_deref(), Some("140502-20260918-99-000001-2"));
    let second = Target::New(RecordId::new("matter", "m2"));
    let bad = command(second.clone(), "submit", clerk(), SUBMIT, &[("amount", number(1))]);
    give(&mut world, &bad).unwrap_err();
    let good =
        command(second, "submit", clerk(), SUBMIT, &[("subject", text("修桥")), ("amount", number(1))]);
    let changes = give(&mut world, &good).unwrap();
    assert!(changes[0].event.no.as_deref().unwrap().starts_with("140502-20260918-99-000002-"));
}

#[test]
fn a_child_is_opened_and_kept_and_its_refusal_is_that_of_the_whole() {
    let mut world = accepted();
    let yes = [("verdict", text("准予"))];
    let changes = take(&mut world, "decide", head(), "2026-09-21T09:00:00", &yes).unwrap();
    let note = RecordId::new("note", "m1.3.1");
    assert_eq!(changes.iter().map(|change| &change.record).collect::<Vec<_>>(), [&id(), &note]);
    assert_eq!(changes[1].event.cause.as_deref(), Some("matter/m1@3"));
    assert_eq!(changes[1].event.actor, Doer::System);
    assert!(
        changes[0].event.fields.iter().any(
            |(field, value)| &**field == "note" && *value == Value::Ref(fadu_base::Ref::to(note.clone()))
        )
    );
    assert!(world.record(&note).is_some());

    let mut long = world_of_subject("太长");
    let refused = take(&mut long, "decide", head(), "2026-09-21T09:00:00", &yes).unwrap_err();
    assert_eq!(refused[0].id, "note.open/note.long");
    assert_eq!(long.records().len(), 1, "nothing was opened");
}

fn world_of_subject(subject: &str) -> World<'static> {
    let mut world =
        world(&[("submit", clerk(), SUBMIT, &[("subject", text(subject)), ("amount", number(20))])]);
    take(&mut world, "accept", clerk(), "2026-09-18T10:00:00", &[]).unwrap();
    world
}

#[test]
fn acts_by_law_come_first_and_stay_when_the_command_is_refused() {
    let mut world = submitted();
    let late = command(on(&world), "ask", clerk(), "2026-09-25T09:00:00", &[]);
    let outcome = world.take(&late);
    assert_eq!(ids(outcome.result.unwrap_err().reasons), ["step"]);
    let act = &outcome.by_law[0].event;
    assert_eq!((&*act.action, act.on.to_string()), ("accept_by_law", "2026-09-18".into()));
    assert!(
        matches!(&act.actor, Doer::Law { limit, article } if &**limit == "intake" && article.as_deref() == Some("测试第四条"))
    );
    assert!(!act.terms[0].met, "the limit was missed");
    assert_eq!(world.record(&id()).unwrap().seq, 2);
}

#[test]
fn the_past_is_entered_without_limits_and_not_for_the_present() {
    let mut world = World::lenient(Small::shared().rules());
    let entered = |day_of: &str| {
        [("subject", text("旧事")), ("day", day(day_of)), ("no", text("旧1号")), ("verdict", text("no"))]
    };
    let refused = take(&mut world, "enter_past", clerk(), SUBMIT, &entered("2026-01-01")).unwrap_err();
    assert_eq!(ids(refused), ["past.start_day"]);
    take(&mut world, "enter_past", clerk(), SUBMIT, &entered("2019-05-04")).unwrap();
    let record = world.record(&id()).unwrap();
    assert!(record.past && last_event(&world).past && record.no.as_deref() == Some("旧1号"));
    assert_eq!(record.closed_on, Some("2019-05-04".parse().unwrap()));
    let same = command(
        Target::New(RecordId::new("matter", "m2")),
        "enter_past",
        clerk(),
        SUBMIT,
        &entered("2019-05-04"),
    );
    assert_eq!(ids(give(&mut world, &same).unwrap_err()), ["unique.subject", "unique.no"]);
    let future = command(
        Target::New(RecordId::new("matter", "m3")),
        "enter_past",
        clerk(),
        SUBMIT,
        &entered("2027-01-01"),
    );
    assert!(ids(give(&mut world, &future).unwrap_err()).iter().any(|id| id.starts_with("unique")));
}

#[test]
fn a_day_before_the_first_version_is_refused() {
    let mut world = World::lenient(Small::shared().rules());
    let refused =
        take(&mut world, "submit", clerk(), "2019-12-31T09:00:00", &[("subject", text("早"))]).unwrap_err();
    assert_eq!((&*refused[0].id, refused[0].kind), ("version", RefusalKind::RefNotValid));
    assert!(refused[0].say.contains("尚未生效"));
}

#[test]
fn limits_have_their_colours() {
    let world = accepted();
    let rules = world.rules();
    let record = world.record(&id()).unwrap();
    let colour = |now: &str| {
        let states = world.with_facts(|facts| limits(&rules, record, now.parse().unwrap(), facts)).unwrap();
        let decide = states.iter().find(|state| &*state.id == "decide").unwrap().clone();
        (decide.used, decide.remaining, decide.colour.unwrap().word())
    };
    // Accepted Friday 2026-09-18: thirty calendar days end on Sunday 10-18, so Monday 10-19.
    assert_eq!(colour("2026-09-19T09:00:00"), (1, 30, "绿"));
    assert_eq!(colour("2026-10-10T09:00:00"), (22, 9, "黄"));
    assert_eq!(colour("2026-10-17T09:00:00"), (29, 2, "红"));
    assert_eq!(colour("2026-10-20T09:00:00"), (32, -1, "逾期"));
}

#[test]
fn an_ended_limit_keeps_the_unit_of_its_length() {
    let mut world = submitted();
    // From Friday to Monday: that Sunday is worked, so two working days.
    take(&mut world, "accept", clerk(), "2026-09-21T10:00:00", &[]).unwrap();
    let head_on = "2026-09-24T09:00:00";
    take(&mut world, "decide", head(), head_on, &[("verdict", text("yes"))]).unwrap();
    let (rules, record) = (world.rules(), world.record(&id()).unwrap());
    let states = world.with_facts(|facts| limits(&rules, record, head_on.parse().unwrap(), facts)).unwrap();
    let of = |limit: &str| states.iter().find(|state| &*state.id == limit).unwrap();
    let used = |limit| (of(limit).state, of(limit).used, of(limit).unit);
    assert_eq!(used("intake"), (State::Ended, 2, Unit::WorkingDay));
    assert_eq!(used("decide"), (State::Ended, 3, Unit::Day));
}

#[test]
fn only_open_actions_are_offered() {
    let mut world = accepted();
    let rules = world.rules();
    let open = |world: &World<'_>, by: &Actor| {
        let record = world.record(&id()).unwrap().clone();
        let now = "2026-09-21T09:00:00".parse().unwrap();
        let open = world.with_facts(|facts| open_actions(&rules, &record, by, now, facts)).unwrap();
        open.iter().map(|action| action.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(open(&world, &clerk()), ["hurry", "part", "part_back", "drop"], "who accepted may not decide");
    assert_eq!(open(&world, &head()), ["calm", "extend", "decide"]);
    take(&mut world, "extend", head(), "2026-09-21T09:00:00", &[("days", number(1))]).unwrap();
    assert_eq!(open(&world, &head()), ["calm", "decide"]);
}

#[test]
fn what_no_case_exercises_is_listed() {
    let def = &Small::shared().definitions.types["matter"][0];
    let told: Vec<String> = cases::unexercised(def).into_iter().map(|warning| warning.what).collect();
    assert!(told.contains(&"no case takes the action `hurry`".into()));
    assert!(told.contains(&"no case is refused by `big.leader`".into()));
}

#[test]
fn a_decision_is_published_and_told() {
    let mut world = World::lenient(Small::shared().rules());
    let input = [("subject", text("修路")), ("amount", number(1)), ("who", text("zhou"))];
    take(&mut world, "submit", clerk(), SUBMIT, &input).unwrap();
    take(&mut world, "accept", clerk(), SUBMIT, &[]).unwrap();
    let changes =
        take(&mut world, "decide", head(), "2026-09-24T09:00:00", &[("verdict", text("yes"))]).unwrap();
    let due = &changes[0].publications[0];
    let dates = (due.due.unwrap().to_string(), due.until.unwrap().to_string(), due.off);
    assert_eq!(dates, ("2026-10-12".into(), "2027-09-18".into(), false));
    let zhou = RecordId::new("person", "zhou");
    assert_eq!(changes[0].notices, [Notice::To(zhou), Notice::Role("leader".into())]);
}

#[test]
fn a_schedule_commands_once_by_its_key() {
    let mut world = accepted();
    let rules = world.rules();
    let def = Small::shared().definitions.types["matter"][0].clone();
    let due = |world: &World<'_>, now: &str| {
        let now = now.parse().unwrap();
        world.with_facts(|facts| commands_due(&rules, &def, now, facts)).unwrap()
    };
    assert!(due(&world, "2027-01-04T03:00:00").is_empty());
    let commands = due(&world, "2027-01-05T03:00:00");
    assert_eq!(commands.len(), 1);
    give(&mut world, &commands[0]).unwrap();
    assert_eq!(last_event(&world).cause.as_deref(), Some("yearly.matter.m1.2027"));
    assert!(due(&world, "2027-01-05T04:00:00").is_empty(), "given once");
    assert_eq!(due(&world, "2028-01-05T03:00:00").len(), 1, "another year, another command");
}
