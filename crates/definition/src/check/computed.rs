//! The order in which computed fields are computed, each after those it reads (E20 if there is
//! none). Computed columns of rows are computed with their field, in the order of the file.

use crate::expr::{Expr, ExprKind, Member, Own};
use crate::outline::Outline;
use crate::place::index;
use crate::{Field, FieldType, TypeDef};

/// The fields with something computed, in order; those of a cycle are left out and said.
pub(crate) fn order(own: &Outline<'_>, def: &TypeDef) -> Vec<u16> {
    def.fields.iter().for_each(|field| check_columns(own, field));
    let computed =
        |at: &usize| def.fields[*at].is.is_some() || computed_columns(&def.fields[*at]).count() > 0;
    let mut waiting: Vec<usize> = (0..def.fields.len()).filter(computed).collect();
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
        from_itself(own, &def.fields[at], "follow the fields in its `is`: one of them leads back");
    }
    order
}

fn from_itself(own: &Outline<'_>, field: &Field, help: &str) {
    let what = format!("`{}` is computed from itself", field.id);
    own.root.file.error("E20", field.span.clone(), what, help);
}

/// A computed column reads only computed columns that stand before it.
fn check_columns(own: &Outline<'_>, field: &Field) {
    for (at, column, is) in computed_columns(field) {
        let mut later = false;
        is.walk(&mut |part| {
            if let ExprKind::Get(of, Member::Column(read)) = &part.kind {
                let read = usize::from(*read);
                later |= of.kind == ExprKind::Row
                    && read >= at
                    && computed_columns(field).any(|(known, ..)| known == read);
            }
        });
        if later {
            from_itself(own, column, "a computed column reads only those written before it");
        }
    }
}

fn computed_columns(field: &Field) -> impl Iterator<Item = (usize, &Field, &Expr)> {
    let columns = match &field.ty {
        FieldType::Rows { columns, .. } => &**columns,
        _ => &[],
    };
    columns.iter().enumerate().filter_map(|(at, column)| Some((at, column, column.is.as_ref()?)))
}

/// The own fields that a computed field reads.
fn reads(fields: &[Field], at: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut look = |expr: &Expr| expr.walk(&mut |part| found.extend(own_field(fields, part)));
    fields[at].is.iter().for_each(&mut look);
    computed_columns(&fields[at]).for_each(|(_, _, is)| look(is));
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
