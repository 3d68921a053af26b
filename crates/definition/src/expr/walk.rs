//! Walking typed expressions: their parts, and rebuilding them from changed parts.

use std::sync::Arc;

use super::{Expr, ExprKind, Find, FindWhat};

impl Expr {
    /// An expression.
    pub fn new(kind: ExprKind, ty: super::Ty, span: std::ops::Range<usize>) -> Self {
        Self { kind, ty, span }
    }

    /// The parts directly below. Of a look-up these are the captured values and its day: its
    /// predicate is a world of its own.
    pub fn children(&self) -> Vec<&Expr> {
        use ExprKind as K;
        match &self.kind {
            K::Get(of, _) | K::Not(of) | K::Neg(of) => vec![of],
            K::Index(a, b) | K::Binary(_, a, b) | K::At(a, b) => vec![a, b],
            K::Cond(a, b, c) => vec![a, b, c],
            K::List(items) | K::Call { args: items, .. } | K::Capability(_, items) => items.iter().collect(),
            K::Macro { list, body, .. } => vec![list, body],
            K::Method { of, args, .. } => std::iter::once(&**of).chain(args).collect(),
            K::Limit(_, _, Some(of)) | K::Param(_, Some(of)) => vec![of],
            K::InForce(of, day) => of.iter().map(|of| &**of).chain([&**day]).collect(),
            K::Find(find) => find.captures.iter().chain(find.day.as_ref()).collect(),
            _ => vec![],
        }
    }

    /// Visits this expression and all parts below, predicates of look-ups included.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        if let ExprKind::Find(find) = &self.kind {
            find.pred.walk(visit);
            if let FindWhat::Sum(of) = &find.what {
                of.walk(visit);
            }
        }
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The same expression with each direct part changed.
    pub fn map(self, change: &mut dyn FnMut(Expr) -> Expr) -> Expr {
        Expr { kind: self.kind.map(change), ..self }
    }
}

impl ExprKind {
    fn map(self, change: &mut dyn FnMut(Expr) -> Expr) -> ExprKind {
        use ExprKind as K;
        let mut one = |expr: Box<Expr>| Box::new(change(*expr));
        match self {
            K::Get(of, member) => K::Get(one(of), member),
            K::Not(of) => K::Not(one(of)),
            K::Neg(of) => K::Neg(one(of)),
            K::Index(a, b) => K::Index(one(a), one(b)),
            K::Binary(op, a, b) => K::Binary(op, one(a), one(b)),
            K::At(a, b) => K::At(one(a), one(b)),
            K::Cond(a, b, c) => K::Cond(one(a), one(b), one(c)),
            K::List(items) => K::List(items.into_iter().map(change).collect()),
            K::Call { func, args } => K::Call { func, args: args.into_iter().map(change).collect() },
            K::Capability(name, args) => K::Capability(name, args.into_iter().map(change).collect()),
            K::Macro { op, list, var, body } => K::Macro { op, list: one(list), var, body: one(body) },
            K::Method { op, of, args } => {
                let of = one(of);
                K::Method { op, of, args: args.into_iter().map(change).collect() }
            }
            K::Limit(f, limit, row) => K::Limit(f, limit, row.map(one)),
            K::Param(id, day) => K::Param(id, day.map(one)),
            K::InForce(of, day) => K::InForce(of.map(&mut one), one(day)),
            K::Find(find) => K::Find(Arc::new(map_find(Arc::unwrap_or_clone(find), change))),
            leaf => leaf,
        }
    }
}

fn map_find(find: Find, change: &mut dyn FnMut(Expr) -> Expr) -> Find {
    let captures = find.captures.into_iter().map(&mut *change).collect();
    Find { captures, day: find.day.map(change), ..find }
}
