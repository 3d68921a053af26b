//! Events and fields survive their stored form, whatever they hold.

use std::sync::Arc;

use fadu_base::counting::Moment;
use fadu_base::{Date, Decimal, Money, Name, Period, RecordId, Ref, Row, Value};
use fadu_engine::{Actor, Doc, Doer, Event, TermEnd};
use fadu_journal::seal::Key;
use fadu_store::codec::CodecError;
use fadu_store::codec::event::{Drawn, Location, decode, encode};
use fadu_store::codec::shape::Shapes;
use proptest::prelude::*;

use crate::store_kit::{DISTRICT, day, definitions, event};

fn date() -> impl Strategy<Value = Date> {
    (1900i16..=2199, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn instant() -> impl Strategy<Value = fadu_base::Instant> {
    (date(), 0i8..24, 0i8..60, 0i8..60).prop_map(|(date, h, m, s)| date.at(h, m, s, 0))
}

fn text() -> impl Strategy<Value = Value> {
    any::<String>().prop_map(Value::text)
}

fn permit() -> impl Strategy<Value = Value> {
    let local = "[a-z0-9.-]{1,12}";
    (local, proptest::option::of(date()))
        .prop_map(|(local, day)| Value::Ref(Ref { id: RecordId::new("permit", &local), day }))
}

fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    proptest::collection::vec(of, 0..4).prop_map(Value::list)
}

fn period() -> impl Strategy<Value = Value> {
    any::<(i32, i32, i32, i32, i32)>().prop_map(|(months, days, working_days, working_minutes, minutes)| {
        Value::Period(Period { months, days, working_days, working_minutes, minutes })
    })
}

fn row() -> impl Strategy<Value = Arc<Row>> {
    (1u32..9, or_null(text()), or_null(any::<i64>().prop_map(Value::Int)), or_null(permit()))
        .prop_map(|(no, who, part, at)| Arc::new(Row { no, cells: vec![who, part, at] }))
}

fn or_null(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(Value::Null), 4 => of]
}

/// Any fields of a matter, sorted by id as they are stored.
fn fields() -> impl Strategy<Value = Vec<(Name, Value)>> {
    let all = (
        (or_null(text()), or_null(text()), or_null(text()), or_null(text())),
        or_null(any::<i64>().prop_map(|fen| Value::Money(Money(fen)))),
        or_null(any::<i64>().prop_map(|part| Value::Decimal(Decimal(part)))),
        or_null(any::<i64>().prop_map(Value::Int)),
        or_null(date().prop_map(Value::Date)),
        or_null(instant().prop_map(Value::Instant)),
        or_null(period()),
        or_null(any::<bool>().prop_map(Value::Bool)),
        or_null(list(text())),
        or_null(permit()),
        or_null(list(permit())),
    );
    all.prop_map(
        |(
            (subject, applicant, phone, id_no),
            amount,
            share,
            count,
            on,
            at,
            within,
            urgent,
            tags,
            body,
            bodies,
        )| {
            let fields = [
                ("amount", amount),
                ("applicant", applicant),
                ("bodies", bodies),
                ("body", body),
                ("count", count),
                ("id_no", id_no),
                ("phone", phone),
                ("seen_at", at),
                ("seen_on", on),
                ("share", share),
                ("subject", subject),
                ("tags", tags),
                ("urgent", urgent),
                ("within", within),
            ];
            fields.into_iter().map(|(id, value)| (Name::from(id), value)).collect()
        },
    )
}

fn doer() -> impl Strategy<Value = Doer> {
    let actor = (any::<bool>(), any::<bool>()).prop_map(|(full, stands)| {
        let other = |text| full.then(|| RecordId::parse(text).unwrap());
        Doer::Person(Actor {
            person: RecordId::new("person", "li"),
            appointment: other("appointment/1"),
            role: "case_handler".into(),
            org: other("organization/sfj"),
            delegate_of: other("person/wang"),
            stands_for_party: stands,
        })
    });
    let law = any::<Option<String>>()
        .prop_map(|article| Doer::Law { limit: "handle".into(), article: article.map(Arc::from) });
    prop_oneof![actor, law, Just(Doer::System)]
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![date().prop_map(Moment::Day), instant().prop_map(Moment::At)]
}

fn term() -> impl Strategy<Value = TermEnd> {
    (any::<Option<u32>>(), moment(), proptest::option::of(moment()), moment(), any::<bool>(), any::<i64>())
        .prop_map(|(row, start, due, ended, met, used)| TermEnd {
            limit: "handle".into(),
            row,
            start,
            due,
            ended,
            met,
            used,
        })
}

fn any_event() -> impl Strategy<Value = Event> {
    let who = (1u32..1000, instant(), instant(), date(), doer(), any::<bool>());
    let what = (fields(), proptest::collection::vec(row(), 0..3), proptest::option::of(row()));
    let rest = (
        proptest::collection::vec(term(), 0..3),
        any::<Option<String>>(),
        proptest::option::of(permit()),
        proptest::collection::vec("[a-z]{1,5}", 0..3),
    );
    (who, what, rest).prop_map(
        |((seq, at, moment, on, actor, past), (fields, added, row), (terms, no, org, names))| {
            let definitions = definitions();
            let mut event = event(&definitions.types["matter"][0], seq, "note", "2020-01-01", fields);
            (event.at, event.moment, event.on, event.actor, event.past) = (at, moment, on, actor, past);
            event.from = Some("open".into());
            event.to = seq.is_multiple_of(2).then(|| "closed".into());
            event.input = vec![("caller".into(), Value::text("139")), ("reason".into(), Value::Null)];
            event.added = if added.is_empty() { vec![] } else { vec![("people".into(), added)] };
            event.row = row.map(|row| ("people".into(), row));
            event.terms = terms;
            event.no = no.clone().map(Arc::from);
            event.org = match org {
                Some(Value::Ref(org)) => Some(org),
                _ => None,
            };
            event.docs = names.iter().map(|id| Doc { id: (**id).into(), sm3: "ab".into() }).collect();
            event.facts = names.iter().map(|id| (**id).into()).collect();
            event.warnings = names.iter().map(|id| (**id).into()).collect();
            event.cause = no.map(Arc::from);
            event
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn events_survive(event in any_event(), n in any::<i64>()) {
        let definitions = definitions();
        let shapes = Shapes::new(&definitions);
        let shape = &shapes.of_type("matter")[0];
        let key = Key::new(&[7; 32]);
        let at = Location { district: DISTRICT, record: "matter/m1", seq: event.seq };
        let draws = vec![Drawn { org: None, series: "s".into(), period: "2020".into(), n }];
        let bytes = encode(&event, &draws, at, shape, Some(&key));
        prop_assert!(fadu_journal::canonical::parse(&bytes).is_ok(), "{}", String::from_utf8_lossy(&bytes));
        let text = std::str::from_utf8(&bytes).unwrap();
        let decoded = decode(text, at, &shapes, Some(&key)).unwrap();
        prop_assert_eq!(&decoded.event, &event);
        prop_assert_eq!(decoded.draws, draws.clone());
        prop_assert_eq!(encode(&decoded.event, &draws, at, shape, Some(&key)), bytes);
    }

    #[test]
    fn no_text_ends_the_program(text in any::<String>(), at in 0usize..2000, byte in any::<char>()) {
        let definitions = definitions();
        let shapes = Shapes::new(&definitions);
        let shape = &shapes.of_type("matter")[0];
        let key = Key::new(&[7; 32]);
        let place = Location { district: DISTRICT, record: "matter/m1", seq: 1 };
        let _ = decode(&text, place, &shapes, Some(&key));
        let event = event(&shape.def, 1, "start", "2020-01-01", crate::store_kit::full());
        let good = String::from_utf8(encode(&event, &[], place, shape, Some(&key))).unwrap();
        let at = good.floor_char_boundary(at.min(good.len()));
        let mut bad = good[..at].to_owned();
        bad.push(byte);
        bad.push_str(good[at..].get(1..).unwrap_or_default());
        let _ = decode(&bad, place, &shapes, Some(&key));
    }
}

#[test]
fn the_written_form_is_fixed() {
    let definitions = definitions();
    let shapes = Shapes::new(&definitions);
    let shape = &shapes.of_type("matter")[0];
    let mut event = event(
        &shape.def,
        2,
        "note",
        "2020-06-03",
        crate::store_kit::fields(&[
            ("body", crate::store_kit::reference("permit/p1", Some("2020-06-01"))),
            ("amount", Value::Money(Money(10050))),
            ("tags", Value::list([Value::text("a")])),
            ("subject", Value::Null),
        ]),
    );
    event.definition = "matter@2020-01-01#d".into();
    event.actor = Doer::Law { limit: "handle".into(), article: Some("第一条".into()) };
    event.on = day("2020-06-01");
    let at = Location { district: DISTRICT, record: "matter/m1", seq: 2 };
    let text = String::from_utf8(encode(&event, &[], at, shape, None)).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"action":"note","at":"2020-06-03T10:00:00+08:00","definition":"matter@2020-01-01#d","#,
            r#""district":"140599","fields":{"amount":10050,"body":"permit/p1","body@":"2020-06-01","#,
            r#""subject":null,"tags":["a"]},"law":{"article":"第一条","limit":"handle"},"on":"2020-06-01","#,
            r#""record":"matter/m1","seq":2,"type":"matter","v":1}"#
        )
    );
}

#[test]
fn personal_values_need_their_key() {
    let definitions = definitions();
    let shapes = Shapes::new(&definitions);
    let shape = &shapes.of_type("matter")[0];
    let at = Location { district: DISTRICT, record: "matter/m1", seq: 1 };
    let event = event(&shape.def, 1, "start", "2020-06-03", crate::store_kit::full());
    let bytes = encode(&event, &[], at, shape, Some(&Key::new(&[7; 32])));
    let text = std::str::from_utf8(&bytes).unwrap();
    let erased = decode(text, at, &shapes, None).unwrap().event;
    let value = |id: &str| &erased.fields.iter().find(|(known, _)| &**known == id).unwrap().1;
    assert_eq!(*value("phone"), Value::Null);
    assert_ne!(*value("subject"), Value::Null);
    let other = decode(text, at, &shapes, Some(&Key::new(&[8; 32])));
    assert_eq!(other.unwrap_err(), CodecError::Sealed);
    let elsewhere = Location { record: "matter/m2", ..at };
    assert_eq!(decode(text, elsewhere, &shapes, None).unwrap_err(), CodecError::Elsewhere("record"));
}
