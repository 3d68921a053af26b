//! A figure by month and by organization. Ratios are recomputed from their parts, never averaged
//! (sheet 20, 4.9).

use std::collections::{BTreeMap, HashMap};

use fadu_base::{Date, Name, RecordId};
use fadu_definition::expr::{Expr, ExprKind, Own, Ty};
use fadu_definition::{Definitions, Measure};
use rusqlite::Connection;

use super::amount::Amount;
use super::measure::{self, Ask};
use super::{Books, Group, MOST_DEEP, Scope, formula, set_hash};
use crate::sql::{Query, Select, SqlError};

/// A figure in each month of the period, by first day. Registers are read and cohorts cut off at
/// the end of the month.
pub fn by_month(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Vec<(Date, Option<Amount>)>, SqlError> {
    let id = Name::from(id);
    let mut months = Vec::new();
    let mut first = scope.period.0;
    while first <= scope.period.1 {
        let last = first.last_of_month().min(scope.period.1);
        let month = Scope { period: (first, last), as_of: last, cut_off: last, ..*scope };
        months.push((first, Books::new(conn, defs, &month).amount(&id, MOST_DEEP)?));
        let Ok(next) = last.tomorrow() else { break };
        first = next;
    }
    Ok(months)
}

/// A figure by the organization that owns the records, as `organization/…`; none where a record
/// has no owner.
pub fn by_organization(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Vec<Group>, SqlError> {
    let id = Name::from(id);
    let owner = owner();
    let mut parts: BTreeMap<Option<String>, HashMap<Name, Amount>> = BTreeMap::new();
    for leaf in measure::leaves(defs, &id, MOST_DEEP) {
        for Group { key, amount } in of_owner(conn, defs, scope, &leaf, &owner)? {
            parts.entry(key).or_default().extend(amount.map(|amount| (leaf.clone(), amount)));
        }
    }
    let whole = |(key, amounts)| Group { key, amount: of_parts(defs, scope, &id, &amounts, MOST_DEEP) };
    Ok(parts.into_iter().map(whole).collect())
}

/// The organization that owns a record.
fn owner() -> Expr {
    Expr { kind: ExprKind::Own(Own::Org), ty: Ty::Ref([Name::from("organization")].into()), span: 0..0 }
}

/// What an organization adds to a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// `organization/…`; none where a record has no owner.
    pub org: Option<String>,
    /// The figure over its records alone.
    pub amount: Option<Amount>,
    /// How many they are.
    pub records: u64,
    /// Their set hash.
    pub set_hash: String,
}

/// A figure by the organization that owns the records, with the records behind each part, so that
/// each confirms its own (sheet 20, 2.2).
pub fn shares(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &str,
) -> Result<Vec<Share>, SqlError> {
    let owner = owner();
    let mut behind: BTreeMap<Option<String>, Vec<(RecordId, i64)>> = BTreeMap::new();
    for leaf in measure::leaves(defs, &Name::from(id), MOST_DEEP) {
        let Some(indicator) = defs.indicators.get(&leaf) else { continue };
        let Some(query) = measure::query(defs, indicator, Ask::Records) else { continue };
        let query = Query { select: Select::Records(None), group: Some(&owner), ..query };
        for (org, id, seq) in measure::owned(conn, defs, scope, &query)? {
            behind.entry(org).or_default().push((id, seq));
        }
    }
    let share = |Group { key, amount }| {
        let mut lines = behind.remove(&key).unwrap_or_default();
        lines.sort_unstable();
        lines.dedup();
        Share { records: lines.len() as u64, set_hash: set_hash(lines), org: key, amount }
    };
    Ok(by_organization(conn, defs, scope, id)?.into_iter().map(share).collect())
}

/// An indicator that is no formula, by owner.
fn of_owner(
    conn: &Connection,
    defs: &Definitions,
    scope: &Scope<'_>,
    leaf: &Name,
    owner: &Expr,
) -> Result<Vec<Group>, SqlError> {
    let Some(indicator) = defs.indicators.get(leaf) else { return Ok(Vec::new()) };
    let Some(query) = measure::query(defs, indicator, Ask::Value) else { return Ok(Vec::new()) };
    let query = Query { group: Some(owner), top: None, ..query };
    measure::grouped(conn, defs, scope, indicator, &query)
}

/// An indicator of the amounts of its parts; a count of which an organization has none is nought.
fn of_parts(
    defs: &Definitions,
    scope: &Scope<'_>,
    id: &Name,
    amounts: &HashMap<Name, Amount>,
    deep: u32,
) -> Option<Amount> {
    match defs.indicators.get(id).map(|indicator| &indicator.what) {
        Some(Measure::Value(expr)) if deep > 0 => {
            formula::amount(expr, &|part| of_parts(defs, scope, part, amounts, deep - 1))
        }
        Some(Measure::Value(_) | Measure::Mean { .. }) => amounts.get(id).cloned(),
        Some(Measure::Sum { of, .. } | Measure::Max { of, .. }) => {
            Some(amounts.get(id).cloned().unwrap_or_else(|| Amount::stored(0, &of.ty)))
        }
        Some(_) => Some(amounts.get(id).cloned().unwrap_or(Amount::Int(0))),
        None => scope.constant(defs, id),
    }
}
