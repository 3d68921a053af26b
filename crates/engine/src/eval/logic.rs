//! Logic with three values, choice, comparison, membership and arithmetic.

use fadu_base::Value;
use fadu_definition::expr::{BinOp, Expr};

use super::compare::{order, same};
use super::item::Item;
use super::{Machine, arithmetic};

impl<'e> Machine<'e> {
    /// A binary operation.
    pub(super) fn binary(&mut self, op: BinOp, a: &'e Expr, b: &'e Expr) -> Item<'e> {
        match op {
            BinOp::And => self.all_of(a, b),
            BinOp::Or => self.any_of(a, b),
            BinOp::Eq => Item::maybe(self.equal(a, b)),
            BinOp::Ne => Item::maybe(self.equal(a, b).map(|equal| !equal)),
            BinOp::In => Item::maybe(self.member_of(a, b)),
            BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => Item::maybe(self.ordered(op, a, b)),
            BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Div | BinOp::Rem => self.calculated(op, a, b),
        }
    }

    /// False if one is false, else null if one is null. A null does not stop the second part,
    /// so that all its look-ups are found at once.
    fn all_of(&mut self, a: &'e Expr, b: &'e Expr) -> Item<'e> {
        let first = self.item(a).truth();
        if first == Some(false) {
            return Item::bool(false);
        }
        match (first, self.item(b).truth()) {
            (_, Some(false)) => Item::bool(false),
            (Some(_), Some(_)) => Item::bool(true),
            _ => Item::NULL,
        }
    }

    /// True if one is true, else null if one is null.
    fn any_of(&mut self, a: &'e Expr, b: &'e Expr) -> Item<'e> {
        let first = self.item(a).truth();
        if first == Some(true) {
            return Item::bool(true);
        }
        match (first, self.item(b).truth()) {
            (_, Some(true)) => Item::bool(true),
            (Some(_), Some(_)) => Item::bool(false),
            _ => Item::NULL,
        }
    }

    /// `==`; with the literal `null` it asks whether the field is empty and is never null itself.
    fn equal(&mut self, a: &'e Expr, b: &'e Expr) -> Option<bool> {
        match (is_null_literal(a), is_null_literal(b)) {
            (true, true) => Some(true),
            (true, false) => Some(self.item(b).is_null()),
            (false, true) => Some(self.item(a).is_null()),
            (false, false) => {
                let a = self.item(a);
                let b = self.item(b);
                same(&a, &b)
            }
        }
    }

    fn ordered(&mut self, op: BinOp, a: &'e Expr, b: &'e Expr) -> Option<bool> {
        let a = self.item(a);
        let b = self.item(b);
        let order = order(a.value()?, b.value()?)?;
        Some(match op {
            BinOp::Lt => order.is_lt(),
            BinOp::Le => order.is_le(),
            BinOp::Gt => order.is_gt(),
            _ => order.is_ge(),
        })
    }

    /// `a in list` or `a in period`; null if `a` is null, or if it is not found and a member is null.
    fn member_of(&mut self, a: &'e Expr, b: &'e Expr) -> Option<bool> {
        let a = self.item(a);
        let b = self.item(b);
        if a.is_unknown() || b.is_unknown() {
            return None;
        }
        if let (Some(day), Some(Value::Range(from, to))) = (a.date(), b.value()) {
            return Some((*from..=*to).contains(&day));
        }
        let mut unknown = false;
        for member in b.into_members()? {
            match same(&a, &member) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    fn calculated(&mut self, op: BinOp, a: &'e Expr, b: &'e Expr) -> Item<'e> {
        let a = self.item(a);
        let b = self.item(b);
        match (a.value(), b.value()) {
            (Some(a), Some(b)) => Item::option(arithmetic::binary(op, a, b)),
            _ => Item::NULL,
        }
    }

    /// `-x`.
    pub(super) fn negate(&mut self, of: &'e Expr) -> Item<'e> {
        let item = self.item(of);
        Item::option(match item.value() {
            Some(Value::Int(n)) => n.checked_neg().map(Value::Int),
            Some(Value::Decimal(n)) => n.checked_neg().map(Value::Decimal),
            Some(Value::Money(n)) => n.checked_neg().map(Value::Money),
            Some(Value::Period(n)) => n.checked_neg().map(Value::Period),
            _ => None,
        })
    }

    /// `c ? a : b`; null if `c` is null.
    pub(super) fn choose(&mut self, cond: &'e Expr, yes: &'e Expr, no: &'e Expr) -> Item<'e> {
        match self.item(cond).truth() {
            Some(true) => self.item(yes),
            Some(false) => self.item(no),
            None => Item::NULL,
        }
    }
}

/// Whether an expression is the word `null`.
fn is_null_literal(expr: &Expr) -> bool {
    matches!(expr.kind, fadu_definition::ExprKind::Lit(Value::Null))
}
