//! A record moves to another version of its definition (language.md 5.6). A proposal names the
//! version; the confirmation moves the record, if its step and what was filled in exist there. A
//! definition that was only corrected is adopted by the system before the next command.

use std::sync::Arc;

use fadu_base::{Date, Name, Value};
use fadu_definition::TypeDef;
use fadu_definition::adopt::{ADOPT, BEFORE_AFTER, PROPOSE_ADOPT, VERSION};

use super::bound::Bound;
use super::effects::name_of_version;
use super::{Run, Task};
use crate::record::apply::apply;
use crate::refusal::Sentence;
use crate::{Change, Doer, Event, Record};

/// The day of effect of the version proposed last, if that was not confirmed yet.
pub(crate) fn proposed(record: &Record) -> Option<Date> {
    let last = record.history.iter().rev().find(|event| matches!(&*event.action, PROPOSE_ADOPT | ADOPT))?;
    let given = last.input.iter().find(|(name, _)| **name == *VERSION);
    given.and_then(|(_, value)| value.as_date()).filter(|_| *last.action == *PROPOSE_ADOPT)
}

/// The version that a proposal or its confirmation means.
fn meant(task: &Task<'_>, bound: &Bound) -> Option<Date> {
    match &*task.action.id {
        ADOPT => proposed(task.was?),
        _ => bound.input.iter().find(|(name, _)| **name == *VERSION)?.1.as_date(),
    }
}

fn others<'a>(task: &Task<'a>) -> impl Iterator<Item = &'a Arc<TypeDef>> {
    let all = task.run.rules.definitions.types.get(&task.def.id);
    let effective = task.def.effective;
    all.into_iter().flatten().filter(move |def| def.effective != effective)
}

/// The version to which the action moves the record.
pub(super) fn target<'a>(task: &Task<'a>) -> Option<&'a Arc<TypeDef>> {
    let day = proposed(task.was?).filter(|_| *task.action.id == *ADOPT)?;
    others(task).find(|def| def.effective == day)
}

/// Whether the version is there, and the record has its place in it.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    if !matches!(&*task.action.id, PROPOSE_ADOPT | ADOPT) {
        return;
    }
    let Some(day) = meant(task, bound) else {
        if *task.action.id == *ADOPT {
            bound.reasons.push(Sentence::AdoptNone.reason("adopt.proposal", &[], &[]));
        }
        return;
    };
    let Some(def) = others(task).find(|def| def.effective == day) else {
        let days: Vec<String> = others(task).map(|def| def.effective.to_string()).collect();
        let about = [task.def.name.as_str(), &day.to_string()];
        return bound.reasons.push(Sentence::AdoptVersion.reason(
            "adopt.version",
            &about,
            &[&days.join("、")],
        ));
    };
    let Some(was) = task.was else { return };
    if let Some(step) = was.step_def().filter(|step| def.steps.iter().all(|other| other.id != step.id)) {
        bound.reasons.push(Sentence::AdoptStep.reason("adopt.step", &[&step.name], &[]));
    }
    let filled = was.def.fields.iter().zip(&was.fields).filter(|(_, value)| !value.is_empty());
    let lost = filled.filter(|(field, _)| def.fields.iter().all(|other| other.id != field.id));
    let lost: Vec<&str> = lost.map(|(field, _)| field.name.as_str()).collect();
    if !lost.is_empty() {
        bound.reasons.push(Sentence::AdoptFields.reason("adopt.fields", &[&lost.join("、")], &[]));
    }
}

/// What the event of a move says of both versions.
pub(super) fn versions(before: &str, after: &TypeDef) -> Vec<(Name, Value)> {
    let texts = [Value::text(before), Value::text(name_of_version(after))];
    BEFORE_AFTER.iter().map(|id| Name::from(*id)).zip(texts).collect()
}

/// The adoption of a definition that was corrected since the last event of an open record.
pub(super) fn corrected(run: &Run<'_>, record: &Record) -> Option<Change> {
    let last = record.history.last().filter(|_| record.closed_on.is_none())?;
    let (known, digest) = last.definition.split_once('#')?;
    if digest == record.def.digest.as_str() || !name_of_version(&record.def).starts_with(known) {
        return None;
    }
    let step = record.step_def().map(|step| step.id.clone());
    let event = Event {
        seq: record.seq.saturating_add(1),
        at: run.clock.entered,
        on: run.clock.today,
        moment: run.clock.now,
        action: ADOPT.into(),
        from: step.clone(),
        to: step,
        definition: name_of_version(&record.def).into(),
        actor: Doer::System,
        input: versions(&last.definition, &record.def),
        fields: Vec::new(),
        added: Vec::new(),
        row: None,
        org: None,
        no: None,
        docs: Vec::new(),
        terms: Vec::new(),
        facts: Vec::new(),
        warnings: Vec::new(),
        cause: None,
        past: false,
    };
    let after = apply(Some(record), &record.id, &record.def, &event);
    Some(Change {
        record: record.id.clone(),
        def: record.def.clone(),
        creates: false,
        event,
        after: Arc::new(after),
        draws: Vec::new(),
        publications: Vec::new(),
        notices: Vec::new(),
    })
}
