//! The predicate of a look-up, evaluated in memory over one record that was read: for the cases'
//! world, and for the part of a predicate that a database cannot judge.

use std::sync::Arc;

use fadu_base::{Date, Instant, Value};
use fadu_definition::TypeDef;
use fadu_definition::expr::{Find, FindWhat};

use super::item::Item;
use super::{Env, Machine, Subject};
use crate::facts::{Book, Seen};
use crate::{Rules, Snapshot};

/// A look-up as it was asked.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Definitions, calendar, district.
    pub rules: Rules<'a>,
    /// Any version of the type searched.
    pub def: &'a TypeDef,
    /// The look-up.
    pub find: &'a Find,
    /// Its captured values.
    pub captures: &'a [Value],
    /// Its day, for registers.
    pub day: Option<Date>,
    /// Now.
    pub now: Instant,
    /// Facts, for members read through references of the record.
    pub book: &'a Book<'a>,
}

/// Whether a record that was read satisfies a look-up's predicate; unknown counts as false.
pub fn matches(asked: &Asked<'_>, snapshot: &Arc<Snapshot>) -> bool {
    let env = asked.env();
    asked.machine(&env, snapshot).item(&asked.find.pred).truth() == Some(true)
}

/// The value that a `sum` adds for a record that was read; null for other look-ups.
pub fn summand(asked: &Asked<'_>, snapshot: &Arc<Snapshot>) -> Value {
    let env = asked.env();
    match &asked.find.what {
        FindWhat::Sum(of) => asked.machine(&env, snapshot).item(of).into_value(),
        _ => Value::Null,
    }
}

impl Asked<'_> {
    fn env(&self) -> Env<'_> {
        let env = Env::new(self.rules, self.def, Subject::None, self.now, self.book);
        Env { captures: self.captures, ..env }
    }

    /// An evaluation with the record in the look-up's variable.
    fn machine<'e>(&self, env: &'e Env<'e>, snapshot: &Arc<Snapshot>) -> Machine<'e> {
        let mut machine = Machine::new(env);
        let day = self.day.filter(|_| self.rules.is_register(&self.find.ty));
        machine.bind(self.find.var, Item::Found(Seen::Made(snapshot.clone()), day));
        machine
    }
}
