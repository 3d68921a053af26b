//! The annual report as files: the text, a page of lineage for each figure, and the data.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::Name;
use fadu_document::{
    Check, Figure, Outcome, Report, Template, TemplateFault, fill, index_html, lineage_html, parse,
    report_json,
};
use fadu_store::{Reader, StoreError};

use crate::figures::Frozen;
use crate::{Behind, District, Failure, Figures, State};

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
    /// The journal position at which its figures are frozen; none if they are today's.
    pub frozen: Option<i64>,
    /// Names of figures that are still missing.
    pub gaps: Vec<String>,
    /// Identities that do not hold.
    pub failing: Vec<String>,
}

/// What the pages of a report are written from.
struct Drawn {
    figures: Figures,
    /// How many of them are figures of the report; the text says the others besides.
    listed: usize,
    /// Figures of which those are computed.
    parts: Vec<Figure>,
    checks: Vec<Check>,
}

impl District {
    /// Writes the report of a year to a folder: once its figures are frozen, those; a late entry moves
    /// only the list of late entries.
    pub fn report(&self, year: i16, state: State, out: &Path) -> Result<Written, Failure> {
        let frozen = self.state(year, state)?;
        let (report, parts) = self.report_of(year, frozen.as_ref())?;
        let pages = out.join("figures");
        fs::create_dir_all(&pages).map_err(|error| Failure::file(&pages, error))?;
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
            frozen: frozen.map(|frozen| frozen.position),
            gaps: gaps.map(|figure| figure.name.clone()).collect(),
            failing: failing.map(|check| format!("{}: {}", check.id, check.say)).collect(),
        })
    }

    /// The report, and the figures of which its figures are computed.
    fn report_of(&self, year: i16, frozen: Option<&Frozen>) -> Result<(Report, Vec<Figure>), Failure> {
        let text = self
            .catalog
            .text(TEMPLATE)
            .ok_or_else(|| Failure::setup("没有报告模板 20-annual-report/report.txt，请补上"))?;
        let template = parse(text).map_err(|found| faults(&found))?;
        // Today's are computed on all cores before.
        let today = match frozen {
            None => Some(self.figures_of(year, &self.report_ids(), Behind::Lines, None)?),
            Some(_) => None,
        };
        let drawn = self.read_state(frozen, |reader| self.drawn(reader, year, &template, (today, frozen)))?;
        let Drawn { mut figures, listed, parts, checks } = drawn;
        let blocks = fill(&template, &figures.list, self.name()).map_err(|found| faults(&found))?;
        let further = figures.list.split_off(listed);
        let report = Report {
            district: self.name().to_owned(),
            year,
            as_of: figures.as_of,
            position: figures.position,
            blocks,
            figures: figures.list,
            further,
            checks,
            moved: [self.moved(year)?, self.moved(year - 1)?].concat(),
        };
        Ok((report, parts))
    }

    /// Everything that a report says, of one state.
    fn drawn(
        &self,
        reader: &mut Reader<'_>,
        year: i16,
        template: &Template,
        (today, frozen): (Option<Figures>, Option<&Frozen>),
    ) -> Result<Drawn, StoreError> {
        let mut figures = match today {
            Some(figures) => figures,
            None => self.figures_in(reader, year, (&self.report_ids(), Behind::Lines), frozen)?,
        };
        let listed = figures.list.len();
        let further = said_besides(template, &figures.list);
        figures.list.extend(self.figures_in(reader, year, (&further, Behind::Lines), frozen)?.list);
        self.compare(reader, year, &mut figures.list[..listed])?;
        self.chart(reader, year, template, &mut figures.list)?;
        self.name_members(reader, template, &mut figures.list)?;
        let parts = self.parts_of(reader, year, &figures.list)?;
        Ok(Drawn { figures, listed, parts, checks: self.checks(reader, year)? })
    }

    /// Figures from which others are computed and that are not among them.
    fn parts_of(&self, reader: &Reader<'_>, year: i16, of: &[Figure]) -> Result<Vec<Figure>, StoreError> {
        let mut parts: Vec<Figure> = Vec::new();
        loop {
            let known: Vec<&Figure> = of.iter().chain(&parts).collect();
            let named = known.iter().flat_map(|figure| &figure.lineage.parts);
            let mut missing: Vec<Name> = named
                .filter(|id| !known.iter().any(|figure| figure.id == **id))
                .map(|id| id.as_str().into())
                .collect();
            missing.sort();
            missing.dedup();
            let found = self.figures_in(reader, year, (&missing, Behind::Lines), None)?.list;
            if found.is_empty() {
                return Ok(parts);
            }
            parts.extend(found);
        }
    }
}

/// What is wrong in the template.
pub(crate) fn faults(found: &[TemplateFault]) -> Failure {
    let lines = found.iter().map(|fault| format!("报告模板第{}行：{}", fault.line, fault.what));
    Failure::setup(lines.collect::<Vec<_>>().join("\n"))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::file(path, error))
}
