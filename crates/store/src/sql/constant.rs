//! Parameters: what a statement needs that its rows do not hold. They are computed when the
//! statement is bound, so that `as_of + cd(60)` and the like never reach the database.

use fadu_base::day::{plus_days, plus_months};
use fadu_base::{Date, Decimal, Instant, Money, Period, Value};
use fadu_definition::expr::{BinOp, Expr, ExprKind, Func};

use super::Kind;
use super::bind::{Bindings, Bound, bound, json_array};

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// The district.
    District,
    /// The value of an expression that reads no row.
    Value {
        /// The expression.
        of: Expr,
        /// How it is represented.
        kind: Kind,
    },
    /// A list of values as a JSON array.
    List {
        /// The expression.
        of: Expr,
        /// How a member is represented.
        kind: Kind,
        /// Whether the members are digested.
        secret: bool,
    },
    /// The keyed digest of a value.
    Digest(Expr),
    /// A day: of a range its first or last, else the day itself.
    Day {
        /// A date or a range.
        of: Expr,
        /// Which end.
        end: End,
        /// For `column + period` beside it: the day to which the column is compared instead.
        shift: Option<Shift>,
    },
    /// An instant before which or after which a column lies that has a clock length added to it.
    Moved {
        /// The instant.
        of: Expr,
        /// The length that stands beside the column.
        by: Expr,
        /// The length is subtracted from the column.
        minus: bool,
    },
}

/// An end of a range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first day.
    First,
    /// The last day.
    Last,
}

/// The day `c` nearest to a bound `D` with `c + by` on the right side of it. Adding months clips
/// to the last day of the month, so the sum never falls as `c` grows, and such a day is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The length that stands beside the column.
    pub by: Expr,
    /// The length is subtracted from the column.
    pub minus: bool,
    /// The least `c` with `c + by >= D`; else the greatest with `c + by <= D`.
    pub least: bool,
}

impl Param {
    /// The value to bind.
    pub fn bind(&self, given: &Bindings<'_>) -> Bound {
        match self {
            Self::District => Bound::Text(given.district.to_owned()),
            Self::Value { of, kind } => bound(&eval(of, given), *kind),
            Self::Digest(of) => (given.digest)(&eval(of, given)).map_or(Bound::Null, Bound::Text),
            Self::List { of, kind, secret } => list(&eval(of, given), *kind, *secret, given),
            Self::Day { of, end, shift } => day(&eval(of, given), *end, shift.as_ref(), given),
            Self::Moved { of, by, minus } => moved(&eval(of, given), &eval(by, given), *minus),
        }
    }
}

/// A list as JSON; null stays null.
fn list(value: &Value, kind: Kind, secret: bool, given: &Bindings<'_>) -> Bound {
    let Value::List(members) = value else { return Bound::Null };
    if !secret {
        return Bound::Text(json_array(members, kind));
    }
    let digests: Vec<_> = members.iter().filter_map(given.digest).map(Value::text).collect();
    Bound::Text(json_array(&digests, Kind::Text))
}

/// The day of a parameter, shifted if a length stands beside the column.
fn day(value: &Value, end: End, shift: Option<&Shift>, given: &Bindings<'_>) -> Bound {
    let date = match (value, end) {
        (Value::Date(date), _) | (Value::Range(date, _), End::First) | (Value::Range(_, date), End::Last) => {
            *date
        }
        _ => return Bound::Null,
    };
    let Some(shift) = shift else { return Bound::Text(date.to_string()) };
    let Value::Period(by) = eval(&shift.by, given) else { return Bound::Null };
    let by = if shift.minus { negated(by) } else { by };
    nearest(date, by, shift.least).map_or(Bound::Null, |date| Bound::Text(date.to_string()))
}

/// The instant moved back by the length that stands beside the column.
fn moved(value: &Value, by: &Value, minus: bool) -> Bound {
    let (Value::Instant(instant), Value::Period(by)) = (value, by) else { return Bound::Null };
    let back = if minus { *by } else { negated(*by) };
    add_clock(*instant, back).map_or(Bound::Null, |at| bound(&Value::Instant(at), Kind::Text))
}

/// The least day `c` with `c + by >= bound`, or the greatest with `c + by <= bound`.
fn nearest(bound: Date, by: Period, least: bool) -> Option<Date> {
    let mut day = add_period(bound, negated(by))?;
    // Clipping moves a sum by at most three days, so the day looked for lies within a few steps.
    let reached = |day| add_period(day, by).map(|sum| if least { sum >= bound } else { sum <= bound });
    let towards = if least { -1 } else { 1 };
    while reached(day)? {
        day = plus_days(day, towards)?;
    }
    while !reached(day)? {
        day = plus_days(day, -towards)?;
    }
    Some(day)
}

fn negated(period: Period) -> Period {
    Period {
        months: period.months.saturating_neg(),
        days: period.days.saturating_neg(),
        working_days: period.working_days.saturating_neg(),
        working_minutes: period.working_minutes.saturating_neg(),
        minutes: period.minutes.saturating_neg(),
    }
}

/// Plain arithmetic: months clipped to the last day of the month, then days. Working time has no
/// place in it.
pub(super) fn add_period(date: Date, period: Period) -> Option<Date> {
    let plain = period.working_days == 0 && period.working_minutes == 0 && period.minutes == 0;
    plain.then(|| plus_months(date, period.months)).flatten().and_then(|date| plus_days(date, period.days))
}

fn add_clock(at: Instant, period: Period) -> Option<Instant> {
    let plain = period.working_days == 0 && period.working_minutes == 0 && period.months == 0;
    let minutes = i64::from(period.days).checked_mul(1440)?.checked_add(i64::from(period.minutes))?;
    let length = std::time::Duration::from_secs(minutes.unsigned_abs().checked_mul(60)?);
    plain.then_some(())?;
    if minutes < 0 { at.checked_sub(length).ok() } else { at.checked_add(length).ok() }
}

/// Whether an expression reads no row and can be computed when the statement is bound.
/// `captured` says whether a captured value is one (within a nested look-up it may be SQL).
pub(super) fn is_constant(expr: &Expr, captured: &dyn Fn(u16) -> bool) -> bool {
    let all = |exprs: &[Expr]| exprs.iter().all(|expr| is_constant(expr, captured));
    match &expr.kind {
        ExprKind::Lit(_) | ExprKind::PeriodOf | ExprKind::AsOf | ExprKind::CutOff => true,
        ExprKind::Capture(n) => captured(*n),
        ExprKind::Neg(of) => is_constant(of, captured),
        ExprKind::List(members) => all(members),
        ExprKind::Binary(BinOp::Add | BinOp::Sub | BinOp::Mul, a, b) => {
            is_constant(a, captured) && is_constant(b, captured)
        }
        ExprKind::Call { func, args } => is_foldable(*func) && all(args),
        _ => false,
    }
}

fn is_foldable(func: Func) -> bool {
    use Func::{Cd, Coalesce, Date, Days, Hours, Minutes, Months, Wd, Wh, Year, Years};
    matches!(func, Cd | Coalesce | Date | Days | Hours | Minutes | Months | Wd | Wh | Year | Years)
}

/// Whether a constant needs nothing but itself, so that its value can stand in the text.
pub(super) fn is_closed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::PeriodOf | ExprKind::AsOf | ExprKind::CutOff | ExprKind::Capture(_) => false,
        ExprKind::Neg(of) => is_closed(of),
        ExprKind::Binary(_, a, b) => is_closed(a) && is_closed(b),
        ExprKind::List(members) | ExprKind::Call { args: members, .. } => members.iter().all(is_closed),
        _ => true,
    }
}

/// The value of a constant that needs nothing but itself.
pub(super) fn eval_closed(expr: &Expr) -> Value {
    let digest = |_: &Value| None;
    let none =
        Bindings { district: "", captures: &[], period: None, as_of: None, cut_off: None, digest: &digest };
    eval(expr, &none)
}

/// The value of a constant.
fn eval(expr: &Expr, given: &Bindings<'_>) -> Value {
    let date = |date: Option<Date>| date.map_or(Value::Null, Value::Date);
    match &expr.kind {
        ExprKind::Lit(value) => value.clone(),
        ExprKind::Capture(n) => given.captures.get(usize::from(*n)).cloned().unwrap_or_default(),
        ExprKind::PeriodOf => given.period.map_or(Value::Null, |(first, last)| Value::Range(first, last)),
        ExprKind::AsOf => date(given.as_of),
        ExprKind::CutOff => date(given.cut_off),
        ExprKind::Neg(of) => binary(BinOp::Sub, &zero(&eval(of, given)), &eval(of, given)),
        ExprKind::List(members) => Value::list(members.iter().map(|member| eval(member, given))),
        ExprKind::Binary(op, a, b) => binary(*op, &eval(a, given), &eval(b, given)),
        ExprKind::Call { func, args } => {
            let args: Vec<_> = args.iter().map(|arg| eval(arg, given)).collect();
            call(*func, &args).unwrap_or_default()
        }
        _ => Value::Null,
    }
}

fn zero(value: &Value) -> Value {
    match value {
        Value::Int(_) => Value::Int(0),
        Value::Decimal(_) => Value::Decimal(Decimal(0)),
        Value::Money(_) => Value::Money(Money(0)),
        Value::Period(_) => Value::Period(Period::default()),
        _ => Value::Null,
    }
}

fn binary(op: BinOp, a: &Value, b: &Value) -> Value {
    arithmetic(op, a, b).unwrap_or_default()
}

fn arithmetic(op: BinOp, a: &Value, b: &Value) -> Option<Value> {
    let sign = |period: Period| if op == BinOp::Sub { negated(period) } else { period };
    Some(match (a, b) {
        (Value::Int(a), Value::Int(b)) => Value::Int(whole(op, *a, *b)?),
        (Value::Money(a), Value::Money(b)) if op != BinOp::Mul => Value::Money(Money(whole(op, a.0, b.0)?)),
        (Value::Money(a), b) | (b, Value::Money(a)) if op == BinOp::Mul => {
            Value::Money(a.checked_mul(decimal(b)?)?)
        }
        (Value::Date(date), Value::Period(period)) => Value::Date(add_period(*date, sign(*period))?),
        (Value::Instant(at), Value::Period(period)) => Value::Instant(add_clock(*at, sign(*period))?),
        (Value::Date(a), Value::Date(b)) if op == BinOp::Sub => days(*b, *a)?,
        (Value::Period(a), Value::Period(b)) => Value::Period(sum(*a, sign(*b))?),
        (a, b) => Value::Decimal(decimals(op, decimal(a)?, decimal(b)?)?),
    })
}

fn whole(op: BinOp, a: i64, b: i64) -> Option<i64> {
    match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        _ => None,
    }
}

fn decimals(op: BinOp, a: Decimal, b: Decimal) -> Option<Decimal> {
    match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(n) => Decimal::from_int(*n),
        Value::Decimal(n) => Some(*n),
        _ => None,
    }
}

fn sum(a: Period, b: Period) -> Option<Period> {
    Some(Period {
        months: a.months.checked_add(b.months)?,
        days: a.days.checked_add(b.days)?,
        working_days: a.working_days.checked_add(b.working_days)?,
        working_minutes: a.working_minutes.checked_add(b.working_minutes)?,
        minutes: a.minutes.checked_add(b.minutes)?,
    })
}

fn call(func: Func, args: &[Value]) -> Option<Value> {
    let int = |at: usize| match args.get(at) {
        Some(Value::Int(n)) => i32::try_from(*n).ok(),
        _ => None,
    };
    let length = |period: Period| Some(Value::Period(period));
    match func {
        Func::Coalesce => args.iter().find(|arg| !matches!(arg, Value::Null)).cloned(),
        Func::Date => date(args),
        Func::Year => Some(Value::Int(day_of(args.first()?)?.year().into())),
        Func::Days => days(day_of(args.first()?)?, day_of(args.get(1)?)?),
        Func::Cd => length(Period { days: int(0)?, ..Period::default() }),
        Func::Wd => length(Period { working_days: int(0)?, ..Period::default() }),
        Func::Months => length(Period { months: int(0)?, ..Period::default() }),
        Func::Years => length(Period { months: int(0)?.checked_mul(12)?, ..Period::default() }),
        Func::Wh => length(Period { working_minutes: int(0)?.checked_mul(60)?, ..Period::default() }),
        Func::Hours => length(Period { minutes: int(0)?.checked_mul(60)?, ..Period::default() }),
        Func::Minutes => length(Period { minutes: int(0)?, ..Period::default() }),
        _ => None,
    }
}

fn day_of(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Instant(at) => Some(at.date()),
        _ => None,
    }
}

fn date(args: &[Value]) -> Option<Value> {
    match args {
        [Value::Int(year), Value::Int(month), Value::Int(day)] => {
            let (year, month, day) = (i16::try_from(*year), i8::try_from(*month), i8::try_from(*day));
            Some(Value::Date(Date::new(year.ok()?, month.ok()?, day.ok()?).ok()?))
        }
        [one] => day_of(one).map(Value::Date),
        _ => None,
    }
}

fn days(from: Date, to: Date) -> Option<Value> {
    Some(Value::Int(from.until(to).ok()?.get_days().into()))
}
