//! Identities over figures: exact, and at the precision at which ratios are printed.

use std::sync::Arc;

use fadu_base::{Decimal, Money, Name, Value};
use fadu_definition::expr::{BinOp, Expr, ExprKind, Func, Ty};
use fadu_store::figures::Amount;
use fadu_store::figures::formula::{Verdict, amount, judge};

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, ty: Ty::Decimal, span: 0..0 }
}

fn id(name: &str) -> Expr {
    expr(ExprKind::Indicator(Name::from(name)))
}

fn int(n: i64) -> Expr {
    expr(ExprKind::Lit(Value::Int(n)))
}

fn binary(op: BinOp, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Binary(op, Box::new(a), Box::new(b)))
}

fn pct(a: Expr, b: Expr, places: i64) -> Expr {
    expr(ExprKind::Call { func: Func::Pct, args: vec![a, b, int(places)] })
}

fn known(name: &Name) -> Option<Amount> {
    Some(match &**name {
        "before" => Amount::Int(3485),
        "after" => Amount::Int(1355),
        "cut" => Amount::Ratio { numerator: 2130, denominator: 3485, places: 0, change: false },
        "fine_cut" => Amount::Ratio { numerator: 2130, denominator: 3485, places: 4, change: false },
        "money" => Amount::Money(Money(300)),
        "none" => Amount::Int(0),
        "period" => Amount::Text("2020-2025".to_owned()),
        _ => return None,
    })
}

#[test]
fn a_ratio_is_compared_as_it_is_rounded() {
    let recomputed = || pct(binary(BinOp::Sub, id("before"), id("after")), id("before"), 0);
    let holds = |a, b| judge(&binary(BinOp::Eq, a, b), &known);
    assert_eq!(holds(recomputed(), id("cut")), Verdict::Holds);
    assert_eq!(holds(recomputed(), id("fine_cut")), Verdict::Holds);
    assert_eq!(holds(id("cut"), int(61)), Verdict::Holds);
    assert_eq!(holds(id("fine_cut"), int(61)), Verdict::Fails);
}

#[test]
fn a_ratio_of_whole_numbers_is_of_those_numbers() {
    let lookup = |name: &Name| match &**name {
        // A whole number as a decimal column holds it.
        "held" => Some(Amount::Number(Decimal(7_373_000_000))),
        _ => known(name),
    };
    let ratio = amount(&pct(id("held"), id("before"), 2), &lookup);
    assert_eq!(ratio, Some(Amount::Ratio { numerator: 7373, denominator: 3485, places: 2, change: false }));
    let typed = Amount::typed("98.5", ratio.as_ref());
    assert_eq!(typed, Amount::Ratio { numerator: 985, denominator: 1000, places: 2, change: false });
}

#[test]
fn what_is_missing_is_named() {
    let sum = binary(BinOp::Add, id("before"), id("unknown"));
    let verdict = judge(&binary(BinOp::Ge, sum, id("after")), &known);
    assert_eq!(verdict, Verdict::Unknown(vec![Name::from("unknown")]));
    let nought = binary(BinOp::Div, id("before"), id("none"));
    assert_eq!(judge(&binary(BinOp::Le, nought, int(1)), &known), Verdict::Unknown(vec![]));
}

#[test]
fn false_decides_what_is_missing() {
    let fails = binary(BinOp::Lt, id("before"), id("after"));
    let missing = binary(BinOp::Eq, id("unknown"), int(1));
    assert_eq!(judge(&binary(BinOp::And, missing, fails), &known), Verdict::Fails);
}

#[test]
fn quotients_stay_exact() {
    let third = || binary(BinOp::Div, int(1), int(3));
    let whole = binary(BinOp::Add, third(), binary(BinOp::Add, third(), third()));
    assert_eq!(judge(&binary(BinOp::Eq, whole, int(1)), &known), Verdict::Holds);
    let halved = binary(BinOp::Div, id("money"), int(8));
    assert_eq!(amount(&halved, &known), Some(Amount::Money(Money(38))));
    assert_eq!(amount(&third(), &known), Some(Amount::Number(Decimal(333_333))));
}

#[test]
fn texts_are_compared_as_texts() {
    let text = expr(ExprKind::Lit(Value::Text(Arc::from("2015-2020"))));
    assert_eq!(judge(&binary(BinOp::Eq, id("period"), text), &known), Verdict::Fails);
}

#[test]
fn a_change_is_told_from_a_share() {
    let change = pct(binary(BinOp::Sub, id("after"), id("before")), id("before"), 1);
    let expected = Amount::Ratio { numerator: -2130, denominator: 3485, places: 1, change: true };
    assert_eq!(amount(&change, &known), Some(expected));
}
