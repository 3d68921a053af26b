//! Which expressions compile to SQL (language.md 4), and which part of one does not (E11).
//!
//! Two places ask: indicators, over the own record, and the predicates of look-ups, over the
//! record searched. The compiler of the store may rely on what passes here.

use super::scope::Fault;
use super::{
    BinOp, EventPart, Expr, ExprKind, Find, FindWhat, Func, History, LimitFn, MacroOp, Member, Method, Own,
    Ty, fold,
};

/// What stands outside the subset in an expression of an indicator.
pub fn indicator(expr: &Expr) -> Vec<Fault> {
    let mut subset = Subset::default();
    subset.value(expr);
    subset.faults
}

/// What stands outside the subset in a look-up: its predicate, and what it sums.
///
/// Beside the subset of indicators it may demand `in_force(v, day)` among its conditions, compare
/// `v.date ± constant period` with a day, and ask `v.list.size()`.
pub fn predicate(find: &Find) -> Vec<Fault> {
    let mut subset = Subset { searched: Some(find.var), ..Subset::default() };
    subset.conditions(&find.pred);
    if let FindWhat::Sum(of) = &find.what {
        subset.value(of);
    }
    subset.faults
}

#[derive(Default)]
struct Subset {
    /// The slot of the record searched; none in an indicator.
    searched: Option<u16>,
    /// The slot of the row of `rows.exists(r, …)`.
    row: Option<u16>,
    faults: Vec<Fault>,
}

impl Subset {
    fn refuse(&mut self, expr: &Expr, what: &str, help: &str) {
        let what = format!("{what} is not in the SQL subset");
        self.faults.push(Fault { code: "E11", span: expr.span.clone(), what, help: help.to_owned() });
    }

    /// Conditions that must all hold: among them, and only there, `in_force(v, day)`.
    fn conditions(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Binary(BinOp::And, a, b) => {
                self.conditions(a);
                self.conditions(b);
            }
            ExprKind::InForce(Some(of), day) if self.is_searched(of) && is_given(day) => {}
            _ => self.value(expr),
        }
    }

    fn is_searched(&self, expr: &Expr) -> bool {
        matches!(expr.kind, ExprKind::Var(slot) if Some(slot) == self.searched)
    }

    /// The record whose fields are columns: the own one in an indicator, else the one searched.
    fn is_column(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Field(_) => true,
            ExprKind::Get(of, Member::Field(_)) => self.is_searched(of),
            ExprKind::Get(of, Member::Column(_)) => self.is_row(of),
            _ => false,
        }
    }

    fn is_row(&self, expr: &Expr) -> bool {
        match expr.kind {
            ExprKind::Row => self.searched.is_none(),
            ExprKind::Var(slot) => Some(slot) == self.row,
            _ => false,
        }
    }

    fn value(&mut self, expr: &Expr) {
        use ExprKind as K;
        match &expr.kind {
            K::Lit(_) | K::Capture(_) | K::Field(_) | K::PeriodOf | K::AsOf | K::CutOff => {}
            K::Own(part) => self.own(expr, *part),
            K::Var(_) if self.is_searched(expr) => {}
            K::Get(of, member) => self.get(expr, of, member),
            K::Not(of) => self.value(of),
            K::Binary(op, a, b) => self.binary(expr, *op, a, b),
            K::List(items) => items.iter().for_each(|item| self.value(item)),
            K::Macro { op: MacroOp::Exists, list, var, body } => self.rows_exist(expr, list, *var, body),
            K::Method { op: Method::Contains, of, args } => {
                self.value(of);
                args.iter().for_each(|arg| self.value(arg));
            }
            K::Method { op: Method::Size, of, .. } => self.size(expr, of),
            K::Call { func, args } => self.call(expr, *func, args),
            K::History(History::Did, _) | K::Limit(LimitFn::Met | LimitFn::Used, _, None) => {}
            K::InForce(None, day) => self.in_force(expr, day),
            K::Find(find) => self.find(expr, find),
            _ => self.outside(expr),
        }
    }

    fn own(&mut self, expr: &Expr, part: Own) {
        if part == Own::No {
            self.refuse(expr, "the record's own number", "");
        }
    }

    /// `f`, `ref.f` (one level), `row.f`, `first('a').on`.
    fn get(&mut self, expr: &Expr, of: &Expr, member: &Member) {
        let readable = matches!(member, Member::Field(_) | Member::Own(_));
        match (&of.kind, member) {
            (_, Member::Own(Own::No)) => self.refuse(expr, "the number of a record", ""),
            _ if readable && self.is_searched(of) => {}
            _ if self.is_row(of) && matches!(member, Member::Column(_) | Member::RowNo) => {}
            _ if readable && self.is_column(of) => {}
            (ExprKind::History(History::First | History::Last, _), Member::Event(EventPart::On)) => {}
            (_, Member::Event(EventPart::On)) => {
                self.refuse(expr, "the day of this event", "`first('action').on` is")
            }
            (_, Member::Event(_)) => self.refuse(expr, "this part of an event", "only `.on` is"),
            _ => self.too_far(expr, of),
        }
    }

    /// A member of something that is no column: the fault is there, or in going on from there.
    fn too_far(&mut self, expr: &Expr, of: &Expr) {
        let faults = self.faults.len();
        self.value(of);
        if self.faults.len() == faults {
            self.refuse(expr, "a reference of a reference", "one level of `ref.field` is");
        }
    }

    fn binary(&mut self, expr: &Expr, op: BinOp, a: &Expr, b: &Expr) {
        match op {
            BinOp::Div | BinOp::Rem => self.refuse(expr, &format!("`{}`", op.symbol()), "only `+ - *` are"),
            BinOp::Add | BinOp::Sub if b.ty == Ty::Period => self.moved(expr, a, b),
            BinOp::Eq | BinOp::Ne if is_list(a) && is_list(b) => {
                self.refuse(expr, "comparing two lists", "make it a field with `is`");
            }
            BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => {
                self.compared(a, b);
                self.compared(b, a);
            }
            _ => {
                self.value(a);
                self.value(b);
            }
        }
    }

    /// A side of a comparison: `v.date ± constant period` may stand against a given day.
    fn compared(&mut self, side: &Expr, other: &Expr) {
        if let ExprKind::Binary(BinOp::Add | BinOp::Sub, day, period) = &side.kind
            && self.searched.is_some()
            && period.ty == Ty::Period
            && self.is_column(day)
            && fold::literal(period).is_some()
            && is_given(other)
        {
            return;
        }
        self.value(side);
    }

    /// `as_of + cd(60)` is computed before; a column date is not.
    fn moved(&mut self, expr: &Expr, day: &Expr, period: &Expr) {
        let constant = fold::literal(period).is_some();
        if constant && matches!(day.kind, ExprKind::AsOf | ExprKind::CutOff | ExprKind::Lit(_)) {
            return;
        }
        let help = match self.searched {
            Some(_) => "only `v.date + constant period` compared with a day is",
            None => "make it a field with `is`",
        };
        self.refuse(expr, "adding a period to this day", help);
    }

    fn rows_exist(&mut self, expr: &Expr, list: &Expr, var: u16, body: &Expr) {
        let rows = matches!(&list.ty, Ty::List(of) if matches!(**of, Ty::Row(_)));
        if !rows || !self.is_column(list) || self.row.is_some() {
            return self.refuse(
                expr,
                "this `exists`",
                "`rows.exists(r, …)` over rows of the record itself is",
            );
        }
        self.row = Some(var);
        self.value(body);
        self.row = None;
    }

    fn size(&mut self, expr: &Expr, of: &Expr) {
        let counted = matches!(of.kind, ExprKind::History(History::Events, _));
        let listed = self.searched.is_some() && self.row.is_none() && self.is_column(of);
        if !counted && !listed {
            self.refuse(expr, "this `size()`", "`events('action').size()` is");
        }
    }

    fn call(&mut self, expr: &Expr, func: Func, args: &[Expr]) {
        let inside = match func {
            Func::Coalesce | Func::Year | Func::Days => true,
            Func::Date => args.len() == 1,
            _ => false,
        };
        if !inside {
            return self.refuse(
                expr,
                "this function",
                "`coalesce`, `date(x)`, `year(x)`, `days` are; a field with `is` may hold the rest",
            );
        }
        args.iter().for_each(|arg| self.value(arg));
    }

    fn in_force(&mut self, expr: &Expr, day: &Expr) {
        match &day.kind {
            ExprKind::AsOf | ExprKind::CutOff | ExprKind::Lit(_) => {}
            ExprKind::Binary(_, of, period)
                if of.kind == ExprKind::AsOf && fold::literal(period).is_some() => {}
            _ => self.refuse(expr, "`in_force` on this day", "`in_force(as_of)` is"),
        }
    }

    /// A look-up inside an indicator: joined by its captured values.
    fn find(&mut self, expr: &Expr, find: &Find) {
        if find.what == FindWhat::List || self.searched.is_some() || self.row.is_some() {
            return self.refuse(expr, "this look-up", "`exists`, `count` and `sum` over another type are");
        }
        find.captures.iter().for_each(|captured| self.value(captured));
    }

    /// Everything else, named as well as it can be.
    fn outside(&mut self, expr: &Expr) {
        use ExprKind as K;
        let (what, help) = match &expr.kind {
            K::Cond(..) => ("`? :`", "make it a field with `is`, or write it with `&&` and `||`"),
            K::Macro { .. } => ("this macro", "only `rows.exists(r, …)` is"),
            K::Index(..) => ("an index", "make it a field with `is`"),
            K::At(..) => ("`at`", "a reference is read as of the day it was stored"),
            K::InForce(..) => {
                ("`in_force` in this place", "in a look-up it stands alone among conditions joined by `&&`")
            }
            K::Limit(..) => ("this function of a limit", "`met('limit')` and `used('limit')` are"),
            K::Capability(..) => ("a function in Rust", "store its value in a field"),
            K::Param(..) => ("a parameter", "store its value in a field"),
            K::History(..) => {
                ("an event", "`did`, `first('a').on`, `last('a').on`, `events('a').size()` are")
            }
            K::Method { .. } => ("this method", "`contains` is"),
            K::Neg(_) => ("`-x`", "write `0 - x`"),
            K::Indicator(_) => ("another indicator", "it may stand in `value`"),
            _ => ("this", ""),
        };
        self.refuse(expr, what, help);
    }
}

fn is_list(expr: &Expr) -> bool {
    matches!(expr.ty, Ty::List(_))
}

/// A value that is known before the query runs.
fn is_given(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Capture(_) | ExprKind::Lit(_))
}
