//! Work lists against brute force: records as the cases of all shipped definitions leave them, cut
//! off anywhere, at many instants and for everybody who acts in them.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fadu_base::{Instant, RecordId};
use fadu_definition::From;
use fadu_engine::waiting::waits;
use fadu_engine::{Actor, Doer, Record, limits, open_actions};
use fadu_store::Source;

use super::*;
use crate::decide::answered;
use crate::kit::{Dice, district, records, store};

fn actors(records: &[Arc<Record>]) -> Vec<Actor> {
    let mut seen = BTreeMap::new();
    for event in records.iter().flat_map(|record| &record.history) {
        if let Doer::Person(actor) = &event.actor {
            let key = (actor.role.clone(), actor.org.clone(), actor.person.clone());
            seen.entry(key).or_insert_with(|| Actor {
                delegate_of: None,
                appointment: None,
                ..actor.clone()
            });
        }
    }
    seen.into_values().map(|actor| Actor { stands_for_party: false, ..actor }).collect()
}

fn seat(actor: &Actor) -> Seat {
    Seat {
        person: actor.person.to_string(),
        person_name: String::new(),
        role: actor.role.to_string(),
        role_name: String::new(),
        org: actor.org.as_ref().map(ToString::to_string),
        org_name: None,
        appointment: None,
        party_of: None,
    }
}

/// What an actor can do on each record that waits, and the colour of its first limit.
type Found = BTreeMap<String, (Vec<String>, String)>;

fn brute_force(district: &District, ids: &[RecordId], actor: &Actor, now: Instant) -> Found {
    let rules = district.rules();
    let found = district.store.read(|reader| {
        let mut found = Found::new();
        for id in ids {
            let record = reader.load(id)?.unwrap();
            let open = answered(reader, |facts| open_actions(&rules, &record, actor, now, facts))?;
            let of_step =
                |index: u16| matches!(record.def.actions[usize::from(index)].from, From::Steps { .. });
            let open: Vec<String> =
                open.iter().filter(|open| of_step(open.index)).map(|open| open.id.to_string()).collect();
            if waits(&record) && !open.is_empty() {
                let states = answered(reader, |facts| limits(&rules, &record, now, facts))?;
                found.insert(id.to_string(), (open, first_colour(&states, &record, district)));
            }
        }
        Ok(found)
    });
    found.unwrap()
}

/// The colour of the limit that is due first, told by the engine itself at the instant.
fn first_colour(states: &[fadu_engine::LimitState], record: &Record, district: &District) -> String {
    let at = record.history.last().unwrap().at;
    let rules = district.rules();
    let before = district.store.read(|reader| answered(reader, |facts| limits(&rules, record, at, facts)));
    let before = before.unwrap();
    let paused = |state: &&fadu_engine::LimitState| state.state == fadu_engine::time_limit::State::Paused;
    let open = before.iter().filter(|state| state.is_open());
    let order = |state: &&fadu_engine::LimitState| {
        let due = state.due.and_then(fadu_base::counting::Moment::instant);
        (paused(state), due.is_none(), due.map(|due| due.to_string()))
    };
    let Some(first) = open.min_by_key(order) else { return "无期限".to_owned() };
    let now_state = states.iter().find(|state| state.limit == first.limit && state.row == first.row);
    now_state.and_then(|state| state.colour).map_or("?", |colour| colour.word()).to_owned()
}

fn listed(district: &District, seat: &Seat, asked: &TodoAsked, now: Instant) -> (Vec<TodoRow>, Todo) {
    let first = district.todo_at(seat, asked, now).unwrap();
    let (mut rows, mut next) = (first.rows.clone(), first.next.clone());
    while next.is_some() {
        let page = district.todo_at(seat, &TodoAsked { after: next, ..asked.clone() }, now).unwrap();
        rows.extend(page.rows);
        next = page.next;
    }
    (rows, first)
}

#[test]
fn a_work_list_is_what_brute_force_finds() {
    let (_folder, district) = district("todo");
    let mut dice = Dice(42);
    let records = records(&district, &mut dice);
    store(&district, &records);
    let ids: Vec<RecordId> = records.iter().map(|record| record.id.clone()).collect();
    assert!(ids.len() > 300, "only {} records", ids.len());
    let actors = actors(&records);
    let mut compared = 0;
    let mut colours = BTreeSet::new();
    for turn in 0..60 {
        let actor = &actors[dice.below(actors.len())];
        let last = records.iter().map(|record| record.history.last().unwrap().at).max().unwrap();
        let base = records[dice.below(records.len())].history.last().unwrap().at;
        let now = base.checked_add(Duration::from_secs(dice.below(60 * 86_400) as u64)).unwrap();
        // Nobody looks at a record before its last event.
        let ids: Vec<RecordId> = records
            .iter()
            .filter(|record| record.history.last().unwrap().at <= now)
            .map(|record| record.id.clone())
            .collect();
        let now = if turn % 4 == 0 { last.max(now) } else { now };
        let wanted = brute_force(&district, &ids, actor, now);
        let asked = TodoAsked { most: 7, ..TodoAsked::default() };
        let (rows, todo) = listed(&district, &seat(actor), &asked, now);
        let present: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
        let found: Found = rows
            .iter()
            .filter(|row| present.contains(&row.record))
            .map(|row| {
                let actions = row.actions.iter().map(|(id, _)| id.clone()).collect();
                (row.record.clone(), (actions, row.colour.clone()))
            })
            .collect();
        for id in found.keys().chain(wanted.keys()) {
            assert_eq!(found.get(id), wanted.get(id), "{id} for {actor:?} at {now}");
        }
        assert_eq!(todo.all, rows.len() as u64, "{actor:?} at {now}");
        for (colour, n) in &todo.colours {
            let of = TodoAsked { colours: vec![colour.clone()], most: 500, ..TodoAsked::default() };
            let (listed, counted) = listed(&district, &seat(actor), &of, now);
            assert_eq!((listed.len() as u64, counted.all), (*n, *n), "{colour}");
            assert!(listed.iter().all(|row| row.colour == *colour));
        }
        for (ty, _, n) in &todo.types {
            let of = TodoAsked { types: vec![ty.clone()], most: 500, ..TodoAsked::default() };
            let (listed, _) = listed(&district, &seat(actor), &of, now);
            assert_eq!(listed.len() as u64, *n, "{ty}");
        }
        compared += found.len();
        colours.extend(rows.into_iter().map(|row| row.colour));
    }
    assert!(compared > 500, "only {compared} rows were compared");
    assert!(colours.len() >= 5, "only {colours:?} were met");
}
