//! The chains of records over their stored bytes.

use fadu_journal::Hash;
use fadu_journal::verify::{Depth, Stored, Verifier};

use super::finding::Finding;
use crate::replay::Raw;

/// For each record the first of its events that does not fit its chain.
///
/// Each event is hashed with the hash that is stored before it, so that none waits for another; that
/// one is proved by its own event.
pub fn check_all(raws: &[Raw]) -> Vec<Option<Finding>> {
    let mut computed = Hash::links(raws.iter().flat_map(links)).into_iter();
    raws.iter().map(|raw| check(raw, &mut computed)).collect()
}

/// The events of a record, each with the hash stored before it.
fn links(raw: &Raw) -> impl Iterator<Item = (Hash, &[u8])> {
    // A hash of another length is found by its own event, before it is missed here.
    let before = raw.events.iter().map(|event| Hash::from_bytes(&event.hash).unwrap_or(Hash::ZERO));
    std::iter::once(Hash::ZERO).chain(before).zip(raw.events.iter().map(|event| &*event.bytes))
}

/// Compares the events of a record with as many computed hashes.
fn check(raw: &Raw, computed: &mut impl Iterator<Item = Hash>) -> Option<Finding> {
    let mut verifier = Verifier::new(Depth::Chain);
    let mut found = None;
    for (event, computed) in raw.events.iter().zip(computed) {
        let stored = Stored {
            record: &raw.id,
            seq: u32::try_from(event.seq).unwrap_or(0),
            bytes: &event.bytes,
            hash: &event.hash,
        };
        let fault = if found.is_none() { verifier.take_linked(stored, computed).err() } else { None };
        found = found.or(fault.map(|fault| (event.seq, fault)));
    }
    found.map(|(seq, fault)| Finding::Event { record: raw.id.clone(), seq, why: fault.why.to_string() })
}
