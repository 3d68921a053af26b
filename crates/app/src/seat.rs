//! The capacity 身份 in which somebody acts: an appointment in force, or that of an applicant.
//!
//! Every right comes from it (sheet 00, 2): each command, page and list names the one used.

use fadu_base::{Date, RecordId, Value};
use fadu_engine::{Actor, Snapshot};
use fadu_store::{Reader, StoreError};

use crate::{District, Failure};

/// The role of residents and firms, who need no appointment.
pub const APPLICANT: &str = "applicant";

/// A capacity, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// `person/…`.
    pub person: String,
    /// Name of the person.
    pub person_name: String,
    /// Role id.
    pub role: String,
    /// Chinese name of the role.
    pub role_name: String,
    /// `organization/…` of the appointment.
    pub org: Option<String>,
    /// Name of the organization today.
    pub org_name: Option<String>,
    /// `appointment/…`; none for applicants.
    pub appointment: Option<String>,
    /// The one record an applicant without account has proved to be party of (sheet 02).
    pub party_of: Option<String>,
}

impl Seat {
    /// Whether it is that of a resident or a firm.
    pub fn is_applicant(&self) -> bool {
        self.role == APPLICANT
    }

    /// Organization and role in words; the role is left out where the organization's name says it.
    pub fn capacity(&self) -> String {
        match &self.org_name {
            Some(org) if org.ends_with(&self.role_name) => org.clone(),
            Some(org) => format!("{org} {}", self.role_name),
            None => self.role_name.clone(),
        }
    }

    /// The actor of a command on a record.
    pub(crate) fn actor(&self, record: Option<&RecordId>) -> Result<Actor, Failure> {
        let parsed = |text: &str| RecordId::parse(text);
        let person = parsed(&self.person).ok_or_else(|| Failure::system("登录的人员标识写法不对"))?;
        Ok(Actor {
            person,
            appointment: self.appointment.as_deref().and_then(parsed),
            role: self.role.as_str().into(),
            org: self.org.as_deref().and_then(parsed),
            delegate_of: None,
            stands_for_party: record.is_some_and(|id| self.party_of.as_deref() == Some(id.as_str())),
        })
    }
}

impl District {
    /// The capacities of a person today, by organization and role as appointed.
    pub fn seats(&self, person: &str) -> Result<Vec<Seat>, Failure> {
        Ok(self.store.read(|reader| self.seats_on(reader, person, self.now().date()))?)
    }

    /// The capacities of a person on a day.
    pub(crate) fn seats_on(
        &self,
        reader: &Reader<'_>,
        person: &str,
        day: Date,
    ) -> Result<Vec<Seat>, StoreError> {
        let Some(id) = RecordId::parse(person) else { return Ok(Vec::new()) };
        let actors = appointments(reader, &id, day)?;
        actors.iter().map(|actor| self.seat_of(reader, actor, day)).collect()
    }

    /// The capacity of a resident or a firm.
    pub fn applicant(&self, person: &str) -> Result<Seat, Failure> {
        let id = RecordId::parse(person).ok_or_else(|| Failure::setup("人员标识写法不对"))?;
        let today = self.now().date();
        Ok(self.store.read(|reader| self.seat_of(reader, &applicant(id), today))?)
    }

    pub(crate) fn seat_of(
        &self,
        reader: &Reader<'_>,
        actor: &Actor,
        today: Date,
    ) -> Result<Seat, StoreError> {
        let name = |id: &RecordId| -> Result<Option<String>, StoreError> {
            let read = reader.view.snapshot(id, Some(today))?;
            Ok(read.as_deref().and_then(|read| value(read, "name")?.as_text().map(str::to_owned)))
        };
        let org_name = match &actor.org {
            Some(org) => name(org)?.or_else(|| Some(org.local().to_owned())),
            None => None,
        };
        let roles = &self.catalog.definitions.roles;
        Ok(Seat {
            person: actor.person.to_string(),
            person_name: name(&actor.person)?.unwrap_or_else(|| actor.person.local().to_owned()),
            role: actor.role.to_string(),
            role_name: roles
                .get(&actor.role)
                .map_or_else(|| actor.role.to_string(), |role| role.name.clone()),
            org: actor.org.as_ref().map(ToString::to_string),
            org_name,
            appointment: actor.appointment.as_ref().map(ToString::to_string),
            party_of: None,
        })
    }
}

/// Somebody who acts without an appointment.
pub(crate) fn applicant(person: RecordId) -> Actor {
    Actor {
        person,
        appointment: None,
        role: APPLICANT.into(),
        org: None,
        delegate_of: None,
        stands_for_party: false,
    }
}

/// The appointments of a person in force on a day.
pub(crate) fn appointments(
    reader: &Reader<'_>,
    person: &RecordId,
    day: Date,
) -> Result<Vec<Actor>, StoreError> {
    let definitions = &reader.view.shared.definitions;
    let Some(def) = definitions.types.get("appointment").and_then(|versions| versions.last()) else {
        return Ok(Vec::new());
    };
    let Some(field) = def.fields.iter().find(|field| &*field.id == "person") else { return Ok(Vec::new()) };
    let mut actors = Vec::new();
    for called in reader.view.called(def, field, person.as_str())? {
        if called.is_on(day)
            && let Some(read) = reader.view.snapshot(&called.id, Some(day))?
        {
            actors.push(appointed(person, &read));
        }
    }
    Ok(actors)
}

fn appointed(person: &RecordId, read: &Snapshot) -> Actor {
    let org = match value(read, "unit") {
        Some(Value::Ref(unit)) => Some(unit.id.clone()),
        _ => None,
    };
    let role = value(read, "role").and_then(Value::as_text).unwrap_or_default();
    Actor { role: role.into(), org, appointment: Some(read.id.clone()), ..applicant(person.clone()) }
}

pub(crate) fn value<'a>(read: &'a Snapshot, name: &str) -> Option<&'a Value> {
    read.fields.iter().find(|(id, _)| &**id == name).map(|(_, value)| value)
}
