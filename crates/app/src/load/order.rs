//! The order of files: a file whose records refer to records of another comes after it.

use std::collections::BTreeSet;

use fadu_base::Name;
use fadu_definition::{Definitions, FieldType};
use fadu_import::{Ledger, Role, Route};

use super::Given;
use super::file::Job;

/// Reads which records each file gives and which it refers to, and sorts the files so.
pub(crate) fn jobs(given: Vec<Given>, definitions: &Definitions) -> Vec<Job> {
    let mut jobs: Vec<Job> = given.into_iter().map(|given| job(given, definitions)).collect();
    let mut sorted: Vec<Job> = Vec::with_capacity(jobs.len());
    while !jobs.is_empty() {
        let next = jobs.iter().position(|job| !waits(job, &jobs)).unwrap_or(0);
        sorted.push(jobs.remove(next));
    }
    sorted
}

/// Whether a file refers to records that another waiting file gives.
fn waits(job: &Job, waiting: &[Job]) -> bool {
    let others = waiting.iter().filter(|other| other.name != job.name);
    others.flat_map(|other| &other.gives).any(|ty| job.needs.contains(ty) && !job.gives.contains(ty))
}

fn job(given: Given, definitions: &Definitions) -> Job {
    let sm3 = fadu_journal::Hash::of(&given.bytes).to_string();
    // A file that cannot be opened is told when its turn comes.
    let ledger = Ledger::open(&given.name, given.bytes, definitions);
    let (mut gives, mut needs) = (BTreeSet::new(), BTreeSet::new());
    for sheet in ledger.iter().flat_map(Ledger::sheets) {
        for route in routes(&sheet.role) {
            gives.insert(route.def.id.clone());
            needs.extend(referred(route));
        }
    }
    Job { name: given.name, sm3, ledger, gives, needs }
}

pub(crate) fn routes(role: &Role) -> Vec<&Route> {
    match role {
        Role::Records(routes) => routes.iter().map(AsRef::as_ref).collect(),
        Role::Rows(route) => vec![route],
        _ => Vec::new(),
    }
}

/// The types to which the columns of a route refer: a field that no column fills makes no file wait.
/// Organizations stand behind every file, as its owner.
pub(crate) fn referred(route: &Route) -> BTreeSet<Name> {
    let mut types = BTreeSet::from([Name::from("organization")]);
    for column in &route.columns {
        if let FieldType::Ref(targets) = &column.reading.field.ty {
            types.extend(targets.iter().cloned());
        }
    }
    types
}
