//! What follows an event: rows that can be made anew, acts by law in the sweep, publications and
//! notices.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use fadu_base::Instant;
use fadu_engine::{Change, Notice, cases};
use fadu_store::due::{DueRow, due_of_record};
use fadu_store::notice::{notice_actions, notice_page};
use fadu_store::publication::publication_get;
use fadu_store::work::{WorkRow, work_of_record};

use crate::kit::{Dice, Folder, district, records, store};
use crate::{District, PublishedAsked, Seat, outbox};

fn rows(district: &District, ids: &[String]) -> (Vec<DueRow>, Vec<WorkRow>) {
    let read = district.store.read(|reader| {
        let (mut due, mut work) = (Vec::new(), Vec::new());
        for id in ids {
            due.extend(due_of_record(reader.view.db, district.code(), id)?);
            work.extend(work_of_record(reader.view.db, district.code(), id)?);
        }
        Ok((due, work))
    });
    read.unwrap()
}

fn stored() -> (Folder, District, Vec<String>, Instant) {
    let (folder, district) = district("outbox");
    let records = records(&district, &mut Dice(7));
    store(&district, &records);
    let last = records.iter().map(|record| record.history.last().unwrap().at).max().unwrap();
    (folder, district, records.iter().map(|record| record.id.to_string()).collect(), last)
}

#[test]
fn rows_made_anew_are_the_same_and_the_sweep_settles_what_lapsed() {
    let (_folder, district, ids, last) = stored();
    let before = rows(&district, &ids);
    assert!(before.0.len() > 50 && before.1.len() > 100, "{} {}", before.0.len(), before.1.len());
    assert_eq!(district.rebuild().unwrap(), ids.len() as u64);
    assert_eq!(rows(&district, &ids), before);
    assert!(district.verify(false).unwrap().findings.is_empty(), "seals hold");

    // Once by law or stuck, for good.
    let late = last.checked_add(Duration::from_secs(400 * 86_400)).unwrap();
    let swept = district.sweep_at(late).unwrap();
    assert!(swept.settled > 10, "{swept:?}");
    let left = rows(&district, &ids).0;
    assert!(left.iter().filter(|due| due.state == "stuck").count() as u64 >= swept.stuck);
    let again = district.sweep_at(late).unwrap();
    assert_eq!((again.settled, again.stuck, again.off), (0, 0, 0));
    assert!(district.verify(false).unwrap().findings.is_empty());
}

#[test]
fn what_was_counted_with_another_calendar_is_counted_again() {
    let (_folder, district, ids, last) = stored();
    let before = rows(&district, &ids);
    let stale = before.0[0].record.clone();
    let mut due: Vec<DueRow> = before.0.iter().filter(|due| due.record == stale).cloned().collect();
    due.iter_mut().for_each(|due| {
        due.calendar = "2019".to_owned();
        due.due_on = Some("2000-01-01".to_owned());
        due.state = "running".to_owned();
    });
    let put = move |txn: &mut fadu_store::Txn<'_>| {
        fadu_store::due::due_replace(txn.db(), &txn.shared().keys, txn.district(), &stale, &due)
    };
    district.store.write(put).unwrap();
    let early = last.checked_add(Duration::from_secs(60)).unwrap();
    let swept = district.sweep_at(early.min("2000-01-01T00:00:00".parse().unwrap())).unwrap();
    assert_eq!(swept.recounted, 1);
    assert_eq!(rows(&district, &ids), before);
}

/// A district in which a case of a type has just happened, and the changes of its last command.
fn after_case(fits: impl Fn(&[Change]) -> bool) -> (Folder, District, Vec<Change>) {
    let shipped = crate::Catalog::embedded().unwrap();
    let rules = shipped.rules("140502");
    for def in rules.definitions.types.values().flatten() {
        for case in &def.cases {
            let Some((mut world, command)) = cases::stage(rules, def, &case.name) else { continue };
            let before: Vec<_> = world.records().to_vec();
            let outcome = world.take(&command);
            let Ok(done) = outcome.result else { continue };
            if outcome.by_law.is_empty() && fits(&done) {
                let (folder, district) = district("leaving");
                store(&district, &before);
                let (catalog, code, all) =
                    (district.catalog.clone(), district.code().to_owned(), done.clone());
                // The world has drawn the numbers already.
                let drawn = |change: Change| Change { draws: Vec::new(), ..change };
                let all = all.into_iter().map(drawn).collect();
                let append =
                    move |txn: &mut fadu_store::Txn<'_>| outbox::append(&catalog.rules(&code), txn, all);
                // A world may hold records that have no events to store.
                if district.store.write(append).is_ok() {
                    return (folder, district, done);
                }
            }
        }
    }
    panic!("no case fits");
}

#[test]
fn what_nobody_has_to_record_is_published_at_once_and_ends_on_its_day() {
    let (_folder, district, done) = after_case(|done| {
        done.iter().any(|change| {
            change.publications.iter().any(|due| !due.off && due.by.is_none() && due.until.is_some())
        })
    });
    let change = done.iter().find(|change| !change.publications.is_empty()).unwrap();
    let due = change.publications.iter().find(|due| due.by.is_none() && due.until.is_some()).unwrap();
    let record = change.record.to_string();
    let read = |district: &District| {
        let get = |reader: &mut fadu_store::Reader<'_>| {
            publication_get(reader.view.db, district.code(), &record, &due.publication)
        };
        district.store.read(get).unwrap().unwrap()
    };
    let row = read(&district);
    assert_eq!((&*row.state, row.off_on.as_deref()), ("shown", None));
    assert_eq!(row.published_on, Some(change.event.at.date().to_string()));
    assert_eq!(
        (row.due_on, row.until_on),
        (due.due.map(|d| d.to_string()), due.until.map(|d| d.to_string()))
    );
    let until = due.until.unwrap().to_datetime(fadu_base::Time::midnight());
    let eve = until.checked_sub(Duration::from_secs(1)).unwrap();
    assert_eq!(district.sweep_at(eve).unwrap().off, 0);
    assert_eq!(district.sweep_at(until).unwrap().off, 1);
    assert_eq!(read(&district).state, "off");
}

#[test]
fn the_portal_shows_only_what_the_publication_shows() {
    let (_folder, district, done) = after_case(|done| {
        done.iter().any(|change| {
            change.publications.iter().any(|due| !due.off && due.by.is_none() && due.until.is_none())
        })
    });
    let page = district.published(&PublishedAsked::default()).unwrap();
    let item = page.rows.first().unwrap();
    assert!(done.iter().any(|change| *change.record.to_string() == item.record));
    assert!(!item.title.is_empty() && !item.shows.is_empty(), "{item:?}");
    let def = &done.iter().find(|change| *change.record.to_string() == item.record).unwrap().def;
    let publication = def.publications.iter().find(|known| *known.id == *item.publication).unwrap();
    let names: Vec<&str> =
        publication.shows.iter().map(|at| def.fields[usize::from(*at)].name.as_str()).collect();
    assert!(item.shows.iter().all(|(name, _)| names.contains(&name.as_str())), "{item:?}");
    let one = district.published_item(&item.id).unwrap().unwrap();
    assert_eq!(one.shows, item.shows);
    assert!(district.published_item("case/none/x").unwrap().is_none());
    let duty = district.duties().unwrap();
    let duty = duty.iter().find(|duty| duty.publication == item.publication && duty.type_id == item.type_id);
    assert_eq!(duty.unwrap().shown, 1);
    let elsewhere = PublishedAsked { type_id: Some("nothing".into()), ..PublishedAsked::default() };
    assert!(district.published(&elsewhere).unwrap().rows.is_empty());
}

#[test]
fn whoever_is_told_reads_it_once() {
    let (_folder, district, done) = after_case(|done| {
        done.iter().any(|change| change.notices.iter().any(|notice| matches!(notice, Notice::To(_))))
    });
    let change = done.iter().find(|change| !change.notices.is_empty()).unwrap();
    let to = change.notices.iter().find_map(|notice| match notice {
        Notice::To(id) => Some(id.to_string()),
        Notice::Role(_) => None,
    });
    let to = to.unwrap();
    let seat = |person: &str| Seat {
        person: person.to_owned(),
        person_name: String::new(),
        role: "applicant".into(),
        role_name: String::new(),
        org: None,
        org_name: None,
        appointment: None,
        party_of: None,
    };
    let lines = district
        .store
        .read(|reader| notice_page(reader.view.db, district.code(), ("", &to), (i64::MAX, false, 10)));
    assert!(!lines.unwrap().is_empty());
    let mine = seat(&to);
    let notices = district.notices(&mine, &Default::default()).unwrap();
    assert_eq!(notices.unread, notices.rows.len() as u64);
    let first = &notices.rows[0];
    assert_eq!(first.record, change.record.to_string());
    // A stranger neither sees nor marks it.
    let stranger = seat("person/stranger");
    assert!(district.notices(&stranger, &Default::default()).unwrap().rows.is_empty());
    assert_eq!(district.notice_read(&stranger, Some(&first.id)).unwrap(), 0);
    assert_eq!(district.notice_read(&mine, Some(&first.id)).unwrap(), 1);
    assert_eq!(district.notices(&mine, &Default::default()).unwrap().unread, notices.unread - 1);
    assert_eq!(district.notice_read(&mine, Some(&first.id)).unwrap(), 0);
    assert!(district.verify(false).unwrap().findings.is_empty());
}

/// Whether a change starts a limit that warns by two rungs or more.
fn starts_alarms(change: &Change) -> bool {
    let action = change.def.actions.iter().position(|action| action.id == change.event.action);
    let starts = |limit: &fadu_definition::Limit| {
        limit.alarm.len() > 1 && limit.starts.iter().any(|start| Some(usize::from(*start)) == action)
    };
    change.def.limits.iter().any(starts)
}

#[test]
fn each_rung_of_an_alarm_is_told_once_and_in_its_turn() {
    let (_folder, district, done) = after_case(|done| done.iter().any(starts_alarms));
    let change = done.iter().find(|change| starts_alarms(change)).unwrap();
    let told = || -> Vec<String> {
        let all = district
            .store
            .read(|reader| notice_actions(reader.view.db, district.code(), ("alarm.", "alarm/")))
            .unwrap();
        all.into_iter().filter(|(record, _)| *record == *change.record.as_str()).map(|(_, key)| key).collect()
    };
    assert_eq!(district.sweep_at(change.event.at).unwrap().alarms, 0);
    let mut since: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for day in (1..=40).chain((45..=400).step_by(5)) {
        let at = change.event.at.checked_add(Duration::from_secs(day * 86_400)).unwrap();
        let swept = district.sweep_at(at).unwrap();
        let now = told();
        let new = now.iter().filter(|key| !since.contains_key(*key)).count();
        assert!(swept.alarms > 0 || new == 0, "told without a notice");
        for key in now {
            since.entry(key).or_insert(day);
        }
        assert_eq!(district.sweep_at(at).unwrap().alarms, 0, "told twice on day {day}");
    }
    let limits = change.def.limits.iter().filter(|limit| limit.alarm.len() > 1);
    let days = limits.map(|limit| {
        let rung = |percent: &u32| {
            let is_it = |key: &str| {
                key.starts_with(&format!("alarm.{}.", limit.id)) && key.ends_with(&format!(".{percent}"))
            };
            since.iter().find(|(key, _)| is_it(key)).map(|(_, day)| *day)
        };
        limit.alarm.iter().filter_map(|(percent, _)| rung(percent)).collect::<Vec<_>>()
    });
    let days: Vec<_> = days.filter(|days| days.len() > 1).collect();
    assert!(!days.is_empty(), "{since:?}");
    assert!(days.iter().all(|days| days.is_sorted()), "{days:?}");
    assert!(days.iter().any(|days| days.first() < days.last()), "{days:?}");
    assert!(district.verify(false).unwrap().findings.is_empty(), "seals hold");
}
