//! Records: their chains, and what their events make of them.

use super::finding::Finding;
use super::{Depth, chain};
use crate::codec::CodecError;
use crate::hide::{Hider, Ready};
use crate::replay::{Raw, Rebuilt, Unreplayable, open_keys, replay};
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

/// Checks the chains of records and, unless that is all that is asked for, replays them. What can be
/// hashed side by side is: the events of all of them, their keys, what is hidden in their rows.
pub fn check_all(shared: &Shared, depth: Depth, raws: Vec<Raw>) -> Vec<Checked> {
    let faults = chain::check_all(&raws);
    let mut checked: Vec<_> = raws.iter().zip(faults).map(|(raw, fault)| Checked::of(raw, fault)).collect();
    if depth != Depth::Chain {
        replay_all(shared, &raws, &mut checked);
    }
    checked
}

fn replay_all(shared: &Shared, raws: &[Raw], checked: &mut [Checked]) {
    let keys = open_keys(shared, raws);
    let replayed = raws.iter().zip(keys).zip(checked);
    let replayed = replayed.filter_map(|((raw, key), checked)| match replay(shared, raw, key) {
        Ok(replayed) => Some((checked, replayed)),
        Err(found) => {
            checked.note(found);
            None
        }
    });
    let replayed: Vec<_> = replayed.collect();
    let records: Vec<_> = replayed.iter().map(|(_, replayed)| &replayed.record).collect();
    let ready = Ready::all(&shared.keys, &records);
    let rows = replayed.iter().zip(&ready);
    let rows = rows.map(|((_, replayed), ready)| replayed.rows(shared, Hider::with(&shared.keys, ready)));
    let rows: Vec<_> = rows.collect();
    for ((checked, replayed), rows) in replayed.into_iter().zip(rows) {
        checked.rebuilt = Some(replayed.with(rows));
    }
}

impl Checked {
    /// A record and what is wrong with its chain.
    fn of(raw: &Raw, fault: Option<Finding>) -> Self {
        let bytes = raw.events.iter().map(|event| event.bytes.len() as u64).sum();
        Self {
            id: raw.id.clone(),
            findings: fault.into_iter().collect(),
            size: (raw.events.len() as u64, bytes),
            rebuilt: None,
            undefined: false,
        }
    }

    /// An event that cannot be replayed; one already found in the chain is said once.
    fn note(&mut self, found: Unreplayable) {
        if let CodecError::NoDefinition(_) = found.why {
            self.undefined = true;
            return;
        }
        let known = |finding: &Finding| matches!(finding, Finding::Event { seq, .. } if *seq == found.seq);
        if !self.findings.iter().any(known) {
            let (record, why) = (self.id.clone(), found.why.to_string());
            self.findings.push(Finding::Event { record, seq: found.seq, why });
        }
    }
}
