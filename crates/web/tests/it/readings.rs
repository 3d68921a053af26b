//! Opening what holds somebody's data leaves a line in the audit, a moment after the page.

use std::time::Duration;

use crate::portal::{Browser, between};
use crate::site::{demo_of, folder};

/// Readings of a record that are written.
fn written(name: &str, record: &str) -> i64 {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    let sql = "SELECT count(*) FROM audit WHERE what = 'read' AND object = ?1 AND result = 'ok'";
    db.query_row(sql, [record], |row| row.get(0)).unwrap()
}

#[test]
fn a_record_page_and_a_receipt_that_were_opened_are_in_the_audit() {
    let mut zhou = Browser::new(demo_of("readings"));
    zhou.enter("13800000061");
    let form = zhou.get("/new/inbound/write").body;
    let csrf = between(&form, "name=\"csrf\" value=\"", "\"").unwrap();
    let typed = [
        ("csrf", &*csrf),
        ("f.content", "井盖丢失"),
        ("f.sender", "周某"),
        ("f.sender_phone", "13800000061"),
    ];
    let account = between(&form, "<option value=\"person/", "\"").unwrap();
    let account = format!("person/{account}");
    let last = [("f.sender_account", &*account), ("step", "confirm")];
    let fields: Vec<(&str, &str)> = typed.into_iter().chain(last).collect();
    let done = zhou.act("/new/inbound/write", &fields);
    let receipt = done.header("location").unwrap_or_else(|| panic!("{}", done.body)).to_owned();
    let page = receipt.strip_suffix("/receipt").unwrap().to_owned();
    let record = page.strip_prefix("/records/").unwrap();
    for page in [&page, &receipt] {
        let before = written("readings", record);
        assert_eq!(zhou.get(page).status, 200);
        let waited = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            written("readings", record) > before
        });
        assert!(waited, "who opened {page} is not in the audit");
    }
    // Their own reading is nothing they need to be told.
    assert!(zhou.get("/my/data").body.contains("没有人打开过"), "{}", zhou.get("/my/data").body);
}
