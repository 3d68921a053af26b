//! The statement shows what `access` lets see, and no more.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use fadu_engine::{Doer, Record};

use super::ListAsked;
use crate::access::{Sight, sight};
use crate::kit::{Dice, district, records, store};
use crate::page::asked;
use crate::{District, Seat};

/// Seats of people who acted, or who are named, under every role.
fn seats(district: &District, records: &[std::sync::Arc<Record>], dice: &mut Dice) -> Vec<Seat> {
    let mut people: Vec<(String, Option<String>)> = Vec::new();
    for record in records {
        for event in &record.history {
            if let Doer::Person(by) = &event.actor {
                people.push((by.person.to_string(), by.org.as_ref().map(ToString::to_string)));
            }
        }
    }
    people.sort();
    people.dedup();
    let roles: Vec<String> = district.catalog.definitions.roles.keys().map(ToString::to_string).collect();
    let seat = |role: &String, (person, org): &(String, Option<String>)| Seat {
        person: person.clone(),
        person_name: String::new(),
        role: role.clone(),
        role_name: String::new(),
        org: org.clone(),
        org_name: None,
        appointment: Some("appointment/x".into()),
        party_of: None,
    };
    roles
        .iter()
        .filter(|role| *role != "applicant")
        .flat_map(|role| {
            let some: Vec<usize> = (0..3).map(|_| dice.below(people.len())).collect();
            some.into_iter().map(|at| seat(role, &people[at])).collect::<Vec<_>>()
        })
        .collect()
}

/// All pages of a list: record and whether it is masked.
fn listed(district: &District, seat: &Seat, ty: &str) -> BTreeMap<String, bool> {
    let mut all = BTreeMap::new();
    let mut asked = ListAsked { most: 7, ..ListAsked::default() };
    let mut counted = None;
    while let Some(page) = district.list(seat, ty, &asked).unwrap() {
        assert!(page.faults.is_empty(), "{:?}", page.faults);
        counted = counted.or(page.count);
        let full = page.rows.len();
        all.extend(page.rows.into_iter().map(|row| (row.record, row.masked)));
        match page.next {
            Some(next) => {
                assert_eq!(full, 7, "a page that is not the last is full");
                asked.after = next;
            }
            None => break,
        }
    }
    assert_eq!(counted.map_or(0, |count| count.n), all.len(), "{ty} for {}", seat.role);
    all
}

#[test]
fn lists_hold_what_access_lets_see() {
    let (_folder, district) = district("lists");
    let mut dice = Dice(20_261_123);
    let records = records(&district, &mut dice);
    store(&district, &records);
    let seats = seats(&district, &records, &mut dice);
    let (rules, now) = (district.rules(), district.now());
    let mut seen = [0; 3];
    for seat in &seats {
        let mut expected: BTreeMap<&str, BTreeMap<String, bool>> = BTreeMap::new();
        for record in &records {
            let actor = seat.actor(Some(&record.id)).unwrap();
            let sight = district
                .store
                .read(|reader| asked(reader, |facts| sight(&rules, record, &actor, now, facts)))
                .unwrap();
            seen[sight as usize] += 1;
            let of_type = expected.entry(record.id.ty()).or_default();
            if sight > Sight::Nothing {
                of_type.insert(record.id.to_string(), sight == Sight::Masked);
            }
        }
        for (ty, expected) in expected {
            let found = listed(&district, seat, ty);
            // Those who only entered a record as past find it by its number, not in the list.
            let entered = |id: &String| {
                let record = records.iter().find(|record| record.id.as_str() == id).unwrap();
                let is_theirs = |event: &&std::sync::Arc<fadu_engine::Event>| matches!(&event.actor, Doer::Person(by) if by.person.as_str() == seat.person);
                record.history.iter().filter(is_theirs).all(|event| event.past)
                    && record.history.iter().any(|event| is_theirs(&event))
            };
            let expected: BTreeMap<_, _> =
                expected.into_iter().filter(|(id, _)| found.contains_key(id) || !entered(id)).collect();
            assert_eq!(found, expected, "{ty} for {} {:?}", seat.role, seat.org);
        }
    }
    assert!(seen.iter().all(|n| *n > 500), "{seen:?}");
}
