//! The versions of a type follow one another without gap or overlap, and a field keeps its type
//! (E22), because look-ups and figures read all versions by field id.

use crate::outline::Outline;
use crate::set::Set;
use crate::{Field, FieldType};

/// Checks the versions of all types.
pub(crate) fn check(set: &Set<'_>) {
    for all in set.versions.values() {
        let versions: Vec<&Outline<'_>> = all.iter().map(|at| &set.outlines[*at]).collect();
        for pair in versions.windows(2) {
            check_days(pair[0], pair[1]);
            check_fields(pair[0], pair[1]);
        }
    }
}

fn check_days(before: &Outline<'_>, after: &Outline<'_>) {
    let at = after.head.item("effective").map_or(after.head.span.clone(), |item| item.span());
    let what = match before.until {
        _ if before.effective == after.effective => {
            format!("two versions of `{}` begin on {}", after.id, after.effective)
        }
        Some(until) if until == after.effective => return,
        Some(until) if until < after.effective => {
            format!("no version of `{}` is in force from {until} until {}", after.id, after.effective)
        }
        _ => format!("versions of `{}` overlap from {} on", after.id, after.effective),
    };
    let help =
        format!("`until` of the earlier version is the day of effect of the later: {}", after.effective);
    after.head.file.error("E22", at, what, help);
}

fn check_fields(before: &Outline<'_>, after: &Outline<'_>) {
    for field in &after.fields {
        let old = before.fields.iter().find(|old| old.id == field.id);
        if old.is_some_and(|old| !same(old, field)) {
            let what = format!("`{}` had another type in the version before", field.id);
            after.head.file.error(
                "E22",
                field.span.clone(),
                what,
                "a field of another type is another field: give it a new id",
            );
        }
    }
}

/// The choices and the types referred to may change, the kind of value may not.
fn same(a: &Field, b: &Field) -> bool {
    let kind = std::mem::discriminant(&a.ty) == std::mem::discriminant(&b.ty);
    kind && a.many == b.many && same_columns(&a.ty, &b.ty)
}

fn same_columns(a: &FieldType, b: &FieldType) -> bool {
    let (FieldType::Rows { columns: a, .. }, FieldType::Rows { columns: b, .. }) = (a, b) else {
        return true;
    };
    a.iter().all(|old| b.iter().find(|new| new.id == old.id).is_none_or(|new| same(old, new)))
}
