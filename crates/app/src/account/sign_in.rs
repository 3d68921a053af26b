//! Signing in: password, one-time code, a new password where the old one was given, the first
//! linking of a phone app; then the session. Each step has a token of its own (a ticket), so that
//! nothing is typed twice and the session's token is fresh.
//!
//! A wrong name, a wrong password, a locked and a closed account are answered alike and cost the
//! same work. Five failures within fifteen minutes lock for thirty (sheet 00, 9).

use fadu_base::RecordId;
use fadu_store::account::{Account, account_get, account_of_login, account_put};
use fadu_store::session::{SessionRow, session_delete, session_delete_others};
use fadu_store::{Reader, StoreError};

use super::audit::cut;
use super::kit::{self, Clock, Desk, denied};
use super::session::OVER;
use super::{Granted, Session, manage, password, totp};
use crate::seat::appointments;
use crate::{District, Failure};

/// Failures that lock.
const FAILURES: i64 = 5;
/// Seconds within which they count together.
const WITHIN: i64 = 15 * 60;
/// Seconds for which they lock.
const LOCKED: i64 = 30 * 60;
const WRONG: &str = "登录名、口令或动态码不对。连续五次不对，账号锁定三十分钟；忘记口令请找系统管理员重置";
const WRONG_CODE: &str = "动态码不对或已用过，请等手机上出现新的动态码再填";

/// What is typed.
#[derive(Clone, Copy, Debug)]
pub struct SignInAsked<'a> {
    /// Login.
    pub login: &'a str,
    /// Password.
    pub password: &'a str,
    /// One-time code, if it was asked for at once.
    pub code: Option<&'a str>,
    /// Address of the client.
    pub address: &'a str,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Signed in.
    Entered {
        /// Token for the cookie.
        token: String,
        /// The session.
        session: Box<Session>,
    },
    /// The password is right; next comes `sign_in_code`.
    CodeNeeded {
        /// Token of this step, ten minutes.
        ticket: String,
    },
    /// The password was given by somebody else; next comes `sign_in_password`.
    MustChange {
        /// Token of this step, ten minutes.
        ticket: String,
    },
    /// No phone app is linked yet; show secret and address (QR), next comes `sign_in_code`.
    Enrol {
        /// Token of this step, ten minutes.
        ticket: String,
        /// Secret, base32, to be typed.
        secret: String,
        /// `otpauth://…`, to be shown as a QR code.
        uri: String,
    },
    /// Not so; the same step again with the same ticket.
    Retry(String),
    /// Not so; from the beginning.
    Denied(String),
}

/// The same within a transaction.
pub(super) enum Next {
    Entered(String),
    Code(String),
    Change(String),
    Enrol { ticket: String, secret: String, login: String },
    Retry(String),
    Denied(String),
}

impl District {
    /// Signs in with login and password, and the one-time code if it is known already.
    pub fn sign_in(&self, asked: &SignInAsked<'_>) -> Result<SignIn, Failure> {
        self.sign_in_at(asked, self.clock())
    }

    pub(super) fn sign_in_at(&self, asked: &SignInAsked<'_>, clock: Clock) -> Result<SignIn, Failure> {
        let login = cut(asked.login.trim()).to_lowercase();
        let known = self
            .store
            .read(|reader| account_of_login(reader.view.db, &reader.view.shared.keys, self.code(), &login))?;
        let hash = known.and_then(|account| account.password);
        let fits = password::fits(hash.as_deref(), asked.password);
        let code = asked.code.filter(|code| !code.trim().is_empty()).map(str::to_owned);
        self.signing(clock, asked.address, move |desk| first(desk, &login, (hash, fits), code.as_deref()))
    }

    /// Goes on with a one-time code: of the account, or of the phone app just linked.
    pub fn sign_in_code(&self, ticket: &str, code: &str, address: &str) -> Result<SignIn, Failure> {
        self.sign_in_code_at(ticket, code, address, self.clock())
    }

    pub(super) fn sign_in_code_at(
        &self,
        ticket: &str,
        code: &str,
        address: &str,
        clock: Clock,
    ) -> Result<SignIn, Failure> {
        let (ticket, code) = (ticket.to_owned(), code.to_owned());
        self.signing(clock, address, move |desk| {
            let Some((row, mut account)) = desk.held(&ticket, &["code", "enrol"])? else {
                return Ok(Next::Denied(OVER.into()));
            };
            if !uses(&mut account, &code, &desk.clock) {
                let locked = desk.failed(account)?;
                return Ok(if locked { Next::Denied(WRONG.into()) } else { Next::Retry(WRONG_CODE.into()) });
            }
            session_delete(desk.txn.db(), desk.txn.district(), &row.id)?;
            desk.forward(account)
        })
    }

    /// Goes on with a password of one's own.
    pub fn sign_in_password(&self, ticket: &str, new: &str, address: &str) -> Result<SignIn, Failure> {
        self.sign_in_password_at(ticket, new, address, self.clock())
    }

    pub(super) fn sign_in_password_at(
        &self,
        ticket: &str,
        new: &str,
        address: &str,
        clock: Clock,
    ) -> Result<SignIn, Failure> {
        let ticket = ticket.to_owned();
        let asked = ticket.clone();
        let found = self.at_desk(clock, address, move |desk| desk.held(&asked, &["change"]))?;
        let Some((_, account)) = found else { return Ok(SignIn::Denied(OVER.into())) };
        let hash = match chosen(&account, new)? {
            Ok(hash) => hash,
            Err(fault) => return Ok(SignIn::Retry(fault.0)),
        };
        self.signing(clock, address, move |desk| {
            let Some((row, account)) = desk.held(&ticket, &["change"])? else {
                return Ok(Next::Denied(OVER.into()));
            };
            session_delete(desk.txn.db(), desk.txn.district(), &row.id)?;
            desk.audit(&account.person, ("password", &account.login), "ok")?;
            desk.forward(Account { password: Some(hash), must_change: false, ..account })
        })
    }

    /// Changes the password of who is signed in; the account's other sessions end.
    pub fn change_password(
        &self,
        token: &str,
        (old, new): (&str, &str),
        address: &str,
    ) -> Result<Granted<()>, Failure> {
        let clock = self.clock();
        let asked = token.to_owned();
        let found = self.at_desk(clock, address, move |desk| desk.held(&asked, &["open"]))?;
        let Some((row, account)) = found else { return Ok(denied(OVER)) };
        if !password::fits(account.password.as_deref(), old) {
            self.at_desk(clock, address, move |desk| desk.failed(account))?;
            return Ok(denied("原口令不对"));
        }
        let hash = match chosen(&account, new)? {
            Ok(hash) => hash,
            Err(fault) => return Ok(Err(fault)),
        };
        self.at_desk(clock, address, move |desk| {
            session_delete_others(desk.txn.db(), desk.txn.district(), &account.id, &row.id)?;
            desk.audit(&account.person, ("password", &account.login), "ok")?;
            desk.keep(&Account { password: Some(hash), must_change: false, ..account })
        })?;
        Ok(Ok(()))
    }

    /// Runs a request of somebody at a moment, in one transaction.
    pub(super) fn at_desk<T: Send + 'static>(
        &self,
        clock: Clock,
        address: &str,
        body: impl FnOnce(&mut Desk<'_, '_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let address = address.to_owned();
        self.store.write(move |txn| body(&mut Desk { txn, clock, address }))
    }

    /// The same, for a step of signing in.
    pub(super) fn signing(
        &self,
        clock: Clock,
        address: &str,
        body: impl FnOnce(&mut Desk<'_, '_>) -> Result<Next, StoreError> + Send + 'static,
    ) -> Result<SignIn, Failure> {
        Ok(match self.at_desk(clock, address, body)? {
            Next::Entered(token) => match self.session_at(&token, clock)? {
                Some(session) => SignIn::Entered { token, session: Box::new(session) },
                None => SignIn::Denied(OVER.into()),
            },
            Next::Code(ticket) => SignIn::CodeNeeded { ticket },
            Next::Change(ticket) => SignIn::MustChange { ticket },
            Next::Enrol { ticket, secret, login } => {
                let uri = totp::uri(&login, &secret, self.code());
                SignIn::Enrol { ticket, secret, uri }
            }
            Next::Retry(say) => SignIn::Retry(say),
            Next::Denied(say) => SignIn::Denied(say),
        })
    }
}

/// Login and password; the hash that was compared must still be the account's.
fn first(
    desk: &mut Desk<'_, '_>,
    login: &str,
    (hash, fits): (Option<String>, bool),
    code: Option<&str>,
) -> Result<Next, StoreError> {
    let (db, keys) = (desk.txn.db(), &desk.txn.shared().keys);
    let found = account_of_login(db, keys, desk.txn.district(), login)?;
    let open = found.filter(|found| found.kind == "staff" && desk.is_open(found) && found.password == hash);
    let Some(mut account) = open else {
        desk.audit("", ("sign_in", login), "wrong")?;
        return Ok(Next::Denied(WRONG.into()));
    };
    if fits && account.totp_step > 0 && code.is_none() {
        return Ok(Next::Code(desk.step(&account, "code")?));
    }
    if !fits || account.totp_step > 0 && !uses(&mut account, code.unwrap_or_default(), &desk.clock) {
        desk.failed(account)?;
        return Ok(Next::Denied(WRONG.into()));
    }
    desk.forward(account)
}

/// Whether a one-time code is one of the account's; it is used up by that. Without a secret none is.
fn uses(account: &mut Account, code: &str, clock: &Clock) -> bool {
    let Some(secret) = account.totp.as_deref() else { return false };
    let step = totp::step_of(secret, code, clock.now, account.totp_step);
    account.totp_step = step.unwrap_or(account.totp_step);
    step.is_some()
}

/// The hash of a new password, or why it may not be chosen.
fn chosen(account: &Account, new: &str) -> Result<Granted<String>, StoreError> {
    if let Some(fault) = password::fault(new, &account.login) {
        return Ok(denied(fault));
    }
    if password::fits(account.password.as_deref(), new) {
        return Ok(denied("新口令不得与原口令相同"));
    }
    password::hash(new).map(Ok)
}

impl Desk<'_, '_> {
    /// What is still wanting before a session, or the session.
    fn forward(&mut self, mut account: Account) -> Result<Next, StoreError> {
        if account.must_change {
            self.keep(&account)?;
            return Ok(Next::Change(self.step(&account, "change")?));
        }
        if account.totp_step == 0 {
            let secret = match &account.totp {
                Some(secret) => secret.clone(),
                None => totp::base32(&kit::random::<{ totp::SECRET }>()?),
            };
            account.totp = Some(secret.clone());
            self.keep(&account)?;
            let ticket = self.step(&account, "enrol")?;
            return Ok(Next::Enrol { ticket, secret, login: account.login });
        }
        let account = Account { failures: 0, failed_at: None, locked_until: None, ..account };
        self.keep(&account)?;
        let seats = self.appointed(&account.person)?;
        if let Some(why) = no_seat(&seats) {
            self.audit(&account.person, ("sign_in", &account.login), why)?;
            return Ok(Next::Denied(why.into()));
        }
        self.audit(&account.person, ("sign_in", &account.login), "ok")?;
        let seat = if seats.len() == 1 { seats[0].1.clone() } else { String::new() };
        let row = SessionRow { account: account.id, stage: "open".into(), seat, ..SessionRow::default() };
        Ok(Next::Entered(self.open(row)?))
    }

    /// Roles and ids of a person's appointments in force today.
    pub fn appointed(&self, person: &str) -> Result<Vec<(String, String)>, StoreError> {
        let Some(person) = RecordId::parse(person) else { return Ok(Vec::new()) };
        let found = appointments(&Reader { view: self.txn.view() }, &person, self.clock.today)?;
        let id = |id: Option<RecordId>| id.map(|id| id.to_string()).unwrap_or_default();
        Ok(found.into_iter().map(|actor| (actor.role.to_string(), id(actor.appointment))).collect())
    }

    fn step(&self, account: &Account, stage: &str) -> Result<String, StoreError> {
        self.open(SessionRow { account: account.id.clone(), stage: stage.into(), ..SessionRow::default() })
    }

    /// What a ticket or token of one of these stages stands for, and its account if that is open.
    fn held(&self, ticket: &str, stages: &[&str]) -> Result<Option<(SessionRow, Account)>, StoreError> {
        let Some(row) = self.ticket(ticket, stages)? else { return Ok(None) };
        let (db, keys) = (self.txn.db(), &self.txn.shared().keys);
        let account = account_get(db, keys, self.txn.district(), &row.account)?;
        Ok(account.filter(|account| self.is_open(account)).map(|account| (row, account)))
    }

    pub fn keep(&self, account: &Account) -> Result<(), StoreError> {
        account_put(self.txn.db(), &self.txn.shared().keys, self.txn.district(), account)
    }

    fn is_open(&self, account: &Account) -> bool {
        let now = self.clock.stamp(0);
        account.state == "open" && account.locked_until.as_ref().is_none_or(|until| *until <= now)
    }

    /// Counts a failure; whether the account is locked by it.
    fn failed(&self, account: Account) -> Result<bool, StoreError> {
        let since = account.failed_at.clone().filter(|first| *first > self.clock.stamp(-WITHIN));
        let failures = if since.is_some() { account.failures + 1 } else { 1 };
        let locked = failures >= FAILURES;
        let counted = Account {
            failures: if locked { 0 } else { failures },
            failed_at: if locked { None } else { since.or_else(|| Some(self.clock.stamp(0))) },
            locked_until: locked.then(|| self.clock.stamp(LOCKED)),
            ..account
        };
        self.keep(&counted)?;
        let result = if locked { "wrong, locked" } else { "wrong" };
        self.audit(&counted.person, ("sign_in", &counted.login), result)?;
        Ok(locked)
    }
}

/// Why somebody with these appointments may not enter.
fn no_seat(seats: &[(String, String)]) -> Option<&'static str> {
    if seats.is_empty() {
        return Some("您今日没有在任的任职，不能登录；请向任职单位核实，由系统管理员登记任职后再登录");
    }
    manage::mixed(seats.iter().map(|(role, _)| role.as_str()))
}
