//! What somebody gets who is not signed in, or sends what no page of ours sends.

use crate::site::{get, post, send};

const INSIDE: &[&str] = &[
    "/work",
    "/new",
    "/new/complaint/register",
    "/records/person/x",
    "/records/person/x/do/amend",
    "/records/person/x/limits/x",
    "/records/person/x/rows/x",
    "/records/person/x/history",
    "/records/person/x/files/00",
    "/records/person/x/receipt",
    "/notices",
    "/definitions",
    "/leader",
    "/leader/due",
    "/leader/choice",
    "/admin",
    "/admin/accounts",
    "/admin/accounts/x",
    "/admin/params",
    "/admin/calendar",
    "/admin/audit",
    "/admin/tries",
    "/report/2020",
    "/report/2020/confirm",
    "/report/2020/late",
    "/report/2020/late.csv",
    "/report/2020/report.html",
    "/report/2020/report.json",
    "/figures",
    "/figures.csv",
    "/figures/x",
    "/figures/x/records.csv",
    "/definitions/complaint?part=actions",
    "/seat",
    "/lists",
    "/lists/complaint",
    "/lists/complaint?cond=id_no%20%3D%3D%20%271%27",
    "/lists/complaint/file.csv",
    "/lists/complaint/file.xlsx",
    "/search?q=x",
    "/import",
    "/kept/x",
    "/import/returned/0",
];

#[test]
fn inside_pages_lead_to_the_sign_in_and_back() {
    for path in INSIDE {
        let answer = get(path, "");
        assert_eq!(answer.status, 303, "{path}: {}", answer.head);
        assert!(answer.header("location").unwrap().starts_with("/sign-in?back="), "{path}");
    }
}

#[test]
fn every_answer_forbids_what_is_foreign() {
    for path in ["/sign-in", "/work", "/nowhere"] {
        let answer = get(path, "");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        // Where somebody is, this site may ask; nothing else of the device.
        let device = answer.header("permissions-policy");
        assert_eq!(device, Some("geolocation=(self), camera=(), microphone=()"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn a_form_of_another_site_does_nothing() {
    let page = get("/sign-in", "");
    let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token = cookie.split('=').nth(1).unwrap();
    let own = format!("Cookie: {cookie}\r\n");
    let body = format!("csrf={token}&login=nobody&password=x");
    assert_eq!(post("/sign-in", "", &body).status, 403, "without the cookie");
    assert_eq!(post("/sign-in", &own, "csrf=0&login=nobody&password=x").status, 403, "with another token");
    let foreign = format!("{own}Sec-Fetch-Site: cross-site\r\n");
    assert_eq!(post("/sign-in", &foreign, &body).status, 403, "sent by another site");
    let tried = post("/sign-in", &own, &body);
    assert_eq!(tried.status, 200);
    assert!(tried.body.contains("登录名、口令或动态码不对"), "{}", tried.body);
}

#[test]
fn the_way_back_leads_to_this_site_only() {
    let page = get("/sign-in?back=https://elsewhere.example/", "");
    assert_eq!(page.status, 200);
    let large = get("/sign-in?back=//elsewhere.example", "");
    let cookie = large.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let token = cookie.split('=').nth(1).unwrap().to_owned();
    let own = format!("Cookie: {cookie}\r\n");
    let to = |back: &str| {
        let sent = post("/large", &own, &format!("csrf={token}&back={back}"));
        assert_eq!(sent.status, 303, "{back}");
        sent.header("location").unwrap_or_default().to_owned()
    };
    let elsewhere = "elsewhere.example";
    for before in [
        "//",
        "/%09/",
        "%2F%09%2F",
        "/%0A/",
        "/%0D/",
        "/%00/",
        "/%7F/",
        "/%5C",
        "/%2F",
        "%09//",
        "https://",
        "",
    ] {
        assert_eq!(to(&format!("{before}{elsewhere}")), "/", "{before}");
    }
    assert_eq!(to("/my%3Fa%3D1"), "/my?a=1");
}

#[test]
fn what_cannot_be_read_is_answered() {
    assert_eq!(get("/records/a/b/c/d/e", "").status, 404);
    assert_eq!(get("/assets/0/nothing.js", "").status, 404);
    assert_eq!(get("/assets/0/fadu.css", "").status, 200);
    assert!(matches!(
        send("POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{]}").status,
        400..=422
    ));
    assert_eq!(get("/healthz", "").body.trim(), "ok");
    assert_eq!(get("/readyz", "").body.trim(), "ready");
    let cookie = format!("Cookie: fadu={}\r\n", "x".repeat(4000));
    assert_eq!(get("/work", &cookie).status, 303);
}
