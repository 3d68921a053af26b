//! The own history in expressions: `did events first last`, the parts of an event, and limits.

use fadu_base::{Ref, Row, Value};
use fadu_definition::expr::{EventPart, Expr, History, LimitFn};
use std::sync::Arc;

use super::Machine;
use super::item::{Item, View};
use crate::{Doer, Event, Record, time_limit};

impl<'e> Machine<'e> {
    /// `did(a…) events(a…) first(a…) last(a…)`.
    pub(super) fn history(&mut self, what: History, actions: &'e [u16]) -> Item<'e> {
        let Some(record) = self.env.subject.record() else { return Item::NULL };
        let mut taken =
            record.history.iter().map(|event| &**event).filter(|event| is_one_of(record, event, actions));
        match what {
            History::Did => Item::bool(taken.next().is_some()),
            History::First => taken.next().map_or(Item::NULL, Item::Event),
            History::Last => taken.next_back().map_or(Item::NULL, Item::Event),
            History::Events => Item::Many(taken.map(Item::Event).collect()),
        }
    }

    /// A part of an event.
    pub(super) fn event_part(&mut self, of: &Item<'e>, part: EventPart) -> Item<'e> {
        let Item::Event(event) = *of else { return Item::NULL };
        match part {
            EventPart::After => match self.env.subject.record() {
                Some(record) => Item::View(View::After(record, event.seq)),
                None => Item::NULL,
            },
            EventPart::Input => Item::InputOf(event),
            _ => Item::Own(plain_part(event, part)),
        }
    }

    /// `due used met lapsed paused started` of a limit, with `each` of a row.
    pub(super) fn limit(&mut self, what: LimitFn, limit: u16, row: Option<&'e Expr>) -> Item<'e> {
        let row = match row {
            Some(row) => row_of(self.item(row).into_value()),
            None => self.env.row.cloned(),
        };
        Item::Own(time_limit::ask(self.env, what, limit, row.as_ref()))
    }
}

fn row_of(value: Value) -> Option<Arc<Row>> {
    match value {
        Value::Row(row) => Some(row),
        _ => None,
    }
}

/// Whether an event is one of these actions.
pub(crate) fn is_one_of(record: &Record, event: &Event, actions: &[u16]) -> bool {
    actions
        .iter()
        .any(|&at| record.def.actions.get(usize::from(at)).is_some_and(|action| action.id == event.action))
}

/// The parts of an event that are plain values.
fn plain_part(event: &Event, part: EventPart) -> Value {
    match part {
        EventPart::Seq => Value::Int(i64::from(event.seq)),
        EventPart::On => Value::Date(event.on),
        EventPart::At => Value::Instant(event.moment),
        EventPart::EnteredOn => Value::Date(event.at.date()),
        EventPart::Action => Value::Text(event.action.clone()),
        EventPart::Person | EventPart::Role | EventPart::Org => doer_part(&event.actor, part),
        EventPart::Input | EventPart::After => Value::Null,
    }
}

/// Who acted; null for acts by law.
fn doer_part(doer: &Doer, part: EventPart) -> Value {
    let Doer::Person(actor) = doer else { return Value::Null };
    match part {
        EventPart::Person => Value::Ref(Ref::to(actor.person.clone())),
        EventPart::Role => Value::Text(actor.role.clone()),
        _ => actor.org.clone().map(|org| Value::Ref(Ref::to(org))).unwrap_or_default(),
    }
}
