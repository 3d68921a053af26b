//! Lists: pages by key in the order of the newest, who sees what within the statement, counts that are
//! the same; and that PostgreSQL reads the same statements.

use fadu_base::Value;
use fadu_definition::{Expr, filter};
use fadu_store::Store;
use fadu_store::codec::time::date_text;
use fadu_store::concern::{ACTED, RECUSED, concern_replace};
use fadu_store::list::{
    Concern, Listed, Listing, Looker, Place, Test, list_count, list_page, list_sees, list_statement,
};
use fadu_store::sql::{Bindings, Dialect};

use crate::differential_postgres::Server;
use crate::store_kit::*;

fn looker(concern: Concern) -> Looker {
    Looker {
        person: "person/nobody".into(),
        role: "case_handler".into(),
        concerns: vec![concern],
        ..Looker::default()
    }
}

fn all() -> Looker {
    looker(Concern { all: true, ..Concern::default() })
}

fn with<T>(
    store: &Store,
    looker: &Looker,
    tests: &[(Test<'_>, bool)],
    run: impl FnOnce(&Listing<'_>) -> T,
) -> T {
    let definitions = &store.shared().definitions;
    let digest = |value: &Value| value.as_text().map(|text| store.shared().keys.digest_of(text));
    let bindings = Bindings {
        district: DISTRICT,
        captures: &[],
        period: None,
        as_of: Some(day("2021-02-01")),
        cut_off: None,
        digest: &digest,
    };
    let def = def(definitions, "matter");
    run(&Listing { definitions, def: &def, looker, tests, bindings, among: None })
}

fn page(
    store: &Store,
    looker: &Looker,
    tests: &[(Test<'_>, bool)],
    after: Option<&Place>,
) -> (Vec<Listed>, bool) {
    store
        .read(|reader| Ok(with(store, looker, tests, |listing| list_page(reader.view.db, listing, after, 2))))
        .unwrap()
        .unwrap()
}

fn ids(store: &Store, looker: &Looker, tests: &[(Test<'_>, bool)]) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let (rows, more) = page(store, looker, tests, after.as_ref());
        after = rows.last().map(|row| row.place.clone());
        found.extend(rows.into_iter().map(|row| row.place.1));
        if !more {
            break;
        }
    }
    let count = store
        .read(|reader| Ok(with(store, looker, tests, |listing| list_count(reader.view.db, listing, 100))))
        .unwrap()
        .unwrap();
    assert_eq!(count, found.len());
    found
}

fn cond(store: &Store, text: &str) -> Expr {
    let (expr, faults) =
        filter(&store.shared().definitions, &def(&store.shared().definitions, "matter"), text);
    expr.unwrap_or_else(|| panic!("{faults:?}"))
}

#[test]
fn pages_go_on_by_key_and_filters_hold() {
    let (_folder, store) = store();
    for n in 1..=5 {
        start(&store, &format!("matter/m{n}"));
    }
    close(&store, "matter/m2");
    assert_eq!(ids(&store, &all(), &[]), ["matter/m5", "matter/m4", "matter/m3", "matter/m2", "matter/m1"]);
    assert_eq!(ids(&store, &all(), &[(Test::Step("closed"), false)]), ["matter/m2"]);
    let open = cond(&store, "step == 'open' && amount < 0");
    assert_eq!(
        ids(&store, &all(), &[(Test::Expr(&open), false), (Test::From("2000-01-01"), false)]).len(),
        4
    );
    assert!(ids(&store, &all(), &[(Test::To("1999-12-31"), false)]).is_empty());
    assert_eq!(ids(&store, &all(), &[(Test::Equals("id_no", ID_NUMBER), true)]).len(), 5);
    assert!(ids(&store, &all(), &[(Test::Has("subject", "%' OR 1=1 --"), false)]).is_empty());
}

/// Whom a record concerns, as the application writes it.
fn concern(store: &Store, record: &'static str, whom: &[(&str, &str)]) {
    let whom: Vec<_> = whom.iter().map(|(role, whose)| ((*role).to_owned(), (*whose).to_owned())).collect();
    let first = store.read(|r| r.view.snapshot(&id(record), None)).unwrap().unwrap();
    let day = date_text(first.opened_on.unwrap());
    let write = move |txn: &mut fadu_store::Txn<'_>| {
        concern_replace(txn.db(), &txn.shared().keys, txn.district(), (record, "matter", &day), &whom)
    };
    store.write(write).unwrap();
}

#[test]
fn who_looks_stands_in_the_statement() {
    let (_folder, store) = store();
    start(&store, "matter/m1");
    start(&store, "matter/m2");
    assert!(ids(&store, &looker(Concern::default()), &[]).is_empty());
    let named = looker(Concern { named: true, ..Concern::default() });
    assert!(ids(&store, &named, &[]).is_empty());
    concern(&store, "matter/m1", &[("case_handler", "person/nobody"), (ACTED, "person/nobody")]);
    concern(&store, "matter/m2", &[("mediator", "person/nobody")]);
    // Found on two ways, it stands there once; named under another role, it is not theirs.
    assert_eq!(ids(&store, &named, &[]), ["matter/m1"]);
    assert_eq!(ids(&store, &looker(Concern::default()), &[(Test::Step("open"), false)]), ["matter/m1"]);
    concern(&store, "matter/m1", &[("case_handler", "person/nobody"), (RECUSED, "person/nobody")]);
    let shut_out = Looker { recusal: true, ..named };
    assert!(ids(&store, &shut_out, &[]).is_empty());
    assert_eq!(ids(&store, &Looker { recusal: true, ..all() }, &[]), ["matter/m2"]);
    let both = ["matter/m1".to_owned(), "matter/m2".to_owned()];
    let sees = store.read(|r| Ok(with(&store, &shut_out, &[], |it| list_sees(r.view.db, it, &both, true))));
    assert!(sees.unwrap().unwrap().is_empty());
    // What is open through masks is listed, but not by what the masks hide.
    let open = Looker { open: true, ..looker(Concern::default()) };
    let (rows, _) = page(&store, &open, &[], None);
    assert!(rows.len() == 2 && rows.iter().all(|row| !row.concerned));
    assert!(ids(&store, &open, &[(Test::Equals("id_no", ID_NUMBER), true)]).is_empty());
}

#[test]
fn postgres_reads_the_same_statements() {
    let (_folder, store) = store();
    let mut server = Server::start("list");
    server.client.batch_execute(&crate::sql_kit::tables("JSONB")).unwrap();
    let looker = Looker {
        org: Some("organization/a".into()),
        recusal: true,
        open: true,
        ..looker(Concern {
            orgs: vec!["organization/a".into()],
            named: true,
            version: Some(day("2020-01-01")),
            ..Concern::default()
        })
    };
    let expr = cond(&store, "step == 'open' && opened_on <= as_of && people.exists(p, p.part > 1)");
    let tests = [
        (Test::Expr(&expr), true),
        (Test::Has("subject", "甲"), false),
        (Test::Is("kind", "hard"), false),
        (Test::Equals("id_no", ID_NUMBER), true),
        (Test::Org("organization/a"), false),
    ];
    let after = ("2021-01-01".to_owned(), "matter/x".to_owned());
    let (text, params) =
        with(&store, &looker, &tests, |listing| list_statement(listing, Dialect::Postgres, Some(&after)))
            .unwrap();
    let prepared = server.client.prepare(&text).unwrap_or_else(|error| panic!("{error:?} {text}"));
    assert_eq!(prepared.params().len(), params);
    // On SQLite it walks an index that has the order of lists and sorts nothing.
    let (text, _) =
        with(&store, &looker, &tests, |listing| list_statement(listing, Dialect::Sqlite, Some(&after)))
            .unwrap();
    let plan = store
        .read(|reader| {
            reader
                .view
                .db
                .query(&format!("EXPLAIN QUERY PLAN {text}"), &[], |row| Ok(row.text(3)?.to_owned()))
        })
        .unwrap();
    assert!(
        plan[0].contains("INDEX record_org") && !plan.iter().any(|line| line.contains("TEMP B-TREE")),
        "{plan:?}"
    );
}
