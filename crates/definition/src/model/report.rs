//! The report's own definitions: constants, identities, the list of figures.

use fadu_base::{Name, Value};
use indexmap::IndexMap;

use crate::expr::Expr;

/// The report's own file: constants, identities and the list of its figures.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Report {
    pub constants: IndexMap<Name, Constant>,
    pub identities: Vec<Identity>,
    /// All figures of the report in their order (`figures.csv` of the report's folder).
    pub figures: Vec<FigureRow>,
}

#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Constant {
    pub id: Name,
    pub name: String,
    pub unit: String,
    /// Null where it is the year asked for.
    pub value: Value,
    pub of_year: bool,
    /// The district of whose report it is; none: of every district's.
    pub district: Option<String>,
    /// First and last year of the reports it stands in; none: of all.
    pub years: Option<(i16, i16)>,
    pub seed: Option<u32>,
    pub wording: String,
}

impl Constant {
    /// Whether it stands in the report of a district and year.
    pub fn stands(&self, district: &str, year: i16) -> bool {
        self.district.as_ref().is_none_or(|own| own == district)
            && self.years.is_none_or(|(first, last)| (first..=last).contains(&year))
    }
}

impl Report {
    /// The value of a constant in the report of a district and year; none if it does not stand there.
    pub fn constant(&self, id: &str, district: &str, year: i16) -> Option<Value> {
        let constant = self.constants.get(id).filter(|constant| constant.stands(district, year))?;
        Some(if constant.of_year { Value::Int(year.into()) } else { constant.value.clone() })
    }
}

#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Identity {
    pub id: Name,
    /// Over indicator and constant ids.
    pub holds: Expr,
    pub text: String,
    /// `block explain info`.
    pub severity: Name,
    pub say: String,
}

/// A row of the report's list of figures.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct FigureRow {
    pub no: u32,
    pub section: String,
    pub indicator: Name,
    pub name: String,
    pub unit: String,
    /// `derived imported declared text pledge`.
    pub class: Name,
    pub wording: String,
}
