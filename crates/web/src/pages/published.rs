//! Publications 公示公开: the list by kind, the page of each with its duty, the feed, and the open data.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use fadu_app::{Duty, Item, Published, PublishedAsked, csv, json};

use crate::components::place::Place;
use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Items of the feed.
const FEED: usize = 50;
/// Most rows of a file of open data.
const DATA: usize = 5_000;
/// Rows read at once.
const BATCH: usize = 500;

#[derive(Template)]
#[template(path = "pages/published.html")]
struct Page {
    frame: Frame,
    kind: String,
    duties: Vec<Duty>,
    published: Published,
}

/// The list.
pub async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::of(query);
    let kind = typed.own("kind").unwrap_or_default().to_owned();
    let asked = PublishedAsked { after: typed.own("after").map(str::to_owned), ..of_kind(&kind) };
    let (duties, published) =
        site.run(move |district| Ok((district.duties()?, district.published(&asked)?))).await?;
    visitor.page(&site, &Page { frame: Frame::new(&site, &visitor, "公示公开"), kind, duties, published })
}

/// `type.publication`.
fn of_kind(kind: &str) -> PublishedAsked {
    let (ty, publication) = kind.split_once('.').unwrap_or((kind, ""));
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    PublishedAsked { type_id: given(ty), publication: given(publication), ..PublishedAsked::default() }
}

impl Page {
    fn is(&self, duty: &Duty) -> bool {
        self.kind == kind_of(duty)
    }

    fn way(&self, duty: &Duty) -> String {
        format!("/published?kind={}", kind_of(duty))
    }

    fn duty(&self) -> Option<&Duty> {
        self.duties.iter().find(|duty| self.is(duty))
    }

    fn next(&self) -> Option<String> {
        let after = self.published.next.as_deref()?;
        Some(format!("/published?kind={}&after={}", encoded(&self.kind), encoded(after)))
    }
}

fn kind_of(duty: &Duty) -> String {
    format!("{}.{}", duty.type_id, duty.publication)
}

#[derive(Template)]
#[template(path = "pages/published_item.html")]
struct ItemPage {
    frame: Frame,
    item: Item,
    duty: Option<Duty>,
}

/// An item.
pub async fn item(
    State(site): State<Site>,
    visitor: Visitor,
    Path((ty, local, publication)): Path<(String, String, String)>,
) -> Answer {
    let id = format!("{ty}/{local}/{publication}");
    let (item, duties) =
        site.run(move |district| Ok((district.published_item(&id)?, district.duties()?))).await?;
    let item = item.ok_or(Trouble::NotThere)?;
    let duty = duties.into_iter().find(|duty| duty.type_id == ty && duty.publication == publication);
    visitor.page(&site, &ItemPage { frame: Frame::new(&site, &visitor, item.title.clone()), item, duty })
}

/// A file of an item.
pub async fn file(
    State(site): State<Site>,
    Path((ty, local, publication, sm3)): Path<(String, String, String, String)>,
) -> Answer {
    let id = format!("{ty}/{local}/{publication}");
    let found = site.run(move |district| district.published_file(&id, &sm3)).await?;
    Ok(super::record::sent(found.ok_or(Trouble::NotThere)?))
}

#[derive(Template)]
#[template(path = "pages/published.xml")]
struct Feed {
    district: String,
    home: String,
    items: Vec<(String, Item)>,
}

/// The feed of what was published last.
pub async fn feed(State(site): State<Site>, visitor: Visitor) -> Answer {
    let asked = PublishedAsked { most: FEED, ..PublishedAsked::default() };
    let found = site.run(move |district| district.published(&asked)).await?;
    let whole = |item: Item| (visitor.whole(&site, &format!("/published/{}", item.id)), item);
    let home = visitor.whole(&site, "/published");
    let district = site.district().name().to_owned();
    let mut response = page(&Feed { district, home, items: found.rows.into_iter().map(whole).collect() })?;
    let media = header::HeaderValue::from_static("application/rss+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    Ok(response)
}

#[derive(Template)]
#[template(path = "pages/data.html")]
struct Catalog {
    frame: Frame,
    duties: Vec<Duty>,
    most: usize,
}

/// The catalogue of open data.
pub async fn data(State(site): State<Site>, visitor: Visitor) -> Answer {
    let mut duties = site.run(fadu_app::District::duties).await?;
    duties.retain(|duty| duty.shown > 0);
    visitor.page(&site, &Catalog { frame: Frame::new(&site, &visitor, "开放数据"), duties, most: DATA })
}

impl Catalog {
    fn file(&self, duty: &Duty, ending: &str) -> String {
        format!("/data/{}.{ending}", kind_of(duty))
    }
}

/// Everything shown of one kind: `type.publication.csv` or `.json`.
pub async fn dataset(State(site): State<Site>, Path(name): Path<String>) -> Answer {
    let (kind, ending) = name.rsplit_once('.').ok_or(Trouble::NotThere)?;
    if !matches!(ending, "csv" | "json") || !kind.contains('.') {
        return Err(Trouble::NotThere);
    }
    let wanted = kind.to_owned();
    let items = site.run(move |district| all(district, &wanted)).await?;
    if items.is_empty() {
        return Err(Trouble::NotThere);
    }
    let (media, text) = match ending {
        // The mark of the encoding: without it spreadsheets garble Chinese.
        "csv" => ("text/csv; charset=utf-8", format!("\u{feff}{}", csv::published(&items))),
        _ => ("application/json; charset=utf-8", json::published(&items)),
    };
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}

fn all(district: &fadu_app::District, kind: &str) -> Result<Vec<Item>, fadu_app::Failure> {
    let mut asked = PublishedAsked { most: BATCH, ..of_kind(kind) };
    let mut items = Vec::new();
    loop {
        let page = district.published(&asked)?;
        items.extend(page.rows);
        asked.after = page.next;
        if asked.after.is_none() || items.len() >= DATA {
            items.truncate(DATA);
            return Ok(items);
        }
    }
}
