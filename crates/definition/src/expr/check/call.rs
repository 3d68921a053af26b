//! Calls of functions: built-in ones with fixed arguments, capabilities, and the way to all others.

use std::ops::Range;

use super::{Checked, Checker};
use crate::capability::{SIGNATURES, signature};
use crate::expr::nearest::offer;
use crate::expr::syntax::{Node, NodeKind, Word};
use crate::expr::{Expr, ExprKind, Func, Ty, fold};

type Span = Range<usize>;

/// What a built-in function takes.
#[derive(Clone, Copy)]
enum Arg {
    Int,
    Number,
    /// A number or money.
    Amount,
    Date,
    /// A date or a datetime.
    Day,
    Period,
}

/// A function whose arguments have fixed types.
struct Builtin {
    name: &'static str,
    func: Func,
    args: &'static [Arg],
    gives: Ty,
}

const fn builtin(name: &'static str, func: Func, args: &'static [Arg], gives: Ty) -> Builtin {
    Builtin { name, func, args, gives }
}

const BUILTINS: &[Builtin] = &[
    builtin("wd", Func::Wd, &[Arg::Int], Ty::Period),
    builtin("cd", Func::Cd, &[Arg::Int], Ty::Period),
    builtin("months", Func::Months, &[Arg::Int], Ty::Period),
    builtin("years", Func::Years, &[Arg::Int], Ty::Period),
    builtin("wh", Func::Wh, &[Arg::Int], Ty::Period),
    builtin("hours", Func::Hours, &[Arg::Int], Ty::Period),
    builtin("minutes", Func::Minutes, &[Arg::Int], Ty::Period),
    builtin("part", Func::Part, &[Arg::Period, Arg::Number], Ty::Period),
    builtin("longer", Func::Longer, &[Arg::Period, Arg::Period], Ty::Period),
    builtin("term", Func::Term, &[Arg::Date, Arg::Period], Ty::Date),
    builtin("ahead", Func::Ahead, &[Arg::Date, Arg::Period], Ty::Date),
    builtin("days", Func::Days, &[Arg::Date, Arg::Date], Ty::Int),
    builtin("wdays", Func::Wdays, &[Arg::Date, Arg::Date], Ty::Int),
    builtin("datetime", Func::Datetime, &[Arg::Int; 5], Ty::Instant),
    builtin("year", Func::Year, &[Arg::Day], Ty::Int),
    builtin("age", Func::Age, &[Arg::Date, Arg::Date], Ty::Int),
    builtin("ceil", Func::Ceil, &[Arg::Number], Ty::Int),
    builtin("floor", Func::Floor, &[Arg::Number], Ty::Int),
    builtin("pct", Func::Pct, &[Arg::Amount, Arg::Amount, Arg::Int], Ty::Decimal),
];

/// Functions with a file or a rule of their own.
const OTHERS: &[&str] = &[
    "date", "round", "coalesce", "min", "max", "did", "events", "first", "last", "due", "used", "met",
    "lapsed", "paused", "started", "find", "exists", "count", "sum", "param", "in_force", "at",
];

impl Arg {
    fn accepts(self, ty: &Ty) -> bool {
        match self {
            Self::Int => ty.fits(&Ty::Int),
            Self::Number => ty.is_number(),
            Self::Amount => ty.is_number() || *ty == Ty::Money,
            Self::Date => ty.fits(&Ty::Date),
            Self::Day => ty.fits(&Ty::Date) || *ty == Ty::Instant,
            Self::Period => ty.fits(&Ty::Period),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Int => "integer",
            Self::Number => "a number",
            Self::Amount => "a number or money",
            Self::Date => "date",
            Self::Day => "a date or datetime",
            Self::Period => "period",
        }
    }

    fn help(self, found: &Ty) -> &'static str {
        match (self, found) {
            (Self::Date, Ty::Instant) => "`date(x)` is the day of a datetime",
            (Self::Period, Ty::Int) => "say what is counted: `wd(n)`, `cd(n)`, `months(n)`, `wh(n)`",
            _ => "",
        }
    }
}

impl Checker<'_, '_> {
    pub(super) fn call(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        match word.text.as_str() {
            "date" => self.date(args, span),
            "round" => self.round(args, span),
            "coalesce" | "min" | "max" => self.alike(word, args, span),
            "did" | "events" | "first" | "last" => self.history(word, args, span),
            "due" | "used" | "met" | "lapsed" | "paused" | "started" => self.limit(word, args, span),
            "find" | "exists" | "count" | "sum" => self.find(word, args, span),
            "param" => self.param(word, args, span),
            "in_force" => self.in_force(word, args, span),
            "at" => self.at(word, args, span),
            name => match BUILTINS.iter().find(|builtin| builtin.name == name) {
                Some(builtin) => self.builtin(builtin, args, span),
                None => self.capability(word, args, span),
            },
        }
    }

    fn builtin(&mut self, builtin: &Builtin, args: &[Node], span: Span) -> Checked {
        self.count(builtin.name, args, &[builtin.args.len()], &span)?;
        let args = self.args(builtin.name, args, builtin.args)?;
        Some(self.called(builtin.func, args, builtin.gives.clone(), span))
    }

    /// A call, computed at once if it is constant.
    fn called(&mut self, func: Func, args: Vec<Expr>, ty: Ty, span: Span) -> Expr {
        let kind = match fold::call(func, &args) {
            Some(value) => ExprKind::Lit(value),
            None => ExprKind::Call { func, args },
        };
        Expr::new(kind, ty, span)
    }

    fn args(&mut self, name: &str, args: &[Node], wanted: &[Arg]) -> Option<Vec<Expr>> {
        let args: Vec<_> =
            args.iter().zip(wanted).map(|(arg, wanted)| self.arg(name, arg, *wanted)).collect();
        args.into_iter().collect()
    }

    fn arg(&mut self, name: &str, arg: &Node, wanted: Arg) -> Checked {
        let expr = self.check(arg)?;
        if wanted.accepts(&expr.ty) {
            return Some(expr);
        }
        let what = format!("`{name}` takes {}, found {}", wanted.words(), expr.ty);
        self.refuse("E08", expr.span, what, wanted.help(&expr.ty))
    }

    /// `date(x)` and `date(y, m, d)`.
    fn date(&mut self, args: &[Node], span: Span) -> Checked {
        self.count("date", args, &[1, 3], &span)?;
        let wanted: &[Arg] = if args.len() == 1 { &[Arg::Day] } else { &[Arg::Int; 3] };
        let args = self.args("date", args, wanted)?;
        let constant = args.len() == 3 && args.iter().all(|arg| fold::literal(arg).is_some());
        if constant && fold::date(&args).is_none() {
            return self.refuse("E08", span, "there is no such day".to_owned(), "year, month, day");
        }
        Some(self.called(Func::Date, args, Ty::Date, span))
    }

    /// `round(x)` gives an integer, `round(x, n)` n decimals.
    fn round(&mut self, args: &[Node], span: Span) -> Checked {
        self.count("round", args, &[1, 2], &span)?;
        let args = self.args("round", args, &[Arg::Number, Arg::Int])?;
        let ty = if args.len() == 1 { Ty::Int } else { Ty::Decimal };
        Some(self.called(Func::Round, args, ty, span))
    }

    fn capability(&mut self, word: &Word, args: &[Node], span: Span) -> Checked {
        let Some(signature) = signature(&word.text) else {
            return self.no_function(word, args);
        };
        self.count(signature.name, args, &[signature.args.len()], &span)?;
        let mut given = Vec::new();
        for (arg, shape) in args.iter().zip(signature.args) {
            given.push(self.capability_arg(signature.name, arg, &shape.ty()));
        }
        let given = given.into_iter().collect::<Option<_>>()?;
        Some(Expr::new(ExprKind::Capability(signature.name.into(), given), signature.gives.ty(), span))
    }

    fn capability_arg(&mut self, name: &str, arg: &Node, wanted: &Ty) -> Checked {
        let expr = self.check(arg)?;
        if expr.ty.fits(wanted) {
            return Some(expr);
        }
        let what = format!("`{name}` takes {wanted}, found {}", expr.ty);
        self.refuse("E08", expr.span, what, "")
    }

    fn no_function(&mut self, word: &Word, args: &[Node]) -> Checked {
        let mut names: Vec<&str> = BUILTINS.iter().map(|builtin| builtin.name).collect();
        names.extend(OTHERS);
        names.extend(SIGNATURES.iter().map(|signature| signature.name));
        let help = offer(&word.text, &names);
        let refused =
            self.refuse("E06", word.span.clone(), format!("there is no function `{}`", word.text), help);
        for arg in args {
            self.check(arg);
        }
        refused
    }
}

/// A text literal argument, by which something is named.
pub(super) fn named(arg: &Node) -> Option<&str> {
    match &arg.kind {
        NodeKind::Text(text) => Some(text),
        _ => None,
    }
}
