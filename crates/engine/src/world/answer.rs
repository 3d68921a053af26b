//! The answers of an in-memory world to the engine's queries.

use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Value};
use fadu_definition::expr::{Find, FindWhat};

use super::{Fixture, World};
use crate::eval::{Asked, matches, summand};
use crate::facts::Book;
use crate::record::snapshot;
use crate::text::setting;
use crate::{Answer, Query, Record, Snapshot};

/// At most so many records are found (language.md 3.3).
const MOST: usize = 1_000;

/// Types of which a mere name suffices in a lenient world (sheet 00).
const NAMED: [&str; 2] = ["person", "organization"];

/// The register of parameters set locally (sheet 00, 9).
const LOCAL_RULE: &str = "local_rule";

/// Longest chain of organizations above one another.
const LEVELS: usize = 20;

impl World<'_> {
    /// Answers a query.
    pub fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Snapshot { id, day } => Answer::Snapshot(self.snapshot(id, *day).map(Arc::new)),
            Query::Find { site, captures, day } => match self.sites.get(site) {
                Some(find) => self.find(find, captures, *day),
                None => Answer::Value(Value::Null),
            },
            Query::Param { id, day } => Answer::Value(self.param(id, *day).unwrap_or_default()),
            Query::Record(id) => Answer::Record(self.commanded(id)),
            Query::Unique { ty, fields, values, except, day } => {
                let same = |snapshot: &Snapshot| {
                    has_values(snapshot, fields, values) && (day.is_none() || snapshot.in_force)
                };
                let others = self.all_of(ty, *day).into_iter().filter(|snapshot| snapshot.id != *except);
                Answer::Found(others.into_iter().find(same).map(|snapshot| snapshot.id))
            }
            Query::Number { ty, no, except } => {
                let bears = |record: &&Arc<Record>| record.no.as_ref() == Some(no) && record.id != *except;
                let found = self.records.iter().filter(|record| record.id.ty() == &**ty).find(bears);
                Answer::Found(found.map(|record| record.id.clone()))
            }
            Query::Below { org, root, day } => Answer::Below(self.is_below(org, root, *day)),
            // What a case gives stands for what the capability would.
            Query::Capability { .. } => Answer::Given(Vec::new()),
        }
    }

    /// What is read of a record.
    fn snapshot(&self, id: &RecordId, day: Option<Date>) -> Option<Snapshot> {
        if let Some(record) = self.record(id) {
            return Some(snapshot::of(record, day));
        }
        let fixture = self.fixtures.iter().find(|fixture| fixture.id == *id);
        if let Some(fixture) = fixture {
            return Some(fixture.snapshot(self.rules, day));
        }
        self.lenient.then(|| match NAMED.contains(&id.ty()) {
            true => Fixture::named(id).snapshot(self.rules, day),
            false => Fixture::unknown(id).snapshot(self.rules, None),
        })
    }

    /// A whole record, to be commanded.
    fn commanded(&self, id: &RecordId) -> Option<Arc<Record>> {
        let fixture = || self.fixtures.iter().find(|fixture| fixture.id == *id);
        self.record(id).cloned().or_else(|| fixture()?.record(self.rules).map(Arc::new))
    }

    /// What is read of all records of a type, by id.
    fn all_of(&self, ty: &str, day: Option<Date>) -> Vec<Snapshot> {
        let records =
            self.records.iter().filter(|record| record.id.ty() == ty).map(|record| snapshot::of(record, day));
        let unwritten = |fixture: &&Arc<Fixture>| fixture.id.ty() == ty && self.record(&fixture.id).is_none();
        let fixtures =
            self.fixtures.iter().filter(unwritten).map(|fixture| fixture.snapshot(self.rules, day));
        let mut all: Vec<Snapshot> = records.chain(fixtures).collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// What a local rule in force on the day sets; nothing where the default holds.
    fn param(&self, id: &Name, day: Date) -> Option<Value> {
        let param = self.rules.definitions.params.get(id)?;
        let text = |rule: &Snapshot, field: &str| {
            let value = rule.fields.iter().find(|(known, _)| **known == *field)?.1.as_text()?;
            Some(value.to_owned())
        };
        let rules = self.all_of(LOCAL_RULE, Some(day)).into_iter().filter(|rule| rule.in_force);
        let rule = rules.into_iter().find(|rule| text(rule, "key").as_deref() == Some(&**id))?;
        setting(&text(&rule, "setting")?, &param.ty)
    }

    fn find(&self, find: &Find, captures: &[Value], day: Option<Date>) -> Answer {
        let all = self.all_of(&find.ty, day).into_iter().map(Arc::new);
        let found: Vec<Arc<Snapshot>> =
            all.filter(|snapshot| self.fits(find, captures, day, snapshot)).take(MOST).collect();
        match &find.what {
            FindWhat::List => Answer::List(found),
            FindWhat::Exists => Answer::Value(Value::Bool(!found.is_empty())),
            FindWhat::Count => Answer::Value(Value::Int(found.len() as i64)),
            FindWhat::Sum(_) => Answer::Value(self.sum(find, captures, day, &found)),
        }
    }

    fn fits(&self, find: &Find, captures: &[Value], day: Option<Date>, snapshot: &Arc<Snapshot>) -> bool {
        self.asked(find, captures, day, |asked| matches(asked, snapshot)).unwrap_or(false)
    }

    fn sum(&self, find: &Find, captures: &[Value], day: Option<Date>, found: &[Arc<Snapshot>]) -> Value {
        let summands = found
            .iter()
            .filter_map(|snapshot| self.asked(find, captures, day, |asked| summand(asked, snapshot)));
        let known = summands.filter(|value| *value != Value::Null);
        known.fold(Value::Null, |sum, value| crate::eval::plus(&sum, &value))
    }

    /// Evaluates in a look-up's predicate, answering what it asks of other records.
    fn asked<T>(
        &self,
        find: &Find,
        captures: &[Value],
        day: Option<Date>,
        compute: impl Fn(&Asked<'_>) -> T,
    ) -> Option<T> {
        let def = self.rules.definitions.types.values().flatten().next()?.clone();
        self.with_facts(|facts| {
            let book = Book::new(facts);
            let now = day.unwrap_or(def.effective).to_datetime(fadu_base::Time::midnight());
            let result =
                compute(&Asked { rules: self.rules, def: &def, find, captures, day, now, book: &book });
            if book.is_settled() { Ok(result) } else { Err(book.take_asks()) }
        })
    }

    /// Whether an organization is another or below it, by the field `parent`.
    fn is_below(&self, org: &RecordId, root: &RecordId, day: Date) -> bool {
        let mut at = org.clone();
        for _ in 0..LEVELS {
            if at == *root {
                return true;
            }
            let above = self.snapshot(&at, Some(day)).and_then(|snapshot| snapshot.field("parent").cloned());
            match above {
                Some(Value::Ref(to)) => at = to.id,
                _ => return false,
            }
        }
        false
    }
}

fn has_values(snapshot: &Snapshot, fields: &[Name], values: &[Value]) -> bool {
    fields.iter().zip(values).all(|(field, value)| snapshot.field(field) == Some(value))
}
