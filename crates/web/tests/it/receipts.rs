//! What a resident reads before and after sending a form: names of files, and that it was sent, not
//! that it was granted.

use crate::officials::token;
use crate::portal::{Browser, between};
use crate::site::demo_of;

const PATH: &str = "/new/inbound/write";

#[test]
fn what_was_sent_is_called_so_and_files_are_called_by_their_names() {
    let mut zhou = Browser::new(demo_of("receipts"));
    zhou.enter("13800000081");
    let csrf = token(&zhou.get(PATH));
    let fields = [
        ("csrf", &*csrf),
        ("f.content", "井盖丢失"),
        ("f.sender", "周某"),
        ("f.sender_phone", "13800000081"),
    ];
    let part = |name: &str, text: &str| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let texts: String =
        fields.iter().chain(&[("step", "check")]).map(|(name, text)| part(name, text)).collect();
    let file = "--cut\r\nContent-Disposition: form-data; name=\"a.files\"; filename=\"井盖.pdf\"\r\n\
                Content-Type: application/pdf\r\n\r\n%PDF-1.4 \r\n--cut--\r\n";
    let check = zhou.ask_as(&format!("POST {PATH}"), "multipart/form-data; boundary=cut", &(texts + file));
    assert!(check.body.contains("井盖.pdf（9 字节）"), "{}", check.body);
    let shown = between(&check.body, "<dl class=\"facts\">", "</dl>").unwrap();
    let is_hash = |word: &str| {
        word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit()) && word.contains(char::is_alphabetic)
    };
    assert!(!shown.split(|c: char| !c.is_ascii_alphanumeric()).any(is_hash), "{shown}");

    let done = zhou.act(PATH, &[&fields[..], &[("step", "confirm")]].concat());
    let receipt = zhou.get(done.header("location").unwrap_or_else(|| panic!("{}", done.body))).body;
    assert!(receipt.contains("：已提交</h1>"), "{receipt}");
    for word in ["已办理", "流水"] {
        assert!(!receipt.contains(word), "{word}: {receipt}");
    }
}
