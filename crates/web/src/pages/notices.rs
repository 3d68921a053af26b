//! Notices 通知: who was told of what.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use fadu_app::{Notices, NoticesAsked};

use crate::frame::{Frame, encoded};
use crate::sent::Sent;
use crate::site::Site;
use crate::trouble::{Answer, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "pages/notices.html")]
struct Page {
    frame: Frame,
    notices: Notices,
}

/// The list, the latest first.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.seated()?;
    let after = query.into_iter().find(|(name, _)| name == "after").map(|(_, text)| text);
    let asked = NoticesAsked { unread: false, after, most: ROWS };
    let notices = site.run(move |district| district.notices(&seat, &asked)).await?;
    page(&Page { frame: Frame::new(&site, &visitor, "通知"), notices })
}

/// One is read, or all.
pub async fn read(State(site): State<Site>, visitor: Visitor, Sent(form): Sent) -> Answer {
    let seat = visitor.seated()?;
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    let id = typed.own("id").map(str::to_owned);
    site.run(move |district| district.notice_read(&seat, id.as_deref())).await?;
    Ok(Redirect::to("/notices").into_response())
}

impl Page {
    fn next(&self) -> Option<String> {
        self.notices.next.as_deref().map(|after| format!("/notices?after={}", encoded(after)))
    }
}
