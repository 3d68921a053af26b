//! Figures of a year with their lineage, for tables, files and the report.

mod breakdown;
pub(crate) mod change;
pub(crate) mod drill;
mod frozen;
mod late;
mod page;
mod series;
mod subject;

use std::sync::atomic::{AtomicUsize, Ordering};

use fadu_base::{Date, Decimal, Money, Name};
use fadu_definition::expr::explain::{DefinitionNames, explain};
use fadu_definition::{Definitions, Expr, Indicator, Measure};
use fadu_document::{Check, Figure, Lineage, Outcome, Source};
use fadu_store::figures::{self as stored, Addend, Amount, Books, Scope, Verdict, formula};
use fadu_store::journal::journal_position;
use fadu_store::{Reader, StoreError};

use crate::{District, Failure};

pub use breakdown::{Breakdown, Part, Split};
pub use drill::{Drill, DrillAsked, Drilled};
pub use fadu_store::figures::Behind;
pub use frozen::State;
pub(crate) use frozen::{FREEZES, Frozen};
pub use late::{Late, LateRecord, Moved};
pub use page::FigurePage;
pub use series::{OneYear, Series};
pub use subject::Subject;
pub(crate) use subject::{is_constant, leaves};

/// The figures of a year.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Year.
    pub year: i16,
    /// The day registers were read.
    pub as_of: String,
    /// Journal position at which they were computed.
    pub position: u64,
    /// The figures.
    pub list: Vec<Figure>,
}

impl District {
    /// All figures of the report, in its order.
    pub fn figures(&self, year: i16, behind: Behind, state: State) -> Result<Figures, Failure> {
        self.figures_of(year, &self.report_ids(), behind, self.state(year, state)?.as_ref())
    }

    /// The figures of the report, in its order.
    pub(crate) fn report_ids(&self) -> Vec<Name> {
        self.catalog.definitions.report.figures.iter().map(|row| row.indicator.clone()).collect()
    }

    /// One figure.
    pub fn figure(&self, year: i16, id: &str, behind: Behind, state: State) -> Result<Figures, Failure> {
        let frozen = self.state(year, state)?;
        let figures = self.figures_of(year, &[Name::from(id)], behind, frozen.as_ref())?;
        if figures.list.is_empty() {
            return Err(Failure::setup(format!(
                "没有指标“{id}”；全部指标见 fadu figures --year {year} --csv"
            )));
        }
        Ok(figures)
    }

    /// A figure for its list of records. A ratio stands on two lists, so of a ratio these are the figures
    /// of which it is made: what is above the line and what is below.
    pub fn with_records(&self, year: i16, id: &str, state: State) -> Result<Figures, Failure> {
        let name = Name::from(id);
        let definitions = &self.catalog.definitions;
        match definitions.indicators.get(&name).map(|indicator| &indicator.what) {
            Some(Measure::Value(formula)) if stored::takes_percentage(formula) => {
                let mut parts = leaves(definitions, &name);
                let mut seen = Vec::new();
                parts.retain(|part| {
                    !seen.contains(part) && {
                        seen.push(part.clone());
                        true
                    }
                });
                self.figures_of(year, &parts, Behind::Lines, self.state(year, state)?.as_ref())
            }
            _ => self.figure(year, id, Behind::Lines, state),
        }
    }

    /// Figures of today on all cores, or those of a freeze at its position.
    pub(crate) fn figures_of(
        &self,
        year: i16,
        ids: &[Name],
        behind: Behind,
        frozen: Option<&Frozen>,
    ) -> Result<Figures, Failure> {
        match frozen {
            None => self.figures_today(year, ids, behind),
            Some(_) => self.read_state(frozen, |reader| self.figures_in(reader, year, (ids, behind), frozen)),
        }
    }

    /// Figures of one state; those declared in a frozen report as declared.
    pub(crate) fn figures_in(
        &self,
        reader: &Reader<'_>,
        year: i16,
        (ids, behind): (&[Name], Behind),
        frozen: Option<&Frozen>,
    ) -> Result<Figures, StoreError> {
        let scope = scope_of(self.code(), year)?;
        let definitions = &self.catalog.definitions;
        let mut books = Books::new(reader.view.db.connection(), definitions, &scope);
        let mut list = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(figure) = books.figure(id, behind).map_err(failed)? else { continue };
            list.push(one(
                definitions,
                match frozen.and_then(|frozen| frozen.declared(id)) {
                    Some(text) => stored::declared(definitions, figure, text),
                    None => figure,
                },
            ));
        }
        let position = match frozen {
            Some(frozen) => frozen.position,
            None => journal_position(reader.view.db, self.code())?,
        };
        let position = u64::try_from(position).unwrap_or(0);
        Ok(Figures { year, as_of: scope.as_of.to_string(), position, list })
    }

    fn figures_today(&self, year: i16, ids: &[Name], behind: Behind) -> Result<Figures, Failure> {
        let scope = year_of(self.code(), year)?;
        let definitions = &self.catalog.definitions;
        let next = AtomicUsize::new(0);
        let read = |reader: &mut Reader<'_>| {
            let mut books = Books::new(reader.view.db.connection(), definitions, &scope);
            let mut found = Vec::new();
            while let Some((at, id)) = ids.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                let figure = books.figure(id, behind).map_err(failed)?;
                found.extend(figure.map(|figure| (at, one(definitions, figure))));
            }
            Ok((found, journal_position(reader.view.db, self.code())?))
        };
        let parts = self.store.read_on_each_core(ids.len(), read)?;
        let position = parts.first().map_or(0, |(_, position)| *position);
        let mut list: Vec<(usize, Figure)> = parts.into_iter().flat_map(|(found, _)| found).collect();
        list.sort_by_key(|(at, _)| *at);
        Ok(Figures {
            year,
            as_of: scope.as_of.to_string(),
            position: u64::try_from(position).unwrap_or(0),
            list: list.into_iter().map(|(_, figure)| figure).collect(),
        })
    }

    /// The identities between figures.
    pub(crate) fn checks(&self, reader: &Reader<'_>, year: i16) -> Result<Vec<Check>, StoreError> {
        let scope = scope_of(self.code(), year)?;
        let conn = reader.view.db.connection();
        let judged = stored::identities(conn, &self.catalog.definitions, &scope).map_err(failed)?;
        Ok(judged.into_iter().map(check).collect())
    }
}

/// What the figures of a year are computed over.
pub(crate) fn year_of(district: &str, year: i16) -> Result<Scope<'_>, Failure> {
    let wrong = || Failure::setup(format!("年度“{year}”应在 1900 至 2199 之间"));
    if !(1900..=2199).contains(&year) {
        return Err(wrong());
    }
    let day = |month, day| Date::new(year, month, day).map_err(|_| wrong());
    let (first, last) = (day(1, 1)?, day(12, 31)?);
    Ok(Scope { district, period: (first, last), as_of: last, cut_off: last })
}

/// The same where only the store's errors are told.
pub(crate) fn scope_of(district: &str, year: i16) -> Result<Scope<'_>, StoreError> {
    year_of(district, year).map_err(|failure| StoreError::Invalid(failure.what))
}

/// A figure that cannot be computed is a failure of the store.
pub(crate) fn failed(error: fadu_store::sql::SqlError) -> StoreError {
    StoreError::Internal(error.to_string())
}

fn one(definitions: &Definitions, figure: stored::Figure) -> Figure {
    let indicator = definitions.indicators.get(&figure.id);
    let counts = matches!(indicator.map(|indicator| &indicator.what), Some(Measure::Count(_)));
    let lineage = Lineage {
        rule: indicator.map(|indicator| rule(definitions, indicator)).unwrap_or_default(),
        parts: indicator.map(|indicator| parts(indicator)).unwrap_or_default(),
        records: usize::try_from(figure.records).unwrap_or(usize::MAX),
        entered_past: usize::try_from(figure.past).unwrap_or(usize::MAX),
        set_hash: figure.set_hash.clone(),
        sources: figure.lines.iter().map(|line| source(line, counts, figure.amount.as_ref())).collect(),
    };
    plain(figure, definitions, lineage)
}

fn plain(figure: stored::Figure, definitions: &Definitions, lineage: Lineage) -> Figure {
    let id = &figure.id;
    let (no, section) = figure.place.clone().unwrap_or_default();
    let row = definitions.report.figures.iter().find(|row| row.indicator == *id);
    let printed = (figure.missing.is_none() && figure.holds).then(|| figure.printed.clone());
    let missing = figure.missing.clone().or_else(|| (!figure.holds).then(|| figure.printed.clone()));
    Figure {
        id: id.to_string(),
        no,
        section,
        name: row.map_or(figure.name, |row| row.name.clone()),
        unit: row.map_or(figure.unit, |row| row.unit.clone()),
        class: figure.class.to_string(),
        value: figure.amount.map(|amount| amount.exact()),
        printed,
        missing,
        last: None,
        months: Vec::new(),
        members: Vec::new(),
        lineage,
    }
}

/// What a record adds, as people write it: nothing for a count, yuan for a sum of money.
fn source(line: &stored::Line, counts: bool, amount: Option<&Amount>) -> Source {
    let addend = match (&line.addend, amount) {
        (Addend::Empty, _) => String::new(),
        _ if counts => String::new(),
        (Addend::Number(fen), Some(Amount::Money(_))) => Money(*fen).to_string(),
        (Addend::Number(millionths), Some(Amount::Number(_))) => Decimal(*millionths).to_string(),
        (Addend::Number(number), _) => number.to_string(),
        (Addend::Value(value), _) => value.clone(),
    };
    Source { record: format!("{}@{}", line.id, line.seq), addend }
}

/// How an indicator is counted, in one Chinese sentence.
pub(crate) fn rule(definitions: &Definitions, indicator: &Indicator) -> String {
    let own = definitions.types.get(&indicator.ty).and_then(|versions| versions.last());
    let names = DefinitionNames { definitions, own: own.map(AsRef::as_ref) };
    let words = |expr: &Expr| explain(expr, &names);
    let type_name = own.map_or("", |own| own.name.as_str());
    let with =
        |cond: &Option<Expr>| cond.as_ref().map(|cond| format!("（{}）", words(cond))).unwrap_or_default();
    match &indicator.what {
        Measure::Count(cond) => format!("{type_name}中{}的条数", words(cond)),
        Measure::Sum { of, cond } => format!("{type_name}{}的{}合计", with(cond), words(of)),
        Measure::Mean { of, cond } => format!("{type_name}{}的{}平均", with(cond), words(of)),
        Measure::Max { of, cond } => format!("{type_name}{}的{}最大值", with(cond), words(of)),
        Measure::Distinct { of, cond } => format!("{type_name}{}的{}去重个数", with(cond), words(of)),
        Measure::Value(expr) => words(expr),
    }
}

fn parts(indicator: &Indicator) -> Vec<String> {
    match &indicator.what {
        Measure::Value(expr) => formula::names(expr).iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn check(judged: stored::Judged) -> Check {
    let outcome = match judged.verdict {
        Verdict::Holds => Outcome::Holds,
        Verdict::Fails => Outcome::Fails,
        Verdict::Unknown(missing) => Outcome::Missing(missing.iter().map(ToString::to_string).collect()),
    };
    Check {
        id: judged.id.to_string(),
        text: judged.text,
        severity: judged.severity.to_string(),
        outcome,
        say: judged.say,
    }
}
