//! Residents and firms sign in 登录 by a code to their phone; 查进度: without an account, by the number
//! of a matter and the last figures of the phone left with it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use fadu_app::{CodeSent, SignIn};

use super::sign_in::{back, own, proved};
use crate::frame::{Frame, encoded};
use crate::sent::Sent;
use crate::site::Site;
use crate::trouble::Answer;
use crate::typed::Typed;
use crate::visitor::{SESSION, Visitor, set_cookie};

#[derive(Template)]
#[template(path = "pages/enter.html")]
struct Page {
    frame: Frame,
    phone: String,
    /// A code was sent: now it is asked for.
    sent: Option<CodeSent>,
    asks_code: bool,
    say: Option<String>,
    back: String,
    /// A form was sent after the session had ended, and is kept.
    kept: bool,
}

impl Page {
    fn back_encoded(&self) -> String {
        encoded(&self.back)
    }
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::of(query);
    if visitor.seat().is_some_and(|seat| seat.party_of.is_none()) {
        let to = typed.back().unwrap_or("/my");
        return Ok(Redirect::to(to).into_response());
    }
    drawn(&site, &visitor, &typed, None, false, None)
}

/// A code is asked for.
pub async fn code(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let (phone, address) = (own(&typed, "phone"), visitor.address.clone());
    let sent = site.run_at_door(move |district| district.send_code(&phone, &address)).await?;
    match sent {
        Ok(sent) => drawn(&site, &visitor, &typed, Some(sent), true, None),
        // A code sent a moment ago is still good.
        Err(why) => {
            let again = typed.own("again").is_some();
            drawn(&site, &visitor, &typed, None, again, Some(why.0))
        }
    }
}

/// The code was typed.
pub async fn enter(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let (phone, code, address) = (own(&typed, "phone"), own(&typed, "code"), visitor.address.clone());
    let answer = site.run_at_door(move |district| district.enter_by_code(&phone, &code, &address)).await?;
    match answer {
        SignIn::Entered { token, session } => {
            let to = typed.back().unwrap_or("/my").to_owned();
            let unnamed = match session.seat {
                Some(seat) => site.run(move |district| district.is_unnamed(&seat)).await?,
                None => false,
            };
            let name = format!("/enter/name?back={}", encoded(&to));
            Ok(entered(&site, &token, if unnamed { &name } else { &to }))
        }
        other => drawn(&site, &visitor, &typed, None, true, said(other)),
    }
}

fn entered(site: &Site, token: &str, to: &str) -> axum::response::Response {
    let mut response = Redirect::to(to).into_response();
    set_cookie(site, response.headers_mut(), SESSION, token, "");
    response
}

/// Why nobody entered.
fn said(answer: SignIn) -> Option<String> {
    match answer {
        SignIn::Retry(say) | SignIn::Denied(say) => Some(say),
        _ => Some("没有登录成功，请重新获取验证码".to_owned()),
    }
}

fn drawn(
    site: &Site,
    visitor: &Visitor,
    typed: &Typed,
    sent: Option<CodeSent>,
    asks_code: bool,
    say: Option<String>,
) -> Answer {
    let frame = Frame::new(site, visitor, "登录");
    let (phone, back) = (own(typed, "phone"), typed.back().unwrap_or_default().to_owned());
    let kept = typed.own("kept").is_some();
    visitor.page(site, &Page { frame, phone, sent, asks_code, say, back, kept })
}

#[derive(Template)]
#[template(path = "pages/name.html")]
struct Name {
    frame: Frame,
    name: String,
    say: Option<String>,
    back: String,
}

/// After the first entry: what the person is called.
pub async fn name(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    visitor.resident()?;
    let back = back(&Typed::of(query), &visitor).to_owned();
    let frame = Frame::new(&site, &visitor, "填写姓名");
    visitor.page(&site, &Name { frame, name: String::new(), say: None, back })
}

/// The name was typed.
pub async fn named(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let seat = visitor.resident()?;
    let (name, back) = (own(&typed, "name"), back(&typed, &visitor).to_owned());
    let wanted = name.clone();
    match site.run(move |district| district.introduce(&seat, &wanted)).await? {
        Ok(()) => Ok(Redirect::to(&back).into_response()),
        Err(why) => {
            let frame = Frame::new(&site, &visitor, "填写姓名");
            visitor.page(&site, &Name { frame, name, say: Some(why.0), back })
        }
    }
}

#[derive(Template)]
#[template(path = "pages/track.html")]
struct Track {
    frame: Frame,
    no: String,
    say: Option<String>,
    back: String,
    kept: bool,
}

/// Where does my matter stand: the page that asks for number and phone.
pub async fn track(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    tracking(&site, &visitor, &Typed::of(query), None)
}

/// Number and phone were typed.
pub async fn tracked(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let (no, tail, address) = (own(&typed, "no"), own(&typed, "tail"), visitor.address.clone());
    let answer = site.run_at_door(move |district| district.enter_by_number(&no, &tail, &address)).await?;
    match answer {
        SignIn::Entered { token, session } => {
            let record = session.seat.and_then(|seat| seat.party_of);
            let page = record.map_or_else(|| "/my".to_owned(), |record| format!("/records/{record}"));
            let to = typed.back().unwrap_or(&page);
            Ok(entered(&site, &token, to))
        }
        other => tracking(&site, &visitor, &typed, said(other)),
    }
}

fn tracking(site: &Site, visitor: &Visitor, typed: &Typed, say: Option<String>) -> Answer {
    let frame = Frame::new(site, visitor, "查进度");
    let (no, back, kept) =
        (own(typed, "no"), typed.back().unwrap_or_default().to_owned(), typed.own("kept").is_some());
    visitor.page(site, &Track { frame, no, say, back, kept })
}
