//! Operators, `a ? b : c`, indexes and lists.

use std::ops::Range;

use fadu_base::{Period, Value};

use super::adapt::convert;
use super::{Checked, Checker, lit};
use crate::expr::syntax::Node;
use crate::expr::{BinOp, Expr, ExprKind, Ty, fold};

type Span = Range<usize>;

impl Checker<'_, '_> {
    pub(super) fn not(&mut self, of: &Node, span: Span) -> Checked {
        let of = self.condition(of, "`!`")?;
        Some(Expr::new(ExprKind::Not(Box::new(of)), Ty::Bool, span))
    }

    pub(super) fn negative(&mut self, of: &Node, span: Span) -> Checked {
        let of = self.check(of)?;
        if !of.ty.is_number() && of.ty != Ty::Money {
            return self.refuse("E08", of.span, format!("`-` takes a number, found {}", of.ty), "");
        }
        let ty = of.ty.clone();
        match fold::literal(&of).and_then(fold::negate) {
            Some(value) => lit(value, ty, span),
            None => Some(Expr::new(ExprKind::Neg(Box::new(of)), ty, span)),
        }
    }

    pub(super) fn binary(&mut self, op: BinOp, a: &Node, b: &Node, span: Span) -> Checked {
        if matches!(op, BinOp::And | BinOp::Or) {
            let place = format!("`{}`", op.symbol());
            let (a, b) = (self.condition(a, &place), self.condition(b, &place));
            return Some(join(op, a?, b?, Ty::Bool, span));
        }
        let (a, b) = (self.check(a), self.check(b));
        let (a, b) = (a?, b?);
        match op {
            BinOp::Eq | BinOp::Ne => self.equality(op, a, b, span),
            BinOp::In => self.membership(a, b, span),
            BinOp::Add | BinOp::Sub => self.sum(op, a, b, span),
            BinOp::Mul | BinOp::Div | BinOp::Rem => self.product(op, a, b, span),
            _ => self.order(op, a, b, span),
        }
    }

    fn equality(&mut self, op: BinOp, a: Expr, b: Expr, span: Span) -> Checked {
        let (a, b) = self.level(a, b)?;
        if a.ty.compares(&b.ty) {
            return Some(join(op, a, b, Ty::Bool, span));
        }
        self.clash(op, &a, &b, span)
    }

    fn order(&mut self, op: BinOp, a: Expr, b: Expr, span: Span) -> Checked {
        let (a, b) = self.level(a, b)?;
        if a.ty.is_ordered() && b.ty.is_ordered() && a.ty.compares(&b.ty) {
            return Some(join(op, a, b, Ty::Bool, span));
        }
        if a.ty == b.ty {
            let what = format!("{} and {} have no order for `{}`", a.ty, b.ty, op.symbol());
            return self.refuse("E08", span, what, "numbers, money, dates and datetimes have one");
        }
        self.clash(op, &a, &b, span)
    }

    fn clash(&mut self, op: BinOp, a: &Expr, b: &Expr, span: Span) -> Checked {
        let what = format!("`{}` cannot compare {} with {}", op.symbol(), a.ty, b.ty);
        self.refuse("E08", span, what, convert(&a.ty, &b.ty))
    }

    /// `x in list`, `day in period`.
    fn membership(&mut self, a: Expr, b: Expr, span: Span) -> Checked {
        let (a, b) = match b.ty.clone() {
            Ty::List(of) => {
                let list = a.ty.clone().list();
                let b = self.adapt(b, &list)?;
                (self.adapt(a, &of)?, b)
            }
            _ => (a, b),
        };
        let fits = match &b.ty {
            Ty::List(of) => a.ty.compares(of),
            Ty::Range => a.ty.fits(&Ty::Date),
            Ty::Null => true,
            _ => false,
        };
        if fits {
            return Some(join(BinOp::In, a, b, Ty::Bool, span));
        }
        let help = match (&a.ty, &b.ty) {
            (Ty::Instant, Ty::Range) => "`date(x)` is the day of a datetime",
            (_, Ty::List(_)) => "the members have another type",
            _ => "after `in` stands a list or a range of days",
        };
        let what = format!("`in` cannot look for {} in {}", a.ty, b.ty);
        self.refuse("E08", span, what, help)
    }

    fn sum(&mut self, op: BinOp, a: Expr, b: Expr, span: Span) -> Checked {
        if let Some(value) = fold::arithmetic(op, &a, &b) {
            return lit(value, Ty::Int, span);
        }
        let (a, b) = self.level(a, b)?;
        let ty = match (&a.ty, &b.ty) {
            (Ty::Date | Ty::Instant, Ty::Period | Ty::Null) => a.ty.clone(),
            (Ty::Period, Ty::Period) | (Ty::Money, Ty::Money | Ty::Null) | (Ty::Null, Ty::Money) => {
                if a.ty == Ty::Null { b.ty.clone() } else { a.ty.clone() }
            }
            (Ty::Null, Ty::Period) => Ty::Null,
            (x, y) if x.is_number() && y.is_number() => number(x, y),
            _ => return self.no_result(op, &a, &b, span),
        };
        self.calendar_free(&a, &b)?;
        Some(join(op, a, b, ty, span))
    }

    /// `date + period` is plain arithmetic: a period in working time needs the calendar.
    fn calendar_free(&mut self, a: &Expr, b: &Expr) -> Option<()> {
        let Some(Value::Period(period)) = fold::literal(b) else { return Some(()) };
        let Period { working_days, working_minutes, minutes, .. } = *period;
        let (what, help) = match a.ty {
            Ty::Date | Ty::Instant if working_days != 0 || working_minutes != 0 => (
                "working time cannot be added to a day",
                "`term(d, p)` and `ahead(d, p)` count by the calendar",
            ),
            Ty::Date if minutes != 0 => ("hours cannot be added to a date", "add them to a datetime"),
            _ => return Some(()),
        };
        self.refuse("E08", b.span.clone(), what.to_owned(), help)
    }

    fn product(&mut self, op: BinOp, a: Expr, b: Expr, span: Span) -> Checked {
        if let Some(value) = fold::arithmetic(op, &a, &b) {
            return lit(value, Ty::Int, span);
        }
        let ty = match (op, &a.ty, &b.ty) {
            (BinOp::Rem, Ty::Int | Ty::Null, Ty::Int | Ty::Null) => Ty::Int,
            (BinOp::Mul | BinOp::Div, Ty::Money, b) if b.is_number() => Ty::Money,
            (BinOp::Mul, a, Ty::Money) if a.is_number() => Ty::Money,
            (BinOp::Div, Ty::Money, Ty::Money) => Ty::Decimal,
            (BinOp::Mul, a, b) if a.is_number() && b.is_number() => number(a, b),
            (BinOp::Div, a, b) if a.is_number() && b.is_number() => Ty::Decimal,
            _ => return self.no_result(op, &a, &b, span),
        };
        Some(join(op, a, b, ty, span))
    }

    fn no_result(&mut self, op: BinOp, a: &Expr, b: &Expr, span: Span) -> Checked {
        let help = match (op, &a.ty, &b.ty) {
            (BinOp::Sub, Ty::Date, Ty::Date) => "`days(a, b)` counts the days between two dates",
            (BinOp::Add, Ty::Text | Ty::Choice(_), _) => "texts are joined only in `say`: `{a}{b}`",
            (_, Ty::Date | Ty::Instant, Ty::Int) => "say what is counted: `cd(n)`, `months(n)`, `years(n)`",
            (_, a, b) => convert(a, b),
        };
        let what = format!("`{}` has no result for {} and {}", op.symbol(), a.ty, b.ty);
        self.refuse("E08", span, what, help)
    }

    pub(super) fn cond(&mut self, test: &Node, yes: &Node, no: &Node, span: Span) -> Checked {
        let test = self.condition(test, "`?`");
        let (yes, no) = (self.check(yes), self.check(no));
        let (test, yes, no) = (test?, yes?, no?);
        let (branches, ty) = self.unify(vec![yes, no])?;
        let [yes, no] = <[Expr; 2]>::try_from(branches).ok()?;
        Some(Expr::new(ExprKind::Cond(Box::new(test), Box::new(yes), Box::new(no)), ty, span))
    }

    pub(super) fn list(&mut self, items: &[Node], span: Span) -> Checked {
        let items: Vec<_> = items.iter().map(|item| self.check(item)).collect();
        let (items, ty) = self.unify(items.into_iter().collect::<Option<_>>()?)?;
        Some(Expr::new(ExprKind::List(items), ty.list(), span))
    }

    pub(super) fn index(&mut self, of: &Node, at: &Node, span: Span) -> Checked {
        let (of, at) = (self.check(of), self.check(at));
        let (of, at) = (of?, at?);
        let ty = match &of.ty {
            Ty::List(of) => (**of).clone(),
            other => {
                let what = format!("only a list has an index, found {other}");
                return self.refuse("E08", of.span, what, "");
            }
        };
        if !at.ty.fits(&Ty::Int) {
            return self.refuse("E08", at.span, format!("an index is an integer, found {}", at.ty), "");
        }
        Some(Expr::new(ExprKind::Index(Box::new(of), Box::new(at)), ty, span))
    }
}

fn number(a: &Ty, b: &Ty) -> Ty {
    if *a == Ty::Decimal || *b == Ty::Decimal { Ty::Decimal } else { Ty::Int }
}

fn join(op: BinOp, a: Expr, b: Expr, ty: Ty, span: Span) -> Expr {
    Expr::new(ExprKind::Binary(op, Box::new(a), Box::new(b)), ty, span)
}
