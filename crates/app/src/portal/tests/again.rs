//! Forms sent again, and forms of nobody who is signed in.
#![allow(clippy::unwrap_used)]

use serde_json::{Map, Value as Json, json};

use crate::kit::leader;

use super::resident::{NUMBER, Town, applied, filer, offered, resident, town};
use crate::{AccountKind, Ended, Receipt, Seat, TakeAsked, Taken, draft_id};

fn sent(town: &Town, seat: &Seat, draft: &str, more: Json, dry: bool) -> Taken {
    let (ty, action, given) = offered(town);
    let mut input: Map<String, Json> =
        json!({ "op": "新办", "applicant_no": NUMBER, "phone": "13800000001" }).as_object().unwrap().clone();
    input.insert(given[0].0.clone(), Json::String(given[0].1.clone()));
    input.extend(more.as_object().unwrap().clone());
    let draft = Some(draft.to_owned());
    town.district
        .take(seat, &TakeAsked { record: ty, action, input, draft, dry, ..TakeAsked::default() })
        .unwrap()
}

fn receipt(taken: Taken) -> Receipt {
    match taken {
        Taken::Done(receipt) => receipt,
        Taken::Refused { reasons, .. } => panic!("{reasons:?}"),
    }
}

#[test]
fn a_form_changed_after_it_was_sent_does_not_vanish() {
    let town = town("again");
    let zhou = resident(&town, "13800000001");
    let draft = draft_id();
    let first = receipt(sent(&town, &zhou, &draft, json!({}), false));
    for dry in [true, false] {
        let same = receipt(sent(&town, &zhou, &draft, json!({}), dry));
        assert_eq!((&same.record, &same.no), (&first.record, &first.no), "the same is the same matter");
    }
    let changed = json!({ "phone": "13800000002" });
    for dry in [true, false] {
        let Taken::Refused { reasons, draft: kept } = sent(&town, &zhou, &draft, changed.clone(), dry) else {
            panic!("what was typed is lost")
        };
        assert_eq!(reasons[0].id, "form.made");
        assert!(reasons[0].say.contains(first.no.as_deref().unwrap()), "{reasons:?}");
        let kept = kept.unwrap();
        assert_ne!(kept, draft);
        let typed = town.district.draft(&zhou, &kept).unwrap().unwrap();
        assert_eq!(typed["phone"], "13800000002", "what was typed is kept");
        if !dry {
            let second = receipt(sent(&town, &zhou, &kept, changed.clone(), false));
            assert_ne!(second.record, first.record);
            assert!(town.district.draft(&zhou, &kept).unwrap().is_none());
        }
    }
}

#[test]
fn who_is_not_signed_in_is_not_told_what_there_is() {
    let town = town("ended");
    let zhou = resident(&town, "13800000001");
    let record = applied(&town, &zhou, json!({}));
    let no = town.district.page(&zhou, &record).unwrap().unwrap().no.unwrap();
    let ended = Ended {
        kind: AccountKind::Resident,
        csrf: String::new(),
        person: "person/stranger".into(),
        party_of: None,
    };
    for (on, action) in [(&*no, "x"), ("140502-0", "x"), (&record, "accept"), ("application/none", "accept")]
    {
        let asked = TakeAsked { record: on.into(), action: action.into(), ..TakeAsked::default() };
        assert!(town.district.keep_typed(&ended, &asked).is_ok(), "{on}");
    }
}

#[test]
fn what_a_role_has_to_publish_waits_for_it_alone() {
    use fadu_store::publication::{publication_get, publication_put};
    let town = town("due");
    let all = town.district.published(&crate::PublishedAsked::default()).unwrap().rows;
    let item = all.into_iter().find(|item| item.type_id == "organization").unwrap();
    let (record, publication) = (item.record.clone(), item.publication.clone());
    let made_due = move |txn: &mut fadu_store::Txn<'_>| {
        let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
        let mut row = publication_get(db, district, &record, &publication)?.unwrap();
        (row.state, row.role) = ("due".into(), Some("leader".into()));
        (row.published_on, row.due_on) = (None, Some("2020-03-02".into()));
        publication_put(db, keys, district, &row)
    };
    town.district.store.write(made_due).unwrap();
    assert!(town.district.published_item(&item.id).unwrap().is_none());

    let zhou = resident(&town, "13800000001");
    for seat in [&filer(), &zhou] {
        assert!(town.district.to_publish(seat).unwrap().is_empty(), "{}", seat.role);
        assert!(town.district.to_publish_of(seat, &item.record).unwrap().is_empty());
        assert!(!town.district.publish(seat, "192.0.2.9", &item.id).unwrap(), "{}", seat.role);
    }
    assert_eq!(town.district.to_publish_count(&leader()).unwrap(), 1);
    let due = town.district.to_publish_of(&leader(), &item.record).unwrap();
    assert!(due[0].late && due[0].item.shows == item.shows && due[0].id == item.id, "{due:?}");
    assert!(town.district.publish(&leader(), "192.0.2.9", &item.id).unwrap());
    assert!(!town.district.publish(&leader(), "192.0.2.9", &item.id).unwrap(), "once");
    let shown = town.district.published_item(&item.id).unwrap().unwrap();
    assert!(shown.late && shown.published_on.starts_with("2021-02-18"), "{shown:?}");
}
