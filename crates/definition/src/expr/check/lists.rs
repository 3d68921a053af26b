//! Methods: macros that bind a variable to each member of a list, what lists and texts can do.

use std::ops::Range;

use super::adapt::convert;
use super::{Checked, Checker};
use crate::expr::nearest::offer;
use crate::expr::syntax::{Node, NodeKind, Word};
use crate::expr::{Expr, ExprKind, MacroOp, Method, Ty};

type Span = Range<usize>;

const MACROS: &[(&str, MacroOp)] = &[
    ("exists", MacroOp::Exists),
    ("all", MacroOp::All),
    ("filter", MacroOp::Filter),
    ("map", MacroOp::Map),
    ("sum", MacroOp::Sum),
    ("min", MacroOp::Min),
    ("max", MacroOp::Max),
];

const METHODS: &[(&str, Method)] = &[
    ("size", Method::Size),
    ("first", Method::First),
    ("last", Method::Last),
    ("distinct", Method::Distinct),
    ("contains", Method::Contains),
    ("startsWith", Method::StartsWith),
    ("endsWith", Method::EndsWith),
    ("matches", Method::Matches),
];

impl Checker<'_, '_> {
    pub(super) fn method(&mut self, of: &Node, word: &Word, args: &[Node], span: Span) -> Checked {
        if let Some((_, op)) = MACROS.iter().find(|(name, _)| *name == word.text) {
            return self.list_macro(*op, of, word, args, span);
        }
        let Some((_, op)) = METHODS.iter().find(|(name, _)| *name == word.text) else {
            let names: Vec<_> =
                MACROS.iter().map(|(name, _)| *name).chain(METHODS.iter().map(|(name, _)| *name)).collect();
            let help = offer(&word.text, &names);
            self.check(of);
            return self.refuse(
                "E06",
                word.span.clone(),
                format!("there is no method `{}`", word.text),
                help,
            );
        };
        match op {
            Method::Size | Method::First | Method::Last | Method::Distinct => {
                self.list_method(*op, of, word, args, span)
            }
            _ => self.text_method(*op, of, word, args, span),
        }
    }

    fn list_method(&mut self, op: Method, of: &Node, word: &Word, args: &[Node], span: Span) -> Checked {
        let of = self.check(of)?;
        self.count(&word.text, args, &[0], &span)?;
        let item = self.item(&of, word)?;
        let ty = match op {
            Method::Size => Ty::Int,
            Method::Distinct => of.ty.clone(),
            _ => item,
        };
        Some(Expr::new(ExprKind::Method { op, of: Box::new(of), args: vec![] }, ty, span))
    }

    fn text_method(&mut self, op: Method, of: &Node, word: &Word, args: &[Node], span: Span) -> Checked {
        let of = self.check(of);
        self.count(&word.text, args, &[1], &span)?;
        let arg = self.check(args.first()?);
        let (of, arg) = (of?, arg?);
        for expr in [&of, &arg] {
            if !expr.ty.fits(&Ty::Text) {
                let help = if matches!(expr.ty, Ty::List(_)) { "of a list: `x in list`" } else { "" };
                let what = format!("`{}` takes text, found {}", word.text, expr.ty);
                return self.refuse("E08", expr.span.clone(), what, help);
            }
        }
        Some(Expr::new(ExprKind::Method { op, of: Box::new(of), args: vec![arg] }, Ty::Bool, span))
    }

    /// The type of a list's members.
    fn item(&mut self, list: &Expr, word: &Word) -> Option<Ty> {
        match &list.ty {
            Ty::List(item) => Some((**item).clone()),
            other => {
                let what = format!("`{}` takes a list, found {other}", word.text);
                self.refuse("E08", list.span.clone(), what, "")
            }
        }
    }

    fn list_macro(&mut self, op: MacroOp, list: &Node, word: &Word, args: &[Node], span: Span) -> Checked {
        let list = self.check(list)?;
        let item = self.item(&list, word)?;
        self.count(&word.text, args, &[2], &span)?;
        let [var, body] = args else { return None };
        let var_name = self.variable(var, &word.text)?;
        let actions = self.actions_of(&list);
        let var = self.bind(&var_name, item.clone());
        if let Some(variable) = self.vars.last_mut() {
            variable.actions = actions;
        }
        let body = self.check(body);
        self.vars.pop();
        let body = body?;
        let ty = self.macro_type(op, &list.ty, &body, word)?;
        Some(Expr::new(ExprKind::Macro { op, list: Box::new(list), var, body: Box::new(body) }, ty, span))
    }

    fn macro_type(&mut self, op: MacroOp, list: &Ty, body: &Expr, word: &Word) -> Option<Ty> {
        let (fits, wanted) = match op {
            MacroOp::Exists | MacroOp::All | MacroOp::Filter => (body.ty.fits(&Ty::Bool), "bool"),
            MacroOp::Map => (true, ""),
            MacroOp::Sum => (body.ty.is_number() || body.ty == Ty::Money, "a number or money"),
            MacroOp::Min | MacroOp::Max => (body.ty.is_ordered(), "numbers, money, dates or datetimes"),
        };
        if !fits {
            let what = format!("`{}` takes {wanted}, found {}", word.text, body.ty);
            return self.refuse("E08", body.span.clone(), what, convert(&body.ty, &Ty::Bool));
        }
        Some(match op {
            MacroOp::Exists | MacroOp::All => Ty::Bool,
            MacroOp::Filter => list.clone(),
            MacroOp::Map => body.ty.clone().list(),
            _ => body.ty.clone(),
        })
    }

    /// The name of a variable that is about to be bound.
    pub(super) fn variable(&mut self, node: &Node, of: &str) -> Option<String> {
        match &node.kind {
            NodeKind::Name(name) => Some(name.clone()),
            _ => {
                let what = format!("`{of}` takes a variable here");
                self.refuse("E08", node.span.clone(), what, "such as `x` in `list.exists(x, x > 1)`")
            }
        }
    }

    /// Demands a number of arguments.
    pub(super) fn count(&mut self, name: &str, args: &[Node], allowed: &[usize], span: &Span) -> Option<()> {
        if allowed.contains(&args.len()) {
            return Some(());
        }
        let wanted = match allowed {
            [1] => "1 argument".to_owned(),
            counts => {
                format!("{} arguments", counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" or "))
            }
        };
        self.refuse("E08", span.clone(), format!("`{name}` takes {wanted}, found {}", args.len()), "")
    }
}
