//! Requests that cannot be answered with a page: what is wrong, and what to do, as a page of its own.

use askama::Template;
use axum::Extension;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use fadu_app::Failure;

use crate::frame::Frame;
use crate::site::Site;
use crate::visitor::Visitor;

/// Why a request has no ordinary answer.
#[derive(Debug)]
pub enum Trouble {
    /// There is no such page, or it is not there for this person: the two are not told apart.
    NotThere,
    /// The person must sign in first; then they come back to this path.
    SignIn(String),
    /// A resident must sign in first; then they come back to this path.
    Enter(String),
    /// The form does not come from this site or is too old.
    Forged,
    /// What was sent is too large.
    TooLarge,
    /// What was sent cannot be read.
    Unreadable(String),
    /// What was asked for cannot be, and who asked can mend that.
    Failed(String),
    /// What was asked for is in order, but disk or database fail; that is in the log.
    Unable,
    /// So many sign in at this moment that one more has to come again.
    Busy,
    /// The program itself failed.
    Broken(String),
}

/// Said where the system fails, whatever it is that fails.
pub const UNABLE: &str = "系统暂时不能办理，已记下，请稍后再试。";
/// Seconds after which one may come again to a busy door.
const AGAIN: &str = "5";

/// The answer of a handler.
pub type Answer = Result<Response, Trouble>;

/// What is wrong, in words: it goes with the answer, so that it can be drawn for who asked.
#[derive(Clone)]
struct Said {
    title: String,
    say: String,
    remedy: String,
}

#[derive(Template)]
#[template(path = "pages/trouble.html")]
struct Page {
    frame: Frame,
    said: Said,
}

/// The same when it is not known who asks, as where the database does not answer.
#[derive(Template)]
#[template(path = "pages/trouble_bare.html")]
struct Bare<'a> {
    said: &'a Said,
    style: String,
}

/// Draws what is wrong as a page of who asked, in the portal or at work. The page does not tell what
/// was asked for, so that what is not somebody's looks as what does not exist.
pub async fn framed(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(said) = response.extensions().get::<Said>().cloned() else { return response };
    let Ok(mut visitor) = Visitor::from_request_parts(&mut parts, &site).await else { return response };
    visitor.path.clear();
    let frame = Frame::new(&site, &visitor, said.title.clone());
    match (Page { frame, said }).render() {
        Ok(html) => {
            let mut framed = (response.status(), Html(html)).into_response();
            let again = response.headers().get(header::RETRY_AFTER).cloned();
            framed.headers_mut().extend(again.map(|again| (header::RETRY_AFTER, again)));
            visitor.greeted(&site, framed)
        }
        Err(_) => response,
    }
}

impl Trouble {
    fn words(&self) -> (StatusCode, &str, &str, &str) {
        match self {
            Self::NotThere | Self::SignIn(_) | Self::Enter(_) => (
                StatusCode::NOT_FOUND,
                "没有这个页面",
                "您要找的内容不存在，或者不对您开放。",
                "请核对网址；从首页或待办重新进入。",
            ),
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "表单已失效",
                "这份表单不是从本站当前页面提交的，或者登录已经更换。没有办理任何事项。",
                "请返回上一页，刷新后重新提交；已填内容一般还在。",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "提交的内容太多",
                "这一次提交的内容超过了本站能接收的大小，没有办理任何事项。",
                "请返回上一页，减少内容后重新提交；单个文件最大 20 MB，一次合计最大 60 MB。",
            ),
            Self::Unreadable(say) => {
                (StatusCode::BAD_REQUEST, "看不懂提交的内容", say, "请返回上一页检查后重新提交。")
            }
            Self::Failed(say) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "没有办成", say, "没有改动任何内容。请按提示处理后重试。")
            }
            Self::Unable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "系统暂时不能办理",
                UNABLE,
                "事项是否已经办成，请以记录页所示为准；一直如此时请联系管理员。",
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "现在登录的人多",
                "现在登录的人多，请稍后再试。",
                "请等几秒钟，返回上一页重新提交；其他页面照常可用。",
            ),
            Self::Broken(say) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "系统出错", say, "请稍后重试；仍不行时请联系管理员。")
            }
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let door = match &self {
            Self::SignIn(back) => Some(("/sign-in", back)),
            Self::Enter(back) => Some(("/enter", back)),
            _ => None,
        };
        if let Some((door, back)) = door {
            return Redirect::to(&format!("{door}?back={}", crate::frame::encoded(back))).into_response();
        }
        let (status, title, say, remedy) = self.words();
        let said = Said { title: title.to_owned(), say: say.to_owned(), remedy: remedy.to_owned() };
        let bare = Bare { said: &said, style: crate::assets::style() };
        let html = bare.render().unwrap_or_else(|_| title.to_owned());
        let mut response = (status, Extension(said), Html(html)).into_response();
        if matches!(self, Self::Busy) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(AGAIN));
        }
        response
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure.cause {
            None => Self::Failed(failure.what),
            Some(cause) => {
                tracing::error!(cause, "failed");
                Self::Unable
            }
        }
    }
}

/// A page as the answer.
pub fn page(template: &impl Template) -> Answer {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(cause = %error, "not drawn");
            Err(Trouble::Broken(format!("页面没有画成（{error}）")))
        }
    }
}
