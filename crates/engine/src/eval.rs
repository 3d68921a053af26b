//! The evaluator of typed expressions (language.md 3).
//!
//! `eval(env, expr)` never fails: what cannot be known is null, and what could be known by a
//! look-up goes on the list of asks of the [`Book`]. Values are lent where possible; macro
//! variables live in slots; the depth is bounded.

mod arithmetic;
mod call;
pub(crate) mod compare;
pub(crate) mod event;
mod find;
pub(crate) mod item;
mod logic;
mod lookup;
mod macros;
mod member;
mod method;
mod pattern;
mod subject;

use std::sync::Arc;

use fadu_base::{Date, Instant, Name, Row, Value};
use fadu_definition::expr::{Expr, ExprKind};
use fadu_definition::{Kind, Template, TypeDef};

pub use find::{Asked, matches, summand};
pub use subject::Subject;

use crate::facts::Book;
use crate::{Actor, Record, Rules};
use item::Item;

/// Deeper than this an expression is null. The parser admits far less.
const DEPTH: u32 = 256;

/// What an expression sees (language.md 3.2).
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// Definitions, calendar, district.
    pub rules: Rules<'a>,
    /// The own type.
    pub def: &'a TypeDef,
    /// The own record: as it is, as it was after an event, or as it was read.
    pub subject: Subject<'a>,
    /// The record before the command.
    pub was: Option<&'a Record>,
    /// Who acts; none for acts by law.
    pub actor: Option<&'a Actor>,
    /// Extra inputs and given fields of the command.
    pub input: &'a [(Name, Value)],
    /// The row acted on, or of a limit with `each`.
    pub row: Option<&'a Arc<Row>>,
    /// `value` of a field rule.
    pub value: Option<&'a Value>,
    /// `rows` of a sentence: the members of the list that refused.
    pub rows: Option<&'a Value>,
    /// Variables bound outside (`as` of a `then`), by slot.
    pub vars: &'a [(u16, Value)],
    /// Captured values inside the predicate of a look-up.
    pub captures: &'a [Value],
    /// `today`.
    pub today: Date,
    /// `now`.
    pub now: Instant,
    /// The day whose parameters count; a limit asks its start day.
    pub param_day: Date,
    /// `period` of an indicator; `as_of` is its last day.
    pub period: Option<(Date, Date)>,
    /// `cut_off` of an indicator.
    pub cut_off: Option<Date>,
    /// How many limits are being computed around this expression.
    pub limits_above: u8,
    /// The facts.
    pub book: &'a Book<'a>,
}

impl<'a> Env<'a> {
    /// An environment without command: the record, the day and the facts.
    pub fn new(
        rules: Rules<'a>,
        def: &'a TypeDef,
        subject: Subject<'a>,
        now: Instant,
        book: &'a Book<'a>,
    ) -> Self {
        Self {
            rules,
            def,
            subject,
            was: None,
            actor: None,
            input: &[],
            row: None,
            value: None,
            rows: None,
            vars: &[],
            captures: &[],
            today: now.date(),
            now,
            param_day: now.date(),
            period: None,
            cut_off: None,
            limits_above: 0,
            book,
        }
    }

    /// The same for a whole record.
    pub fn of_record(rules: Rules<'a>, record: &'a Record, now: Instant, book: &'a Book<'a>) -> Self {
        Self::new(rules, &record.def, Subject::Record(record), now, book)
    }
}

/// The value of an expression.
pub fn eval(env: &Env<'_>, expr: &Expr) -> Value {
    Machine::new(env).item(expr).into_value()
}

/// The truth of a condition; `None` if it is unknown.
pub fn truth(env: &Env<'_>, expr: &Expr) -> Option<bool> {
    Machine::new(env).item(expr).truth()
}

/// Whether a condition is true; unknown counts as false (`when`, `if`, `where`).
pub fn holds(env: &Env<'_>, expr: Option<&Expr>) -> bool {
    expr.is_none_or(|expr| truth(env, expr) == Some(true))
}

/// The sum of two values; null counts as nothing.
pub fn plus(a: &Value, b: &Value) -> Value {
    match (a, b) {
        (Value::Null, other) | (other, Value::Null) => other.clone(),
        _ => arithmetic::binary(fadu_definition::expr::BinOp::Add, a, b).unwrap_or_default(),
    }
}

/// The text of a template.
pub fn render(env: &Env<'_>, template: &Template) -> String {
    crate::text::show::template(env, template)
}

/// One evaluation.
pub(crate) struct Machine<'e> {
    pub(crate) env: &'e Env<'e>,
    vars: Vec<Item<'e>>,
    depth: u32,
    /// The type asked for last: the members of a list mostly refer to one.
    kind: Option<(&'e Name, Kind)>,
}

impl<'e> Machine<'e> {
    /// An evaluation in an environment.
    pub(crate) fn new(env: &'e Env<'e>) -> Self {
        let mut machine = Self { env, vars: Vec::new(), depth: 0, kind: None };
        for (slot, value) in env.vars {
            machine.bind(*slot, Item::Lent(value));
        }
        machine
    }

    /// Puts a thing into a variable's slot.
    pub(crate) fn bind(&mut self, slot: u16, item: Item<'e>) {
        let slot = usize::from(slot);
        if slot >= self.vars.len() {
            self.vars.resize(slot + 1, Item::NULL);
        }
        self.vars[slot] = item;
    }

    /// What stands in a variable's slot. Most is lent, and copied without looking further.
    fn var(&self, slot: u16) -> Item<'e> {
        match self.vars.get(usize::from(slot)) {
            Some(Item::Lent(value)) => Item::Lent(value),
            Some(item) => item.clone(),
            None => Item::NULL,
        }
    }

    /// Evaluates an expression.
    pub(crate) fn item(&mut self, expr: &'e Expr) -> Item<'e> {
        if self.depth >= DEPTH {
            return Item::NULL;
        }
        self.depth += 1;
        let item = self.dispatch(expr);
        self.depth -= 1;
        item
    }

    fn dispatch(&mut self, expr: &'e Expr) -> Item<'e> {
        match &expr.kind {
            ExprKind::Lit(value) => Item::Lent(value),
            ExprKind::Field(index) => self.env.field(*index, expr),
            ExprKind::Var(slot) => self.var(*slot),
            ExprKind::Get(of, member) => self.get(of, member, expr),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b),
            ExprKind::Not(of) => Item::maybe(self.item(of).truth().map(|truth| !truth)),
            ExprKind::Neg(of) => self.negate(of),
            ExprKind::Cond(cond, yes, no) => self.choose(cond, yes, no),
            ExprKind::Macro { op, list, var, body } => self.fold(*op, list, *var, body),
            ExprKind::Method { op, of, args } => self.method(*op, of, args),
            ExprKind::Call { func, args } => self.call(*func, args),
            ExprKind::Index(of, at) => self.index(of, at),
            ExprKind::List(items) => Item::Many(items.iter().map(|item| self.item(item)).collect()),
            _ => self.name_or_lookup(expr),
        }
    }

    /// Names of the place, the history, limits, and other records.
    fn name_or_lookup(&mut self, expr: &'e Expr) -> Item<'e> {
        let env = self.env;
        match &expr.kind {
            ExprKind::Own(own) => Item::Own(env.own(*own)),
            ExprKind::Today => Item::Own(Value::Date(env.today)),
            ExprKind::Now => Item::Own(Value::Instant(env.now)),
            ExprKind::PeriodOf => Item::option(env.period.map(|(from, to)| Value::Range(from, to))),
            ExprKind::AsOf => Item::option(env.period.map(|(_, to)| Value::Date(to))),
            ExprKind::CutOff => Item::option(env.cut_off.or(env.period.map(|(_, to)| to)).map(Value::Date)),
            ExprKind::Actor => env.actor.map_or(Item::NULL, Item::Actor),
            ExprKind::Input => Item::Input,
            ExprKind::Was => env.was.map_or(Item::NULL, |was| Item::View(item::View::Record(was))),
            ExprKind::Row => Item::option(env.row.map(|row| Value::Row(row.clone()))),
            ExprKind::FieldValue => env.value.map_or(Item::NULL, Item::Lent),
            ExprKind::Rows => env.rows.map_or(Item::NULL, Item::Lent),
            ExprKind::Capture(n) => env.captures.get(usize::from(*n)).map_or(Item::NULL, Item::Lent),
            ExprKind::History(what, actions) => self.history(*what, actions),
            ExprKind::Limit(what, limit, row) => self.limit(*what, *limit, row.as_deref()),
            ExprKind::Find(find) => self.find(find),
            ExprKind::Param(id, day) => self.param(id, day.as_deref()),
            ExprKind::InForce(of, day) => self.in_force(of.as_deref(), day),
            ExprKind::At(of, day) => self.at(of, day),
            ExprKind::Capability(name, args) => self.capability(name, args),
            _ => Item::NULL,
        }
    }

    /// `list[index]`, from 0; null beyond the end.
    fn index(&mut self, of: &'e Expr, at: &'e Expr) -> Item<'e> {
        let list = self.item(of);
        let at = self.item(at).int().and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| list.member(at)).unwrap_or(Item::NULL)
    }
}
