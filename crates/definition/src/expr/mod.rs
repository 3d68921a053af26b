//! Typed expressions: what the parser and the checker make of the text, and what the
//! evaluator (engine), the SQL compiler (store) and the explanation in Chinese read.

mod check;
pub mod explain;
pub mod fold;
mod lexer;
pub mod nearest;
pub mod parser;
pub mod scope;
pub mod subset;
pub mod syntax;
mod template;
mod types;
mod walk;

pub use check::compile;
pub use template::compile_template;

pub(crate) use check::SPECIAL;

use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Name, Value};

/// The static type of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// Only `null` has it; it fits every type.
    Null,
    /// Yes or no.
    Bool,
    /// Whole number.
    Int,
    /// Decimal; whole numbers widen to it.
    Decimal,
    /// Money. Literals beside it are read in yuan.
    Money,
    /// Text of any kind (text, longtext, file, point, phone, number …).
    Text,
    /// A choice: the keys allowed.
    Choice(Arc<[Name]>),
    /// Civil date.
    Date,
    /// Instant.
    Instant,
    /// Length of time.
    Period,
    /// Days from first to last.
    Range,
    /// Reference to a record of one of these types (empty: any). `person` and `organization`
    /// are types like all others. Members of the record are read through it.
    Ref(Arc<[Name]>),
    /// A row of the rows field with these columns (shared with the field).
    Row(Arc<[crate::Field]>),
    /// An event of the own record.
    Event,
    /// The extra inputs and fields given to the command (`input`, `e.input`).
    Input,
    /// The own record as it was at some moment (`was`, `e.after`).
    View,
    /// The actor.
    Actor,
    /// List of one type.
    List(Box<Ty>),
}

/// An expression with its type and its place in the text of the expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Ty,
    /// The bytes of the expression text it stands at.
    pub span: Range<usize>,
}

/// What an expression is. Names are resolved: fields by index into `TypeDef::fields`, actions
/// and limits by index, macro variables by slot (a fresh slot for each macro in one expression).
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A literal. Money literals are already in fen.
    Lit(Value),
    /// An own field, as it would be after the command's input is bound.
    Field(u16),
    /// `this id no step org opened_on closed_on` of the own record.
    Own(Own),
    /// `today`.
    Today,
    /// `now`.
    Now,
    /// `period` of an indicator.
    PeriodOf,
    /// `as_of` of an indicator.
    AsOf,
    /// `cut_off` of an indicator.
    CutOff,
    /// `actor`.
    Actor,
    /// `input`.
    Input,
    /// `was`: the record before the command.
    Was,
    /// `row`: the row acted on, of a limit with `each`, or of an indicator with `over`.
    Row,
    /// `value` of a field rule.
    FieldValue,
    /// `rows` in a `say`: the members of the list that refused.
    Rows,
    /// A macro variable, the variable of `find`, or the `as` of a `then`.
    Var(u16),
    /// Inside the predicate of a [`Find`]: the n-th captured outer value.
    Capture(u16),
    /// `of.member`.
    Get(Box<Expr>, Member),
    /// `list[index]` from 0; null beyond the end.
    Index(Box<Expr>, Box<Expr>),
    /// `!x`.
    Not(Box<Expr>),
    /// `-x`.
    Neg(Box<Expr>),
    /// A binary operation; `&&` and `||` too.
    Binary(BinOp, Box<Expr>, Box<Expr>),
    /// `c ? a : b`.
    Cond(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `list.exists(var, body)` and its like.
    #[allow(missing_docs)]
    Macro { op: MacroOp, list: Box<Expr>, var: u16, body: Box<Expr> },
    /// `x.size()`, `x.contains(y)` and their like.
    #[allow(missing_docs)]
    Method { op: Method, of: Box<Expr>, args: Vec<Expr> },
    /// A built-in function.
    #[allow(missing_docs)]
    Call { func: Func, args: Vec<Expr> },
    /// `did(a…) events(a…) first(a…) last(a…)`: action indexes of the own type.
    History(History, Vec<u16>),
    /// `due(l)` and its like: limit index of the own type; with `each` also the row.
    Limit(LimitFn, u16, Option<Box<Expr>>),
    /// `find exists count sum` over other records.
    Find(Arc<Find>),
    /// `param('id')`, `param('id', day)`.
    Param(Name, Option<Box<Expr>>),
    /// `in_force(ref, day)`; in an indicator `in_force(as_of)` has no reference.
    InForce(Option<Box<Expr>>, Box<Expr>),
    /// `at(ref, day)`: the same reference, read as of `day`.
    At(Box<Expr>, Box<Expr>),
    /// A registered capability function.
    Capability(Name, Vec<Expr>),
    /// The value of another indicator (in `value`, identities and reports only).
    Indicator(Name),
}

/// A name of the own record that is no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Own {
    This,
    Id,
    No,
    Step,
    Org,
    OpenedOn,
    ClosedOn,
}

/// What is read from a record, a view, a row, an event, an input or the actor.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// A field of another record or of a view, or an input: by name.
    Field(Name),
    /// The n-th column of a row.
    Column(u16),
    /// `row.no`.
    RowNo,
    /// `id no step org opened_on closed_on` of another record or a view.
    Own(Own),
    /// `e.seq .on .at .entered_on .person .role .org .action .input .after`.
    Event(EventPart),
    /// `actor.person .role .org`.
    Actor(ActorPart),
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventPart {
    Seq,
    On,
    At,
    EnteredOn,
    Person,
    Role,
    Org,
    Action,
    Input,
    After,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorPart {
    Person,
    Role,
    Org,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinOp {
    Or,
    And,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacroOp {
    Exists,
    All,
    Filter,
    Map,
    Sum,
    Min,
    Max,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Size,
    First,
    Last,
    Distinct,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    Did,
    Events,
    First,
    Last,
}

#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitFn {
    Due,
    Used,
    Met,
    Lapsed,
    Paused,
    Started,
}

/// Built-in functions (language.md 3.3).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Func {
    Wd,
    Cd,
    Months,
    Years,
    Wh,
    Hours,
    Minutes,
    Part,
    Longer,
    Term,
    Ahead,
    Days,
    Wdays,
    Date,
    Datetime,
    Year,
    Age,
    Coalesce,
    Min,
    Max,
    Round,
    Ceil,
    Floor,
    Pct,
}

/// A look-up of other records: the only way an expression sees more than its own record and
/// what it refers to. The predicate is in the SQL subset, closed over `captures`.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// Unique within the definitions: with the captured values it identifies the query.
    pub site: u32,
    /// The type searched.
    pub ty: Name,
    /// The variable's slot: members of the record searched are `Get(Var(var), …)`.
    pub var: u16,
    /// The condition; outer values are `Capture(n)`.
    pub pred: Expr,
    /// The outer values, evaluated before the query is asked.
    pub captures: Vec<Expr>,
    /// If the predicate demands `in_force(v, d)`: `d`. Then register entries of that day are
    /// searched, and the references found carry that day. `in_force` stays in `pred` as well.
    pub day: Option<Expr>,
    /// What is asked.
    pub what: FindWhat,
}

/// What a look-up gives.
#[derive(Clone, Debug, PartialEq)]
pub enum FindWhat {
    /// The records (as references), by id, at most 1,000.
    List,
    /// Whether there is one.
    Exists,
    /// How many.
    Count,
    /// The sum of an expression over them (same scope as the predicate).
    Sum(Expr),
}
