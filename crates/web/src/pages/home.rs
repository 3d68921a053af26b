//! The front page of the portal 首页: search, what people come for, what was published last; and what
//! a search finds.

use askama::Template;
use axum::extract::{Query, State};
use fadu_app::{GuideAsked, GuideRow, Item, Offer, PublishedAsked};

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::Answer;
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Publications on the front page.
const LATEST: usize = 6;
/// Rows of each kind that a search shows.
const FOUND: usize = 20;
/// Longest word looked for, in characters.
const WORD: usize = 40;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Page {
    frame: Frame,
    offers: Vec<Offer>,
    latest: Vec<Item>,
}

/// The front page.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Answer {
    let (offers, latest) = site
        .run(|district| {
            let asked = PublishedAsked { most: LATEST, ..PublishedAsked::default() };
            Ok((district.offers(), district.published(&asked)?.rows))
        })
        .await?;
    visitor.page(&site, &Page { frame: Frame::new(&site, &visitor, "首页"), offers, latest })
}

#[derive(Template)]
#[template(path = "pages/find.html")]
struct Found {
    frame: Frame,
    word: String,
    offers: Vec<Offer>,
    items: Vec<GuideRow>,
    more: bool,
    published: Vec<Item>,
}

/// What a search finds among what one may begin, the guide and the publications.
pub async fn find(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let word: String = Typed::of(query).own("q").unwrap_or_default().trim().chars().take(WORD).collect();
    let asked = GuideAsked { word: word.clone(), most: FOUND, ..GuideAsked::default() };
    let (offers, guide, published) = match word.is_empty() {
        true => Default::default(),
        false => {
            site.run(move |district| {
                let published = district.published_with(&asked.word, FOUND)?;
                Ok((district.offers(), district.guide(&asked)?, published))
            })
            .await?
        }
    };
    let named = |offer: &Offer| offer.title.contains(&word) || offer.start.type_name.contains(&word);
    let found = Found {
        frame: Frame::new(&site, &visitor, "搜索"),
        offers: offers.into_iter().filter(named).collect(),
        items: guide.rows,
        more: guide.next.is_some(),
        published,
        word,
    };
    visitor.page(&site, &found)
}

/// Where something that is offered begins.
pub(super) fn way(offer: &Offer) -> String {
    match offer.by_guide {
        true => "/guide".to_owned(),
        false => format!("/new/{}/{}", offer.start.ty, offer.start.action),
    }
}

impl Page {
    fn way(&self, offer: &Offer) -> String {
        way(offer)
    }
}

impl Found {
    fn way(&self, offer: &Offer) -> String {
        way(offer)
    }

    fn encoded(&self) -> String {
        encoded(&self.word)
    }
}
