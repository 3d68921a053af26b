//! The report 年度报告: its text, the confirmation of its figures by those who answer for them, late
//! entries, downloads. What is done is done by the ordinary actions of its record.

use askama::Template;
use axum::extract::{Path, State};
use fadu_app::{Late, ReportCase, ReportText, Seat, csv};

use crate::frame::Frame;
use crate::pages::figures::{download, working};
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/report.html")]
struct Text {
    frame: Frame,
    text: ReportText,
    case: Option<ReportCase>,
}

/// The text, each figure a link to where it comes from.
pub async fn text(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (seat, year) = asked(&site, &visitor, &year)?;
    let (text, case) = site
        .run(move |district| Ok((district.report_text(year)?, district.report_case(&seat, year)?)))
        .await?;
    page(&Text { frame: Frame::new(&site, &visitor, format!("{year}年度报告")), text, case })
}

#[derive(Template)]
#[template(path = "pages/confirm.html")]
struct Confirm {
    frame: Frame,
    year: i16,
    case: Option<ReportCase>,
}

/// The figures by those who answer for them, with what is open on each.
pub async fn confirm(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (seat, year) = asked(&site, &visitor, &year)?;
    let case = site.run(move |district| district.report_case(&seat, year)).await?;
    page(&Confirm {
        frame: Frame::new(&site, &visitor, format!("{year}年度报告数据确认")), year, case
    })
}

#[derive(Template)]
#[template(path = "pages/late.html")]
struct LatePage {
    frame: Frame,
    year: i16,
    late: Option<Late>,
    /// The report was entered as past: nothing of it was frozen.
    entered: bool,
}

/// What came in after the freeze.
pub async fn late(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (seat, year) = asked(&site, &visitor, &year)?;
    let (late, case) = site
        .run(move |district| Ok((district.late_if_frozen(year)?, district.report_case(&seat, year)?)))
        .await?;
    let entered = case.is_some_and(|case| case.entered);
    page(&LatePage { frame: Frame::new(&site, &visitor, format!("{year}年度迟报")), year, late, entered })
}

/// The same as a table file.
pub async fn late_csv(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (_, year) = asked(&site, &visitor, &year)?;
    let late = site.run(move |district| district.late_if_frozen(year)).await?.ok_or(Trouble::NotThere)?;
    Ok(download(&format!("{year}年度迟报.csv"), "text/csv; charset=utf-8", csv::late(&late)))
}

/// The report as one page file.
pub async fn html(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (_, year) = asked(&site, &visitor, &year)?;
    let (html, _) = site.run(move |district| district.report_files(year)).await?;
    Ok(download(&format!("{year}年度报告.html"), "text/html; charset=utf-8", html))
}

/// The report as data.
pub async fn json(State(site): State<Site>, visitor: Visitor, Path(year): Path<String>) -> Answer {
    let (_, year) = asked(&site, &visitor, &year)?;
    let (_, json) = site.run(move |district| district.report_files(year)).await?;
    Ok(download(&format!("{year}年度报告.json"), "application/json", json))
}

fn asked(site: &Site, visitor: &Visitor, year: &str) -> Result<(Seat, i16), Trouble> {
    let seat = working(site, visitor)?;
    let year = year.parse().ok().filter(|year| (1900..=2199).contains(year)).ok_or(Trouble::NotThere)?;
    Ok((seat, year))
}

impl LatePage {
    /// A record without the number of its event.
    fn plain<'r>(&self, record: &'r str) -> &'r str {
        record.split('@').next().unwrap_or(record)
    }
}
