//! The portal as a resident meets it: the guide, a form begun from it, one's own matters, what is
//! held about one; and what no resident gets.
#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use fadu_base::{RecordId, Value};
use fadu_definition::Given;
use serde_json::{Map, Value as Json, json};

use crate::account::SignIn;
use crate::{Catalog, District, FormKind, GuideAsked, Seat, Shown, TakeAsked, Taken, appoint, demo};

const DAY: &str = "2021-02-18T09:00:00";
pub(super) const NUMBER: &str = "140599199003070014";

pub(super) struct Town {
    pub(super) district: District,
    path: PathBuf,
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// A demonstration with one bureau, one item of its guide and one material.
pub(super) fn town(name: &str) -> Town {
    let path = std::env::temp_dir().join(format!("fadu-portal-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    let town = Town { district: demo::district(&path, Catalog::embedded().unwrap()).unwrap(), path };
    let text = |text: &str| Given::Value(Value::text(text));
    let mut bureau = appoint::by_machine(
        RecordId::new("organization", "ju"),
        "establish",
        vec![
            ("org_id", text("B20")),
            ("name", text("某某局")),
            ("short_name", text("某局")),
            ("kind", text("政府工作部门")),
            ("is_administrative_subject", Given::Value(Value::Bool(true))),
            ("valid_from", Given::Value(Value::Date("2020-01-01".parse().unwrap()))),
        ],
        DAY.parse().unwrap(),
    );
    bureau.docs.push(fadu_engine::Doc { id: "founding".into(), sm3: "0".repeat(64).as_str().into() });
    let catalog = town.district.catalog.clone();
    town.district.store.write(move |txn| appoint::all(txn, &catalog, &[bureau])).unwrap();
    let item = json!({ "item_uid": "SX00001", "name": "食品经营登记", "level": "业务办理项", "item_type": "行政许可",
        "organ": "organization/ju", "handling_kind": "承诺件", "promised_days": "5", "promised_unit": "工作日",
        "online_depth": "4", "one_window": "true", "valid_from": "2020-01-01" });
    let item = done(&town, &filer(), "service_item", "enter_past", item);
    let material = json!({ "material_no": "M1", "item": item, "name": "布局图", "is_proof": "false",
        "necessity": "必要", "submit_mode": "申请人提交" });
    done(&town, &filer(), "service_material", "enter_past", material);
    town
}

pub(super) fn filer() -> Seat {
    Seat {
        person: "person/filer".into(),
        person_name: "某某".into(),
        role: "department_filer".into(),
        role_name: String::new(),
        org: Some("organization/ju".into()),
        org_name: None,
        appointment: None,
        party_of: None,
    }
}

fn take(town: &Town, seat: &Seat, on: &str, action: &str, input: &Json) -> Taken {
    let input: Map<String, Json> = input.as_object().unwrap().clone();
    let asked = TakeAsked { record: on.into(), action: action.into(), input, ..TakeAsked::default() };
    town.district.take(seat, &asked).unwrap()
}

fn done(town: &Town, seat: &Seat, on: &str, action: &str, input: Json) -> String {
    match take(town, seat, on, action, &input) {
        Taken::Done(receipt) => receipt.record,
        Taken::Refused { reasons, .. } => panic!("{action}: {reasons:?}"),
    }
}

/// A resident who entered by a code.
pub(super) fn resident(town: &Town, phone: &str) -> Seat {
    let sent = town.district.send_code(phone, "192.0.2.9").unwrap().unwrap();
    let entered = town.district.enter_by_code(phone, &sent.shown.unwrap(), "192.0.2.9").unwrap();
    let SignIn::Entered { session, .. } = entered else { panic!("{entered:?}") };
    session.seat.unwrap()
}

/// Applies for the only item; gives the record.
pub(super) fn applied(town: &Town, seat: &Seat, more: Json) -> String {
    let taken = asked_for(town, seat, more);
    let Taken::Done(receipt) = taken else { panic!("{taken:?}") };
    receipt.record
}

fn asked_for(town: &Town, seat: &Seat, more: Json) -> Taken {
    let (ty, action, given) = offered(town);
    let mut input = json!({ "op": "新办", "applicant_no": NUMBER, "phone": "13800000001" });
    let fields = input.as_object_mut().unwrap();
    fields.insert(given[0].0.clone(), Json::String(given[0].1.clone()));
    fields.extend(more.as_object().unwrap().clone());
    take(town, seat, &ty, &action, &input)
}

pub(super) fn offered(town: &Town) -> (String, String, Vec<(String, String)>) {
    let guide = town.district.guide(&GuideAsked::default()).unwrap();
    let item = town.district.guide_item(&guide.rows[0].local).unwrap().unwrap();
    item.apply.unwrap()
}

#[test]
fn the_guide_finds_items_by_word_and_organization_and_says_what_is_needed() {
    let town = town("guide");
    let found = |word: &str, org: &str| {
        let asked = GuideAsked { word: word.into(), org: org.into(), ..GuideAsked::default() };
        town.district.guide(&asked).unwrap().rows.len()
    };
    assert_eq!((found("", ""), found("食品", ""), found("SX00001", "organization/ju")), (1, 1, 1));
    assert_eq!(
        (found("药品", ""), found("", "organization/none"), found("%", ""), found("'", "")),
        (0, 0, 0, 0)
    );
    let guide = town.district.guide(&GuideAsked::default()).unwrap();
    assert_eq!(guide.orgs, [("organization/ju".to_owned(), "某某局".to_owned(), 1)]);
    let item = town.district.guide_item(&guide.rows[0].local).unwrap().unwrap();
    assert!(
        item.shows.iter().any(|(name, text)| name == "承诺时限" && text == "5 个工作日"),
        "{:?}",
        item.shows
    );
    assert_eq!(item.parts.len(), 1);
    assert!(item.parts[0].rows[0].contains(&"布局图".to_owned()), "{:?}", item.parts);
    let (_, _, given) = item.apply.unwrap();
    assert_eq!((given[0].0.as_str(), given[1].0.as_str()), ("item", "materials.1.material"));
    for nobody in ["", "x", "../x", "organization/ju", "'"] {
        assert!(town.district.guide_item(nobody).unwrap().is_none(), "{nobody}");
    }
}

#[test]
fn a_form_begun_from_the_guide_asks_only_what_the_resident_knows() {
    let town = town("form");
    let seat = resident(&town, "13800000001");
    let (ty, action, given) = offered(&town);
    let rows = json!({ given[0].0.clone(): given[0].1, "materials": [{ "material": given[1].1 }],
        "agent": "person/filer" });
    let form = town.district.form(&seat, &ty, &action, rows.as_object().unwrap()).unwrap().unwrap();
    let control = |name: &str| form.controls.iter().find(|control| control.name == name);
    for unknown in ["applicant", "channel", "window", "point", "arrived_at", "bundle"] {
        assert!(control(unknown).is_none(), "{unknown}");
    }
    let FormKind::Choice(items) = &control("item").unwrap().kind else { panic!("the item is named") };
    assert_eq!(items[0].1, "食品经营登记");
    assert_eq!(control("phone").unwrap().value, json!("13800000001"));
    let FormKind::Rows(columns) = &control("materials").unwrap().kind else { panic!() };
    assert!(columns.iter().all(|column| column.name != "state"), "the clerk's judgement");
    let FormKind::Choice(materials) = &columns[0].kind else { panic!("the material is named") };
    assert_eq!(materials[0].1, "布局图");
}

#[test]
fn a_file_in_a_row_is_there_to_be_opened() {
    let town = town("row_file");
    let seat = resident(&town, "13800000001");
    let (_, _, given) = offered(&town);
    let sm3 = given_file(&town, &seat, "布局图.png");
    let materials = json!([{ "material": given[1].1, "how": "文件", "file": sm3 }]);
    let id = applied(&town, &seat, json!({ "materials": materials }));
    let page = town.district.page(&seat, &id).unwrap().unwrap();
    let field = page.fields.iter().find(|field| field.id == "materials").unwrap();
    let Shown::Rows(_, rows) = &field.shown else { panic!("{field:?}") };
    assert!(
        rows[0].iter().any(|cell| matches!(cell, Shown::Files(files) if *files == [sm3.clone()])),
        "{rows:?}"
    );
    assert!(rows[0].iter().any(|cell| matches!(cell, Shown::Text(name) if name == "布局图")), "{rows:?}");
    assert_eq!(town.district.file(&seat, &id, &sm3).unwrap().unwrap().name, "布局图.png");
}

fn given_file(town: &Town, seat: &Seat, name: &str) -> String {
    town.district.upload(&seat.into(), name, b"\x89PNG\r\n\x1a\n").unwrap().sm3
}

#[test]
fn nobody_puts_into_a_matter_what_another_gave() {
    let town = town("their_file");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    let (_, _, given) = offered(&town);
    let sm3 = given_file(&town, &zhou, "周的诊断书.png");
    let with = |file: &str| json!({ "materials": [{ "material": given[1].1, "how": "文件", "file": file }] });
    for file in [&*sm3, "这里没有文件", "../../sign-in"] {
        let taken = asked_for(&town, &wu, with(file));
        let Taken::Refused { reasons, .. } = taken else { panic!("{taken:?}") };
        let place = reasons.iter().find(|told| told.id == "field.file").unwrap();
        assert_eq!((place.place.as_deref(), place.row), (Some("materials.file"), Some(1)));
    }
    // The same bytes given by both bear each one's name.
    assert_eq!(given_file(&town, &wu, "空白表格.png"), sm3);
    let id = applied(&town, &wu, with(&sm3));
    assert_eq!(town.district.file(&wu, &id, &sm3).unwrap().unwrap().name, "空白表格.png");
    let words = |seat: &Seat| town.district.file_words(seat, &sm3).unwrap().unwrap();
    assert!(words(&zhou).starts_with("周的诊断书.png（") && words(&wu).starts_with("空白表格.png（"));
}

#[test]
fn names_of_people_are_not_told_to_a_resident_by_a_form() {
    let town = town("names");
    let seat = resident(&town, "13800000001");
    let known = json!({ "sender_account": "person/filer" });
    let form = town.district.form(&seat, "inbound", "write", known.as_object().unwrap()).unwrap().unwrap();
    let account = form.controls.iter().find(|control| control.name == "sender_account").unwrap();
    let FormKind::Choice(of) = &account.kind else { panic!("themselves or nobody") };
    assert_eq!(of.len(), 1);
    assert_eq!(of[0].0, seat.person);
}

#[test]
fn ones_own_matters_are_listed_and_nobody_elses() {
    let town = town("mine");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    let record = applied(&town, &zhou, json!({}));
    let mine = |seat: &Seat| {
        let rows = town.district.mine(seat, None).unwrap().rows;
        rows.into_iter().map(|row| row.record).collect::<Vec<_>>()
    };
    assert_eq!(mine(&zhou), std::slice::from_ref(&record));
    assert!(mine(&wu).is_empty());
    // Somebody else as the applicant: it is still one's own.
    let other = applied(&town, &wu, json!({ "applicant": zhou.person }));
    assert_eq!(mine(&wu), [other]);
    assert_eq!(mine(&zhou), std::slice::from_ref(&record));
    assert_eq!(town.district.rebuild().unwrap(), 7, "two people, two matters, bureau, item, material");
    assert_eq!(mine(&zhou), [record]);
    assert!(town.district.mine(&zhou, Some("2000-01-01 x")).unwrap().rows.is_empty());
    assert!(town.district.mine(&zhou, Some("no place '")).is_ok());
}

#[test]
fn who_comes_by_a_number_sees_this_matter_and_begins_nothing() {
    let town = town("number");
    let zhou = resident(&town, "13800000001");
    let sm3 = given_file(&town, &zhou, "身份证.png");
    let materials = json!([{ "material": offered(&town).2[1].1, "how": "文件", "file": sm3 }]);
    let record = applied(&town, &zhou, json!({ "materials": materials }));
    let no = town.district.page(&zhou, &record).unwrap().unwrap().no.unwrap();
    let entered = town.district.enter_by_number(&no, "0001", "192.0.2.9").unwrap();
    let SignIn::Entered { session, .. } = entered else { panic!("{entered:?}") };
    let seat = session.seat.unwrap();
    let mine = town.district.mine(&seat, None).unwrap().rows;
    assert_eq!(mine.iter().map(|row| &row.record).collect::<Vec<_>>(), [&record]);
    assert!(town.district.starts(&seat).is_empty());
    let (ty, action, _) = offered(&town);
    assert!(town.district.form(&seat, &ty, &action, &Map::new()).unwrap().is_none());
    assert!(town.district.held(&seat).unwrap().person.is_empty());
    // Who knows the number and four digits is shown no copy of an identity card.
    assert!(town.district.file(&seat, &record, &sm3).unwrap().is_none());
    let page = town.district.page(&seat, &record).unwrap().unwrap();
    assert!(!format!("{page:?}").contains(&sm3), "{page:?}");
}

#[test]
fn what_is_held_about_a_person_is_all_of_it_and_only_theirs() {
    let town = town("held");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    applied(&town, &zhou, json!({}));
    let (ty, action, _) = offered(&town);
    let refused = take(&town, &zhou, &ty, &action, &json!({ "op": "新办", "applicant_no": "1" }));
    assert!(matches!(refused, Taken::Refused { .. }));
    let held = town.district.held(&zhou).unwrap();
    assert!(held.person.iter().any(|(_, value, purpose)| value == "13800000001" && purpose.is_some()));
    assert_eq!((held.matters.len(), held.drafts.len()), (1, 1));
    let text = crate::json::held(&held);
    assert!(text.contains("13800000001") && !text.contains("13800000002"), "{text}");
    assert!(serde_json::from_str::<Json>(&text).unwrap()["matters"][0]["fields"].is_array());
    let other = town.district.held(&wu).unwrap();
    assert_eq!((other.matters.len(), other.drafts.len()), (0, 0));
}

#[test]
fn a_name_is_given_once_entered_and_by_nobody_else() {
    let town = town("name");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    assert!(town.district.is_unnamed(&zhou).unwrap());
    for wrong in ["", "李4", "<script>", "\u{202e}李"] {
        assert!(town.district.introduce(&zhou, wrong).unwrap().is_err(), "{wrong}");
    }
    town.district.introduce(&zhou, " 周某 ").unwrap().unwrap();
    assert!(!town.district.is_unnamed(&zhou).unwrap());
    assert!(town.district.drafts(&zhou).unwrap().is_empty(), "what was refused is settled");
    assert!(town.district.page(&wu, &zhou.person).unwrap().is_none());
    let taken = take(&town, &wu, &zhou.person, "introduce", &json!({ "name": "吴某" }));
    assert!(matches!(taken, Taken::Refused { .. }));
}

#[test]
fn a_matter_is_rated_by_its_applicant_alone() {
    let town = town("rating");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    let record = applied(&town, &zhou, json!({}));
    let (clerk, rated) = (Seat { role: "window_clerk".into(), ..filer() }, resident(&town, "13800000003"));
    let rating =
        done(&town, &clerk, "rating", "offer", json!({ "application": record, "clerk": rated.person }));
    let waits = |seat: &Seat| {
        let todo = town.district.todo(seat, &crate::TodoAsked::default()).unwrap();
        todo.rows.iter().any(|row| row.record == rating && row.actions.iter().any(|(id, _)| id == "rate"))
    };
    assert!(waits(&zhou) && !waits(&wu));
    assert!(town.district.page(&wu, &rating).unwrap().is_none());
    let input = json!({ "score": "5" });
    assert!(matches!(take(&town, &wu, &rating, "rate", &input), Taken::Refused { .. }));
    done(&town, &zhou, &rating, "rate", input);
}

#[test]
fn who_read_ones_data_is_told_and_no_page_waits_for_it() {
    let town = town("readings");
    let (zhou, wu) = (resident(&town, "13800000001"), resident(&town, "13800000002"));
    let record = applied(&town, &zhou, json!({}));
    let clerk = Seat { role: "window_clerk".into(), appointment: Some("appointment/x".into()), ..filer() };
    let lines = || {
        let sql = "SELECT count(*) FROM audit WHERE district = $1 AND what = 'read'";
        let values = [fadu_store::driver::Val::T(town.district.code())];
        town.district.store.read(|reader| reader.view.db.first(sql, &values, |row| row.int(0))).unwrap()
    };
    let open = |seat: &Seat, record: &str| {
        let page = town.district.page(seat, record).unwrap().unwrap();
        town.district.note_page(seat, "192.0.2.9", &page).unwrap();
    };
    open(&clerk, &record);
    open(&clerk, &record);
    open(&zhou, &record);
    open(&clerk, "organization/ju");
    assert_eq!(lines(), Some(0), "nothing is written while pages are drawn");
    town.district.write_readings().unwrap();
    assert_eq!(lines(), Some(2), "once each, and nothing of what is not personal");
    open(&clerk, &record);
    let held = town.district.held(&zhou).unwrap();
    assert_eq!(held.readers.len(), 2, "{:?}", held.readers);
    let last = &held.readers[0];
    assert!(last.who.contains("窗口人员") && last.what == "查看" && last.record == record, "{last:?}");
    assert!(crate::json::held(&held).contains("窗口人员"));
    assert!(town.district.held(&wu).unwrap().readers.is_empty());
    let no = town.district.page(&zhou, &record).unwrap().unwrap().no.unwrap();
    open(&by_number(&town, &no, "0001"), &record);
    let readers = town.district.held(&zhou).unwrap().readers;
    assert!(readers[0].who.ends_with("凭编号进入的人"), "{:?}", readers[0]);
}

/// Enters by a number.
pub(super) fn by_number(town: &Town, no: &str, tail: &str) -> Seat {
    match town.district.enter_by_number(no, tail, "192.0.2.9").unwrap() {
        SignIn::Entered { session, .. } => session.seat.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_comes_by_a_number_rates_the_matter_of_a_party_without_account() {
    let town = town("unnamed");
    let clerk = Seat { role: "window_clerk".into(), ..filer() };
    let no_of = |seat: &Seat, record: &str| town.district.page(seat, record).unwrap().unwrap().no.unwrap();
    // At the counter: the person is in the register, and never signed in.
    let person = RecordId::new("person", "counter");
    let input = vec![
        ("name", Given::Value(Value::text("孙某"))),
        ("valid_from", Given::Value(Value::Date("2020-01-01".parse().unwrap()))),
    ];
    let person = appoint::by_machine(person, "register", input, DAY.parse().unwrap());
    let catalog = town.district.catalog.clone();
    town.district.store.write(move |txn| appoint::all(txn, &catalog, &[person])).unwrap();
    let zhou = resident(&town, "13800000001");
    let own = applied(&town, &zhou, json!({}));
    let (ty, _, given) = offered(&town);
    let at_counter = json!({ "item": given[0].1, "op": "新办", "applicant": "person/counter", "applicant_no": NUMBER,
        "phone": "13800000009", "channel": "邮寄", "form": [], "materials": [] });
    let record = done(&town, &clerk, &ty, "submit", at_counter);
    let offer = |record: &str| json!({ "application": record, "clerk": zhou.person });
    let rating = done(&town, &clerk, "rating", "offer", offer(&record));
    let of_own = done(&town, &clerk, "rating", "offer", offer(&own));

    let seat = by_number(&town, &no_of(&clerk, &record), "0009");
    let waiting = town.district.waiting_beside(&seat).unwrap();
    assert_eq!(waiting.iter().map(|row| &row.record).collect::<Vec<_>>(), [&rating]);
    assert!(waiting[0].actions.iter().any(|(id, _)| id == "rate"), "{waiting:?}");
    assert!(town.district.form(&seat, &rating, "rate", &Map::new()).unwrap().is_some());
    // Another matter's number opens neither this rating nor, where somebody signs in as the party, its own.
    let other = by_number(&town, &no_of(&zhou, &own), "0001");
    let input = json!({ "score": "5" });
    for rating in [&rating, &of_own] {
        assert!(matches!(take(&town, &other, rating, "rate", &input), Taken::Refused { .. }), "{rating}");
    }
    assert!(town.district.page(&other, &rating).unwrap().is_none());
    assert!(town.district.waiting_beside(&other).unwrap().is_empty());
    let masked = town.district.page(&other, &own).unwrap().expect("where one's matter stands is told");
    assert!(!masked.full && !format!("{masked:?}").contains("13800000001"), "{masked:?}");
    assert_eq!(masked.title, "食品经营登记", "what it is about, and not whose it is");
    done(&town, &seat, &rating, "rate", input);
    assert!(town.district.waiting_beside(&seat).unwrap().is_empty());
    assert!(town.district.verify(false).unwrap().findings.is_empty());
}

#[test]
fn the_form_of_a_correction_says_what_is_asked_for_and_until_when() {
    let town = town("asked");
    let clerk = Seat { role: "window_clerk".into(), ..filer() };
    let zhou = resident(&town, "13800000001");
    let form = |seat: &Seat, record: &str, action: &str| {
        town.district.form(seat, record, action, &Map::new()).unwrap().expect("is open")
    };
    let record = applied(&town, &zhou, json!({}));
    let (_, _, given) = offered(&town);
    let notice =
        json!({ "told": [{ "line": given[1].1, "why": "没有标出消防通道" }], "correct_by": "2021-03-22" });
    done(&town, &clerk, &record, "ask_correction", notice);

    let theirs = form(&zhou, &record, "resubmit");
    assert!(theirs.about.unwrap().starts_with("食品经营登记"));
    let asked = theirs.asked.expect("the office asked for something");
    assert_eq!(asked.action, "一次性告知");
    let said = format!("{:?}", asked.fields);
    for word in ["布局图", "没有标出消防通道", "2021-03-22", "轮次"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(form(&clerk, &record, "resubmit").asked.is_none(), "the office knows what it asked for");
}

#[test]
fn who_acted_by_a_number_is_not_everybody_who_comes_by_a_number() {
    let town = town("numbers");
    let clerk = Seat { role: "window_clerk".into(), ..filer() };
    let complaint = |phone: &str| {
        let input = json!({ "received_on": "2021-02-18", "complainant_name": "赵某", "phone": phone,
            "respondent": "某超市", "facts": "过期食品" });
        done(&town, &clerk, "complaint", "register", input)
    };
    let (one, two) = (complaint("13912345678"), complaint("13912345679"));
    let no = |record: &str| town.district.page(&clerk, record).unwrap().unwrap().no.unwrap();
    let (first, second) = (by_number(&town, &no(&one), "5678"), by_number(&town, &no(&two), "5679"));
    let open = town.district.page(&first, &one).unwrap().unwrap();
    assert!(open.actions.iter().any(|action| action.id == "supplement"), "{:?}", open.actions);
    done(&town, &first, &one, "supplement", json!({ "order_no": "7" }));
    assert!(town.district.page(&second, &one).unwrap().is_none(), "another number, another matter");
}

#[test]
fn a_name_nobody_bears_is_told_with_the_other_faults() {
    let town = town("unknown");
    let input = json!({ "item_uid": "SX00002", "name": "食品经营变更", "level": "业务办理项", "item_type": "行政许可",
        "organ": "没有这个局", "handling_kind": "承诺件", "promised_days": "-5", "promised_unit": "工作日",
        "valid_from": "2020-01-01" });
    let taken = take(&town, &filer(), "service_item", "enter_past", &input);
    let Taken::Refused { reasons, .. } = taken else { panic!("{taken:?}") };
    let places: Vec<&str> = reasons.iter().filter_map(|told| told.place.as_deref()).collect();
    assert_eq!(places[0], "organ", "{reasons:?}");
    assert!(places.contains(&"online_depth") && places.contains(&"one_window"), "{reasons:?}");
    assert_eq!(places.iter().filter(|place| **place == "organ").count(), 1, "{reasons:?}");
}

#[test]
fn what_is_offered_is_what_an_applicant_may_begin() {
    let town = town("offers");
    let offers = town.district.offers();
    assert!(
        offers.iter().all(|offer| offer.start.ty != "person"
            && town.district.is_offered(&offer.start.ty, &offer.start.action))
    );
    assert_eq!(offers.iter().filter(|offer| offer.by_guide).count(), 1);
    assert!(offers.len() > 3, "{offers:?}");
    for (ty, action) in
        [("person", "join"), ("complaint", "register"), ("application", "submit"), ("", ""), ("x", "y")]
    {
        assert!(!town.district.is_offered(ty, action), "{ty} {action}");
    }
}

#[test]
fn what_residents_are_asked_is_what_they_know() {
    let town = town("asks");
    let seat = resident(&town, "13800000001");
    let office = [
        "received_on",
        "submitted_on",
        "channel",
        "via",
        "form_of_visit",
        "source",
        "unit",
        "site_no",
        "acts",
    ];
    for offer in town.district.offers() {
        assert!(offer.hint.is_some(), "{} says what it is for", offer.title);
        let (ty, action) = (&offer.start.ty, &offer.start.action);
        let form = town.district.form(&seat, ty, action, &Map::new()).unwrap().unwrap();
        let asked = form.controls.iter().find(|control| office.contains(&&*control.name));
        assert!(asked.is_none(), "{ty} {action} asks for {asked:?}");
    }
}

#[test]
fn publications_bear_names_and_formulas_stay_texts() {
    let town = town("csv");
    let item = crate::Item {
        id: "a/b/c".into(),
        shows: vec![("名称".into(), "=1+1".into()), ("数".into(), "-5".into())],
        ..crate::Item::default()
    };
    let text = crate::csv::published(&[item]);
    assert!(text.ends_with("a/b/c,,,,'=1+1,-5\n"), "{text}");
    assert!(town.district.published_with("", 9).unwrap().is_empty());
    assert!(
        town.district.published_with("布局图", 9).unwrap().is_empty(),
        "what is not published is not found"
    );
    assert!(town.district.published_file("a/b/c", &"0".repeat(64)).unwrap().is_none());
}

#[test]
fn a_form_offers_what_its_rules_allow_and_of_certificates_ones_own() {
    let town = town("offered");
    let seat = resident(&town, "13800000001");
    let register = |id: &str, kind: &str| {
        let day = Given::Value(Value::Date("2020-01-01".parse().unwrap()));
        let text = |text: &str| Given::Value(Value::text(text));
        let input = vec![
            ("org_id", text(id)),
            ("name", text(&format!("示例{kind}"))),
            ("short_name", text(kind)),
            ("kind", text(kind)),
            ("is_administrative_subject", Given::Value(Value::Bool(false))),
            ("valid_from", day),
        ];
        let mut made =
            appoint::by_machine(RecordId::new("organization", id), "establish", input, DAY.parse().unwrap());
        made.docs.push(fadu_engine::Doc { id: "founding".into(), sm3: "0".repeat(64).as_str().into() });
        made
    };
    let (catalog, school) = (town.district.catalog.clone(), register("B30", "事业单位"));
    town.district.store.write(move |txn| appoint::all(txn, &catalog, &[school])).unwrap();
    let form = town.district.form(&seat, "info_request", "ask", &Map::new()).unwrap().unwrap();
    let of = form.controls.iter().find_map(|control| match &control.kind {
        FormKind::Choice(of) if of.iter().any(|(id, _)| id.starts_with("organization/")) => Some(of),
        _ => None,
    });
    let names: Vec<&str> = of.unwrap().iter().map(|(_, name)| &**name).collect();
    assert_eq!(names, ["某某局"], "a school answers no request for information");
}
