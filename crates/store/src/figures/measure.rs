//! One indicator over the records: its statement, its value, its groups, the records behind it.

use fadu_base::{Name, RecordId, Value};
use fadu_definition::expr::{Expr, Ty};
use fadu_definition::{Definitions, Indicator, Measure, TypeDef};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::amount::Amount;
use super::{Addend, Group, Line, Scope};
use crate::sql::{Bindings, Dialect, Query, Select, SqlError, Statement, find::select, statement};

/// What is asked of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Its value.
    Value,
    /// Its value in each group.
    Groups,
    /// The records behind it.
    Records,
}

/// The version of a type that declares an indicator: its expressions use that version's indexes.
pub fn declaring<'a>(defs: &'a Definitions, indicator: &Indicator) -> Option<&'a TypeDef> {
    let versions = defs.types.get(&indicator.ty)?;
    let declares = |def: &&TypeDef| def.indicators.iter().any(|declared| declared.id == indicator.id);
    versions.iter().rev().map(|def| &**def).find(declares).or_else(|| versions.last().map(|def| &**def))
}

/// The condition and what is selected; none for a formula.
pub fn query<'a>(defs: &'a Definitions, indicator: &'a Indicator, ask: Ask) -> Option<Query<'a>> {
    let (select, cond) = match (&indicator.what, ask) {
        (Measure::Value(_), _) => return None,
        (Measure::Count(cond), Ask::Records) => (Select::Records(None), Some(cond)),
        (Measure::Count(cond), _) => (Select::Count, Some(cond)),
        (
            Measure::Sum { of, cond }
            | Measure::Mean { of, cond }
            | Measure::Max { of, cond }
            | Measure::Distinct { of, cond },
            Ask::Records,
        ) => (Select::Records(Some(of)), cond.as_ref()),
        (Measure::Sum { of, cond } | Measure::Mean { of, cond }, _) => (Select::Sum(of), cond.as_ref()),
        (Measure::Max { of, cond }, _) => (Select::Max(of), cond.as_ref()),
        (Measure::Distinct { of, cond }, _) => (Select::Distinct(of), cond.as_ref()),
    };
    let group = if ask == Ask::Groups { Some(indicator.group.as_ref()?) } else { None };
    let def = declaring(defs, indicator);
    Some(Query {
        ty: &indicator.ty,
        def,
        var: None,
        cond,
        over: indicator.over,
        select,
        group,
        top: indicator.top,
    })
}

/// The parameters of the statements of indicators.
pub(super) fn bindings<'a>(scope: &Scope<'a>, digest: &'a dyn Fn(&Value) -> Option<String>) -> Bindings<'a> {
    Bindings {
        district: scope.district,
        captures: &[],
        period: Some(scope.period),
        as_of: Some(scope.as_of),
        cut_off: Some(scope.cut_off),
        digest,
    }
}

/// Compiles and runs.
fn run<T>(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    query: &Query<'_>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, SqlError> {
    let statement: Statement = statement(defs, Dialect::Sqlite, query).map_err(SqlError::Unsupported)?;
    Ok(select(conn, &statement, &bindings(scope, &|_| None), read)?)
}

/// What is summed, and its type.
fn summed(indicator: &Indicator) -> Option<&Expr> {
    match &indicator.what {
        Measure::Sum { of, .. } | Measure::Mean { of, .. } | Measure::Max { of, .. } => Some(of),
        _ => None,
    }
}

/// The amount that a row of a statement says, from column `at`.
fn read_amount(indicator: &Indicator, row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Amount>> {
    let number: i64 = row.get(at)?;
    let ty = summed(indicator).map_or(&Ty::Int, |of| &of.ty);
    Ok(match &indicator.what {
        Measure::Mean { .. } => Amount::mean(number, row.get(at + 1)?, ty),
        _ => Some(Amount::stored(number, ty)),
    })
}

/// The value of an indicator that is no formula.
pub(super) fn amount(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    indicator: &Indicator,
) -> Result<Option<Amount>, SqlError> {
    let Some(query) = query(defs, indicator, Ask::Value) else { return Ok(None) };
    let found = run(conn, defs, scope, &query, |row| read_amount(indicator, row, 0))?;
    Ok(found.into_iter().next().flatten())
}

/// How many rows an indicator measures.
pub(super) fn count(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    indicator: &Indicator,
) -> Result<u64, SqlError> {
    let Some(query) = query(defs, indicator, Ask::Value) else { return Ok(0) };
    let query = Query { select: Select::Count, ..query };
    let found = run(conn, defs, scope, &query, |row| row.get::<_, i64>(0))?;
    Ok(found.first().map_or(0, |rows| u64::try_from(*rows).unwrap_or(0)))
}

/// The value in each group.
pub(super) fn groups(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    indicator: &Indicator,
) -> Result<Vec<Group>, SqlError> {
    match query(defs, indicator, Ask::Groups) {
        Some(query) => grouped(conn, defs, scope, indicator, &query),
        None => Ok(Vec::new()),
    }
}

/// The value in each group of a query.
pub(super) fn grouped(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    indicator: &Indicator,
    query: &Query<'_>,
) -> Result<Vec<Group>, SqlError> {
    run(conn, defs, scope, query, |row| {
        let key = match row.get_ref(0)? {
            ValueRef::Null => None,
            ValueRef::Integer(n) => Some(n.to_string()),
            other => Some(String::from_utf8_lossy(other.as_bytes().unwrap_or_default()).into_owned()),
        };
        Ok(Group { key, amount: read_amount(indicator, row, 1)? })
    })
}

/// The records of a query with the organization that owns each: organization, record, number of its
/// last event (of the entry read, for registers).
pub(super) fn owned(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    query: &Query<'_>,
) -> Result<Vec<(Option<String>, RecordId, i64)>, SqlError> {
    let found = run(conn, defs, scope, query, |row| {
        let id: String = row.get(0)?;
        let (seq, org) = (row.get(1)?, row.get(4)?);
        Ok(RecordId::parse(&id).map(|id| (org, id, seq)))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The records behind an indicator that is no formula.
pub(super) fn lines(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    indicator: &Indicator,
) -> Result<Vec<Line>, SqlError> {
    let Some(query) = query(defs, indicator, Ask::Records) else { return Ok(Vec::new()) };
    let found = run(conn, defs, scope, &query, |row| {
        let id: String = row.get(0)?;
        let Some(id) = RecordId::parse(&id) else { return Ok(None) };
        Ok(Some(Line {
            id,
            seq: row.get(1)?,
            past: row.get::<_, Option<bool>>(2)?.unwrap_or(false),
            addend: addend(row, indicator)?,
        }))
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn addend(row: &Row<'_>, indicator: &Indicator) -> rusqlite::Result<Addend> {
    Ok(match (row.get_ref(3)?, &indicator.what) {
        (ValueRef::Null, _) => Addend::Empty,
        (ValueRef::Integer(n), Measure::Distinct { .. }) => Addend::Value(n.to_string()),
        (ValueRef::Integer(n), _) => Addend::Number(n),
        (other, _) => {
            Addend::Value(String::from_utf8_lossy(other.as_bytes().unwrap_or_default()).into_owned())
        }
    })
}

/// The indicators of which a formula is made, itself if it is none.
pub(super) fn leaves(defs: &Definitions, id: &Name, deep: u32) -> Vec<Name> {
    match defs.indicators.get(id).map(|indicator| &indicator.what) {
        Some(Measure::Value(expr)) if deep > 0 => {
            super::formula::names(expr).iter().flat_map(|part| leaves(defs, part, deep - 1)).collect()
        }
        Some(Measure::Value(_)) | None => Vec::new(),
        Some(_) => vec![id.clone()],
    }
}
