//! The journal 流水: canonical bytes of events, their chain by SM3, personal values under the key of
//! a record, and verification. No I/O: whoever stores the bytes brings them.
//!
//! The chain is computed over the stored bytes and never over a value written again, so that events
//! of any age verify. A small verifier needs this crate alone.

pub mod canonical;
pub mod chain;
pub mod hmac;
pub mod seal;
mod sm3;
pub mod text;
pub mod verify;

pub use canonical::Json;
pub use chain::Hash;

/// The version of the encoding that is written today; an event says its own under the key `v`.
/// Encodings of older versions stay readable: `tests/fixtures` holds bytes of each.
pub const V: i64 = 1;
