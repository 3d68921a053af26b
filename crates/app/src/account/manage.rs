//! Opening, resetting, locking and closing accounts: by the system administrator alone, never their
//! own; the first one by whoever has the machine. No account is there by default (GB/T 22239-2019
//! 8.1.4.2).

use fadu_base::RecordId;
use fadu_store::StoreError;
use fadu_store::account::{Account as Row, account_list, account_of_login};
use fadu_store::session::session_delete_others;

use super::kit::{Clock, Desk, denied};
use super::{Denied, Granted, password};
use crate::{District, Failure, Seat};

/// The three administrators, who hold nothing else (GB/T 22239-2019 8.1.5).
pub(crate) const ADMINS: [&str; 3] = ["admin", "security_admin", AUDITOR];
/// The one who reads the audit.
pub(crate) const AUDITOR: &str = "audit_admin";
/// Most accounts of a page.
const PAGE: i64 = 200;

/// A password that is shown once and must be changed at the first sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstPassword {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Login.
    pub login: String,
    /// `person/…`.
    pub person: String,
    /// Name of the person today.
    pub person_name: String,
    /// `open`, `locked` or `closed`.
    pub state: String,
    /// Instant until which failed sign-ins lock it.
    pub locked_until: Option<String>,
    /// A phone app is linked.
    pub linked: bool,
    /// The password given is not yet changed.
    pub must_change: bool,
    /// The capacities of today: organization and role.
    pub seats: Vec<String>,
    /// Instant.
    pub opened_at: String,
    /// Instant.
    pub closed_at: Option<String>,
}

/// Why somebody with these roles may not enter: an administrator holds nothing else.
pub(super) fn mixed<'a>(roles: impl Iterator<Item = &'a str> + Clone) -> Option<&'static str> {
    let admin = roles.clone().any(|role| ADMINS.contains(&role));
    (admin && roles.count() > 1).then_some(
        "系统、安全、审计三类管理员不得由同一人担任，也不得兼任业务岗位（GB/T 22239-2019 8.1.5）；请先免去其中的任职",
    )
}

impl District {
    /// Opens an account for a person with an appointment in force today.
    pub fn open_account(
        &self,
        by: &Seat,
        login: &str,
        person: &str,
        address: &str,
    ) -> Result<Granted<FirstPassword>, Failure> {
        self.open_account_at(by, (login, person), address, self.clock())
    }

    pub(super) fn open_account_at(
        &self,
        by: &Seat,
        (login, person): (&str, &str),
        address: &str,
        clock: Clock,
    ) -> Result<Granted<FirstPassword>, Failure> {
        let login = login.trim().to_lowercase();
        let first = FirstPassword { login: login.clone(), password: password::generate()? };
        let hash = password::hash(&first.password)?;
        let (by, person) = (by.clone(), person.to_owned());
        let done = self.at_desk(clock, address, move |desk| {
            let answer = match desk.may_open(&by, &login, &person)? {
                Some(why) => denied(why),
                None => desk.opened(login.clone(), &person, hash).map(Ok)?,
            };
            desk.administered(&by, "open_account", &login, answer)
        })?;
        Ok(done.map(|()| first))
    }

    /// Gives an account a new first password; its phone app must be linked anew, its sessions end.
    pub fn reset_account(
        &self,
        by: &Seat,
        login: &str,
        address: &str,
    ) -> Result<Granted<FirstPassword>, Failure> {
        let first = FirstPassword { login: login.trim().to_lowercase(), password: password::generate()? };
        let hash = password::hash(&first.password)?;
        let done = self.administer(by, ("reset_account", login), address, move |account, _| Row {
            password: Some(hash),
            must_change: true,
            totp: None,
            totp_step: 0,
            failures: 0,
            failed_at: None,
            locked_until: None,
            ..account
        })?;
        Ok(done.map(|()| first))
    }

    /// Locks an account until it is unlocked; its sessions end.
    pub fn lock_account(&self, by: &Seat, login: &str, address: &str) -> Result<Granted<()>, Failure> {
        self.administer(by, ("lock_account", login), address, |account, _| Row {
            state: "locked".into(),
            ..account
        })
    }

    /// Unlocks an account, also one that failed sign-ins have locked.
    pub fn unlock_account(&self, by: &Seat, login: &str, address: &str) -> Result<Granted<()>, Failure> {
        self.administer(by, ("unlock_account", login), address, |account, _| Row {
            state: "open".into(),
            failures: 0,
            failed_at: None,
            locked_until: None,
            ..account
        })
    }

    /// Closes an account for good; its login is not given again.
    pub fn close_account(&self, by: &Seat, login: &str, address: &str) -> Result<Granted<()>, Failure> {
        self.administer(by, ("close_account", login), address, |account, now| Row {
            state: "closed".into(),
            closed_at: Some(now),
            password: None,
            totp: None,
            ..account
        })
    }

    /// Opens an account by whoever has the machine: the way to the first administrator.
    pub fn open_account_here(&self, login: &str, person: &str) -> Result<Granted<FirstPassword>, Failure> {
        self.open_account(&machine(), login, &self.person(person)?.to_string(), "")
    }

    /// Resets an account by whoever has the machine.
    pub fn reset_account_here(&self, login: &str) -> Result<Granted<FirstPassword>, Failure> {
        self.reset_account(&machine(), login, "")
    }

    /// The accounts of staff by login, those after one of them, for the three administrators.
    pub fn accounts(&self, by: &Seat, after: &str) -> Result<Granted<Vec<Account>>, Failure> {
        if !ADMINS.contains(&&*by.role) {
            return Ok(denied("账号只供系统、安全、审计管理员查看"));
        }
        let today = self.now().date();
        let listed = self.store.read(|reader| {
            let (db, keys) = (reader.view.db, &reader.view.shared.keys);
            let rows = account_list(db, keys, self.code(), ("staff", after), PAGE)?;
            rows.into_iter().map(|row| self.listed(reader, row, today)).collect()
        })?;
        Ok(Ok(listed))
    }

    /// One account of staff by its login, for the three administrators; nothing if it is not there.
    pub fn account(&self, by: &Seat, login: &str) -> Result<Option<Account>, Failure> {
        if !self.administers(by) {
            return Ok(None);
        }
        let today = self.now().date();
        Ok(self.store.read(|reader| {
            let (db, keys) = (reader.view.db, &reader.view.shared.keys);
            let row = account_of_login(db, keys, self.code(), login)?.filter(|row| row.kind == "staff");
            row.map(|row| self.listed(reader, row, today)).transpose()
        })?)
    }

    /// Whether a capacity opens and changes accounts.
    pub fn opens_accounts(&self, by: &Seat) -> bool {
        not_for(by).is_none()
    }

    /// Opens an account for a person by name or id.
    pub fn open_account_for(
        &self,
        by: &Seat,
        login: &str,
        person: &str,
        address: &str,
    ) -> Result<Granted<FirstPassword>, Failure> {
        match self.person(person) {
            Ok(id) => self.open_account(by, login, id.as_str(), address),
            Err(failure) => Ok(denied(failure.what)),
        }
    }

    fn listed(
        &self,
        reader: &fadu_store::Reader<'_>,
        row: Row,
        today: fadu_base::Date,
    ) -> Result<Account, StoreError> {
        let seats = self.seats_on(reader, &row.person, today)?;
        let person_name = match RecordId::parse(&row.person) {
            Some(id) => self.seat_of(reader, &crate::seat::applicant(id), today)?.person_name,
            None => row.person.clone(),
        };
        let told = |seat: &Seat| format!("{} {}", seat.org_name.as_deref().unwrap_or(""), seat.role_name);
        Ok(Account {
            seats: seats.iter().map(|seat| told(seat).trim().to_owned()).collect(),
            linked: row.totp_step > 0,
            login: row.login,
            person: row.person,
            person_name,
            state: row.state,
            locked_until: row.locked_until,
            must_change: row.must_change,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
        })
    }

    /// Changes an account, in the audit whether it was done or not.
    fn administer(
        &self,
        by: &Seat,
        (what, login): (&'static str, &str),
        address: &str,
        change: impl FnOnce(Row, String) -> Row + Send + 'static,
    ) -> Result<Granted<()>, Failure> {
        let (by, login) = (by.clone(), login.trim().to_lowercase());
        Ok(self.at_desk(self.clock(), address, move |desk| {
            let answer = match desk.administered_by(&by, &login)? {
                Err(why) => Err(why),
                Ok(account) => {
                    session_delete_others(desk.txn.db(), desk.txn.district(), &account.id, "")?;
                    desk.keep(&change(account, desk.clock.stamp(0))).map(Ok)?
                }
            };
            desk.administered(&by, what, &login, answer)
        })?)
    }
}

/// The capacity of whoever has the machine, as for the first appointments.
pub(super) fn machine() -> Seat {
    Seat {
        person: crate::appoint::SETUP.into(),
        person_name: "本机".into(),
        role: ADMINS[0].into(),
        role_name: "系统管理员".into(),
        org: None,
        org_name: None,
        appointment: None,
        party_of: None,
    }
}

impl Desk<'_, '_> {
    /// Why an account may not be opened.
    fn may_open(&self, by: &Seat, login: &str, person: &str) -> Result<Option<String>, StoreError> {
        if let Some(why) = not_for(by) {
            return Ok(Some(why.into()));
        }
        if !is_login(login) {
            return Ok(Some("登录名应为二到三十二个小写字母、数字或 . _ -, 以字母开头".into()));
        }
        if by.person == person {
            return Ok(Some(OWN.into()));
        }
        let seats = self.appointed(person)?;
        if seats.is_empty() {
            return Ok(Some(format!("{person} 今日没有在任的任职，不能开立账号；请先登记任职")));
        }
        if let Some(why) = mixed(seats.iter().map(|(role, _)| role.as_str())) {
            return Ok(Some(why.into()));
        }
        let (db, district) = (self.txn.db(), self.txn.district());
        if account_of_login(db, &self.txn.shared().keys, district, login)?.is_some() {
            return Ok(Some(format!("登录名“{login}”已有人使用，请另取一个")));
        }
        let held = fadu_store::account::account_of_person(db, &self.txn.shared().keys, district, person)?;
        let open = held.into_iter().find(|account| account.kind == "staff" && account.state != "closed");
        Ok(open.map(|account| format!("此人已有账号“{}”，一人一个账号，不得共用", account.login)))
    }

    fn opened(&self, login: String, person: &str, hash: String) -> Result<(), StoreError> {
        self.keep(&Row {
            id: uuid::Uuid::now_v7().simple().to_string(),
            login,
            person: person.to_owned(),
            kind: "staff".into(),
            password: Some(hash),
            must_change: true,
            state: "open".into(),
            opened_at: self.clock.stamp(0),
            ..Row::default()
        })
    }

    /// The account of a login, if somebody may administer it.
    fn administered_by(&self, by: &Seat, login: &str) -> Result<Granted<Row>, StoreError> {
        if let Some(why) = not_for(by) {
            return Ok(denied(why));
        }
        let found = account_of_login(self.txn.db(), &self.txn.shared().keys, self.txn.district(), login)?;
        Ok(match found.filter(|account| account.kind == "staff") {
            None => denied(format!("没有账号“{login}”，请核对登录名")),
            Some(account) if account.person == by.person => denied(OWN),
            Some(account) if account.state == "closed" => denied("账号已注销，请另开新账号"),
            Some(account) => Ok(account),
        })
    }

    /// Leaves a line of what was administered, or why it was not.
    fn administered(
        &self,
        by: &Seat,
        what: &str,
        login: &str,
        answer: Granted<()>,
    ) -> Result<Granted<()>, StoreError> {
        let result = match &answer {
            Ok(()) => "ok",
            Err(Denied(why)) => why,
        };
        self.audit_seat(by, (what, login), result)?;
        Ok(answer)
    }
}

const OWN: &str = "不得管理本人的账号，请由另一位系统管理员办理";

fn not_for(by: &Seat) -> Option<&'static str> {
    (by.role != ADMINS[0]).then_some("账号由系统管理员开立、重置、锁定和注销")
}

fn is_login(login: &str) -> bool {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    (2..=32).contains(&login.len())
        && login.starts_with(|c: char| c.is_ascii_lowercase())
        && login.chars().all(known)
}
