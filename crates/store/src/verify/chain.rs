//! The chain of one record over its stored bytes.

use fadu_journal::verify::{Depth, Stored, Verifier};

use super::finding::Finding;
use crate::replay::Raw;

/// The first event of a record that does not fit its chain.
pub fn check(raw: &Raw) -> Option<Finding> {
    let mut verifier = Verifier::new(Depth::Chain);
    raw.events.iter().find_map(|event| {
        let stored = Stored {
            record: &raw.id,
            seq: u32::try_from(event.seq).unwrap_or(0),
            bytes: &event.bytes,
            hash: &event.hash,
        };
        let fault = verifier.take(stored).err()?;
        Some(Finding::Event { record: raw.id.clone(), seq: event.seq, why: fault.why.to_string() })
    })
}
