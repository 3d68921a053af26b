//! Definitions 办理规程: all types by system, and a type in plain Chinese, in parts.

use askama::Template;
use axum::extract::{Path, Query, State};
use fadu_app::{SystemTypes, TypePage};

use crate::components::rule::{Fields, Rules};
use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

/// The parts of a type's page.
const PARTS: [(&str, &str); 6] = [
    ("", "环节"),
    ("actions", "动作"),
    ("fields", "字段"),
    ("limits", "时限"),
    ("results", "公示与指标"),
    ("versions", "版本"),
];

#[derive(Template)]
#[template(path = "pages/definitions.html")]
struct All {
    frame: Frame,
    systems: Vec<SystemTypes>,
}

/// All types.
pub async fn all(State(site): State<Site>, visitor: Visitor) -> Answer {
    visitor.official()?;
    let systems = site.district().systems();
    page(&All { frame: Frame::new(&site, &visitor, "办理规程"), systems })
}

#[derive(Template)]
#[template(path = "pages/definition.html")]
struct One {
    frame: Frame,
    page: TypePage,
    part: String,
    version: Option<String>,
}

/// A type: `part` of its page, `version` by its first day.
pub async fn one(
    State(site): State<Site>,
    visitor: Visitor,
    Path(ty): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    visitor.official()?;
    let given = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let (part, version) = (given("part").unwrap_or_default(), given("version"));
    if !PARTS.iter().any(|(known, _)| *known == part) {
        return Err(Trouble::NotThere);
    }
    let asked = version.clone();
    let found = site.run(move |district| Ok(district.type_page(&ty, asked.as_deref()))).await?;
    let found = found.ok_or(Trouble::NotThere)?;
    let frame = Frame::new(&site, &visitor, format!("办理规程 {}", found.name));
    page(&One { frame, page: found, part, version })
}

impl One {
    /// The address of a part of this version.
    fn at(&self, part: &str) -> String {
        let mut asked: Vec<String> = Vec::new();
        if !part.is_empty() {
            asked.push(format!("part={part}"));
        }
        asked.extend(self.version.iter().map(|day| format!("version={}", crate::frame::encoded(day))));
        let joint = if asked.is_empty() { "" } else { "?" };
        format!("/definitions/{}{joint}{}", self.page.id, asked.join("&"))
    }

    fn parts(&self) -> &'static [(&'static str, &'static str)] {
        &PARTS
    }
}
