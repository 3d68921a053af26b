//! Sessions: who is signed in, in which capacity, until when (sheet 00, 9: thirty minutes without
//! use, twelve hours in any case). A token is known to the browser only; the table has its digest.

use fadu_base::Instant;
use fadu_store::account::{Account, account_get};
use fadu_store::session::{SessionRow, session_delete, session_get, session_put, session_sweep};
use fadu_store::{Reader, StoreError};

use super::kit::{self, Clock, Desk, denied};
use super::used::Use;
use super::{AccountKind, Granted, manage};
use crate::{APPLICANT, District, Failure, Seat};

/// Seconds without use after which a session ends.
const IDLE: i64 = 30 * 60;
/// Seconds after which it ends in any case.
const WHOLE: i64 = 12 * 3600;
/// Seconds that signing in may take from the password to the end.
const TICKET: i64 = 10 * 60;
/// Seconds for which an ended session still says whose it was, so that what is typed into a form is
/// not lost with it.
const REMEMBERED: i64 = 12 * 3600;
/// Stage of a session that was found ended: it opens nothing any more.
pub(super) const ENDED: &str = "ended";
/// Seconds within which use is not written again.
const SEEN: i64 = 60;
/// The person of those who enter by the number of a record: nobody in particular.
pub(crate) const BY_NUMBER: &str = "person/by_number";

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// `person/…`.
    pub person: String,
    /// Name of the person; a resident without one is named by the masked phone.
    pub person_name: String,
    /// Login of the account; empty for others than staff.
    pub login: String,
    /// Whose account it is.
    pub kind: AccountKind,
    /// The capacity in use. None: somebody with several appointments has not chosen yet.
    pub seat: Option<Seat>,
    /// The capacities that may be chosen today.
    pub seats: Vec<Seat>,
    /// Token that forms carry.
    pub csrf: String,
    /// Instant at which it ends unless used.
    pub idle_end: Instant,
    /// Instant at which it ends in any case.
    pub absolute_end: Instant,
    /// Seconds until the first of both.
    pub seconds_left: i64,
}

/// A session that ended by itself, and whose it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whose account it was.
    pub kind: AccountKind,
    /// Token that its forms carry.
    pub csrf: String,
    pub(crate) person: String,
    pub(crate) party_of: Option<String>,
}

impl From<&Session> for Ended {
    /// The session that came after the one in which a form was opened: the same person's.
    fn from(session: &Session) -> Self {
        Self {
            kind: session.kind,
            csrf: session.csrf.clone(),
            person: session.person.clone(),
            party_of: session.seat.as_ref().and_then(|seat| seat.party_of.clone()),
        }
    }
}

impl District {
    /// The session of a token, if it has not ended. It counts as used; that is noted once a
    /// minute at most, and written by whoever serves.
    pub fn session(&self, token: &str) -> Result<Option<Session>, Failure> {
        self.session_at(token, self.clock())
    }

    pub(super) fn session_at(&self, token: &str, clock: Clock) -> Result<Option<Session>, Failure> {
        let read = self.store.read(|reader| {
            let id = kit::digest(&reader.view, "session", token);
            let row = session_get(reader.view.db, self.code(), &id)?.map(|row| self.with_use(row));
            let Some(row) = row.filter(|row| row.stage == "open") else { return Ok(None) };
            let session = if is_over(&row, &clock) { None } else { self.described(reader, &row, &clock)? };
            Ok(Some((row, session)))
        })?;
        let Some((row, session)) = read else { return Ok(None) };
        let unused = row.seen_at <= clock.stamp(-SEEN);
        match &session {
            None if is_over(&row, &clock) => self.note_use(&row.id, Use::Ended),
            None => self.note_use(&row.id, Use::Gone),
            Some(_) if unused => self.note_use(&row.id, Use::Seen(clock.stamp(0))),
            Some(_) => {}
        }
        Ok(session)
    }

    /// Chooses the capacity of a session.
    pub fn take_seat(
        &self,
        token: &str,
        appointment: &str,
        address: &str,
    ) -> Result<Granted<Session>, Failure> {
        let clock = self.clock();
        let Some(session) = self.session_at(token, clock)? else { return Ok(denied(OVER)) };
        let Some(seat) = session.seats.iter().find(|seat| seat.appointment.as_deref() == Some(appointment))
        else {
            return Ok(denied("这项任职今日不在任，请另选一项"));
        };
        let (seat, token_id) =
            (seat.clone(), self.store.read(|reader| Ok(kit::digest(&reader.view, "session", token)))?);
        self.at_desk(clock, address, move |desk| {
            let Some(row) = session_get(desk.txn.db(), desk.txn.district(), &token_id)? else {
                return Ok(());
            };
            let appointment = seat.appointment.clone().unwrap_or_default();
            desk.put(&SessionRow { seat: appointment.clone(), ..row })?;
            desk.audit_seat(&seat, ("take_seat", &appointment), "ok")
        })?;
        Ok(self.session_at(token, clock)?.ok_or_else(|| super::Denied(OVER.to_owned())))
    }

    /// Ends a session.
    pub fn sign_out(&self, token: &str, address: &str) -> Result<(), Failure> {
        let clock = self.clock();
        let Some(session) = self.session_at(token, clock)? else { return Ok(()) };
        let token = token.to_owned();
        let ended = self.at_desk(clock, address, move |desk| {
            let id = kit::digest(&desk.txn.view(), "session", &token);
            session_delete(desk.txn.db(), desk.txn.district(), &id)?;
            desk.audit(&session.person, ("sign_out", &session.login), "ok")
        });
        Ok(ended?)
    }

    /// Whose session a token was that ended by itself, half a day ago at most.
    pub fn ended_session(&self, token: &str) -> Result<Option<Ended>, Failure> {
        self.ended_session_at(token, self.clock())
    }

    pub(super) fn ended_session_at(&self, token: &str, clock: Clock) -> Result<Option<Ended>, Failure> {
        Ok(self.store.read(|reader| {
            let id = kit::digest(&reader.view, "session", token);
            let row = session_get(reader.view.db, self.code(), &id)?.map(|row| self.with_use(row));
            let row = row.filter(|row| row.stage == ENDED || row.stage == "open" && is_over(row, &clock));
            let Some(row) = row.filter(|row| !is_forgotten(row, &clock)) else { return Ok(None) };
            let account = self.account_of(reader, &row)?;
            Ok(account.map(|account| Ended {
                kind: AccountKind::of(&account.kind),
                csrf: row.csrf,
                person: account.person,
                party_of: row.party_of,
            }))
        })?)
    }

    /// The open account of a session; of one by number, that of nobody in particular.
    fn account_of(&self, reader: &Reader<'_>, row: &SessionRow) -> Result<Option<Account>, StoreError> {
        if row.account.is_empty() {
            return Ok(Some(Account {
                person: BY_NUMBER.into(),
                kind: "number".into(),
                ..Account::default()
            }));
        }
        let account = account_get(reader.view.db, &reader.view.shared.keys, self.code(), &row.account)?;
        Ok(account.filter(|account| account.state == "open"))
    }

    /// What the pages need of a session; none where nobody may use it any more.
    fn described(
        &self,
        reader: &Reader<'_>,
        row: &SessionRow,
        clock: &Clock,
    ) -> Result<Option<Session>, StoreError> {
        let Some(account) = self.account_of(reader, row)? else { return Ok(None) };
        let kind = AccountKind::of(&account.kind);
        let seats = match kind {
            AccountKind::Staff => self.seats_on(reader, &account.person, clock.today)?,
            AccountKind::Resident => vec![self.resident_seat(reader, &account, clock.today)?],
            AccountKind::Number => vec![by_number(row)],
        };
        let roles = seats.iter().map(|seat| seat.role.as_str());
        if seats.is_empty() || manage::mixed(roles).is_some() {
            return Ok(None);
        }
        let seat = match kind {
            AccountKind::Staff => {
                seats.iter().find(|seat| seat.appointment.as_deref() == Some(&row.seat)).cloned()
            }
            _ => seats.first().cloned(),
        };
        let instant = |stamp: &str| kit::moment(stamp).unwrap_or(clock.now);
        let absolute_end = instant(&row.ends_at);
        let seen = if row.seen_at <= clock.stamp(-SEEN) { clock.now } else { instant(&row.seen_at) };
        let idle_end = kit::after(seen, IDLE);
        let left = clock.now.duration_until(idle_end.min(absolute_end));
        Ok(Some(Session {
            person: account.person,
            person_name: seats[0].person_name.clone(),
            login: if kind == AccountKind::Staff { account.login } else { String::new() },
            kind,
            seat,
            seats,
            csrf: row.csrf.clone(),
            idle_end,
            absolute_end,
            seconds_left: left.as_secs(),
        }))
    }
}

/// Said of a session that has ended.
pub(super) const OVER: &str = "登录已结束，请重新登录";

fn is_over(row: &SessionRow, clock: &Clock) -> bool {
    row.ends_at <= clock.stamp(0) || row.seen_at <= clock.stamp(-IDLE)
}

/// Whether nothing is known of an ended session any more.
fn is_forgotten(row: &SessionRow, clock: &Clock) -> bool {
    row.ends_at <= clock.stamp(-REMEMBERED) || row.seen_at <= clock.stamp(-IDLE - REMEMBERED)
}

fn by_number(row: &SessionRow) -> Seat {
    Seat {
        person: BY_NUMBER.into(),
        person_name: "申请人（凭编号）".into(),
        role: APPLICANT.into(),
        role_name: "申请人".into(),
        org: None,
        org_name: None,
        appointment: None,
        party_of: row.party_of.clone(),
    }
}

impl Desk<'_, '_> {
    /// Opens a session, or a step of signing in; gives its token. What has ended goes away.
    pub fn open(&self, row: SessionRow) -> Result<String, StoreError> {
        let (db, district) = (self.txn.db(), self.txn.district());
        session_sweep(db, district, &self.clock.stamp(-REMEMBERED), &self.clock.stamp(-IDLE - REMEMBERED))?;
        let token = kit::token()?;
        let length = if row.stage == "open" { WHOLE } else { TICKET };
        self.put(&SessionRow {
            id: kit::digest(&self.txn.view(), "session", &token),
            csrf: kit::token()?,
            opened_at: self.clock.stamp(0),
            seen_at: self.clock.stamp(0),
            ends_at: self.clock.stamp(length),
            ..row
        })?;
        Ok(token)
    }

    /// The step of signing in that a ticket stands for.
    pub fn ticket(&self, ticket: &str, stages: &[&str]) -> Result<Option<SessionRow>, StoreError> {
        let id = kit::digest(&self.txn.view(), "session", ticket);
        let row = session_get(self.txn.db(), self.txn.district(), &id)?;
        Ok(row.filter(|row| stages.contains(&&*row.stage) && !is_over(row, &self.clock)))
    }

    fn put(&self, row: &SessionRow) -> Result<(), StoreError> {
        session_put(self.txn.db(), &self.txn.shared().keys, self.txn.district(), row)
    }
}
