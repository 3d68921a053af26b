//! The page of a figure: this year and last, by month and by organization with their drawings, what it
//! is computed from.

use fadu_base::{Decimal, Name};
use fadu_document::{Bar, Figure, bars_svg, lines_svg};

use super::{Behind, Figures, Part, Split, State, is_constant};
use crate::{District, Failure};

/// Organizations that are drawn; the table has all.
const DRAWN: usize = 12;

/// The page of a figure.
#[derive(Clone, Debug)]
pub struct FigurePage {
    /// Year.
    pub year: i16,
    /// The day registers were read.
    pub as_of: String,
    /// Journal position.
    pub position: u64,
    /// The figure, with the year before.
    pub figure: Figure,
    /// As the report of the year has it, if that is frozen.
    pub frozen: Option<String>,
    /// The figures of which it is computed.
    pub parts: Vec<Figure>,
    /// By month: name, this year, last year; empty for constants.
    pub months: Months,
    /// Drawing of the months (SVG).
    pub months_drawn: Option<String>,
    /// By organization.
    pub orgs: Vec<Part>,
    /// Drawing of the organizations (SVG).
    pub orgs_drawn: Option<String>,
    /// The type that declares it: id and Chinese name.
    pub declared: Option<(String, String)>,
}

impl District {
    /// The year that figures are looked at by default: until the report is due (end of March) the one
    /// that has ended.
    pub fn figure_year(&self) -> i16 {
        let today = self.now().date();
        if today.month() <= 3 { today.year() - 1 } else { today.year() }
    }

    /// All figures of a year, each with the year before.
    pub fn figure_list(&self, year: i16) -> Result<Figures, Failure> {
        let mut figures = self.figures(year, Behind::Number, State::Today)?;
        self.store.read(|reader| self.compare(reader, year, &mut figures.list))?;
        Ok(figures)
    }

    /// The page of a figure; nothing if there is none of that id.
    pub fn figure_page(&self, year: i16, id: &str) -> Result<Option<FigurePage>, Failure> {
        let mut figures = self.figures_of(year, &[Name::from(id)], Behind::Hash, None)?;
        self.store.read(|reader| self.compare(reader, year, &mut figures.list))?;
        let Some(figure) = figures.list.pop() else { return Ok(None) };
        let parts: Vec<Name> = figure.lineage.parts.iter().map(|part| part.as_str().into()).collect();
        let parts = self.figures_of(year, &parts, Behind::Number, None)?.list;
        let has_parts = !is_constant(&self.catalog.definitions, id) && figure.value.is_some();
        let (months, months_drawn, orgs, orgs_drawn) = match has_parts {
            true => self.split_up(year, &figure)?,
            false => Default::default(),
        };
        Ok(Some(FigurePage {
            year,
            as_of: figures.as_of,
            position: figures.position,
            declared: self.declared(id),
            frozen: self.state(year, State::AsFrozen)?.and_then(|report| report.printed(id)),
            figure,
            parts,
            months,
            months_drawn,
            orgs,
            orgs_drawn,
        }))
    }

    fn split_up(&self, year: i16, figure: &Figure) -> Result<SplitUp, Failure> {
        let (months, months_drawn) = self.months_beside(year, figure)?;
        let mut orgs = self.parts_by(year, Split::Organization, &figure.id)?;
        orgs.sort_by_key(|part| std::cmp::Reverse(height(part.value.as_deref())));
        let lines: Vec<Bar> = orgs
            .iter()
            .take(DRAWN)
            .filter_map(|part| {
                let shown = part.value.clone().unwrap_or_default();
                Some(Bar { name: part.name.clone(), height: height(Some(&shown))?, shown, before: None })
            })
            .collect();
        let orgs_drawn = (lines.len() > 1).then(|| lines_svg(&format!("{}按单位", figure.name), &lines));
        Ok((months, months_drawn, orgs, orgs_drawn))
    }

    fn parts_by(&self, year: i16, by: Split, id: &str) -> Result<Vec<Part>, Failure> {
        let found = self.breakdown(year, by, Some(id))?;
        Ok(found.list.into_iter().next().map(|(_, parts)| parts).unwrap_or_default())
    }

    /// The months of a figure beside those of the year before, and their drawing.
    pub(crate) fn months_beside(
        &self,
        year: i16,
        figure: &Figure,
    ) -> Result<(Months, Option<String>), Failure> {
        let now = self.parts_by(year, Split::Month, &figure.id)?;
        let before = self.parts_by(year - 1, Split::Month, &figure.id)?;
        let last = |at: usize| before.get(at).and_then(|part| part.value.clone());
        let months: Months =
            now.into_iter().enumerate().map(|(at, part)| (part.name, part.value, last(at))).collect();
        let bar = |(name, now, past): &(String, Option<String>, Option<String>)| {
            let (shown, before) = (now.clone().unwrap_or_default(), height(past.as_deref()));
            let height = height(now.as_deref()).or(before.map(|_| 0))?;
            Some(Bar { name: name.clone(), height, shown, before })
        };
        let bars: Vec<Bar> = months.iter().filter_map(bar).collect();
        let (this, past) = (format!("{year}年"), format!("{}年", year - 1));
        let title = format!("{}按月", figure.name);
        let drawn = (!bars.is_empty()).then(|| bars_svg(&title, &bars, (&this, &past)));
        Ok((months, drawn))
    }

    fn declared(&self, id: &str) -> Option<(String, String)> {
        let definitions = &self.catalog.definitions;
        let ty = &definitions.indicators.get(id)?.ty;
        let def = definitions.types.get(ty)?.last()?;
        Some((def.id.to_string(), def.name.clone()))
    }
}

/// Name of the month, this year's value, last year's.
type Months = Vec<(String, Option<String>, Option<String>)>;

/// Months, their drawing, organizations, their drawing.
type SplitUp = (Months, Option<String>, Vec<Part>, Option<String>);

/// How high a value is drawn; nothing for days and texts.
fn height(value: Option<&str>) -> Option<i64> {
    Decimal::parse(value?).map(|number| number.0)
}
