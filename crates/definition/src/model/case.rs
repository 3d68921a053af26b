//! The cases of a definition and what they take as given.

use std::ops::Range;

use fadu_base::{Date, Name, Value};
use indexmap::IndexMap;

use crate::expr::Expr;

/// A role, and the organization it is held in.
pub type Appointment = (Name, Option<Name>);

/// Sample people and records of the cases.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Sample {
    /// Name → role and organization.
    pub people: IndexMap<Name, Vec<Appointment>>,
    pub records: Vec<SampleRecord>,
}

/// A record that a case takes as given.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct SampleRecord {
    pub ty: Name,
    pub id: Name,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub step: Option<Name>,
    pub fields: Vec<(Name, Given)>,
}

/// What is given to a field before it is bound to the field's type: plain values as TOML, a cell
/// or a form has them (texts for references, choices, files), lists and rows by column name.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// One value. Money is given in yuan as `Int` or `Decimal`, or as `Money` in fen.
    Value(Value),
    /// A list.
    List(Vec<Given>),
    /// A row.
    Row(Vec<(Name, Given)>),
}

/// A case: given, when, then.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Case {
    pub name: String,
    /// Starts from the end of that case.
    pub after: Option<String>,
    pub records: Vec<SampleRecord>,
    pub given: Vec<CaseCommand>,
    pub when: CaseCommand,
    /// Exact list of refusal ids; `None`: the command must be allowed.
    pub refused: Option<Vec<String>>,
    /// Acts by law written before the command.
    pub written: Vec<Name>,
    pub step: Option<Name>,
    /// Limit → due date or instant.
    pub due: Vec<(Name, Value)>,
    pub expect: Vec<Expr>,
    /// `type.action` of records created or commanded by it.
    pub created: Vec<String>,
    pub span: Range<usize>,
}

/// A command of a case.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct CaseCommand {
    pub day: Date,
    /// Default 10:00.
    pub time: Option<fadu_base::Time>,
    pub by: Name,
    pub action: Name,
    pub with: Vec<(Name, Given)>,
    pub row: Option<u32>,
    /// On a new record, not the case's.
    pub new: bool,
    /// Documents not supplied.
    pub without: Vec<Name>,
    pub span: Range<usize>,
}
