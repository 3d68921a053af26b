//! Running a case: the world as given, the commands before, the command itself.

use std::sync::Arc;

use fadu_base::{Instant, Name, RecordId, Time};
use fadu_definition::{Action, Case, CaseCommand, Field, FieldType, TypeDef, Want};

use super::CaseFailure;
use super::names::Names;
use super::verdict;
use crate::decide::creates;
use crate::world::{Outcome, World};
use crate::{Change, Command, Doc, Doer, Rules, Target};

/// Cases may follow one another so often.
const CHAIN: usize = 40;

/// Runs all cases of a definition; what fails, in order.
pub fn run(rules: &Rules<'_>, def: &TypeDef) -> Vec<CaseFailure> {
    if def.cases.is_empty() {
        return Vec::new();
    }
    let world = World::lenient(*rules);
    def.cases
        .iter()
        .filter_map(|case| run_one(&world, def, case).err().map(|what| failure(case, what)))
        .collect()
}

/// The world of a case with everything done but its own command, and that command: for tests and
/// benchmarks that go on from there. `None` if there is no such case or it does not get so far.
pub fn stage<'a>(rules: Rules<'a>, def: &TypeDef, name: &str) -> Option<(World<'a>, Command)> {
    let case = def.cases.iter().find(|case| case.name == name)?;
    let (stage, command) = staged(&World::lenient(rules), def, case).ok()?;
    Some((stage.world, command))
}

fn failure(case: &Case, what: String) -> CaseFailure {
    CaseFailure { case: case.name.clone(), span: case.span.clone(), what }
}

/// Where a case stands.
pub(super) struct Stage<'s, 'a> {
    pub(super) world: World<'a>,
    pub(super) names: Names<'s>,
    /// The record of the case, once it exists.
    pub(super) exists: bool,
    /// Records created apart by `new` commands.
    others: usize,
    /// `type.action` of what was commanded of other records in this case.
    pub(super) created: Vec<String>,
}

fn run_one(world: &World<'_>, def: &TypeDef, case: &Case) -> Result<(), String> {
    let (mut stage, command) = staged(world, def, case)?;
    let outcome = stage.take(&command);
    verdict::judge(&stage, case, &command, &outcome)
}

/// The stage of a case before its own command.
fn staged<'s, 'a: 's>(
    world: &World<'a>,
    def: &'s TypeDef,
    case: &Case,
) -> Result<(Stage<'s, 'a>, Command), String> {
    let mut stage = Stage {
        world: world.clone(),
        names: Names { def, this: RecordId::new(&def.id, "case") },
        exists: false,
        others: 0,
        created: Vec::new(),
    };
    stage.add_samples(&def.sample.records);
    stage.before(def, case, CHAIN)?;
    stage.created.clear();
    stage.prepare(case)?;
    let command = stage.command(&case.when)?;
    Ok((stage, command))
}

impl Stage<'_, '_> {
    fn add_samples(&mut self, samples: &[fadu_definition::SampleRecord]) {
        // Ids first, so that records may name one another in any order.
        for sample in samples {
            let bare = fadu_definition::SampleRecord { fields: Vec::new(), ..sample.clone() };
            let fixture = self.names.fixture(&self.world, &bare);
            self.world.replace(fixture);
        }
        for sample in samples {
            let fixture = self.names.fixture(&self.world, sample);
            self.world.replace(fixture);
        }
    }

    /// Runs the case that this one comes after, to its end.
    fn before(&mut self, def: &TypeDef, case: &Case, left: usize) -> Result<(), String> {
        let Some(after) = &case.after else { return Ok(()) };
        let found = def.cases.iter().find(|known| known.name == *after);
        let Some(base) = found.filter(|_| left > 0) else {
            return Err(format!("no case “{after}” to come after"));
        };
        self.before(def, base, left - 1)?;
        self.prepare(base)?;
        let command = self.command(&base.when)?;
        let outcome = self.take(&command);
        match (&base.refused, outcome.result) {
            (None, Err(refusal)) => {
                Err(format!("the case “{after}” before it was refused: {}", refusal.ids().join(", ")))
            }
            _ => Ok(()),
        }
    }

    /// The records of a case and the commands before its own, all of which must be allowed.
    fn prepare(&mut self, case: &Case) -> Result<(), String> {
        self.add_samples(&case.records);
        for (at, given) in case.given.iter().enumerate() {
            let command = self.command(given)?;
            if let Err(refusal) = self.take(&command).result {
                let told = verdict::told(&refusal);
                return Err(format!("given command {} `{}` was refused: {told}", at + 1, given.action));
            }
        }
        Ok(())
    }

    /// Takes a command and notes what it commanded of others.
    fn take(&mut self, command: &Command) -> Outcome {
        let outcome = self.world.take(command);
        let own = command_id(command);
        if outcome.result.is_ok() && *own == self.names.this {
            self.exists = true;
        }
        let changes = outcome.by_law.iter().chain(outcome.result.iter().flatten());
        let others = changes.filter(|change: &&Change| change.record != *own);
        self.created.extend(others.map(|change| format!("{}.{}", change.record.ty(), change.event.action)));
        outcome
    }

    /// The command of a case as the engine takes it.
    fn command(&mut self, given: &CaseCommand) -> Result<Command, String> {
        let def = self.names.def;
        let action = def.actions.iter().find(|action| action.id == given.action);
        let action = action.ok_or_else(|| format!("no action `{}`", given.action))?;
        let actor = match &*given.by {
            "system" => Doer::System,
            name => {
                let actor = self.names.actor(name, action);
                Doer::Person(actor.ok_or_else(|| format!("no sample person `{name}`"))?)
            }
        };
        let input = given.with.iter().map(|(name, value)| match wanted(def, action, name) {
            Some(field) => (name.clone(), self.names.resolved(&self.world, field, value)),
            None => (name.clone(), value.clone()),
        });
        Ok(Command {
            input: input.collect(),
            target: self.target(given, action),
            action: given.action.clone(),
            row: given.row,
            docs: documents(def, action, &given.without),
            by: actor,
            now: instant(given),
            seen: None,
            cause: None,
        })
    }

    /// The case's record, or a new one.
    fn target(&mut self, given: &CaseCommand, action: &Action) -> Target {
        match (given.new, self.exists) {
            (true, true) => {
                self.others += 1;
                Target::New(RecordId::new(&self.names.def.id, &format!("other{}", self.others)))
            }
            (_, false) if creates(action) || !self.exists => Target::New(self.names.this.clone()),
            _ => Target::On(self.names.this.clone()),
        }
    }
}

fn instant(given: &CaseCommand) -> Instant {
    let ten = Time::new(10, 0, 0, 0).unwrap_or(Time::midnight());
    given.day.to_datetime(given.time.unwrap_or(ten))
}

pub(super) fn command_id(command: &Command) -> &RecordId {
    crate::decide::target_id(command)
}

/// The field, input or column that an action takes under a name.
fn wanted<'a>(def: &'a TypeDef, action: &'a Action, name: &Name) -> Option<&'a Field> {
    let row = action.row.and_then(|at| def.fields.get(usize::from(at)));
    let columns = match row.map(|field| &field.ty) {
        Some(FieldType::Rows { columns, .. }) => &columns[..],
        _ => &[],
    };
    let field = |want: &Want| match want {
        Want::Field(at) => def.fields.get(usize::from(*at)),
        Want::Input(at) => action.input.get(usize::from(*at)),
        Want::RowColumn(at) => columns.get(usize::from(*at)),
        Want::OwnNumber => None,
    };
    action.needs.iter().chain(&action.may).filter_map(field).find(|field| field.id == *name)
}

/// Attached documents are supplied unless the case leaves them out.
fn documents(def: &TypeDef, action: &Action, without: &[Name]) -> Vec<Doc> {
    let wanted = action.docs.iter().filter_map(|at| def.documents.get(usize::from(*at)));
    let attached = wanted.filter(|document| document.template.is_none() && !without.contains(&document.id));
    attached.map(|document| Doc { id: document.id.clone(), sm3: Arc::from("sample") }).collect()
}
