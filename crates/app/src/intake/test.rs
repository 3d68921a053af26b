//! Workbooks are checked before they are entered, by those who may file them and by nobody else.
#![allow(clippy::unwrap_used)]

use super::Stage;
use crate::kit::district;
use crate::{District, Seat};

const LEDGER: &str = "政府办公室_机构名录_2020.xlsx";

fn ledger() -> Vec<(String, Vec<u8>)> {
    let path = format!("{}/../../demo/140502/{LEDGER}", env!("CARGO_MANIFEST_DIR"));
    vec![(LEDGER.to_owned(), std::fs::read(path).unwrap())]
}

fn seat(role: &str) -> Seat {
    Seat {
        person: format!("person/{role}"),
        person_name: String::new(),
        role: role.to_owned(),
        role_name: String::new(),
        org: None,
        org_name: None,
        appointment: Some("appointment/x".into()),
        party_of: None,
    }
}

fn records(district: &District) -> i64 {
    let count =
        district.store.read(|reader| fadu_store::record::record_count(reader.view.db, district.code()));
    count.unwrap().iter().map(|(_, n)| n).sum()
}

#[test]
fn nothing_is_stored_before_it_is_confirmed_and_nothing_is_left_after() {
    let (_folder, district) = district("intake");
    let filer = seat("department_filer");
    assert!(district.intake_may(&filer) && !district.intake_may(&seat("grid_worker")));
    assert!(district.intake_send(&seat("grid_worker"), ledger()).is_err());
    let odd = [("../../x.exe", "x"), (".xlsx", "x"), ("a", "x")];
    for (name, bytes) in odd {
        assert!(district.intake_send(&filer, vec![(name.to_owned(), bytes.into())]).is_err(), "{name}");
    }
    district.intake_send(&filer, ledger()).unwrap();
    assert!(!district.intake_confirm(&filer, true), "not checked yet");
    assert!(district.intake_send(&filer, ledger()).is_err(), "one at a time");
    district.intake_check(&filer).unwrap();
    let intake = district.intake(&filer).unwrap();
    assert_eq!(intake.stage, Stage::Checked, "{intake:?}");
    assert!(intake.answer.entered() > 0 && records(&district) == 0, "{intake:?}");
    assert!(district.intake(&seat("case_handler")).is_none());
    assert!(district.intake_confirm(&filer, true) && !district.intake_confirm(&filer, true));
    district.intake_enter(&filer, "127.0.0.1").unwrap();
    assert_eq!(district.intake(&filer).unwrap().stage, Stage::Done);
    assert!(records(&district) >= intake.answer.entered() as i64);
    let left = district.store.shared().folder.join(super::FOLDER);
    assert_eq!(std::fs::read_dir(left).unwrap().count(), 0);
}

#[test]
fn faults_come_with_their_place_and_the_workbook() {
    let (_folder, district) = district("intake-faults");
    let filer = seat("department_filer");
    // A number that is none, and a day that is none.
    let name = "公安分局_案件统计_2020.csv";
    let text = "统计序列,案件大类,案件种类,统计期间,立案数,口径版本,修订号,报送文号,核验人,报送日期\n\
                police.criminal.01,刑事案件,故意伤害,2019-01,十八个,2018版,1,示公统〔2019〕1号,黄某,二月三十日\n"
        .to_owned();
    district.intake_send(&filer, vec![(name.to_owned(), text.into_bytes())]).unwrap();
    district.intake_check(&filer).unwrap();
    let intake = district.intake(&filer).unwrap();
    let file = &intake.answer.files[0];
    assert!(!file.lines.is_empty() && file.lines.iter().all(|line| !line.what.is_empty()), "{file:?}");
    assert!(!district.intake_confirm(&filer, false));
    assert!(file.lines.iter().any(|line| line.row.is_some() && !line.remedy.is_empty()));
    let (name, bytes) = district.intake_returned(&filer, 0).unwrap().unwrap();
    assert!(name.contains("_退回.") && !bytes.is_empty());
    district.intake_drop(&filer).unwrap();
    assert!(district.intake(&filer).is_none());
    assert_eq!(records(&district), 0);
}
