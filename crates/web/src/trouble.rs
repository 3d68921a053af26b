//! Requests that cannot be answered with a page: what is wrong, and what to do, as a page of its own.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use fadu_app::Failure;

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
    /// What was sent cannot be read.
    Unreadable(String),
    /// A failure of disk or settings, or of what was asked.
    Failed(String),
    /// The program itself failed.
    Broken(String),
}

/// The answer of a handler.
pub type Answer = Result<Response, Trouble>;

#[derive(Template)]
#[template(path = "pages/trouble.html")]
struct Page<'a> {
    title: &'a str,
    say: &'a str,
    remedy: &'a str,
    style: &'a str,
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
            Self::Unreadable(say) => {
                (StatusCode::BAD_REQUEST, "看不懂提交的内容", say, "请返回上一页检查后重新提交。")
            }
            Self::Failed(say) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "没有办成", say, "没有改动任何内容。请按提示处理后重试。")
            }
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
        let style = crate::assets::style();
        let page = Page { title, say, remedy, style: &style };
        (status, Html(page.render().unwrap_or_else(|_| title.to_owned()))).into_response()
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.what)
    }
}

/// A page as the answer.
pub fn page(template: &impl Template) -> Answer {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(Trouble::Broken(format!("页面没有画成（{error}）"))),
    }
}
