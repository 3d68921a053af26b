//! Accounts: who signs in, by what, and in which capacity (sheet 00, 2 and 9).
//!
//! An account only says who somebody is; what they may do comes from their appointments of the
//! day. Everything here answers by [`Granted`]: a `Denied` is an answer with a Chinese sentence,
//! a `Failure` is one of disks and settings. Hashing a password takes a twentieth of a second of a
//! core and 19 MiB: a server calls `sign_in` and its like where it may block.

mod audit;
mod channel;
mod kit;
mod manage;
mod number;
mod password;
mod resident;
mod session;
mod sign_in;
#[cfg(test)]
mod tests;
mod totp;
mod trial;
mod used;

pub(crate) use audit::row_of;
pub use audit::{AuditAsked, AuditLine};
pub use channel::Channel;
pub(crate) use kit::wall_stamp;
pub(crate) use manage::{ADMINS, AUDITOR};
pub use manage::{Account, FirstPassword};
pub use resident::CodeSent;
pub(crate) use session::BY_NUMBER;
pub use session::{Ended, Session};
pub use sign_in::{SignIn, SignInAsked};
pub use trial::TrialAccount;
pub(crate) use used::Uses;

/// A sentence why not, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied(pub String);

/// What was asked for, or why not.
pub type Granted<T> = Result<T, Denied>;

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Somebody with appointments: login, password and one-time code.
    Staff,
    /// Somebody with a phone: a code sent to it.
    Resident,
    /// Nobody's account: the number of a record and the end of a phone number.
    Number,
}

impl AccountKind {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Resident => "resident",
            Self::Number => "number",
        }
    }

    pub(crate) fn of(id: &str) -> Self {
        match id {
            "staff" => Self::Staff,
            "resident" => Self::Resident,
            _ => Self::Number,
        }
    }
}
