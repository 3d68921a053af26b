//! From a tree to a typed, resolved expression, or to every fault in it (E06–E11).
//!
//! A part that is faulty gives `None`; what stands beside it is checked all the same, so one run
//! names all faults that do not follow from another.

mod adapt;
mod call;
mod coalesce;
mod find;
mod history;
mod lists;
mod member;
mod name;
mod operator;
mod register;

pub(crate) use name::SPECIAL;

use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Decimal, Name, Value};

use super::scope::{Allow, Fault, Scope};
use super::syntax::{Node, NodeKind};
use super::{Expr, ExprKind, Ty, parser, subset};
use crate::{Field, FieldType};

/// A checked part; `None` if its fault has been noted.
type Checked = Option<Expr>;

/// Reads, resolves and types an expression. It is given only if nothing is wrong with it.
/// `sites` counts the look-ups of all definitions.
pub fn compile(text: &str, scope: &Scope<'_>, sites: &mut u32) -> (Option<Expr>, Vec<Fault>) {
    compile_part(text, 0..text.len(), scope, sites)
}

/// [`compile`] for a part of a text; places are places of the whole text.
pub fn compile_part(
    text: &str,
    part: Range<usize>,
    scope: &Scope<'_>,
    sites: &mut u32,
) -> (Option<Expr>, Vec<Fault>) {
    let node = match parser::parse_part(text, part) {
        Ok(node) => node,
        Err(fault) => return (None, vec![fault]),
    };
    let mut checker = Checker::new(scope, sites);
    let expr = checker.check(&node).and_then(|expr| checker.wanted(expr));
    let mut faults = checker.faults;
    if let Some(expr) = expr.as_ref().filter(|_| scope.allow.contains(&Allow::Indicator)) {
        faults.extend(subset::indicator(expr));
    }
    faults.sort_by_key(|fault| fault.span.start);
    (expr.filter(|_| faults.is_empty()), faults)
}

/// What is known while an expression is checked.
struct Checker<'c, 'a> {
    scope: &'c Scope<'a>,
    sites: &'c mut u32,
    faults: Vec<Fault>,
    /// Variables in scope, the innermost last.
    vars: Vec<Variable>,
    /// The next slot of a variable.
    next: u16,
    /// How many look-ups are around.
    lookups: u8,
    /// Keys and words of the choices met so far.
    words: Vec<Arc<[(Name, String)]>>,
}

/// A variable of a macro, of a look-up, or bound outside.
struct Variable {
    name: Name,
    slot: u16,
    ty: Ty,
    /// If it is an event: of which actions.
    actions: Option<Vec<u16>>,
    /// It is the record searched: reading it needs no reference.
    searched: bool,
}

impl<'c, 'a> Checker<'c, 'a> {
    fn new(scope: &'c Scope<'a>, sites: &'c mut u32) -> Self {
        let mut checker =
            Self { scope, sites, faults: vec![], vars: vec![], next: 0, lookups: 0, words: vec![] };
        for (name, ty) in &scope.vars {
            checker.bind(name, ty.clone());
        }
        checker
    }

    fn check(&mut self, node: &Node) -> Checked {
        let span = node.span.clone();
        match &node.kind {
            NodeKind::Null => lit(Value::Null, Ty::Null, span),
            NodeKind::Bool(truth) => lit(Value::Bool(*truth), Ty::Bool, span),
            NodeKind::Int(n) => lit(Value::Int(*n), Ty::Int, span),
            NodeKind::Decimal(n) => lit(Value::Decimal(Decimal(*n)), Ty::Decimal, span),
            NodeKind::Text(text) => lit(Value::text(text.as_str()), Ty::Text, span),
            NodeKind::Name(name) => self.name(name, span),
            NodeKind::Member(of, word) => self.member(of, word, span),
            NodeKind::Index(of, at) => self.index(of, at, span),
            NodeKind::Not(of) => self.not(of, span),
            NodeKind::Neg(of) => self.negative(of, span),
            NodeKind::Binary(op, a, b) => self.binary(*op, a, b, span),
            NodeKind::Cond(test, yes, no) => self.cond(test, yes, no, span),
            NodeKind::List(items) => self.list(items, span),
            NodeKind::Call(word, args) => self.call(word, args, span),
            NodeKind::Method(of, word, args) => self.method(of, word, args, span),
        }
    }

    /// Notes a fault; gives the `None` that says so.
    fn refuse<T>(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        what: String,
        help: impl Into<String>,
    ) -> Option<T> {
        self.faults.push(Fault { code, span, what, help: help.into() });
        None
    }

    /// Whether the place allows something; an indicator's subset is checked by itself (E11).
    fn allows(&self, what: Allow) -> bool {
        let indicator = [Allow::Find, Allow::History, Allow::References].contains(&what);
        self.scope.allow.contains(&what) || (indicator && self.scope.allow.contains(&Allow::Indicator))
    }

    /// Demands that the place allows something (E09).
    fn demand(&mut self, what: Allow, name: &str, span: &Range<usize>) -> Option<()> {
        if self.allows(what) {
            return Some(());
        }
        let help = match what {
            Allow::References => "neither parameters nor references are read here",
            Allow::History => "there is no history here",
            _ => name::why(name),
        };
        self.refuse("E09", span.clone(), format!("`{name}` is not available here"), help)
    }

    /// Brings a variable into scope in a fresh slot.
    fn bind(&mut self, name: &str, ty: Ty) -> u16 {
        let slot = self.next;
        self.next = self.next.saturating_add(1);
        self.vars.push(Variable { name: name.into(), slot, ty, actions: None, searched: false });
        slot
    }

    /// The type of a field; the words of its choices are kept for the literals beside it.
    fn field_type(&mut self, field: &Field) -> Ty {
        if let FieldType::Choice(words) = &field.ty {
            self.keep_words(words.clone());
        }
        Ty::of_field(field)
    }

    fn keep_words(&mut self, words: Arc<[(Name, String)]>) {
        if !self.words.iter().any(|known| Arc::ptr_eq(known, &words)) {
            self.words.push(words);
        }
    }

    /// Demands a condition.
    fn condition(&mut self, node: &Node, place: &str) -> Checked {
        let expr = self.check(node)?;
        if expr.ty.fits(&Ty::Bool) {
            return Some(expr);
        }
        let what = format!("{place} takes bool, found {}", expr.ty);
        self.refuse("E08", expr.span, what, "")
    }
}

fn lit(value: Value, ty: Ty, span: Range<usize>) -> Checked {
    Some(Expr::new(ExprKind::Lit(value), ty, span))
}
