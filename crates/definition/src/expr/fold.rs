//! Constants are computed when the expression is read: `date(2018, 1, 1)`, `years(1)`, `100 + 20`.
//!
//! So that a literal beside money is one literal, and SQL sees a period as a value.

use fadu_base::decimal::SCALE;
use fadu_base::{Date, Decimal, Money, Period, Value};

use super::{BinOp, Expr, ExprKind, Func};

/// The value of a literal.
pub fn literal(expr: &Expr) -> Option<&Value> {
    match &expr.kind {
        ExprKind::Lit(value) => Some(value),
        _ => None,
    }
}

fn int(expr: &Expr) -> Option<i64> {
    match literal(expr)? {
        Value::Int(n) => Some(*n),
        _ => None,
    }
}

/// The value of a number's negation; `None` if it is no literal or overflows.
pub fn negate(value: &Value) -> Option<Value> {
    match value {
        Value::Int(n) => n.checked_neg().map(Value::Int),
        Value::Decimal(n) => n.0.checked_neg().map(|n| Value::Decimal(Decimal(n))),
        _ => None,
    }
}

/// `+ - *` of two whole numbers.
pub fn arithmetic(op: BinOp, a: &Expr, b: &Expr) -> Option<Value> {
    let (a, b) = (int(a)?, int(b)?);
    let result = match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        _ => None,
    };
    result.map(Value::Int)
}

/// The value of a call with constant arguments: periods, and dates of three numbers.
pub fn call(func: Func, args: &[Expr]) -> Option<Value> {
    if func == Func::Date {
        return date(args).map(Value::Date);
    }
    let [n] = args else { return None };
    period(func, i32::try_from(int(n)?).ok()?).map(Value::Period)
}

/// The day of three constant numbers, if there is one.
pub fn date(args: &[Expr]) -> Option<Date> {
    let [y, m, d] = args else { return None };
    let (y, m, d) = (int(y)?.try_into().ok()?, int(m)?.try_into().ok()?, int(d)?.try_into().ok()?);
    Date::new(y, m, d).ok()
}

fn period(func: Func, n: i32) -> Option<Period> {
    let none = Period::default();
    Some(match func {
        Func::Wd => Period { working_days: n, ..none },
        Func::Cd => Period { days: n, ..none },
        Func::Months => Period { months: n, ..none },
        Func::Years => Period { months: n.checked_mul(12)?, ..none },
        Func::Wh => Period { working_minutes: n.checked_mul(60)?, ..none },
        Func::Hours => Period { minutes: n.checked_mul(60)?, ..none },
        Func::Minutes => Period { minutes: n, ..none },
        _ => return None,
    })
}

/// The amount that a number literal means in yuan. `Err` says why it means none.
pub fn yuan(value: &Value) -> Result<Money, &'static str> {
    const CENT: i64 = SCALE / 100;
    match value {
        Value::Int(n) => n.checked_mul(100).map(Money).ok_or("amount is too large"),
        Value::Decimal(n) if n.0 % CENT == 0 => Ok(Money(n.0 / CENT)),
        _ => Err("amount has more than two decimals"),
    }
}
