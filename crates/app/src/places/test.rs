//! Places as those who work with them see them.
#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::{MapAsked, Way};
use crate::kit::district;
use crate::{District, ListAsked, Seat, TakeAsked, Taken};

const TYPE: &str = "grid_event";

fn seat(person: &str, role: &str, appointment: Option<&str>) -> Seat {
    Seat {
        person: person.into(),
        person_name: String::new(),
        role: role.into(),
        role_name: String::new(),
        org: None,
        org_name: None,
        appointment: appointment.map(str::to_owned),
        party_of: None,
    }
}

fn dispatcher() -> Seat {
    seat("person/nobody", "dispatcher", Some("appointment/nobody"))
}

fn tell(district: &District, place: &str) -> Taken {
    let input =
        json!({ "text": "井盖破损", "occurred_at": "2026-01-05T08:30", "address": "东街", "place": place });
    let asked = TakeAsked {
        record: TYPE.into(),
        action: "tell".into(),
        input: input.as_object().unwrap().clone(),
        ..TakeAsked::default()
    };
    district.take(&seat("person/resident", "applicant", None), &asked).unwrap()
}

fn told(district: &District, place: &str) -> String {
    match tell(district, place) {
        Taken::Done(receipt) => receipt.record,
        Taken::Refused { reasons, .. } => panic!("{place}: {reasons:?}"),
    }
}

fn way(way: Way<'_>) -> String {
    match way {
        Way::Record(id) => format!("/records/{id}"),
        Way::Closer(within) => format!("/closer?{within}"),
        Way::Listed => "#places".into(),
    }
}

#[test]
fn a_record_stands_among_the_others_that_one_sees() {
    let (_folder, district) = district("beside");
    let first = told(&district, "112.85,35.49");
    let page = |seat: &Seat, id: &str| district.page(seat, id).unwrap().unwrap();
    let alone = page(&dispatcher(), &first);
    assert!(
        district.places_beside(&dispatcher(), &alone).unwrap().is_empty(),
        "alone there is nothing to draw"
    );

    told(&district, "112.8518,35.4915");
    told(&district, "");
    told(&district, "120.1,30.2");
    let beside = district.places_beside(&dispatcher(), &alone).unwrap();
    let [beside] = &beside[..] else { panic!("{beside:?}") };
    assert_eq!(beside.field, "place");
    assert!(
        beside.words.contains("233 米，在其西南") && beside.words.contains("图上共 2 件"),
        "{}",
        beside.words
    );
    assert!(beside.words.contains("另有 1 件在 100 公里以外"), "{}", beside.words);
    assert!(beside.svg.contains("本件") && beside.svg.contains("<desc>"), "{}", beside.svg);

    let own = seat("person/resident", "applicant", None);
    let seen = page(&own, &first);
    let text = format!("{:?}", seen.fields);
    assert!(text.contains("东经 112.85°，北纬 35.49°"), "{text}");
    assert!(district.places_beside(&own, &seen).unwrap().is_empty(), "a resident has no list");
}

#[test]
fn a_place_written_the_wrong_way_round_is_refused_with_what_to_do() {
    let (_folder, district) = district("swapped");
    let Taken::Refused { reasons, .. } = tell(&district, "35.49,112.85") else { panic!("taken") };
    let said: Vec<&str> = reasons.iter().map(|told| told.say.as_str()).collect();
    assert!(said.iter().any(|say| say.contains("写反了") && say.contains("112.85,35.49")), "{said:?}");
    assert_eq!(reasons[0].place.as_deref(), Some("place"));
}

#[test]
fn a_list_is_a_map_that_leads_to_its_records() {
    let (_folder, district) = district("map");
    let alone = told(&district, "112.85,35.49");
    let near = [
        told(&district, "112.90,35.52"),
        told(&district, "112.9001,35.5201"),
        told(&district, "112.901,35.521"),
    ];
    let same = [told(&district, "112.80,35.45"), told(&district, "112.80,35.45")];
    told(&district, "");
    let map = |asked: &ListAsked, within: &str| {
        let of = MapAsked { within: within.into(), ..MapAsked::default() };
        district.list_map(&dispatcher(), TYPE, (asked, &of), way).unwrap().unwrap()
    };
    let all = map(&ListAsked::default(), "");
    assert_eq!((all.list.rows.len(), all.without, all.is_part), (6, 1, false));
    let svg = all.svg.unwrap();
    assert!(svg.contains(&format!("/records/{alone}\"")), "{svg}");
    assert!(svg.contains("3 件，放大") && svg.contains("#places") && !svg.contains(&same[0]), "{svg}");

    let closer = svg.split("/closer?").nth(1).unwrap().split('"').next().unwrap();
    let part = map(&ListAsked::default(), closer);
    let rows: Vec<&str> = part.list.rows.iter().map(|row| row.record.as_str()).collect();
    assert!(part.is_part && rows.len() == 3 && near.iter().all(|id| rows.contains(&id.as_str())), "{rows:?}");
    // What is nonsense is all.
    assert_eq!(map(&ListAsked::default(), "1,2,x").list.rows.len(), 6);

    let none = map(&ListAsked { step: "closed".into(), ..ListAsked::default() }, "");
    assert!(none.svg.is_none() && none.list.rows.is_empty());
}

#[test]
fn a_map_is_for_those_who_have_the_list_and_of_types_with_places() {
    let (_folder, district) = district("nomap");
    let asked = (ListAsked::default(), MapAsked::default());
    let map = |seat: &Seat, ty: &str| district.list_map(seat, ty, (&asked.0, &asked.1), way).unwrap();
    assert!(map(&seat("person/resident", "applicant", None), TYPE).is_none());
    assert!(map(&dispatcher(), "complaint").is_none() && map(&dispatcher(), "nothing").is_none());
    assert!(district.has_map(TYPE) && !district.has_map("complaint") && !district.has_map("nothing"));
    let other = map(&seat("person/x", "window_clerk", Some("appointment/x")), TYPE);
    assert!(other.is_none_or(|map| map.list.rows.is_empty()));
}

#[test]
fn the_outline_is_read_from_the_data_folder_and_a_bad_one_is_named() {
    let (_folder, mut district) = district("outline");
    let folder = std::env::temp_dir().join(format!("fadu-outline-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    district.read_outline(&folder).unwrap();
    told(&district, "112.85,35.49");
    told(&district, "112.86,35.49");
    let svg = |district: &District| {
        let asked = (&ListAsked::default(), &MapAsked::default());
        district.list_map(&dispatcher(), TYPE, asked, way).unwrap().unwrap().svg.unwrap()
    };
    assert!(!svg(&district).contains("stroke-dasharray"));
    let file = folder.join("boundary.geojson");
    std::fs::write(
        &file,
        r#"{"type":"Polygon","coordinates":[[[112.7,35.3],[113,35.3],[113,35.6],[112.7,35.3]]]}"#,
    )
    .unwrap();
    district.read_outline(&folder).unwrap();
    assert!(svg(&district).contains("stroke-dasharray"));
    std::fs::write(&file, "[]").unwrap();
    let told = district.read_outline(&folder).unwrap_err().what;
    assert!(told.contains("boundary.geojson") && told.contains("没有面"), "{told}");
    std::fs::remove_dir_all(&folder).unwrap();
}
