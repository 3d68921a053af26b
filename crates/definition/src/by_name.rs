//! Tables by the names of definitions. A decision asks for the type of every reference it reads, so
//! looking up must be cheap; names come from definitions, never from input, so that nobody can
//! choose them to collide.

use std::hash::{BuildHasherDefault, Hasher};

use fadu_base::Name;
use indexmap::IndexMap;

/// A table by name, in the order of the definitions.
pub type ByName<T> = IndexMap<Name, T, BuildHasherDefault<NameHasher>>;

/// Mixes eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct NameHasher(u64);

/// An odd number with bits all over: the digits of the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl NameHasher {
    fn mix(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(MIX);
        self.0 = mixed ^ (mixed >> 32);
    }
}

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.mix(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        let names: Vec<String> = (0..2_000).map(|n| format!("type_{n}")).collect();
        let table: ByName<usize> = names.iter().zip(0..).map(|(name, n)| (name.as_str().into(), n)).collect();
        assert!(names.iter().zip(0..).all(|(name, n)| *table.get(name.as_str()).unwrap() == n));
        assert_eq!(table.get("type_2000"), None);
    }
}
