//! What stands above a form: what the matter is called, and, for those who are no officials, what the
//! office asked of them last and until when. Both as far as they may see it.

use fadu_base::{Instant, RecordId, Value};
use fadu_definition::{Piece, TypeDef};
use fadu_engine::eval::Env;
use fadu_engine::facts::Book;
use fadu_engine::{Actor, Doer, Event, Facts, Query, Record, Rules, limits};
use serde_json::Value as Json;

use super::{Form, FormKind};
use crate::APPLICANT;
use crate::access::Sight;
use crate::page::{FieldText, LimitText, Seen, shown};
use crate::title::{self, reads, references};

/// Longest name of a matter in a heading, in characters.
const LONGEST: usize = 40;

/// What the office did last with a record.
#[derive(Clone, Debug)]
pub struct AskedFor {
    /// Name of the action.
    pub action: String,
    /// Its legal day.
    pub on: String,
    /// What the office wrote.
    pub fields: Vec<FieldText>,
    /// The limits that run.
    pub limits: Vec<LimitText>,
}

/// What a person sees of a record that is acted on.
pub(super) struct Looked<'a> {
    pub rules: Rules<'a>,
    pub record: &'a Record,
    pub actor: &'a Actor,
    pub sight: Sight,
    pub now: Instant,
}

impl Looked<'_> {
    /// The form with what stands above it.
    pub(super) fn above(&self, form: &Form, facts: &mut Facts) -> Result<Form, Vec<Query>> {
        let event = self.asked();
        let def = &self.record.def;
        let mut found = title::named(def, |at| self.record.fields.get(at));
        event.iter().for_each(|event| named(event, &mut found));
        let unnamed = title::unnamed(facts, found);
        if !unnamed.is_empty() {
            return Err(unnamed);
        }
        let states = match event {
            Some(_) => limits(&self.rules, self.record, self.now, facts)?,
            None => Vec::new(),
        };
        let book = Book::new(facts);
        let env = Env::of_record(self.rules, self.record, self.now, &book);
        let seen = Seen { env: &env, role: &self.actor.role, sight: self.sight };
        let open = states.iter().filter(|state| state.is_open());
        let form = Form {
            about: shortened(seen.title(self.record)),
            asked: event.and_then(|event| {
                let limits =
                    open.map(|state| LimitText::of(&self.rules, self.record, state, self.now)).collect();
                asked(&seen, self.record, event, limits)
            }),
            ..form.clone()
        };
        if book.is_settled() { Ok(form) } else { Err(book.take_asks()) }
    }

    /// What the office did last, for somebody who is not of it.
    fn asked(&self) -> Option<&Event> {
        let is_by_office = |event: &&Event| match &event.actor {
            Doer::Person(by) => *by.role != *APPLICANT && !event.past,
            _ => false,
        };
        let events = self.record.history.iter().rev().map(|event| &**event);
        events.filter(|_| *self.actor.role == *APPLICANT).find(is_by_office)
    }
}

/// What the office wrote as it acted; nothing if it wrote nothing that is for them.
fn asked(seen: &Seen<'_>, record: &Record, event: &Event, limits: Vec<LimitText>) -> Option<AskedFor> {
    let action = record.def.actions.iter().find(|action| action.id == event.action)?;
    let added = event.added.iter().map(|(id, rows)| {
        (id.clone(), Value::List(rows.iter().map(|row| Value::Row(row.clone())).collect()))
    });
    let written: Vec<_> = event.fields.iter().chain(&event.input).cloned().chain(added).collect();
    let fields = record.def.fields.iter().filter(|field| super::asks(&record.def, action, field));
    let fields = fields.chain(&action.input).filter_map(|field| {
        let (_, value) = written.iter().find(|(id, value)| *id == field.id && !value.is_empty())?;
        Some(FieldText {
            id: field.id.to_string(),
            name: field.name.clone(),
            shown: shown(seen, field, value)?,
            purpose: None,
            all: None,
        })
    });
    let fields: Vec<FieldText> = fields.collect();
    (!fields.is_empty()).then(|| AskedFor {
        action: action.name.clone(),
        on: event.on.to_string(),
        fields,
        limits,
    })
}

/// What an event refers to, so that it is shown by name.
fn named(event: &Event, found: &mut Vec<RecordId>) {
    event.fields.iter().chain(&event.input).for_each(|(_, value)| references(value, found));
    let cells = event.added.iter().flat_map(|(_, rows)| rows).flat_map(|row| &row.cells);
    cells.for_each(|cell| references(cell, found));
}

/// What a new record will be called, as far as it is chosen: the first thing that its title names.
pub(super) fn chosen(def: &TypeDef, form: &Form) -> Option<String> {
    let slots = def.title.iter().filter_map(|piece| match piece {
        Piece::Slot(expr) => Some(expr),
        Piece::Text(_) => None,
    });
    let named = slots.flat_map(|expr| reads(def, expr)).filter(|field| field.personal.is_none());
    let words = named.filter_map(|field| {
        let control = form.controls.iter().find(|control| *control.name == *field.id)?;
        match (&control.kind, &control.value) {
            (FormKind::Choice(of), Json::String(key)) => {
                of.iter().find(|(known, _)| known == key).map(|(_, word)| word.clone())
            }
            _ => None,
        }
    });
    words.into_iter().next().and_then(shortened)
}

fn shortened(title: String) -> Option<String> {
    let cut = match title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &title[..end]),
        None => title,
    };
    (!cut.is_empty()).then_some(cut)
}
