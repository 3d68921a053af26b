//! Figures 数据: all of a year, one by month and organization with the records behind it, downloads.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fadu_app::{DrillAsked, Drilled, Figure, FigurePage, Figures, Seat, csv};

use crate::frame::{Frame, encoded};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

/// Records of a page.
const ROWS: usize = 50;

type Asked = Query<Vec<(String, String)>>;

#[derive(Template)]
#[template(path = "pages/figures.html")]
struct All {
    frame: Frame,
    figures: Figures,
    sections: Vec<(String, Vec<Figure>)>,
}

/// All figures of a year.
pub async fn all(State(site): State<Site>, visitor: Visitor, Query(query): Asked) -> Answer {
    working(&site, &visitor)?;
    let year = year(&site, &query)?;
    let mut figures = site.run(move |district| district.figure_list(year)).await?;
    let mut sections: Vec<(String, Vec<Figure>)> = Vec::new();
    for figure in figures.list.drain(..) {
        match sections.last_mut().filter(|(name, _)| *name == figure.section) {
            Some((_, list)) => list.push(figure),
            None => sections.push((figure.section.clone(), vec![figure])),
        }
    }
    let frame = Frame::new(&site, &visitor, format!("{year}年数据"));
    page(&All { frame, figures, sections })
}

/// All figures of a year as a table file.
pub async fn all_csv(State(site): State<Site>, visitor: Visitor, Query(query): Asked) -> Answer {
    working(&site, &visitor)?;
    let year = year(&site, &query)?;
    let figures = site
        .run(move |district| district.figures(year, fadu_app::Behind::Hash, fadu_app::State::Today))
        .await?;
    Ok(download(&format!("{year}年数据.csv"), "text/csv; charset=utf-8", csv::figures(&figures.list)))
}

#[derive(Template)]
#[template(path = "pages/figure.html")]
struct One {
    frame: Frame,
    page: FigurePage,
    /// The figure whose records are listed.
    part: Option<Figure>,
    drilled: Drilled,
    ratio: bool,
    /// The records are those of the freeze.
    frozen: bool,
}

/// A figure with the records behind it; of a ratio those of the part asked for.
pub async fn one(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Asked,
) -> Answer {
    let seat = working(&site, &visitor)?;
    let year = year(&site, &query)?;
    let (part, after) = (given(&query, "part"), given(&query, "after"));
    let (frozen, address) = (given(&query, "frozen").is_some(), visitor.address.clone());
    let found = site
        .run(move |district| {
            let Some(page) = district.figure_page(year, &id)? else { return Ok(None) };
            let ratio = district.is_ratio(&id);
            let listed = match (ratio, part) {
                (false, _) => Some(page.figure.clone()),
                (true, Some(part)) => page.parts.iter().find(|known| known.id == part).cloned(),
                (true, None) => page.parts.first().cloned(),
            };
            let drilled = match &listed {
                Some(figure) => {
                    let id = figure.id.clone();
                    let asked = DrillAsked { year, id, after, most: ROWS, frozen };
                    let drilled = district.drill(&seat, &asked)?;
                    district.note_drill(&seat, &address, &asked, &drilled)?;
                    drilled
                }
                None => Drilled::default(),
            };
            Ok(Some((page, listed, drilled, ratio)))
        })
        .await?;
    let (figure, part, drilled, ratio) = found.ok_or(Trouble::NotThere)?;
    let frame = Frame::new(&site, &visitor, format!("{}（{year}年）", figure.figure.name));
    let frozen = frozen && figure.frozen.is_some();
    page(&One { frame, page: figure, part, drilled, ratio, frozen })
}

/// The records behind a figure as a table file: numbers of records and what each adds.
pub async fn records_csv(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Asked,
) -> Answer {
    let seat = working(&site, &visitor)?;
    let year = year(&site, &query)?;
    let (name, address) = (format!("{id}-{year}.csv"), visitor.address.clone());
    let found = site
        .run(move |district| {
            if district.figure_page(year, &id)?.is_none() {
                return Ok(None);
            }
            district.drill_csv(&seat, &address, year, &id).map(Some)
        })
        .await?;
    Ok(download(&name, "text/csv; charset=utf-8", found.ok_or(Trouble::NotThere)?))
}

/// Somebody who has to do with the district's business; administrators have not.
pub fn working(site: &Site, visitor: &Visitor) -> Result<Seat, Trouble> {
    let seat = visitor.official()?;
    if site.district().works(&seat) { Ok(seat) } else { Err(Trouble::NotThere) }
}

/// The year asked for, or the one looked at by default.
pub fn year(site: &Site, query: &[(String, String)]) -> Result<i16, Trouble> {
    let Some(text) = given(query, "year") else { return Ok(site.district().figure_year()) };
    let year = text.trim().parse().ok().filter(|year| (1900..=2199).contains(year));
    year.ok_or_else(|| Trouble::Unreadable("年度应为四位数字，在 1900 至 2199 之间。".to_owned()))
}

/// The text of the address under a name, if there is one.
pub fn given(query: &[(String, String)], name: &str) -> Option<String> {
    let known = query.iter().find(|(known, text)| known == name && !text.is_empty());
    known.map(|(_, text)| text.clone())
}

/// A file to keep. Table files begin with the mark by which table programs know UTF-8.
pub fn download(name: &str, media: &'static str, text: String) -> Response {
    let name = format!("attachment; filename*=UTF-8''{}", encoded(name).replace('/', "%2F"));
    let mark = if media.starts_with("text/csv") { "\u{feff}" } else { "" };
    ([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)], format!("{mark}{text}"))
        .into_response()
}

impl One {
    fn adds_up(&self) -> bool {
        adds_up(&self.page.months, self.page.figure.value.as_deref())
    }

    fn next(&self) -> Option<String> {
        let after = self.drilled.next.as_deref()?;
        let part = self.part.as_ref().filter(|_| self.ratio);
        let part = part.map(|part| format!("&part={}", encoded(&part.id))).unwrap_or_default();
        let (id, year) = (&self.page.figure.id, self.page.year);
        let frozen = if self.frozen { "&frozen=1" } else { "" };
        Some(format!("/figures/{id}?year={year}{part}{frozen}&after={}#records", encoded(after)))
    }

    fn is_listed(&self, id: &str) -> bool {
        self.part.as_ref().is_some_and(|part| part.id == id)
    }
}

/// Whether the months together are the year: matters that cross months are in none.
pub(super) fn adds_up(months: &[(String, Option<String>, Option<String>)], year: Option<&str>) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let sum: f64 = months.iter().filter_map(|(_, now, _)| now.as_deref().and_then(number)).sum();
    year.and_then(number).is_none_or(|year| (year - sum).abs() < 0.01)
}
