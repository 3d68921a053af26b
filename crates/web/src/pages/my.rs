//! One's own 我的: matters, what waits for the person, drafts, notices; and everything that is held
//! about them.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use fadu_app::{Held, Mine, MyDraft, NoticeRow, NoticesAsked, Shown, TodoAsked, TodoRow, json};

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::Answer;
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Notices and waiting matters on the page.
const FEW: usize = 10;

#[derive(Template)]
#[template(path = "pages/my.html")]
struct Page {
    frame: Frame,
    waiting: Vec<TodoRow>,
    mine: Mine,
    drafts: Vec<MyDraft>,
    notices: Vec<NoticeRow>,
    unnamed: bool,
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.resident()?;
    let after = Typed::of(query).own("after").map(str::to_owned);
    let (waiting, mine, drafts, notices, unnamed) = site
        .run(move |district| {
            let waiting = district.todo(&seat, &TodoAsked { most: FEW, ..TodoAsked::default() })?.rows;
            let asked = NoticesAsked { most: FEW, ..NoticesAsked::default() };
            let notices = district.notices(&seat, &asked)?.rows;
            let (mine, unnamed) = (district.mine(&seat, after.as_deref())?, district.is_unnamed(&seat)?);
            Ok((waiting, mine, district.drafts(&seat)?, notices, unnamed))
        })
        .await?;
    let frame = Frame::new(&site, &visitor, "我的");
    visitor.page(&site, &Page { frame, waiting, mine, drafts, notices, unnamed })
}

impl Page {
    fn next(&self) -> Option<String> {
        self.mine.next.as_deref().map(|after| format!("/my?after={}", encoded(after)))
    }
}

/// Throws a draft away.
pub async fn drop_draft(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.seated()?;
    visitor.prove(&Typed::of(form))?;
    let back = if seat.is_applicant() { "/my" } else { "/new" };
    site.run(move |district| district.forget_draft(&seat, &id)).await?;
    Ok(Redirect::to(back).into_response())
}

#[derive(Template)]
#[template(path = "pages/held.html")]
struct All {
    frame: Frame,
    held: Held,
}

impl All {
    /// What a matter of theirs is called.
    fn matter(&self, id: &str) -> Option<String> {
        let page = self.held.matters.iter().find(|page| page.id == id)?;
        Some(format!("{} {}", page.type_name, page.title))
    }
}

/// What do you hold about me.
pub async fn held(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.resident()?;
    let held = site.run(move |district| district.held(&seat)).await?;
    visitor.page(&site, &All { frame: Frame::new(&site, &visitor, "关于我的数据"), held })
}

/// The same to keep.
pub async fn download(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.resident()?;
    let held = site.run(move |district| district.held(&seat)).await?;
    let kept = (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8"), kept], json::held(&held)).into_response())
}
