//! To do 待办: what waits for the person, the earliest due first.

use askama::Template;
use axum::extract::{Query, State};
use fadu_app::{Todo, TodoAsked};

use crate::components::limit::Badge;
use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, page};
use crate::visitor::Visitor;

/// Rows of a page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "pages/work.html")]
struct Page {
    frame: Frame,
    todo: Todo,
    asked: TodoAsked,
    unread: u64,
    /// Publications to put out.
    due: usize,
    /// What was done took its record out of the person's sight.
    done: bool,
}

/// The list, with the filters of the address.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let all = |name: &str| {
        let given = query.iter().filter(|(known, text)| known == name && !text.is_empty());
        given.map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    let asked = TodoAsked {
        types: all("type"),
        colours: all("colour"),
        org: all("org").pop(),
        after: all("after").pop(),
        most: ROWS,
    };
    let done = !all("done").is_empty();
    let wanted = asked.clone();
    let (todo, unread, due) = site
        .run(move |district| {
            let unread =
                district.notices(&seat, &fadu_app::NoticesAsked { unread: true, after: None, most: 1 })?;
            let due = district.to_publish_count(&seat)?;
            Ok((district.todo(&seat, &wanted)?, unread.unread, due))
        })
        .await?;
    page(&Page { frame: Frame::new(&site, &visitor, "待办"), todo, asked, unread, due, done })
}

impl Page {
    /// The address with one filter more or less.
    fn with(&self, name: &str, value: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut toggle = |kind: &str, known: &[String]| {
            let is_this = kind == name;
            let kept = known.iter().filter(|text| !(is_this && *text == value));
            parts.extend(kept.map(|text| format!("{kind}={}", encoded(text))));
            if is_this && !known.iter().any(|text| text == value) {
                parts.push(format!("{kind}={}", encoded(value)));
            }
        };
        toggle("colour", &self.asked.colours);
        toggle("type", &self.asked.types);
        if parts.is_empty() { "/work".to_owned() } else { format!("/work?{}", parts.join("&")) }
    }

    fn has(&self, name: &str, value: &str) -> bool {
        let known = if name == "colour" { &self.asked.colours } else { &self.asked.types };
        known.iter().any(|text| text == value)
    }

    fn next(&self) -> Option<String> {
        let after = self.todo.next.as_deref()?;
        let here = self.with("", "");
        let joint = if here.contains('?') { '&' } else { '?' };
        Some(format!("{here}{joint}after={}", encoded(after)))
    }
}
