//! `[step]` (language.md 2.3): the steps of a type, in order.

use crate::Step;
use crate::keys::{Keys, check_identifier};

/// The steps of a file.
pub(crate) fn read(root: &Keys<'_>) -> Vec<Step> {
    root.entries("step")
        .into_iter()
        .map(|(id, item)| {
            check_id(root, &id);
            let keys = Keys::open(root.file, item, id.span.clone(), &["name", "end", "in_force"]);
            let keys = keys.as_ref();
            Step {
                id: id.name(),
                name: keys.map(|keys| keys.need_string("name")).unwrap_or_default(),
                end: keys.is_some_and(|keys| keys.flag("end")),
                in_force: keys.is_some_and(|keys| keys.flag("in_force")),
                span: id.span,
            }
        })
        .collect()
}

/// `new` is the pseudo-step of records that are not there yet.
fn check_id(root: &Keys<'_>, id: &crate::keys::Text<'_>) {
    check_identifier(root.file, id);
    if id.text == "new" {
        let what = format!("`{}` has another meaning in `from`", id.text);
        root.file.error("E05", id.span.clone(), what, "choose another id");
    }
}
