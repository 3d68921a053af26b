//! `system.toml` of a folder: what the types in it may not hold.
//!
//! `forbids = ["id_number"]` keeps a value type out of every type of the folder, because the law
//! of that system asks for counts and not for dossiers (E18).

use std::collections::BTreeMap;

use crate::keys::Keys;
use crate::source::Parsed;

/// Reads the file of one folder.
pub(crate) fn read(parsed: &Parsed<'_>, forbidden: &mut BTreeMap<String, Vec<String>>) {
    let file = &parsed.file;
    let keys = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    keys.only(&["name", "forbids"]);
    forbidden.insert(file.system().to_owned(), keys.strings("forbids"));
}
