//! The public pages: open to everybody, and clear about what they refuse.

use std::net::SocketAddr;

use crate::site::{Answer, address, demo, get, send_to};

const PUBLIC: &[&str] = &[
    "/",
    "/find",
    "/find?q=%E5%A4%87%E6%A1%88",
    "/guide",
    "/guide?q=x&org=y&after=z",
    "/published",
    "/published?kind=nothing.here&after=2020",
    "/published.rss",
    "/data",
    "/enter",
    "/track",
    "/track?no=1",
];

/// A browser: it keeps its cookies.
pub struct Browser {
    site: SocketAddr,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub fn new(site: SocketAddr) -> Self {
        Self { site, cookies: Vec::new() }
    }

    pub fn ask(&mut self, request: &str, body: &str) -> Answer {
        self.ask_as(request, "application/x-www-form-urlencoded", body)
    }

    pub fn ask_as(&mut self, request: &str, kind: &str, body: &str) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = send_to(
            self.site,
            &format!(
                "{request} HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\nCookie: {}\r\n\
                 Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                cookies.join("; "),
                body.len()
            ),
        );
        for line in answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), "")
    }

    /// Sends the form of an action.
    pub fn act(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let part = |(name, text): &(&str, &str)| {
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body: String = fields.iter().map(part).chain(["--cut--\r\n".to_owned()]).collect();
        self.ask_as(&format!("POST {path}"), "multipart/form-data; boundary=cut", &body)
    }

    /// Sends a form with the token of a page.
    pub fn post(&mut self, page: &str, path: &str, body: &str) -> Answer {
        let token = between(&self.get(page).body, "name=\"csrf\" value=\"", "\"").unwrap();
        self.ask(&format!("POST {path}"), &format!("csrf={token}&{body}"))
    }

    /// Enters by a code.
    pub fn enter(&mut self, phone: &str) -> Answer {
        self.enter_for(phone, "/my")
    }

    /// The same, on the way to a page.
    pub fn enter_for(&mut self, phone: &str, back: &str) -> Answer {
        let sent = self.post("/enter", "/enter/code", &format!("phone={phone}&back={back}"));
        let code = between(&sent.body, "<strong class=\"num\">", "<").expect("the code is shown");
        self.post("/enter", "/enter", &format!("phone={phone}&code={code}&back={back}"))
    }
}

pub fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(rest[..rest.find(after)?].to_owned())
}

#[test]
fn public_pages_are_open_and_small() {
    for path in PUBLIC {
        let answer = get(path, "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.head);
        assert!(answer.body.len() < 60_000, "{path}: {}", answer.body.len());
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
    assert!(get("/published.rss", "").header("content-type").unwrap().starts_with("application/rss+xml"));
}

#[test]
fn what_is_not_there_is_not_there() {
    for path in [
        "/guide/x",
        "/guide/%00",
        "/published/a/b/c",
        "/published/service_item/x/guide",
        "/published/a/b/c/files/00",
        "/data/x",
        "/data/a.b.exe",
        "/data/a.b.csv",
        "/data/..%2f..%2fmaster.key",
    ] {
        assert_eq!(get(path, "").status, 404, "{path}");
    }
}

#[test]
fn ones_own_pages_lead_to_the_door_of_residents_and_back() {
    for path in ["/my", "/my/data", "/my/data.json", "/enter/name", "/new/application/apply?f.item=x"] {
        let answer = get(path, "");
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").unwrap().starts_with("/enter?back=/"), "{path}: {}", answer.head);
    }
}

#[test]
fn words_looked_for_are_only_words() {
    let long = "%E5%A4%87".repeat(2000);
    for word in ["%3Cscript%3Ealert(1)%3C/script%3E", "%27%20OR%201=1--", "%25", "%E2%80%AEabc", "%00", &long]
    {
        for page in ["/find", "/guide"] {
            let answer = get(&format!("{page}?q={word}"), "");
            assert_eq!(answer.status, 200, "{page} {word}");
            assert!(!answer.body.contains("<script>alert"), "{page}");
            assert!(answer.body.contains("没有找到"), "{page} {word}");
        }
    }
}

#[test]
fn the_door_says_what_is_wrong_and_what_to_do() {
    let mut browser = Browser::new(address());
    let cases = [
        ("/enter/code", "phone=", "请填十一位手机号码"),
        ("/enter/code", "phone=12", "请填十一位手机号码"),
        ("/enter/code", "phone=13800000000", "本区尚未接通短信"),
        ("/enter", "phone=13800000000&code=", "验证码不对或已过期"),
        ("/enter", "phone=%3Cscript%3E&code=1", "请填十一位手机号码"),
        ("/track", "no=&tail=", "请填回执上的编号"),
        ("/track", "no=%27%3B--&tail=12345", "请填回执上的编号"),
    ];
    for (path, body, said) in cases {
        let answer = browser.post("/enter", path, body);
        assert_eq!(answer.status, 200, "{path} {body}");
        assert!(
            answer.body.contains(said) && answer.body.contains("role=\"alert\""),
            "{path} {body}: {}",
            answer.body
        );
        assert!(answer.body.contains("12345"), "the phone of a human: {path}");
    }
}

#[test]
fn a_plain_form_is_small_and_has_few_controls() {
    let mut browser = Browser::new(address());
    let huge = "a&".repeat(32 * 1024 * 1024);
    let many = "a=1&".repeat(2_000);
    let long = format!("no={}&tail=1", "9".repeat(100_000));
    for path in ["/track", "/sign-in", "/enter/code", "/large", "/seat", "/leader"] {
        for body in [&many, &long] {
            let answer = browser.post("/enter", path, body);
            assert_eq!(answer.status, 413, "{path}: {}", answer.head);
            assert!(answer.body.contains("没有办理任何事项"), "{path}: {}", answer.body);
        }
    }
    for path in ["/track", "/leader"] {
        assert_eq!(browser.post("/enter", path, &huge).status, 413, "{path}");
    }
    let fits = browser.post("/enter", "/track", &format!("no={}&tail=1", "9".repeat(60_000)));
    assert_eq!(fits.status, 200, "{}", fits.head);
    assert_eq!(browser.post("/enter", "/large", &"a=1&".repeat(900)).status, 303);
}

#[test]
fn numbers_are_not_guessed() {
    let mut browser = Browser::new(demo());
    let mut last = String::new();
    for n in 0..7 {
        last = browser.post("/track", "/track", &format!("no=X-1&tail=000{n}")).body;
    }
    assert!(last.contains("一小时内已答错五次"), "{last}");
}

#[test]
fn a_resident_enters_gives_a_name_and_finds_their_data() {
    let mut browser = Browser::new(demo());
    let entered = browser.enter("13800000007");
    assert_eq!(entered.header("location"), Some("/enter/name?back=/my"), "{}", entered.head);
    let refused = browser.post("/enter/name", "/enter/name", "name=4&back=/my");
    assert!(refused.body.contains("姓名只能是汉字"), "{}", refused.body);
    let named =
        browser.post("/enter/name", "/enter/name", "name=%E5%91%A8%E6%9F%90&back=//elsewhere.example");
    assert_eq!((named.status, named.header("location")), (303, Some("/")));
    assert!(browser.get("/my").body.contains("周某"));
    let data = browser.get("/my/data.json");
    assert!(data.body.contains("13800000007") && data.header("content-disposition").is_some());
    assert!(browser.get("/my/data").body.contains("13800000007"));
    // What is for officials is not there.
    assert_eq!(browser.get("/work").status, 404);
    assert_eq!(browser.get("/new/complaint/register").status, 404);
    // A form may begin with what the way to it says, but is not led astray by it.
    let form =
        browser.get("/new/inbound/write?f.content=%3Cb%3E&f.sender_account=person/x&f.nothing=1&draft=x");
    assert_eq!(form.status, 200);
    assert!(form.body.contains("&#60;b&#62;") || form.body.contains("&lt;b&gt;"), "{}", form.body);
}
