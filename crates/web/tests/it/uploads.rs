//! Files come in only with the proof that a page of ours sends them.

use crate::portal::{Browser, between};
use crate::site::{demo_of, folder};

/// Files that are stored.
fn stored(name: &str) -> i64 {
    let db = rusqlite::Connection::open(folder(name).join("fadu.db")).unwrap();
    db.query_row("SELECT count(*) FROM file", [], |row| row.get(0)).unwrap()
}

/// A form of the texts before a picture and those after it.
fn send(
    browser: &mut Browser,
    before: &[(&str, &str)],
    picture: &str,
    after: &[(&str, &str)],
) -> (u16, String) {
    let part = |(name, text): &(&str, &str)| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"f.attachments\"; filename=\"a.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n%PDF-{picture}\r\n"
    );
    let texts = |all: &[(&str, &str)]| all.iter().map(part).collect::<String>();
    let body = format!("{}{file}{}--cut--\r\n", texts(before), texts(after));
    let answer = browser.ask_as("POST /new/inbound/write", "multipart/form-data; boundary=cut", &body);
    (answer.status, answer.body)
}

#[test]
fn what_no_page_of_ours_sends_stores_nothing() {
    let site = demo_of("uploads");
    let mut zhou = Browser::new(site);
    let none = stored("uploads");
    assert_eq!(send(&mut zhou, &[("csrf", "0")], "stranger", &[]).0, 303);
    zhou.enter("13800000071");
    let csrf = between(&zhou.get("/new/inbound/write").body, "name=\"csrf\" value=\"", "\"").unwrap();
    assert_eq!(send(&mut zhou, &[("csrf", "of-another-site")], "forged", &[]).0, 403);
    assert_eq!(send(&mut zhou, &[], "unproved", &[]).0, 403);
    assert_eq!(send(&mut zhou, &[], "proved too late", &[("csrf", &csrf)]).0, 403);
    // A form of the session before is shown again with its texts; the file has to be chosen again.
    let before = "0".repeat(64);
    let older = [("csrf", &*before), ("f.content", "井盖丢失"), ("step", "check")];
    let (status, page) = send(&mut zhou, &older, "older", &[]);
    assert!(status == 200 && page.contains("井盖丢失") && page.contains("“a.pdf”没有收下"), "{page}");
    assert_eq!(stored("uploads"), none);
    assert_eq!(send(&mut zhou, &[("csrf", &csrf), ("step", "check")], "ours", &[]).0, 200);
    assert_eq!(stored("uploads"), none + 1);
}
