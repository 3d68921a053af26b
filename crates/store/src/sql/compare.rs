//! Comparisons: with null, of encrypted values, and of days that have a length added to them.

use fadu_base::Value;
use fadu_definition::expr::{BinOp, Expr, ExprKind, History, Ty};

use super::Unsupported;
use super::compiler::{Compiler, Frame, unsupported};
use super::constant::{End, Param, Shift, eval_closed, is_closed};
use super::expression::{day_number, of_march};

/// A column with a length beside it: `column + by` or `column - by`.
struct Moved<'e> {
    column: &'e Expr,
    by: &'e Expr,
    minus: bool,
}

impl<'a> Compiler<'a> {
    /// `a op b`.
    pub(super) fn compare(
        &mut self,
        frame: &Frame<'a>,
        op: BinOp,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        if is_null(a) || is_null(b) {
            return self.with_null(frame, op, if is_null(a) { b } else { a });
        }
        if self.reads_secret(frame, a) || self.reads_secret(frame, b) {
            return self.secrets(frame, op, a, b);
        }
        match (moved(frame, a), moved(frame, b)) {
            (Some(left), None) if frame.is_constant(b) => self.shifted(frame, op, &left, b),
            (None, Some(right)) if frame.is_constant(a) => self.shifted(frame, turned(op), &right, a),
            (None, None) => self.plain(frame, op, a, b),
            _ => self.numbered(frame, op, a, b),
        }
    }

    fn plain(
        &mut self,
        frame: &Frame<'a>,
        op: BinOp,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        if matches!((&a.ty, &b.ty), (Ty::Date, Ty::Instant) | (Ty::Instant, Ty::Date)) {
            return unsupported(b, "a day compared with an instant");
        }
        let wide = if [&a.ty, &b.ty].contains(&&Ty::Decimal) { Ty::Decimal } else { a.ty.clone() };
        let (a, b) = match (frame.is_constant(a), frame.is_constant(b)) {
            (true, false) => (self.beside(frame, a, &wide)?, self.operand(frame, b, &wide)?),
            (false, true) => (self.operand(frame, a, &wide)?, self.beside(frame, b, &wide)?),
            _ => (self.operand(frame, a, &wide)?, self.operand(frame, b, &wide)?),
        };
        Ok(format!("{a} {} {b}", symbol(op)))
    }

    /// `x == null`: never null itself.
    fn with_null(&mut self, frame: &Frame<'a>, op: BinOp, x: &'a Expr) -> Result<String, Unsupported> {
        let (empty, joint) = match op {
            BinOp::Eq => (true, "IS NULL"),
            BinOp::Ne => (false, "IS NOT NULL"),
            _ => return Ok("CAST(NULL AS BOOLEAN)".to_owned()),
        };
        if let ExprKind::History(History::First | History::Last, actions) = &x.kind {
            let did = self.did(frame, actions, x)?;
            return Ok(if empty { format!("NOT {did}") } else { did });
        }
        let text = match &x.ty {
            Ty::List(_) => format!("nullif({}, 0)", self.size(frame, x, x)?),
            _ if self.reads_secret(frame, x) => self.digest(frame, x)?,
            _ => self.value(frame, x)?,
        };
        Ok(format!("({text}) {joint}"))
    }

    /// Encrypted values are equal if their keyed digests are.
    fn secrets(
        &mut self,
        frame: &Frame<'a>,
        op: BinOp,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        if !matches!(op, BinOp::Eq | BinOp::Ne) {
            return unsupported(a, "the order of encrypted values");
        }
        let (left, right) = (self.digest(frame, a)?, self.digest(frame, b)?);
        Ok(format!("{left} {} {right}", symbol(op)))
    }

    /// `column + length op day`, turned into a comparison of the bare column with another day. It
    /// is exact: see [`Shift`].
    fn shifted(
        &mut self,
        frame: &Frame<'a>,
        op: BinOp,
        moved: &Moved<'a>,
        bound: &'a Expr,
    ) -> Result<String, Unsupported> {
        let column = self.value(frame, moved.column)?;
        if bound.ty == Ty::Instant {
            let (of, by) = (frame.resolved(bound), frame.resolved(moved.by));
            let at = self.param(Param::Moved { of, by, minus: moved.minus });
            return Ok(format!("{column} {} {at}", symbol(op)));
        }
        if matches!(op, BinOp::Eq | BinOp::Ne) {
            let not = if op == BinOp::Ne { "NOT " } else { "" };
            let (least, greatest) = (
                self.edge(frame, moved, bound, End::First, true),
                self.edge(frame, moved, bound, End::First, false),
            );
            return Ok(format!("{column} {not}BETWEEN {least} AND {greatest}"));
        }
        let least = matches!(op, BinOp::Lt | BinOp::Ge);
        let edge = self.edge(frame, moved, bound, End::First, least);
        Ok(format!("{column} {} {edge}", symbol(op)))
    }

    /// The day to which the bare column is compared.
    fn edge(&mut self, frame: &Frame<'a>, moved: &Moved<'_>, bound: &Expr, end: End, least: bool) -> String {
        let shift = Shift { by: frame.resolved(moved.by), minus: moved.minus, least };
        self.param(Param::Day { of: frame.resolved(bound), end, shift: Some(shift) })
    }

    /// Days compared by number, where a length stands beside a column on a side and the other is a
    /// column too.
    fn numbered(
        &mut self,
        frame: &Frame<'a>,
        op: BinOp,
        a: &'a Expr,
        b: &'a Expr,
    ) -> Result<String, Unsupported> {
        if a.ty != Ty::Date || b.ty != Ty::Date {
            return unsupported(a, "instants with lengths beside them");
        }
        Ok(format!("{} {} {}", self.number(frame, a)?, symbol(op), self.number(frame, b)?))
    }

    /// The number of a day, with a length beside it that is written in the definition.
    fn number(&mut self, frame: &Frame<'a>, day: &'a Expr) -> Result<String, Unsupported> {
        let Some(moved) = moved(frame, day) else { return Ok(day_number(&self.value(frame, day)?)) };
        let length = if is_closed(moved.by) { eval_closed(moved.by) } else { Value::Null };
        let Value::Period(by) = length else {
            return unsupported(moved.by, "a length that is not written here");
        };
        if by.working_days != 0 || by.working_minutes != 0 || by.minutes != 0 {
            return unsupported(moved.by, "working time beside a column");
        }
        let (months, days) = if moved.minus { (-by.months, -by.days) } else { (by.months, by.days) };
        let column = self.value(frame, moved.column)?;
        Ok(if months == 0 {
            format!("({} + {days})", day_number(&column))
        } else {
            clipped(&column, months, days)
        })
    }

    /// `x in period` and `x in list`.
    pub(super) fn within(
        &mut self,
        frame: &Frame<'a>,
        x: &'a Expr,
        within: &'a Expr,
        loose: bool,
    ) -> Result<String, Unsupported> {
        if within.ty != Ty::Range {
            return self.in_list(frame, x, within, loose);
        }
        if !frame.is_constant(within) {
            return unsupported(within, "a period that is stored");
        }
        if let Some(moved) = moved(frame, x) {
            let column = self.value(frame, moved.column)?;
            let (first, last) = (
                self.edge(frame, &moved, within, End::First, true),
                self.edge(frame, &moved, within, End::Last, false),
            );
            return Ok(format!("{column} BETWEEN {first} AND {last}"));
        }
        let text = match x.ty {
            Ty::Instant => self.part_of(frame, x, &|text| format!("substr({text}, 1, 10)"))?,
            _ => self.value(frame, x)?,
        };
        let of = frame.resolved(within);
        let first = self.param(Param::Day { of: of.clone(), end: End::First, shift: None });
        let last = self.param(Param::Day { of, end: End::Last, shift: None });
        Ok(format!("{text} BETWEEN {first} AND {last}"))
    }
}

/// A sum of a column and a constant length.
fn moved<'e>(frame: &Frame<'_>, expr: &'e Expr) -> Option<Moved<'e>> {
    let ExprKind::Binary(op @ (BinOp::Add | BinOp::Sub), column, by) = &expr.kind else { return None };
    let of_time = matches!(column.ty, Ty::Date | Ty::Instant) && by.ty == Ty::Period;
    let stored = !frame.is_constant(column) && frame.is_constant(by);
    (of_time && stored).then_some(Moved { column, by, minus: *op == BinOp::Sub })
}

/// The number of `column + months`, clipped to the last day of the month, `+ days`.
fn clipped(column: &str, months: i32, days: i32) -> String {
    let count = format!(
        "(CAST(substr({column}, 1, 4) AS BIGINT) * 12 + CAST(substr({column}, 6, 2) AS BIGINT) - 3 + {months})"
    );
    let first = of_march(&count, "1");
    let next = of_march(&format!("({count} + 1)"), "1");
    let day = format!("CAST(substr({column}, 9, 2) AS BIGINT)");
    format!(
        "({first} + CASE WHEN {day} <= {next} - {first} THEN {day} ELSE {next} - {first} END - 1 + {days})"
    )
}

fn is_null(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Lit(Value::Null))
}

fn symbol(op: BinOp) -> &'static str {
    match op {
        BinOp::Ne => "<>",
        BinOp::Lt => "<",
        BinOp::Le => "<=",
        BinOp::Gt => ">",
        BinOp::Ge => ">=",
        _ => "=",
    }
}

/// The comparison with its sides exchanged.
fn turned(op: BinOp) -> BinOp {
    match op {
        BinOp::Lt => BinOp::Gt,
        BinOp::Le => BinOp::Ge,
        BinOp::Gt => BinOp::Lt,
        BinOp::Ge => BinOp::Le,
        other => other,
    }
}
