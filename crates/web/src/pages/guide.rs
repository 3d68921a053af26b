//! The service guide 办事指南: items by department and word, and the page of each.

use askama::Template;
use axum::extract::{Path, Query, State};
use fadu_app::{Guide, GuideAsked, GuideItem};

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, Trouble};
use crate::typed::Typed;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/guide.html")]
struct Page {
    frame: Frame,
    asked: GuideAsked,
    guide: Guide,
}

/// The list.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::of(query);
    let own = |name: &str| typed.own(name).unwrap_or_default().chars().take(100).collect::<String>();
    let asked = GuideAsked { word: own("q"), org: own("org"), after: own("after"), most: 0 };
    let wanted = asked.clone();
    let guide = site.run(move |district| district.guide(&wanted)).await?;
    visitor.page(&site, &Page { frame: Frame::new(&site, &visitor, "办事指南"), asked, guide })
}

impl Page {
    fn with(&self, org: &str, after: &str) -> String {
        let parts = [("q", self.asked.word.as_str()), ("org", org), ("after", after)];
        let parts = parts.iter().filter(|(_, text)| !text.is_empty());
        let parts: Vec<String> = parts.map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        format!("/guide?{}", parts.join("&"))
    }

    fn next(&self) -> Option<String> {
        self.guide.next.as_deref().map(|after| self.with(&self.asked.org, after))
    }
}

#[derive(Template)]
#[template(path = "pages/guide_item.html")]
struct ItemPage {
    frame: Frame,
    item: GuideItem,
}

/// An item.
pub async fn item(State(site): State<Site>, visitor: Visitor, Path(local): Path<String>) -> Answer {
    let found = site.run(move |district| district.guide_item(&local)).await?;
    let item = found.ok_or(Trouble::NotThere)?;
    visitor.page(&site, &ItemPage { frame: Frame::new(&site, &visitor, item.title.clone()), item })
}

impl ItemPage {
    /// The form with the item filled in.
    fn way(&self) -> Option<String> {
        let (ty, action, given) = self.item.apply.as_ref()?;
        let parts: Vec<String> =
            given.iter().map(|(name, text)| format!("f.{name}={}", encoded(text))).collect();
        Some(format!("/new/{ty}/{action}?{}", parts.join("&")))
    }
}
