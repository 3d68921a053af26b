//! A plain form whose session had ended, seen again by its person, to be checked and sent.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use fadu_app::KeptForm;

use crate::frame::Frame;
use crate::kept::Plain;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/kept.html")]
struct Page {
    frame: Frame,
    name: &'static str,
    id: String,
    form: KeptForm,
    back: String,
    /// Name, label and text of what was typed once.
    typed: Vec<(String, &'static str, String)>,
    /// Label and number of what was chosen several times.
    chosen: Vec<(&'static str, usize)>,
}

/// The form.
pub async fn show(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let seat = visitor.seated()?;
    let wanted = id.clone();
    let form = site.run(move |district| district.kept_form(&seat, &wanted)).await?;
    let form = form.ok_or(Trouble::NotThere)?;
    let plain = Plain::of(&form.route).ok_or(Trouble::NotThere)?;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    form.pairs.iter().for_each(|(name, _)| *times.entry(name).or_default() += 1);
    let several = |name: &&str| times.get(name).is_some_and(|times| *times > 1);
    let label = |name: &str| plain.typed.iter().find(|(known, _)| *known == name).map(|(_, label)| *label);
    let once = form.pairs.iter().filter(|(name, _)| !several(&name.as_str()));
    let typed = once.filter_map(|(name, text)| Some((name.clone(), label(name)?, text.clone()))).collect();
    let chosen = times.iter().filter(|(name, _)| several(name));
    let chosen = chosen.filter_map(|(name, times)| Some((label(name)?, *times))).collect();
    let frame = Frame::new(&site, &visitor, format!("接着提交：{}", plain.name));
    let back = plain.page(&form.path).to_owned();
    page(&Page { frame, name: plain.name, id, back, typed, chosen, form })
}

impl Page {
    /// What goes along unseen.
    fn unseen(&self) -> impl Iterator<Item = &(String, String)> {
        self.form.pairs.iter().filter(|(name, _)| !self.typed.iter().any(|(known, ..)| known == name))
    }
}
