//! Search 查找: words in all records, the last that came in first.

use askama::Template;
use axum::extract::{Query, State};
use fadu_app::Found;

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, page};
use crate::visitor::Visitor;

/// Longest text that is looked for, in characters.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "pages/search.html")]
struct Page {
    frame: Frame,
    typed: String,
    found: Found,
    first: bool,
}

/// What was found.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let given = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let typed: String = given("q").unwrap_or_default().trim().chars().take(LONGEST).collect();
    let after = given("after");
    let (wanted, first) = (typed.clone(), after.is_none());
    let address = visitor.address.clone();
    let found = site
        .run(move |district| {
            let found = district.search(&seat, &wanted, after.as_deref())?;
            district.note_found(&seat, &address, &found)?;
            Ok(found)
        })
        .await?;
    page(&Page { frame: Frame::new(&site, &visitor, "查找"), typed, found, first })
}

impl Page {
    fn next(&self) -> Option<String> {
        let after = self.found.next.as_deref()?;
        Some(format!("/search?q={}&after={}", encoded(&self.typed), encoded(after)))
    }
}
