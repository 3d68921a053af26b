//! Figures 数据: every indicator over a period, with the records behind it (sheet 20, 4.1).
//!
//! A figure and its drill-down are the same condition compiled twice, so the number of records
//! (or the sum of what they add) is the figure. Its set hash is the SM3 of the lines
//! `record@seq`, sorted, each ended by a line feed.

pub mod amount;
mod breakdown;
pub mod formula;
mod identity;
pub mod measure;
mod number;

use std::collections::{BTreeSet, HashMap};

use fadu_base::wording::{Printed, Wording};
use fadu_base::{Date, Name, RecordId};
use fadu_definition::expr::Func;
use fadu_definition::{Constant, Definitions, Expr, ExprKind, FigureRow, Indicator, Measure};
use rusqlite::Connection;
use sm3::{Digest, Sm3};

pub use amount::Amount;
pub use breakdown::{Share, by_month, by_organization, shares};
pub use formula::Verdict;
pub use identity::{Judged, identities};

use crate::sql::SqlError;

/// The sentence for a figure whose type nobody has shipped.
const NOT_SHIPPED: &str = "尚未启用";

/// The sentence for a constant of another district's report or another year's.
const NOT_STANDING: &str = "本年度没有这一项";

/// What figures are computed over.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The district.
    pub district: &'a str,
    /// First and last day.
    pub period: (Date, Date),
    /// The day registers are read; usually the last day of the period.
    pub as_of: Date,
    /// The day up to which later steps of the period's cohort count.
    pub cut_off: Date,
}

impl Scope<'_> {
    /// The value of a constant in the report of this district and year.
    pub(crate) fn constant(&self, defs: &Definitions, id: &str) -> Option<Amount> {
        let value = defs.report.constant(id, self.district, self.period.0.year())?;
        Amount::of_value(&value)
    }
}

/// A figure with its lineage.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Indicator or constant id.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// `derived imported declared text pledge`.
    pub class: Name,
    /// Number and section in the report, if it is one of its figures.
    pub place: Option<(u32, String)>,
    /// The exact value; none if it is missing or divides by nought.
    pub amount: Option<Amount>,
    /// As the report prints it; the reason if it is missing.
    pub printed: String,
    /// Whether a sentence may say it: a claim that does not hold may not.
    pub holds: bool,
    /// Number of records behind it.
    pub records: u64,
    /// SM3 over `record@seq`, hex; empty if none was asked for or no record gives the figure.
    pub set_hash: String,
    /// How many of the records were entered as past 补录; nought if they were only counted.
    pub past: u64,
    /// The records, if they were asked for.
    pub lines: Vec<Line>,
    /// Why there is no value.
    pub missing: Option<String>,
}

/// What is wanted of the records behind a figure: to read each costs far more than to count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Behind {
    /// How many they are.
    Number,
    /// Also their set hash, and how many were entered as past.
    Hash,
    /// Also the records themselves.
    Lines,
}

/// A group of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The value grouped by, as stored; none where the record has none.
    pub key: Option<String>,
    /// Its value.
    pub amount: Option<Amount>,
}

/// A record behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The record.
    pub id: RecordId,
    /// Number of its last event; of the entry read, for registers.
    pub seq: i64,
    /// Entered as past.
    pub past: bool,
    /// What it adds: 1 for a count, the number for a sum or mean, the value for distinct values.
    pub addend: Addend,
}

/// What a record adds to a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addend {
    /// Nothing: the value is empty.
    Empty,
    /// A number.
    Number(i64),
    /// A value among which distinct ones are counted.
    Value(String),
}

/// All figures: those of the report in their order, then every other indicator.
pub fn figures(conn: &Connection, defs: &Definitions, scope: &Scope<'_>) -> Result<Vec<Figure>, SqlError> {
    let mut books = Books::new(conn, defs, scope);
    let mut ids: Vec<&Name> = defs.report.figures.iter().map(|row| &row.indicator).collect();
    let others =
        defs.indicators.keys().filter(|id| !defs.report.figures.iter().any(|row| row.indicator == **id));
    ids.extend(others);
    let found: Result<Vec<_>, _> = ids.into_iter().map(|id| books.figure(id, Behind::Hash)).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// One figure by the id of its indicator or constant; none if nobody defines it.
pub fn figure(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
    behind: Behind,
) -> Result<Option<Figure>, SqlError> {
    Books::new(conn, defs, scope).figure(id, behind)
}

/// A figure with a value that was typed from a document in place of the computed one 申报: no record is
/// behind it.
pub fn declared(defs: &Definitions, figure: Figure, text: &str) -> Figure {
    let row = defs.report.figures.iter().find(|row| row.indicator == figure.id);
    let own = defs.indicators.get(&figure.id).map(|indicator| indicator.wording.as_str());
    let rule = row.map(|row| row.wording.as_str()).filter(|rule| !rule.is_empty()).or(own).unwrap_or("exact");
    let amount = Amount::typed(text, figure.amount.as_ref());
    let bare =
        Figure { missing: None, records: 0, past: 0, set_hash: String::new(), lines: Vec::new(), ..figure };
    worded(Figure { amount: Some(amount), class: "declared".into(), ..bare }, rule)
}

/// The value of each group of an indicator that has groups, the largest first.
pub fn groups(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Vec<Group>, SqlError> {
    let indicator = defs.indicators.get(id);
    indicator.map_or_else(|| Ok(Vec::new()), |indicator| measure::groups(conn, defs, scope, indicator))
}

/// The records behind a figure. Their number, the sum of what they add, or the number of distinct
/// values is the figure; of a ratio they are the records of its parts.
pub fn records(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Vec<Line>, SqlError> {
    Books::new(conn, defs, scope).lines(id, MOST_DEEP)
}

/// The value of an indicator alone, without its lineage.
pub fn value(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Option<Amount>, SqlError> {
    Books::new(conn, defs, scope).amount(&Name::from(id), MOST_DEEP)
}

/// The set hash of records: lines `record@seq`, sorted, each once and ended by a line feed.
pub fn set_hash(lines: impl IntoIterator<Item = (RecordId, i64)>) -> String {
    let mut sorted: Vec<String> = lines.into_iter().map(|(id, seq)| format!("{id}@{seq}\n")).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut hash = Sm3::new();
    sorted.iter().for_each(|line| hash.update(line));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Indicators over indicators are no deeper; the checker refuses circles (E20).
const MOST_DEEP: u32 = 16;

/// The figures of a scope, with what is known of them so far.
pub struct Books<'a> {
    conn: &'a Connection,
    defs: &'a Definitions,
    scope: &'a Scope<'a>,
    amounts: HashMap<Name, Option<Amount>>,
}

impl<'a> Books<'a> {
    /// Nothing known yet.
    pub fn new(conn: &'a Connection, defs: &'a Definitions, scope: &'a Scope<'a>) -> Self {
        Self { conn, defs, scope, amounts: HashMap::new() }
    }

    /// One figure by the id of its indicator or constant; none if nobody defines it.
    pub fn figure(&mut self, id: &str, behind: Behind) -> Result<Option<Figure>, SqlError> {
        let defs = self.defs;
        if let Some(row) = defs.report.figures.iter().find(|row| &*row.indicator == id) {
            return self.of_row(row, behind).map(Some);
        }
        defs.indicators.get(id).map(|indicator| self.of_indicator(indicator, behind)).transpose()
    }

    /// A figure of the report.
    fn of_row(&mut self, row: &FigureRow, behind: Behind) -> Result<Figure, SqlError> {
        let mut figure = match (
            self.defs.indicators.get(&row.indicator),
            self.defs.report.constants.get(&row.indicator),
        ) {
            (Some(indicator), _) => self.of_indicator(indicator, behind)?,
            (None, Some(constant)) => self.of_constant(constant),
            (None, None) => missing(bare(&row.indicator, &row.name, &row.unit), NOT_SHIPPED.to_owned()),
        };
        figure.place = Some((row.no, row.section.clone()));
        figure.class = row.class.clone();
        figure.unit.clone_from(&row.unit);
        if !row.wording.is_empty() && figure.missing.is_none() {
            figure = worded(figure, &row.wording);
        }
        Ok(figure)
    }

    /// A constant, where it stands in the report of this district and year.
    fn of_constant(&self, constant: &Constant) -> Figure {
        let figure = bare(&constant.id, &constant.name, &constant.unit);
        match self.scope.constant(self.defs, &constant.id) {
            Some(amount) => worded(Figure { amount: Some(amount), ..figure }, &constant.wording),
            None => missing(figure, NOT_STANDING.to_owned()),
        }
    }

    /// An indicator with its lineage.
    fn of_indicator(&mut self, indicator: &Indicator, behind: Behind) -> Result<Figure, SqlError> {
        let figure = bare(&indicator.id, &indicator.name, &indicator.unit);
        let lacking = self.lacking(&indicator.id, MOST_DEEP);
        if !lacking.is_empty() {
            return Ok(missing(figure, format!("缺少{}", lacking.join("、"))));
        }
        let figure = Figure { amount: self.amount(&indicator.id, MOST_DEEP)?, ..figure };
        let figure = match behind {
            Behind::Number => Figure { records: self.number(&indicator.id)?, ..figure },
            Behind::Hash | Behind::Lines => self.hashed(figure, behind)?,
        };
        Ok(worded(figure, &indicator.wording))
    }

    /// A figure with the hash of its records.
    fn hashed(&mut self, figure: Figure, behind: Behind) -> Result<Figure, SqlError> {
        let lines = self.lines(&figure.id, MOST_DEEP)?;
        let ids: BTreeSet<&RecordId> = lines.iter().map(|line| &line.id).collect();
        let past: BTreeSet<&RecordId> = lines.iter().filter(|line| line.past).map(|line| &line.id).collect();
        Ok(Figure {
            records: ids.len() as u64,
            past: past.len() as u64,
            set_hash: set_hash(lines.iter().map(|line| (line.id.clone(), line.seq))),
            lines: if behind == Behind::Lines { lines } else { Vec::new() },
            ..figure
        })
    }

    /// The value of an indicator or constant.
    fn amount(&mut self, id: &Name, deep: u32) -> Result<Option<Amount>, SqlError> {
        if let Some(known) = self.amounts.get(id) {
            return Ok(known.clone());
        }
        let amount = match self.defs.indicators.get(id) {
            Some(indicator) => match &indicator.what {
                Measure::Value(_) if deep == 0 => None,
                Measure::Value(expr) => {
                    for part in formula::names(expr) {
                        self.amount(&part, deep - 1)?;
                    }
                    let amounts = &self.amounts;
                    formula::amount(expr, &|part| amounts.get(part).cloned().flatten())
                }
                _ => measure::amount(self.conn, self.defs, self.scope, indicator)?,
            },
            None => self.scope.constant(self.defs, id),
        };
        self.amounts.insert(id.clone(), amount.clone());
        Ok(amount)
    }

    /// The records behind an indicator; of a formula those of its parts, each once.
    fn lines(&mut self, id: &str, deep: u32) -> Result<Vec<Line>, SqlError> {
        let Some(indicator) = self.defs.indicators.get(id) else { return Ok(Vec::new()) };
        let Measure::Value(expr) = &indicator.what else {
            return measure::lines(self.conn, self.defs, self.scope, indicator);
        };
        let mut all: Vec<Line> = Vec::new();
        for part in formula::names(expr) {
            if deep > 0 {
                all.extend(self.lines(&part, deep - 1)?);
            }
        }
        if takes_percentage(expr) {
            all.sort_by(|a, b| (&a.id, a.seq).cmp(&(&b.id, b.seq)));
            all.dedup_by(|a, b| a.id == b.id && a.seq == b.seq);
        }
        Ok(all)
    }

    /// The figures that an indicator needs and nobody defines.
    fn lacking(&self, id: &Name, deep: u32) -> Vec<String> {
        match self.defs.indicators.get(id).map(|indicator| &indicator.what) {
            Some(Measure::Value(expr)) if deep > 0 => {
                formula::names(expr).iter().flat_map(|part| self.lacking(part, deep - 1)).collect()
            }
            Some(_) => Vec::new(),
            None if self.scope.constant(self.defs, id).is_some() => Vec::new(),
            None => vec![id.to_string()],
        }
    }
}

/// Whether a formula takes a percentage: then a record may stand behind both of its parts.
pub fn takes_percentage(formula: &Expr) -> bool {
    let mut found = false;
    formula.walk(&mut |part| found |= matches!(part.kind, ExprKind::Call { func: Func::Pct, .. }));
    found
}

/// A figure of which only the names are known.
fn bare(id: &Name, name: &str, unit: &str) -> Figure {
    Figure {
        id: id.clone(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        class: "derived".into(),
        place: None,
        amount: None,
        printed: String::new(),
        holds: false,
        records: 0,
        set_hash: String::new(),
        past: 0,
        lines: Vec::new(),
        missing: None,
    }
}

fn missing(figure: Figure, why: String) -> Figure {
    Figure { printed: why.clone(), missing: Some(why), ..figure }
}

/// A figure as a rule of wording prints it.
fn worded(figure: Figure, rule: &str) -> Figure {
    let rule = Wording::parse(rule).unwrap_or(Wording::Exact);
    let printed = figure.amount.as_ref().map(|amount| amount.print(&rule, &figure.unit));
    let holds = printed.as_ref().is_some_and(Printed::holds);
    let printed = printed.map_or_else(|| "—".to_owned(), |printed| printed.text().to_owned());
    Figure { printed, holds, ..figure }
}
