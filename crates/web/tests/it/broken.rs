//! A database that fails: it is said as it is, and what is earned or typed stays.

use crate::portal::{Browser, between};
use crate::site::{demo_of, folder};

fn broken(name: &str, sql: &str) {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute_batch(sql).unwrap();
}

#[test]
fn what_the_system_cannot_do_is_no_mistake_of_who_asks() {
    let mut zhou = Browser::new(demo_of("broken"));
    assert_eq!(zhou.get("/published").status, 200);
    broken("broken", "ALTER TABLE publication RENAME TO gone");
    let answer = zhou.get("/published");
    assert_eq!(answer.status, 503, "{}", answer.head);
    assert!(answer.body.contains("系统暂时不能办理，已记下，请稍后再试"), "{}", answer.body);
    for told in ["没有改动任何内容", "publication", "no such table", "数据库出错"] {
        assert!(!answer.body.contains(told), "{told}: {}", answer.body);
    }
}

#[test]
fn what_was_typed_stays_where_it_cannot_be_stored() {
    let mut zhou = Browser::new(demo_of("not-stored"));
    zhou.enter("13800000081");
    let form = zhou.get("/new/inbound/write").body;
    let csrf = between(&form, "name=\"csrf\" value=\"", "\"").unwrap();
    let account = format!("person/{}", between(&form, "<option value=\"person/", "\"").unwrap());
    broken("not-stored", "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'full'); END");
    let typed = [
        ("csrf", &*csrf),
        ("f.content", "井盖丢失"),
        ("f.sender", "周某"),
        ("f.sender_phone", "13800000081"),
        ("f.sender_account", &account),
        ("step", "confirm"),
    ];
    let answer = zhou.act("/new/inbound/write", &typed);
    assert_eq!(answer.status, 503, "{}", answer.head);
    assert!(
        answer.body.contains("系统暂时不能办理，已记下") && answer.body.contains("井盖丢失"),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("没有改动任何内容"), "{}", answer.body);
}

#[test]
fn a_page_that_is_earned_is_given_though_the_kept_form_stays() {
    let mut zhou = Browser::new(demo_of("earned"));
    zhou.enter("13800000082");
    broken("earned", "ALTER TABLE draft RENAME TO gone");
    let read = zhou.post("/enter/name", "/notices", "kept=x");
    assert_eq!((read.status, read.header("location")), (303, Some("/notices")), "{}", read.head);
}
