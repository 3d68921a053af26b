//! The limits that an action moves, shown before it is confirmed.

use crate::officials::{sign_in, token};
use crate::portal::{Browser, between};
use crate::site::{folder, staffed};

const PATH: &str = "/new/complaint/register";
const COMPLAINT: [(&str, &str); 5] = [
    ("f.received_on", "2021-02-18"),
    ("f.complainant_name", "周宁"),
    ("f.phone", "13800000000"),
    ("f.respondent", "城区示例副食店"),
    ("f.facts", "购买的糕点已过保质期。"),
];

/// How much of what a form leaves behind there is: attempts, drafts, lines of the audit, events.
fn left_behind(name: &str) -> Vec<i64> {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    let count = |table| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
    ["attempt", "draft", "audit", "journal"].map(count).to_vec()
}

#[test]
fn the_limits_of_an_action_are_shown_before_it_is_confirmed_and_nothing_is_written() {
    let (site, accounts) = staffed("ahead");
    let account = accounts.iter().find(|known| known.login == "chengban").unwrap();
    let mut clerk = Browser::new(site);
    sign_in(&mut clerk, account, -1, "/work");
    let form = clerk.get(PATH);
    assert!(form.body.contains("data-ahead aria-live=\"polite\""), "{}", form.body);
    let csrf = token(&form);
    let sent = |step: &'static str, typed: &[(&'static str, &'static str)]| {
        typed.iter().copied().chain([("step", step)]).collect::<Vec<_>>()
    };
    let with = |csrf: &'static str, fields: Vec<(&'static str, &'static str)>| {
        [vec![("csrf", csrf)], fields].concat()
    };
    let csrf: &'static str = Box::leak(csrf.into_boxed_str());

    let before = left_behind("ahead");
    let shown = clerk.act(PATH, &with(csrf, sent("preview", &COMPLAINT)));
    assert_eq!(shown.status, 200, "{}", shown.body);
    let list = between(&shown.body, "<h2>办理后的期限</h2><ul>", "</ul>")
        .unwrap_or_else(|| panic!("{}", shown.body));
    assert!(list.contains("：2021-") && list.contains(" 个工作日"), "{list}");
    assert!(!shown.body.contains("<html"), "{}", shown.body);
    let missing = clerk.act(PATH, &with(csrf, sent("preview", &COMPLAINT[1..2])));
    assert!(missing.body.contains("必填的内容填完后"), "{}", missing.body);
    let forged = clerk.act(PATH, &with("0", sent("preview", &COMPLAINT)));
    assert_eq!(forged.status, 403);
    assert_eq!(Browser::new(site).act(PATH, &with(csrf, sent("preview", &COMPLAINT))).status, 303);
    assert_eq!(left_behind("ahead"), before, "a preview leaves nothing behind");

    let check = clerk.act(PATH, &with(csrf, sent("check", &COMPLAINT)));
    assert!(check.body.contains("请核对"), "{}", check.body);
    assert_eq!(between(&check.body, "<h2>办理后的期限</h2><ul>", "</ul>").unwrap(), list);
}
