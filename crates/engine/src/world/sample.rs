//! Sample records: what is taken as given of a record, without its history.

use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Ref, Value};
use fadu_definition::TypeDef;

use crate::record::apply::empty;
use crate::{Record, Rules, Snapshot};

/// A record taken as given, valid in `[from, to)`.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Its identity.
    pub id: RecordId,
    /// First day in force.
    pub from: Option<Date>,
    /// First day no longer in force.
    pub to: Option<Date>,
    /// Step id.
    pub step: Option<Name>,
    /// Owner.
    pub org: Option<Ref>,
    /// Own number.
    pub no: Option<Arc<str>>,
    /// Opened; else the first day in force.
    pub opened_on: Option<Date>,
    /// Closed.
    pub closed_on: Option<Date>,
    /// Values by field id.
    pub fields: Vec<(Name, Value)>,
}

impl Fixture {
    /// A record of which nothing is known.
    pub fn unknown(id: &RecordId) -> Self {
        Self {
            id: id.clone(),
            from: None,
            to: None,
            step: None,
            org: None,
            no: None,
            opened_on: None,
            closed_on: None,
            fields: Vec::new(),
        }
    }

    /// A person, organization or other record of which only the name is known.
    pub(super) fn named(id: &RecordId) -> Self {
        let name = || Value::text(id.local());
        let fields = ["name", "short_name", "doc_word"].map(|field| (Name::from(field), name()));
        Self { fields: fields.into(), ..Self::unknown(id) }
    }

    /// What is read of it on a day.
    pub(super) fn snapshot(&self, rules: Rules<'_>, day: Option<Date>) -> Snapshot {
        let begun = |day: Date| self.from.is_none_or(|from| from <= day);
        let lasts = |day: Date| self.to.is_none_or(|to| day < to);
        Snapshot {
            id: self.id.clone(),
            def: definition(rules, &self.id),
            seq: 1,
            no: self.no.clone(),
            step: self.step.clone(),
            org: self.org.clone(),
            opened_on: self.opened_on.or(self.from),
            closed_on: self.closed_on,
            in_force: day.is_some_and(|day| begun(day) && lasts(day)),
            fields: self.fields.clone(),
        }
    }

    /// The record it stands for, if its type is shipped: it can be commanded.
    pub(super) fn record(&self, rules: Rules<'_>) -> Option<Record> {
        let def = definition(rules, &self.id)?;
        let value = |field: &fadu_definition::Field| {
            let known = self.fields.iter().find(|(id, _)| *id == field.id);
            known.map_or_else(|| empty(field), |(_, value)| value.clone())
        };
        let step = self.step.as_ref().and_then(|id| def.steps.iter().position(|step| step.id == *id));
        Some(Record {
            id: self.id.clone(),
            seq: 0,
            no: self.no.clone(),
            step: step.and_then(|at| u16::try_from(at).ok()),
            org: self.org.clone(),
            opened_on: self.opened_on.or(self.from).unwrap_or(def.effective),
            closed_on: self.closed_on,
            fields: def.fields.iter().map(value).collect(),
            past: false,
            stuck: false,
            history: Vec::new(),
            def,
        })
    }
}

/// The newest version of the type.
fn definition(rules: Rules<'_>, id: &RecordId) -> Option<Arc<TypeDef>> {
    rules.definitions.types.get(id.ty())?.last().cloned()
}
