//! The own history and the own limits: `did events first last`, `due used met lapsed paused started`.

use std::ops::Range;

use super::call::named;
use super::{Checked, Checker};
use crate::expr::scope::{Allow, OwnType};
use crate::expr::syntax::{Node, Word};
use crate::expr::{Expr, ExprKind, History, LimitFn, Ty};

type Span = Range<usize>;

impl<'a> Checker<'_, 'a> {
    pub(super) fn history(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        self.demand(Allow::History, &word.text, &word.span)?;
        let own = self.own(word)?;
        let (history, ty) = match word.text.as_str() {
            "did" => (History::Did, Ty::Bool),
            "events" => (History::Events, Ty::Event.list()),
            "first" => (History::First, Ty::Event),
            _ => (History::Last, Ty::Event),
        };
        if args.is_empty() && history == History::Did {
            return self.refuse(
                "E08",
                span,
                "`did` takes actions, found none".to_owned(),
                "such as `did('accept')`",
            );
        }
        let mut actions: Vec<_> = args.iter().map(|arg| self.action(arg, word, own)).collect();
        if args.is_empty() {
            actions = (0..own.actions.len()).map(|index| u16::try_from(index).ok()).collect();
        }
        let actions = actions.into_iter().collect::<Option<_>>()?;
        Some(Expr::new(ExprKind::History(history, actions), ty, span))
    }

    fn own(&mut self, word: &Word) -> Option<OwnType<'a>> {
        match self.scope.own {
            Some(own) => Some(own),
            None => {
                let what = format!("`{}` is not available here", word.text);
                self.refuse("E09", word.span.clone(), what, "there is no record here")
            }
        }
    }

    fn action(&mut self, arg: &Node, word: &Word, own: OwnType<'a>) -> Option<u16> {
        match named(arg) {
            Some(name) => self.own_index("action", name, own.actions, &arg.span),
            None => {
                let what = format!("`{}` takes ids of actions", word.text);
                let help = match word.text.as_str() {
                    "first" | "last" => "a text such as 'accept'; of a list: `list.first()`, `list.last()`",
                    _ => "a text such as 'accept'",
                };
                self.refuse("E08", arg.span.clone(), what, help)
            }
        }
    }

    pub(super) fn limit(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        self.demand(Allow::History, &word.text, &word.span)?;
        let own = self.own(word)?;
        self.count(&word.text, args, &[1, 2], &span)?;
        let ids: Vec<_> = own.limits.iter().map(|(id, _)| id.clone()).collect();
        let Some(name) = args.first().and_then(named) else {
            let what = format!("`{}` takes the id of a limit", word.text);
            return self.refuse("E08", span, what, "a text, as in `[limit.<id>]`");
        };
        let limit = self.own_index("limit", name, &ids, &args[0].span)?;
        let each = own.limits.get(usize::from(limit)).is_some_and(|(_, each)| *each);
        let row = self.row_of_limit(name, each, args.get(1), &span)?;
        let (function, ty) = limit_function(&word.text);
        Some(Expr::new(ExprKind::Limit(function, limit, row.map(Box::new)), ty, span))
    }

    /// The row of a limit with `each`: asked for then, and only then.
    fn row_of_limit(
        &mut self,
        limit: &str,
        each: bool,
        row: Option<&Node>,
        span: &Span,
    ) -> Option<Option<Expr>> {
        match (each, row) {
            (false, None) => Some(None),
            (false, Some(row)) => {
                let what = format!("limit `{limit}` has no `each`, so no row");
                self.refuse("E08", row.span.clone(), what, "leave out the row")
            }
            (true, None) => {
                let what = format!("limit `{limit}` has one limit a row");
                self.refuse("E08", span.clone(), what, "give the row as second argument")
            }
            (true, Some(row)) => {
                let row = self.check(row)?;
                if matches!(row.ty, Ty::Row(_) | Ty::Null) {
                    return Some(Some(row));
                }
                let what = format!("limit `{limit}` takes a row, found {}", row.ty);
                self.refuse("E08", row.span, what, "")
            }
        }
    }
}

fn limit_function(name: &str) -> (LimitFn, Ty) {
    match name {
        "due" => (LimitFn::Due, Ty::Date),
        "used" => (LimitFn::Used, Ty::Int),
        "met" => (LimitFn::Met, Ty::Bool),
        "lapsed" => (LimitFn::Lapsed, Ty::Bool),
        "paused" => (LimitFn::Paused, Ty::Bool),
        _ => (LimitFn::Started, Ty::Bool),
    }
}
