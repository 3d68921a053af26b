//! Forms of officials that are no actions, sent after the session has ended.

use std::time::{SystemTime, UNIX_EPOCH};

use fadu_app::TrialAccount;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::kept::{decoded, drafts, idle};
use crate::portal::{Browser, between};
use crate::site::{Answer, staffed};

/// The code of an account's phone, some steps of thirty seconds away from now.
fn code(account: &TrialAccount, away: i64) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = account.secret.bytes().map(|b| alphabet.iter().position(|a| *a == b).unwrap() as u8);
    let bits: Vec<u8> = digits.flat_map(|digit| (0..5).rev().map(move |bit| digit >> bit & 1)).collect();
    let secret: Vec<u8> =
        bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |all, bit| all << 1 | bit)).collect();
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let mut mac = Hmac::<Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(seconds / 30 + away).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let start = usize::from(digest[19] & 15);
    let cut = u32::from_be_bytes(digest[start..start + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", cut % 1_000_000)
}

/// Signs in, on the way to a page. A code is good once, so the second time is a step later.
pub fn sign_in(browser: &mut Browser, account: &TrialAccount, away: i64, back: &str) -> Answer {
    let code = code(account, away);
    let body = format!("login={}&password={}&code={code}&back={back}", account.login, account.password);
    let answer = browser.post("/sign-in", "/sign-in", &body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer
}

pub fn token(page: &Answer) -> String {
    between(&page.body, "name=\"csrf\" value=\"", "\"").unwrap_or_else(|| panic!("{}", page.body))
}

/// Sends a form after the session ended; gives where it is seen again.
fn kept(answer: &Answer) -> String {
    let door = answer.header("location").unwrap_or_else(|| panic!("{} {}", answer.status, answer.body));
    let back = door.strip_prefix("/sign-in?kept=1&back=").unwrap_or_else(|| panic!("{door}"));
    decoded(back)
}

#[test]
fn forms_of_administration_outlive_the_session() {
    let name = "kept-admin";
    let (site, accounts) = staffed(name);
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let mut hua = Browser::new(site);
    sign_in(&mut hua, account("xitong"), -1, "/admin/accounts");
    let csrf = token(&hua.get("/admin/accounts"));
    idle(name);
    let body = format!("csrf={csrf}&login=xin.ren&person=%E6%9D%8E%E7%AA%97%E5%8F%A3&password=hush");
    assert_eq!(hua.ask("POST /admin/accounts", &body.replace(&csrf, &"0".repeat(64))).status, 403);
    assert_eq!(drafts(name), 0, "nothing is kept of a form that is not proved");
    let back = kept(&hua.ask("POST /admin/accounts", &body));
    assert!(back.starts_with("/kept/"), "{back}");
    assert!(hua.get(&format!("/sign-in?kept=1&back={back}")).body.contains("您填写的内容已经保存"));

    // Nobody else gets it.
    let mut jin = Browser::new(site);
    sign_in(&mut jin, account("anquan"), -1, "/work");
    assert_eq!(jin.get(&back).status, 404);
    assert_eq!(Browser::new(site).get(&back).status, 303);

    assert_eq!(sign_in(&mut hua, account("xitong"), 0, &back).header("location"), Some(&*back));
    let again = hua.get(&back);
    for said in ["接着提交：开立账号", "value=\"xin.ren\"", "value=\"李窗口\"", "还没有提交"]
    {
        assert!(again.body.contains(said), "{said}: {}", again.body);
    }
    assert!(!again.body.contains("hush"), "a password is never kept");
    let id = back.strip_prefix("/kept/").unwrap();
    let body = format!("csrf={}&kept={id}&login=xin.ren&person=%E6%9D%8E%E7%AA%97%E5%8F%A3", token(&again));
    let done = hua.ask("POST /admin/accounts", &body);
    assert_eq!(done.status, 200, "{}", done.head);
    assert_eq!((hua.get(&back).status, drafts(name)), (404, 0), "what was sent is kept no more");

    // A button holds nothing: it leads to its page.
    idle(name);
    let csrf = token(&again);
    let over = hua.ask("POST /admin/accounts/xin.ren", &format!("csrf={csrf}&what=lock"));
    assert_eq!(over.header("location"), Some("/sign-in?back=/admin/accounts/xin.ren"));
}

#[test]
fn views_choices_and_workbooks_outlive_the_session() {
    let name = "kept-work";
    let (site, accounts) = staffed(name);
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let (mut clerk, mut mayor) = (Browser::new(site), Browser::new(site));
    sign_in(&mut clerk, account("tianbao"), -1, "/work");
    sign_in(&mut mayor, account("quzhang"), -1, "/work");
    let csrf = token(&clerk.get("/lists/complaint"));
    let choice = mayor.get("/leader/choice");
    let figures: Vec<&str> = choice
        .body
        .split("name=\"figure\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let chosen = format!("figure={}&figure={}", figures[0], figures[1]);
    idle(name);

    let body = format!("csrf={csrf}&name=%E6%9C%AC%E6%9C%88&query=step%3Daccepted");
    let view = kept(&clerk.ask("POST /lists/complaint/views", &body));
    let choice_kept = kept(&mayor.ask("POST /leader", &format!("csrf={}&{chosen}", token(&choice))));
    let over = clerk.ask("POST /import/confirm", &format!("csrf={csrf}&step=drop"));
    assert_eq!(over.header("location"), Some("/sign-in?back=/import"));
    let workbook = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--cut\r\nContent-Disposition: \
         form-data; name=\"files\"; filename=\"x_{name}.csv\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n--cut--\r\n"
    );
    let kind = "multipart/form-data; boundary=cut";
    assert_eq!(clerk.ask_as("POST /import", kind, &workbook.replace(&csrf, "0")).status, 403);
    assert_eq!(kept(&clerk.ask_as("POST /import", kind, &workbook)), "/import");

    sign_in(&mut clerk, account("tianbao"), 0, &view);
    let again = clerk.get(&view);
    assert!(
        again.body.contains("接着提交：保存视图") && again.body.contains("value=\"本月\""),
        "{}",
        again.body
    );
    let body = format!("csrf={}&name=%E6%9C%AC%E6%9C%88&query=step%3Daccepted", token(&again));
    let saved = clerk.ask("POST /lists/complaint/views", &body);
    assert_eq!(saved.header("location"), Some("/lists/complaint?step=accepted"));
    let import = clerk.get("/import");
    assert!(
        import.body.contains(&format!("x_{name}.csv")) && import.body.contains("已经收到"),
        "{}",
        import.body
    );
    clerk.ask("POST /import/confirm", &format!("csrf={}&step=check", token(&import)));
    assert!(!clerk.get("/import").body.contains("已经收到"));

    sign_in(&mut mayor, account("quzhang"), 0, &choice_kept);
    let again = mayor.get(&choice_kept);
    assert!(again.body.contains("指标：已选 2 项") && again.body.contains(figures[1]), "{}", again.body);
    // A form of the session before is shown again in that of now, and does nothing by itself.
    let stale = mayor.ask("POST /leader", &format!("csrf={}&{chosen}", "0".repeat(64)));
    assert!(stale.header("location").is_some_and(|to| to.starts_with("/kept/")), "{}", stale.head);
    assert_eq!(mayor.ask("POST /leader", &format!("csrf={}&{chosen}", token(&again))).status, 303);
}

#[test]
fn forms_of_registers_are_forms_of_actions() {
    let name = "kept-registers";
    let (site, accounts) = staffed(name);
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let mut hua = Browser::new(site);
    sign_in(&mut hua, account("xitong"), -1, "/admin");
    let admin = hua.get("/admin").body;
    let forms: Vec<String> = admin
        .split("href=\"/new/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    assert!(forms.len() >= 3, "{admin}");
    let csrf = token(&hua.get("/admin"));
    idle(name);
    for form in forms {
        let path = format!("/new/{form}");
        let over = hua.act(&path, &[("csrf", &csrf), ("f.name", "周某"), ("step", "check")]);
        assert!(kept(&over).starts_with(&format!("{path}?kept=1&draft=")), "{path}");
    }
}

#[test]
fn the_name_given_at_the_first_entry_outlives_the_session() {
    let name = "kept-name";
    let (site, _) = staffed(name);
    let mut zhou = Browser::new(site);
    zhou.enter("13800000071");
    let csrf = token(&zhou.get("/enter/name"));
    idle(name);
    let over = zhou.ask("POST /enter/name", &format!("csrf={csrf}&name=%E5%91%A8%E6%9F%90&back=/my"));
    let door = over.header("location").unwrap().to_owned();
    assert!(door.starts_with("/enter?kept=1&back=/kept/"), "{door}");
}

#[test]
fn what_is_not_there_stands_in_the_frame_of_who_asks() {
    let (site, accounts) = staffed("trouble");
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let mut clerk = Browser::new(site);
    sign_in(&mut clerk, account("tianbao"), -1, "/work");
    // What is there and not theirs looks as what is not there.
    let (nothing, hidden) = (clerk.get("/nowhere"), clerk.get("/admin/accounts"));
    assert_eq!((nothing.status, hidden.status), (404, 404));
    assert_eq!(nothing.body, hidden.body);
    for said in ["没有这个页面", "郑填报", "href=\"/work\"", "台账"] {
        assert!(nothing.body.contains(said), "{said}: {}", nothing.body);
    }
    let forged = clerk.ask("POST /sign-out", "csrf=0");
    assert!(forged.status == 403 && forged.body.contains("郑填报") && forged.body.contains("表单已失效"));
    let mut stranger = Browser::new(site);
    let nothing = stranger.get("/nowhere");
    assert!(nothing.status == 404 && nothing.body.contains("href=\"/published\""), "{}", nothing.body);
    assert!(!nothing.body.contains("href=\"/work\""), "{}", nothing.body);
    // Its forms carry the token of the answer's cookie.
    let large = stranger.post("/nowhere", "/large", "back=");
    assert_eq!((large.status, large.header("location")), (303, Some("/")));
}

#[test]
fn a_role_that_the_organization_names_is_not_named_twice() {
    let (site, accounts) = staffed("one-name");
    let account = |login: &str| accounts.iter().find(|known| known.login == login).unwrap();
    let mut clerk = Browser::new(site);
    sign_in(&mut clerk, account("sifa"), -1, "/work");
    let page = clerk.get("/work").body;
    let seat = between(&page, "<span class=\"seat\" title=\"赵司法 晋城市城区司法局\">", "</span>").unwrap();
    assert_eq!(seat, "<b>赵司法</b> 晋城市城区司法局");
}
