//! What a command is about: the definition and the action.

use std::sync::Arc;

use fadu_base::{Date, Name, Value};
use fadu_definition::{Action, From, Given, TypeDef};

use super::{Clock, ENTER_PAST, Run, Task, access, target_id};
use crate::eval::{Env, Subject, eval};
use crate::facts::Book;
use crate::refusal::Sentence;
use crate::text::{self, Reading};
use crate::{Command, Record, Refusal, Rules, Target};

/// The definition that binds the record: its own, or for a new one that of its day.
pub(super) fn definition(
    run: &Run<'_>,
    was: Option<&Record>,
    command: &Command,
) -> Result<Arc<TypeDef>, Refusal> {
    match (was, &command.target) {
        (Some(was), Target::On(_)) => Ok(was.def.clone()),
        (None, Target::On(id)) => Err(Sentence::RecordMissing.alone(&[id.as_str()], &[])),
        (Some(_), Target::New(id)) => Err(Sentence::RecordExists.alone(&[id.local()], &[])),
        (None, Target::New(id)) => {
            let versions = run.rules.definitions.types.get(id.ty()).filter(|versions| !versions.is_empty());
            let versions = versions.ok_or_else(|| Sentence::TypeUnknown.alone(&[id.ty()], &[]))?;
            let day = version_day(&run.rules, run.book, run.clock, versions, command);
            let found = version_for(versions, day, *command.action == *ENTER_PAST);
            let name = versions.last().map_or("", |def| def.name.as_str());
            found.cloned().ok_or_else(|| Sentence::VersionNone.alone(&[name, &day.to_string()], &[]))
        }
    }
}

/// The version in force on a day. A day before the first version takes the first, if the past is
/// entered.
pub fn version_for(versions: &[Arc<TypeDef>], day: Date, past: bool) -> Option<&Arc<TypeDef>> {
    let found =
        versions.iter().rev().find(|def| def.effective <= day && def.until.is_none_or(|until| day < until));
    found.or_else(|| versions.first().filter(|first| past && day < first.effective))
}

/// The day that picks the version: `version_by` of the newest version over the input, else today.
fn version_day(
    rules: &Rules<'_>,
    book: &Book<'_>,
    clock: Clock,
    versions: &[Arc<TypeDef>],
    command: &Command,
) -> Date {
    let picked = versions.last().and_then(|def| {
        let expr = def.version_by.as_ref()?;
        let given = read_input(def, command, Reading { today: clock.today, past: true });
        let env = Env::new(*rules, def, Subject::None, clock.now, book);
        eval(&Env { input: &given, today: clock.today, ..env }, expr).as_date()
    });
    picked.unwrap_or(clock.today)
}

/// The input as far as it can be read, by the fields and inputs of the action.
fn read_input(def: &TypeDef, command: &Command, reading: Reading) -> Vec<(Name, Value)> {
    let action = def.actions.iter().find(|action| action.id == command.action);
    let inputs = action.map_or(&[][..], |action| &action.input);
    let read = |(name, given): &(Name, Given)| {
        let field = inputs.iter().chain(&def.fields).find(|field| field.id == *name)?;
        Some((name.clone(), text::bind(field, given, reading).ok()?))
    };
    command.input.iter().filter_map(read).collect()
}

/// The action of the command on the record.
pub(super) fn task<'a>(
    run: &'a Run<'a>,
    was: Option<&'a Record>,
    def: &'a Arc<TypeDef>,
    command: &'a Command,
) -> Result<Task<'a>, Refusal> {
    let found = def.actions.iter().find(|action| action.id == command.action);
    let Some(action) = found else {
        let open = access::open_names(def, was, &command.by);
        return Err(Sentence::ActionUnknown.alone(&[&command.action], &[&open]));
    };
    if was.is_none() && !creates(action) {
        let names = access::joined(
            def.actions.iter().filter(|action| creates(action)).map(|action| action.name.as_str()),
        );
        return Err(Sentence::NotCreated.alone(&[&action.name], &[&names]));
    }
    Ok(Task { run, def, action, id: target_id(command), was, command })
}

/// Whether an action may create a record.
pub(crate) fn creates(action: &Action) -> bool {
    matches!(action.from, From::New | From::Steps { new: true, .. })
}
