//! Choices of persons: the last one holds, nobody has another's, and an altered one is found.

use fadu_store::choice::*;
use fadu_store::verify::{Depth, Finding};

use crate::store_kit::*;

#[test]
fn the_last_choice_holds_and_is_sealed() {
    let (folder, store) = store();
    store
        .write(|txn| {
            let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
            let mine = ("person/li", "figures");
            assert_eq!(choice_get(db, district, mine)?, None);
            choice_put(db, keys, district, mine, "a.b")?;
            choice_put(db, keys, district, mine, "a.b c.d")?;
            choice_put(db, keys, district, ("person/wang", "figures"), "e.f")?;
            assert_eq!(choice_get(db, district, mine)?.as_deref(), Some("a.b c.d"));
            assert_eq!(choice_get(db, district, ("person/li", "other"))?, None);
            Ok(())
        })
        .unwrap();
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    drop(store);
    let altered = "UPDATE choice SET value = 'x.y' WHERE person = 'person/li'";
    folder.tamper().execute(altered, []).unwrap();
    let findings = reopen(&folder).verify(Depth::Full).unwrap().findings;
    assert!(
        findings.iter().any(|finding| matches!(finding, Finding::Seal { table, .. } if *table == "choice")),
        "{findings:#?}"
    );
}
