//! The trial accounts of a demonstration: somebody fictitious for each role, with passwords and
//! secrets made anew at each start and shown once. No other database can get them.

use fadu_base::{RecordId, Ref, Value};
use fadu_definition::Given;
use fadu_store::StoreError;
use fadu_store::account::{Account, account_of_login};
use fadu_store::session::session_delete_others;

use super::kit::{self, Desk};
use super::{password, totp};
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

impl District {
    /// Makes the trial accounts, or gives those that are there new passwords and secrets.
    pub fn trial_accounts(&self) -> Result<Vec<TrialAccount>, Failure> {
        // Appointed on the day the district was made, also if it was moved on since.
        let Some(day) = self.store.shared().meta.demo_day else {
            return Err(Failure::setup("试用账号只在示范区县中开立; 本区请用 fadu account open 开立账号"));
        };
        let mut made: Vec<TrialAccount> = Vec::new();
        let mut commands = Vec::new();
        let mut hashes = Vec::new();
        for line in PEOPLE.lines().skip(1) {
            let [login, name, id_no, role, unit] = line.split(',').collect::<Vec<_>>()[..] else {
                return Err(Failure::setup(format!("试用人员“{line}”应有五栏")));
            };
            let person = RecordId::new("person", login);
            let org = self.organization(unit, day)?;
            let from = ("valid_from", Given::Value(Value::Date(day)));
            let is_new = self.store.read(|reader| Ok(reader.view.snapshot(&person, Some(day))?.is_none()))?;
            if !made.iter().any(|known| known.login == login) {
                let (trial, hash) = trial(login, name)?;
                hashes.push(hash);
                made.push(trial);
                if is_new {
                    let text = |text: &str| Given::Value(Value::text(text));
                    let input = vec![("name", text(name)), ("id_no", text(id_no)), from.clone()];
                    commands.push(appoint::by_machine(person.clone(), "register", input, self.now()));
                }
            }
            if is_new {
                let id = RecordId::new("appointment", &uuid::Uuid::now_v7().simple().to_string());
                let input = vec![
                    ("person", Given::Value(Value::Ref(Ref::to(person)))),
                    ("role", Given::Value(Value::text(role))),
                    ("unit", Given::Value(Value::Ref(Ref::to(org)))),
                    from,
                ];
                commands.push(appoint::by_machine(id, "appoint", input, self.now()));
            }
            let seats = made.iter_mut().find(|known| known.login == login).map(|known| &mut known.seats);
            seats.into_iter().for_each(|seats| seats.push((self.role_name(role), unit.to_owned())));
        }
        let (catalog, accounts) = (self.catalog.clone(), made.clone());
        self.at_desk(self.clock(), "", move |desk| {
            appoint::all(desk.txn, &catalog, &commands)?;
            accounts.iter().zip(hashes).try_for_each(|(trial, hash)| desk.try_out(trial, hash))
        })?;
        Ok(made)
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
