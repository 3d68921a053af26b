//! Signing in 登录: password and one-time code for officials, a code to the phone for residents; the
//! capacity in use; large type; signing out.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use fadu_app::{Seat, SignIn, SignInAsked};

use crate::frame::Frame;
use crate::sent::Sent;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::{SESSION, Visitor, drop_cookie, keep_large, set_cookie};

/// What the page asks for next.
enum Stage {
    /// Login and password.
    Password,
    /// The code of the phone app.
    Code,
    /// A password of one's own.
    Change,
    /// Linking a phone app: secret, and the picture of its address.
    Enrol { secret: String, picture: String },
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct Page {
    frame: Frame,
    stage: Stage,
    ticket: String,
    say: Option<String>,
    login: String,
    back: String,
    /// A form was sent after the session had ended, and is kept.
    kept: bool,
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::of(query);
    if let Some(session) = &visitor.session {
        return Ok(Redirect::to(&chosen_first(session.seat.as_ref(), back(&typed, &visitor))).into_response());
    }
    drawn(&site, &visitor, &typed, Stage::Password, String::new(), None)
}

/// Login and password were sent.
pub async fn enter(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let (login, password) = (own(&typed, "login"), own(&typed, "password"));
    let (code, address) = (typed.own("code").map(str::to_owned), visitor.address.clone());
    let answer = site
        .run_at_door(move |district| {
            district.sign_in(&SignInAsked {
                login: &login,
                password: &password,
                code: code.as_deref(),
                address: &address,
            })
        })
        .await?;
    answered(&site, &visitor, &typed, answer, Stage::Password)
}

/// The code of the phone app was sent.
pub async fn code(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let (ticket, code, address) = (own(&typed, "ticket"), own(&typed, "code"), visitor.address.clone());
    let answer = site.run_at_door(move |district| district.sign_in_code(&ticket, &code, &address)).await?;
    answered(&site, &visitor, &typed, answer, Stage::Code)
}

/// A password of one's own was sent.
pub async fn password(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    if typed.own("password") != typed.own("again") {
        let say = "两次填的新口令不一样，请重新填写".to_owned();
        return drawn(&site, &visitor, &typed, Stage::Change, own(&typed, "ticket"), Some(say));
    }
    let (ticket, new, address) = (own(&typed, "ticket"), own(&typed, "password"), visitor.address.clone());
    let answer = site.run_at_door(move |district| district.sign_in_password(&ticket, &new, &address)).await?;
    answered(&site, &visitor, &typed, answer, Stage::Change)
}

/// Signing out.
pub async fn leave(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    proved(&visitor, form)?;
    if let Some(token) = visitor.token.clone() {
        let address = visitor.address.clone();
        site.run(move |district| district.sign_out(&token, &address)).await?;
    }
    let mut response = Redirect::to("/").into_response();
    drop_cookie(&site, response.headers_mut(), SESSION);
    Ok(response)
}

#[derive(Template)]
#[template(path = "pages/seats.html")]
struct Seats {
    frame: Frame,
    seats: Vec<Seat>,
    back: String,
    say: Option<String>,
}

/// The capacities to choose from.
pub async fn seats(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seats = visitor.session.as_ref().map(|session| session.seats.clone());
    let seats = seats.ok_or_else(|| Trouble::SignIn("/seat".to_owned()))?;
    let back = back(&Typed::of(query), &visitor).to_owned();
    page(&Seats { frame: Frame::new(&site, &visitor, "选择任职"), seats, back, say: None })
}

/// A capacity was chosen.
pub async fn sit(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let token = visitor.token.clone().ok_or_else(|| Trouble::SignIn("/seat".to_owned()))?;
    let (appointment, address) = (own(&typed, "appointment"), visitor.address.clone());
    let taken = site.run(move |district| district.take_seat(&token, &appointment, &address)).await?;
    match taken {
        Ok(_) => Ok(Redirect::to(back(&typed, &visitor)).into_response()),
        Err(denied) => {
            let seats = visitor.session.as_ref().map(|session| session.seats.clone()).unwrap_or_default();
            let frame = Frame::new(&site, &visitor, "选择任职");
            page(&Seats { frame, seats, back: "/work".to_owned(), say: Some(denied.0) })
        }
    }
}

/// Who fills in a long form says that they are still there: how many seconds are left now.
pub async fn stay(visitor: Visitor) -> Answer {
    match &visitor.session {
        Some(session) => Ok(session.seconds_left.to_string().into_response()),
        None => Err(Trouble::NotThere),
    }
}

/// Large type on or off.
pub async fn large(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let typed = proved(&visitor, form)?;
    let mut response = Redirect::to(back(&typed, &visitor)).into_response();
    keep_large(&site, response.headers_mut(), !visitor.large);
    Ok(response)
}

pub(super) fn proved(visitor: &Visitor, form: Vec<(String, String)>) -> Result<Typed, Trouble> {
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    Ok(typed)
}

pub(super) fn own(typed: &Typed, name: &str) -> String {
    typed.own(name).unwrap_or_default().to_owned()
}

/// Where to go on, or where everybody begins.
pub(super) fn back<'t>(typed: &'t Typed, visitor: &Visitor) -> &'t str {
    typed.back().unwrap_or(if visitor.is_staff() { "/work" } else { "/" })
}

/// The way on: past the choice of a capacity where none is chosen, or no page would open.
fn chosen_first(seat: Option<&Seat>, back: &str) -> String {
    match seat {
        None => format!("/seat?back={}", crate::frame::encoded(back)),
        Some(_) => back.to_owned(),
    }
}

fn answered(site: &Site, visitor: &Visitor, typed: &Typed, answer: SignIn, stage: Stage) -> Answer {
    match answer {
        SignIn::Entered { token, session } => {
            let home = if session.kind == fadu_app::AccountKind::Staff { "/work" } else { "/my" };
            let back = typed.back().unwrap_or(home);
            let mut response = Redirect::to(&chosen_first(session.seat.as_ref(), back)).into_response();
            set_cookie(site, response.headers_mut(), SESSION, &token, "");
            Ok(response)
        }
        SignIn::CodeNeeded { ticket } => drawn(site, visitor, typed, Stage::Code, ticket, None),
        SignIn::MustChange { ticket } => drawn(site, visitor, typed, Stage::Change, ticket, None),
        SignIn::Enrol { ticket, secret, uri } => {
            let picture = crate::components::picture(&uri);
            drawn(site, visitor, typed, Stage::Enrol { secret, picture }, ticket, None)
        }
        SignIn::Retry(say) => drawn(site, visitor, typed, stage, own(typed, "ticket"), Some(say)),
        SignIn::Denied(say) => drawn(site, visitor, typed, Stage::Password, String::new(), Some(say)),
    }
}

fn drawn(
    site: &Site,
    visitor: &Visitor,
    typed: &Typed,
    stage: Stage,
    ticket: String,
    say: Option<String>,
) -> Answer {
    let frame = Frame::new(site, visitor, "登录");
    let (login, back) = (own(typed, "login"), typed.back().unwrap_or_default().to_owned());
    let response: Response =
        page(&Page { frame, stage, ticket, say, login, back, kept: typed.own("kept").is_some() })?;
    Ok(visitor.greeted(site, response))
}

#[cfg(test)]
mod tests {
    use super::chosen_first;

    #[test]
    fn without_a_capacity_the_way_leads_past_its_choice() {
        assert_eq!(chosen_first(None, "/new"), "/seat?back=/new");
    }
}
