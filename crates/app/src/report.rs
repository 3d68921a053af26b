//! The annual report as files: the text, a page of lineage for each figure, and the data.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::Name;
use fadu_document::{
    Figure, Outcome, Report, TemplateFault, fill, index_html, lineage_html, parse, report_json,
};

use crate::{Behind, District, Failure};

mod case;
mod text;
mod wanted;

pub use case::{CaseCheck, CaseFigure, OwnerFigures, ReportCase};
pub use text::ReportText;

use wanted::said_besides;

/// The template, in the report's folder of the definitions.
pub(crate) const TEMPLATE: &str = "report.txt";

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The page of the report.
    pub index: PathBuf,
    /// Its data.
    pub data: PathBuf,
    /// Names of figures that are still missing.
    pub gaps: Vec<String>,
    /// Identities that do not hold.
    pub failing: Vec<String>,
}

impl District {
    /// Writes the report of a year to a folder.
    pub fn report(&self, year: i16, out: &Path) -> Result<Written, Failure> {
        let report = self.report_of(year)?;
        let pages = out.join("figures");
        fs::create_dir_all(&pages).map_err(|error| Failure::file(&pages, error))?;
        let parts = self.parts_of(&report)?;
        for figure in report.figures.iter().chain(&report.further).chain(&parts) {
            write(&pages.join(figure.page()), &lineage_html(&report, figure))?;
        }
        let (index, data) = (out.join("index.html"), out.join("report.json"));
        write(&index, &index_html(&report, &|figure| format!("figures/{}", figure.page())))?;
        write(&data, &report_json(&report))?;
        let gaps = report.figures.iter().filter(|figure| figure.printed.is_none());
        let failing = report.checks.iter().filter(|check| check.outcome == Outcome::Fails);
        Ok(Written {
            index,
            data,
            gaps: gaps.map(|figure| figure.name.clone()).collect(),
            failing: failing.map(|check| format!("{}: {}", check.id, check.say)).collect(),
        })
    }

    /// Figures from which those of the report are computed and that are not in it themselves.
    fn parts_of(&self, report: &Report) -> Result<Vec<Figure>, Failure> {
        let mut parts: Vec<Figure> = Vec::new();
        loop {
            let known: Vec<&Figure> = report.figures.iter().chain(&report.further).chain(&parts).collect();
            let named = known.iter().flat_map(|figure| &figure.lineage.parts);
            let mut missing: Vec<Name> = named
                .filter(|id| !known.iter().any(|figure| figure.id == **id))
                .map(|id| id.as_str().into())
                .collect();
            missing.sort();
            missing.dedup();
            let found = self.figures_of(report.year, &missing, Behind::Lines)?.list;
            if found.is_empty() {
                return Ok(parts);
            }
            parts.extend(found);
        }
    }

    pub(crate) fn report_of(&self, year: i16) -> Result<Report, Failure> {
        let text = self
            .catalog
            .text(TEMPLATE)
            .ok_or_else(|| Failure::setup("没有报告模板 20-annual-report/report.txt, 请补上"))?;
        let template = parse(text).map_err(|found| faults(&found))?;
        let mut figures = self.figures(year, Behind::Lines)?;
        let listed = figures.list.len();
        let further = said_besides(&template, &figures.list);
        figures.list.extend(self.figures_of(year, &further, Behind::Lines)?.list);
        self.compare(year, &mut figures.list[..listed])?;
        self.chart(year, &template, &mut figures.list)?;
        self.name_members(&template, &mut figures.list)?;
        let blocks = fill(&template, &figures.list, self.name()).map_err(|found| faults(&found))?;
        let further = figures.list.split_off(listed);
        Ok(Report {
            district: self.name().to_owned(),
            year,
            as_of: figures.as_of,
            position: figures.position,
            blocks,
            figures: figures.list,
            further,
            checks: self.checks(year)?,
            moved: [self.moved(year)?, self.moved(year - 1)?].concat(),
        })
    }
}

/// What is wrong in the template.
pub(crate) fn faults(found: &[TemplateFault]) -> Failure {
    let lines = found.iter().map(|fault| format!("报告模板第{}行: {}", fault.line, fault.what));
    Failure::setup(lines.collect::<Vec<_>>().join("\n"))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::file(path, error))
}
