//! Literals take the type of what stands beside them: a number beside money is yuan, a text
//! beside a choice is one of its keys (or the word for one).

use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Decimal, Name, Value};

use super::{Checked, Checker};
use crate::FieldType;
use crate::expr::fold::yuan;
use crate::expr::nearest::nearest;
use crate::expr::{Expr, ExprKind, Func, Ty};

impl Checker<'_, '_> {
    /// Demands the type that the scope wants of the whole expression.
    pub(super) fn wanted(&mut self, expr: Expr) -> Checked {
        let Some(wanted) = self.scope.want.clone() else { return Some(expr) };
        let expr = self.adapt(expr, &wanted)?;
        if expr.ty.fits(&wanted) {
            return Some(expr);
        }
        let what = format!("{wanted} is wanted here, found {}", expr.ty);
        self.refuse("E08", expr.span, what, convert(&expr.ty, &wanted))
    }

    /// Both sides, with literals of one in the type of the other.
    pub(super) fn level(&mut self, a: Expr, b: Expr) -> Option<(Expr, Expr)> {
        let (a_ty, b_ty) = (a.ty.clone(), b.ty.clone());
        if adaptable(&a, &b_ty) {
            return Some((self.adapt(a, &b_ty)?, b));
        }
        let b = self.adapt(b, &a_ty)?;
        Some((a, b))
    }

    /// All in one type, if they have one; literals take the type of the rest.
    pub(super) fn unify(&mut self, exprs: Vec<Expr>) -> Option<(Vec<Expr>, Ty)> {
        let fits = |expr: &Expr, ty: &Ty| expr.ty.fits(ty) || adaptable(expr, ty);
        let common =
            candidates(&exprs).into_iter().find(|ty| exprs.iter().all(|expr| fits(expr, ty))).cloned();
        let Some(ty) = common.or_else(|| exprs.iter().try_fold(Ty::Null, |ty, expr| ty.join(&expr.ty)))
        else {
            return self.differ(&exprs);
        };
        let exprs: Vec<_> = exprs.into_iter().map(|expr| self.adapt(expr, &ty)).collect();
        Some((exprs.into_iter().collect::<Option<_>>()?, ty))
    }

    fn differ<T>(&mut self, exprs: &[Expr]) -> Option<T> {
        let first = exprs.first()?;
        let other = exprs.iter().find(|expr| first.ty.join(&expr.ty).is_none()).or(exprs.last())?;
        let what = format!("{} and {} have no type in common", first.ty, other.ty);
        self.refuse("E08", other.span.clone(), what, convert(&other.ty, &first.ty))
    }

    /// The expression with its literals in the type given, if that is what they are for; else as
    /// it was, and the caller's own check finds what does not fit.
    pub(super) fn adapt(&mut self, expr: Expr, to: &Ty) -> Checked {
        if !adaptable(&expr, to) {
            return Some(expr);
        }
        let Expr { kind, span, .. } = expr;
        let kind = match kind {
            ExprKind::Lit(value) => ExprKind::Lit(self.literal(value, to, &span)?),
            ExprKind::Cond(test, yes, no) => {
                let (yes, no) = (self.adapt(*yes, to), self.adapt(*no, to));
                ExprKind::Cond(test, Box::new(yes?), Box::new(no?))
            }
            ExprKind::Call { func, args } => ExprKind::Call { func, args: self.adapt_all(args, to)? },
            ExprKind::List(items) => ExprKind::List(self.adapt_all(items, element(to))?),
            kind => kind,
        };
        Some(Expr::new(kind, to.clone(), span))
    }

    fn adapt_all(&mut self, exprs: Vec<Expr>, to: &Ty) -> Option<Vec<Expr>> {
        let exprs: Vec<_> = exprs.into_iter().map(|expr| self.adapt(expr, to)).collect();
        exprs.into_iter().collect()
    }

    fn literal(&mut self, value: Value, to: &Ty, span: &Range<usize>) -> Option<Value> {
        match (&value, to) {
            (Value::Text(text), Ty::Choice(keys)) => self.key(text, keys, span).map(Value::Text),
            (Value::Int(_) | Value::Decimal(_), Ty::Money) => match yuan(&value) {
                Ok(money) => Some(Value::Money(money)),
                Err(what) => self.refuse(
                    "E08",
                    span.clone(),
                    what.to_owned(),
                    "money is written in yuan: `1000`, `0.5`, `12.34`",
                ),
            },
            (Value::Int(n), Ty::Decimal) => Some(Decimal::from_int(*n).map_or(value, Value::Decimal)),
            _ => Some(value),
        }
    }

    /// The key that a text names: itself, or as its word (E10).
    fn key(&mut self, text: &str, keys: &[Name], span: &Range<usize>) -> Option<Name> {
        if let Some(key) = keys.iter().find(|key| &***key == text) {
            return Some(key.clone());
        }
        let words = self.words_of(keys);
        let words = words.as_deref().unwrap_or_default();
        if let Some((key, _)) = words.iter().find(|(_, word)| word == text) {
            return Some(key.clone());
        }
        let what = format!("`{text}` is not one of the choices");
        self.refuse("E10", span.clone(), what, choices(text, keys, words))
    }
}

impl Checker<'_, '_> {
    /// Keys with their words, if a choice with these keys was met or is a field here.
    fn words_of(&self, keys: &[Name]) -> Option<Arc<[(Name, String)]>> {
        let own = self.scope.own.map_or([].as_slice(), |own| own.fields);
        let fields = own.iter().chain(self.scope.row.iter().flat_map(|row| row.iter()));
        let fields = fields.chain(self.scope.input.unwrap_or_default());
        let here = fields.filter_map(|field| match &field.ty {
            FieldType::Choice(words) => Some(words),
            _ => None,
        });
        self.words.iter().chain(here).find(|words| same_keys(words, keys)).cloned()
    }
}

fn same_keys(words: &[(Name, String)], keys: &[Name]) -> bool {
    words.len() == keys.len() && words.iter().zip(keys).all(|((a, _), b)| a == b)
}

/// The choices, the nearest first.
fn choices(text: &str, keys: &[Name], words: &[(Name, String)]) -> String {
    let near = nearest(text, keys).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
    let word = |key: &Name| words.iter().find(|(k, word)| k == key && **word != **k).map(|(_, word)| word);
    let shown = |key: &Name| word(key).map_or_else(|| format!("`{key}`"), |word| format!("`{key}` {word}"));
    let list: Vec<_> = keys.iter().map(shown).collect();
    format!("{near}choose one of {}", list.join(", "))
}

/// The types that occur, in order, each once: a long list is compared with few of them.
fn candidates(exprs: &[Expr]) -> Vec<&Ty> {
    let mut types: Vec<&Ty> = Vec::new();
    for ty in exprs.iter().map(|expr| &expr.ty) {
        if *ty != Ty::Null && !types.contains(&ty) {
            types.push(ty);
        }
    }
    types
}

fn element(ty: &Ty) -> &Ty {
    match ty {
        Ty::List(of) => of,
        other => other,
    }
}

/// Whether literals in it can take the type, and everything else in it has the type already.
pub(super) fn adaptable(expr: &Expr, to: &Ty) -> bool {
    let part = |expr: &Expr| expr.ty == *to || expr.ty == Ty::Null || adaptable(expr, to);
    if expr.ty == *to {
        return false;
    }
    match &expr.kind {
        ExprKind::Lit(Value::Int(_)) => matches!(to, Ty::Money | Ty::Decimal),
        ExprKind::Lit(Value::Decimal(_)) => *to == Ty::Money,
        ExprKind::Lit(Value::Text(_)) => matches!(to, Ty::Choice(_)),
        ExprKind::Cond(_, yes, no) => part(yes) && part(no),
        ExprKind::Call { func: Func::Coalesce | Func::Min | Func::Max, args } => args.iter().all(part),
        ExprKind::List(items) => match to {
            Ty::List(of) => {
                items.iter().all(|item| item.ty == **of || item.ty == Ty::Null || adaptable(item, of))
            }
            _ => false,
        },
        _ => false,
    }
}

/// How to get from one type to another, where there is a common way.
pub(super) fn convert(from: &Ty, to: &Ty) -> &'static str {
    match (from, to) {
        (Ty::Instant, Ty::Date) | (Ty::Date, Ty::Instant) => "`date(x)` is the day of a datetime",
        (Ty::Int | Ty::Decimal, Ty::Money) | (Ty::Money, Ty::Int | Ty::Decimal) => {
            "only a literal beside money is read as yuan"
        }
        (Ty::Text, Ty::Choice(_)) => "a text is no choice, unless it is written as a literal",
        (Ty::Choice(_), Ty::Choice(_)) => "the choices differ",
        (Ty::List(_), _) => "of a list, use `exists`, `all`, `map`, `in` or an index",
        _ => "",
    }
}
