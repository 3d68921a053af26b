//! What records are called: never more than their pages show, and never by a number of ours.
#![allow(clippy::unwrap_used)]

use serde_json::{Map, json};

use super::resident::{applied, by_number, filer, resident, town};
use crate::{ListAsked, NoticesAsked, Seat, Shown};

/// An official whom nothing of it concerns.
fn other() -> Seat {
    let appointment = Some("appointment/other".to_owned());
    Seat { person: "person/other".into(), role: "judicial_clerk".into(), org: None, appointment, ..filer() }
}

#[test]
fn a_list_masks_names_and_nothing_else() {
    let town = town("titles");
    let zhou = resident(&town, "13800000001");
    town.district.introduce(&zhou, "周小满").unwrap().unwrap();
    let asked = ListAsked { columns: vec!["@title".into()], ..ListAsked::default() };
    let items = town.district.list(&other(), "service_item", &asked).unwrap().unwrap();
    assert_eq!(items.rows[0].cells, ["SX00001 食品经营登记"]);
    assert!(!items.rows[0].masked && items.rows[0].is_open, "nothing in it is masked");

    let asked = ListAsked { columns: vec!["@title".into(), "own".into()], ..ListAsked::default() };
    let people = town.district.list(&other(), "person", &asked).unwrap().unwrap();
    let people: Vec<_> = people.rows.iter().filter(|row| row.cells[0].ends_with('某')).collect();
    assert!(!people.is_empty());
    for row in people {
        assert!(row.masked && row.cells[0] == row.cells[1], "{row:?}");
        let page = town.district.page(&other(), &row.record).unwrap().unwrap();
        assert_eq!(page.title, row.cells[0]);
        let own = page.fields.iter().find(|field| field.id == "own").unwrap();
        assert!(matches!(&own.shown, Shown::Links(links) if links[0].1 == page.title), "{own:?}");
    }
}

#[test]
fn who_comes_by_a_number_is_told_what_it_is_about_and_not_whose_it_is() {
    let town = town("titles-number");
    let clerk = Seat { role: "window_clerk".into(), ..filer() };
    let zhou = resident(&town, "13800000001");
    let record = applied(&town, &zhou, json!({}));
    let no = town.district.page(&zhou, &record).unwrap().unwrap().no.unwrap();
    let seat = by_number(&town, &no, "0001");
    let mine = town.district.mine(&seat, None).unwrap();
    assert_eq!(mine.rows.iter().map(|row| &*row.title).collect::<Vec<_>>(), ["食品经营登记"]);
    for notice in town.district.notices(&seat, &NoticesAsked::default()).unwrap().rows {
        assert!(notice.record != record || notice.title == "食品经营登记", "{notice:?}");
    }
    // Above the form stands what stands above the record, by name.
    let page = town.district.page(&clerk, &record).unwrap().unwrap();
    let form = town.district.form(&clerk, &record, &page.actions[0].id, &Map::new()).unwrap().unwrap();
    assert_eq!(form.about.as_deref(), Some(&*page.title));
    let local = zhou.person.trim_start_matches("person/");
    assert!(!page.title.contains(local) && page.title != "食品经营登记", "{}", page.title);
}
