//! Proof that nothing was altered.

use fadu_store::verify::Depth;

use crate::{District, Failure};

/// What was verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Records.
    pub records: u64,
    /// Events.
    pub events: u64,
    /// What is not as it was: place and why. The first ones; `found` counts all.
    pub findings: Vec<String>,
    /// How many there are.
    pub found: u64,
    /// Records of types that nobody defines any more: their chain was verified, their
    /// projections could not be.
    pub undefined: Vec<String>,
}

impl District {
    /// Verifies the chain alone, or everything.
    pub fn verify(&self, chain_only: bool) -> Result<Verified, Failure> {
        let depth = if chain_only { Depth::Chain } else { Depth::Full };
        let report = self.store.verify(depth)?;
        Ok(Verified {
            records: report.records,
            events: report.events,
            findings: report.findings.iter().map(ToString::to_string).collect(),
            found: report.found,
            undefined: report.undefined.iter().map(|(ty, n)| format!("{ty} {n} 条")).collect(),
        })
    }
}
