//! `refuse` (language.md 2.5): the one construct for conditions of law. It stands in a field, in
//! an action, or at top level with `on`; the last are handed to each action they name, after its
//! own and in file order.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::expr::nearest::offer;
use crate::expr::scope::{Allow, Scope};
use crate::expr::{Expr, Ty};
use crate::keys::{Keys, Text};
use crate::place::{Place, index, nothing};
use crate::{Action, Field, RefusalKind, Refuse, punctuation};

const KEYS: &[&str] = &["id", "when", "say", "article", "kind", "warn"];
const SHARED_KEYS: &[&str] = &["id", "when", "say", "article", "kind", "warn", "on", "except"];

/// The kinds of refusal (sheet 00, 15).
pub(crate) const KINDS: &[(&str, RefusalKind)] = &[
    ("FIELD_MISSING", RefusalKind::FieldMissing),
    ("FIELD_INVALID", RefusalKind::FieldInvalid),
    ("REF_NOT_VALID", RefusalKind::RefNotValid),
    ("ROLE_DENIED", RefusalKind::RoleDenied),
    ("SOD", RefusalKind::Sod),
    ("RECUSAL", RefusalKind::Recusal),
    ("STEP_ILLEGAL", RefusalKind::StepIllegal),
    ("GUARD", RefusalKind::Guard),
    ("EVIDENCE_MISSING", RefusalKind::EvidenceMissing),
    ("LIMIT_LAPSED", RefusalKind::LimitLapsed),
    ("DUPLICATE", RefusalKind::Duplicate),
    ("CONFLICT", RefusalKind::Conflict),
    ("IMMUTABLE", RefusalKind::Immutable),
    ("PRIVACY", RefusalKind::Privacy),
    ("CALENDAR_PROVISIONAL", RefusalKind::CalendarProvisional),
    ("FONT_MISSING", RefusalKind::FontMissing),
    ("FORMAT", RefusalKind::Format),
];

/// The rules of a field.
pub(crate) fn of_field<'a>(place: &Place<'a>, field: &Keys<'a>, scope: &Scope<'_>) -> Vec<Arc<Refuse>> {
    let tables = field.tables("refuse", KEYS);
    tables.iter().filter_map(|keys| refuse(place, keys, scope, RefusalKind::FieldInvalid)).collect()
}

/// The conditions in an action.
pub(crate) fn of_action<'a>(place: &Place<'a>, action: &Keys<'a>, scope: &Scope<'_>) -> Vec<Arc<Refuse>> {
    let tables = action.tables("refuse", KEYS);
    tables.iter().filter_map(|keys| refuse(place, keys, scope, RefusalKind::Guard)).collect()
}

fn refuse<'a>(
    place: &Place<'a>,
    keys: &Keys<'a>,
    scope: &Scope<'_>,
    kind: RefusalKind,
) -> Option<Arc<Refuse>> {
    let id = keys.need_text("id")?;
    check_id(keys, &id);
    let mut scope = scope.clone();
    scope.allow.insert(Allow::FindClock);
    let when = keys.need_text("when").map_or_else(nothing, |text| condition(place, &text, &scope));
    let rows = match &when.ty {
        list @ Ty::List(_) => Some(list.clone()),
        // It could not be compiled: its own finding says so, a slot for rows need not.
        Ty::Null => Some(Ty::Null.list()),
        _ => None,
    };
    let scope = Scope { rows, ..scope };
    let kind = kind_of(keys).unwrap_or(kind);
    let article = keys.string("article");
    if kind == RefusalKind::Guard && article.is_none() {
        keys.file.warn(
            "W01",
            id.span.clone(),
            format!("`{}` names no article", id.text),
            "a condition of law says where it stands: `article = \"…\"`",
        );
    }
    let say = keys.need_text("say");
    say.iter().for_each(|say| punctuation::heed(keys.file, say));
    Some(Arc::new(Refuse {
        id: id.name(),
        when,
        say: say.map(|text| place.template(&text, &scope)).unwrap_or_default(),
        article,
        kind,
        warn: keys.flag("warn"),
        span: id.span,
    }))
}

/// Sheets number their refusals in their own way: `APP-01`, `E16-08a`, `officer.count`.
fn check_id(keys: &Keys<'_>, id: &Text<'_>) {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !id.text.starts_with(|c: char| c.is_ascii_alphabetic()) || !id.text.chars().all(good) {
        let what = format!("`{}` is not an id of a refusal", id.text);
        keys.file.error("E05", id.span.clone(), what, "letters, digits, `.`, `-` and `_`, a letter first");
    }
}

fn kind_of(keys: &Keys<'_>) -> Option<RefusalKind> {
    let text = keys.text("kind")?;
    let found = KINDS.iter().find(|(word, _)| *word == text.text);
    if found.is_none() {
        let words: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
        let what = format!("`{}` is no kind of refusal", text.text);
        keys.file.error("E10", text.span, what, offer(text.text, &words));
    }
    found.map(|(_, kind)| *kind)
}

/// True or a list that is not empty refuses.
fn condition<'a>(place: &Place<'a>, text: &Text<'a>, scope: &Scope<'_>) -> Expr {
    let expr = place.expr(text, scope.clone());
    if !matches!(expr.ty, Ty::Bool | Ty::List(_) | Ty::Null) {
        let what = format!("`when` takes bool or a list, found {}", expr.ty);
        place.file().error("E08", place.content(text), what, "true, or a list that is not empty, refuses");
    }
    expr
}

/// Hands the conditions at top level to the actions they name.
pub(crate) fn share(place: &Place<'_>, actions: &mut [Action]) {
    let mut said = own_sentences(place);
    for keys in place.own.root.tables("refuse", SHARED_KEYS) {
        let on = named_actions(place, &keys);
        on.iter().for_each(|at| same_sentence(&mut said, *at, &keys));
        let scope = shared_scope(place, &on, actions);
        let scope = Scope { input: Some(&scope.0), ..scope.1 };
        if let Some(rule) = refuse(place, &keys, &scope, RefusalKind::Guard) {
            for at in on {
                if let Some(action) = actions.get_mut(usize::from(at)) {
                    action.refuse.push(rule.clone());
                }
            }
        }
    }
}

/// The actions that `on` names, less those of `except`.
pub(crate) fn named_actions(place: &Place<'_>, keys: &Keys<'_>) -> Vec<u16> {
    keys.need("on");
    let on = keys.texts("on");
    let except = place.actions(&keys.texts("except"));
    let mut all: Vec<u16> = match on.as_slice() {
        [every] if every.text == "*" => (0..place.own.actions.len()).map(index).collect(),
        named => place.actions(named),
    };
    all.retain(|action| !except.contains(action));
    all
}

/// What a shared condition sees: the inputs all its actions have, and the row if it is the same.
pub(crate) fn shared_scope<'a>(place: &Place<'a>, on: &[u16], actions: &[Action]) -> (Vec<Field>, Scope<'a>) {
    let mut on = on.iter().map(|at| usize::from(*at));
    let Some(first) = on.next() else { return (Vec::new(), place.rule_scope(None, None)) };
    let mut inputs = place.own.inputs.get(first).cloned().unwrap_or_default();
    let mut row = actions.get(first).and_then(|action| action.row);
    for other in on {
        let others = place.own.inputs.get(other).map_or(&[][..], Vec::as_slice);
        inputs.retain(|input| others.iter().any(|same| same.id == input.id && same.ty == input.ty));
        row = row.filter(|row| actions.get(other).is_some_and(|action| action.row == Some(*row)));
    }
    (inputs, place.rule_scope(None, row.and_then(|row| place.columns(row))))
}

/// The sentences already said in an action, by action and id.
type Said<'a> = BTreeMap<(u16, &'a str), &'a str>;

fn own_sentences<'a>(place: &Place<'a>) -> Said<'a> {
    let mut said = Said::new();
    for (at, (_, action)) in place.own.root.sections("action").into_iter().enumerate() {
        if !action.has("refuse") {
            continue;
        }
        for keys in action.tables("refuse", KEYS) {
            same_sentence(&mut said, index(at), &keys);
        }
    }
    said
}

/// An id may stand twice in an action only with the same sentence.
fn same_sentence<'a>(said: &mut Said<'a>, action: u16, keys: &Keys<'a>) {
    let (Some(id), Some(say)) = (keys.text("id"), keys.text("say")) else { return };
    let first = *said.entry((action, id.text)).or_insert(say.text);
    if first != say.text {
        let what = format!("`{}` says something else elsewhere in the same action", id.text);
        keys.file.error("E04", id.span, what, "choose another id, or say the same");
    }
}
