//! `[schedule.<id>]` (language.md 2.8): commands by the calendar, idempotent by `key`.

use std::sync::Arc;

use fadu_base::Name;

use crate::expr::nearest::offer;
use crate::expr::scope::{Allow, Scope};
use crate::keys::{Keys, Text, check_identifier, list_of, text_of};
use crate::place::{Place, bare};
use crate::{Expr, Schedule, then};

const KEYS: &[&str] = &["every", "at", "each", "as", "do", "on_record", "with", "if", "key"];
const EVERY: &[&str] = &["year", "half", "quarter", "month", "week", "day"];

/// The schedules of a type.
pub(crate) fn read(place: &Place<'_>) -> Vec<Schedule> {
    let sections = place.own.root.sections("schedule");
    sections.into_iter().filter_map(|(id, keys)| schedule(place, &id, &keys)).collect()
}

fn schedule<'a>(place: &Place<'a>, id: &Text<'a>, keys: &Keys<'a>) -> Option<Schedule> {
    keys.only(KEYS);
    check_identifier(keys.file, id);
    let allow = [Allow::Clock, Allow::Find, Allow::FindClock, Allow::References].into_iter().collect();
    let scope = Scope { allow, ..bare(place.set) };
    let then = then::read(place, keys, &scope)?;
    let mut inner = scope.clone();
    if let (Some((list, _)), Some(name)) = (&then.each, keys.text("as")) {
        inner.vars.push((name.name(), then::member(&list.ty)));
    }
    Some(Schedule {
        id: id.name(),
        every: every(keys),
        at: at(keys),
        key: key(place, keys, &inner),
        then: Arc::new(then),
    })
}

fn every(keys: &Keys<'_>) -> Name {
    let Some(text) = keys.need_text("every") else { return "year".into() };
    if !EVERY.contains(&text.text) {
        let what = format!("`{}` is no rhythm", text.text);
        keys.file.error("E10", text.span.clone(), what, offer(text.text, EVERY));
    }
    text.name()
}

/// `MM-DD`, `DD` or the number of a week day: digits, and dashes between.
fn at(keys: &Keys<'_>) -> Option<String> {
    let text = keys.text("at")?;
    let part = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !text.text.split('-').all(part) {
        let what = format!("`{}` is no day of a rhythm", text.text);
        keys.file.error(
            "E10",
            text.span.clone(),
            what,
            "write `01-31` for a year, `31` for a month, `1` for a week",
        );
    }
    Some(text.text.to_owned())
}

fn key<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Vec<Expr> {
    keys.need("key");
    let Some(item) = keys.item("key") else { return Vec::new() };
    let texts = list_of(keys.file, item).into_iter().filter_map(|item| text_of(keys.file, item));
    texts.map(|text| place.expr(&text, scope.clone())).collect()
}
