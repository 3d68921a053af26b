//! One record: its chain, and what its events make of it.

use super::finding::Finding;
use super::{Depth, chain};
use crate::codec::CodecError;
use crate::replay::{Raw, Rebuilt, Unreplayable, rebuild};
use crate::store::Shared;

/// A record after the chain was checked and its events were replayed.
pub struct Checked {
    /// The record.
    pub id: String,
    /// What is wrong with its events.
    pub findings: Vec<Finding>,
    /// How many there are, and their length.
    pub size: (u64, u64),
    /// What must stand in the projections; none of the chain alone or of unreadable records.
    pub rebuilt: Option<Rebuilt>,
    /// Nobody defines its type.
    pub undefined: bool,
}

/// Checks the chain of a record and, unless that is all that is asked for, replays it.
pub fn check(shared: &Shared, depth: Depth, raw: Raw) -> Checked {
    let bytes = raw.events.iter().map(|event| event.bytes.len() as u64).sum();
    let mut checked = Checked {
        size: (raw.events.len() as u64, bytes),
        findings: chain::check(&raw).into_iter().collect(),
        rebuilt: None,
        undefined: false,
        id: String::new(),
    };
    if depth != Depth::Chain {
        match rebuild(shared, &raw) {
            Ok(rebuilt) => checked.rebuilt = Some(rebuilt),
            Err(Unreplayable { why: CodecError::NoDefinition(_), .. }) => checked.undefined = true,
            Err(found) => checked.note(&raw.id, &found),
        }
    }
    checked.id = raw.id;
    checked
}

impl Checked {
    /// An event that cannot be replayed; one already found in the chain is said once.
    fn note(&mut self, record: &str, found: &Unreplayable) {
        let known = |finding: &Finding| matches!(finding, Finding::Event { seq, .. } if *seq == found.seq);
        if !self.findings.iter().any(known) {
            let (record, why) = (record.to_owned(), found.why.to_string());
            self.findings.push(Finding::Event { record, seq: found.seq, why });
        }
    }
}
