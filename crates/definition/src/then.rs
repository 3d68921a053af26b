//! `then` (language.md 2.6): commands to other records in the same transaction. Here they are read
//! and resolved; whether the commanded action takes them is checked when all types are read
//! (`check::commands`).

use std::sync::Arc;

use fadu_base::Name;

use crate::check::commands;
use crate::expr::nearest::offer;
use crate::expr::scope::{Scope, Types};
use crate::expr::{Expr, Ty};
use crate::keys::{Keys, Text, text_of};
use crate::place::Place;
use crate::{Action, FieldType, Then, ThenTarget, refuse};

const KEYS: &[&str] = &["do", "on_record", "if", "each", "as", "with", "keep"];
const SHARED_KEYS: &[&str] = &["do", "on_record", "if", "each", "as", "with", "keep", "on", "except"];

/// The commands in an action.
pub(crate) fn of_action<'a>(place: &Place<'a>, action: &Keys<'a>, scope: &Scope<'_>) -> Vec<Arc<Then>> {
    let tables = action.tables("then", KEYS);
    tables.iter().filter_map(|keys| read(place, keys, scope)).map(Arc::new).collect()
}

/// Hands the commands at top level to the actions they name.
pub(crate) fn share(place: &Place<'_>, actions: &mut [Action]) {
    for keys in place.own.root.tables("then", SHARED_KEYS) {
        let on = refuse::named_actions(place, &keys);
        let scope = refuse::shared_scope(place, &on, actions);
        let scope = Scope { input: Some(&scope.0), ..scope.1 };
        let Some(then) = read(place, &keys, &scope).map(Arc::new) else { continue };
        for at in on {
            if let Some(action) = actions.get_mut(usize::from(at)) {
                action.then.push(then.clone());
            }
        }
    }
}

/// One command. In a schedule `scope` has no own record.
pub(crate) fn read<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Option<Then> {
    let command = keys.need_text("do")?;
    let cond = keys.text("if").map(|text| place.condition(&text, scope.clone()));
    let each = each(place, keys, scope);
    let mut inner = scope.clone();
    if let (Some((list, _)), Some(name)) = (&each, keys.text("as")) {
        inner.vars.push((name.name(), member(&list.ty)));
    }
    let target = target(place, keys, &command, &inner)?;
    let with = keys.entries("with").into_iter().filter_map(|(id, item)| {
        let text = text_of(keys.file, item)?;
        check_taken(place, &target, &id);
        let want = wanted(place, &target, id.text);
        Some((id.name(), place.expr(&text, Scope { want, ..inner.clone() })))
    });
    Some(Then { with: with.collect(), cond, each, keep: keep(place, keys), span: command.span, target })
}

/// The list and the slot of its variable.
fn each<'a>(place: &Place<'a>, keys: &Keys<'a>, scope: &Scope<'_>) -> Option<(Expr, u16)> {
    let text = keys.text("each")?;
    if let Some(name) = keys.need_text("as") {
        crate::keys::check_identifier(keys.file, &name);
    }
    let list = place.expr(&text, scope.clone());
    if !matches!(list.ty, Ty::List(_) | Ty::Null) {
        let what = format!("`each` takes a list, found {}", list.ty);
        keys.file.error("E08", place.content(&text), what, "");
    }
    Some((list, crate::place::index(scope.vars.len())))
}

/// The type of a list's members.
pub(crate) fn member(list: &Ty) -> Ty {
    match list {
        Ty::List(of) => (**of).clone(),
        _ => Ty::Null,
    }
}

fn target<'a>(
    place: &Place<'a>,
    keys: &Keys<'a>,
    command: &Text<'a>,
    scope: &Scope<'_>,
) -> Option<ThenTarget> {
    let on = keys.text("on_record");
    match (command.text.split_once('.'), on) {
        (Some((ty, action)), None) => {
            place.set.check_type(keys.file, ty, &command.span);
            Some(ThenTarget::Create { ty: ty.into(), action: action.into() })
        }
        (None, Some(text)) => {
            let record = place.expr(&text, scope.clone());
            check_record(place, &text, &record);
            Some(ThenTarget::On { record, action: command.name() })
        }
        (None, None) => {
            let what = format!("`{}` names an action, but no record", command.text);
            keys.file.error(
                "E03",
                command.span.clone(),
                what,
                "add `on_record = \"…\"`, or create with `do = \"type.action\"`",
            );
            None
        }
        (Some(_), Some(text)) => {
            keys.file.error(
                "E08",
                text.span,
                "`do = \"type.action\"` creates a record, so there is none yet",
                "leave out `on_record` or the type",
            );
            None
        }
    }
}

fn check_record<'a>(place: &Place<'a>, text: &Text<'a>, record: &Expr) {
    match &record.ty {
        Ty::Ref(types) if types.is_empty() => {
            place.file().error(
                "E08",
                place.content(text),
                "a record of any type cannot be commanded",
                "a reference of a named type is wanted",
            );
        }
        Ty::Ref(types) => types.iter().for_each(|ty| place.set.check_type(place.file(), ty, &text.span)),
        Ty::Null => {}
        other => {
            let what = format!("`on_record` takes a reference, found {other}");
            place.file().error("E08", place.content(text), what, "");
        }
    }
}

/// The types whose action is commanded.
pub(crate) fn commanded(target: &ThenTarget) -> (Vec<Name>, &Name) {
    match target {
        ThenTarget::Create { ty, action } => (vec![ty.clone()], action),
        ThenTarget::On { record, action } => match &record.ty {
            Ty::Ref(types) => (types.to_vec(), action),
            _ => (Vec::new(), action),
        },
    }
}

/// The type of a field or input of the commanded action.
fn wanted(place: &Place<'_>, target: &ThenTarget, id: &str) -> Option<Ty> {
    let (types, action) = commanded(target);
    types.iter().find_map(|ty| {
        let outline = place.set.newest(ty)?;
        let at = outline.actions.iter().position(|known| known == action)?;
        let input = outline.inputs.get(at)?.iter().find(|input| &*input.id == id);
        input.map(Ty::of_field).or_else(|| place.set.field(ty, id))
    })
}

/// The commanded action takes what it is given.
fn check_taken(place: &Place<'_>, target: &ThenTarget, id: &Text<'_>) {
    let (types, action) = commanded(target);
    for outline in types.iter().filter_map(|ty| place.set.newest(ty)) {
        let sections = outline.root.sections("action");
        let Some((_, keys)) = sections.iter().find(|(known, _)| known.text == &**action) else { continue };
        let taken = commands::taken(keys);
        if !taken.contains(&id.text) {
            let what = format!("`{}.{action}` does not take `{}`", outline.id, id.text);
            place.file().error("E06", id.span.clone(), what, offer(id.text, &taken));
        }
    }
}

fn keep(place: &Place<'_>, keys: &Keys<'_>) -> Option<u16> {
    let text = keys.text("keep")?;
    let at = place.field(&text)?;
    if !matches!(place.own.fields[usize::from(at)].ty, FieldType::Ref(_)) {
        let what = format!("`{}` cannot keep a reference", text.text);
        keys.file.error("E08", text.span, what, "a field of type `ref …` can");
    }
    Some(at)
}
