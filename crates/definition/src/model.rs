//! The resolved model: what a definition file becomes. Indexes (`u16`) point into the vectors of
//! the same [`TypeDef`]; other types are named, because they may have several versions.

mod case;
mod report;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Date, Name, Value};
use indexmap::IndexMap;

use crate::ByName;
use crate::expr::Expr;

pub use case::{Appointment, Case, CaseCommand, Given, Sample, SampleRecord};
pub use report::{Constant, FigureRow, Identity, Report};

/// All definitions of a district: every version of every type, and what they share.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    /// The versions of each type, by date of effect.
    pub types: ByName<Vec<Arc<TypeDef>>>,
    /// Types named by others and not shipped yet (`planned.toml`).
    pub planned: IndexMap<Name, Planned>,
    /// Roles (`roles.toml`), in order.
    pub roles: IndexMap<Name, Role>,
    /// Chinese names of the systems 业务, by folder (`system.toml`).
    pub systems: BTreeMap<String, String>,
    /// Parameters of all types.
    pub params: ByName<Param>,
    /// Indicators of all types: the version in force last.
    pub indicators: IndexMap<Name, Arc<Indicator>>,
    /// The report's own constants and identities.
    pub report: Report,
}

/// A type that others refer to and that is not shipped yet.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its id.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// The system (sheet) it belongs to: `08-normative-documents`.
    pub system: String,
    /// Fields that others read, with their types.
    pub fields: Vec<Field>,
    /// Whether its cases may see it in force (registers).
    pub kind: Kind,
}

/// A role 角色 and the scope it has where a definition gives none.
#[derive(Clone, Debug)]
pub struct Role {
    /// `case_handler` …
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Default scope.
    pub scope: Scope,
    /// Whether it oversees what others do within its scope 统览.
    pub oversees: bool,
    /// The role that appoints to it.
    pub appointed_by: Option<Name>,
}

/// Whose records a role may act on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// No record (administrators).
    None,
    /// The actor is the record's party.
    Own,
    /// The record is owned by the actor's organization.
    Org,
    /// … or by one below it.
    Below,
    /// Any record of the district.
    District,
    /// The actor's person or organization is this field (or in it), or a column or member of it.
    Field(u16, Option<Name>),
}

/// A local parameter 本地参数.
#[derive(Clone, Debug)]
pub struct Param {
    /// `app.correct_days`.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Type.
    pub ty: FieldType,
    /// Value where the district has set none.
    pub default: Value,
    /// Legal or local basis.
    pub basis: String,
}

/// The three kinds of record type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Steps and an outcome.
    Case,
    /// Entries valid from and to.
    Register,
    /// Dated activity.
    Ledger,
}

/// One version of a record type 业务类型.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// `penalty_case`.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Folder it lies in: `05-enforcement`.
    pub system: String,
    /// File, as read.
    pub file: Arc<str>,
    /// SM3 of the file, hex: with id and date of effect it names the version in events.
    pub digest: String,
    /// Kind.
    pub kind: Kind,
    /// First day on which records are opened under this version.
    pub effective: Date,
    /// First day on which they no longer are.
    pub until: Option<Date>,
    /// Day that picks the version for a new record; default today. Sees `input` only.
    pub version_by: Option<Expr>,
    /// Laws.
    pub basis: Vec<String>,
    /// Line by which a record is listed.
    pub title: Template,
    /// Form of the record's own number.
    pub number: Option<Vec<NumberPiece>>,
    /// Field that is "own" for an applicant.
    pub party: Option<u16>,
    /// Register: first and last day fields.
    pub valid: Option<Validity>,
    /// Field lists that are unique among entries in force, or among all records.
    pub unique: Vec<Vec<u16>>,
    /// Field with the persons shut out from every action.
    pub recused: Option<u16>,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// Computed fields in an order in which each follows those it reads.
    pub computed: Vec<u16>,
    /// Steps in order; none for most registers and ledgers.
    pub steps: Vec<Step>,
    /// Actions in order.
    pub actions: Vec<Action>,
    /// Limits in order.
    pub limits: Vec<Limit>,
    /// Documents in order.
    pub documents: Vec<Document>,
    /// Publications in order.
    pub publications: Vec<Publication>,
    /// Indicators declared here.
    pub indicators: Vec<Arc<Indicator>>,
    /// Imports.
    pub imports: Vec<Import>,
    /// Schedules.
    pub schedules: Vec<Schedule>,
    /// Sample people and records for the cases.
    pub sample: Sample,
    /// Cases.
    pub cases: Vec<Case>,
}

/// The validity of a register entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Validity {
    /// Field with the first day in force.
    pub first: u16,
    /// Field with the end; null = open.
    pub last: Option<u16>,
    /// The end is the first day *not* in force (`"<valid_to"`).
    pub half_open: bool,
}

/// A field 字段, a column of rows, or an extra input of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// `submitted_on`.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Help shown under it.
    pub help: String,
    /// Type of one value.
    pub ty: FieldType,
    /// An ordered list of distinct values.
    pub many: bool,
    /// Shown in the form.
    pub default: Option<Expr>,
    /// Computed, never typed.
    pub is: Option<Expr>,
    /// The field exists only if true.
    pub when: Option<Expr>,
    /// Rules over `value`.
    pub refuse: Vec<Arc<Refuse>>,
    /// Form of a `number` field.
    pub form: Option<Vec<NumberPiece>>,
    /// May leave for everyone, through the mask.
    pub public: bool,
    /// Purpose and legal basis of holding a personal value.
    pub personal: Option<String>,
    /// `'name' 'id' 'phone' 'address' 'year' 'none'`.
    pub mask: Option<Expr>,
    /// Roles that may read it; empty: whoever may act on the record.
    pub seen_by: Vec<Name>,
    /// Place of its key in the file.
    pub span: Range<usize>,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum FieldType {
    Text,
    LongText,
    Integer,
    Decimal,
    Money,
    Date,
    Datetime,
    Period,
    Bool,
    /// Keys and their Chinese words (equal if one word is both).
    Choice(Arc<[(Name, String)]>),
    File,
    Point,
    Address,
    Phone,
    IdNumber,
    Uscc,
    IdNumberOrUscc,
    /// A number that is allocated, never typed.
    Number,
    /// Rows with these columns; `append`: added to, never changed but by an action with `row`.
    Rows {
        columns: Arc<[Field]>,
        append: bool,
    },
    /// A reference to a record of one of these types; empty: any. `person`, `org` and `party`
    /// are `["person"]`, `["organization"]` and both.
    Ref(Arc<[Name]>),
}

/// A text with slots.
pub type Template = Vec<Piece>;

/// A piece of a text with slots.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// The value of an expression, as people write it.
    Slot(Expr),
}

/// A piece of the form of a number (sheet 00, 5).
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum NumberPiece {
    Text(String),
    /// Consecutive number, padded to a width (0: none).
    Seq(usize),
    Year,
    /// `YYYYMMDD`.
    Day,
    Division,
    /// MOD 11,10 over all digits before it.
    Check,
    /// `doc_word` of the owning organization.
    OrgDocWord,
    /// `short_name` of the owning organization.
    OrgShortName,
}

/// A step 环节.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Step {
    pub id: Name,
    pub name: String,
    /// An outcome.
    pub end: bool,
    /// A register entry in this step is in force.
    pub in_force: bool,
    pub span: Range<usize>,
}

/// An action 办理动作.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Action {
    pub id: Name,
    pub name: String,
    pub article: Option<String>,
    pub hint: Option<String>,
    pub by: Vec<By>,
    /// Acts by law, `then` and schedules may take it.
    pub by_system: bool,
    pub from: From,
    /// First match; empty: the step stays.
    pub to: Vec<(u16, Option<Expr>)>,
    pub needs: Vec<Want>,
    pub may: Vec<Want>,
    pub input: Vec<Field>,
    /// The rows field one row of which is acted on.
    pub row: Option<u16>,
    pub docs: Vec<u16>,
    /// Its own conditions, then the shared ones, in file order.
    pub refuse: Vec<Arc<Refuse>>,
    pub apart: Vec<u16>,
    pub times: Option<u32>,
    pub within: Vec<u16>,
    pub dated: Option<Expr>,
    pub uses: Option<Name>,
    pub draws: Vec<u16>,
    pub sets: Vec<Set>,
    /// Its own, then the shared ones.
    pub then: Vec<Arc<Then>>,
    /// Fields (person or party) and roles told.
    pub notify: Vec<Name>,
    pub span: Range<usize>,
}

/// Who may take an action.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct By {
    pub role: Name,
    pub scope: Scope,
}

/// From which steps an action is open.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    /// Creates the record.
    New,
    /// Every step but ends.
    Open,
    /// Every step.
    Any,
    /// These steps; with `new` it may also create.
    Steps {
        /// May also create the record.
        new: bool,
        /// Steps.
        steps: Vec<u16>,
    },
}

/// What an action needs or may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// A field of the record.
    Field(u16),
    /// An extra input of the action.
    Input(u16),
    /// A column of the row acted on.
    RowColumn(u16),
    /// The record's own number, given by hand (`no`; only in `enter_past`).
    OwnNumber,
}

/// What an action sets.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Set {
    pub target: SetTarget,
    pub value: Expr,
}

/// What is set.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum SetTarget {
    Field(u16),
    RowColumn(u16),
    /// Moves the record to another organization.
    Org,
}

/// A condition that refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Refuse {
    /// Rule id of the sheet.
    pub id: Name,
    /// True, null, or a list that is not empty refuses.
    pub when: Expr,
    /// The sentence.
    pub say: Template,
    /// Law and article.
    pub article: Option<String>,
    /// Kind of sheet 00, 15.
    pub kind: RefusalKind,
    /// Shown and stored, does not refuse.
    pub warn: bool,
    /// Place in the file.
    pub span: Range<usize>,
}

/// Kinds of refusal (sheet 00, 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RefusalKind {
    FieldMissing,
    FieldInvalid,
    RefNotValid,
    RoleDenied,
    Sod,
    Recusal,
    StepIllegal,
    Guard,
    EvidenceMissing,
    LimitLapsed,
    Duplicate,
    Conflict,
    Immutable,
    Privacy,
    CalendarProvisional,
    FontMissing,
    Format,
}

/// A command to another record, in the same transaction.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Then {
    pub target: ThenTarget,
    pub cond: Option<Expr>,
    /// One command a member, and the slot of its variable.
    pub each: Option<(Expr, u16)>,
    pub with: Vec<(Name, Expr)>,
    /// Field that receives the new reference.
    pub keep: Option<u16>,
    pub span: Range<usize>,
}

/// The record commanded.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum ThenTarget {
    Create { ty: Name, action: Name },
    On { record: Expr, action: Name },
}

/// A time limit 办理时限.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Limit {
    pub id: Name,
    pub name: String,
    pub article: Option<String>,
    pub when: Option<Expr>,
    /// A period, or a date of its own.
    pub length: Expr,
    pub roll: bool,
    pub starts: Vec<u16>,
    pub from: Option<Expr>,
    pub ends: Vec<u16>,
    pub until: Option<Expr>,
    /// One limit a row of this field.
    pub each: Option<u16>,
    pub pauses: Vec<Pause>,
    pub extends: Vec<(u16, Expr)>,
    pub lapse: Option<u16>,
    /// Percent and roles told.
    pub alarm: Vec<(u32, Vec<Name>)>,
    pub span: Range<usize>,
}

/// What suspends a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Pause {
    Actions {
        start: Vec<u16>,
        end: Vec<u16>,
    },
    /// Columns of a rows field.
    Rows {
        rows: u16,
        from: u16,
        to: u16,
    },
}

/// A document 文书 of an action.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Document {
    pub id: Name,
    pub name: String,
    /// Absent: it is attached.
    pub template: Option<String>,
    pub seal: bool,
    pub number: Option<u16>,
}

/// A publication 公示.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Publication {
    pub id: Name,
    pub name: String,
    pub after: Vec<u16>,
    pub within: Option<Expr>,
    pub by: Option<Name>,
    pub cond: Option<Expr>,
    pub shows: Vec<u16>,
    pub until: Option<Expr>,
    pub off: Vec<u16>,
    pub off_within: Option<Expr>,
    pub article: Option<String>,
}

/// An indicator 指标: a query with a name.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// `system.name`.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// The type it is declared in.
    pub ty: Name,
    /// Number in the reference year's report.
    pub seed: Option<u32>,
    /// Wording rule as written; default `exact`.
    pub wording: String,
    /// Shown to everyone.
    pub public: bool,
    /// What is computed.
    pub what: Measure,
    /// Broken down by.
    pub group: Option<Expr>,
    /// Only the first n groups.
    pub top: Option<u32>,
    /// Over the rows of this field instead of records.
    pub over: Option<u16>,
    /// Place in the file.
    pub span: Range<usize>,
}

/// What an indicator computes.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Measure {
    /// Number of records for which the condition is true.
    Count(Expr),
    /// Sum of a number over records for which the condition is true.
    Sum { of: Expr, cond: Option<Expr> },
    /// Mean.
    Mean { of: Expr, cond: Option<Expr> },
    /// Greatest number; nought if there is none.
    Max { of: Expr, cond: Option<Expr> },
    /// Number of distinct values.
    Distinct { of: Expr, cond: Option<Expr> },
    /// An expression over other indicators.
    Value(Expr),
}

/// How a workbook's rows become commands.
#[derive(Clone, Debug)]
pub struct Import {
    /// Name of the ledger.
    pub name: String,
    /// Action taken for each row.
    pub action: u16,
    /// Fields (or inputs, or `no`) that identify a row.
    pub key: Vec<Name>,
    /// Field or input → heads it may stand under. `field.column` for rows (see `rows`).
    pub columns: IndexMap<Name, Vec<String>>,
    /// Field → their value → ours.
    pub values: IndexMap<Name, IndexMap<String, Value>>,
    /// Field → value given to each row.
    pub constant: IndexMap<Name, Value>,
    /// Rows of this sheet belong to this rows field of the record with the same key.
    pub rows: Option<u16>,
    /// Only rows whose cell under the head is one of these: `{ 类型 = ["投诉"] }`.
    pub only: IndexMap<String, Vec<String>>,
    /// Fields whose column may be absent or whose cell may be empty though the action needs them.
    pub optional: Vec<Name>,
    /// Rule id named when two rows of a file have the same key and other content; else `conflict`.
    pub conflict: Option<String>,
    /// Place in the file.
    pub span: Range<usize>,
}

/// Commands by the calendar.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Schedule {
    pub id: Name,
    /// `year half quarter month week day`.
    pub every: Name,
    pub at: Option<String>,
    pub then: Arc<Then>,
    pub key: Vec<Expr>,
}
