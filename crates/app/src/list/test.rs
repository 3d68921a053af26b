//! The statement shows what `access` lets see, and no more.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use fadu_engine::{Doer, Record};

use fadu_store::list::list_page;

use super::{Desk, ListAsked, filter};
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
        all.extend(page.rows.into_iter().map(|row| (row.record, row.is_open)));
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

/// Two to four Chinese characters out of the middle of a text.
fn piece(text: &str, dice: &mut Dice) -> Option<String> {
    let all: Vec<char> = text.chars().collect();
    let (at, length) = (dice.below(all.len().max(1)), 2 + dice.below(3));
    let piece = all.get(at..at + length)?;
    piece.iter().all(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).then(|| piece.iter().collect())
}

#[test]
fn the_index_of_words_leaves_no_record_out_of_a_list() {
    let (_folder, district) = district("list-text");
    let mut dice = Dice(5);
    let records = records(&district, &mut dice);
    store(&district, &records);
    let seats = seats(&district, &records, &mut dice);
    let (mut told, mut found) = (0, 0);
    // First while the index is behind: what is ahead of it is looked at too, or all of the type.
    for round in 0..2 {
        for record in records.iter().step_by(3) {
            let texts = record.def.fields.iter().zip(&record.fields);
            let texts = texts.filter_map(|(field, value)| Some((field, piece(value.as_text()?, &mut dice)?)));
            for (field, text) in texts.take(2).collect::<Vec<_>>() {
                let seat = &seats[dice.below(seats.len())];
                let asked = ListAsked { field: field.id.to_string(), text, ..ListAsked::default() };
                let pages = district.store.read(|reader| {
                    let mut desk = Desk::of(&district, reader, seat, &record.def, district.now())?;
                    let (filter, faults) = filter::read(&desk, &asked);
                    if !faults.is_empty() {
                        return Ok(None);
                    }
                    let tests = filter.tests(&asked);
                    let page = |desk: &Desk<'_>| {
                        desk.with(&tests, |listing| list_page(reader.view.db, listing, None, 500)).unwrap()
                    };
                    let all = page(&desk);
                    desk.among = filter.among(reader, &record.def, &asked)?;
                    Ok(desk.among.is_some().then(|| (all, page(&desk))))
                });
                if let Some((all, among)) = pages.unwrap() {
                    assert_eq!(among, all, "{asked:?}");
                    told += 1;
                    found += usize::from(!all.0.is_empty());
                }
            }
        }
        if round == 0 {
            district.search_rebuild().unwrap();
        }
    }
    assert!(told > 60 && found > 30, "{told} {found}");
}
