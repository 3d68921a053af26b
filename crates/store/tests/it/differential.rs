//! The same expression, four times: our evaluator, the crate `cel`, SQLite and PostgreSQL agree on
//! true, false and unknown for every record.

use std::cell::RefCell;
use std::sync::Arc;

use fadu_base::{Calendar, Value};
use fadu_definition::{Definitions, Expr, TypeDef};
use fadu_store::sql::{Bindings, Dialect, Query, Select, Statement, find::select, statement};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::differential_expressions::{THING, columns, condition, json, values, with_columns};
use crate::differential_postgres::{Sent, Server};
use crate::sql_kit::{DISTRICT, Stored, bound, definitions, insert, sqlite, tables, year_2020};
use crate::{differential_cel, differential_engine};

/// Records asked of each expression.
const RECORDS: usize = 6;

/// Both databases, with the type the expressions are about.
struct World {
    defs: Definitions,
    calendar: Calendar,
    sqlite: rusqlite::Connection,
    postgres: RefCell<Server>,
}

impl World {
    fn new() -> Self {
        let roles = include_str!("../../../../definitions/roles.toml");
        let defs = definitions(&[("roles.toml", roles), ("01-test/thing.toml", THING)]);
        let mut server = Server::start("differential");
        server.client.batch_execute(&tables("JSONB")).unwrap();
        let calendar = Calendar::parse("date,kind,name\n").unwrap();
        Self { defs, calendar, sqlite: sqlite(), postgres: RefCell::new(server) }
    }

    fn def(&self) -> &Arc<TypeDef> {
        &self.defs.types["thing"][0]
    }

    /// Replaces the records.
    fn fill(&self, records: &[Vec<Value>]) {
        self.sqlite.execute("DELETE FROM record", []).unwrap();
        let mut server = self.postgres.borrow_mut();
        server.client.batch_execute("DELETE FROM record").unwrap();
        for (at, values) in records.iter().enumerate() {
            let record = Stored::new(&format!("thing/{at}"), &json(&self.def().fields, values));
            insert(&self.sqlite, &record);
            let sql = "INSERT INTO record (district, type, id, version, seq, opened_on, past, fields)
                       VALUES ($1, 'thing', $2, '', 1, '2020-01-01', FALSE, CAST($3 AS TEXT)::jsonb)";
            server.client.execute(sql, &[&DISTRICT, &record.id, &record.fields]).unwrap();
        }
    }

    fn compile(&self, dialect: Dialect, cond: Option<&Expr>, select: Select<'_>) -> Statement {
        let ty = &self.def().id;
        let query =
            Query { ty, def: Some(self.def()), var: None, cond, over: None, select, group: None, top: None };
        statement(&self.defs, dialect, &query).unwrap()
    }

    /// True, false or unknown for each record, on SQLite.
    fn on_sqlite(&self, expr: &Expr) -> Vec<Option<bool>> {
        let statement = self.compile(Dialect::Sqlite, None, Select::Records(Some(expr)));
        select(&self.sqlite, &statement, &year_2020(&[]), |row| row.get::<_, Option<bool>>(3))
            .unwrap_or_else(|error| panic!("{}: {error}", statement.text))
    }

    fn on_postgres(&self, expr: &Expr) -> Vec<Option<bool>> {
        let statement = self.compile(Dialect::Postgres, None, Select::Records(Some(expr)));
        self.ask_postgres(&statement, |row| row.get(3))
    }

    /// The records that a condition selects, on SQLite and on PostgreSQL.
    fn selected(&self, expr: &Expr) -> (Vec<String>, Vec<String>) {
        let lite = self.compile(Dialect::Sqlite, Some(expr), Select::Ids(1000));
        let lite = select(&self.sqlite, &lite, &year_2020(&[]), |row| row.get(0)).unwrap();
        let other = self.compile(Dialect::Postgres, Some(expr), Select::Ids(1000));
        (lite, self.ask_postgres(&other, |row| row.get(0)))
    }

    fn ask_postgres<T>(&self, statement: &Statement, read: impl Fn(&postgres::Row) -> T) -> Vec<T> {
        let bindings: Bindings<'_> = year_2020(&[]);
        let sent: Vec<Sent> = bound(statement, &bindings).into_iter().map(Sent).collect();
        let params: Vec<&(dyn postgres::types::ToSql + Sync)> = sent.iter().map(|one| one as _).collect();
        let rows = self.postgres.borrow_mut().client.query(&statement.text, &params);
        rows.unwrap_or_else(|error| panic!("{}: {error:?}", statement.text)).iter().map(read).collect()
    }

    fn check(&self, expr: &Expr, records: &[Vec<Value>]) -> Result<(), TestCaseError> {
        self.fill(records);
        let lite = self.on_sqlite(expr);
        prop_assert_eq!(&lite, &self.on_postgres(expr), "SQLite and PostgreSQL");
        let ours = |values: &Vec<Value>| {
            differential_engine::truth(&self.defs, &self.calendar, self.def(), values, expr)
        };
        let ours: Vec<_> = records.iter().map(ours).collect();
        prop_assert_eq!(&lite, &ours, "SQLite and our evaluator");
        for (values, truth) in records.iter().zip(&lite) {
            if let Some(cel) = differential_cel::truth(expr, &self.def().fields, values) {
                prop_assert_eq!(*truth, cel, "SQLite and cel");
            }
        }
        let holds: Vec<String> =
            (0..records.len()).filter(|at| lite[*at] == Some(true)).map(|at| format!("thing/{at}")).collect();
        let (sqlite, postgres) = self.selected(expr);
        prop_assert_eq!(&holds, &sqlite, "selected by SQLite");
        prop_assert_eq!(&holds, &postgres, "selected by PostgreSQL");
        Ok(())
    }
}

#[test]
fn four_evaluations_agree() {
    let world = World::new();
    let columns = columns(&world.def().fields);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let strategy = (condition(3), prop::collection::vec(values(), RECORDS));
    runner
        .run(&strategy, |(expr, records)| world.check(&with_columns(expr, &columns), &records))
        .unwrap_or_else(|error| panic!("{error}"));
}
