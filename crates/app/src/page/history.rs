//! The history of a record in words: who did what when, as whom, and what changed.

use fadu_base::{Name, Value};
use fadu_definition::{Field, FieldType};
use fadu_engine::{Actor, Doer, Event, Record};

use super::Seen;
use super::fields::{HIDDEN, plain, shown};
use super::rows::Standing;
use crate::access::{Sight, field_sight};

/// An event in words.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Number within the record.
    pub seq: u32,
    /// Legal day.
    pub on: String,
    /// Instant of entry.
    pub at: String,
    /// What was done.
    pub action: String,
    /// By whom.
    pub who: String,
    /// In which role, of which organization.
    pub whence: String,
    /// Step after, if it changed.
    pub to: Option<String>,
    /// Field and new value.
    pub changes: Vec<(String, String)>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// Entered as past.
    pub past: bool,
}

/// A paper of an event.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Chinese name.
    pub name: String,
    /// Hash of the file; none while the program has not made it.
    pub sm3: Option<String>,
}

/// What happened, the latest first.
pub(super) fn of(seen: &Seen<'_>, record: &Record) -> Vec<Entry> {
    let mut rows = Standing::default();
    let entries = record.history.iter().map(|event| {
        let of_rows = rows.changes(seen, record, event);
        entry(seen, record, event, of_rows)
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.reverse();
    entries
}

fn entry(seen: &Seen<'_>, record: &Record, event: &Event, of_rows: Vec<(String, String)>) -> Entry {
    let def = &record.def;
    let action = def.actions.iter().find(|action| action.id == event.action);
    let (who, whence) = doer(seen, record, event);
    let moved = event.to.as_ref().filter(|to| event.from.as_ref() != Some(to));
    let step = moved.and_then(|to| def.steps.iter().find(|step| step.id == *to));
    let inputs = action.map_or(&[][..], |action| &action.input[..]);
    let given = changes(seen, inputs, event.input.iter());
    // What became of rows is told row by row.
    let fields = event.fields.iter().filter(|(id, _)| !is_rows(record, id));
    Entry {
        seq: event.seq,
        on: event.on.to_string(),
        at: format!("{} {:02}:{:02}", event.at.date(), event.at.hour(), event.at.minute()),
        action: action.map_or_else(|| event.action.to_string(), |action| action.name.clone()),
        who,
        whence,
        to: step.map(|step| step.name.clone()),
        changes: changes(seen, &def.fields, fields).into_iter().chain(of_rows).chain(given).collect(),
        papers: event.docs.iter().map(|doc| paper(seen, record, doc)).collect(),
        past: event.past,
    }
}

/// A paper is read by those who see all of the record.
fn paper(seen: &Seen<'_>, record: &Record, doc: &fadu_engine::Doc) -> Paper {
    let named = record.def.documents.iter().find(|known| known.id == doc.id);
    Paper {
        name: named.map_or_else(|| doc.id.to_string(), |known| known.name.clone()),
        sm3: Some(doc.sm3.to_string()).filter(|sm3| !sm3.is_empty() && seen.sight == Sight::Full),
    }
}

fn doer(seen: &Seen<'_>, record: &Record, event: &Event) -> (String, String) {
    match &event.actor {
        Doer::Person(actor) => {
            let roles = &seen.env.rules.definitions.roles;
            let role = roles.get(&actor.role).map_or(&*actor.role, |role| &role.name);
            let org = actor.org.as_ref().map(|org| fadu_engine::text::record(seen.env, org));
            let whence = org.map_or_else(|| role.to_owned(), |org| format!("{org} {role}"));
            if actor.person.as_str() == crate::load::row::CLERK {
                return ("台账导入".to_owned(), whence);
            }
            (named(seen, record, actor), whence)
        }
        Doer::Law { limit, article } => {
            let def = record.def.limits.iter().find(|known| known.id == *limit);
            let name = def.map_or(&**limit, |def| &def.name);
            ("依法自动".to_owned(), article.as_deref().map_or_else(|| format!("{name}届满"), str::to_owned))
        }
        Doer::System => ("系统".to_owned(), String::new()),
    }
}

/// Officials act under their names; a resident's is for those whom the record concerns, and for nobody
/// from whom the record keeps who brought it.
fn named(seen: &Seen<'_>, record: &Record, actor: &Actor) -> String {
    let name = fadu_engine::text::record(seen.env, &actor.person);
    let is_kept = |field: &Field| {
        matches!(field.ty, FieldType::Ref(_)) && field_sight(field, seen.role, Sight::Full) == Sight::Nothing
    };
    match actor.appointment {
        Some(_) => name,
        None if record.def.fields.iter().any(is_kept) => HIDDEN.to_owned(),
        None if seen.sight < Sight::Full => fadu_base::masking::name(&name),
        None => name,
    }
}

fn is_rows(record: &Record, id: &Name) -> bool {
    let field = record.def.fields.iter().find(|field| field.id == *id);
    field.is_some_and(|field| matches!(field.ty, FieldType::Rows { .. }))
}

fn changes<'a>(
    seen: &Seen<'_>,
    fields: &[Field],
    values: impl Iterator<Item = &'a (Name, Value)>,
) -> Vec<(String, String)> {
    let told = values.filter(|(_, value)| !value.is_empty()).filter_map(|(id, value)| {
        let field = fields.iter().find(|field| field.id == *id)?;
        Some((field.name.clone(), plain(shown(seen, field, value)?)))
    });
    told.collect()
}
