//! Macros on lists: `exists all filter map sum min max`. Each binds one variable in its slot.

use std::cmp::Ordering;

use fadu_base::Value;
use fadu_definition::expr::{BinOp, Expr, ExprKind, MacroOp, Ty};

use super::compare::order;
use super::item::{Item, Members};
use super::{Machine, arithmetic};

impl<'e> Machine<'e> {
    /// Evaluates a macro; null on a list that is null.
    pub(super) fn fold(&mut self, op: MacroOp, list: &'e Expr, var: u16, body: &'e Expr) -> Item<'e> {
        let Some(members) = self.item(list).into_members() else { return Item::NULL };
        match op {
            MacroOp::Exists => Item::maybe(self.quantified(members, var, body, true)),
            MacroOp::All => Item::maybe(self.quantified(members, var, body, false)),
            MacroOp::Filter => self.filtered(members, var, body, false),
            MacroOp::Map => self.mapped(members, var, body),
            MacroOp::Sum => Item::option(self.summed(members, var, body)),
            MacroOp::Min => Item::option(self.extreme(members, var, body, Ordering::Less)),
            MacroOp::Max => Item::option(self.extreme(members, var, body, Ordering::Greater)),
        }
    }

    /// `exists` (decided by a true member) and `all` (by a false one); else null if one is null.
    fn quantified(&mut self, members: Members<'e>, var: u16, body: &'e Expr, decisive: bool) -> Option<bool> {
        let mut unknown = false;
        for member in members {
            self.bind(var, member);
            match self.item(body).truth() {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(!decisive)
    }

    /// A list as [`Machine::item`] gives it, with the members that its filters cannot judge: a condition
    /// of law that cannot be judged is not met (language.md 3.1).
    pub(crate) fn not_ruled_out(&mut self, expr: &'e Expr) -> Item<'e> {
        match &expr.kind {
            ExprKind::Macro { op: MacroOp::Filter, list, var, body } => {
                let Some(members) = self.not_ruled_out(list).into_members() else { return Item::NULL };
                self.filtered(members, *var, body, true)
            }
            ExprKind::Macro { op: MacroOp::Map, list, var, body } => {
                let Some(members) = self.not_ruled_out(list).into_members() else { return Item::NULL };
                self.mapped(members, *var, body)
            }
            ExprKind::Cond(cond, yes, no) => match self.item(cond).truth() {
                Some(truth) => self.not_ruled_out(if truth { yes } else { no }),
                None => Item::NULL,
            },
            _ => self.item(expr),
        }
    }

    /// Members for which the body is true; also those for which it is `unknown`.
    fn filtered(&mut self, members: Members<'e>, var: u16, body: &'e Expr, unknown: bool) -> Item<'e> {
        let mut kept = Vec::new();
        for member in members {
            self.bind(var, member);
            if self.item(body).truth().unwrap_or(unknown) {
                kept.push(self.var(var));
            }
        }
        Item::Many(kept)
    }

    fn mapped(&mut self, members: Members<'e>, var: u16, body: &'e Expr) -> Item<'e> {
        let mut items = Vec::new();
        for member in members {
            self.bind(var, member);
            items.push(self.item(body));
        }
        Item::Many(items)
    }

    /// The sum of the members that are not null, as in SQL; nought for none.
    fn summed(&mut self, members: Members<'e>, var: u16, body: &'e Expr) -> Option<Value> {
        let mut sum = nought(&body.ty);
        for member in members {
            self.bind(var, member);
            let item = self.item(body);
            match item.value()? {
                Value::Null => {}
                value => sum = arithmetic::binary(BinOp::Add, &sum, value)?,
            }
        }
        Some(sum)
    }

    /// The least or greatest of the members that are not null; null for none.
    fn extreme(&mut self, members: Members<'e>, var: u16, body: &'e Expr, wanted: Ordering) -> Option<Value> {
        let mut best: Option<Value> = None;
        for member in members {
            self.bind(var, member);
            let value = self.item(body).into_value();
            let better = match &best {
                _ if value == Value::Null => false,
                None => true,
                Some(best) => order(&value, best) == Some(wanted),
            };
            if better {
                best = Some(value);
            }
        }
        best
    }
}

/// Nought of a type.
pub(super) fn nought(ty: &Ty) -> Value {
    match ty {
        Ty::Money => Value::Money(fadu_base::Money(0)),
        Ty::Decimal => Value::Decimal(fadu_base::Decimal(0)),
        Ty::Period => Value::Period(fadu_base::Period::ZERO),
        _ => Value::Int(0),
    }
}
