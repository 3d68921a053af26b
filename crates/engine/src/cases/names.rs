//! What the short names of a case mean: `food` is the record of that id of the field's type, `li` a
//! sample person, `scjg` an organization, `this` the record of the case.

use fadu_base::{Name, RecordId, Ref, Value};
use fadu_definition::{Action, Field, FieldType, Given, SampleRecord, TypeDef};

use crate::text::{self, Reading};
use crate::world::{Fixture, World};
use crate::{Actor, Rules};

/// Types of sheet 00 that cases name freely.
const PERSON: &str = "person";
const ORGANIZATION: &str = "organization";

/// The people and the record of a case.
pub(super) struct Names<'a> {
    pub(super) def: &'a TypeDef,
    pub(super) this: RecordId,
}

impl Names<'_> {
    /// A sample person with the appointment used: the first that may take the action, else the first.
    pub(super) fn actor(&self, name: &str, action: &Action) -> Option<Actor> {
        let appointments = self.def.sample.people.get(name)?;
        let may = |role: &Name| action.by.iter().any(|by| by.role == *role);
        let (role, org) = appointments.iter().find(|(role, _)| may(role)).or(appointments.first())?;
        Some(Actor {
            person: RecordId::new(PERSON, name),
            appointment: None,
            role: role.clone(),
            org: org.as_ref().map(|org| RecordId::new(ORGANIZATION, org)),
            delegate_of: None,
            stands_for_party: true,
        })
    }

    /// A sample record as the world takes it. `no`, `org`, `opened_on` and `closed_on` are its own
    /// names where its type has no such field.
    pub(super) fn fixture(&self, world: &World<'_>, sample: &SampleRecord) -> Fixture {
        let id = RecordId::new(&sample.ty, &sample.id);
        let mut fixture =
            Fixture { from: sample.from, to: sample.to, step: sample.step.clone(), ..Fixture::unknown(&id) };
        for (name, given) in &sample.fields {
            match field(world.rules(), &sample.ty, name) {
                Some(field) => fixture
                    .fields
                    .extend(self.value(world, sample, field, given).map(|value| (name.clone(), value))),
                None => own_name(&mut fixture, name, given),
            }
        }
        fixture
    }

    fn value(&self, world: &World<'_>, sample: &SampleRecord, field: &Field, given: &Given) -> Option<Value> {
        let given = self.resolved(world, field, given);
        let today = sample.from.unwrap_or(self.def.effective);
        text::bind(field, &given, Reading { today, past: true }).ok()
    }

    /// What is given, with short names replaced by the ids of records.
    pub(super) fn resolved(&self, world: &World<'_>, field: &Field, given: &Given) -> Given {
        match (&field.ty, given) {
            (FieldType::Ref(types), Given::Value(Value::Text(text))) => {
                Given::Value(Value::text(self.id(world, types, text).as_str()))
            }
            (FieldType::Rows { columns, .. }, Given::Row(cells)) => {
                Given::Row(self.row(world, columns, cells))
            }
            (_, Given::List(list)) => {
                Given::List(list.iter().map(|given| self.resolved(world, field, given)).collect())
            }
            _ => given.clone(),
        }
    }

    fn row(&self, world: &World<'_>, columns: &[Field], cells: &[(Name, Given)]) -> Vec<(Name, Given)> {
        let cell = |(name, given): &(Name, Given)| match columns.iter().find(|column| column.id == *name) {
            Some(column) => (name.clone(), self.resolved(world, column, given)),
            None => (name.clone(), given.clone()),
        };
        cells.iter().map(cell).collect()
    }

    /// The record that a short name means in a field of these types.
    fn id(&self, world: &World<'_>, types: &[Name], name: &str) -> RecordId {
        let may_be = |ty: &str| types.is_empty() || types.iter().any(|of| **of == *ty);
        if name == "this" {
            return self.this.clone();
        }
        if let Some(id) = RecordId::parse(name) {
            return id;
        }
        if may_be(PERSON) && self.def.sample.people.contains_key(name) {
            return RecordId::new(PERSON, name);
        }
        let sampled = world.type_of_fixture(name, may_be);
        let ty = match types {
            [one] => one,
            _ if sampled.is_some() => sampled.unwrap_or(ORGANIZATION),
            _ if may_be(ORGANIZATION) => ORGANIZATION,
            _ => types.first().map_or(ORGANIZATION, |ty| ty),
        };
        RecordId::new(ty, name)
    }
}

/// A name of the record that is no field.
fn own_name(fixture: &mut Fixture, name: &str, given: &Given) {
    let Given::Value(value) = given else { return };
    match (name, value) {
        ("no", Value::Text(no)) => fixture.no = Some(no.clone()),
        ("org", Value::Text(org)) => {
            let id = RecordId::parse(org).unwrap_or_else(|| RecordId::new(ORGANIZATION, org));
            fixture.org = Some(Ref::to(id));
        }
        ("opened_on", Value::Date(day)) => fixture.opened_on = Some(*day),
        ("closed_on", Value::Date(day)) => fixture.closed_on = Some(*day),
        _ => {}
    }
}

/// A field of a type, shipped or planned.
fn field<'a>(rules: Rules<'a>, ty: &str, name: &str) -> Option<&'a Field> {
    let shipped = rules.definitions.types.get(ty).and_then(|versions| versions.last()).map(|def| &def.fields);
    let fields = shipped.or_else(|| rules.definitions.planned.get(ty).map(|planned| &planned.fields))?;
    fields.iter().find(|field| *field.id == *name)
}
