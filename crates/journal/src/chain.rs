//! The chain of a record: h₁ = SM3(0³² ‖ e₁), hₙ = SM3(hₙ₋₁ ‖ eₙ) over the stored bytes (sheet 00, 14).

use std::fmt;

use sm3::{Digest, Sm3};

use crate::sm3::{Batch, START, bytes};
use crate::text;

/// A hash SM3 (GB/T 32905): 32 bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands before the first event of every record.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of bytes by themselves: of an attachment, a document.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sm3::digest(bytes).into())
    }

    /// The hash that chains an event to this one.
    pub fn link(self, event: &[u8]) -> Self {
        Self(Sm3::new().chain_update(self.0).chain_update(event).finalize().into())
    }

    /// What [`Hash::link`] gives for many events, each with the hash it is chained to, in their order.
    pub fn links<'a>(events: impl IntoIterator<Item = (Self, &'a [u8])>) -> Vec<Self> {
        let mut batch = Batch::default();
        for (before, event) in events {
            batch.message((START, 0), &[&before.0, event]);
        }
        batch.run().into_iter().map(|state| Self(bytes(state))).collect()
    }

    /// A stored hash; `None` unless it is 32 bytes long.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(digits: &str) -> Option<Self> {
        Self::from_bytes(&text::from_hex(digits)?)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The hash of a content that comes in pieces, such as an attachment.
#[derive(Clone, Default)]
pub struct Hasher(Sm3);

impl Hasher {
    /// Nothing hashed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}
