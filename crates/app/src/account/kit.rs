//! What the files of this folder share: the moment, random texts, digests, stamps of instants.

use fadu_base::{Date, Instant};
use fadu_journal::text;
use fadu_store::{StoreError, Txn};

use super::Denied;
use crate::{District, clock};

/// The moment of a request: the clock on the wall for sessions, locks and codes; the day of the
/// district for appointments. They differ only in a demonstration district.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub now: Instant,
    pub today: Date,
}

impl Clock {
    /// The stamp of now, or of so many seconds before or after.
    pub fn stamp(&self, seconds: i64) -> String {
        stamp(after(self.now, seconds))
    }
}

impl District {
    pub(super) fn clock(&self) -> Clock {
        Clock { now: clock::wall(), today: self.now().date() }
    }
}

/// An instant so many seconds later, or earlier.
pub(super) fn after(at: Instant, seconds: i64) -> Instant {
    at.saturating_add(jiff::SignedDuration::from_secs(seconds))
}

/// An instant to the second: such texts stand in the order of time.
pub(super) fn stamp(at: Instant) -> String {
    at.with().subsec_nanosecond(0).build().unwrap_or(at).to_string()
}

/// The stamp of this moment on the wall.
pub(crate) fn wall_stamp() -> String {
    stamp(clock::wall())
}

/// The instant of a stamp.
pub(super) fn moment(stamp: &str) -> Option<Instant> {
    stamp.parse().ok()
}

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Internal(format!("系统没有给出随机数：{error}")))?;
    Ok(bytes)
}

/// A token that cannot be guessed: 256 bits.
pub(super) fn token() -> Result<String, StoreError> {
    Ok(text::hex(&random::<32>()?))
}

/// The keyed digest of a secret of a kind: what lies in the tables instead of it.
pub(super) fn digest(view: &fadu_store::View<'_>, kind: &str, secret: &str) -> String {
    view.shared.keys.digest_of(&format!("{kind} {secret}"))
}

/// A request with its transaction, its moment and where it came from.
pub(super) struct Desk<'a, 't> {
    pub txn: &'a mut Txn<'t>,
    pub clock: Clock,
    pub address: String,
}

pub(super) fn denied<T>(say: impl Into<String>) -> Result<T, Denied> {
    Err(Denied(say.into()))
}
