//! What the tests of this crate share: a district in a folder that goes away, and records as the
//! cases of the shipped definitions leave them.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use fadu_base::RecordId;
use fadu_engine::{Change, Record, apply, cases};

use crate::{Catalog, District, Identity, Seat, outbox};

/// A folder that goes away.
pub struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn district(name: &str) -> (Folder, District) {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("fadu-app-{name}-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&path);
    let identity = Identity::new("140502", "试验区").unwrap();
    let catalog = Catalog::embedded().unwrap();
    let district = District::create(&path, catalog, identity).unwrap();
    (Folder(path), district)
}

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Somebody who leads the district and is known to no record.
pub fn leader() -> Seat {
    Seat {
        person: "person/nobody".into(),
        person_name: String::new(),
        role: "leader".into(),
        role_name: String::new(),
        org: None,
        org_name: None,
        appointment: Some("appointment/nobody".into()),
        party_of: None,
    }
}

/// The records of all cases, each with a name of its own, cut off after some event.
pub fn records(district: &District, dice: &mut Dice) -> Vec<Arc<Record>> {
    let rules = district.rules();
    let mut found = Vec::new();
    for def in rules.definitions.types.values().flatten() {
        for case in &def.cases {
            if dice.below(3) != 0 {
                continue;
            }
            let Some((mut world, command)) = cases::stage(rules, def, &case.name) else { continue };
            world.take(&command);
            for record in world.records() {
                if dice.below(2) != 0 {
                    continue;
                }
                let local = format!("{}-{}", record.id.local(), found.len());
                let id = RecordId::new(record.id.ty(), &local);
                let upto = 1 + dice.below(record.history.len());
                let upto = if dice.below(2) == 0 { record.history.len() } else { upto };
                let events = record.history[..upto].iter();
                let cut = events.fold(None, |before: Option<Record>, event| {
                    Some(apply(before.as_ref(), &id, &record.def, event))
                });
                found.push(Arc::new(cut.unwrap()));
            }
        }
    }
    found
}

/// Stores records, each event by event, as decisions would.
pub fn store(district: &District, records: &[Arc<Record>]) {
    let changes: Vec<Vec<Change>> = records.iter().map(changes).collect();
    let catalog = district.catalog.clone();
    let code = district.code().to_owned();
    let append = move |txn: &mut fadu_store::Txn<'_>| {
        let rules = catalog.rules(&code);
        changes.into_iter().try_for_each(|changes| outbox::append(&rules, txn, changes).map(drop))
    };
    district.store.write(append).unwrap();
}

pub fn changes(record: &Arc<Record>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before: Option<Record> = None;
    for event in &record.history {
        let after = apply(before.as_ref(), &record.id, &record.def, event);
        changes.push(Change {
            record: record.id.clone(),
            def: record.def.clone(),
            creates: before.is_none(),
            event: (**event).clone(),
            after: Arc::new(after.clone()),
            draws: Vec::new(),
            publications: Vec::new(),
            notices: Vec::new(),
        });
        before = Some(after);
    }
    changes
}
