//! The loop around the pure decision: what it asks is answered from the store, and it is asked
//! again.

use fadu_base::{Instant, Name, RecordId};
use fadu_definition::Given;
use fadu_engine::{Actor, Command, Decision, Doer, Facts, Query, Record, Rules, Target, decide};
use fadu_store::{Source, StoreError, Txn};

use crate::capability;

/// Rounds of questions after which something is wrong with a definition (language.md 5.1).
const ROUNDS: usize = 12;

/// The command that makes a record in the name of the program itself, as ledgers are entered and
/// first people appointed: by nobody's appointment, in a role.
pub(crate) fn by_program(
    id: RecordId,
    (action, input): (&str, Vec<(Name, Given)>),
    (person, role, org): (&str, &str, Option<RecordId>),
    now: Instant,
) -> Command {
    let actor = Actor {
        person: RecordId::parse(person).unwrap_or_else(|| id.clone()),
        appointment: None,
        role: role.into(),
        org,
        delegate_of: None,
        stands_for_party: false,
    };
    Command {
        target: Target::New(id),
        action: action.into(),
        input,
        row: None,
        docs: Vec::new(),
        by: Doer::Person(actor),
        now,
        seen: None,
        cause: None,
    }
}

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
    Err(too_deep())
}

/// What the engine answers with the facts of a source, however often it asks.
pub(crate) fn answered<T>(
    source: &mut impl Source,
    ask: impl Fn(&Facts) -> Result<T, Vec<Query>>,
) -> Result<T, StoreError> {
    let mut facts = Facts::default();
    for _ in 0..ROUNDS {
        match ask(&facts) {
            Ok(answer) => return Ok(answer),
            Err(queries) => {
                for query in queries {
                    let answer = source.answer(&query)?;
                    facts.known.push((query, answer));
                }
            }
        }
    }
    Err(too_deep())
}

fn too_deep() -> StoreError {
    StoreError::Internal("办理规程的查询层次过深，请检查定义".into())
}
