//! Residents enter by a code sent to their phone. Who enters for the first time is registered as a
//! person, by the action that the definition of persons has for that.

use fadu_base::{Date, RecordId, Value, identifier, masking};
use fadu_definition::Given;
use fadu_store::account::{Account, account_of_phone};
use fadu_store::session::SessionRow;
use fadu_store::sign_code::{SignCode, sign_code_put, sign_code_since, sign_code_sweep};
use fadu_store::{Reader, StoreError};

use super::kit::{self, Clock, Desk, denied};
use super::sign_in::Next;
use super::{AccountKind, Granted, SignIn};
use crate::decide::by_program;
use crate::demo::Resident;
use crate::{APPLICANT, Catalog, District, Failure, Seat, appoint, seat};

/// Seconds between two codes to a phone.
const BETWEEN: i64 = 60;
/// Codes to a phone within a day.
const A_DAY: usize = 10;
const DAY: i64 = 24 * 3600;
/// Seconds for which a code opens.
const VALID: i64 = 5 * 60;
/// Wrong answers to a code.
const TRIES: i64 = 5;
const WRONG: &str = "验证码不对或已过期，请核对，或重新获取";

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSent {
    /// The phone, masked.
    pub phone: String,
    /// The code itself where it is to be shown on the page: in a demonstration district only.
    pub shown: Option<String>,
    /// Seconds for which it opens.
    pub valid: i64,
}

impl District {
    /// Sends a code to a mobile phone.
    pub fn send_code(&self, phone: &str, address: &str) -> Result<Granted<CodeSent>, Failure> {
        self.send_code_at(phone, address, self.clock())
    }

    pub(super) fn send_code_at(
        &self,
        phone: &str,
        address: &str,
        clock: Clock,
    ) -> Result<Granted<CodeSent>, Failure> {
        let Some(phone) = mobile(phone) else { return Ok(denied(NO_MOBILE)) };
        let channel = match self.channel() {
            Ok(channel) => channel,
            Err(why) => return Ok(Err(why)),
        };
        let to = phone.clone();
        let made = self.at_desk(clock, address, move |desk| desk.new_code(&to))?;
        let sent = made.and_then(|code| channel.send(&phone, &code));
        let phone = masking::phone(&phone);
        Ok(sent.map(|shown| CodeSent { phone, shown, valid: VALID }))
    }

    /// Enters by a code.
    pub fn enter_by_code(&self, phone: &str, code: &str, address: &str) -> Result<SignIn, Failure> {
        self.enter_by_code_at(phone, code, address, self.clock())
    }

    pub(super) fn enter_by_code_at(
        &self,
        phone: &str,
        code: &str,
        address: &str,
        clock: Clock,
    ) -> Result<SignIn, Failure> {
        let Some(phone) = mobile(phone) else { return Ok(SignIn::Retry(NO_MOBILE.into())) };
        let (code, catalog, day) = (code.trim().to_owned(), self.catalog.clone(), self.now());
        let day = day.date().to_datetime(clock.now.time());
        self.signing(clock, address, move |desk| {
            let digest = kit::digest(&desk.txn.view(), "phone", &phone);
            if !desk.takes_code(&digest, &code)? {
                desk.audit("", ("enter_by_code", &digest), "wrong")?;
                return Ok(Next::Retry(WRONG.into()));
            }
            let (db, district) = (desk.txn.db(), desk.txn.district());
            let account = match account_of_phone(db, &desk.txn.shared().keys, district, &digest)? {
                Some(account) if account.state == "open" => account,
                Some(_) => return Ok(Next::Denied("账号已停用，请到窗口或拨打电话办理".into())),
                None => desk.registered(&catalog, &phone, digest, day)?,
            };
            desk.audit(&account.person, ("enter_by_code", &account.login), "ok")?;
            let row = SessionRow { account: account.id, stage: "open".into(), ..SessionRow::default() };
            Ok(Next::Entered(desk.open(row)?))
        })
    }

    /// Opens the accounts of the residents of the trial who have none yet.
    pub(crate) fn resident_accounts(&self, residents: Vec<Resident>) -> Result<(), Failure> {
        self.at_desk(self.clock(), "", move |desk| {
            for resident in residents {
                let digest = kit::digest(&desk.txn.view(), "phone", &resident.phone);
                let (db, district) = (desk.txn.db(), desk.txn.district());
                if account_of_phone(db, &desk.txn.shared().keys, district, &digest)?.is_none() {
                    let person = RecordId::parse(&resident.person);
                    person.map(|person| desk.new_resident(&person, digest)).transpose()?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The capacity of a resident; one who has no name yet is named by the masked phone.
    pub(super) fn resident_seat(
        &self,
        reader: &Reader<'_>,
        account: &Account,
        today: Date,
    ) -> Result<Seat, StoreError> {
        let id = RecordId::parse(&account.person)
            .ok_or_else(|| StoreError::Invalid(format!("人员标识“{}”写法不对", account.person)))?;
        let mut seat = self.seat_of(reader, &seat::applicant(id.clone()), today)?;
        if seat.person_name == id.local() {
            let read = reader.view.snapshot(&id, Some(today))?;
            let phone = read.as_deref().and_then(|read| seat::value(read, "phone")?.as_text());
            seat.person_name = phone.map_or_else(|| "居民".into(), masking::phone);
        }
        Ok(seat)
    }
}

const NO_MOBILE: &str = "请填十一位手机号码";

fn mobile(phone: &str) -> Option<String> {
    identifier::phone(phone).ok().filter(|phone| phone.len() == 11 && phone.starts_with('1'))
}

impl Desk<'_, '_> {
    /// A new code for a phone, unless it had its share.
    fn new_code(&self, phone: &str) -> Result<Granted<String>, StoreError> {
        let (db, district) = (self.txn.db(), self.txn.district());
        let phone = kit::digest(&self.txn.view(), "phone", phone);
        sign_code_sweep(db, district, &self.clock.stamp(-DAY))?;
        let sent = sign_code_since(db, district, &phone, &self.clock.stamp(-DAY))?;
        if sent.first().is_some_and(|last| last.sent_at > self.clock.stamp(-BETWEEN)) {
            return Ok(denied("一分钟内只发送一次验证码，请稍候再试"));
        }
        if sent.len() >= A_DAY {
            return Ok(denied("这个号码一天内已发送十次验证码，请明日再试，或到窗口、拨打电话办理"));
        }
        let code = format!("{:06}", u64::from_be_bytes(kit::random()?) % 1_000_000);
        self.audit("", ("code", &phone), "ok")?;
        let row = SignCode {
            code: kit::digest(&self.txn.view(), "code", &code),
            phone,
            sent_at: self.clock.stamp(0),
            ends_at: self.clock.stamp(VALID),
            tries: 0,
        };
        sign_code_put(db, &self.txn.shared().keys, district, &row)?;
        Ok(Ok(code))
    }

    /// Whether a code is the last one sent to a phone; it is used up by that.
    fn takes_code(&self, phone: &str, code: &str) -> Result<bool, StoreError> {
        let (db, district) = (self.txn.db(), self.txn.district());
        let sent = sign_code_since(db, district, phone, &self.clock.stamp(-VALID))?;
        let Some(mut last) = sent.into_iter().next() else { return Ok(false) };
        if last.code.is_empty() || last.tries >= TRIES || last.ends_at <= self.clock.stamp(0) {
            return Ok(false);
        }
        let fits = last.code == kit::digest(&self.txn.view(), "code", code);
        if fits {
            last.code.clear();
        } else {
            last.tries += 1;
        }
        sign_code_put(db, &self.txn.shared().keys, district, &last)?;
        Ok(fits)
    }

    /// Registers who enters for the first time, as a person and with an account.
    fn registered(
        &mut self,
        catalog: &Catalog,
        phone: &str,
        digest: String,
        day: fadu_base::Instant,
    ) -> Result<Account, StoreError> {
        let local = uuid::Uuid::now_v7().simple().to_string();
        let id = RecordId::new("person", &local);
        let input = vec![
            ("phone", Given::Value(Value::text(phone))),
            ("valid_from", Given::Value(Value::Date(day.date()))),
        ];
        let command =
            by_program(id.clone(), ("join", appoint::named(input)), (id.as_str(), APPLICANT, None), day);
        appoint::all(self.txn, catalog, &[command])?;
        self.new_resident(&id, digest)
    }

    /// Opens the account of a resident who is registered.
    fn new_resident(&self, person: &RecordId, digest: String) -> Result<Account, StoreError> {
        let account = Account {
            login: format!("resident-{}", person.local()),
            id: person.local().to_owned(),
            person: person.to_string(),
            kind: AccountKind::Resident.id().into(),
            state: "open".into(),
            phone: Some(digest),
            opened_at: self.clock.stamp(0),
            ..Account::default()
        };
        self.keep(&account)?;
        Ok(account)
    }
}
