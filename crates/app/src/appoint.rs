//! The first people of a district: whoever has the machine registers a person and appoints them.
//! There is no login yet, so this is the door through which every right comes; it is journaled as
//! done by `person/setup`.

use fadu_base::{Date, Instant, Name, RecordId, Ref, Value};
use fadu_definition::Given;
use fadu_engine::{Command, Decision, Rules};
use fadu_store::{StoreError, Txn};

use crate::decide::{by_program, decided};
use crate::{Catalog, District, Failure, Told, outbox};

/// The person in whose name the machine's owner appoints.
pub(crate) const SETUP: &str = "person/setup";

/// An appointment asked for.
#[derive(Clone, Debug)]
pub struct AppointAsked {
    /// Short id of the person, used with `--as`.
    pub person: String,
    /// Name, if the person is not registered yet.
    pub name: Option<String>,
    /// Role id.
    pub role: String,
    /// Name or short name of the organization.
    pub unit: String,
    /// First day; today if absent.
    pub from: Option<String>,
}

impl District {
    /// Registers the person, if new, and appoints them. Gives one line a step.
    pub fn appoint(&mut self, asked: &AppointAsked) -> Result<Vec<String>, Failure> {
        let now = self.now();
        let from = match &asked.from {
            Some(text) => text.parse().map_err(|_| Failure::setup(format!("日期“{text}”写法不对")))?,
            None => now.date(),
        };
        let unit = self.organization(&asked.unit, from)?;
        let person = RecordId::parse(&format!("person/{}", asked.person))
            .ok_or_else(|| Failure::setup("请写明人员标识"))?;
        let mut steps = Vec::new();
        if let Some(name) = &asked.name {
            let input = vec![("name", text(name)), ("valid_from", Given::Value(Value::Date(from)))];
            steps.push(by_machine(person.clone(), "register", input, now));
        }
        let local = uuid::Uuid::now_v7().simple().to_string();
        let input = vec![
            ("person", Given::Value(Value::Ref(Ref::to(person)))),
            ("role", text(&asked.role)),
            ("unit", Given::Value(Value::Ref(Ref::to(unit)))),
            ("valid_from", Given::Value(Value::Date(from))),
        ];
        steps.push(by_machine(RecordId::new("appointment", &local), "appoint", input, now));
        let catalog = self.catalog.clone();
        Ok(self.store.write(move |txn| all(txn, &catalog, &steps))?)
    }

    /// The organization of a name on a day.
    pub(crate) fn organization(&self, name: &str, day: Date) -> Result<RecordId, Failure> {
        let found = self.store.read(|reader| {
            let definitions = &reader.view.shared.definitions;
            let Some(def) = definitions.types.get("organization").and_then(|versions| versions.last()) else {
                return Ok(None);
            };
            for field in def.fields.iter().filter(|field| matches!(&*field.id, "name" | "short_name")) {
                let called = reader.view.called(def, field, name)?;
                if let Some(found) = called.into_iter().find(|called| called.is_on(day)) {
                    return Ok(Some(found.id));
                }
            }
            Ok(None)
        })?;
        found.ok_or_else(|| Failure::setup(format!("{day}没有名为“{name}”的机构，请先导入机构名录")))
    }
}

fn text(text: &str) -> Given {
    Given::Value(Value::text(text))
}

/// All commands, in one transaction; the first refusal is told, and nothing of it stays.
pub(crate) fn all(
    txn: &mut Txn<'_>,
    catalog: &Catalog,
    commands: &[Command],
) -> Result<Vec<String>, StoreError> {
    let division = &txn.shared().meta.district;
    let rules = Rules { definitions: &catalog.definitions, calendar: &catalog.calendar, division };
    let mut lines = Vec::new();
    for command in commands {
        match decided(&rules, None, command, txn)? {
            Decision::Done(changes) => {
                for done in outbox::append(&rules, txn, changes)? {
                    lines.push(format!("{} {}", done.record.def.name, done.record.id));
                }
            }
            Decision::Refused { refusal, .. } => {
                let lines: Vec<String> =
                    refusal.reasons.iter().map(|reason| Told::of(reason).sentence()).collect();
                return Err(StoreError::Invalid(lines.join("\n")));
            }
            Decision::Ask(_) => return Err(StoreError::Internal("办理规程的查询没有答案".into())),
        }
    }
    Ok(lines)
}

/// A command that makes a record, by the machine's owner.
pub(crate) fn by_machine(id: RecordId, action: &str, input: Vec<(&str, Given)>, now: Instant) -> Command {
    by_program(id, (action, named(input)), (SETUP, "admin", None), now)
}

/// Input by its names.
pub(crate) fn named(input: Vec<(&str, Given)>) -> Vec<(Name, Given)> {
    input.into_iter().map(|(name, given)| (Name::from(name), given)).collect()
}
