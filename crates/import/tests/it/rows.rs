//! Sheets of rows that belong to records, rows meant for different types, references.

use std::sync::Arc;

use fadu_base::{Date, RecordId, Ref, Value};
use fadu_definition::{Field, FieldType, Given, RefusalKind, TypeDef};
use fadu_import::{ImportRow, Ledger, Problem, Resolver, resolve};

use crate::help::{
    book, brief, csv, definition, definitions, demo, field, import, import_file, only, read, row, xlsx,
};

const ITEMS: &str = "司法局_行政执法事项清单_2020.xlsx";

/// 执法事项 with its 流程环节 and 风险点.
fn items() -> TypeDef {
    let mut def = definition(
        "enf_item",
        "code",
        "code:text!=执法事项编码 name:text!=执法事项名称 body:org!=实施主体 valid_from:date!=生效日期",
    );
    add_rows(
        &mut def,
        "flow",
        "code+no",
        "code=执法事项编码 no=环节序号 step=环节名称 post=责任岗位",
        &["step", "post"],
    );
    add_rows(
        &mut def,
        "risks",
        "code+step_no+risk",
        "code=执法事项编码 step_no=对应环节序号 risk=风险点 level=风险等级",
        &["risk", "level"],
    );
    def
}

fn add_rows(def: &mut TypeDef, id: &str, key: &str, columns: &str, texts: &[&str]) {
    let mut fields: Vec<Field> = texts.iter().map(|text| field(text, FieldType::Text)).collect();
    if id == "risks" {
        fields.push(field("step_no", FieldType::Integer));
    }
    let mut rows = import(key.split('+').map(Into::into).collect(), Default::default());
    for column in columns.split(' ') {
        let (name, head) = column.split_once('=').unwrap();
        rows.columns.insert(name.into(), vec![head.into()]);
    }
    rows.rows = Some(def.fields.len() as u16);
    def.fields.push(field(id, FieldType::Rows { columns: fields.into(), append: false }));
    def.imports.push(rows);
}

fn list<'a>(row: &'a ImportRow, name: &str) -> &'a [Given] {
    match row.get(name) {
        Some(Given::List(rows)) => rows,
        _ => &[],
    }
}

#[test]
fn rows_go_to_their_records() {
    let read = import_file(ITEMS, demo(ITEMS), &definitions([items()]));
    assert_eq!(read.faults, []);
    assert_eq!((read.records.len(), read.attached), (819, 2782 + 1073));
    assert_eq!(read.records.iter().map(|row| list(row, "flow").len()).sum::<usize>(), 2782);
    assert_eq!(read.records.iter().map(|row| list(row, "risks").len()).sum::<usize>(), 1073);
    let Given::Row(first) = &list(&read.records[0], "flow")[0] else { panic!() };
    assert_eq!(first.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), ["step", "post"]);
}

#[test]
fn rows_without_a_record_are_faults() {
    let rows = row(1, &["执法事项编码", "环节序号", "环节名称", "责任岗位"])
        + &row(2, &["ZF1", "1", "立案", "承办岗"]);
    let read = import_file("x.xlsx", xlsx(&rows, ""), &definitions([items()]));
    assert_eq!(brief(only(&read)), "表 2 执法事项编码 RefNotValid import.rows");
}

#[test]
fn a_faulty_row_is_told_at_its_own_place() {
    let rows = row(1, &["执法事项编码", "环节序号", "环节名称", "责任岗位"])
        + &row(2, &["ZF1", "一", "立案", "承办岗"])
        + &row(3, &["ZF1", "2", "调查", "承办岗"])
        + &row(4, &["ZF1", "2", "调查", "承办岗"])
        + &row(5, &["ZF1", "2", "调查", "审核岗"]);
    let read = import_file("x.xlsx", xlsx(&rows, ""), &definitions([items()]));
    let briefs: Vec<_> = read.faults.iter().map(brief).collect();
    assert_eq!(
        briefs,
        [
            "表 2 环节序号 FieldInvalid number",
            "表 5 环节序号 Conflict conflict",
            "表 3 执法事项编码 RefNotValid import.rows"
        ]
    );
    assert_eq!(read.duplicates, [(4, 3)]);
}

#[test]
fn a_record_waits_for_all_its_rows() {
    let items_sheet = row(1, &["执法事项编码", "执法事项名称", "实施主体", "生效日期"])
        + &row(2, &["ZF1", "甲", "司法局", "2020-1-1"])
        + &row(3, &["ZF2", "乙", "司法局", "2020-1-1"]);
    let flow = row(1, &["执法事项编码", "环节序号", "环节名称", "责任岗位"])
        + &row(2, &["ZF2", "2", "调查", "承办岗"])
        + &row(3, &["ZF2", "1", "立案", "承办岗"])
        + &row(4, &["ZF1", "x", "立案", "承办岗"]);
    let bytes = book(&[("事项", &items_sheet, ""), ("环节", &flow, "")]);
    let mut ledger = Ledger::open("x.xlsx", bytes, &definitions([items()])).unwrap();
    for _ in 0..2 {
        let read = read(&mut ledger);
        // The first record is in order, but must not be stored without its row.
        assert_eq!((read.held.as_slice(), read.attached), ([2].as_slice(), 2));
        assert_eq!(brief(only(&read)), "环节 4 环节序号 FieldInvalid number");
        assert_eq!((read.records.len(), &read.records[0].attached[0].rows), (1, &vec![3, 2]));
        ledger.rewind();
    }
}

/// 建议提案 with its rounds on one sheet: a later round stands in a row of its own.
fn proposals(first: &[&str], later: &[&str]) -> TypeDef {
    let mut def = definition("proposal", "no", "no:text!=编号 title:text!=标题");
    add_rows(
        &mut def,
        "rounds",
        "no+rounds.round",
        "no=编号 rounds.round=轮次 rounds.result=结果",
        &["result"],
    );
    let FieldType::Rows { columns, .. } = &def.fields[1].ty else { panic!() };
    let columns = [vec![field("round", FieldType::Integer)], columns.to_vec()].concat();
    def.fields[1].ty = FieldType::Rows { columns: columns.into(), append: false };
    for (import, rounds) in [(0, first), (1, later)] {
        if !rounds.is_empty() {
            let rounds = rounds.iter().map(|round| (*round).to_owned()).collect();
            def.imports[import].only.insert("轮次".into(), rounds);
        }
    }
    def
}

#[test]
fn rows_of_a_record_may_stand_on_its_own_sheet() {
    let lines = ["编号,标题,轮次,结果", "1,甲,1,满意", "2,乙,1,不满意", "2,乙,2,满意", "3,丙,2,满意"];
    let read = import_file("x.csv", csv(&lines), &definitions([proposals(&["1"], &["2"])]));
    assert_eq!(read.records.iter().map(|row| list(row, "rounds").len()).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(read.records[1].attached[0].rows, [4]);
    assert_eq!(brief(only(&read)), "– 5 编号 RefNotValid import.rows");
}

#[test]
fn every_row_may_be_a_row_of_the_record_it_names() {
    let lines = ["编号,标题,轮次,结果", "1,甲,1,满意", "2,乙,1,不满意", "2,乙,2,满意", "2,乙,2,满意"];
    let read = import_file("x.csv", csv(&lines), &definitions([proposals(&[], &[])]));
    assert_eq!(read.faults, []);
    assert_eq!(read.records.iter().map(|row| list(row, "rounds").len()).collect::<Vec<_>>(), [1, 2]);
    let lines = ["编号,标题,轮次,结果", "2,乙,1,不满意", "2,丁,2,满意"];
    let read = import_file("x.csv", csv(&lines), &definitions([proposals(&[], &[])]));
    assert_eq!(brief(only(&read)), "– 3 编号 Conflict conflict");
}

#[test]
fn a_head_that_stands_twice_is_a_fault() {
    let lines = ["执法事项编码,执法事项名称,实施主体,生效日期,实施主体", "1,甲,司法局,2020-1-1,民政局"];
    let read = import_file("x.csv", csv(&lines), &definitions([items()]));
    assert_eq!(brief(only(&read)), "– 1 实施主体 Format header");
}

#[test]
fn faults_of_the_engine_find_the_row() {
    let read = import_file(ITEMS, demo(ITEMS), &definitions([items()]));
    let item = read.records.iter().find(|row| list(row, "flow").len() > 1).unwrap();
    let problem = || Problem::new(RefusalKind::Guard, "x", "不可", "");
    let at = item.fault(Some("flow.step"), Some(2), problem()).place;
    assert_eq!((at.sheet.as_deref(), at.column.as_deref()), (Some("流程环节"), Some("环节名称")));
    assert_eq!(at.row, Some(item.attached[0].rows[1]));
    assert_eq!(item.fault(Some("name"), None, problem()).place.column.as_deref(), Some("执法事项名称"));
    assert_eq!(item.fault(None, None, problem()).place.row, Some(item.row));
}

#[test]
fn rows_for_a_type_that_is_not_there_are_counted() {
    let mut def = definition("complaint", "no", "no:text!=编号 kind:text!=类型 a:text=甲 b:text=乙");
    def.imports[0].only.insert("类型".into(), vec!["投诉".into()]);
    let lines = ["编号,类型,甲,乙", "1,投 诉,,", "2,举报,,", "3,,,"];
    let read = import_file("x.csv", csv(&lines), &definitions([def]));
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.other, ["举报", ""]);
    assert_eq!(read.faults, []);
}

#[test]
fn constants_values_and_several() {
    let mut def = definition("t", "no+channel", "no:text!=编号 kind:text=类别 a:text=甲 b:text=乙");
    def.fields[0].ty =
        FieldType::Choice(Arc::new([("family".into(), "婚姻家庭".into()), ("labour".into(), "劳动".into())]));
    def.fields[1].many = true;
    def.imports[0]
        .values
        .insert("kind".into(), [("婚姻".to_owned(), Value::text("婚姻家庭"))].into_iter().collect());
    def.imports[0].constant.insert("channel".into(), Value::text("hotline"));
    let lines = ["编号,类别,甲,乙", "1,婚姻,\"一、二,一\",x", "2,labour,,", "3,劳 动,,", "4,其他,,"];
    let read = import_file("x.csv", csv(&lines), &definitions([def]));
    let kinds: Vec<_> = read.records.iter().map(|row| crate::help::value(row, "kind")).collect();
    assert_eq!(kinds, ["family", "labour", "labour"].map(Value::text));
    let several = Given::List(["一", "二"].map(|text| Given::Value(Value::text(text))).to_vec());
    assert_eq!(read.records[0].get("a"), Some(&several));
    assert_eq!(read.records[0].key, ["1", "hotline"]);
    assert_eq!(brief(only(&read)), "– 5 类别 FieldInvalid choice");
}

struct Offices;

impl Resolver for Offices {
    fn resolve(
        &mut self,
        field: &Field,
        text: &str,
        day: Option<Date>,
        _row: &ImportRow,
    ) -> Result<Given, Problem> {
        assert_eq!(&*field.id, "body");
        if text == "海洋渔业局" {
            return Err(Problem::new(RefusalKind::RefNotValid, "00 §1", "没有这个机构", ""));
        }
        Ok(Given::Value(Value::Ref(Ref { id: RecordId::new("organization", text), day })))
    }
}

#[test]
fn references_are_resolved_by_the_caller() {
    let lines =
        ["执法事项编码,执法事项名称,实施主体,生效日期", "1,甲,司法局,2020-1-1", "2,乙,海洋渔业局,2020-1-1"];
    let mut read = import_file("x.csv", csv(&lines), &definitions([items()]));
    let day = Some(Date::constant(2020, 1, 1));
    assert_eq!(resolve(&mut read.records[0], day, &mut Offices), Ok(()));
    let expected = Ref { id: RecordId::new("organization", "司法局"), day };
    assert_eq!(read.records[0].get("body"), Some(&Given::Value(Value::Ref(expected))));
    let faults = resolve(&mut read.records[1], day, &mut Offices).unwrap_err();
    assert_eq!(faults.iter().map(brief).collect::<Vec<_>>(), ["– 3 实施主体 RefNotValid 00 §1"]);
}

#[test]
fn a_row_without_its_key_is_a_fault() {
    let lines = ["执法事项编码,执法事项名称,实施主体,生效日期", ",甲,司法局,2020-1-1"];
    let read = import_file("x.csv", csv(&lines), &definitions([items()]));
    assert_eq!(brief(only(&read)), "– 2 执法事项编码 FieldMissing import.key");
}
