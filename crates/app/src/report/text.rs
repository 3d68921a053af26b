//! The report on pages: its text with links to the figures, its files.

use fadu_document::{index_html, report_json, text_html};

use crate::{District, Failure, State};

/// The text of a report for a page.
#[derive(Clone, Debug)]
pub struct ReportText {
    /// Year.
    pub year: i16,
    /// Day as of which registers were read.
    pub as_of: String,
    /// Journal position of the figures.
    pub position: u64,
    /// The text (HTML), each figure a link to its page.
    pub html: String,
    /// Figures that are still missing: id and name.
    pub gaps: Vec<(String, String)>,
    /// Identities that do not hold: their sentence and their values.
    pub failing: Vec<(String, String)>,
    /// Figures that late entries moved: name, as frozen, now.
    pub moved: Vec<(String, String, String)>,
}

impl District {
    /// The text of a year's report.
    pub fn report_text(&self, year: i16) -> Result<ReportText, Failure> {
        let report = self.report_standing(year)?;
        let html = text_html(&report, &|figure| format!("/figures/{}?year={year}", figure.id));
        let gaps = report.figures.iter().filter(|figure| figure.value.is_none() && figure.printed.is_none());
        let failing = report.checks.iter().filter(|check| check.outcome == fadu_document::Outcome::Fails);
        let moved = report.moved.iter().filter(|moved| moved.year == year);
        Ok(ReportText {
            year,
            html,
            gaps: gaps.map(|figure| (figure.id.clone(), figure.name.clone())).collect(),
            failing: failing.map(|check| (check.say.clone(), check.text.clone())).collect(),
            moved: moved.map(|one| (one.name.clone(), one.frozen.clone(), one.now.clone())).collect(),
            as_of: report.as_of,
            position: report.position,
        })
    }

    /// The report of a year: once its figures are frozen, those.
    fn report_standing(&self, year: i16) -> Result<fadu_document::Report, Failure> {
        let frozen = self.state(year, State::AsFrozen)?;
        Ok(self.report_of(year, frozen.as_ref())?.0)
    }

    /// The report as one page file and as data.
    pub fn report_files(&self, year: i16) -> Result<(String, String), Failure> {
        let report = self.report_standing(year)?;
        Ok((index_html(&report, &|_| "#figures".to_owned()), report_json(&report)))
    }
}
