//! What leaves because of an event: publications due or to be taken down, and who is told. Plain
//! data for the outbox, written in the event's transaction.

use fadu_base::{Date, Name, RecordId, Value, counting};
use fadu_definition::{Action, Publication};

use crate::eval::{Env, eval, holds};

/// A publication 公示 that an event makes due, or ends.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationDue {
    /// Publication id.
    pub publication: Name,
    /// Role that records it; none: the system publishes at once.
    pub by: Option<Name>,
    /// Last day to publish it, or to take it down.
    pub due: Option<Date>,
    /// Day on which it disappears; none: it stays.
    pub until: Option<Date>,
    /// Whether it is to be taken down.
    pub off: bool,
}

/// Somebody who is told of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Whoever holds the role for the record.
    Role(Name),
    /// A person or an organization.
    To(RecordId),
}

/// What is due because of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Due {
    pub(crate) publications: Vec<PublicationDue>,
    pub(crate) notices: Vec<Notice>,
}

/// What the event of an action makes due, on the record after it.
pub(crate) fn due(env: &Env<'_>, action: &Action, on: Date) -> Due {
    let publications = env.def.publications.iter();
    Due {
        publications: publications
            .filter_map(|publication| published(env, publication, action, on))
            .collect(),
        notices: action.notify.iter().flat_map(|name| notices(env, name)).collect(),
    }
}

fn published(env: &Env<'_>, publication: &Publication, action: &Action, on: Date) -> Option<PublicationDue> {
    let named = |actions: &[u16]| {
        actions
            .iter()
            .any(|&at| env.def.actions.get(usize::from(at)).is_some_and(|known| known.id == action.id))
    };
    let off = named(&publication.off);
    if !off && (!named(&publication.after) || !holds(env, publication.cond.as_ref())) {
        return None;
    }
    let within = if off { &publication.off_within } else { &publication.within };
    let due = within.as_ref().and_then(|within| last_day(env, &eval(env, within), on));
    let until = publication.until.as_ref().and_then(|until| eval(env, until).as_date());
    Some(PublicationDue { publication: publication.id.clone(), by: publication.by.clone(), due, until, off })
}

fn last_day(env: &Env<'_>, within: &Value, on: Date) -> Option<Date> {
    match within {
        Value::Period(length) => counting::term(env.rules.calendar, on, *length),
        other => other.as_date(),
    }
}

/// The persons and organizations of a field, or a role.
fn notices(env: &Env<'_>, name: &Name) -> Vec<Notice> {
    let field = env.def.fields.iter().position(|field| field.id == *name);
    let Some(at) = field else { return vec![Notice::Role(name.clone())] };
    let value = env.subject.record().and_then(|record| record.fields.get(at));
    let of = |value: &Value| match value {
        Value::Ref(to) => Some(Notice::To(to.id.clone())),
        _ => None,
    };
    match value {
        Some(Value::List(values)) => values.iter().filter_map(of).collect(),
        Some(value) => of(value).into_iter().collect(),
        None => Vec::new(),
    }
}
