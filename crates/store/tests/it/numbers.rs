//! Numbers without gaps.

use fadu_base::Value;
use fadu_engine::Draw;
use fadu_store::{Source, StoreError};

use crate::store_kit::*;

#[test]
fn numbers_follow_one_another() {
    let (_folder, store) = store();
    let numbers: Vec<String> = (0..3)
        .map(|n| start(&store, &format!("matter/m{n}")).record.no.clone().unwrap().to_string())
        .collect();
    let definitions = definitions();
    let draw = own_number(&definitions.types["matter"][0], "2020-06-01");
    let expected: Vec<String> = (1..=3).map(|n| rendered(&draw, n)).collect();
    assert_eq!(numbers, expected);
    assert!(numbers[0].starts_with("140599-20200601-0001-"));
}

#[test]
fn a_request_that_is_taken_back_takes_no_number() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    let failed = store.write(|txn| {
        let def = def(&txn.shared().definitions, "matter");
        let event = event(&def, 1, "start", "2020-06-01", Vec::new());
        let mut change = change(None, &id("matter/m2"), &def, event);
        change.draws = vec![own_number(&def, "2020-06-01")];
        txn.append(vec![change])?;
        Err::<(), _>(StoreError::Invalid("不要".to_owned()))
    });
    assert!(failed.is_err());
    assert!(start(&store, "matter/m3").record.no.clone().unwrap().contains("-0002-"));
}

#[test]
fn a_number_given_by_hand_is_passed_over() {
    let (_folder, store) = store();
    let definitions = definitions();
    let taken = rendered(&own_number(&definitions.types["matter"][0], "2020-06-01"), 2);
    append(&store, "matter/old", move |def, seq| {
        let mut event = event(def, seq, "start", "2020-06-01", Vec::new());
        event.no = Some(taken.into());
        event
    });
    start(&store, "matter/m1");
    assert!(start(&store, "matter/m2").record.no.clone().unwrap().contains("-0003-"));
}

/// The engine gives the state after the second event without the number that the first draws.
#[test]
fn later_events_of_one_decision_keep_the_number() {
    let (_folder, store) = store();
    let last = store
        .write(|txn| {
            let (def, of) = (def(&txn.shared().definitions, "matter"), id("matter/m1"));
            let first = event(&def, 1, "start", "2020-06-01", Vec::new());
            let mut first = change(None, &of, &def, first);
            first.draws = vec![
                own_number(&def, "2020-06-01"),
                Draw {
                    field: Some("doc_no".into()),
                    org: Some(id("organization/sfj")),
                    series: "matter.doc_no".into(),
                    period: "2020".into(),
                    form: def
                        .fields
                        .iter()
                        .find(|field| &*field.id == "doc_no")
                        .unwrap()
                        .form
                        .clone()
                        .unwrap(),
                    day: day("2020-06-01"),
                },
            ];
            let second = event(&def, 2, "note", "2020-06-01", fields(&[("subject", Value::text("后"))]));
            let second = change(Some(&first.after), &of, &def, second);
            Ok(txn.append(vec![first, second])?.remove(1))
        })
        .unwrap();
    assert!(last.record.no.is_some());
    let at = last.record.def.fields.iter().position(|field| &*field.id == "doc_no").unwrap();
    assert_eq!(last.record.fields[at], Value::text("试〔2020〕1号"));
    let read = store.read(|reader| reader.load(&id("matter/m1"))).unwrap().unwrap();
    assert_eq!((&read.fields, &read.no), (&last.record.fields, &last.record.no));
    assert!(store.verify(fadu_store::verify::Depth::Full).unwrap().is_sound());
}
