//! Look-ups of other records: `find exists count sum`.
//!
//! The predicate becomes a query of its own. Everything in it that does not depend on the record
//! searched is captured: evaluated before, and put into the query as a value.

use std::ops::Range;
use std::sync::Arc;

use super::{Checked, Checker};
use crate::expr::nearest::offer;
use crate::expr::scope::Allow;
use crate::expr::syntax::{Node, NodeKind, Word};
use crate::expr::{BinOp, Expr, ExprKind, Find, FindWhat, Ty, subset};

type Span = Range<usize>;

/// Look-ups inside look-ups. Each inner one may be repeated in the day of the outer, so that the
/// size of an expression would double with each level.
const DEEPEST: u8 = 4;

impl Checker<'_, '_> {
    pub(super) fn find(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        self.demand(Allow::Find, &word.text, &word.span)?;
        let name = word.text.as_str();
        self.count(name, args, if name == "sum" { &[4] } else { &[3] }, &span)?;
        if self.lookups >= DEEPEST {
            let help = "keep the inner value in a field, or in a variable of `list.filter(x, …)`";
            return self.refuse("E07", span, "look-ups are nested too deeply".to_owned(), help);
        }
        self.lookups += 1;
        let found = self.looked_up(name, args, span);
        self.lookups -= 1;
        found
    }

    fn looked_up(&mut self, name: &str, args: &[Node], span: Span) -> Checked {
        let [ty, var, pred, of @ ..] = args else { return None };
        let ty = self.searched_type(name, ty);
        let var_name = self.variable(var, name);
        let (ty, var_name) = (ty?, var_name?);
        let var = self.bind(&var_name, Ty::reference(&ty));
        if let Some(variable) = self.vars.last_mut() {
            variable.searched = true;
        }
        let pred = self.condition(pred, &format!("the condition of `{name}`"));
        let of = of.first().map(|of| self.check(of));
        self.vars.pop();
        let (pred, of) = (pred?, of.map_or(Some(None), |of| of.map(Some))?);
        let (what, gives) = self.asked(name, &ty, of)?;
        let find =
            self.close(Find { site: 0, ty: ty.into(), var, pred, captures: vec![], day: None, what })?;
        Some(Expr::new(ExprKind::Find(Arc::new(find)), gives, span))
    }

    fn searched_type(&mut self, name: &str, node: &Node) -> Option<String> {
        let NodeKind::Name(ty) = &node.kind else {
            let what = format!("`{name}` takes the id of a type");
            return self.refuse(
                "E08",
                node.span.clone(),
                what,
                "such as `exists(permit, p, p.holder == party)`",
            );
        };
        let own = self.scope.own.is_some_and(|own| **own.id == **ty);
        if own || self.scope.types.kind(ty).is_some() {
            return Some(ty.clone());
        }
        let help = offer(ty, &self.scope.types.type_ids());
        self.refuse("E06", node.span.clone(), format!("there is no type `{ty}`"), help)
    }

    fn asked(&mut self, name: &str, ty: &str, of: Option<Expr>) -> Option<(FindWhat, Ty)> {
        Some(match (name, of) {
            (_, Some(of)) if of.ty.is_number() || of.ty == Ty::Money => {
                let gives = of.ty.clone();
                (FindWhat::Sum(of), gives)
            }
            (_, Some(of)) => {
                let what = format!("`sum` takes a number or money, found {}", of.ty);
                return self.refuse("E08", of.span, what, "");
            }
            ("exists", _) => (FindWhat::Exists, Ty::Bool),
            ("count", _) => (FindWhat::Count, Ty::Int),
            _ => (FindWhat::List, Ty::reference(ty).list()),
        })
    }

    /// Captures the outer values, finds the day, and demands the SQL subset (E11).
    fn close(&mut self, mut find: Find) -> Option<Find> {
        let mut capture = Capture { from: find.var, captures: vec![] };
        find.pred = capture.close(find.pred);
        find.what = match find.what {
            FindWhat::Sum(of) => FindWhat::Sum(capture.close(of)),
            what => what,
        };
        find.captures = capture.captures;
        find.day = day(&find.pred, find.var).map(|day| outer(day, &find.captures));
        let faults = subset::predicate(&find);
        if !faults.is_empty() {
            self.faults.extend(faults);
            return None;
        }
        find.site = *self.sites;
        *self.sites = self.sites.saturating_add(1);
        Some(find)
    }
}

/// Replaces what does not depend on variables bound from slot `from` on.
struct Capture {
    from: u16,
    captures: Vec<Expr>,
}

impl Capture {
    fn close(&mut self, expr: Expr) -> Expr {
        if is_literal(&expr) {
            return expr;
        }
        if !depends(&expr, self.from, &mut vec![]) {
            return self.capture(expr);
        }
        expr.map(&mut |part| self.close(part))
    }

    fn capture(&mut self, expr: Expr) -> Expr {
        let Ok(n) = u16::try_from(self.captures.len()) else { return expr };
        let (ty, span) = (expr.ty.clone(), expr.span.clone());
        self.captures.push(expr);
        Expr::new(ExprKind::Capture(n), ty, span)
    }
}

/// A literal, or a list of literals: it may stand in the query as it is.
fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Lit(_) => true,
        ExprKind::List(items) => items.iter().all(is_literal),
        _ => false,
    }
}

/// Whether an expression mentions a variable of slot `from` or later that it does not bind itself.
fn depends(expr: &Expr, from: u16, bound: &mut Vec<u16>) -> bool {
    match &expr.kind {
        ExprKind::Var(slot) => *slot >= from && !bound.contains(slot),
        ExprKind::Macro { list, var, body, .. } => {
            if depends(list, from, bound) {
                return true;
            }
            bound.push(*var);
            let found = depends(body, from, bound);
            bound.pop();
            found
        }
        _ => expr.children().into_iter().any(|part| depends(part, from, bound)),
    }
}

/// The day of `in_force(v, day)` among the conditions that must all hold.
fn day(pred: &Expr, var: u16) -> Option<&Expr> {
    match &pred.kind {
        ExprKind::Binary(BinOp::And, a, b) => day(a, var).or_else(|| day(b, var)),
        ExprKind::InForce(Some(of), on) if of.kind == ExprKind::Var(var) => Some(on),
        _ => None,
    }
}

/// The outer expression that a captured value stands for.
fn outer(expr: &Expr, captures: &[Expr]) -> Expr {
    match expr.kind {
        ExprKind::Capture(n) => captures.get(usize::from(n)).unwrap_or(expr).clone(),
        _ => expr.clone(),
    }
}
