//! The audit: who signed in, what was refused, who read whose data, what was administered. Its
//! lines are for the audit administrator alone (GB/T 22239-2019 8.1.4.3, 8.1.5).

use fadu_store::StoreError;
use fadu_store::audit::{AuditRow, AuditWanted, audit_insert, audit_list};

use super::kit::{Desk, denied};
use super::manage::AUDITOR;
use super::{Granted, kit};
use crate::{District, Failure, Seat};

/// Most lines of a page.
const PAGE: i64 = 500;
/// Most characters of a text that a stranger may have typed.
const LONGEST: usize = 120;

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number.
    pub n: i64,
    /// Instant, `YYYY-MM-DDThh:mm:ss`.
    pub at: String,
    /// `person/…`; empty for strangers.
    pub person: String,
    /// Role id in use.
    pub role: String,
    /// `organization/…` of it.
    pub org: String,
    /// Address of the client.
    pub address: String,
    /// What: `sign_in`, `sign_out`, `take_seat`, `password`, `account`, `code`, `enter_by_code`,
    /// `enter_by_number`, `read`, `search`, `list`, `file`, `export`, or what a page gives.
    pub what: String,
    /// On what: a login, a record.
    pub object: String,
    /// `ok`, `wrong`, or why not.
    pub result: String,
}

/// What is looked for; an empty text leaves it open.
#[derive(Clone, Debug, Default)]
pub struct AuditAsked {
    /// From this instant or day on.
    pub from: String,
    /// Before this instant or day.
    pub to: String,
    /// Of this person.
    pub person: String,
    /// Of this kind.
    pub what: String,
    /// Numbers below this one only: the next page.
    pub below: Option<i64>,
    /// At most so many; 500 at most.
    pub most: i64,
}

impl District {
    /// Adds a line about what somebody did or was refused.
    pub fn audit_add(
        &self,
        by: &Seat,
        address: &str,
        (what, object): (&str, &str),
        result: &str,
    ) -> Result<(), Failure> {
        let row = row_of(by, address, (what, object), result);
        self.at_desk(self.clock(), address, move |desk| desk.write(row)).map_err(Failure::from)
    }

    /// Lines, the latest first; that they were read is a line too.
    pub fn audit_list(
        &self,
        by: &Seat,
        address: &str,
        asked: &AuditAsked,
    ) -> Result<Granted<Vec<AuditLine>>, Failure> {
        if by.role != AUDITOR {
            self.audit_add(by, address, ("read", "audit"), "审计日志只供审计管理员查看")?;
            return Ok(denied("审计日志只供审计管理员查看"));
        }
        self.write_readings()?;
        self.audit_add(by, address, ("read", "audit"), "ok")?;
        let asked = asked.clone();
        let wanted = AuditWanted {
            from: asked.from,
            to: asked.to,
            person: asked.person,
            what: asked.what,
            below: asked.below,
            most: if asked.most <= 0 { PAGE } else { asked.most.min(PAGE) },
        };
        let rows = self.store.read(|reader| audit_list(reader.view.db, self.code(), &wanted))?;
        Ok(Ok(rows.into_iter().map(line).collect()))
    }
}

impl Desk<'_, '_> {
    /// Adds a line about a request; the person may not be known.
    pub fn audit(&self, person: &str, (what, object): (&str, &str), result: &str) -> Result<(), StoreError> {
        self.write(AuditRow {
            person: person.to_owned(),
            address: cut(&self.address),
            what: what.to_owned(),
            object: cut(object),
            result: result.to_owned(),
            ..AuditRow::default()
        })
    }

    /// Adds a line about somebody in a capacity.
    pub fn audit_seat(&self, by: &Seat, done: (&str, &str), result: &str) -> Result<(), StoreError> {
        self.write(row_of(by, &self.address, done, result))
    }

    fn write(&self, row: AuditRow) -> Result<(), StoreError> {
        let row = AuditRow { at: kit::stamp(self.clock.now), ..row };
        audit_insert(self.txn.db(), &self.txn.shared().keys, self.txn.district(), &row)
    }
}

pub(crate) fn row_of(by: &Seat, address: &str, (what, object): (&str, &str), result: &str) -> AuditRow {
    AuditRow {
        person: by.person.clone(),
        role: by.role.clone(),
        org: by.org.clone().unwrap_or_default(),
        address: cut(address),
        what: cut(what),
        object: cut(object),
        result: cut(result),
        ..AuditRow::default()
    }
}

pub(super) fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

fn line(row: AuditRow) -> AuditLine {
    let AuditRow { n, at, person, role, org, address, what, object, result } = row;
    AuditLine { n, at, person, role, org, address, what, object, result }
}
