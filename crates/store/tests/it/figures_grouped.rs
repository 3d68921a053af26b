//! Look-ups measured in groups, beside an index that holds the record: both databases answer, and
//! the same.

use fadu_base::Name;
use fadu_definition::Definitions;
use fadu_definition::expr::{Expr, ExprKind, Own, Ty};
use fadu_store::figures::measure::{Ask, query};
use fadu_store::figures::{Amount, Scope, by_organization};
use fadu_store::indexes;
use fadu_store::sql::{Dialect, Query, statement};
use rusqlite::Connection;

use crate::differential_postgres::{Sent, Server};
use crate::sql_kit::{DISTRICT, Stored, bound, day, insert, sqlite, tables, year_2020};
use crate::sql_matter::matter;

/// Two matters of a kind at one organization, one of another kind at another.
fn matters() -> Vec<Stored> {
    let of = |local: u32, org: &str, fields: &str| Stored {
        org: Some(format!("organization/{org}")),
        ..Stored::new(&format!("matter/{local}"), fields)
    };
    vec![
        of(1, "x", r#"{"got_on":"2020-02-01","kind":"a"}"#),
        of(2, "x", r#"{"got_on":"2020-02-02","kind":"a"}"#),
        of(3, "y", r#"{"got_on":"2020-02-03","kind":"b"}"#),
    ]
}

fn filled(defs: &Definitions) -> Connection {
    let conn = sqlite();
    for create in indexes::statements(defs) {
        conn.execute_batch(&create).unwrap();
    }
    matters().iter().for_each(|matter| insert(&conn, matter));
    conn
}

#[test]
fn a_look_up_is_measured_by_owner_beside_its_index() {
    let defs = matter();
    let last = day("2020-12-31");
    let scope = Scope { district: DISTRICT, period: (day("2020-01-01"), last), as_of: last, cut_off: last };
    let owners = by_organization(&filled(&defs), &defs, &scope, "test.most_alike").unwrap();
    let owners: Vec<_> = owners.into_iter().map(|group| (group.key.unwrap(), group.amount)).collect();
    let int = |n| Some(Amount::Int(n));
    assert_eq!(owners, [("organization/x".to_owned(), int(2)), ("organization/y".to_owned(), int(1))]);
}

#[test]
fn postgres_measures_a_look_up_by_owner() {
    let defs = matter();
    let mut server = Server::start("grouped");
    server.client.batch_execute(&tables("JSONB")).unwrap();
    for create in indexes::statements(&defs) {
        server.client.batch_execute(&create).unwrap();
    }
    for matter in matters() {
        let sql = "INSERT INTO record (district, type, id, version, seq, org, opened_on, past, fields)
                   VALUES ($1, 'matter', $2, '', 1, $3, '2020-01-01', FALSE, CAST($4 AS TEXT)::jsonb)";
        server.client.execute(sql, &[&DISTRICT, &matter.id, &matter.org, &matter.fields]).unwrap();
    }
    let owner =
        Expr { kind: ExprKind::Own(Own::Org), ty: Ty::Ref([Name::from("organization")].into()), span: 0..0 };
    let value = query(&defs, &defs.indicators["test.most_alike"], Ask::Value).unwrap();
    let query = Query { group: Some(&owner), ..value };
    let statement = statement(&defs, Dialect::Postgres, &query).unwrap();
    let sent: Vec<Sent> = bound(&statement, &year_2020(&[])).into_iter().map(Sent).collect();
    let params: Vec<&(dyn postgres::types::ToSql + Sync)> = sent.iter().map(|one| one as _).collect();
    let rows = server.client.query(&statement.text, &params).unwrap();
    let found: Vec<(String, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(found, [("organization/x".to_owned(), 2), ("organization/y".to_owned(), 1)]);
}
