//! Who gave which file: each under the name they gave it, encrypted; what was given in a day counts.

use fadu_store::upload::*;

use crate::store_kit::*;

#[test]
fn everybody_has_their_own_name_for_the_same_bytes() {
    let (folder, store) = store();
    let sm3 = store.attach(b"%PDF-1", "", "application/pdf", "2026-09-18T09:00:00").unwrap();
    let asked = sm3.clone();
    store
        .write(move |txn| {
            let (db, district, keys) = (txn.db(), txn.district(), &txn.shared().keys);
            let given = |person, name, at| Given { person, sm3: &asked, name, at };
            upload_put(db, keys, district, given("person/li", "证明.pdf", "2026-09-17T09:00:00"))?;
            upload_put(db, keys, district, given("person/li", "诊断书.pdf", "2026-09-18T09:00:00"))?;
            upload_put(db, keys, district, given("person/wang", "表格.pdf", "2026-09-18T10:00:00"))?;
            let name = |person| upload_name(db, keys, district, person, &asked);
            assert_eq!(name("person/li")?.as_deref(), Some("诊断书.pdf"));
            assert_eq!(name("person/wang")?.as_deref(), Some("表格.pdf"));
            assert_eq!(name("person/zhao")?, None);
            let bytes = |person, since| upload_bytes_since(db, district, person, since);
            assert_eq!((bytes("person/li", "2026-09-18")?, bytes("person/li", "2026-09-19")?), (6, 0));
            Ok(())
        })
        .unwrap();
    drop(store);
    let held = std::fs::read(folder.database()).unwrap_or_default();
    let wal = std::fs::read(folder.path().join("fadu.db-wal")).unwrap_or_default();
    let name = "诊断书".as_bytes();
    assert!(![held, wal].iter().any(|bytes| bytes.windows(name.len()).any(|part| part == name)));
}
