//! The order in which computed fields are computed, each after those it reads (E20 if there is
//! none).

use std::sync::Arc;

use crate::expr::{Expr, ExprKind, Member, Own};
use crate::outline::Outline;
use crate::place::index;
use crate::{Field, FieldType, TypeDef};

/// The computed fields in order; those of a cycle are left out and said.
pub(crate) fn order(own: &Outline<'_>, def: &TypeDef) -> Vec<u16> {
    let mut waiting: Vec<usize> = (0..def.fields.len()).filter(|at| def.fields[*at].is.is_some()).collect();
    let mut order: Vec<u16> = Vec::new();
    loop {
        let ready = |at: &usize| !reads(&def.fields, *at).iter().any(|other| waiting.contains(other));
        let next: Vec<usize> = waiting.iter().copied().filter(ready).collect();
        if next.is_empty() {
            break;
        }
        waiting.retain(|at| !next.contains(at));
        order.extend(next.into_iter().map(index));
    }
    for at in waiting {
        let field = &def.fields[at];
        let what = format!("`{}` is computed from itself", field.id);
        own.root.file.error(
            "E20",
            field.span.clone(),
            what,
            "follow the fields in its `is`: one of them leads back",
        );
    }
    order
}

/// The own fields that a computed field reads.
fn reads(fields: &[Field], at: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut look = |expr: &Expr| expr.walk(&mut |part| found.extend(own_field(fields, part)));
    fields[at].is.iter().for_each(&mut look);
    if let FieldType::Rows { columns, .. } = &fields[at].ty {
        let columns: Arc<[Field]> = columns.clone();
        columns.iter().filter_map(|column| column.is.as_ref()).for_each(look);
    }
    found
}

fn own_field(fields: &[Field], part: &Expr) -> Option<usize> {
    match &part.kind {
        ExprKind::Field(at) => Some(usize::from(*at)),
        ExprKind::Get(of, Member::Field(name)) if of.kind == ExprKind::Own(Own::This) => {
            fields.iter().position(|field| field.id == *name)
        }
        _ => None,
    }
}
