//! `roles.toml`: the roles that `by` names, with the scope each has where a definition gives none.

use fadu_base::Name;
use indexmap::IndexMap;

use crate::expr::nearest::offer;
use crate::keys::{Keys, Text, check_identifier};
use crate::source::{File, Parsed};
use crate::{Role, Scope};

/// The words for scopes.
pub(crate) const SCOPES: &[&str] = &["none", "own", "org", "below", "district"];

/// Reads the roles.
pub(crate) fn read(parsed: &Parsed<'_>, roles: &mut IndexMap<Name, Role>) {
    let file = &parsed.file;
    let root = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    root.only(&["role"]);
    let entries = root.tables("role", &["id", "name", "scope", "appointed_by", "oversees"]);
    for keys in &entries {
        let Some(id) = keys.need_text("id") else { continue };
        check_identifier(file, &id);
        if id.text == "system" {
            file.error(
                "E05",
                id.span.clone(),
                "`system` is no role: acts by law bear it",
                "choose another id",
            );
        }
        let role = Role {
            id: id.name(),
            name: keys.need_string("name"),
            scope: scope(keys),
            oversees: keys.flag("oversees"),
            appointed_by: keys.text("appointed_by").map(|role| role.name()),
        };
        if roles.insert(id.name(), role).is_some() {
            file.error("E04", id.span.clone(), format!("role `{}` is written twice", id.text), "remove one");
        }
    }
    check_appointers(file, &entries, roles);
}

fn scope(keys: &Keys<'_>) -> Scope {
    let Some(text) = keys.need_text("scope") else { return Scope::None };
    word(text.text).unwrap_or_else(|| {
        let what = format!("`{}` is no scope", text.text);
        keys.file.error("E10", text.span, what, offer(text.text, SCOPES));
        Scope::None
    })
}

/// The scope a word means.
pub(crate) fn word(word: &str) -> Option<Scope> {
    Some(match word {
        "none" => Scope::None,
        "own" => Scope::Own,
        "org" => Scope::Org,
        "below" => Scope::Below,
        "district" => Scope::District,
        _ => return None,
    })
}

fn check_appointers(file: &File<'_>, entries: &[Keys<'_>], roles: &IndexMap<Name, Role>) {
    for text in entries.iter().filter_map(|keys| keys.text("appointed_by")) {
        let Text { text, span } = text;
        if !roles.contains_key(text) {
            let names: Vec<&Name> = roles.keys().collect();
            file.error(
                "E06",
                span,
                format!("there is no role `{text}`"),
                offer(text, &names.iter().map(|n| &***n).collect::<Vec<_>>()),
            );
        }
    }
}
