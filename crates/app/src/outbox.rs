//! The one door to the journal: whoever appends events appends them here, so that work lists,
//! running limits, publications and notices follow in the same transaction.

mod leaving;
mod standing;
#[cfg(test)]
mod test;

use std::collections::BTreeMap;

use fadu_base::RecordId;
use fadu_engine::{Change, Record, Rules};
use fadu_store::{Appended, StoreError, Txn};

pub(crate) use leaving::told_as;
pub(crate) use standing::{clear, rewrite};

/// Appends the events of a decision and what lists read of them.
pub(crate) fn append(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    mut changes: Vec<Change>,
) -> Result<Vec<Appended>, StoreError> {
    let leaving: Vec<_> = changes.iter_mut().map(leaving::take).collect();
    let born: Vec<bool> = changes.iter().map(|change| change.creates).collect();
    let appended = txn.append(changes)?;
    for (done, leaving) in appended.iter().zip(&leaving) {
        leaving::store(rules, txn, done, leaving)?;
    }
    // A record touched several times is rewritten once, as it is at the end.
    let mut last: BTreeMap<&RecordId, (&Record, bool)> = BTreeMap::new();
    for (done, born) in appended.iter().zip(born) {
        let born = born || last.get(&done.record.id).is_some_and(|(_, born)| *born);
        last.insert(&done.record.id, (&done.record, born));
    }
    for (record, born) in last.values() {
        rewrite(rules, txn, record, *born)?;
    }
    Ok(appended)
}
