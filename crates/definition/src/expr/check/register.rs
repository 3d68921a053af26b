//! Registers and parameters as of a day: `in_force(ref, day)`, `at(ref, day)`, `param('id', day)`.

use std::ops::Range;

use fadu_base::Name;

use super::adapt::convert;
use super::call::named;
use super::{Checked, Checker};
use crate::Kind;
use crate::expr::nearest::offer;
use crate::expr::scope::Allow;
use crate::expr::syntax::{Node, Word};
use crate::expr::{Expr, ExprKind, Ty};

type Span = Range<usize>;

impl Checker<'_, '_> {
    pub(super) fn param(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        self.demand(Allow::References, "param", &word.span)?;
        self.count("param", args, &[1, 2], &span)?;
        let day = match args.get(1) {
            Some(day) => Some(self.day("param", day)?),
            None => None,
        };
        let Some(id) = args.first().and_then(named) else {
            return self.refuse(
                "E08",
                span,
                "`param` takes the id of a parameter".to_owned(),
                "a text such as 'app.days'",
            );
        };
        let Some(ty) = self.scope.types.param(id) else {
            let help = offer(id, &self.scope.types.param_ids());
            return self.refuse("E06", args[0].span.clone(), format!("there is no parameter `{id}`"), help);
        };
        Some(Expr::new(ExprKind::Param(id.into(), day.map(Box::new)), ty, span))
    }

    /// `in_force(ref, day)`; in an indicator of a register `in_force(day)`.
    pub(super) fn in_force(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        if let ([day], true) = (args, self.scope.allow.contains(&Allow::Indicator)) {
            let day = self.day("in_force", day)?;
            return Some(Expr::new(ExprKind::InForce(None, Box::new(day)), Ty::Bool, span));
        }
        let (of, day) = self.entry_and_day(word, args, &span)?;
        Some(Expr::new(ExprKind::InForce(Some(Box::new(of)), Box::new(day)), Ty::Bool, span))
    }

    /// `at(ref, day)`: the same reference, read as of another day.
    pub(super) fn at(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        let (of, day) = self.entry_and_day(word, args, &span)?;
        let ty = of.ty.clone();
        Some(Expr::new(ExprKind::At(Box::new(of), Box::new(day)), ty, span))
    }

    fn entry_and_day(&mut self, word: &Word, args: &[Node], span: &Span) -> Option<(Expr, Expr)> {
        self.count(&word.text, args, &[2], span)?;
        let [of, day] = args else { return None };
        let (of, day) = (self.check(of), self.day(&word.text, day));
        let (of, day) = (of?, day?);
        let Ty::Ref(types) = &of.ty else {
            let what = format!("`{}` takes a reference, found {}", word.text, of.ty);
            let help =
                if matches!(of.ty, Ty::List(_)) { "of a list: `list.all(x, in_force(x, day))`" } else { "" };
            return self.refuse("E08", of.span, what, help);
        };
        let registers = types.iter().any(|ty| matches!(self.kind_of(ty), None | Some(Kind::Register)));
        if !types.is_empty() && !registers {
            let what = format!("`{}` takes an entry of a register; {} is none", word.text, of.ty);
            return self.refuse("E08", of.span, what, "cases and ledgers are read as they are now");
        }
        if !self.is_searched(&of) {
            self.demand(Allow::References, &word.text, &word.span)?;
        }
        Some((of, day))
    }

    pub(super) fn kind_of(&self, ty: &Name) -> Option<Kind> {
        let own = self.scope.own.filter(|own| own.id == ty).map(|own| own.kind);
        own.or_else(|| self.scope.types.kind(ty))
    }

    fn day(&mut self, name: &str, node: &Node) -> Checked {
        let day = self.check(node)?;
        if day.ty.fits(&Ty::Date) {
            return Some(day);
        }
        let what = format!("`{name}` takes date, found {}", day.ty);
        self.refuse("E08", day.span, what, convert(&day.ty, &Ty::Date))
    }
}
