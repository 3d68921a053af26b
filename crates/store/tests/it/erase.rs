//! Erasure destroys the key, blanks the projections and leaves the chain whole.

use fadu_base::Value;
use fadu_store::Source;
use fadu_store::verify::Depth;

use crate::store_kit::*;

#[test]
fn personal_values_are_gone_for_good() {
    let (folder, store) = store();
    start(&store, "matter/m1");
    note(&store, "matter/m1", "改");
    start(&store, "matter/m2");
    store.erase(&id("matter/m1"), day("2021-01-11")).unwrap();
    let read = |of: &str| store.read(|reader| reader.load(&id(of))).unwrap().unwrap();
    let value = |record: &fadu_engine::Record, field: &str| {
        let at = record.def.fields.iter().position(|known| &*known.id == field).unwrap();
        record.fields[at].clone()
    };
    let erased = read("matter/m1");
    for field in ["applicant", "phone", "id_no"] {
        assert_eq!(value(&erased, field), Value::Null);
        assert_ne!(value(&read("matter/m2"), field), Value::Null);
    }
    assert_eq!(value(&erased, "subject"), Value::text("改"));
    let Value::List(people) = value(&erased, "people") else { panic!() };
    let Value::Row(row) = &people[0] else { panic!() };
    assert_eq!((&row.cells[0], &row.cells[1]), (&Value::Null, &Value::Int(30)));
    let fields: String = folder
        .tamper()
        .query_row("SELECT fields FROM record WHERE id = 'matter/m1'", [], |row| row.get(0))
        .unwrap();
    assert!(!fields.contains("赵某某") && !fields.contains("phone"), "{fields}");
    let report = store.verify(Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}

#[test]
fn what_comes_after_erasure_keeps_nothing_personal() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    store.erase(&id("matter/m1"), day("2021-01-11")).unwrap();
    let appended = append(&store, "matter/m1", |def, seq| {
        event(
            def,
            seq,
            "note",
            "2021-01-12",
            fields(&[("applicant", Value::text("赵某某")), ("subject", Value::text("后"))]),
        )
    });
    let at = |field: &str| appended.record.def.fields.iter().position(|known| &*known.id == field).unwrap();
    assert_eq!(appended.record.fields[at("applicant")], Value::Null);
    assert_eq!(appended.record.fields[at("subject")], Value::text("后"));
    let report = store.verify(Depth::Full).unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}

#[test]
fn the_database_file_no_longer_holds_the_name() {
    let (folder, store) = store();
    append(&store, "matter/m1", |def, seq| {
        event(def, seq, "start", "2020-06-01", fields(&[("applicant", Value::text("独一无二的名字"))]))
    });
    store.erase(&id("matter/m1"), day("2021-01-11")).unwrap();
    drop(store);
    for file in ["fadu.db", "fadu.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        let name = "独一无二的名字".as_bytes();
        assert!(!bytes.windows(name.len()).any(|window| window == name), "{file}");
    }
}
