//! Bare names: variables, the names of language.md 3.2, own fields.

use std::ops::Range;
use std::sync::Arc;

use fadu_base::Name;

use super::{Checked, Checker};
use crate::expr::nearest::{nearest, offer};
use crate::expr::scope::{Allow, OwnType};
use crate::expr::{Expr, ExprKind, Own, Ty};

/// Names that mean something by themselves somewhere.
pub(crate) const SPECIAL: &[&str] = &[
    "this",
    "id",
    "no",
    "step",
    "org",
    "opened_on",
    "closed_on",
    "today",
    "now",
    "actor",
    "input",
    "was",
    "row",
    "rows",
    "value",
    "period",
    "as_of",
    "cut_off",
];

/// Why a name may not stand everywhere; the help of E09.
pub(super) fn why(name: &str) -> &'static str {
    match name {
        "today" | "now" => "what is stored or counted may not depend on the day on which it is read",
        "actor" => "only actions, refusals and `then` have an actor",
        "input" => "only actions, refusals, `then` and `extends` have an input",
        "was" => "only actions, refusals and `then` have a record before",
        "row" => "there is a row only in an action with `row`, a limit with `each`, an indicator with `over`",
        "rows" => "only the `say` of a refusal whose `when` is a list has rows",
        "value" => "only the rules of a field have a value",
        "period" | "as_of" | "cut_off" => "only indicators have a period",
        "find" | "exists" | "count" | "sum" => {
            "other records are looked up only in actions, refusals, `then` and schedules"
        }
        _ => "",
    }
}

impl Checker<'_, '_> {
    pub(super) fn name(&mut self, name: &str, span: Range<usize>) -> Checked {
        if let Some(var) = self.vars.iter().rev().find(|var| &*var.name == name) {
            return Some(Expr::new(ExprKind::Var(var.slot), var.ty.clone(), span));
        }
        if let Some((kind, ty)) = self.special(name).or_else(|| self.own_field(name)) {
            return Some(Expr::new(kind, ty, span));
        }
        if self.lookups > 0 && matches!(name, "today" | "now") && self.scope.allow.contains(&Allow::Clock) {
            let what = format!("`{name}` is not available in a look-up here");
            let help = "only `refuse` and schedules look up by the day; keep the day in a field or input";
            return self.refuse("E09", span, what, help);
        }
        if SPECIAL.contains(&name) {
            return self.refuse("E09", span, format!("`{name}` is not available here"), why(name));
        }
        let help = self.help_for_name(name);
        self.refuse("E06", span, format!("unknown name `{name}`"), help)
    }

    /// Whether a bare name means something here (then `name.member` is no indicator).
    pub(super) fn is_name(&self, name: &str) -> bool {
        let own = self.scope.own.is_some_and(|own| own.fields.iter().any(|field| &*field.id == name));
        own || SPECIAL.contains(&name) || self.vars.iter().any(|var| &*var.name == name)
    }

    fn special(&self, name: &str) -> Option<(ExprKind, Ty)> {
        let allowed = |what, kind, ty| self.scope.allow.contains(&what).then_some((kind, ty));
        match name {
            "today" | "now" if self.lookups > 0 && !self.scope.allow.contains(&Allow::FindClock) => None,
            "today" => allowed(Allow::Clock, ExprKind::Today, Ty::Date),
            "now" => allowed(Allow::Clock, ExprKind::Now, Ty::Instant),
            "actor" => allowed(Allow::Actor, ExprKind::Actor, Ty::Actor),
            "was" => allowed(Allow::Was, ExprKind::Was, Ty::View),
            "period" => allowed(Allow::Indicator, ExprKind::PeriodOf, Ty::Range),
            "as_of" => allowed(Allow::Indicator, ExprKind::AsOf, Ty::Date),
            "cut_off" => allowed(Allow::Indicator, ExprKind::CutOff, Ty::Date),
            "input" => self.scope.input.map(|_| (ExprKind::Input, Ty::Input)),
            "row" => self.scope.row.clone().map(|row| (ExprKind::Row, Ty::Row(row))),
            "value" => self.scope.value.clone().map(|ty| (ExprKind::FieldValue, ty)),
            "rows" => self.scope.rows.clone().map(|ty| (ExprKind::Rows, ty)),
            _ => self.own_name(name),
        }
    }

    fn own_name(&self, name: &str) -> Option<(ExprKind, Ty)> {
        let own = self.scope.own?;
        let (part, ty) = own_part(name, own.steps)?;
        let ty = if part == Own::This { Ty::reference(own.id) } else { ty };
        Some((ExprKind::Own(part), ty))
    }

    fn own_field(&mut self, name: &str) -> Option<(ExprKind, Ty)> {
        let fields = self.scope.own?.fields;
        let index = fields.iter().position(|field| &*field.id == name)?;
        let ty = self.field_type(&fields[index]);
        Some((ExprKind::Field(u16::try_from(index).ok()?), ty))
    }

    fn help_for_name(&self, name: &str) -> String {
        let mut names: Vec<Name> = self.vars.iter().map(|var| var.name.clone()).collect();
        if let Some(own) = self.scope.own {
            names.extend(own.fields.iter().map(|field| field.id.clone()));
            if is_text_of(&own, name) {
                return format!("a text stands in single quotes: `'{name}'`");
            }
        }
        names
            .extend(SPECIAL.iter().map(|name| Name::from(*name)).filter(|name| self.special(name).is_some()));
        nearest(name, &names).map_or_else(String::new, |near| format!("did you mean `{near}`?"))
    }

    /// An index into one of the own lists, named by a text literal: actions, limits (E06).
    pub(super) fn own_index(
        &mut self,
        what: &str,
        name: &str,
        ids: &[Name],
        span: &Range<usize>,
    ) -> Option<u16> {
        if let Some(index) = ids.iter().position(|id| &**id == name) {
            return u16::try_from(index).ok();
        }
        let help =
            nearest(name, ids).map_or_else(|| offer(name, ids), |near| format!("did you mean `{near}`?"));
        self.refuse("E06", span.clone(), format!("there is no {what} `{name}`"), help)
    }
}

fn is_text_of(own: &OwnType<'_>, name: &str) -> bool {
    own.steps.iter().chain(own.actions).any(|id| &**id == name)
}

/// A name that every record has, with its type; `step` is a choice where the steps are known.
pub(super) fn own_part(name: &str, steps: &[Name]) -> Option<(Own, Ty)> {
    Some(match name {
        "this" => (Own::This, Ty::Ref([].into())),
        "id" => (Own::Id, Ty::Text),
        "no" => (Own::No, Ty::Text),
        "step" if steps.is_empty() => (Own::Step, Ty::Text),
        "step" => (Own::Step, Ty::Choice(Arc::from(steps))),
        "org" => (Own::Org, Ty::reference("organization")),
        "opened_on" => (Own::OpenedOn, Ty::Date),
        "closed_on" => (Own::ClosedOn, Ty::Date),
        _ => return None,
    })
}
