//! New 新办: what the person may begin today, by system.

use askama::Template;
use axum::extract::State;
use fadu_app::{MyDraft, Start};

use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, page};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/new.html")]
struct Page {
    frame: Frame,
    groups: Vec<(String, Vec<Start>)>,
    drafts: Vec<MyDraft>,
}

/// The list.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.seated()?;
    let (mut starts, drafts) =
        site.run(move |district| Ok((district.starts(&seat), district.drafts(&seat)?))).await?;
    starts.sort_by(|a, b| a.system.cmp(&b.system));
    let mut groups: Vec<(String, Vec<Start>)> = Vec::new();
    for start in starts {
        match groups.last_mut().filter(|(system, _)| *system == start.system) {
            Some((_, group)) => group.push(start),
            None => groups.push((start.system.clone(), vec![start])),
        }
    }
    page(&Page { frame: Frame::new(&site, &visitor, "新办"), groups, drafts })
}
