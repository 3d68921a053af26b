//! Work lists: pages in order, counts that equal them, nobody who is shut out; and that PostgreSQL
//! accepts every statement of the new tables.

use fadu_store::Store;
use fadu_store::concern::{Opened, concern_of_record, concern_page, concern_replace};
use fadu_store::notice::{NoticeLine, notice_below, notice_insert, notice_page};
use fadu_store::verify::{Depth, Finding};
use fadu_store::work::{
    BELOW, NEVER, Place, WorkAsked, WorkRow, work_below, work_count, work_page, work_replace,
};

use crate::differential_postgres::Server;
use crate::sqlrules::statements;
use crate::store_kit::*;

fn row(record: &str, whose: &str, late: &str) -> WorkRow {
    WorkRow {
        record: format!("matter/{record}"),
        n: 1,
        ty: "matter".into(),
        role: "case_handler".into(),
        whose: whose.into(),
        actions: " close ".into(),
        step: "open".into(),
        opened_on: "2021-01-04".into(),
        late_on: late.into(),
        yellow_on: Some("2021-01-08T00:00:00".into()),
        red_on: Some("2021-01-10T00:00:00".into()),
        state: if late == NEVER { "none" } else { "running" }.into(),
        ..WorkRow::default()
    }
}

fn put(store: &Store, rows: Vec<WorkRow>) {
    let put = move |txn: &mut fadu_store::Txn<'_>| {
        let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
        for mut group in rows.chunk_by(|a, b| a.record == b.record).map(<[WorkRow]>::to_vec) {
            (1..).zip(&mut group).for_each(|(n, row)| row.n = n);
            work_replace(db, keys, district, &group[0].record, &group)?;
        }
        Ok(())
    };
    store.write(put).unwrap();
}

fn asked<'a>(now: &'a str, colours: &'a str) -> WorkAsked<'a> {
    WorkAsked { role: "case_handler", person: "person/wang", now, colours, ..WorkAsked::default() }
}

fn page(store: &Store, asked: &WorkAsked<'_>, whose: &str, after: &Place) -> Vec<String> {
    let page = store.read(|reader| work_page(reader.view.db, DISTRICT, asked, whose, (after, 2)));
    page.unwrap().into_iter().map(|(_, record)| record).collect()
}

fn count(store: &Store, now: &str, whose: &str, others: [&str; 3]) -> Vec<(String, i64)> {
    let count = store.read(|reader| work_count(reader.view.db, DISTRICT, &asked(now, ""), whose, others));
    count.unwrap().into_iter().map(|(_, colour, n)| (colour, n)).collect()
}

#[test]
fn a_page_is_in_order_of_due_and_goes_on_where_it_ended() {
    let (_folder, store) = store();
    let late = "2021-01-12T00:00:00";
    put(&store, vec![row("c", "", NEVER), row("a", "", late), row("b", "", late), row("d", "x", late)]);
    let asked = asked("2021-01-05T10:00:00", "");
    assert_eq!(page(&store, &asked, "", &Place::default()), ["matter/a", "matter/b"]);
    assert_eq!(page(&store, &asked, "", &(late.into(), "matter/b".into())), ["matter/c"]);
    assert!(page(&store, &asked, "", &(NEVER.into(), "matter/c".into())).is_empty());
}

#[test]
fn colours_turn_at_their_instants_in_list_and_count() {
    let (_folder, store) = store();
    put(&store, vec![row("a", "", "2021-01-12T00:00:00")]);
    let turns = [
        ("2021-01-07T23:59:59", "绿"),
        ("2021-01-08T00:00:00", "黄"),
        ("2021-01-10T00:00:00", "红"),
        ("2021-01-11T23:59:59", "红"),
        ("2021-01-12T00:00:00", "逾期"),
    ];
    for (now, colour) in turns {
        assert_eq!(count(&store, now, "", ["-"; 3]), [(colour.to_owned(), 1)], "{now}");
        for other in ["绿", "黄", "红", "逾期", "暂停", "无期限"] {
            let spaced = format!(" {other} ");
            let found = page(&store, &asked(now, &spaced), "", &Place::default());
            assert_eq!(found.len(), usize::from(other == colour), "{other} at {now}");
        }
    }
    let paused = WorkRow { state: "paused".into(), late_on: NEVER.into(), ..row("a", "", NEVER) };
    put(&store, vec![paused]);
    assert_eq!(count(&store, "2021-02-01T00:00:00", "", ["-"; 3]), [("暂停".to_owned(), 1)]);
}

#[test]
fn who_is_shut_out_or_too_late_sees_nothing_and_nothing_counts_twice() {
    let (_folder, store) = store();
    let barred = WorkRow { barred: Some(" person/wang person/li ".into()), ..row("a", "", NEVER) };
    let like = WorkRow { barred: Some(" person/wangwu ".into()), ..row("b", "", NEVER) };
    let until = WorkRow { until_on: Some("2021-01-05T00:00:00".into()), ..row("c", "", NEVER) };
    let twice = [row("d", "", NEVER), row("d", "organization/x", NEVER)];
    put(&store, [vec![barred, like, until], twice.to_vec()].concat());
    let now = "2021-01-05T00:00:00";
    assert_eq!(page(&store, &asked(now, ""), "", &Place::default()), ["matter/b", "matter/d"]);
    assert_eq!(count(&store, now, "", ["-"; 3]), [("无期限".to_owned(), 2)]);
    assert_eq!(count(&store, now, "organization/x", ["", "-", "-"]), []);
    assert_eq!(count(&store, now, "organization/x", ["-"; 3]), [("无期限".to_owned(), 1)]);
    let before = "2021-01-04T23:59:59";
    assert_eq!(count(&store, before, "", ["-"; 3]), [("无期限".to_owned(), 3)]);
}

#[test]
fn organizations_are_found_once_each_through_the_index() {
    let (_folder, store) = store();
    let below = |record: &str, org: &str| row(record, &format!("{BELOW}organization/{org}"), NEVER);
    put(&store, vec![below("a", "x"), below("b", "x"), below("c", "y"), row("d", "zzz", NEVER)]);
    let found = store.read(|reader| work_below(reader.view.db, DISTRICT, "case_handler")).unwrap();
    assert_eq!(found, ["organization/x", "organization/y"]);
    let none = store.read(|reader| work_below(reader.view.db, DISTRICT, "leader")).unwrap();
    assert!(none.is_empty());
    let notices = store.read(|reader| notice_below(reader.view.db, DISTRICT, "case_handler")).unwrap();
    assert!(notices.is_empty());
}

#[test]
fn an_altered_row_is_found() {
    let (folder, store) = store();
    put(&store, vec![row("a", "", NEVER)]);
    let notice =
        NoticeLine { whose: "person/wang".into(), sentence: "已办理".into(), ..NoticeLine::default() };
    let insert = move |txn: &mut fadu_store::Txn<'_>| {
        notice_insert(txn.db(), &txn.shared().keys, txn.district(), &notice)
    };
    store.write(insert).unwrap();
    let page = store.read(|r| notice_page(r.view.db, DISTRICT, ("", "person/wang"), (i64::MAX, true, 9)));
    assert_eq!(page.unwrap().len(), 1);
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    drop(store);
    let conn = folder.tamper();
    conn.execute("UPDATE work SET barred = ' person/li '", []).unwrap();
    conn.execute("UPDATE notice SET sentence = '未办理'", []).unwrap();
    let report = reopen(&folder).verify(Depth::Full).unwrap();
    let tables = report.findings.iter().map(|finding| match finding {
        Finding::Seal { table, .. } => *table,
        other => panic!("{other}"),
    });
    assert_eq!(tables.collect::<Vec<_>>(), ["work", "notice"]);
}

#[test]
fn somebodys_matters_are_listed_the_latest_first_and_sealed() {
    let (folder, store) = store();
    let put = |record: &'static str, day: &'static str, whose: &'static [&'static str]| {
        let whom: Vec<_> = whose.iter().map(|whose| ("applicant".to_owned(), (*whose).to_owned())).collect();
        let write = move |txn: &mut fadu_store::Txn<'_>| {
            let of = (record, "matter", day);
            concern_replace(txn.db(), &txn.shared().keys, txn.district(), of, &whom)
        };
        store.write(write).unwrap();
    };
    put("matter/a", "2021-01-04", &["person/wang", "person/li"]);
    put("matter/b", "2021-01-05", &["person/wang"]);
    put("matter/c", "2021-01-05", &["person/wang"]);
    put("matter/c", "2021-01-05", &["person/wang", "organization/x"]);
    let page = |whose: &str, before: &Opened| {
        let page =
            store.read(|r| concern_page(r.view.db, DISTRICT, ("applicant", whose), (before, 2))).unwrap();
        page.into_iter().map(|(_, record)| record).collect::<Vec<_>>()
    };
    let first = (":".to_owned(), String::new());
    assert_eq!(page("person/wang", &first), ["matter/c", "matter/b"]);
    assert_eq!(page("person/wang", &("2021-01-05".into(), "matter/b".into())), ["matter/a"]);
    assert_eq!(page("person/li", &first), ["matter/a"]);
    let of = store.read(|r| concern_of_record(r.view.db, DISTRICT, "matter/c")).unwrap();
    assert_eq!(of.iter().map(|(_, whose)| &**whose).collect::<Vec<_>>(), ["organization/x", "person/wang"]);
    assert!(store.verify(Depth::Full).unwrap().is_sound());
    drop(store);
    folder
        .tamper()
        .execute("UPDATE concern SET whose = 'person/zhao' WHERE whose = 'person/li'", [])
        .unwrap();
    let report = reopen(&folder).verify(Depth::Full).unwrap();
    let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(matches!(report.findings[0], Finding::Seal { table: "concern", .. }));
}

#[test]
fn postgres_accepts_the_tables_and_every_statement_on_them() {
    let mut server = Server::start("work");
    server.client.batch_execute(&crate::sql_kit::tables("JSONB")).unwrap();
    let files = ["work.rs", "notice.rs", "publication.rs", "due.rs", "concern.rs"];
    let all = statements().into_iter().filter(|(file, _)| files.contains(&file.as_str()));
    let mut tried = 0;
    for (file, text) in all {
        if let Err(error) = server.client.prepare(&text) {
            panic!("{file}: {error:?}\n{text}");
        }
        tried += 1;
    }
    assert!(tried > 20, "only {tried}");
}
