//! A form sent after the session has ended: nothing typed is lost, and nobody else gets it.

use crate::portal::{Browser, between};
use crate::site::{demo_of, folder};

/// Lets all sessions of a site end by idleness.
pub fn idle(name: &str) {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let earlier = "strftime('%Y-%m-%dT%H:%M:%S', 'now', '+8 hours', '-31 minutes')";
    db.execute(&format!("UPDATE session SET seen_at = {earlier}"), []).unwrap();
}

pub fn drafts(name: &str) -> i64 {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.query_row("SELECT count(*) FROM draft", [], |row| row.get(0)).unwrap()
}

pub fn decoded(text: &str) -> String {
    text.replace("%3F", "?").replace("%3D", "=").replace("%26", "&")
}

#[test]
fn what_was_typed_outlives_the_session_for_the_same_person_alone() {
    let site = demo_of("kept");
    let (mut zhou, mut wu) = (Browser::new(site), Browser::new(site));
    zhou.enter("13800000031");
    wu.enter("13800000032");
    let form = zhou.get("/new/inbound/write").body;
    assert!(form.contains("data-left=\"") && form.contains("登录到"), "the end of the session is told");
    let value = |name: &str| between(&form, &format!("name=\"{name}\" value=\""), "\"").unwrap();
    let (csrf, draft) = (value("csrf"), value("draft"));
    idle("kept");
    let typed = [("csrf", &*csrf), ("draft", &draft), ("f.content", "路灯坏了三天"), ("step", "check")];

    // Nobody's token, or another form's, keeps nothing.
    let stranger = Browser::new(site).act("/new/inbound/write", &typed);
    assert_eq!((stranger.status, stranger.header("location")), (303, Some("/enter?back=/new/inbound/write")));
    let forged = [("csrf", "0"), ("f.content", "路灯坏了三天")];
    assert_eq!(zhou.act("/new/inbound/write", &forged).status, 403);
    assert_eq!(drafts("kept"), 0);

    let over = zhou.act("/new/inbound/write", &typed);
    let door = over.header("location").unwrap().to_owned();
    assert!(over.status == 303 && door.starts_with("/enter?kept=1&back=/new/inbound/write"), "{door}");
    assert!(zhou.get(&door).body.contains("您填写的内容已经保存"));
    let back = decoded(door.split("back=").nth(1).unwrap());
    // Codes go out once a minute: the same phone waits, so the other person comes first.
    let entered = wu.post("/enter", "/enter/code", &format!("phone=13800000033&back={}", "/my"));
    let code = between(&entered.body, "<strong class=\"num\">", "<").unwrap();
    wu.post("/enter", "/enter", &format!("phone=13800000033&code={code}&back=/my"));
    let others = wu.get(&back);
    assert!(others.status == 200 && !others.body.contains("路灯"), "{}", others.head);

    forget_codes("kept");
    let home = zhou.enter_for("13800000031", &door["/enter?kept=1&back=".len()..]);
    let name = home.header("location").unwrap().to_owned();
    assert!(name.contains("/new/inbound/write"), "{name}");
    let again = zhou.get(&back).body;
    assert!(again.contains("路灯坏了三天") && again.contains("已经取回"), "{again}");
}

/// So that a second code may go to the same phone within the minute.
fn forget_codes(name: &str) {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute("DELETE FROM sign_code", []).unwrap();
}

#[test]
fn a_form_of_the_session_before_is_shown_again_and_does_nothing() {
    let site = demo_of("again");
    let mut zhou = Browser::new(site);
    zhou.enter("13800000041");
    let forged = [("csrf", "of-another-site"), ("f.content", "井盖丢失"), ("step", "confirm")];
    assert_eq!(zhou.act("/new/inbound/write", &forged).status, 403);
    let before = "0".repeat(64);
    let typed = [("csrf", &*before), ("f.content", "井盖丢失"), ("step", "confirm")];
    let answer = zhou.act("/new/inbound/write", &typed);
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("这一次没有提交") && answer.body.contains("井盖丢失"), "{}", answer.body);
    assert!(!zhou.get("/my").body.contains("井盖"));
}

#[test]
fn who_is_still_there_stays() {
    let site = demo_of("stay");
    let mut zhou = Browser::new(site);
    assert_eq!(zhou.get("/stay").status, 404);
    zhou.enter("13800000051");
    let left: i64 = zhou.get("/stay").body.trim().parse().unwrap();
    assert!((1700..=1800).contains(&left), "{left}");
}
