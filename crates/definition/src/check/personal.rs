//! Nothing personal is held without a purpose, or leaves unmasked (E17, E18).

use crate::field::{Stand, word};
use crate::outline::Outline;
use crate::set::Set;
use crate::{Field, FieldType, TypeDef};

/// Checks fields, columns and inputs of a type.
pub(crate) fn check(set: &Set<'_>, own: &Outline<'_>, def: &TypeDef) {
    let forbidden = set.forbidden.get(own.root.file.system()).map_or(&[][..], Vec::as_slice);
    let inputs = def.actions.iter().flat_map(|action| &action.input);
    for field in def.fields.iter() {
        check_field(own, field, forbidden, Stand::Record);
        if let FieldType::Rows { columns, .. } = &field.ty {
            columns.iter().for_each(|column| check_field(own, column, forbidden, Stand::Column));
        }
    }
    inputs.for_each(|input| check_field(own, input, forbidden, Stand::Input));
}

fn check_field(own: &Outline<'_>, field: &Field, forbidden: &[String], stand: Stand) {
    let file = own.root.file;
    let word = word(&field.ty);
    let id_number = matches!(field.ty, FieldType::IdNumber | FieldType::IdNumberOrUscc);
    let personal = id_number || matches!(field.ty, FieldType::Phone | FieldType::Address);
    if forbidden.iter().any(|kind| kind == word || (kind == "id_number" && id_number)) {
        let what = format!("this system may not hold `{word}`, so no `{}`", field.id);
        file.error("E18", field.span.clone(), what, "remove the field");
    } else if personal && field.personal.is_none() {
        let what = format!("`{}` is personal and says no purpose", field.id);
        file.error(
            "E18",
            field.span.clone(),
            what,
            "add `personal = \"law and article: purpose\"` (个人信息保护法)",
        );
    }
    let published = field.public && (field.personal.is_some() || personal);
    if stand == Stand::Record && published && field.mask.is_none() && !has_default_mask(&field.ty) {
        let what = format!("`{}` is personal and public, and its type has no mask", field.id);
        file.error("E17", field.span.clone(), what, "add `mask = \"'name'\"` or another mask");
    }
}

/// Types whose mask is known (sheet 00, 10).
fn has_default_mask(ty: &FieldType) -> bool {
    match ty {
        FieldType::IdNumber | FieldType::IdNumberOrUscc | FieldType::Phone | FieldType::Address => true,
        FieldType::Ref(types) => {
            !types.is_empty() && types.iter().all(|ty| matches!(&**ty, "person" | "organization"))
        }
        _ => false,
    }
}
