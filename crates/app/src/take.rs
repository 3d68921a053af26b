//! Taking an action: the one door for pages, the command line and later the API. It decides,
//! appends and answers in plain data; a refusal keeps what was typed as a draft.

mod ahead;
mod before;
mod kept;
mod names;
mod rows;
mod told;

use std::sync::Arc;

use fadu_base::{Instant, Name, RecordId, Value};
use fadu_definition::model::Piece;
use fadu_definition::{Given, TypeDef};
use fadu_engine::{Actor, Change, Command, Decision, Doc, Doer, Reason, Rules, Target};
use fadu_store::attempt::{Attempt, attempt_insert};
use fadu_store::draft::{Draft, draft_delete};
use fadu_store::{Appended, Source, StoreError, Txn};
use serde_json::{Map, Value as Json};

pub use ahead::LimitAhead;
pub use kept::KeptForm;

use crate::decide::decided;
use crate::form::known::{as_themselves, theirs_alone};
use crate::{District, Failure, Seat, outbox, show};

pub use rows::TakenRows;
pub use told::Told;

/// An action asked for.
#[derive(Clone, Debug, Default)]
pub struct TakeAsked {
    /// `type/local`, a number, or a type to create a record of.
    pub record: String,
    /// Id or Chinese name of the action.
    pub action: String,
    /// What is given, by field, input or column: texts, lists of texts, rows of them.
    pub input: Map<String, Json>,
    /// Row acted on.
    pub row: Option<u32>,
    /// Documents: id of the definition, and hash of the stored file.
    pub docs: Vec<(String, String)>,
    /// The last event the person has seen.
    pub seen: Option<u32>,
    /// The draft the input comes from, or under which a refusal keeps it; also the key under which
    /// the same submission sent twice makes one record.
    pub draft: Option<String>,
    /// Only judged: if it is allowed, nothing is written.
    pub dry: bool,
}

/// An id for a draft, and so for the record that is made of it. Ids follow one another in time: what
/// is entered together stands together in the database.
pub fn draft_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// The answer.
#[derive(Clone, Debug)]
pub enum Taken {
    /// Done, or, of a dry run, allowed.
    Done(Receipt),
    /// Refused: every reason, and where the input was kept.
    Refused {
        /// The reasons, warnings among them.
        reasons: Vec<Told>,
        /// Id of the draft.
        draft: Option<String>,
    },
}

/// What an action did.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// Id of the record.
    pub record: String,
    /// Its number, if it has one.
    pub no: Option<String>,
    /// Name of its type.
    pub type_name: String,
    /// Name of the step it is in now.
    pub step: Option<String>,
    /// Instant of entry.
    pub at: String,
    /// One line an event, of every record touched.
    pub lines: Vec<String>,
    /// What the person was warned of.
    pub warnings: Vec<String>,
    /// Of a dry run: the limits of the record that it would move.
    pub ahead: Vec<LimitAhead>,
}

impl District {
    /// Takes an action in a capacity.
    pub fn take(&self, seat: &Seat, asked: &TakeAsked) -> Result<Taken, Failure> {
        let foreign = self.not_theirs(seat, asked)?;
        self.carried_out(seat, asked, self.now(), foreign)
    }

    /// Takes an action at an instant, as whoever runs the program on the machine does: its files are
    /// there already.
    pub(crate) fn take_at(&self, seat: &Seat, asked: &TakeAsked, now: Instant) -> Result<Taken, Failure> {
        self.carried_out(seat, asked, now, Vec::new())
    }

    fn carried_out(
        &self,
        seat: &Seat,
        asked: &TakeAsked,
        now: Instant,
        foreign: Vec<Told>,
    ) -> Result<Taken, Failure> {
        let (command, def, mut unknown) = self.commanded(seat, asked, now)?;
        unknown.extend(foreign);
        let typed = Typed { input: asked.input.clone(), id: asked.draft.clone() };
        self.run((command, def), typed, unknown, asked.dry)
    }

    /// The command, and the names in it that nobody bears.
    fn commanded(
        &self,
        seat: &Seat,
        asked: &TakeAsked,
        now: Instant,
    ) -> Result<(Command, Arc<TypeDef>, Vec<Told>), Failure> {
        let (target, def) = self.target(&asked.record, asked.draft.as_deref())?;
        let record = match &target {
            Target::On(id) | Target::New(id) => id.clone(),
        };
        let action = action_id(&def, &asked.action)?;
        let mut given = asked.input.clone();
        if matches!(target, Target::New(_)) {
            as_themselves(&def, &action, seat, &mut given);
        }
        theirs_alone(&def, &seat.role, &mut given);
        let (input, unknown) = self.by_records((&def, &action), given, now.date())?;
        let command = Command {
            target,
            action,
            input: input.iter().map(|(name, json)| (name.as_str().into(), of_json(json))).collect(),
            row: asked.row,
            docs: docs(&asked.docs),
            by: Doer::Person(self.actor_on(seat, &record)?.map_or_else(|| seat.actor(None), Ok)?),
            now,
            seen: asked.seen,
            cause: None,
        };
        Ok((command, def, unknown))
    }

    /// The record named, or a new one of the type named. A draft's id becomes that of the record, so
    /// that a form sent twice makes one record.
    pub(crate) fn target(&self, name: &str, draft: Option<&str>) -> Result<(Target, Arc<TypeDef>), Failure> {
        if let Some(def) = self.catalog.definitions.types.get(name).and_then(|versions| versions.last()) {
            let given = draft.filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
            let local = given.map_or_else(draft_id, str::to_owned);
            return Ok((Target::New(RecordId::new(name, &local)), def.clone()));
        }
        let record = self.store.read(|reader| match show::named(reader, name)? {
            Some(id) => reader.load(&id),
            None => Ok(None),
        })?;
        match record {
            Some(record) => Ok((Target::On(record.id.clone()), record.def.clone())),
            None => Err(Failure::setup(format!("没有记录或业务类型“{name}”"))),
        }
    }

    /// Decides and appends; with names that nobody bears it is refused, and every other fault is told
    /// with them.
    fn run(
        &self,
        (command, def): (Command, Arc<TypeDef>),
        typed: Typed,
        unknown: Vec<Told>,
        dry: bool,
    ) -> Result<Taken, Failure> {
        let catalog = self.catalog.clone();
        let division = self.code().to_owned();
        Ok(self.store.write(move |txn| {
            let rules =
                Rules { definitions: &catalog.definitions, calendar: &catalog.calendar, division: &division };
            let record = match &command.target {
                Target::On(id) => txn.load(id)?,
                Target::New(id) => match txn.load(id)? {
                    Some(made) => return before::made_before(txn, &made, &command, typed),
                    None => None,
                },
            };
            match decided(&rules, record.as_deref(), &command, txn)? {
                Decision::Done(_) if !unknown.is_empty() => refused(txn, (&def, &command), unknown, typed),
                Decision::Done(changes) if dry => {
                    let ahead = ahead::ahead(&rules, txn, record.as_deref(), &changes, command.now)?;
                    Ok(Taken::Done(Receipt { ahead, ..allowed(&changes) }))
                }
                Decision::Done(changes) => done(&rules, txn, changes, &typed),
                Decision::Refused { by_law, refusal } => {
                    outbox::append(&rules, txn, by_law)?;
                    refused(txn, (&def, &command), together(unknown, &refusal.reasons), typed)
                }
                Decision::Ask(_) => Err(StoreError::Invalid("办理规程的查询没有答案".into())),
            }
        })?)
    }
}

/// Names nobody bears, then every reason that is not about the same place.
fn together(unknown: Vec<Told>, reasons: &[Reason]) -> Vec<Told> {
    let is_told =
        |told: &Told| unknown.iter().any(|known| known.place == told.place && known.row == told.row);
    let others: Vec<Told> = reasons.iter().map(Told::of).filter(|told| !is_told(told)).collect();
    unknown.into_iter().chain(others).collect()
}

/// What the person typed, and the draft it is kept under.
struct Typed {
    input: Map<String, Json>,
    id: Option<String>,
}

fn person_of(doer: &Doer) -> &str {
    match doer {
        Doer::Person(Actor { person, .. }) => person.as_str(),
        _ => "",
    }
}

fn allowed(changes: &[Change]) -> Receipt {
    let Some(first) = changes.first() else { return Receipt::default() };
    Receipt {
        record: first.record.to_string(),
        type_name: first.def.name.clone(),
        step: step_name(&first.after),
        warnings: changes.iter().flat_map(|change| warned(&change.def, &change.event.warnings)).collect(),
        ..Receipt::default()
    }
}

fn done(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    changes: Vec<Change>,
    typed: &Typed,
) -> Result<Taken, StoreError> {
    let warnings = changes.iter().flat_map(|change| warned(&change.def, &change.event.warnings)).collect();
    let appended = outbox::append(rules, txn, changes)?;
    if let Some(draft) = &typed.id {
        draft_delete(txn.db(), txn.district(), draft)?;
    }
    let Some(first) = appended.first() else { return Ok(Taken::Done(Receipt::default())) };
    Ok(Taken::Done(Receipt {
        record: first.record.id.to_string(),
        no: first.record.no.as_deref().map(str::to_owned),
        type_name: first.record.def.name.clone(),
        step: step_name(&first.record),
        at: moment(first.event.at),
        lines: appended.iter().map(event_line).collect(),
        warnings,
        ahead: Vec::new(),
    }))
}

/// The sentences of warnings, by their ids; what their slots would say is left out.
fn warned(def: &TypeDef, ids: &[Name]) -> Vec<String> {
    let rule = |id: &Name| {
        let of_actions = def.actions.iter().flat_map(|action| &action.refuse);
        let mut rules = of_actions.chain(def.fields.iter().flat_map(|field| &field.refuse));
        rules.find(|rule| rule.warn && rule.id == *id)
    };
    ids.iter().filter_map(rule).map(|rule| plain(&rule.say)).collect()
}

fn plain(say: &[Piece]) -> String {
    let texts = say.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Slot(_) => "…",
    });
    texts.collect()
}

fn step_name(record: &fadu_engine::Record) -> Option<String> {
    let step = record.step.and_then(|step| record.def.steps.get(usize::from(step)));
    step.map(|step| step.name.clone())
}

fn moment(at: Instant) -> String {
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

fn event_line(done: &Appended) -> String {
    let def = &done.record.def;
    let action = def.actions.iter().find(|action| action.id == done.event.action);
    let name = action.map_or(&*done.event.action, |action| action.name.as_str());
    let step = step_name(&done.record).map(|step| format!("，环节：{step}")).unwrap_or_default();
    format!("{} {name} ({}){step}", done.record.id, done.event.on)
}

/// A refusal leaves a draft of what was given and a line in the log of attempts.
fn refused(
    txn: &mut Txn<'_>,
    (def, command): (&TypeDef, &Command),
    reasons: Vec<Told>,
    typed: Typed,
) -> Result<Taken, StoreError> {
    let (Target::On(record) | Target::New(record)) = &command.target;
    let (person, at) = (person_of(&command.by).to_owned(), command.now.to_string());
    let rules: Vec<&str> = reasons.iter().filter(|reason| !reason.warn).map(|reason| &*reason.id).collect();
    let attempt = Attempt {
        record: record.to_string(),
        action: command.action.to_string(),
        rules: rules.join(" "),
        person: person.clone(),
        at: at.clone(),
    };
    let (keys, district) = (&txn.shared().keys, txn.district());
    attempt_insert(txn.db(), keys, district, &attempt)?;
    let draft = Draft {
        id: typed.id.unwrap_or_default(),
        record: record.to_string(),
        action: command.action.to_string(),
        person,
        at,
        content: Json::Object(kept::of_the_form(def, &command.action, &typed.input)).to_string(),
    };
    let draft = kept::keep(txn, draft)?;
    Ok(Taken::Refused { reasons, draft })
}

fn docs(docs: &[(String, String)]) -> Vec<Doc> {
    docs.iter().map(|(id, sm3)| Doc { id: id.as_str().into(), sm3: sm3.as_str().into() }).collect()
}

/// The action of an id or a Chinese name; otherwise what there is.
pub(crate) fn action_id(def: &TypeDef, name: &str) -> Result<Name, Failure> {
    let found = def.actions.iter().find(|action| &*action.id == name || action.name == name);
    found.map(|action| action.id.clone()).ok_or_else(|| {
        let somebodys = def.actions.iter().filter(|action| !action.by.is_empty());
        let all: Vec<String> = somebodys.map(|action| format!("{} {}", action.id, action.name)).collect();
        Failure::setup(format!("{}没有动作“{name}”；可办理：{}", def.name, all.join("、")))
    })
}

fn of_json(json: &Json) -> Given {
    match json {
        Json::Null => Given::Value(Value::Null),
        Json::Bool(truth) => Given::Value(Value::Bool(*truth)),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Given::Value(Value::Int(number)),
            None => Given::Value(Value::text(number.to_string())),
        },
        Json::String(text) if text.is_empty() => Given::Value(Value::Null),
        Json::String(text) => Given::Value(Value::text(text.as_str())),
        Json::Array(members) => Given::List(members.iter().map(of_json).collect()),
        Json::Object(cells) => {
            Given::Row(cells.iter().map(|(name, cell)| (name.as_str().into(), of_json(cell))).collect())
        }
    }
}
