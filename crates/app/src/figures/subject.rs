//! The figures that can be broken down or followed over years: those that records give.

use fadu_base::Name;
use fadu_definition::{Definitions, Measure};
use fadu_store::figures::{self as stored, formula};

use crate::{District, Failure};

/// Why a figure has nothing to break down.
const CONSTANT: &str = "是文字常数或承诺，没有分月、分单位和历年数据";

/// A figure by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `complaints.accepted`.
    pub id: String,
    /// Number in the report; 0 if it is not one of its figures.
    pub no: u32,
    /// Chinese name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Why there are no values: nobody defines it yet, or not all of its parts.
    pub missing: Option<String>,
}

impl District {
    /// The one asked for, or all figures of the report that are no constants.
    pub(super) fn subjects(&self, id: Option<&str>) -> Result<Vec<Name>, Failure> {
        let definitions = &self.catalog.definitions;
        let Some(id) = id else {
            let rows = definitions.report.figures.iter().map(|row| row.indicator.clone());
            return Ok(rows.filter(|id| !is_constant(definitions, id)).collect());
        };
        let in_report = definitions.report.figures.iter().any(|row| &*row.indicator == id);
        if is_constant(definitions, id) {
            return Err(Failure::setup(format!("“{id}”{CONSTANT}")));
        }
        if !in_report && !definitions.indicators.contains_key(id) {
            return Err(Failure::setup(format!("没有指标“{id}”；全部指标见 fadu figures --csv")));
        }
        Ok(vec![Name::from(id)])
    }
}

/// Whether no record gives the figure: a text, a promise, a constant of the report.
pub(crate) fn is_constant(definitions: &Definitions, id: &str) -> bool {
    let row = definitions.report.figures.iter().find(|row| &*row.indicator == id);
    let said = row.is_some_and(|row| matches!(&*row.class, "text" | "pledge"));
    said || definitions.report.constants.contains_key(id) && !definitions.indicators.contains_key(id)
}

/// The names of a figure that the store has computed.
pub(super) fn subject(definitions: &Definitions, figure: &stored::Figure) -> Subject {
    let row = definitions.report.figures.iter().find(|row| row.indicator == figure.id);
    Subject {
        id: figure.id.to_string(),
        no: figure.place.as_ref().map_or(0, |(no, _)| *no),
        name: row.map_or_else(|| figure.name.clone(), |row| row.name.clone()),
        unit: figure.unit.clone(),
        missing: figure.missing.clone(),
    }
}

/// The indicators over records of which a figure is made, itself if it is no formula. What nobody
/// defines is one too; the checker refuses circles.
pub(crate) fn leaves(definitions: &Definitions, id: &Name) -> Vec<Name> {
    let Some(Measure::Value(expr)) = definitions.indicators.get(id).map(|indicator| &indicator.what) else {
        return vec![id.clone()];
    };
    formula::names(expr).iter().flat_map(|part| leaves(definitions, part)).collect()
}
