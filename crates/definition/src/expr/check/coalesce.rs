//! Functions of any number of arguments of one type: `coalesce`, `min`, `max`.

use std::ops::Range;

use super::{Checked, Checker};
use crate::expr::syntax::{Node, Word};
use crate::expr::{Expr, ExprKind, Func, Ty};

impl Checker<'_, '_> {
    pub(super) fn alike(&mut self, word: &Word, args: &[Node], span: Range<usize>) -> Checked {
        if args.is_empty() {
            let what = format!("`{}` takes at least 1 argument, found 0", word.text);
            return self.refuse("E08", span, what, "");
        }
        let args: Vec<_> = args.iter().map(|arg| self.check(arg)).collect();
        let (args, ty) = self.unify(args.into_iter().collect::<Option<_>>()?)?;
        let func = match word.text.as_str() {
            "coalesce" => Func::Coalesce,
            "min" => Func::Min,
            _ => Func::Max,
        };
        if func != Func::Coalesce && !ty.is_ordered() {
            return self.no_order(word, &ty, span);
        }
        Some(Expr::new(ExprKind::Call { func, args }, ty, span))
    }

    fn no_order(&mut self, word: &Word, ty: &Ty, span: Range<usize>) -> Checked {
        let help = match ty {
            Ty::Period => "the longer of two periods is `longer(p, q)`",
            Ty::List(_) => "of a list: `list.min(x, x.member)`",
            _ => "",
        };
        self.refuse(
            "E08",
            span,
            format!("`{}` takes numbers, money, dates or datetimes, found {ty}", word.text),
            help,
        )
    }
}
