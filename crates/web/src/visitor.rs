//! Who asks: the session of the request's cookie, the capacity in use, the token of forms.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fadu_app::{Seat, Session};

use crate::client::{client, is_here};
use crate::patience::Peer;
use crate::security::{equal, is_foreign, random};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;

/// Cookie of a session.
pub const SESSION: &str = "fadu";
/// Cookie with the form token of those who are not signed in.
const GUEST: &str = "fadu_guest";
/// Cookie of the large type.
const LARGE: &str = "fadu_large";

/// Who asks for a page.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The session, if signed in.
    pub session: Option<Session>,
    /// The session's token.
    pub token: Option<String>,
    /// Token of a session that is there no more.
    pub gone: Option<String>,
    /// Token that forms carry.
    pub csrf: String,
    /// The guest token has to be set with the answer.
    is_new: bool,
    /// Large type.
    pub large: bool,
    /// Path and query asked for.
    pub path: String,
    /// Address of the client.
    pub address: String,
    /// Somebody on the machine itself asks.
    pub is_here: bool,
    /// Host that was asked, as far as it may stand in an address.
    host: String,
    foreign: bool,
}

impl Visitor {
    /// The capacity in use.
    pub fn seat(&self) -> Option<&Seat> {
        self.session.as_ref().and_then(|session| session.seat.as_ref())
    }

    /// Whether an official asks.
    pub fn is_staff(&self) -> bool {
        self.seat().is_some_and(|seat| !seat.is_applicant())
    }

    /// The capacity, or the way to sign in.
    pub fn seated(&self) -> Result<Seat, Trouble> {
        self.seat().cloned().ok_or_else(|| Trouble::SignIn(self.path.clone()))
    }

    /// The capacity of a resident, or the way to sign in as one.
    pub fn resident(&self) -> Result<Seat, Trouble> {
        match self.seat() {
            Some(seat) if seat.is_applicant() => Ok(seat.clone()),
            Some(_) => Err(Trouble::NotThere),
            None => Err(Trouble::Enter(self.path.clone())),
        }
    }

    /// The capacity, or the way to sign in: as a resident for what residents may begin. Who came by
    /// the number of a record is nobody yet, and begins nothing before they say who they are.
    pub fn seated_for(&self, site: &Site, ty: &str, action: &str) -> Result<Seat, Trouble> {
        let is_offered = || site.district().is_offered(ty, action);
        match self.seat() {
            Some(seat) if seat.party_of.is_some() && is_offered() => Err(Trouble::Enter(self.path.clone())),
            Some(seat) => Ok(seat.clone()),
            None if is_offered() => Err(Trouble::Enter(self.path.clone())),
            None => Err(Trouble::SignIn(self.path.clone())),
        }
    }

    /// A page for everybody: it holds forms, so the guest token goes with it.
    pub fn page(&self, site: &Site, template: &impl askama::Template) -> Answer {
        Ok(self.greeted(site, page(template)?))
    }

    /// The capacity of an official, or the way to sign in.
    pub fn official(&self) -> Result<Seat, Trouble> {
        match self.seat() {
            Some(seat) if !seat.is_applicant() => Ok(seat.clone()),
            Some(_) => Err(Trouble::NotThere),
            None => Err(Trouble::SignIn(self.path.clone())),
        }
    }

    /// Proves that a form comes from a page of this person.
    pub fn prove(&self, typed: &Typed) -> Result<(), Trouble> {
        self.prove_by(typed, &self.csrf)
    }

    /// The same by the token of forms of a session that has ended.
    pub fn prove_by(&self, typed: &Typed, csrf: &str) -> Result<(), Trouble> {
        let given = typed.own("csrf").unwrap_or_default();
        if self.foreign || !equal(given, csrf) { Err(Trouble::Forged) } else { Ok(()) }
    }

    /// Whether another site sent the request.
    pub fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// The whole address of a path of this site, for what leaves it: codes and feeds.
    pub fn whole(&self, site: &Site, path: &str) -> String {
        let scheme = if site.settings().https { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.host)
    }

    /// Sets the guest token with an answer that holds a form.
    pub fn greeted(&self, site: &Site, mut response: Response) -> Response {
        if self.is_new {
            set_cookie(site, response.headers_mut(), GUEST, &self.csrf, "");
        }
        response
    }
}

/// Sets a cookie for this site alone. `more` is further attributes.
pub fn set_cookie(site: &Site, headers: &mut HeaderMap, name: &str, value: &str, more: &str) {
    let secure = if site.settings().https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append(header::SET_COOKIE, value);
    }
}

/// Removes a cookie.
pub fn drop_cookie(site: &Site, headers: &mut HeaderMap, name: &str) {
    set_cookie(site, headers, name, "", "; Max-Age=0");
}

/// Keeps or ends the large type.
pub fn keep_large(site: &Site, headers: &mut HeaderMap, large: bool) {
    match large {
        true => set_cookie(site, headers, LARGE, "1", "; Max-Age=31536000"),
        false => drop_cookie(site, headers, LARGE),
    }
}

/// The host of a request; of one that is no plain name, this computer's.
fn host(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
    let fits = !host.is_empty() && host.len() <= 255 && host.bytes().all(is_plain);
    if fits { host.to_owned() } else { "localhost".to_owned() }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let headers = &parts.headers;
        let token = cookie(headers, SESSION).filter(|token| token.len() <= 128);
        let session = match token.clone() {
            Some(token) => site.run(move |district| district.session(&token)).await?,
            None => None,
        };
        let is_token = |text: &String| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let guest = cookie(headers, GUEST).filter(is_token);
        let is_new = session.is_none() && guest.is_none();
        let csrf = match &session {
            Some(session) => session.csrf.clone(),
            None => guest.unwrap_or_else(random),
        };
        let peer = parts.extensions.get::<ConnectInfo<Peer>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |known| known.0.0.ip());
        Ok(Self {
            token: token.clone().filter(|_| session.is_some()),
            gone: token.filter(|_| session.is_none()),
            session,
            csrf,
            is_new,
            large: cookie(headers, LARGE).is_some(),
            path: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            address: client(peer, headers, &site.settings().gateway).to_string(),
            is_here: is_here(peer, headers),
            host: host(headers),
            foreign: is_foreign(headers),
        })
    }
}
