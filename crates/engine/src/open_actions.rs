//! Which actions are open to somebody on a record now: for pages, to-do lists and refusals.

use fadu_base::{Instant, Name};
use fadu_definition::adopt::{ADOPT, is_built_in};
use fadu_definition::{Action, By, Scope, TypeDef};

use crate::decide::{has_role, is_barred, is_from, is_recused, proposed, scope_holds, within_holds};
use crate::eval::Env;
use crate::facts::Book;
use crate::{Actor, Doer, Facts, Query, Record, Rules};

/// An action that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAction {
    /// Its index in the definition.
    pub index: u16,
    /// Its id.
    pub id: Name,
    /// Chinese name.
    pub name: String,
}

/// The actions open to an actor on a record, in the order of the definition: by step, role, scope
/// and recusal; not those used up, barred by separation of duties, or after a limit they must be
/// within. Conditions of law are judged when the action is taken, so that it can say why not.
pub fn open_actions(
    rules: &Rules<'_>,
    record: &Record,
    actor: &Actor,
    now: Instant,
    facts: &Facts,
) -> Result<Vec<OpenAction>, Vec<Query>> {
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let recused = is_recused(record, actor);
    let actions = (0u16..).zip(&record.def.actions);
    let open = actions.filter(|(_, action)| !recused && is_open(&env, record, actor, action));
    let open: Vec<OpenAction> = open
        .map(|(index, action)| OpenAction { index, id: action.id.clone(), name: action.name.clone() })
        .collect();
    if book.is_settled() { Ok(open) } else { Err(book.take_asks()) }
}

/// Whom the records of a type concern: who takes an action of its own. That an administrator may move
/// any record to another version of its definition gives nobody a look into it.
pub fn concerned(def: &TypeDef) -> impl Iterator<Item = &By> {
    def.actions.iter().filter(|action| !is_built_in(&action.id)).flat_map(|action| &action.by)
}

/// Whether a record concerns an actor: some action of its type is for their role with a scope in which
/// the record lies, in whatever step, and they are not shut out; or they acted on it before. Who is
/// concerned reads it (language.md, `seen_by`).
pub fn concerns(
    rules: &Rules<'_>,
    record: &Record,
    actor: &Actor,
    now: Instant,
    facts: &Facts,
) -> Result<bool, Vec<Query>> {
    let book = Book::new(facts);
    let mut scopes = concerned(&record.def).filter(|by| by.role == actor.role && by.scope != Scope::None);
    let within = scopes.any(|by| scope_holds(*rules, &book, by, actor, Some(record), now.date()));
    let acted = record
        .history
        .iter()
        .any(|event| matches!(&event.actor, Doer::Person(by) if by.person == actor.person));
    if !book.is_settled() && !within {
        return Err(book.take_asks());
    }
    Ok(!is_recused(record, actor) && (within || acted))
}

fn is_open(env: &Env<'_>, record: &Record, actor: &Actor, action: &Action) -> bool {
    if !is_from(action, record) || !has_role(action, actor) || is_barred(record, action, actor) {
        return false;
    }
    let mut scopes = action.by.iter().filter(|by| by.role == actor.role);
    scopes.any(|by| scope_holds(env.rules, env.book, by, actor, Some(record), env.today))
        && within_holds(env, action)
        && (*action.id != *ADOPT || proposed(record).is_some())
}
