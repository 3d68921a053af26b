//! What a command has bound so far: the candidate record, the inputs, and the reasons against it.

use std::sync::Arc;

use fadu_base::{Date, Name, Row, Value};

use super::Task;
use crate::record::apply::empty;
use crate::{Doc, Reason, Record};

/// The state of a decision after binding.
pub(crate) struct Bound {
    /// The record as it would be.
    pub(crate) candidate: Record,
    /// Everything given, as expressions read it through `input`: for append fields the rows added.
    pub(crate) given: Vec<(Name, Value)>,
    /// The extra inputs, for the event.
    pub(crate) input: Vec<(Name, Value)>,
    /// Rows added to append fields, by field.
    pub(crate) added: Vec<(u16, Vec<Arc<Row>>)>,
    /// The row acted on, with its new content.
    pub(crate) row: Option<Arc<Row>>,
    /// Documents made or attached.
    pub(crate) docs: Vec<Doc>,
    /// Legal day.
    pub(crate) on: Date,
    /// What refuses or warns, in order.
    pub(crate) reasons: Vec<Reason>,
    /// Fields, inputs and columns with a reason from binding: a rule that is unknown because of
    /// one of them adds nothing.
    pub(crate) reported: Vec<Name>,
}

impl Bound {
    /// Nothing bound yet.
    pub(super) fn new(task: &Task<'_>) -> Self {
        Self {
            candidate: start(task),
            given: Vec::new(),
            input: Vec::new(),
            added: Vec::new(),
            row: None,
            docs: Vec::new(),
            on: task.run.clock.today,
            reasons: Vec::new(),
            reported: Vec::new(),
        }
    }

    /// Whether a reason refuses; warnings do not.
    pub(crate) fn refuses(&self) -> bool {
        self.reasons.iter().any(|reason| !reason.warn)
    }

    /// Adds a reason about a field, input or column.
    pub(crate) fn report(&mut self, place: &Name, reason: Reason) {
        if !self.reported.contains(place) {
            self.reported.push(place.clone());
        }
        self.reasons.push(reason.at(&**place));
    }

    /// Puts a value into a field. An equal value leaves the old one, with the day of its reference.
    pub(crate) fn put(&mut self, field: usize, value: Value) {
        if let Some(known) = self.candidate.fields.get_mut(field).filter(|known| **known != value) {
            *known = value;
        }
    }

    /// Whether something was given under this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(id, _)| **id == *name)
    }
}

/// The record before binding: as it was, or a blank one owned by the actor's organization.
fn start(task: &Task<'_>) -> Record {
    if let Some(was) = task.was {
        return was.clone();
    }
    let org = task.actor().and_then(|actor| actor.org.clone()).map(fadu_base::Ref::to);
    Record {
        id: task.id.clone(),
        def: task.def.clone(),
        seq: 0,
        no: None,
        step: None,
        org: org.or_else(|| task.run.org.cloned()),
        opened_on: task.run.clock.today,
        closed_on: None,
        fields: task.def.fields.iter().map(empty).collect(),
        past: task.enters_past(),
        stuck: false,
        history: Vec::new(),
    }
}
