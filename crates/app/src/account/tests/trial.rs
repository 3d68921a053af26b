//! The trial accounts of a demonstration.

use std::collections::BTreeSet;

use super::kit::*;
use crate::account::TrialAccount;
use crate::account::kit::{Clock, after};
use crate::{APPLICANT, ImportAsked, demo};

struct Quiet;

impl crate::Progress for Quiet {
    fn file(&mut self, _: &str, _: u64) {}
    fn rows(&mut self, _: u64) {}
    fn done(&mut self) {}
}

#[test]
fn no_other_database_gets_trial_accounts() {
    let folder = staffed();
    assert!(folder.trial_accounts().unwrap_err().what.contains("只在示范区县"));
    assert!(folder.accounts(&guan(), "").unwrap().unwrap().is_empty());
}

/// The reference district with its organizations only.
fn reference() -> Folder {
    let folder = empty(Some(demo::TODAY));
    let ledger = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/140502/政府办公室_机构名录_2020.xlsx");
    let asked = ImportAsked {
        paths: vec![ledger.into()],
        check_only: false,
        partial: false,
        returned: folder.file("returned"),
        by: None,
    };
    let imported = folder.district.import(&asked, &mut Quiet).unwrap();
    assert!(imported.files.iter().all(|file| file.faults.is_empty()), "{imported:?}");
    folder
}

#[test]
fn every_role_has_somebody_and_everybody_can_enter() {
    let folder = reference();
    let made = folder.trial_accounts().unwrap();
    let held: BTreeSet<String> =
        made.iter().flat_map(|trial| &trial.seats).map(|seat| seat.0.clone()).collect();
    for (id, role) in folder.catalog.definitions.roles.iter().filter(|(id, _)| &***id != APPLICANT) {
        assert!(held.contains(&role.name), "nobody is {id}");
    }
    let passwords: BTreeSet<_> = made.iter().map(|trial| (&trial.password, &trial.secret)).collect();
    assert_eq!(passwords.len(), made.len());
    assert!(made.iter().any(|trial| trial.seats.len() == 2));
    let now = folder.clock();
    for trial in &made {
        let token =
            entered(sign_in(&folder, &trial.login, &trial.password, Some(&code(&trial.secret, now)), now));
        let session = folder.session(&token).unwrap().unwrap();
        assert_eq!((session.seats.len(), &session.person_name), (trial.seats.len(), &trial.name));
    }
    // Made again, the same people have other passwords; the old ones open nothing.
    let again = folder.trial_accounts().unwrap();
    let names = |list: &[TrialAccount]| list.iter().map(|trial| trial.login.clone()).collect::<Vec<_>>();
    assert_eq!(names(&again), names(&made));
    denied(sign_in(&folder, &made[0].login, &made[0].password, None, now));
    let later = Clock { now: after(now.now, 60), ..now };
    let code = code(&again[0].secret, later);
    entered(sign_in(&folder, &again[0].login, &again[0].password, Some(&code), later));
    assert!(folder.verify(false).unwrap().findings.is_empty());
}
