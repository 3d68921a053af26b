//! `[document]` 文书 (language.md 2.8): what an action makes from a template or has attached.

use crate::keys::{Entry, Keys};
use crate::place::Place;
use crate::{Document, FieldType};

/// The documents of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Document> {
    place.own.root.entries("document").into_iter().map(|entry| document(place, entry)).collect()
}

fn document<'a>(place: &Place<'a>, (id, item): Entry<'a>) -> Document {
    let keys = Keys::open(place.file(), item, id.span.clone(), &["name", "template", "seal", "number"]);
    let keys = keys.as_ref();
    Document {
        id: id.name(),
        name: keys.map(|keys| keys.need_string("name")).unwrap_or_default(),
        template: keys.and_then(|keys| keys.string("template")),
        seal: keys.is_some_and(|keys| keys.flag("seal")),
        number: keys.and_then(|keys| number(place, keys)),
    }
}

fn number<'a>(place: &Place<'a>, keys: &Keys<'a>) -> Option<u16> {
    let text = keys.text("number")?;
    let field = place.field(&text)?;
    if place.own.fields[usize::from(field)].ty != FieldType::Number {
        let what = format!("`{}` is not a field of type `number`", text.text);
        place.file().error("E19", text.span, what, "");
    }
    Some(field)
}
