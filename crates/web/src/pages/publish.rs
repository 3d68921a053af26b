//! To be put out 待公开: what a capacity has still to publish, and the check of what will leave.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use fadu_app::ToPublish;

use crate::components::place::Place;
use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/publish.html")]
struct Page {
    frame: Frame,
    due: Vec<ToPublish>,
}

/// All of them, by last day.
pub async fn all(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.official()?;
    let due = site.run(move |district| district.to_publish(&seat)).await?;
    page(&Page { frame: Frame::new(&site, &visitor, "待公开"), due })
}

#[derive(Template)]
#[template(path = "pages/publish_one.html")]
struct Check {
    frame: Frame,
    due: ToPublish,
    /// Within how long, in words.
    within: Option<String>,
}

/// What will leave, before it does.
pub async fn one(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, publication)): Path<(String, String, String)>,
) -> Answer {
    let seat = visitor.official()?;
    let id = format!("{ty}/{local}/{publication}");
    let found = site
        .run(move |district| {
            let due = district.to_publish_one(&seat, &id)?;
            due.map(|due| Ok((due, district.duties()?))).transpose()
        })
        .await?;
    let (due, duties) = found.ok_or(Trouble::NotThere)?;
    let duty = duties.into_iter().find(|duty| duty.type_id == ty && duty.publication == publication);
    let frame = Frame::new(&site, &visitor, format!("公开 {}", due.item.name));
    page(&Check { frame, due, within: duty.and_then(|duty| duty.within) })
}

/// It is put out.
pub async fn put_out(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, publication)): Path<(String, String, String)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    visitor.prove(&Typed::of(form))?;
    let (id, address) = (format!("{ty}/{local}/{publication}"), visitor.address.clone());
    let shown = format!("/published/{id}");
    let is_out = site
        .run(move |district| {
            // Somebody of the same role may have been faster: then it is there for everybody.
            Ok(district.publish(&seat, &address, &id)? || district.published_item(&id)?.is_some())
        })
        .await?;
    if is_out { Ok(Redirect::to(&shown).into_response()) } else { Err(Trouble::NotThere) }
}
