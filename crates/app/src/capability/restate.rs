//! The figures of a correction 更正 (sheet 20, 4.8): what is corrected, and what rests on the same records,
//! computed again at the present position and set beside the frozen figures, which stay.

use fadu_base::{Name, Value};
use fadu_definition::Given;
use fadu_engine::Rules;
use fadu_store::journal::journal_position;
use fadu_store::{StoreError, Txn};

use super::figures::{Filled, checks, figure, scope_of};
use super::{Form, cell};
use crate::figures::leaves;

/// What is kept of a figure that was computed again.
const COLUMNS: [&str; 9] =
    ["slot", "as_of", "position", "value", "numerator", "denominator", "printed", "records", "set_hash"];

/// Fills `restated` and `rechecks`. A correction of words alone needs neither.
pub(super) fn restate(rules: &Rules<'_>, txn: &mut Txn<'_>, form: &Form<'_>) -> Result<Filled, StoreError> {
    let corrections = form.rows("corrections");
    let corrected: Vec<&str> = corrections.iter().filter_map(|row| cell(row, "slot").as_text()).collect();
    if corrected.is_empty() {
        // Still filled, so that nobody types them.
        return Ok(vec![
            ("restated".into(), Given::List(Vec::new())),
            ("rechecks".into(), Given::List(Vec::new())),
        ]);
    }
    let scope = scope_of(rules, form)?;
    let position = journal_position(txn.db(), txn.district())?;
    let below = |slot: &str| leaves(rules.definitions, &Name::from(slot));
    let moved: Vec<Name> = corrected.iter().flat_map(|slot| below(slot)).collect();
    let mut restated = Vec::new();
    for frozen in form.rows("figures") {
        let Some(slot) = cell(&frozen, "slot").as_text() else { continue };
        if !below(slot).iter().any(|leaf| moved.contains(leaf)) {
            continue;
        }
        let now = figure(rules, txn, &scope, (slot, position), None)?;
        if corrected.contains(&slot) || is_moved(&frozen, &now) {
            restated.push(Given::Row(only(now, &COLUMNS)));
        }
    }
    let rechecks = checks(rules, txn, &scope, form)?.into_iter().map(|row| match row {
        Given::Row(cells) => Given::Row(only(cells, &["identity", "values", "ok", "severity"])),
        other => other,
    });
    Ok(vec![("restated".into(), Given::List(restated)), ("rechecks".into(), Given::List(rechecks.collect()))])
}

/// Whether the value or the set of records is another one than was frozen.
fn is_moved(frozen: &[(Name, Value)], now: &Filled) -> bool {
    ["value", "set_hash"].iter().any(|column| {
        let now = now.iter().find(|(id, _)| &**id == *column).map(|(_, given)| given);
        !matches!(now, Some(Given::Value(value)) if value == cell(frozen, column))
    })
}

fn only(cells: Filled, columns: &[&str]) -> Filled {
    cells.into_iter().filter(|(id, _)| columns.contains(&&**id)).collect()
}
