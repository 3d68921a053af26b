//! The same expressions for our own evaluator.

use std::sync::Arc;

use fadu_base::{Calendar, RecordId, Value};
use fadu_definition::{Definitions, Expr, TypeDef};
use fadu_engine::eval::{self, Env};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Record, Rules};

use crate::sql_kit::{DISTRICT, day};

/// What the evaluator makes of a condition over a record: true, false or unknown.
pub fn truth(
    definitions: &Definitions,
    calendar: &Calendar,
    def: &Arc<TypeDef>,
    values: &[Value],
    expr: &Expr,
) -> Option<bool> {
    let rules = Rules { definitions, calendar, division: DISTRICT };
    let record = Record {
        id: RecordId::new(&def.id, "0"),
        def: def.clone(),
        seq: 1,
        no: None,
        step: None,
        org: None,
        opened_on: day("2020-01-01"),
        closed_on: None,
        fields: values.to_vec(),
        past: false,
        stuck: false,
        history: Vec::new(),
    };
    let facts = Facts::default();
    let book = Book::new(&facts);
    let env = Env::of_record(rules, &record, day("2021-06-01").at(10, 0, 0, 0), &book);
    let env = Env { period: Some((day("2020-01-01"), day("2020-12-31"))), ..env };
    eval::truth(&env, expr)
}
