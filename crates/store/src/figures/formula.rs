//! Expressions over figures: the `value` of an indicator and the identities of the report
//! (sheet 20, 4.4). Exact fractions; a ratio counts as the percentage that its `pct` rounds to.

use std::cmp::Ordering;

use fadu_base::decimal::{SCALE, divide_half_up};
use fadu_base::{Date, Decimal, Money, Name, Value};
use fadu_definition::expr::{BinOp, Expr, ExprKind, Func};

use super::amount::Amount;

/// The figure of an id, if it could be computed.
pub type Lookup<'a> = dyn Fn(&Name) -> Option<Amount> + 'a;

/// What an identity comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// It cannot be computed: these figures are missing; none if something is divided by nought.
    Unknown(Vec<Name>),
}

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// Unknown.
    Null,
    /// A fraction; the second is positive.
    Number(i128, i128),
    /// A fraction of fen.
    Money(i128, i128),
    /// A percentage.
    Ratio {
        a: i128,
        b: i128,
        places: u32,
        change: bool,
    },
    Bool(bool),
    Date(Date),
    Text(String),
    List(Vec<Term>),
}

/// The figures that a formula names, in the order named.
pub fn names(expr: &Expr) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Indicator(id) = &part.kind
            && !found.contains(id)
        {
            found.push(id.clone());
        }
    });
    found
}

/// The amount of a `value`; none if a figure is missing or nothing can be computed.
pub fn amount(expr: &Expr, lookup: &Lookup<'_>) -> Option<Amount> {
    let narrow = |n: i128| i64::try_from(n).ok();
    match term(expr, lookup) {
        Term::Number(a, b) if a % b == 0 => narrow(a / b).map(Amount::Int),
        Term::Number(a, b) => {
            Some(Amount::Number(Decimal(narrow(divide_half_up(a.checked_mul(SCALE.into())?, b)?)?)))
        }
        Term::Money(a, b) => Some(Amount::Money(Money(narrow(divide_half_up(a, b)?)?))),
        Term::Ratio { a, b, places, change } => {
            Some(Amount::Ratio { numerator: narrow(a)?, denominator: narrow(b)?, places, change })
        }
        Term::Date(date) => Some(Amount::Date(date)),
        Term::Text(text) => Some(Amount::Text(text)),
        Term::Null | Term::Bool(_) | Term::List(_) => None,
    }
}

/// Whether an identity holds.
pub fn judge(expr: &Expr, lookup: &Lookup<'_>) -> Verdict {
    match term(expr, lookup) {
        Term::Bool(true) => Verdict::Holds,
        Term::Bool(false) => Verdict::Fails,
        _ => Verdict::Unknown(names(expr).into_iter().filter(|id| lookup(id).is_none()).collect()),
    }
}

fn term(expr: &Expr, lookup: &Lookup<'_>) -> Term {
    match &expr.kind {
        ExprKind::Lit(value) => of_value(value),
        ExprKind::Indicator(id) => lookup(id).map_or(Term::Null, |amount| of_amount(&amount)),
        ExprKind::Not(of) => match term(of, lookup) {
            Term::Bool(truth) => Term::Bool(!truth),
            _ => Term::Null,
        },
        ExprKind::Neg(of) => arithmetic(BinOp::Sub, Term::Number(0, 1), term(of, lookup)),
        ExprKind::Binary(op, a, b) => binary(*op, term(a, lookup), term(b, lookup)),
        ExprKind::Cond(test, yes, no) => match term(test, lookup) {
            Term::Bool(true) => term(yes, lookup),
            Term::Bool(false) => term(no, lookup),
            _ => Term::Null,
        },
        ExprKind::List(members) => Term::List(members.iter().map(|member| term(member, lookup)).collect()),
        ExprKind::Call { func: Func::Pct, args } => pct(args, lookup),
        ExprKind::Call { func, args } => call(*func, args.iter().map(|arg| term(arg, lookup)).collect()),
        _ => Term::Null,
    }
}

fn of_value(value: &Value) -> Term {
    match value {
        Value::Bool(truth) => Term::Bool(*truth),
        value => Amount::of_value(value).map_or(Term::Null, |amount| of_amount(&amount)),
    }
}

fn of_amount(amount: &Amount) -> Term {
    match amount {
        Amount::Int(n) => Term::Number(i128::from(*n), 1),
        Amount::Number(n) => Term::Number(i128::from(n.0), SCALE.into()),
        Amount::Money(money) => Term::Money(i128::from(money.0), 1),
        Amount::Ratio { numerator, denominator, places, change } => {
            Term::Ratio { a: (*numerator).into(), b: (*denominator).into(), places: *places, change: *change }
        }
        Amount::Date(date) => Term::Date(*date),
        Amount::Text(text) => Term::Text(text.clone()),
    }
}

/// `pct(a, b, n)`. A change is `pct(now - before, before, n)`.
fn pct(args: &[Expr], lookup: &Lookup<'_>) -> Term {
    let [a, b, places] = args else { return Term::Null };
    let Term::Number(n, 1) = term(places, lookup) else { return Term::Null };
    let places = u32::try_from(n).unwrap_or(0).min(6);
    let change = matches!(&a.kind, ExprKind::Binary(BinOp::Sub, _, before) if before.kind == b.kind);
    match (term(a, lookup), term(b, lookup)) {
        (Term::Number(a, c), Term::Number(b, d)) | (Term::Money(a, c), Term::Money(b, d)) => {
            // A whole number held in millionths is that number, in what is stored of the ratio too.
            let ((a, c), (b, d)) = (reduced(a, c), reduced(b, d));
            match (a.checked_mul(d), b.checked_mul(c)) {
                (Some(a), Some(b)) => Term::Ratio { a, b, places, change },
                _ => Term::Null,
            }
        }
        _ => Term::Null,
    }
}

/// A percentage as the number it is rounded to.
fn plain(term: Term, places: u32) -> Term {
    match term {
        Term::Ratio { a, b, .. } => {
            let power = 10_i128.pow(places);
            let scaled = a.checked_mul(100 * power).and_then(|a| divide_half_up(a, b));
            scaled.map_or(Term::Null, |n| Term::Number(n, power))
        }
        other => other,
    }
}

fn places(term: &Term) -> Option<u32> {
    match term {
        Term::Ratio { places, .. } => Some(*places),
        _ => None,
    }
}

fn binary(op: BinOp, a: Term, b: Term) -> Term {
    match op {
        BinOp::And | BinOp::Or => logic(op == BinOp::And, &a, &b),
        BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div | BinOp::Rem => arithmetic(op, a, b),
        BinOp::In => match b {
            Term::List(members) => members.into_iter().fold(Term::Bool(false), |found, member| {
                logic(false, &found, &compare(BinOp::Eq, a.clone(), member))
            }),
            _ => Term::Null,
        },
        _ => compare(op, a, b),
    }
}

/// `&&` is decided by a false part, `||` by a true one; else null if one is null.
fn logic(and: bool, a: &Term, b: &Term) -> Term {
    let decisive = Term::Bool(!and);
    match (a, b) {
        (a, b) if *a == decisive || *b == decisive => decisive,
        (Term::Bool(_), Term::Bool(_)) => Term::Bool(and),
        _ => Term::Null,
    }
}

/// Two percentages are compared with as many decimals as the coarser has.
fn compare(op: BinOp, a: Term, b: Term) -> Term {
    let common = match (places(&a), places(&b)) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(0),
    };
    order(&plain(a, common), &plain(b, common)).map_or(Term::Null, |order| Term::Bool(holds(op, order)))
}

fn holds(op: BinOp, order: Ordering) -> bool {
    match op {
        BinOp::Eq => order.is_eq(),
        BinOp::Ne => order.is_ne(),
        BinOp::Lt => order.is_lt(),
        BinOp::Le => order.is_le(),
        BinOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn order(a: &Term, b: &Term) -> Option<Ordering> {
    match (a, b) {
        (Term::Number(a, c), Term::Number(b, d)) | (Term::Money(a, c), Term::Money(b, d)) => {
            Some(a.checked_mul(*d)?.cmp(&b.checked_mul(*c)?))
        }
        (Term::Date(a), Term::Date(b)) => Some(a.cmp(b)),
        (Term::Text(a), Term::Text(b)) => Some(a.cmp(b)),
        (Term::Date(a), Term::Text(b)) => Some(a.to_string().cmp(b)),
        (Term::Text(a), Term::Date(b)) => Some(a.cmp(&b.to_string())),
        (Term::Bool(a), Term::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn arithmetic(op: BinOp, a: Term, b: Term) -> Term {
    let round = |term: Term| {
        let places = places(&term).unwrap_or(0);
        plain(term, places)
    };
    let made = match (round(a), round(b)) {
        (Term::Number(a, c), Term::Number(b, d)) => {
            fraction(op, (a, c), (b, d)).map(|(n, m)| Term::Number(n, m))
        }
        (Term::Money(a, c), Term::Money(b, d)) if op == BinOp::Div => {
            fraction(op, (a, c), (b, d)).map(|(n, m)| Term::Number(n, m))
        }
        (Term::Money(a, c), Term::Money(b, d)) if op != BinOp::Mul => {
            fraction(op, (a, c), (b, d)).map(|(n, m)| Term::Money(n, m))
        }
        (Term::Money(a, c), Term::Number(b, d)) if matches!(op, BinOp::Mul | BinOp::Div) => {
            fraction(op, (a, c), (b, d)).map(|(n, m)| Term::Money(n, m))
        }
        (Term::Number(a, c), Term::Money(b, d)) if op == BinOp::Mul => {
            fraction(op, (a, c), (b, d)).map(|(n, m)| Term::Money(n, m))
        }
        _ => None,
    };
    made.unwrap_or(Term::Null)
}

/// Exact arithmetic of fractions; none beyond the range and for nought as divisor.
fn fraction(op: BinOp, (a, c): (i128, i128), (b, d): (i128, i128)) -> Option<(i128, i128)> {
    let (n, m) = match op {
        BinOp::Add => (a.checked_mul(d)?.checked_add(b.checked_mul(c)?)?, c.checked_mul(d)?),
        BinOp::Sub => (a.checked_mul(d)?.checked_sub(b.checked_mul(c)?)?, c.checked_mul(d)?),
        BinOp::Mul => (a.checked_mul(b)?, c.checked_mul(d)?),
        BinOp::Div => (a.checked_mul(d)?, c.checked_mul(b)?),
        _ => return None,
    };
    match m.cmp(&0) {
        Ordering::Equal => None,
        Ordering::Less => Some(reduced(n.checked_neg()?, m.checked_neg()?)),
        Ordering::Greater => Some(reduced(n, m)),
    }
}

fn reduced(n: i128, m: i128) -> (i128, i128) {
    let (mut a, mut b) = (n.unsigned_abs(), m.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = i128::try_from(a.max(1)).unwrap_or(1);
    (n / divisor, m / divisor)
}

fn call(func: Func, args: Vec<Term>) -> Term {
    match func {
        Func::Coalesce => args.into_iter().find(|arg| *arg != Term::Null).unwrap_or(Term::Null),
        Func::Min | Func::Max => {
            let wanted = if func == Func::Min { Ordering::Less } else { Ordering::Greater };
            let better = |best: Term, arg: Term| match order(&arg, &best) {
                Some(found) if found == wanted => arg,
                Some(_) => best,
                None => Term::Null,
            };
            args.into_iter().reduce(better).unwrap_or(Term::Null)
        }
        _ => Term::Null,
    }
}
