//! Two-character words are found; personal ones only by those whom the record concerns.
#![allow(clippy::unwrap_used)]

use fadu_engine::Doer;

use crate::kit::{Dice, district, records, store};
use crate::{District, Seat};

fn seat(district: &District, role: &str, person: &str, org: Option<&str>) -> Seat {
    Seat {
        person: person.to_owned(),
        person_name: String::new(),
        role: role.to_owned(),
        role_name: district.name().to_owned(),
        org: org.map(str::to_owned),
        org_name: None,
        appointment: Some("appointment/x".into()),
        party_of: None,
    }
}

fn all(district: &District, seat: &Seat, typed: &str) -> Vec<String> {
    let (mut found, mut after): (Vec<String>, Option<String>) = (Vec::new(), None);
    loop {
        let page = district.search(seat, typed, after.as_deref()).unwrap();
        found.extend(page.rows.into_iter().map(|hit| hit.record));
        match page.next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

#[test]
fn words_are_found_and_personal_ones_only_by_those_concerned() {
    let (_folder, district) = district("search");
    let records = records(&district, &mut Dice(7));
    store(&district, &records);
    district.search_rebuild().unwrap();
    // The case handler who acted on a penalty case finds it by a name in its personal fields.
    let (mut by_name, mut strangers) = (0, 0);
    let stranger = seat(&district, "grid_worker", "person/nobody", Some("organization/nowhere"));
    for record in records.iter().filter(|record| record.id.ty() == "penalty_case") {
        let names = record.def.fields.iter().zip(&record.fields);
        let named = names.filter(|(field, _)| {
            field.personal.is_some()
                && field.ty == fadu_definition::FieldType::Text
                && field.seen_by.is_empty()
        });
        let name = named.filter_map(|(_, value)| value.as_text()).find(|name| name.chars().count() > 1);
        let actor = record.history.iter().find_map(|event| match &event.actor {
            Doer::Person(by) => Some(by.clone()),
            _ => None,
        });
        let (Some(name), Some(actor)) = (name, actor) else { continue };
        let mine = seat(
            &district,
            &actor.role,
            actor.person.as_str(),
            actor.org.as_ref().map(fadu_base::RecordId::as_str),
        );
        by_name += usize::from(all(&district, &mine, name).iter().any(|found| found == record.id.as_str()));
        strangers +=
            usize::from(all(&district, &stranger, name).iter().any(|found| found == record.id.as_str()));
    }
    assert!(by_name > 0, "nobody found their own");
    assert_eq!(strangers, 0);
}

#[test]
fn the_index_follows_the_journal_in_batches_and_is_the_same_made_anew() {
    let (_folder, district) = district("follow");
    let records = records(&district, &mut Dice(3));
    let mine = seat(&district, "case_handler", "person/nobody", None);
    store(&district, &records[..records.len() / 2]);
    assert!(district.search(&mine, "行政", None).unwrap().behind, "a search only reads");
    while !district.search_catch_up(1).unwrap() {}
    assert!(!district.search(&mine, "行政", None).unwrap().behind);
    let before = all(&district, &mine, "行政");
    store(&district, &records[records.len() / 2..]);
    while !district.search_catch_up(1).unwrap() {}
    let after = all(&district, &mine, "行政");
    assert!(after.len() > before.len() && !before.is_empty(), "{} {}", before.len(), after.len());
    district.search_rebuild().unwrap();
    let mut anew = all(&district, &mine, "行政");
    let mut after = after;
    anew.sort();
    after.sort();
    assert_eq!(anew, after);
    assert!(all(&district, &mine, "").is_empty());
    assert!(all(&district, &mine, "\" OR * ) NEAR( {x").len() <= after.len());
}
