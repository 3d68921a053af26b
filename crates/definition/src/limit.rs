//! `[limit.<id>]` (language.md 2.7): time limits 办理时限.

use crate::expr::Ty;
use crate::expr::scope::{Allow, Scope};
use crate::keys::{Keys, Text};
use crate::place::{Place, nothing};
use crate::{Limit, Pause, action};

const KEYS: &[&str] = &[
    "name", "article", "when", "length", "roll", "starts", "from", "ends", "until", "each", "pauses",
    "extends", "lapse", "alarm",
];

/// The limits of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Limit> {
    place.own.root.sections("limit").into_iter().map(|(id, keys)| limit(place, &id, &keys)).collect()
}

fn limit<'a>(place: &Place<'a>, id: &Text<'a>, keys: &Keys<'a>) -> Limit {
    keys.only(KEYS);
    let each = keys.text("each").and_then(|text| action::rows_field(place, &text));
    let names = place.scope(&[Allow::Clock, Allow::History, Allow::References]);
    let scope = Scope { row: each.and_then(|rows| place.columns(rows)), ..names };
    let day = |key: &str| {
        let text = keys.text(key)?;
        Some(place.expr_among(&text, scope.clone(), &[Ty::Date, Ty::Instant], "a date or datetime"))
    };
    if !keys.has("article") {
        keys.file.warn(
            "W01",
            id.span.clone(),
            format!("limit `{}` names no article", id.text),
            "a time limit says where it stands: `article = \"…\"`",
        );
    }
    Limit {
        id: id.name(),
        name: keys.need_string("name"),
        article: keys.string("article"),
        when: keys.text("when").map(|text| place.condition(&text, scope.clone())),
        length: keys.need_text("length").map_or_else(nothing, |text| length(place, &text, &scope)),
        roll: keys.flag_or("roll", true),
        starts: place.actions(&keys.texts("starts")),
        from: day("from"),
        ends: place.actions(&keys.texts("ends")),
        until: day("until"),
        each,
        pauses: pauses(place, keys),
        extends: extends(place, keys, &scope),
        lapse: keys.text("lapse").and_then(|text| place.action(&text)),
        alarm: alarm(place, keys),
        span: id.span.clone(),
    }
}

/// A period, or a date of the record's own.
fn length<'a>(place: &Place<'a>, text: &Text<'a>, scope: &Scope<'_>) -> crate::Expr {
    place.expr_among(text, scope.clone(), &[Ty::Period, Ty::Date, Ty::Instant], "a period or a date")
}

fn pauses(place: &Place<'_>, keys: &Keys<'_>) -> Vec<Pause> {
    let tables = keys.tables("pauses", &["start", "end", "rows", "from", "to"]);
    tables.iter().filter_map(|keys| pause(place, keys)).collect()
}

fn pause(place: &Place<'_>, keys: &Keys<'_>) -> Option<Pause> {
    let Some(rows) = keys.text("rows") else {
        keys.need("start");
        keys.need("end");
        let actions = |key| place.actions(&keys.texts(key));
        return Some(Pause::Actions { start: actions("start"), end: actions("end") });
    };
    let rows = action::rows_field(place, &rows)?;
    let column = |key: &str| {
        let text = keys.need_text(key)?;
        let at = place.column(rows, &text)?;
        let columns = place.columns(rows)?;
        let ty = Ty::of_field(columns.get(usize::from(at))?);
        if !matches!(ty, Ty::Date | Ty::Instant) {
            let what = format!("column `{}` is no date", text.text);
            keys.file.error("E08", text.span, what, "");
        }
        Some(at)
    };
    Some(Pause::Rows { rows, from: column("from")?, to: column("to")? })
}

fn extends<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Vec<(u16, crate::Expr)> {
    let extend = |(id, item)| {
        let action = place.action(&id)?;
        let text = crate::keys::text_of(keys.file, item)?;
        let input = place.own.inputs.get(usize::from(action)).map(Vec::as_slice);
        let scope = Scope { input, ..scope.clone() };
        Some((action, place.expr_of(&text, scope, Ty::Period)))
    };
    keys.entries("extends").into_iter().filter_map(extend).collect()
}

fn alarm(place: &Place<'_>, keys: &Keys<'_>) -> Vec<(u32, Vec<fadu_base::Name>)> {
    let tables = keys.tables("alarm", &["at", "tell"]);
    let alarm = |keys: &Keys<'_>| {
        keys.need("at");
        let told = keys.texts("tell");
        Some((keys.count("at")?, told.iter().filter_map(|text| place.role(text)).collect()))
    };
    tables.iter().filter_map(alarm).collect()
}
