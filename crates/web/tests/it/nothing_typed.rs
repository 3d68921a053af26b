//! Whatever is missing or malformed comes back on the form, with what was typed: of every type that
//! may be begun, by everybody who may begin it.

use crate::officials::{sign_in, token};
use crate::portal::Browser;
use crate::site::staffed;

/// The forms that a person may begin.
fn forms(browser: &mut Browser) -> Vec<String> {
    let page = browser.get("/new");
    let all = page.body.split("href=\"/new/").skip(1).filter_map(|rest| rest.split('"').next());
    all.map(|form| format!("/new/{form}")).collect()
}

fn comes_back(browser: &mut Browser, form: &str, typed: &[(&str, &str)]) {
    let csrf = token(&browser.get(form));
    for step in ["check", "confirm"] {
        let answer = browser.act(form, &[&[("csrf", &*csrf), ("step", step)], typed].concat());
        assert_eq!(answer.status, 200, "{form} {step}: {}", answer.body);
        // What needs nothing is not begun here.
        if step == "check" && answer.body.contains("请核对") {
            return;
        }
        let on_form = answer.body.contains("class=\"act\"") && answer.body.contains("class=\"errors\"");
        assert!(on_form, "{form} {step}: {}", answer.body);
    }
}

#[test]
fn nothing_typed_comes_back_on_the_form_whatever_is_begun() {
    let (site, accounts) = staffed("nothing-typed");
    let mut seen = Vec::new();
    for account in &accounts {
        let mut browser = Browser::new(site);
        sign_in(&mut browser, account, -1, "/new");
        for form in forms(&mut browser) {
            if !seen.contains(&form) {
                comes_back(&mut browser, &form, &[]);
                seen.push(form);
            }
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
}

#[test]
fn a_year_that_is_none_comes_back_with_what_was_typed() {
    let (site, accounts) = staffed("no-year");
    let account = accounts.iter().find(|known| known.login == "sifa").unwrap();
    let mut clerk = Browser::new(site);
    sign_in(&mut clerk, account, -1, "/new");
    for year in ["", "去年", "99999", "-1"] {
        let typed = [("f.report_year", year), ("f.title", "法治政府建设年度情况报告")];
        comes_back(&mut clerk, "/new/annual_report/plan", &typed);
        let csrf = token(&clerk.get("/new/annual_report/plan"));
        let answer = clerk
            .act("/new/annual_report/plan", &[&[("csrf", &*csrf), ("step", "check")], &typed[..]].concat());
        assert!(
            answer.body.contains("法治政府建设年度情况报告") && answer.body.contains("报告年度"),
            "{year}"
        );
        assert!(answer.body.contains("href=\"#f.report_year\""), "{year}: {}", answer.body);
    }
}
