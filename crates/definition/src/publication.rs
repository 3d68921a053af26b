//! `[publication.<id>]` 公示 (language.md 2.8): what leaves for everyone, when, and until when.

use crate::expr::Ty;
use crate::expr::scope::{Allow, Scope};
use crate::keys::{Keys, Text, check_identifier};
use crate::place::Place;
use crate::{Expr, Publication};

const KEYS: &[&str] =
    &["name", "after", "within", "by", "where", "shows", "until", "off", "off_within", "article"];

/// The publications of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Publication> {
    let sections = place.own.root.sections("publication");
    sections.into_iter().map(|(id, keys)| publication(place, &id, &keys)).collect()
}

fn publication<'a>(place: &Place<'a>, id: &Text<'a>, keys: &Keys<'a>) -> Publication {
    keys.only(KEYS);
    check_identifier(keys.file, id);
    let scope = place.scope(&[Allow::Clock, Allow::History, Allow::References]);
    let expr = |key: &str, want: Ty| {
        let text = keys.text(key)?;
        Some(place.expr_of(&text, scope.clone(), want))
    };
    keys.need("after");
    let whole = Publication {
        id: id.name(),
        name: keys.need_string("name"),
        after: place.actions(&keys.texts("after")),
        within: expr("within", Ty::Period),
        by: by(place, keys),
        cond: expr("where", Ty::Bool),
        shows: shows(place, keys),
        until: until(place, keys, &scope),
        off: place.actions(&keys.texts("off")),
        off_within: expr("off_within", Ty::Period),
        article: keys.string("article"),
    };
    check_personal(place, keys, &whole);
    whole
}

fn until<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Option<Expr> {
    let text = keys.text("until")?;
    Some(place.expr_of(&text, scope.clone(), Ty::Date))
}

/// The role that records it: a text, or a list of one.
fn by(place: &Place<'_>, keys: &Keys<'_>) -> Option<fadu_base::Name> {
    let item = keys.item("by")?;
    if item.get_ref().as_str().is_some() {
        return place.role(&keys.text("by")?);
    }
    match keys.texts("by").as_slice() {
        [one] => place.role(one),
        _ => {
            crate::keys::wrong(keys.file, item, "one role");
            None
        }
    }
}

fn shows(place: &Place<'_>, keys: &Keys<'_>) -> Vec<u16> {
    keys.need("shows");
    let shown = |text: &Text<'_>| {
        let at = place.field(text)?;
        if !place.own.fields[usize::from(at)].public {
            let what = format!("`{}` is shown but not public", text.text);
            keys.file.error(
                "E17",
                text.span.clone(),
                what,
                "add `public = true` to the field, or leave it out",
            );
        }
        Some(at)
    };
    keys.texts("shows").iter().filter_map(shown).collect()
}

/// What is personal must disappear one day.
fn check_personal(place: &Place<'_>, keys: &Keys<'_>, whole: &Publication) {
    let personal = |at: &u16| place.own.fields[usize::from(*at)].personal.is_some();
    if whole.until.is_none() && !keys.has("until") && whole.shows.iter().any(personal) {
        let what = format!("`{}` shows a personal field for ever", whole.id);
        keys.file.warn("W03", keys.span.clone(), what, "add `until`, the day on which it disappears");
    }
}
