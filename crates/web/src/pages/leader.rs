//! The page of those who oversee 统览: what is late and where, what changed this week, what is stuck,
//! and the figures they chose to follow.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use fadu_app::{LED, Leading, Led, LedAsked, OrgLoad, Trend};

use crate::components::limit::Badge;
use crate::components::load::Load;
use crate::frame::{Frame, encoded};
use crate::pages::figures::{adds_up, year};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/leader.html")]
struct Page {
    frame: Frame,
    leading: Leading,
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let year = year(&site, &query)?;
    let leading = site.run(move |district| district.leading(&seat, year)).await?.ok_or(Trouble::NotThere)?;
    page(&Page { frame: Frame::new(&site, &visitor, "统览"), leading })
}

#[derive(Template)]
#[template(path = "pages/due.html")]
struct Due {
    frame: Frame,
    led: Led,
    asked: LedAsked,
    /// What is listed, in a word.
    word: &'static str,
}

/// The records behind a number of the page.
pub async fn due(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    let given = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let asked = LedAsked {
        what: given("what").unwrap_or_else(|| "late".to_owned()),
        org: given("org").unwrap_or_default(),
        ty: given("type").unwrap_or_default(),
        after: given("after"),
    };
    let word = LED.iter().find(|(what, _)| *what == asked.what).map(|(_, word)| *word);
    let (word, wanted) = (word.ok_or(Trouble::NotThere)?, asked.clone());
    let led = site.run(move |district| district.led(&seat, &wanted)).await?.ok_or(Trouble::NotThere)?;
    page(&Due { frame: Frame::new(&site, &visitor, word), led, asked, word })
}

impl Due {
    fn next(&self) -> Option<String> {
        let after = encoded(self.led.next.as_deref()?);
        let LedAsked { what, org, ty, .. } = &self.asked;
        Some(format!("/leader/due?what={what}&org={}&type={}&after={after}", encoded(org), encoded(ty)))
    }
}

#[derive(Template)]
#[template(path = "pages/choice.html")]
struct Choice {
    frame: Frame,
    all: Vec<(String, String)>,
    chosen: Vec<String>,
    refused: Option<String>,
}

/// The figures that can be followed.
pub async fn choice(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = visitor.official()?;
    if !site.district().oversees(&seat) {
        return Err(Trouble::NotThere);
    }
    let chosen = site.run(move |district| district.followed(&seat)).await?;
    drawn(&site, &visitor, chosen, None)
}

/// Keeps what was chosen.
pub async fn choose(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = visitor.official()?;
    if !site.district().oversees(&seat) {
        return Err(Trouble::NotThere);
    }
    let chosen: Vec<String> =
        form.iter().filter(|(name, _)| name == "figure").map(|(_, id)| id.clone()).collect();
    visitor.prove(&Typed::of(form))?;
    let wanted = chosen.clone();
    match site.run(move |district| district.follow(&seat, &wanted)).await? {
        Ok(()) => Ok(Redirect::to("/leader").into_response()),
        Err(why) => drawn(&site, &visitor, chosen, Some(why)),
    }
}

fn drawn(site: &Site, visitor: &Visitor, chosen: Vec<String>, refused: Option<String>) -> Answer {
    let frame = Frame::new(site, visitor, "选择关注的指标");
    page(&Choice { frame, all: site.district().followable(), chosen, refused })
}

/// Organizations shown at once; the others are folded away.
const SHOWN: usize = 10;

impl Page {
    /// Whether the months of a figure together are its year.
    fn adds_up(&self, trend: &Trend) -> bool {
        adds_up(&trend.months, trend.value.as_deref())
    }

    /// Records overdue, in red, waiting, over all organizations.
    fn sum(&self) -> [u64; 3] {
        let orgs = self.leading.overview.orgs.iter();
        orgs.fold([0; 3], |[late, red, all], org| [late + org.overdue, red + org.red, all + org.all])
    }

    /// The organizations shown, and those folded away: those with something late or red are shown.
    fn orgs(&self) -> (&[OrgLoad], &[OrgLoad]) {
        let orgs = &self.leading.overview.orgs;
        let pressing = orgs.iter().filter(|org| org.overdue + org.red > 0).count();
        orgs.split_at(pressing.max(SHOWN).min(orgs.len()))
    }
}

impl Choice {
    fn is_chosen(&self, id: &str) -> bool {
        self.chosen.iter().any(|known| known == id)
    }
}
