//! The trial accounts of a demonstration: somebody fictitious for each role, with passwords and
//! secrets made anew at each start and shown once. No other database can get them.

use std::collections::BTreeSet;

use fadu_base::{RecordId, Ref, Value};
use fadu_definition::Given;
use fadu_store::StoreError;
use fadu_store::account::{Account, account_of_login};
use fadu_store::session::session_delete_others;

use super::kit::{self, Desk};
use super::{password, totp};
use crate::demo::SINCE;
use crate::{District, Failure, appoint};

/// Login, name, identity number, role, organization: one line an appointment.
const PEOPLE: &str = include_str!("../../../../demo/trial.csv");

/// An account to try the program with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialAccount {
    /// Login.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Roles and organizations: one an appointment.
    pub seats: Vec<(String, String)>,
    /// Password.
    pub password: String,
    /// Secret of the one-time codes, base32.
    pub secret: String,
}

/// The lines of the people.
fn people() -> impl Iterator<Item = Result<[&'static str; 5], Failure>> {
    PEOPLE.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        cells.try_into().map_err(|_| Failure::setup(format!("试用人员“{line}”应有五栏")))
    })
}

impl District {
    /// Makes the trial accounts, or gives those that are there new passwords and secrets.
    pub fn trial_accounts(&self) -> Result<Vec<TrialAccount>, Failure> {
        self.trial_people()?;
        let mut made: Vec<TrialAccount> = Vec::new();
        let mut hashes = Vec::new();
        for line in people() {
            let [login, name, _, role, unit] = line?;
            if !made.iter().any(|known| known.login == login) {
                let (trial, hash) = trial(login, name)?;
                hashes.push(hash);
                made.push(trial);
            }
            let seats = made.iter_mut().find(|known| known.login == login).map(|known| &mut known.seats);
            seats.into_iter().for_each(|seats| seats.push((self.role_name(role), unit.to_owned())));
        }
        let accounts = made.clone();
        self.at_desk(self.clock(), "", move |desk| {
            accounts.iter().zip(hashes).try_for_each(|(trial, hash)| desk.try_out(trial, hash))
        })?;
        Ok(made)
    }

    /// Registers and appoints the people of the trial that are not there yet.
    pub(crate) fn trial_people(&self) -> Result<(), Failure> {
        let Some(day) = self.store.shared().meta.demo_day else {
            return Err(Failure::setup("试用账号只在示范区县中开立；本区请用 fadu account open 开立账号"));
        };
        let mut commands = Vec::new();
        let mut named = BTreeSet::new();
        let from = ("valid_from", Given::Value(Value::Date(SINCE)));
        for line in people() {
            let [login, name, id_no, role, unit] = line?;
            let person = RecordId::new("person", login);
            if self.store.read(|reader| Ok(reader.view.snapshot(&person, Some(day))?.is_some()))? {
                continue;
            }
            if named.insert(login) {
                let text = |text: &str| Given::Value(Value::text(text));
                let input = vec![("name", text(name)), ("id_no", text(id_no)), from.clone()];
                commands.push(appoint::by_machine(person.clone(), "register", input, self.now()));
            }
            let id = RecordId::new("appointment", &uuid::Uuid::now_v7().simple().to_string());
            let input = vec![
                ("person", Given::Value(Value::Ref(Ref::to(person)))),
                ("role", Given::Value(Value::text(role))),
                ("unit", Given::Value(Value::Ref(Ref::to(self.organization(unit, day)?)))),
                from.clone(),
            ];
            commands.push(appoint::by_machine(id, "appoint", input, self.now()));
        }
        let catalog = self.catalog.clone();
        self.store.write(move |txn| appoint::all(txn, &catalog, &commands))?;
        Ok(())
    }

    fn role_name(&self, role: &str) -> String {
        let roles = &self.catalog.definitions.roles;
        roles.get(role).map_or_else(|| role.to_owned(), |role| role.name.clone())
    }
}

fn trial(login: &str, name: &str) -> Result<(TrialAccount, String), StoreError> {
    let password = password::generate()?;
    let hash = password::hash(&password)?;
    let secret = totp::base32(&kit::random::<{ totp::SECRET }>()?);
    let (login, name) = (login.to_owned(), name.to_owned());
    Ok((TrialAccount { login, name, seats: Vec::new(), password, secret }, hash))
}

impl Desk<'_, '_> {
    /// Opens an account that is ready for use, or makes the one there is so.
    fn try_out(&self, trial: &TrialAccount, hash: String) -> Result<(), StoreError> {
        let (db, district) = (self.txn.db(), self.txn.district());
        let known = account_of_login(db, &self.txn.shared().keys, district, &trial.login)?;
        let known = known.unwrap_or_else(|| Account {
            id: uuid::Uuid::now_v7().simple().to_string(),
            opened_at: self.clock.stamp(0),
            ..Account::default()
        });
        session_delete_others(db, district, &known.id, "")?;
        let account = Account {
            login: trial.login.clone(),
            person: format!("person/{}", trial.login),
            kind: "staff".into(),
            password: Some(hash),
            totp: Some(trial.secret.clone()),
            totp_step: 1,
            state: "open".into(),
            failures: 0,
            failed_at: None,
            locked_until: None,
            ..known
        };
        self.audit(&account.person, ("open_account", &account.login), "ok")?;
        self.keep(&account)
    }
}
