//! What the three administrators see besides accounts and the audit: local parameters with the value
//! and the basis in force, the years of the working calendar, tries that were refused.

use std::collections::BTreeMap;

use fadu_base::Value;
use fadu_engine::text::plain;
use fadu_engine::{Answer, Query, Record};
use fadu_store::attempt::attempt_page;
use fadu_store::record::record_of_type;
use fadu_store::{Reader, Source as _, StoreError};

use crate::account::{ADMINS, AUDITOR};
use crate::heading::name_of;
use crate::{District, Failure, Seat};

/// The register of local parameters, a foundation.
const LOCAL_RULE: &str = "local_rule";
/// The register of calendar notices, a foundation.
const CALENDAR_YEAR: &str = "calendar_year";
/// Years of the calendar that are shown before and after this one.
const YEARS: i16 = 5;

/// A local parameter 本地参数.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalParam {
    /// `norm.filing_days`.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Value where the district has set none, and its basis.
    pub default: (String, String),
    /// The value in force today, its basis and first day, and the record that sets it.
    pub local: Option<LocalValue>,
    /// Entries proposed and not yet entered: record and value.
    pub proposed: Vec<(String, String)>,
}

/// A value that the district has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalValue {
    /// The value.
    pub value: String,
    /// Basis.
    pub basis: String,
    /// First day.
    pub from: String,
    /// The record.
    pub record: String,
}

/// A year of the working calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// Year.
    pub year: i16,
    /// There is a notice; else dates in it are provisional.
    pub official: bool,
    /// The record of the notice, if it was loaded as one.
    pub record: Option<String>,
}

/// A refused try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its number.
    pub n: i64,
    /// Instant.
    pub at: String,
    /// Who.
    pub person: String,
    /// Chinese name of the type and of the action.
    pub what: (String, String),
    /// The record.
    pub record: String,
    /// Rules that refused.
    pub rules: String,
}

impl District {
    /// Whether a capacity is that of one of the three administrators.
    pub fn administers(&self, seat: &Seat) -> bool {
        ADMINS.contains(&&*seat.role)
    }

    /// Whether it is that of the one who reads the audit.
    pub fn audits(&self, seat: &Seat) -> bool {
        seat.role == AUDITOR
    }

    /// Whether a capacity has to do with the district's business; administrators have not.
    pub fn works(&self, seat: &Seat) -> bool {
        !seat.is_applicant() && !self.administers(seat)
    }

    /// The local parameters; nothing for who is no administrator.
    pub fn local_params(&self, seat: &Seat) -> Result<Option<Vec<LocalParam>>, Failure> {
        if !self.administers(seat) {
            return Ok(None);
        }
        let today = self.now().date();
        let (rules, values) = self.store.read(|reader| {
            let ids = self.catalog.definitions.params.iter().map(|(id, _)| id);
            let values = ids.map(|id| reader.answer(&Query::Param { id: id.clone(), day: today }));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            Ok((self.loaded(reader, LOCAL_RULE)?, values))
        })?;
        let params = self.catalog.definitions.params.iter().zip(values).map(|((id, param), value)| {
            let own = rules.iter().filter(|rule| text(rule, "key") == **id);
            let mut line = LocalParam {
                id: id.to_string(),
                name: param.name.clone(),
                default: (plain(&param.default), param.basis.clone()),
                local: None,
                proposed: Vec::new(),
            };
            for rule in own {
                let step = rule.step.and_then(|at| rule.def.steps.get(usize::from(at)));
                let holds = step.is_some_and(|step| step.in_force) && rule_is_on(rule, today);
                match step {
                    Some(step) if !step.end && !step.in_force => {
                        line.proposed.push((rule.id.to_string(), text(rule, "setting")));
                    }
                    _ if holds => {
                        let value = match &value {
                            Answer::Value(value) => plain(value),
                            _ => String::new(),
                        };
                        line.local = Some(LocalValue {
                            value,
                            basis: text(rule, "basis"),
                            from: text(rule, "valid_from"),
                            record: rule.id.to_string(),
                        });
                    }
                    _ => {}
                }
            }
            line
        });
        Ok(Some(params.collect()))
    }

    /// The years of the calendar around this one; nothing for who is no administrator.
    pub fn calendar_years(&self, seat: &Seat) -> Result<Option<Vec<CalendarYear>>, Failure> {
        if !self.administers(seat) {
            return Ok(None);
        }
        let loaded = self.store.read(|reader| self.loaded(reader, CALENDAR_YEAR))?;
        let this = self.now().date().year();
        let year = |year: i16| {
            let notice = loaded.iter().find(|record| text(record, "year") == year.to_string());
            CalendarYear {
                year,
                official: notice.is_some() || !self.catalog.calendar.is_provisional(year),
                record: notice.map(|record| record.id.to_string()),
            }
        };
        Ok(Some((this - YEARS..=this + YEARS).rev().map(year).collect()))
    }

    /// Refused tries, the latest first, those before a number; nothing for who does not audit.
    pub fn tries(&self, seat: &Seat, below: Option<i64>, most: i64) -> Result<Option<Vec<Tried>>, Failure> {
        if !self.audits(seat) {
            return Ok(None);
        }
        let today = self.now().date();
        let tries = self.store.read(|reader| {
            let rows = attempt_page(reader.view.db, self.code(), below.unwrap_or(i64::MAX), most)?;
            rows.into_iter()
                .map(|(n, row)| {
                    Ok(Tried {
                        n,
                        person: name_of(reader, &row.person, today)?.unwrap_or(row.person),
                        what: self.named_action(&row.record, &row.action),
                        at: row.at,
                        record: row.record,
                        rules: row.rules,
                    })
                })
                .collect::<Result<Vec<_>, StoreError>>()
        })?;
        Ok(Some(tries))
    }

    /// Names of persons by their ids, for who audits.
    pub fn person_names(&self, seat: &Seat, ids: &[String]) -> Result<BTreeMap<String, String>, Failure> {
        let mut names = BTreeMap::new();
        if !self.audits(seat) {
            return Ok(names);
        }
        let today = self.now().date();
        self.store.read(|reader| {
            for id in ids.iter().filter(|id| !id.is_empty()) {
                if let (false, Some(name)) = (names.contains_key(id), name_of(reader, id, today)?) {
                    names.insert(id.clone(), name);
                }
            }
            Ok(())
        })?;
        Ok(names)
    }

    /// Whether a capacity takes any action on records of a type that are there already.
    pub fn acts_on(&self, seat: &Seat, ty: &str) -> bool {
        let def = self.catalog.definitions.types.get(ty).and_then(|versions| versions.last());
        let is_theirs = |action: &fadu_definition::Action| {
            !matches!(action.from, fadu_definition::From::New)
                && action.by.iter().any(|by| *by.role == *seat.role)
        };
        def.is_some_and(|def| def.actions.iter().any(is_theirs))
    }

    fn named_action(&self, record: &str, action: &str) -> (String, String) {
        let ty = record.split('/').next().unwrap_or_default();
        let def = self.catalog.definitions.types.get(ty).and_then(|versions| versions.last());
        let Some(def) = def else { return (ty.to_owned(), action.to_owned()) };
        let known = def.actions.iter().find(|known| &*known.id == action);
        (def.name.clone(), known.map_or_else(|| action.to_owned(), |known| known.name.clone()))
    }

    fn loaded(&self, reader: &mut Reader<'_>, ty: &str) -> Result<Vec<std::sync::Arc<Record>>, StoreError> {
        let mut all = Vec::new();
        for id in record_of_type(reader.view.db, self.code(), ty)? {
            all.extend(reader.load(&id)?);
        }
        Ok(all)
    }
}

/// Whether an entry holds on a day by its own dates.
fn rule_is_on(rule: &Record, day: fadu_base::Date) -> bool {
    let from = matches!(value(rule, "valid_from"), Value::Date(from) if *from <= day);
    let until = match value(rule, "valid_until") {
        Value::Date(until) => day <= *until,
        _ => true,
    };
    from && until
}

fn value<'r>(record: &'r Record, name: &str) -> &'r Value {
    let at = record.def.fields.iter().position(|field| &*field.id == name);
    at.and_then(|at| record.fields.get(at)).unwrap_or(&Value::Null)
}

fn text(record: &Record, name: &str) -> String {
    match value(record, name) {
        Value::Null => String::new(),
        value => plain(value),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    fn seat(role: &str) -> Seat {
        Seat { role: role.into(), ..leader() }
    }

    /// Who is no administrator gets nothing, and each administrator only their own part.
    #[test]
    fn each_part_is_for_its_administrator() {
        let (_folder, district) = district("admin");
        for role in ["leader", "judicial_clerk", "supervisor", "applicant", "nobody"] {
            let seat = seat(role);
            assert!(district.local_params(&seat).unwrap().is_none(), "{role}");
            assert!(district.calendar_years(&seat).unwrap().is_none(), "{role}");
            assert!(district.tries(&seat, None, 10).unwrap().is_none(), "{role}");
            assert!(district.accounts(&seat, "").unwrap().is_err(), "{role}");
        }
        for role in ADMINS {
            assert!(district.local_params(&seat(role)).unwrap().is_some(), "{role}");
            assert_eq!(district.tries(&seat(role), None, 10).unwrap().is_some(), role == AUDITOR);
        }
    }

    /// A local rule in force stands beside its parameter with its basis; the calendar of this program
    /// is official for years of which there was a notice.
    #[test]
    fn parameters_name_the_rule_in_force() {
        let (_folder, district) = district("params");
        store(&district, &records(&district, &mut Dice(5)));
        let admin = seat(ADMINS[0]);
        let params = district.local_params(&admin).unwrap().unwrap();
        assert_eq!(params.len(), district.catalog.definitions.params.iter().count());
        let set: Vec<_> = params.iter().filter_map(|param| param.local.as_ref()).collect();
        assert!(set.iter().all(|local| !local.value.is_empty() && !local.basis.is_empty()));
        let years = district.calendar_years(&admin).unwrap().unwrap();
        assert_eq!(years.len(), 11);
        assert!(years.iter().any(|year| year.official));
    }
}
