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

/// Two organizations, the second with what is given as its day.
fn names(day: &str) -> Vec<u8> {
    let heads =
        "机构编码,机构名称,简称,机构类别,统一社会信用代码,行政区划代码,是否行政主体,设立日期,撤销日期";
    let row =
        |at: u8, day: &str| format!("140502-B9{at},示例{at}局,示例{at},政府工作部门,,140502,是,{day},\n");
    format!("{heads}\n{}{}", row(1, "2019-02-28"), row(2, day)).into_bytes()
}

#[test]
fn rows_that_became_faulty_after_the_check_are_left_out_only_by_who_chose_so() {
    for (partial, entered) in [(false, 0), (true, 1)] {
        let (_folder, district) = district(&format!("intake-{partial}"));
        let filer = seat("department_filer");
        district.intake_send(&filer, vec![("机构名录.csv".to_owned(), names("2019-02-28"))]).unwrap();
        district.intake_check(&filer).unwrap();
        assert_eq!(district.intake(&filer).unwrap().answer.entered(), 2);
        let root = district.store.shared().folder.join(super::FOLDER);
        let folder = std::fs::read_dir(root).unwrap().next().unwrap().unwrap().path();
        std::fs::write(folder.join("机构名录.csv"), names("二月三十日")).unwrap();
        assert!(district.intake_confirm(&filer, partial));
        district.intake_enter(&filer, "127.0.0.1").unwrap();
        assert_eq!((records(&district), district.intake(&filer).unwrap().answer.refused()), (entered, 1));
    }
}

#[test]
fn a_ledger_that_names_another_organization_is_theirs_to_file() {
    let (_folder, district) = district("intake-others");
    let office = seat("department_filer");
    district.intake_send(&office, vec![("机构名录.csv".to_owned(), names("2019-02-28"))]).unwrap();
    district.intake_check(&office).unwrap();
    district.intake_confirm(&office, false);
    district.intake_enter(&office, "127.0.0.1").unwrap();
    district.intake_drop(&office).unwrap();
    let found = district
        .store
        .read(|reader| fadu_store::record::record_ids(reader.view.db, district.code()))
        .unwrap();
    let filer =
        Seat { org: Some(found[0].clone()), org_name: Some("示例局".into()), ..seat("department_filer") };
    let complaints = || "受理编号,反映内容\n1,甲\n".as_bytes().to_vec();
    let of_all = names("2019-02-28");
    let sent = [
        ("示例1_台账.csv", complaints(), 0),
        ("示例2_台账.csv", complaints(), 1),
        ("示例2_机构名录.csv", of_all, 0),
    ];
    for (name, bytes, faults) in sent {
        district.intake_send(&filer, vec![(name.to_owned(), bytes)]).unwrap();
        district.intake_check(&filer).unwrap();
        let answer = district.intake(&filer).unwrap().answer;
        assert_eq!(answer.files[0].lines.len(), faults, "{answer:?}");
        district.intake_drop(&filer).unwrap();
    }
}
