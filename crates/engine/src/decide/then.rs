//! Step 8: commands to other records in the same transaction, each decided by the same ten steps.

use std::sync::Arc;

use fadu_base::{Name, RecordId, Ref, Value};
use fadu_definition::{Given, Then, ThenTarget};

use super::bound::Bound;
use super::{Run, Task};
use crate::eval::{Env, eval, holds};
use crate::refusal::Sentence;
use crate::{Change, Command, Doer, Reason, Refusal, Target, settle};

/// Chains are at most this deep.
const DEPTH: u32 = 3;

/// A command to be given to another record.
pub(super) struct Child {
    target: Target,
    action: Name,
    input: Vec<(Name, Given)>,
}

/// What is to be commanded, with the ids of new records, which go into the fields of `keep`.
pub(super) fn plan(task: &Task<'_>, bound: &mut Bound) -> Result<Vec<Child>, Refusal> {
    let mut children = Vec::new();
    for then in &task.action.then {
        let from = children.len();
        each(task, bound, then, &mut children)?;
        if let Some(keep) = then.keep {
            keep_references(task, bound, usize::from(keep), &children[from..]);
        }
    }
    if !children.is_empty() && task.run.depth >= DEPTH {
        return Err(Sentence::ThenDepth.alone(&[], &[]));
    }
    Ok(children)
}

/// One command, or one a member of the list.
fn each(task: &Task<'_>, bound: &Bound, then: &Then, children: &mut Vec<Child>) -> Result<(), Refusal> {
    let env = task.env_of(bound);
    let Some((list, slot)) = &then.each else {
        return one(task, &env, then, children);
    };
    for member in eval(&env, list).members() {
        let vars = [(*slot, member.clone())];
        one(task, &Env { vars: &vars, ..env }, then, children)?;
    }
    Ok(())
}

fn one(task: &Task<'_>, env: &Env<'_>, then: &Then, children: &mut Vec<Child>) -> Result<(), Refusal> {
    if !holds(env, then.cond.as_ref()) {
        return Ok(());
    }
    let (target, action) = match &then.target {
        ThenTarget::Create { ty, action } => {
            (Target::New(new_id(task, ty, children.len() + 1)?), action.clone())
        }
        ThenTarget::On { record, action } => match eval(env, record) {
            Value::Ref(to) => (Target::On(to.id), action.clone()),
            _ if !task.run.book.is_settled() => return Ok(()),
            _ => return Err(Sentence::ThenNoRecord.alone(&["(空)"], &[])),
        },
    };
    let input = then.with.iter().map(|(name, expr)| (name.clone(), Given::Value(eval(env, expr)))).collect();
    children.push(Child { target, action, input });
    Ok(())
}

/// The id of the n-th new record of this event. A type that is only planned refuses.
fn new_id(task: &Task<'_>, ty: &Name, n: usize) -> Result<RecordId, Refusal> {
    let definitions = task.run.rules.definitions;
    if !definitions.types.contains_key(ty) {
        let reason = Sentence::Planned.reason(format!("planned.{ty}"), &[], &[]);
        return Err(Refusal { reasons: vec![reason] });
    }
    Ok(RecordId::new(ty, &format!("{}.{}.{n}", task.id.local(), task.seq())))
}

/// Puts references to the new records into a field: all of them into a list, else the last.
fn keep_references(task: &Task<'_>, bound: &mut Bound, at: usize, children: &[Child]) {
    let Some(field) = task.def.fields.get(at) else { return };
    let rules = task.run.rules;
    let day = |id: &RecordId| rules.is_register(id.ty()).then_some(bound.on);
    let new = children.iter().filter_map(|child| match &child.target {
        Target::New(id) => Some(Value::Ref(Ref { id: id.clone(), day: day(id) })),
        Target::On(_) => None,
    });
    let new: Vec<Value> = new.collect();
    let value = match (field.many, new.last()) {
        (_, None) => return,
        (true, _) => Value::list(bound.candidate.fields[at].members().iter().cloned().chain(new)),
        (false, Some(last)) => last.clone(),
    };
    bound.put(at, value);
}

/// Runs the children after the own change. If one refuses, the whole is refused with the path.
pub(super) fn run(task: &Task<'_>, change: Change, children: Vec<Child>) -> Result<Vec<Change>, Refusal> {
    if children.is_empty() && task.run.depth == 0 {
        return Ok(vec![change]);
    }
    task.run.book.change(change.after.clone());
    let cause: Arc<str> = format!("{}@{}", task.id, change.event.seq).into();
    let org = change.after.org.clone();
    let below = Run { depth: task.run.depth + 1, org: org.as_ref(), ..*task.run };
    let mut changes = vec![change];
    for child in children {
        let command = command(task, child, &cause);
        child_changes(&below, &command, &mut changes)
            .map_err(|refusal| with_path(task, &command, refusal))?;
    }
    Ok(changes)
}

fn command(task: &Task<'_>, child: Child, cause: &Arc<str>) -> Command {
    Command {
        target: child.target,
        action: child.action,
        input: child.input,
        row: None,
        docs: Vec::new(),
        by: Doer::System,
        now: task.run.clock.entered,
        seen: None,
        cause: Some(cause.clone()),
    }
}

/// Decides one child and adds its changes.
fn child_changes(run: &Run<'_>, command: &Command, changes: &mut Vec<Change>) -> Result<(), Refusal> {
    let Target::On(id) = &command.target else {
        changes.extend(run.take(None, None, command)?);
        return Ok(());
    };
    let Some(record) = run.book.record(id) else { return Ok(()) };
    let Some(record) = record else { return Err(Sentence::ThenNoRecord.alone(&[id.as_str()], &[])) };
    let settled = settle::run(run, &record);
    let current = settled.as_ref().map_or(&*record, |settled| &*settled.record);
    let taken = run.take(Some(current), Some(current), command)?;
    changes.extend(settled.into_iter().flat_map(|settled| settled.changes));
    changes.extend(taken);
    Ok(())
}

/// Each reason of a child under its path `type.action/…`.
fn with_path(task: &Task<'_>, command: &Command, refusal: Refusal) -> Refusal {
    let (Target::New(id) | Target::On(id)) = &command.target;
    let name = name_of(task, id.ty(), &command.action);
    let reason = |reason: Reason| {
        if reason.id.starts_with("planned.") {
            return reason;
        }
        let path = format!("{}.{}/{}", id.ty(), command.action, reason.id);
        let told = Sentence::ThenRefused.reason(path, &[&name, &reason.say], &[&reason.remedy]);
        Reason { say: told.say, remedy: told.remedy, id: told.id, ..reason }
    };
    Refusal { reasons: refusal.reasons.into_iter().map(reason).collect() }
}

fn name_of(task: &Task<'_>, ty: &str, action: &str) -> String {
    let def = task.run.rules.definitions.types.get(ty).and_then(|versions| versions.last());
    let action_name = def.and_then(|def| def.actions.iter().find(|known| *known.id == *action));
    match (def, action_name) {
        (Some(def), Some(action)) => format!("{}·{}", def.name, action.name),
        _ => ty.to_owned(),
    }
}
