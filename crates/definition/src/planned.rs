//! `planned.toml`: types that others refer to and that are not shipped yet (language.md 10).
//!
//! ```toml
//! [[type]]
//! id = "litigation"
//! name = "行政诉讼"
//! system = "13-reconsideration"
//! kind = "case"
//! fields = { decision = "ref penalty_case", parties = "party*", result = "choice" }
//! commands = ["penalty_case.annul"]
//! ```
//! A field is its type as in `type =`, with `*` for many; `choice` in this form compares as text.
//! Where the choices or the columns of rows matter, it is a table with the keys of a field.
//! `commands` lists what its actions will command, so that E14 does not miss a commander.

use toml::de::DeValue;

use crate::field::{self, Stand};
use crate::keys::{Entry, Keys, check_identifier, text_of};
use crate::outline;
use crate::set::Set;
use crate::source::{File, Parsed};
use crate::{Field, FieldType, Planned};

/// Reads the planned types.
pub(crate) fn read<'a>(parsed: &'a Parsed<'a>, set: &mut Set<'a>) {
    let file = &parsed.file;
    let root = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    root.only(&["type"]);
    for keys in root.tables("type", &["id", "name", "system", "kind", "fields", "commands"]) {
        let Some(id) = keys.need_text("id") else { continue };
        check_identifier(file, &id);
        let planned = Planned {
            id: id.name(),
            name: keys.need_string("name"),
            system: keys.need_string("system"),
            kind: outline::kind(&keys, "kind"),
            fields: keys.entries("fields").into_iter().map(|entry| field_of(file, entry)).collect(),
        };
        set.promised.extend(keys.strings("commands"));
        if set.versions.contains_key(id.text) {
            let what = format!("type `{}` is defined, so it is no longer planned", id.text);
            file.error("E04", id.span.clone(), what, "remove it from planned.toml");
        } else if !set.planned.contains_key(id.text) {
            set.planned.insert(id.name(), planned);
        } else {
            file.error("E04", id.span.clone(), format!("type `{}` is planned twice", id.text), "remove one");
        }
    }
}

fn field_of<'a>(file: &'a File<'a>, entry: Entry<'a>) -> Field {
    match entry.1.get_ref() {
        DeValue::Table(_) => field::signature(file, entry, Stand::Planned),
        _ => match text_of(file, entry.1) {
            Some(text) => field::short(file, &entry.0, &text),
            None => field::signature(file, entry, Stand::Planned),
        },
    }
}

/// Checks what planned types refer to; when all types are known. A plan does not run, so what it
/// misses stops nothing.
pub(crate) fn check(parsed: &Parsed<'_>, set: &Set<'_>) {
    for planned in set.planned.values() {
        for field in &planned.fields {
            let FieldType::Ref(types) = &field.ty else { continue };
            let known = |ty: &str| set.versions.contains_key(ty) || set.planned.contains_key(ty);
            let built_in = |ty: &str| matches!(ty, "person" | "organization");
            for ty in types.iter().filter(|ty| !known(ty) && !built_in(ty)) {
                let what = format!("a plan refers to `{ty}`, but no type defines it");
                parsed.file.warn(
                    "W06",
                    field.span.clone(),
                    what,
                    "define it, plan it, or take the reference out",
                );
            }
        }
    }
}
