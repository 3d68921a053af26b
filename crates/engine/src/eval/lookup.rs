//! Look-ups in expressions: other records, parameters, validity on a day, capabilities.

use fadu_base::{Date, Name, Ref, Value};
use fadu_definition::Kind;
use fadu_definition::expr::{Expr, Find, FindWhat};

use super::Machine;
use super::item::Item;
use super::macros::nought;
use super::subject::Subject;
use crate::facts::Seen;
use crate::record::snapshot;
use crate::{Answer, capability};

impl<'e> Machine<'e> {
    /// `find exists count sum` of another type.
    pub(super) fn find(&mut self, find: &'e Find) -> Item<'e> {
        let captures: Vec<Value> =
            find.captures.iter().map(|capture| self.item(capture).into_value()).collect();
        let day = match &find.day {
            None => None,
            Some(day) => match self.item(day).date() {
                Some(day) => Some(day),
                None => return Item::NULL,
            },
        };
        match (self.env.book.found(find.site, &captures, day), &find.what) {
            (Some(Answer::List(found)), FindWhat::List) => {
                let day = day.filter(|_| self.env.rules.is_register(&find.ty));
                Item::Many(found.iter().map(|snapshot| Item::Found(Seen::Lent(snapshot), day)).collect())
            }
            (Some(Answer::Value(Value::Null)), FindWhat::Sum(of)) => Item::Own(nought(&of.ty)),
            (Some(Answer::Value(value)), _) => Item::Lent(value),
            _ => Item::NULL,
        }
    }

    /// `param('id')`, `param('id', day)`: what the district has set for the day, else the default.
    pub(super) fn param(&mut self, id: &'e Name, day: Option<&'e Expr>) -> Item<'e> {
        let day = match day {
            None => self.env.param_day,
            Some(day) => match self.item(day).date() {
                Some(day) => day,
                None => return Item::NULL,
            },
        };
        match self.env.book.param(id, day) {
            None => Item::NULL,
            Some(Value::Null) => self
                .env
                .rules
                .definitions
                .params
                .get(id)
                .map_or(Item::NULL, |param| Item::Lent(&param.default)),
            Some(value) => Item::Lent(value),
        }
    }

    /// `in_force(ref, day)`: valid on that day and in a step that is in force.
    pub(super) fn in_force(&mut self, of: Option<&'e Expr>, day: &'e Expr) -> Item<'e> {
        let Some(day) = self.item(day).date() else { return Item::NULL };
        let Some(of) = of else { return Item::maybe(self.own_in_force(day)) };
        match self.item(of) {
            Item::Found(seen, Some(read)) if read == day => Item::bool(seen.get().in_force),
            Item::Lent(Value::Ref(to)) => Item::maybe(self.in_force_on(to, day)),
            item => match reference(item) {
                Some(to) => Item::maybe(self.in_force_on(&to, day)),
                None => Item::NULL,
            },
        }
    }

    /// Whether the own record is in force on a day.
    fn own_in_force(&self, day: Date) -> Option<bool> {
        match self.env.subject {
            Subject::Snapshot(snapshot) => Some(snapshot.in_force),
            subject => subject.record().map(|record| snapshot::in_force(record, day)),
        }
    }

    /// Whether a record referred to is in force on a day; one that does not exist is not.
    fn in_force_on(&mut self, to: &Ref, day: Date) -> Option<bool> {
        if let Some(record) = self.env.subject.record().filter(|record| record.id == to.id) {
            return Some(snapshot::in_force(record, day));
        }
        let day = (self.kind_of(to.id.ty()) == Some(Kind::Register)).then_some(day);
        let seen = self.env.book.snapshot(&to.id, day)?;
        Some(seen.is_some_and(|seen| seen.get().in_force))
    }

    /// `at(ref, day)`: the same reference, read as of that day.
    pub(super) fn at(&mut self, of: &'e Expr, day: &'e Expr) -> Item<'e> {
        let item = self.item(of);
        let Some(day) = self.item(day).date() else { return Item::NULL };
        match item {
            Item::Found(seen, Some(read)) if read == day => Item::Found(seen, Some(read)),
            item => Item::option(reference(item).map(|to| Value::Ref(Ref { day: Some(day), ..to }))),
        }
    }

    /// A registered capability function.
    pub(super) fn capability(&mut self, name: &str, args: &'e [Expr]) -> Item<'e> {
        let args: Vec<Value> = args.iter().map(|arg| self.item(arg).into_value()).collect();
        Item::Own(capability::call(self.env, name, &args))
    }
}

/// The reference that a thing is.
fn reference(item: Item<'_>) -> Option<Ref> {
    match item.into_value() {
        Value::Ref(to) => Some(to),
        _ => None,
    }
}
