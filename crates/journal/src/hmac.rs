//! HMAC-SM3 (GB/T 15852.2, RFC 2104 with SM3): a hash that only who has the key can compute.

use sm3::{Digest, Sm3};

/// Bytes of a block of SM3.
const BLOCK: usize = 64;

/// A key, prepared: both blocks of it are hashed once.
#[derive(Clone)]
pub struct Hmac {
    inner: Sm3,
    outer: Sm3,
}

impl Hmac {
    /// Prepares a key of any length.
    pub fn new(key: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&Sm3::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let start = |pad: u8| Sm3::new().chain_update(block.map(|byte| byte ^ pad));
        Self { inner: start(0x36), outer: start(0x5c) }
    }

    /// The code of the parts one after the other.
    pub fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        for part in parts {
            inner.update(part);
        }
        self.outer.clone().chain_update(inner.finalize()).finalize().into()
    }
}

/// Whether two codes are equal, in a time that does not tell where they differ.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}
