//! The page of a record 记录页: what it is and where it stands, its limits, what the person may do
//! now, what happened. Plain words, reduced to what the person may see.

pub(crate) mod fields;
mod history;
pub(crate) mod limits;
mod moves;
mod rows;
mod short;

use std::sync::Arc;

use fadu_base::Instant;
use fadu_engine::eval::Env;
use fadu_engine::facts::Book;
use fadu_engine::{Actor, Facts, Query, Record, Rules, limits as limit_states, open_actions};
use fadu_store::{Reader, Source, StoreError};

use crate::access::{Sight, is_personal, sight};
use crate::title::{self, Eye, references};
use crate::{District, Failure, Seat, show};

pub use fields::{FieldText, Shown};
pub(crate) use fields::{is_person, shown};
pub use history::{Entry, Paper};
pub use limits::{DayLine, LimitText};
pub use moves::Move;
pub use short::RecordPart;

/// The page of a record.
#[derive(Clone, Debug)]
pub struct RecordPage {
    /// `type/local`.
    pub id: String,
    /// Type id.
    pub ty: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// What it is, in one line.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
    /// Name of its step.
    pub step: Option<String>,
    /// Whether the step is an outcome.
    pub ended: bool,
    /// The organization that owns it.
    pub org: Option<String>,
    /// Legal day of its first event.
    pub opened_on: String,
    /// Legal day on which it ended.
    pub closed_on: Option<String>,
    /// Entered as past.
    pub past: bool,
    /// A lapse that could not be written.
    pub stuck: bool,
    /// Number of its last event: what the person has seen.
    pub seq: u32,
    /// Whether personal values are shown in full.
    pub full: bool,
    /// Whether there are personal values in it.
    pub personal: bool,
    /// Its filled fields.
    pub fields: Vec<FieldText>,
    /// Its limits.
    pub limits: Vec<LimitText>,
    /// The actions open to the person now.
    pub actions: Vec<Move>,
    /// What happened, the latest first.
    pub history: Vec<Entry>,
    /// How often something happened, whether all of it is shown or not.
    pub events: usize,
    /// The way through the steps: name, and whether it was passed, is present, or lies ahead.
    pub steps: Vec<(String, &'static str)>,
}

impl District {
    /// The page of a record named by id or number, as a person in a capacity sees it; nothing if it
    /// is not there for them.
    pub fn page(&self, seat: &Seat, name: &str) -> Result<Option<RecordPage>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        self.seen(seat, name, |reader, record, actor, sight| {
            let page = asked(reader, |facts| page(&rules, record, actor, sight, now, facts))?;
            Ok(page)
        })
    }

    /// The name of an action that the person's role may take on a record at some step, open now or not;
    /// nothing if the record or such an action is not there for them.
    pub fn action_known(&self, seat: &Seat, name: &str, action: &str) -> Result<Option<String>, Failure> {
        let known = self.seen(seat, name, |_, record, actor, _| {
            let is_theirs = |known: &&fadu_definition::Action| {
                *known.id == *action && known.by.iter().any(|by| by.role == actor.role)
            };
            Ok(record.def.actions.iter().find(is_theirs).map(|known| known.name.clone()))
        })?;
        Ok(known.flatten())
    }

    /// The day sheet of a limit of a record (`row` of a limit with `each`).
    pub fn limit_sheet(
        &self,
        seat: &Seat,
        name: &str,
        limit: &str,
        row: Option<u32>,
    ) -> Result<Option<Vec<DayLine>>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        self.seen(seat, name, |reader, record, _, _| {
            let Some(at) = record.def.limits.iter().position(|known| &*known.id == limit) else {
                return Ok(Vec::new());
            };
            let at = (u16::try_from(at).unwrap_or(u16::MAX), row);
            let notes =
                asked(reader, |facts| fadu_engine::time_limit::limit_sheet(&rules, record, at, now, facts))?;
            Ok(notes.iter().map(DayLine::of).collect())
        })
    }

    /// Runs over a record that is there for the person.
    pub(crate) fn seen<T>(
        &self,
        seat: &Seat,
        name: &str,
        body: impl FnOnce(&mut Reader<'_>, &Record, &Actor, Sight) -> Result<T, StoreError>,
    ) -> Result<Option<T>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let id = self.store.read(|reader| show::named(reader, name))?;
        let Some(id) = id else { return Ok(None) };
        let Some(actor) = self.actor_on(seat, &id)? else { return Ok(None) };
        Ok(self.store.read(|reader| {
            let Some(record) = reader.load(&id)? else { return Ok(None) };
            let sight = asked(reader, |facts| sight(&rules, &record, &actor, now, facts))?;
            match sight {
                Sight::Nothing => Ok(None),
                sight => body(reader, &record, &actor, sight).map(Some),
            }
        })?)
    }
}

/// Runs a pure computation, answering what it asks, until it asks nothing more.
pub(crate) fn asked<T>(
    reader: &mut Reader<'_>,
    mut compute: impl FnMut(&mut Facts) -> Result<T, Vec<Query>>,
) -> Result<T, StoreError> {
    let mut facts = Facts::default();
    loop {
        match compute(&mut facts) {
            Ok(answer) => return Ok(answer),
            Err(queries) => {
                for query in queries {
                    let answer = reader.answer(&query)?;
                    facts.known.push((query, answer));
                }
            }
        }
    }
}

fn page(
    rules: &Rules<'_>,
    record: &Record,
    actor: &Actor,
    sight: Sight,
    now: Instant,
    facts: &mut Facts,
) -> Result<RecordPage, Vec<Query>> {
    let unnamed = unnamed(record, facts);
    if !unnamed.is_empty() {
        return Err(unnamed);
    }
    let states = if record.past { Vec::new() } else { limit_states(rules, record, now, facts)? };
    let open = open_actions(rules, record, actor, now, facts)?;
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let seen = Seen { env: &env, role: &actor.role, sight };
    let def = &record.def;
    let step = record.step.and_then(|step| def.steps.get(usize::from(step)));
    let org = record.org.as_ref().map(|org| fadu_engine::text::record(&env, &org.id));
    let page = RecordPage {
        id: record.id.to_string(),
        ty: def.id.to_string(),
        type_name: def.name.clone(),
        title: seen.title(record),
        no: record.no.as_deref().map(str::to_owned),
        step: step.map(|step| step.name.clone()),
        ended: step.is_some_and(|step| step.end),
        org,
        opened_on: record.opened_on.to_string(),
        closed_on: record.closed_on.filter(|_| !record.past).map(|day| day.to_string()),
        past: record.past,
        stuck: record.stuck,
        seq: record.seq,
        full: sight == Sight::Full,
        personal: def
            .fields
            .iter()
            .zip(&record.fields)
            .any(|(field, value)| !value.is_empty() && is_personal(field)),
        fields: fields::of(&seen, record),
        limits: states.iter().map(|state| LimitText::of(rules, record, state, now)).collect(),
        actions: moves::of(record, actor, &open, &states),
        history: history::of(&seen, record),
        events: record.history.len(),
        steps: steps(record),
    };
    // The title may read what the record refers to.
    let asks = book.take_asks();
    if asks.is_empty() { Ok(page) } else { Err(asks) }
}

/// What a person sees of a record, and with what it is put in words.
pub(crate) struct Seen<'a> {
    pub env: &'a Env<'a>,
    pub role: &'a str,
    pub sight: Sight,
}

impl Seen<'_> {
    /// The line by which a record is listed, without what in it is not for them; its number where
    /// nothing remains.
    pub(crate) fn title(&self, record: &Record) -> String {
        let no = || record.no.as_deref().map(str::to_owned);
        title::title(self.env, self.eye()).or_else(no).unwrap_or_else(|| record.id.local().to_owned())
    }

    /// Who looks.
    pub(crate) fn eye(&self) -> Eye<'_> {
        Eye { role: self.role, sight: self.sight }
    }
}

/// What the record and its history refer to and is not known yet, so that it is shown by name.
fn unnamed(record: &Record, facts: &Facts) -> Vec<Query> {
    let mut found = Vec::new();
    record.fields.iter().for_each(|value| references(value, &mut found));
    found.extend(record.org.iter().map(|org| org.id.clone()));
    for event in &record.history {
        event.input.iter().for_each(|(_, value)| references(value, &mut found));
        event.fields.iter().for_each(|(_, value)| references(value, &mut found));
        let rows = event.added.iter().flat_map(|(_, rows)| rows).chain(event.row.iter().map(|(_, row)| row));
        rows.flat_map(|row| &row.cells).for_each(|value| references(value, &mut found));
        if let fadu_engine::Doer::Person(by) = &event.actor {
            found.push(by.person.clone());
            found.extend(by.org.clone());
        }
    }
    title::unnamed(facts, found)
}

/// Steps passed by the history, the present one, and those of the definition not reached.
fn steps(record: &Record) -> Vec<(String, &'static str)> {
    let passed: Vec<Arc<str>> = record.history.iter().filter_map(|event| event.from.clone()).collect();
    let state = |at: usize, id: &str| {
        if record.step.map(usize::from) == Some(at) {
            "now"
        } else if passed.iter().any(|known| &**known == id) {
            "past"
        } else {
            "ahead"
        }
    };
    record.def.steps.iter().enumerate().map(|(at, step)| (step.name.clone(), state(at, &step.id))).collect()
}
