//! What is typed is kept on request, found again by its person alone, and thrown away on request; what
//! is said of a draft is true.

use crate::kept::drafts;
use crate::officials::token;
use crate::portal::{Browser, between};
use crate::site::demo_of;

const PATH: &str = "/new/inbound/write";

#[test]
fn a_form_is_kept_found_again_and_thrown_away() {
    let site = demo_of("drafts");
    let (mut zhou, mut wu) = (Browser::new(site), Browser::new(site));
    zhou.enter("13800000091");
    wu.enter("13800000092");
    let csrf = token(&zhou.get(PATH));
    let form =
        [("csrf", &*csrf), ("f.content", "小区门口井盖丢失"), ("f.no_such_field", "x"), ("step", "save")];
    let saved = zhou.act(PATH, &form);
    assert!(saved.status == 200 && saved.body.contains("已存为草稿"), "{}", saved.body);
    let id = between(&saved.body, "name=\"draft\" value=\"", "\"").unwrap();
    let mine = zhou.get("/my").body;
    assert!(mine.contains(&id) && mine.contains("小区门口井盖丢失"), "told from others by what it is about");
    let data = zhou.get("/my/data.json").body;
    assert!(data.contains("井盖丢失") && !data.contains("no_such_field"), "{data}");
    assert!(!wu.get(&format!("{PATH}?draft={id}")).body.contains("井盖"));

    let drop = format!("/drafts/{id}/drop");
    wu.post("/my", &drop, "");
    zhou.ask_as(&format!("POST {drop}"), "application/x-www-form-urlencoded", "csrf=0");
    assert_eq!(drafts("drafts"), 1, "neither another nor another site throws it away");
    let gone = zhou.post("/my", &drop, "");
    assert_eq!((gone.status, gone.header("location"), drafts("drafts")), (303, Some("/my"), 0));
}

#[test]
fn a_file_that_is_refused_leaves_a_draft_and_says_so() {
    let mut zhou = Browser::new(demo_of("faulty_file"));
    zhou.enter("13800000093");
    let csrf = token(&zhou.get(PATH));
    for (step, said) in [("check", "已存为草稿，没有丢失"), ("save", "已存为草稿。可以接着填")]
    {
        let refused = with_an_empty_file(&mut zhou, &csrf, step);
        assert!(refused.contains("是空的") && refused.contains(said), "{refused}");
        assert!(zhou.get("/my").body.contains("路灯坏了"));
    }
}

fn with_an_empty_file(zhou: &mut Browser, csrf: &str, step: &str) -> String {
    let part =
        |head: &str, text: &str| format!("--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let texts = [("csrf", csrf), ("f.content", "路灯坏了"), ("step", step)];
    let texts: String = texts.iter().map(|(name, text)| part(&format!("name=\"{name}\""), text)).collect();
    let file = part("name=\"a.files\"; filename=\"空.pdf\"", "");
    let body = format!("{texts}{file}--cut--\r\n");
    zhou.ask_as(&format!("POST {PATH}"), "multipart/form-data; boundary=cut", &body).body
}
