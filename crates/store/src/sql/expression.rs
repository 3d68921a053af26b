//! Values and conditions: each expression of the subset becomes one SQL text.

use fadu_base::Value;
use fadu_definition::expr::{BinOp, Expr, ExprKind, Find, FindWhat, Func, History, Member, Own, Ty};

use super::bind::{Bound, bound};
use super::compiler::{Compiler, Frame, Outer, unsupported};
use super::constant::{End, Param, eval_closed, is_closed};
use super::read::{How, is_searched};
use super::{Kind, Unsupported, quoted};

impl<'a> Compiler<'a> {
    /// An expression as a condition. `loose`: it stands where null counts as false.
    pub(crate) fn condition(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        loose: bool,
    ) -> Result<String, Unsupported> {
        match &expr.kind {
            ExprKind::Binary(op @ (BinOp::And | BinOp::Or), a, b) => {
                let word = if *op == BinOp::And { "AND" } else { "OR" };
                let (a, b) = (self.condition(frame, a, loose)?, self.condition(frame, b, loose)?);
                Ok(format!("({a} {word} {b})"))
            }
            ExprKind::Not(of) => Ok(format!("(NOT {})", self.condition(frame, of, false)?)),
            ExprKind::Binary(
                op @ (BinOp::Eq | BinOp::Ne | BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge),
                a,
                b,
            ) => self.compare(frame, *op, a, b),
            ExprKind::Binary(BinOp::In, x, within) => self.within(frame, x, within, loose),
            ExprKind::Macro { .. } => self.quantified(frame, expr, loose),
            ExprKind::InForce(of, day) => self.in_force(frame, of.as_deref(), day, loose),
            ExprKind::History(History::Did, actions) => self.did(frame, actions, expr),
            _ => self.value(frame, expr),
        }
    }

    /// An expression as a value of a known SQL type.
    pub(crate) fn value(&mut self, frame: &Frame<'a>, expr: &'a Expr) -> Result<String, Unsupported> {
        if frame.is_constant(expr) {
            return self.constant(frame, expr, true);
        }
        if self.reads_secret(frame, expr) {
            return unsupported(expr, "an encrypted value used for more than equality");
        }
        if let Some(read) = self.read(frame, expr, How::Value(&expr.ty))? {
            return Ok(read);
        }
        match &expr.kind {
            ExprKind::Capture(n) => self.captured(frame, *n, expr),
            ExprKind::Binary(BinOp::Add | BinOp::Sub | BinOp::Mul, a, b) => {
                self.arithmetic(frame, expr, a, b)
            }
            ExprKind::Binary(BinOp::Div | BinOp::Rem, ..) => unsupported(expr, "division"),
            ExprKind::Binary(..) | ExprKind::Not(_) | ExprKind::Macro { .. } | ExprKind::InForce(..) => {
                Ok(format!("({})", self.condition(frame, expr, false)?))
            }
            ExprKind::Neg(of) => Ok(format!("(-{})", self.value(frame, of)?)),
            ExprKind::Cond(test, yes, no) => self.choice(frame, expr, test, yes, no),
            ExprKind::Method { .. } => self.method(frame, expr),
            ExprKind::Call { func, args } => self.call(frame, expr, *func, args),
            ExprKind::History(History::Did, actions) => self.did(frame, actions, expr),
            ExprKind::Limit(..) => self.limit(frame, expr),
            ExprKind::Find(find) => self.nested(frame, find, expr),
            _ => unsupported(expr, "this expression"),
        }
    }

    /// A value beside another whose type the database knows: a parameter needs no cast there, and
    /// an index on the other can be used.
    pub(super) fn beside(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        other: &Ty,
    ) -> Result<String, Unsupported> {
        if frame.is_constant(expr) && (expr.ty == *other || *other != Ty::Decimal) {
            return self.constant(frame, expr, false);
        }
        self.widened(frame, expr, other)
    }

    /// An operand of a comparison.
    pub(super) fn operand(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        want: &Ty,
    ) -> Result<String, Unsupported> {
        let text = self.widened(frame, expr, want)?;
        Ok(if expr.ty == Ty::Bool { format!("({text})") } else { text })
    }

    /// A value; a whole number where a decimal is wanted becomes one.
    pub(super) fn widened(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        want: &Ty,
    ) -> Result<String, Unsupported> {
        let text = self.value(frame, expr)?;
        if expr.ty == Ty::Int && *want == Ty::Decimal {
            return Ok(format!("({text} * {})", fadu_base::decimal::SCALE));
        }
        Ok(text)
    }

    /// The keyed digest that stands for an encrypted value, stored or given.
    pub(super) fn digest(&mut self, frame: &Frame<'a>, expr: &'a Expr) -> Result<String, Unsupported> {
        if frame.is_constant(expr) {
            return Ok(self.param(Param::Digest(frame.resolved(expr))));
        }
        if !self.reads_secret(frame, expr) {
            return unsupported(expr, "a stored value beside an encrypted one");
        }
        let read = self.read(frame, expr, How::Digest)?;
        read.map_or_else(|| unsupported(expr, "this encrypted value"), Ok)
    }

    /// A value that no row holds: as a literal if it needs nothing else, else as a parameter.
    fn constant(&mut self, frame: &Frame<'a>, expr: &Expr, cast: bool) -> Result<String, Unsupported> {
        let Some(kind) = Kind::of(&expr.ty) else {
            return unsupported(expr, "a list or period of days as a value");
        };
        let of = frame.resolved(expr);
        if is_closed(&of) {
            return Ok(literal(&eval_closed(&of), kind));
        }
        let param = match expr.ty {
            Ty::Date => Param::Day { of, end: End::First, shift: None },
            _ => Param::Value { of, kind },
        };
        let param = self.param(param);
        Ok(if cast { format!("CAST({param} AS {})", kind.cast()) } else { param })
    }

    /// An outer value of a nested look-up.
    fn captured(&mut self, frame: &Frame<'a>, n: u16, expr: &Expr) -> Result<String, Unsupported> {
        match frame.captures.as_ref().and_then(|captures| captures.get(usize::from(n))) {
            Some(Outer::Text(text)) => Ok(text.clone()),
            _ => unsupported(expr, "a captured value"),
        }
    }

    fn arithmetic(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        let ExprKind::Binary(op, ..) = &expr.kind else { return unsupported(expr, "this operation") };
        let sign = match op {
            BinOp::Add => "+",
            BinOp::Sub => "-",
            _ => return self.product(frame, expr, a, b),
        };
        if matches!((&a.ty, &b.ty), (Ty::Date, Ty::Date)) && *op == BinOp::Sub {
            return Ok(format!(
                "({} - {})",
                day_number(&self.value(frame, a)?),
                day_number(&self.value(frame, b)?)
            ));
        }
        let numbers = [a, b].iter().all(|side| matches!(side.ty, Ty::Int | Ty::Money | Ty::Decimal));
        if !numbers {
            return unsupported(expr, "a date or text that is added to");
        }
        Ok(format!("({} {sign} {})", self.widened(frame, a, &expr.ty)?, self.widened(frame, b, &expr.ty)?))
    }

    /// A product. Where both sides are scaled it is rounded half away from nought.
    fn product(
        &mut self,
        frame: &Frame<'a>,
        expr: &Expr,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        let product = format!("({} * {})", self.value(frame, a)?, self.value(frame, b)?);
        match (&a.ty, &b.ty) {
            (Ty::Int, Ty::Int | Ty::Money | Ty::Decimal) | (Ty::Money | Ty::Decimal, Ty::Int) => Ok(product),
            (Ty::Decimal, Ty::Decimal | Ty::Money) | (Ty::Money, Ty::Decimal) => {
                let half = format!("CASE WHEN {product} >= 0 THEN 500000 ELSE -500000 END");
                Ok(format!("(({product} + {half}) / {})", fadu_base::decimal::SCALE))
            }
            _ => unsupported(expr, "this product"),
        }
    }

    fn choice(
        &mut self,
        frame: &Frame<'a>,
        expr: &Expr,
        test: &'a Expr,
        yes: &'a Expr,
        no: &'a Expr,
    ) -> Result<String, Unsupported> {
        let test = self.condition(frame, test, false)?;
        let (yes, no) = (self.widened(frame, yes, &expr.ty)?, self.widened(frame, no, &expr.ty)?);
        Ok(format!("CASE WHEN {test} THEN {yes} WHEN NOT {test} THEN {no} END"))
    }

    fn call(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        func: Func,
        args: &'a [Expr],
    ) -> Result<String, Unsupported> {
        match (func, args) {
            (Func::Coalesce, [_, ..]) => {
                let args: Result<Vec<_>, _> =
                    args.iter().map(|arg| self.widened(frame, arg, &expr.ty)).collect();
                Ok(format!("coalesce({})", args?.join(", ")))
            }
            (Func::Date, [of]) => self.part_of(frame, of, &|text| format!("substr({text}, 1, 10)")),
            (Func::Year, [of]) => {
                self.part_of(frame, of, &|text| format!("CAST(substr({text}, 1, 4) AS BIGINT)"))
            }
            (Func::Days, [from, to]) => {
                let (from, to) = (self.value(frame, from)?, self.value(frame, to)?);
                Ok(format!("({} - {})", day_number(&to), day_number(&from)))
            }
            _ => unsupported(expr, "this function"),
        }
    }

    /// A part of a value. Of a stored column the index holds the part, so that it can be searched.
    pub(super) fn part_of(
        &mut self,
        frame: &Frame<'a>,
        of: &'a Expr,
        part: &dyn Fn(&str) -> String,
    ) -> Result<String, Unsupported> {
        let (leaves, columns) = (self.leaves.len(), self.used.columns.len());
        let text = self.value(frame, of)?;
        let stored = match &of.kind {
            ExprKind::Field(_) => true,
            ExprKind::Get(of, Member::Field(_)) => is_searched(frame, of),
            _ => false,
        };
        if stored && self.used.columns.len() == columns + 1 {
            let whole = self.used.columns.pop().unwrap_or_default();
            self.leaves.truncate(leaves);
            let bare = whole.trim_start_matches('(').trim_end_matches(')');
            self.leaf(frame, &format!("({})", part(bare)));
        }
        Ok(part(&text))
    }

    /// An outer value for a nested look-up.
    fn outer(&mut self, frame: &Frame<'a>, outer: &'a Expr) -> Result<Outer, Unsupported> {
        if frame.is_constant(outer) {
            return Ok(Outer::Constant(frame.resolved(outer)));
        }
        let text = self.value(frame, outer)?;
        // A bare column would make SQLite compare with its affinity, which no index on an expression has.
        let is_id = matches!(outer.kind, ExprKind::Own(Own::This | Own::Id));
        Ok(Outer::Text(if is_id { format!("coalesce({text}, '')") } else { text }))
    }

    /// A look-up within an indicator: another type joined by a reference.
    fn nested(&mut self, frame: &Frame<'a>, find: &'a Find, expr: &Expr) -> Result<String, Unsupported> {
        let captures: Result<Vec<_>, _> =
            find.captures.iter().map(|outer| self.outer(frame, outer)).collect();
        let alias = self.fresh('f');
        let base = super::query::base_of(&find.pred, Some(find.var));
        let mut inner = Frame::of(&find.ty, None, Some(find.var), base);
        inner.alias = format!("{alias}.");
        inner.captures = Some(captures?);
        inner.outermost = false;
        let test = self.condition(&inner, &find.pred, true)?;
        let ty = quoted(&find.ty);
        let from = format!(
            "FROM {} {alias} WHERE {alias}.district = $1 AND {alias}.type = {ty} AND {test}",
            base.table()
        );
        match &find.what {
            FindWhat::Exists => Ok(format!("EXISTS (SELECT 1 {from})")),
            FindWhat::Count => Ok(format!("(SELECT count(*) {from})")),
            FindWhat::Sum(of) => {
                Ok(format!("(SELECT coalesce(CAST(sum({}) AS BIGINT), 0) {from})", self.value(&inner, of)?))
            }
            FindWhat::List => unsupported(expr, "a list of records"),
        }
    }
}

/// A value as an SQL literal.
fn literal(value: &Value, kind: Kind) -> String {
    match bound(value, kind) {
        Bound::Null => format!("CAST(NULL AS {})", kind.cast()),
        Bound::Bool(truth) => if truth { "TRUE" } else { "FALSE" }.to_owned(),
        Bound::Int(n) if n < 0 => format!("({n})"),
        Bound::Int(n) => n.to_string(),
        Bound::Text(text) => quoted(&text),
    }
}

/// The number of a day `YYYY-MM-DD` counted from the year 0, in whole numbers only: neither
/// database can subtract dates with the other's words. The year begins in March.
pub(super) fn day_number(day: &str) -> String {
    let months =
        format!("(CAST(substr({day}, 1, 4) AS BIGINT) * 12 + CAST(substr({day}, 6, 2) AS BIGINT) - 3)");
    let in_month = format!("CAST(substr({day}, 9, 2) AS BIGINT)");
    of_march(&months, &in_month)
}

/// The number of a day from the months since March of the year 0 and the day of the month.
pub(super) fn of_march(months: &str, day: &str) -> String {
    format!(
        "(365 * ({months} / 12) + {months} / 48 - {months} / 1200 + {months} / 4800 + ({months} % 12 * 306 + 5) / 10 + {day})"
    )
}
