//! The style guide 样式手册, in development only (setting `styleguide`): colours, type, tables, and
//! every component with its parameters and examples, drawn by the component itself.

mod examples;

use askama::Template;
use axum::extract::State;

use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, Trouble};
use crate::visitor::Visitor;

/// A component as it is shown.
pub struct Part {
    /// Name of its folder.
    pub name: &'static str,
    /// What it takes, a line each: name and meaning.
    pub params: &'static str,
    /// Examples: what they show, and the markup.
    pub examples: Vec<(&'static str, String)>,
}

impl Part {
    fn params(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.params.lines().filter_map(|line| line.split_once(": "))
    }
}

#[derive(Template)]
#[template(path = "pages/styleguide.html")]
struct Page {
    frame: Frame,
    parts: Vec<Part>,
}

/// Names of the colours, each a variable of the style sheet.
const COLOURS: &[(&str, &str)] = &[
    ("ink", "正文"),
    ("soft", "次要文字"),
    ("blue", "可以点的"),
    ("blue-deep", "页头"),
    ("red", "拒绝和逾期"),
    ("green", "按期"),
    ("amber", "将到期"),
    ("line", "分隔线"),
    ("ground", "底色"),
];

/// The page.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Answer {
    if !site.settings().styleguide {
        return Err(Trouble::NotThere);
    }
    let parts = examples::all().map_err(|error| Trouble::Broken(format!("样例没有画成（{error}）")))?;
    visitor.page(&site, &Page { frame: Frame::new(&site, &visitor, "样式手册"), parts })
}

impl Page {
    fn colours(&self) -> &'static [(&'static str, &'static str)] {
        COLOURS
    }
}
