//! The own record of an expression: its fields and its names.

use fadu_base::{Date, Ref, Value};
use fadu_definition::expr::{Expr, Own, Ty};

use super::Env;
use super::item::{Item, View};
use crate::record::view::{self, Read};
use crate::{Record, Snapshot};

/// The own record.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// None: a schedule, an identity.
    None,
    /// The record as this value has it.
    Record(&'a Record),
    /// The record as it was right after the event of this number.
    After(&'a Record, u32),
    /// A record of which only what was read is known.
    Snapshot(&'a Snapshot),
}

impl<'a> Subject<'a> {
    /// The record with its history.
    pub(crate) fn record(self) -> Option<&'a Record> {
        match self {
            Self::Record(record) | Self::After(record, _) => Some(record),
            Self::None | Self::Snapshot(_) => None,
        }
    }
}

impl<'e> Env<'e> {
    /// An own field. A list that is not given is the empty list.
    pub(crate) fn field(&self, index: u16, expr: &Expr) -> Item<'e> {
        let item = match self.subject {
            Subject::None => return Item::NULL,
            Subject::Record(record) => record.fields.get(usize::from(index)).map_or(Item::NULL, Item::Lent),
            Subject::After(record, seq) => read(view::field(record, seq, usize::from(index))),
            Subject::Snapshot(snapshot) => match self.def.fields.get(usize::from(index)) {
                Some(field) => snapshot.field(&field.id).map_or(Item::NULL, Item::Lent),
                None => Item::NULL,
            },
        };
        or_empty_list(item, expr)
    }

    /// A name of the own record that is no field.
    pub(crate) fn own(&self, own: Own) -> Value {
        match self.subject {
            Subject::None => Value::Null,
            Subject::Record(record) => of_view(View::Record(record), own),
            Subject::After(record, seq) => of_view(View::After(record, seq), own),
            Subject::Snapshot(snapshot) => of_snapshot(snapshot, own),
        }
    }
}

/// A value read of a record as it was.
pub(crate) fn read(read: Read<'_>) -> Item<'_> {
    match read {
        Read::Lent(value) => Item::Lent(value),
        Read::Made(value) => Item::Own(value),
    }
}

/// An empty field of a list type is the empty list, not null.
pub(crate) fn or_empty_list<'e>(item: Item<'e>, expr: &Expr) -> Item<'e> {
    match (&item, &expr.ty) {
        (Item::Lent(Value::Null) | Item::Own(Value::Null), Ty::List(_)) => Item::Many(Vec::new()),
        _ => item,
    }
}

/// A name of a record as it is or was.
pub(crate) fn of_view(view: View<'_>, own: Own) -> Value {
    let (record, seq) = match view {
        View::Record(record) => (record, None),
        View::After(record, seq) => (record, Some(seq)),
    };
    match own {
        Own::This => Value::Ref(Ref::to(record.id.clone())),
        Own::Id => Value::text(record.id.as_str()),
        Own::No => record.no.clone().map(Value::Text).unwrap_or_default(),
        Own::OpenedOn => Value::Date(record.opened_on),
        Own::Step => view::step(record, seq).map(Value::Text).unwrap_or_default(),
        Own::Org => view::org(record, seq).map(Value::Ref).unwrap_or_default(),
        Own::ClosedOn => date(view::closed_on(record, seq)),
    }
}

/// A name of a record that was read.
pub(crate) fn of_snapshot(snapshot: &Snapshot, own: Own) -> Value {
    match own {
        Own::This => Value::Ref(Ref::to(snapshot.id.clone())),
        Own::Id => Value::text(snapshot.id.as_str()),
        Own::No => snapshot.no.clone().map(Value::Text).unwrap_or_default(),
        Own::Step => snapshot.step.clone().map(Value::Text).unwrap_or_default(),
        Own::Org => snapshot.org.clone().map(Value::Ref).unwrap_or_default(),
        Own::OpenedOn => date(snapshot.opened_on),
        Own::ClosedOn => date(snapshot.closed_on),
    }
}

fn date(day: Option<Date>) -> Value {
    day.map(Value::Date).unwrap_or_default()
}
