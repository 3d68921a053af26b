//! Table `account`: who may sign in, and by what. Passwords (hashed) and the secrets of one-time
//! codes lie encrypted under the master key; a phone is there as its keyed digest only.

use crate::codec::CodecError;
use crate::driver::{Db, Row, Val};
use crate::error::{Result, StoreError};
use crate::keys::Keys;
use crate::sealed::seal;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// The name typed at sign-in.
    pub login: String,
    /// `person/…`.
    pub person: String,
    /// `staff` or `resident`.
    pub kind: String,
    /// PHC string of the password (Argon2id); residents have none.
    pub password: Option<String>,
    /// Secret of the one-time codes (RFC 6238), base32.
    pub totp: Option<String>,
    /// The last time step of which a code was used; 0 before the first: the secret is not yet
    /// confirmed.
    pub totp_step: i64,
    /// The password was given by somebody else.
    pub must_change: bool,
    /// `open`, `locked` or `closed`.
    pub state: String,
    /// Failed sign-ins in a row, of which the first was at `failed_at`.
    pub failures: i64,
    /// Instant of the first of them.
    pub failed_at: Option<String>,
    /// Instant until which the failures lock it.
    pub locked_until: Option<String>,
    /// Keyed digest of a resident's phone.
    pub phone: Option<String>,
    /// Instant.
    pub opened_at: String,
    /// Instant.
    pub closed_at: Option<String>,
}

const COLUMNS: &str = "SELECT id, login, person, kind, password, totp, totp_step, must_change, state, \
                       failures, failed_at, locked_until, phone, opened_at, closed_at FROM account \
                       WHERE district = $1 ";

/// Keeps an account; an earlier state of the same id is replaced.
pub fn account_put(db: &Db, keys: &Keys, district: &str, account: &Account) -> Result<()> {
    let secret = |name: &str, plain: &Option<String>| {
        plain.as_deref().map(|plain| keys.encrypt(&account.id, name, plain))
    };
    let (password, totp) = (secret("password", &account.password), secret("totp", &account.totp));
    let numbers = [account.totp_step, i64::from(account.must_change), account.failures];
    let texts = numbers.map(|number| number.to_string());
    let Account { id, login, person, kind, state, opened_at, .. } = account;
    let sealed = [
        id,
        login,
        person,
        kind,
        filled(&password),
        filled(&totp),
        &texts[0],
        &texts[1],
        state,
        &texts[2],
        filled(&account.failed_at),
        filled(&account.locked_until),
        filled(&account.phone),
        opened_at,
        filled(&account.closed_at),
    ];
    let seal = seal(keys, "account", district, &sealed);
    let values = [
        Val::T(district),
        Val::T(id),
        Val::T(login),
        Val::T(person),
        Val::T(kind),
        Val::from(password.as_deref()),
        Val::from(totp.as_deref()),
        Val::I(numbers[0]),
        Val::I(numbers[1]),
        Val::T(state),
        Val::I(numbers[2]),
        Val::from(account.failed_at.as_deref()),
        Val::from(account.locked_until.as_deref()),
        Val::from(account.phone.as_deref()),
        Val::T(opened_at),
        Val::from(account.closed_at.as_deref()),
        Val::T(&seal),
    ];
    let sql = "INSERT INTO account (district, id, login, person, kind, password, totp, totp_step, \
               must_change, state, failures, failed_at, locked_until, phone, opened_at, closed_at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
               ON CONFLICT (district, id) DO UPDATE SET login = excluded.login, \
               person = excluded.person, kind = excluded.kind, password = excluded.password, \
               totp = excluded.totp, totp_step = excluded.totp_step, \
               must_change = excluded.must_change, state = excluded.state, \
               failures = excluded.failures, failed_at = excluded.failed_at, \
               locked_until = excluded.locked_until, phone = excluded.phone, \
               opened_at = excluded.opened_at, closed_at = excluded.closed_at, seal = excluded.seal";
    db.execute(sql, &values).map(drop)
}

/// A missing text counts as empty.
fn filled(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

/// The account of an id.
pub fn account_get(db: &Db, keys: &Keys, district: &str, id: &str) -> Result<Option<Account>> {
    one(db, keys, &format!("{COLUMNS}AND id = $2"), &[Val::T(district), Val::T(id)])
}

/// The account of a login.
pub fn account_of_login(db: &Db, keys: &Keys, district: &str, login: &str) -> Result<Option<Account>> {
    one(db, keys, &format!("{COLUMNS}AND login = $2"), &[Val::T(district), Val::T(login)])
}

/// The account of a phone, by its digest.
pub fn account_of_phone(db: &Db, keys: &Keys, district: &str, phone: &str) -> Result<Option<Account>> {
    one(db, keys, &format!("{COLUMNS}AND phone = $2"), &[Val::T(district), Val::T(phone)])
}

/// The accounts of a person.
pub fn account_of_person(db: &Db, keys: &Keys, district: &str, person: &str) -> Result<Vec<Account>> {
    let sql = format!("{COLUMNS}AND person = $2 ORDER BY login");
    db.query(&sql, &[Val::T(district), Val::T(person)], |row| read(row, keys))
}

/// The accounts of a kind by login, those after one of them; at most so many.
pub fn account_list(
    db: &Db,
    keys: &Keys,
    district: &str,
    (kind, after): (&str, &str),
    most: i64,
) -> Result<Vec<Account>> {
    let sql = format!("{COLUMNS}AND kind = $2 AND login > $3 ORDER BY login LIMIT $4");
    let values = [Val::T(district), Val::T(kind), Val::T(after), Val::I(most)];
    db.query(&sql, &values, |row| read(row, keys))
}

fn one(db: &Db, keys: &Keys, sql: &str, values: &[Val<'_>]) -> Result<Option<Account>> {
    db.first(sql, values, |row| read(row, keys))
}

fn read(row: &Row<'_>, keys: &Keys) -> Result<Account> {
    let text = |column| row.text(column).map(str::to_owned);
    let optional = |column| row.opt_text(column).map(|text| text.map(str::to_owned));
    let secret = |column, name| -> Result<Option<String>> {
        let Some(stored) = row.opt_text(column)? else { return Ok(None) };
        let plain = keys.decrypt(row.text(0)?, name, stored);
        plain.map(Some).ok_or_else(|| StoreError::Unreadable {
            place: format!("account {}", row.text(1).unwrap_or_default()),
            why: CodecError::Sealed,
        })
    };
    Ok(Account {
        id: text(0)?,
        login: text(1)?,
        person: text(2)?,
        kind: text(3)?,
        password: secret(4, "password")?,
        totp: secret(5, "totp")?,
        totp_step: row.int(6)?,
        must_change: row.int(7)? != 0,
        state: text(8)?,
        failures: row.int(9)?,
        failed_at: optional(10)?,
        locked_until: optional(11)?,
        phone: optional(12)?,
        opened_at: text(13)?,
        closed_at: optional(14)?,
    })
}
