//! Plain forms that outlive their session: what was typed is kept for the same person, who signs in,
//! sees it again and sends it (sheet 00, 11: no time limit at which work is lost). Forms of actions
//! have a draft of their own (`pages/act/kept.rs`), workbooks wait where they are taken in
//! (`pages/import.rs`). Only the controls named here are kept: never a password, a code or a token.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use fadu_app::{AccountKind, Ended, KeptForm};

use crate::frame::encoded;
use crate::sent::{self, Sent};
use crate::site::Site;
use crate::trouble::{Answer, Trouble};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// A plain form of those who are signed in.
pub struct Plain {
    /// Its route.
    pub route: &'static str,
    /// Parts at the end of its address that the page on which it stands does not have.
    beyond: usize,
    /// What it is called; nothing where it is a button without anything typed.
    pub name: &'static str,
    /// Control and label of what is typed or chosen.
    pub typed: &'static [(&'static str, &'static str)],
    /// Controls that the page filled in.
    given: &'static [&'static str],
}

const BUTTON: Plain = Plain { route: "", beyond: 0, name: "", typed: &[], given: &[] };

/// All plain forms of those who are signed in.
pub const PLAIN: &[Plain] = &[
    Plain {
        route: "/admin/accounts",
        name: "开立账号",
        typed: &[("login", "登录名"), ("person", "人员")],
        ..BUTTON
    },
    Plain {
        route: "/lists/{ty}/views",
        beyond: 1,
        name: "保存视图",
        typed: &[("name", "视图名称")],
        given: &["query", "shared"],
    },
    Plain { route: "/leader", name: "选择关注的指标", typed: &[("figure", "指标")], ..BUTTON },
    Plain {
        route: "/enter/name", name: "填写姓名", typed: &[("name", "姓名")], given: &["back"], ..BUTTON
    },
    Plain { route: "/admin/accounts/{login}", ..BUTTON },
    Plain { route: "/import/confirm", beyond: 1, ..BUTTON },
    Plain { route: "/notices", ..BUTTON },
    Plain { route: "/drafts/{id}/drop", beyond: 3, ..BUTTON },
    Plain { route: "/publish/{ty}/{local}/{publication}", ..BUTTON },
    Plain { route: "/seat", ..BUTTON },
];

impl Plain {
    /// The form of a route.
    pub fn of(route: &str) -> Option<&'static Self> {
        PLAIN.iter().find(|plain| plain.route == route)
    }

    /// The page on which it stands.
    pub fn page<'p>(&self, path: &'p str) -> &'p str {
        let page = (0..self.beyond).fold(path, |path, _| path.rsplit_once('/').map_or("", |(page, _)| page));
        if page.is_empty() { "/" } else { page }
    }

    /// Those of its controls that are kept; none if nothing is typed into it.
    fn kept(&self, typed: &Typed) -> Vec<(String, String)> {
        let is_typed = |name: &str| self.typed.iter().any(|(known, _)| *known == name);
        if !typed.texts().any(|(name, text)| is_typed(name) && !text.trim().is_empty()) {
            return Vec::new();
        }
        let kept = typed.texts().filter(|(name, _)| is_typed(name) || self.given.contains(name));
        kept.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }
}

/// Keeps what comes in no session that holds; everything else goes on to its page.
pub async fn look(State(site): State<Site>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let plain = route.and_then(Plain::of).filter(|_| request.method() == axum::http::Method::POST);
    let answer = match plain {
        Some(plain) => looked(&site, plain, request, next).await,
        None => return next.run(request).await,
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

async fn looked(site: &Site, plain: &'static Plain, request: Request, next: Next) -> Answer {
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, site).await?;
    let bytes = sent::read(body).await?;
    let again = |bytes| Request::from_parts(parts.clone(), Body::from(bytes));
    let Sent(pairs) = Sent::from_request(again(bytes.clone()), &()).await?;
    let typed = Typed::of(pairs);
    if let Some(session) = &visitor.session {
        if visitor.prove(&typed).is_err() && is_ours(&visitor, &typed) {
            let again = keep(site, plain, &Ended::from(session), &visitor.path, &typed).await?;
            return Ok(Redirect::to(&again).into_response());
        }
    } else if let Some(ended) = ended(site, &visitor).await? {
        visitor.prove_by(&typed, &ended.csrf)?;
        let again = keep(site, plain, &ended, &visitor.path, &typed).await?;
        return Ok(to_door(&ended, &again, again.starts_with("/kept/")));
    }
    let answer = next.run(again(bytes)).await;
    if let (Some(seat), Some(id)) = (visitor.seat().cloned(), typed.own("kept").map(str::to_owned))
        && (answer.status().is_success() || answer.status().is_redirection())
    {
        // The answer is earned: a form that is kept a little longer takes nothing from it.
        let _ = site.run(move |district| district.forget_draft(&seat, &id)).await;
    }
    Ok(answer)
}

/// Keeps a form; gives where it is seen again, or the page on which it stands if nothing is typed.
async fn keep(
    site: &Site,
    plain: &Plain,
    ended: &Ended,
    path: &str,
    typed: &Typed,
) -> Result<String, Trouble> {
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let page = plain.page(&path).to_owned();
    let pairs = plain.kept(typed);
    if pairs.is_empty() {
        return Ok(page);
    }
    let (form, ended) = (KeptForm { route: plain.route.to_owned(), path, pairs }, ended.clone());
    let kept = site.run(move |district| district.keep_form(&ended, &form)).await?;
    Ok(kept.map_or(page, |id| format!("/kept/{id}")))
}

/// The session that the request's token was of, if it ended by itself.
pub async fn ended(site: &Site, visitor: &Visitor) -> Result<Option<Ended>, Trouble> {
    match visitor.gone.clone() {
        Some(token) => site.run(move |district| district.ended_session(&token)).await,
        None => Ok(None),
    }
}

/// The way in for whose session has ended, and from there back.
pub fn to_door(ended: &Ended, back: &str, kept: bool) -> Response {
    let door = match ended.kind {
        AccountKind::Staff => "/sign-in",
        AccountKind::Resident => "/enter",
        AccountKind::Number => "/track",
    };
    let kept = if kept { "kept=1&" } else { "" };
    Redirect::to(&format!("{door}?{kept}back={}", encoded(back))).into_response()
}

/// Whether a form of this site carries a token such as ours: one of another session.
pub fn is_ours(visitor: &Visitor, typed: &Typed) -> bool {
    let token = typed.own("csrf").unwrap_or_default();
    let is_token = matches!(token.len(), 32 | 64) && token.bytes().all(|b| b.is_ascii_hexdigit());
    is_token && !visitor.is_foreign()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Forms that need no session, or that keep what is typed by themselves.
    const OTHERS: &[&str] = &[
        "/enter/code",
        "/enter",
        "/track",
        "/sign-in",
        "/sign-in/code",
        "/sign-in/password",
        "/sign-out",
        "/large",
        "/new/{ty}/{action}",
        "/records/{ty}/{local}/do/{action}",
        "/import",
    ];

    #[test]
    fn every_form_of_the_site_is_known_here() {
        let routes = include_str!("routes.rs").lines().filter(|line| line.contains("post("));
        let routes: Vec<&str> = routes.filter_map(|line| line.split('"').nth(1)).collect();
        assert!(routes.len() >= OTHERS.len());
        for route in routes {
            assert!(
                OTHERS.contains(&route) != Plain::of(route).is_some(),
                "what is typed into {route} is lost when the session ends"
            );
        }
    }

    #[test]
    fn only_what_is_named_is_kept_and_nothing_of_a_button() {
        let typed = |texts: &[(&str, &str)]| {
            Typed::of(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        };
        let view = Plain::of("/lists/{ty}/views").unwrap();
        let sent = [("csrf", "0"), ("name", "逾期"), ("query", "step=x"), ("password", "x")];
        let kept = view.kept(&typed(&sent));
        assert_eq!(kept.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["name", "query"]);
        assert!(view.kept(&typed(&[("id", "1"), ("query", "step=x")])).is_empty());
        assert_eq!(view.page("/lists/complaint/views"), "/lists/complaint");
        assert_eq!(Plain::of("/notices").unwrap().page("/notices"), "/notices");
    }
}
