//! The matters under way in the demonstration: what its day shows to whom.

use fadu_app::{COLOURS, Catalog, District, NoticesAsked, Seat, TodoAsked};

use crate::demo;
use crate::run::Folder;

fn open(folder: &Folder) -> District {
    District::open(&folder.path("d"), Catalog::embedded().unwrap()).unwrap()
}

fn seat(district: &District, login: &str, role: &str) -> Seat {
    let seats = district.seats(&format!("person/{login}")).unwrap();
    seats.into_iter().find(|seat| seat.role == role).unwrap()
}

#[test]
fn on_its_day_the_handlers_see_every_colour_and_the_leader_what_is_late() {
    let folder = demo::copied("live");
    let district = open(&folder);
    district.sweep().unwrap();
    for (login, role) in [("chengban", "case_handler"), ("juzhang", "department_head")] {
        let todo = district.todo(&seat(&district, login, role), &TodoAsked::default()).unwrap();
        for colour in COLOURS.iter().filter(|colour| **colour != "无期限") {
            let found = todo.colours.iter().find(|(word, _)| word == colour).unwrap();
            assert!(found.1 > 0, "{login} has nothing in {colour}: {:?}", todo.colours);
        }
        assert!(todo.types.len() >= 3, "of several types: {:?}", todo.types);
    }
    let leading = district.leading(&seat(&district, "quzhang", "leader"), 2021).unwrap().unwrap();
    let late: u64 = leading.overview.orgs.iter().map(|org| org.overdue).sum();
    assert!(late > 2, "{:?}", leading.overview.orgs);
    assert!(district.verify(false).unwrap().findings.is_empty());
}

#[test]
fn a_resident_has_matters_notices_and_one_to_rate() {
    let folder = demo::copied("resident");
    let district = open(&folder);
    let resident = &fadu_app::demo::residents().unwrap()[0];
    let seat = district.applicant(&resident.person).unwrap();
    assert_eq!(seat.person_name, resident.name);
    assert!(district.mine(&seat, None).unwrap().rows.len() >= 5);
    assert!(district.notices(&seat, &NoticesAsked::default()).unwrap().unread > 0);
    let todo = district.todo(&seat, &TodoAsked::default()).unwrap();
    let rates = |row: &fadu_app::TodoRow| row.actions.iter().any(|(id, _)| id == "rate");
    assert!(todo.rows.iter().any(rates), "{:?}", todo.rows);
}

#[test]
fn a_second_demonstration_enters_no_matter_twice() {
    let folder = demo::copied("again");
    let before = folder.verified("d");
    let told = folder.fadu("demo --no-serve --data d").ok();
    assert!(told.contains("在办事项：新建记录 0 条，办理 0 步"), "{told}");
    assert_eq!(folder.verified("d"), before);
}
