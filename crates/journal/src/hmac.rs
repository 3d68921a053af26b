//! HMAC-SM3 (GB/T 15852.2, RFC 2104 with SM3): a hash that only who has the key can compute.

use crate::sm3::{self, BLOCK, Batch, START, State};

/// A key, prepared: both blocks of it are hashed once.
#[derive(Clone)]
pub struct Hmac {
    inner: State,
    outer: State,
}

impl Hmac {
    /// Prepares a key of any length.
    pub fn new(key: &[u8]) -> Self {
        let [inner, outer] = blocks(key).map(|block| {
            let mut state = START;
            sm3::absorb(&mut state, &[block]);
            state
        });
        Self { inner, outer }
    }

    /// Prepares many keys together.
    pub fn new_all(keys: &[[u8; 32]]) -> Vec<Self> {
        let mut batch = Batch::default();
        keys.iter().flat_map(|key| blocks(key)).for_each(|block| batch.block(START, &block));
        batch.run().as_chunks().0.iter().map(|[inner, outer]| Self { inner: *inner, outer: *outer }).collect()
    }

    /// The code of the parts one after the other.
    pub fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let inner = sm3::hash((self.inner, BLOCK), parts);
        sm3::hash((self.outer, BLOCK), &[&inner])
    }

    /// The codes of many messages, each under its key.
    pub fn codes<'a, const N: usize>(messages: &[(&'a Self, [&'a [u8]; N])]) -> Vec<[u8; 32]> {
        let (mut inner, mut outer) = (Batch::default(), Batch::default());
        messages.iter().for_each(|(key, parts)| inner.message((key.inner, BLOCK), parts));
        for ((key, _), state) in messages.iter().zip(inner.run()) {
            outer.message((key.outer, BLOCK), &[&sm3::bytes(state)]);
        }
        outer.run().into_iter().map(sm3::bytes).collect()
    }
}

/// The inner and the outer block of a key.
fn blocks(key: &[u8]) -> [[u8; BLOCK]; 2] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&sm3::hash((START, 0), &[key]));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    [0x36, 0x5c].map(|pad| block.map(|byte| byte ^ pad))
}

/// Whether two codes are equal, in a time that does not tell where they differ.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}
