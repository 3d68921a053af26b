//! `of.member`: what is read from a record, a row, an event, an input or the actor.

use fadu_base::{Date, Ref, Value};
use fadu_definition::Kind;
use fadu_definition::expr::{ActorPart, Expr, ExprKind, Member};

use super::Machine;
use super::item::{Item, View};
use super::subject::{of_snapshot, of_view, or_empty_list, read};
use crate::facts::Seen;
use crate::record::view;
use crate::{Actor, Event};

impl<'e> Machine<'e> {
    /// Reads a member; null of a null.
    pub(super) fn get(&mut self, of: &'e Expr, member: &'e Member, expr: &'e Expr) -> Item<'e> {
        if let Some(cell) = self.cell(of, member) {
            return or_empty_list(cell, expr);
        }
        let of = self.item(of);
        if of.is_unknown() {
            return Item::NULL;
        }
        let item = match member {
            Member::Column(at) => column(of, usize::from(*at)),
            Member::RowNo => Item::option(row_no(&of)),
            Member::Event(part) => self.event_part(&of, *part),
            Member::Actor(part) => match of {
                Item::Actor(actor) => Item::Own(actor_part(actor, *part)),
                _ => Item::NULL,
            },
            Member::Field(name) => match self.named(&of, name) {
                Some(item) => item,
                None => return Item::NULL,
            },
            Member::Own(own) => match of {
                Item::View(view) => Item::Own(of_view(view, *own)),
                of => match self.seen(&of) {
                    Some(seen) => Item::Own(of_snapshot(seen.get(), *own)),
                    None => Item::NULL,
                },
            },
        };
        or_empty_list(item, expr)
    }

    /// A cell of the row in a variable, as conditions over rows read it for every member.
    fn cell(&self, of: &Expr, member: &Member) -> Option<Item<'e>> {
        let (ExprKind::Var(slot), Member::Column(at)) = (&of.kind, member) else { return None };
        match self.vars.get(usize::from(*slot))? {
            Item::Lent(row @ Value::Row(_)) => Some(column(Item::Lent(row), usize::from(*at))),
            _ => None,
        }
    }

    /// A field of a record or an input, by name. `None`: there is no such record.
    fn named(&mut self, of: &Item<'e>, name: &str) -> Option<Item<'e>> {
        Some(match of {
            Item::Input => by_name(self.env.input, name),
            Item::InputOf(event) => input_of(event, name),
            Item::View(view) => field_of_view(*view, name),
            of => match self.seen(of)? {
                Seen::Lent(snapshot) => snapshot.field(name).map_or(Item::NULL, Item::Lent),
                Seen::Made(snapshot) => Item::option(snapshot.field(name).cloned()),
            },
        })
    }

    /// What is known of the record a thing refers to.
    fn seen(&mut self, of: &Item<'e>) -> Option<Seen<'e>> {
        match of {
            Item::Found(seen, _) => Some(seen.clone()),
            other => match other.value()? {
                Value::Ref(to) => self.snapshot(to),
                _ => None,
            },
        }
    }

    /// The snapshot of a reference, read on its day.
    pub(super) fn snapshot(&mut self, to: &Ref) -> Option<Seen<'e>> {
        let day = self.day_read(to);
        self.snapshot_on(to, day)
    }

    /// The snapshot of a reference on a day (registers) or now.
    pub(super) fn snapshot_on(&mut self, to: &Ref, day: Option<Date>) -> Option<Seen<'e>> {
        if let Some(record) = self.env.subject.record().filter(|record| record.id == to.id) {
            return Some(Seen::Made(std::sync::Arc::new(crate::record::snapshot::of(record, day))));
        }
        self.env.book.snapshot(&to.id, day).flatten()
    }

    /// The day on which a reference is read: that on which it was stored, for registers.
    pub(super) fn day_read(&mut self, to: &Ref) -> Option<Date> {
        let register = self.kind_of(to.id.ty()) == Some(Kind::Register);
        register.then(|| to.day.unwrap_or(self.env.today))
    }

    /// The kind of a type, shipped or planned.
    pub(super) fn kind_of(&mut self, ty: &str) -> Option<Kind> {
        match self.kind {
            Some((name, kind)) if **name == *ty => return Some(kind),
            _ => {}
        }
        let shipped = self.env.rules.definitions.types.get_key_value(ty);
        let last = shipped.and_then(|(name, versions)| Some((name, versions.last()?.kind)));
        self.kind = last.or(self.kind);
        last.map(|(_, kind)| kind).or_else(|| self.env.rules.kind(ty))
    }
}

impl crate::Rules<'_> {
    /// The kind of a type, shipped or planned.
    pub fn kind(&self, ty: &str) -> Option<Kind> {
        let shipped = self.definitions.types.get(ty).and_then(|versions| versions.last());
        shipped.map(|def| def.kind).or_else(|| self.definitions.planned.get(ty).map(|planned| planned.kind))
    }

    /// Whether records of a type are read as of a day.
    pub fn is_register(&self, ty: &str) -> bool {
        self.kind(ty) == Some(Kind::Register)
    }
}

/// A cell of a row.
fn column(of: Item<'_>, at: usize) -> Item<'_> {
    match of {
        Item::Lent(Value::Row(row)) => row.cells.get(at).map_or(Item::NULL, Item::Lent),
        Item::Own(Value::Row(row)) => Item::option(row.cells.get(at).cloned()),
        _ => Item::NULL,
    }
}

fn row_no(of: &Item<'_>) -> Option<Value> {
    match of.value()? {
        Value::Row(row) => Some(Value::Int(i64::from(row.no))),
        _ => None,
    }
}

fn by_name<'e>(values: &'e [(fadu_base::Name, Value)], name: &str) -> Item<'e> {
    values.iter().find(|(id, _)| **id == *name).map_or(Item::NULL, |(_, value)| Item::Lent(value))
}

/// What an event was given: its extra inputs, else the fields it changed.
fn input_of<'e>(event: &'e Event, name: &str) -> Item<'e> {
    let given = event.input.iter().chain(&event.fields).find(|(id, _)| **id == *name);
    if let Some((_, value)) = given {
        return Item::Lent(value);
    }
    let added = event.added.iter().find(|(id, _)| **id == *name);
    added.map_or(Item::NULL, |(_, rows)| {
        Item::Many(rows.iter().map(|row| Item::Own(Value::Row(row.clone()))).collect())
    })
}

fn field_of_view<'e>(of: View<'e>, name: &str) -> Item<'e> {
    let (View::Record(record) | View::After(record, _)) = of;
    let Some(index) = record.def.fields.iter().position(|field| *field.id == *name) else {
        return Item::NULL;
    };
    match of {
        View::Record(record) => record.fields.get(index).map_or(Item::NULL, Item::Lent),
        View::After(record, seq) => read(view::field(record, seq, index)),
    }
}

/// A part of the actor.
fn actor_part(actor: &Actor, part: ActorPart) -> Value {
    match part {
        ActorPart::Person => Value::Ref(Ref::to(actor.person.clone())),
        ActorPart::Role => Value::Text(actor.role.clone()),
        ActorPart::Org => actor.org.clone().map(|org| Value::Ref(Ref::to(org))).unwrap_or_default(),
    }
}
