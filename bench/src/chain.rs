//! Events in memory with their chain, for measuring the hashing alone.

use fadu_journal::Hash;
use fadu_journal::verify::{Depth, Stored, verify};

/// Events of one record with their hashes.
pub struct Chain {
    events: Vec<(Vec<u8>, Hash)>,
}

impl Chain {
    /// So many events of so many bytes each.
    pub fn new(events: u32, bytes: usize) -> Self {
        let mut last = Hash::ZERO;
        let one = |n: u32| -> Vec<u8> { (0..bytes).map(|at| (at as u32 ^ n) as u8).collect() };
        let link = |n| {
            let event = one(n);
            last = last.link(&event);
            (event, last)
        };
        Self { events: (0..events).map(link).collect() }
    }

    /// Bytes of all events.
    pub fn bytes(&self) -> usize {
        self.events.iter().map(|(event, _)| event.len()).sum()
    }

    /// Verifies the chain; whether it holds.
    pub fn verify(&self) -> bool {
        let events = self.events.iter().zip(1..);
        let events =
            events.map(|((bytes, hash), seq)| Stored { record: "case/a", seq, bytes, hash: &hash.0 });
        verify(Depth::Chain, events).is_ok()
    }
}
