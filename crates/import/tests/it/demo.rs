//! All 35 ledgers of the reference district, by the list of their README: every data row of every
//! sheet is read, each cell by its kind, and nothing else is.

use std::collections::BTreeMap;

use fadu_definition::Definitions;
use fadu_import::{Ledger, Role};

use crate::help::{definition, definitions, demo, read};

const LIST: &str = include_str!("../ledgers.txt");

struct Listed {
    file: &'static str,
    rows: usize,
}

fn listed() -> Vec<Listed> {
    parts().map(|parts| Listed { file: parts[0], rows: parts[2].parse().unwrap() }).collect()
}

fn parts() -> impl Iterator<Item = Vec<&'static str>> {
    LIST.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(" | ").collect())
}

/// A type for each sheet of the list; sheets with the same heads share one.
pub fn all_types() -> Definitions {
    let mut seen = BTreeMap::new();
    for parts in parts() {
        let number = seen.len();
        seen.entry(parts[4]).or_insert((number, parts[3]));
    }
    let mut types: Vec<_> = seen.into_iter().collect();
    types.sort_by_key(|(_, (number, _))| *number);
    definitions(
        types.into_iter().map(|(columns, (number, key))| definition(&format!("t{number:02}"), key, columns)),
    )
}

#[test]
fn every_row_of_every_ledger() {
    let definitions = all_types();
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    for Listed { file, rows } in listed() {
        *expected.entry(file).or_default() += rows;
    }
    assert_eq!(expected.len(), 35);
    let mut total = 0;
    for (file, rows) in expected {
        let mut ledger = Ledger::open(file, demo(file), &definitions).unwrap();
        let read = read(&mut ledger);
        assert_eq!(read.faults, [], "{file}");
        assert_eq!(read.records.len(), rows, "{file}");
        total += rows;
    }
    assert_eq!(total, 41_544);
}

#[test]
fn sheets_are_known_by_their_heads() {
    let definitions = all_types();
    for (file, unknown) in [
        ("司法局_免费法律咨询登记_2020.xlsx", vec!["填表说明"]),
        ("应急管理局_危险源与三零考核_2020.xlsx", vec!["填表说明"]),
        ("司法局_规范性文件台账_2020.xlsx", vec![]),
    ] {
        let ledger = Ledger::open("x", demo(file), &definitions).unwrap();
        let skipped = ledger.sheets().iter().filter(|sheet| matches!(sheet.role, Role::Skipped(_)));
        assert_eq!(skipped.map(|sheet| &*sheet.name).collect::<Vec<_>>(), unknown);
    }
}
