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
    pub value: Value,
    pub seed: Option<u32>,
    pub wording: String,
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
