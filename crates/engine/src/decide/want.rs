//! Step 3, second half: what the action needs is there, what does not apply is not given, and the
//! documents are made or attached.

use std::cell::OnceCell;

use fadu_base::Value;
use fadu_definition::{Field, FieldType, Want};

use super::bind::{field_of, is_append, wants};
use super::bound::Bound;
use super::{Task, effects};
use crate::eval::truth;
use crate::refusal::Sentence;
use crate::{Doc, Record};

/// Refuses what is given and does not apply, then what is needed and missing, in order.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    let ahead = Ahead::default();
    for (_, field) in wants(task, task.action) {
        let given = bound.given.iter().any(|(id, value)| *id == field.id && !value.is_empty());
        if given && !applies(task, bound, field, &ahead) {
            let id = format!("field.{}", field.id);
            bound.report(&field.id, Sentence::NotApplicable.reason(id, &[&field.name], &[]));
        }
    }
    effects::clear_inapplicable(task, bound);
    let ahead = Ahead::default();
    for want in &task.action.needs {
        need(task, bound, want, &ahead);
    }
}

/// The candidate with what the action sets, made when it is first asked for. Reporting a reason
/// changes nothing in it.
type Ahead = OnceCell<Record>;

/// Whether a field exists as things stand, or as they will after what the action sets.
fn applies(task: &Task<'_>, bound: &Bound, field: &Field, ahead: &Ahead) -> bool {
    let Some(when) = &field.when else { return true };
    if truth(&task.env_of(bound), when) == Some(true) {
        return true;
    }
    if task.action.sets.is_empty() {
        return false;
    }
    let preview = ahead.get_or_init(|| effects::preview(task, bound));
    truth(&task.env(preview, &bound.given), when) == Some(true)
}

fn need(task: &Task<'_>, bound: &mut Bound, want: &Want, ahead: &Ahead) {
    if *want == Want::OwnNumber {
        if bound.candidate.no.is_none() {
            bound.report(&"no".into(), Sentence::FieldMissing.reason("field.no", &["编号"], &["编号"]));
        }
        return;
    }
    let Some(field) = field_of(task, want) else { return };
    if bound.reported.contains(&field.id)
        || is_there(bound, want, field)
        || !applies(task, bound, field, ahead)
    {
        return;
    }
    let sentence = match is_append(field) {
        true => Sentence::RowMissing,
        false => Sentence::FieldMissing,
    };
    let reason = sentence.reason(format!("field.{}", field.id), &[&field.name], &[&field.name]);
    bound.report(&field.id, reason);
}

/// Whether what is needed is there: an append list has gained a row; a list of rows that is
/// replaced may be given empty; anything else is not empty.
fn is_there(bound: &Bound, want: &Want, field: &Field) -> bool {
    match want {
        Want::Field(at) if is_append(field) => bound.added.iter().any(|(known, _)| known == at),
        Want::Field(at) => {
            let filled = bound.candidate.fields.get(usize::from(*at)).is_some_and(|value| !value.is_empty());
            filled || (matches!(field.ty, FieldType::Rows { .. }) && bound.has(&field.id))
        }
        Want::RowColumn(at) => {
            let cell = bound.row.as_ref().and_then(|row| row.cells.get(usize::from(*at)));
            bound.row.is_none() || cell.is_some_and(|cell| !cell.is_empty())
        }
        Want::Input(_) => bound.input.iter().any(|(id, value)| *id == field.id && is_given(field, value)),
        Want::OwnNumber => bound.candidate.no.is_some(),
    }
}

fn is_given(field: &Field, value: &Value) -> bool {
    !value.is_empty() || matches!(field.ty, FieldType::Rows { .. })
}

/// Documents with a template are made by the system; the others must be attached.
pub(super) fn check_docs(task: &Task<'_>, bound: &mut Bound) {
    let wanted = task.action.docs.iter().filter_map(|at| task.def.documents.get(usize::from(*at)));
    for document in wanted {
        let attached = task.command.docs.iter().find(|doc| doc.id == document.id);
        match attached {
            Some(doc) => bound.docs.push(doc.clone()),
            None if document.template.is_some() => {
                bound.docs.push(Doc { id: document.id.clone(), sm3: "".into() })
            }
            None if task.enters_past() => {}
            None => {
                let id = format!("doc.{}", document.id);
                let reason = Sentence::DocMissing.reason(id, &[&document.name], &[&document.name]);
                bound.reasons.push(reason.at(&*document.id));
            }
        }
    }
    for doc in &task.command.docs {
        let taken = task.action.docs.iter().filter_map(|at| task.def.documents.get(usize::from(*at)));
        if !taken.into_iter().any(|document| document.id == doc.id) {
            let reason =
                Sentence::DocUnknown.reason(format!("doc.{}", doc.id), &[&task.action.name, &doc.id], &[]);
            bound.reasons.push(reason.at(&*doc.id));
        }
    }
}
