//! `system.toml` of a folder: its Chinese name, and what the types in it may not hold.
//!
//! `forbids = ["id_number"]` keeps a value type out of every type of the folder, because the law
//! of that system asks for counts and not for dossiers (E18).

use crate::keys::Keys;
use crate::set::Set;
use crate::source::Parsed;

/// Reads the file of one folder.
pub(crate) fn read(parsed: &Parsed<'_>, set: &mut Set<'_>) {
    let file = &parsed.file;
    let keys = Keys { file, table: parsed.table.get_ref(), span: 0..0 };
    keys.only(&["name", "forbids"]);
    set.forbidden.insert(file.system().to_owned(), keys.strings("forbids"));
    set.systems.extend(keys.string("name").map(|name| (file.system().to_owned(), name)));
}
