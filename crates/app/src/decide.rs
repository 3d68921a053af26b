//! The loop around the pure decision: what it asks is answered from the store, and it is asked
//! again.

use fadu_engine::{Command, Decision, Facts, Query, Record, Rules, decide};
use fadu_store::{Source, StoreError, Txn};

use crate::capability;

/// Rounds of questions after which something is wrong with a definition (language.md 5.1).
const ROUNDS: usize = 12;

/// Decides a command with the facts of a transaction.
pub(crate) fn decided(
    rules: &Rules<'_>,
    record: Option<&Record>,
    command: &Command,
    txn: &mut Txn<'_>,
) -> Result<Decision, StoreError> {
    let mut facts = Facts::default();
    for _ in 0..ROUNDS {
        match decide(rules, record, command, &facts) {
            Decision::Ask(queries) => {
                for query in queries {
                    let answer = match &query {
                        Query::Capability { name, record, org, input } => {
                            capability::answer(rules, txn, name, (record, org.as_ref(), input), command.now)?
                        }
                        _ => txn.answer(&query)?,
                    };
                    facts.known.push((query, answer));
                }
            }
            decision => return Ok(decision),
        }
    }
    Err(StoreError::Invalid("办理规程的查询层次过深, 请检查定义".into()))
}
