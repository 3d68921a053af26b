//! Events as canonical JSON and back (language.md 5.2). Keys are sorted, empty ones left out.

mod decode;

use std::sync::Arc;

use fadu_base::{Name, RecordId, Ref, Row, Value};
use fadu_engine::{Actor, Doc, Doer, Event, TermEnd};
use fadu_journal::seal::Key;

use super::json;
use super::members::{self, Place, Seal};
use super::shape::Shape;
use super::{time, value};

pub use decode::decode;

/// The encoding written by this program.
pub const VERSION: i64 = 1;

/// A number taken from its series in the transaction of the event; the counters are rebuilt
/// from these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Organization whose series it is.
    pub org: Option<RecordId>,
    /// The series.
    pub series: Name,
    /// Year or day.
    pub period: String,
    /// The number.
    pub n: i64,
}

/// Where an event lies.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// District code.
    pub district: &'a str,
    /// The record.
    pub record: &'a str,
    /// Its number in the record.
    pub seq: u32,
}

impl<'a> Location<'a> {
    /// Where the members under a key of the event stand.
    fn place(self, key: Option<&'a Key>, part: &'static str) -> Place<'a> {
        Place::Journal(Seal { key, record: self.record, seq: self.seq, part, row: None })
    }
}

/// An event as read, with the version that described it.
#[derive(Debug)]
pub struct Decoded {
    /// The event.
    pub event: Event,
    /// Numbers drawn by it.
    pub draws: Vec<Drawn>,
    /// The version of the definition it names.
    pub shape: Arc<Shape>,
}

/// Encodes an event; personal values are sealed under `key`, lost without one.
pub fn encode(event: &Event, draws: &[Drawn], at: Location<'_>, shape: &Shape, key: Option<&Key>) -> Vec<u8> {
    let mut out = Vec::with_capacity(768);
    out.push(b'{');
    write_first_half(&mut out, event, draws, at, shape, key);
    write_second_half(&mut out, event, at, shape, key);
    out.push(b'}');
    out
}

/// `action` to `fields`.
fn write_first_half(
    out: &mut Vec<u8>,
    event: &Event,
    draws: &[Drawn],
    at: Location<'_>,
    shape: &Shape,
    key: Option<&Key>,
) {
    json::text(out, "action", &event.action);
    if let Doer::Person(actor) = &event.actor {
        write_actor(out, actor);
    }
    if !event.added.is_empty() {
        json::key(out, "added");
        write_added(out, &event.added, shape, at.place(key, "added"));
    }
    json::text(out, "at", &time::entered_text(event.at));
    optional_text(out, "cause", event.cause.as_deref());
    json::text(out, "definition", &event.definition);
    json::text(out, "district", at.district);
    write_list(out, "docs", &event.docs, write_doc);
    write_list(out, "draws", draws, write_drawn);
    write_list(out, "facts", &event.facts, |out, fact| json::string(out, fact));
    if !event.fields.is_empty() {
        json::key(out, "fields");
        let fields = event.fields.iter().map(|(id, value)| (&**id, shape.field(id), value));
        members::write(out, fields, at.place(key, "fields"), true);
    }
}

/// `from` to `warnings`.
fn write_second_half(out: &mut Vec<u8>, event: &Event, at: Location<'_>, shape: &Shape, key: Option<&Key>) {
    optional_text(out, "from", event.from.as_deref());
    if !event.input.is_empty() {
        let action = shape.action(&event.action);
        json::key(out, "input");
        let inputs = event.input.iter().map(|(id, value)| (&**id, shape.input(action, id), value));
        members::write(out, inputs, at.place(key, "input"), true);
    }
    if let Doer::Law { limit, article } = &event.actor {
        json::key(out, "law");
        out.push(b'{');
        optional_text(out, "article", article.as_deref());
        json::text(out, "limit", limit);
        out.push(b'}');
    }
    if event.moment != event.at {
        json::text(out, "moment", &time::entered_text(event.moment));
    }
    optional_text(out, "no", event.no.as_deref());
    json::text(out, "on", &time::date_text(event.on));
    if let Some(org) = &event.org {
        write_ref(out, "org", org);
    }
    if event.past {
        json::key(out, "past");
        json::boolean(out, true);
    }
    write_last_keys(out, event, at, shape, key);
}

/// `record` to `warnings`.
fn write_last_keys(out: &mut Vec<u8>, event: &Event, at: Location<'_>, shape: &Shape, key: Option<&Key>) {
    json::text(out, "record", at.record);
    if let Some((field, row)) = &event.row {
        json::key(out, "row");
        write_added(out, &[(field.clone(), vec![row.clone()])], shape, at.place(key, "row"));
    }
    json::key(out, "seq");
    json::int(out, i64::from(event.seq));
    write_list(out, "terms", &event.terms, write_term);
    optional_text(out, "to", event.to.as_deref());
    json::text(out, "type", &shape.def.id);
    json::key(out, "v");
    json::int(out, VERSION);
    write_list(out, "warnings", &event.warnings, |out, id| json::string(out, id));
}

fn optional_text(out: &mut Vec<u8>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        json::text(out, name, value);
    }
}

fn write_list<T>(out: &mut Vec<u8>, name: &str, list: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    if list.is_empty() {
        return;
    }
    json::key(out, name);
    out.push(b'[');
    for member in list {
        json::separate(out);
        write(out, member);
    }
    out.push(b']');
}

fn write_actor(out: &mut Vec<u8>, actor: &Actor) {
    json::key(out, "actor");
    out.push(b'{');
    optional_text(out, "appointment", actor.appointment.as_ref().map(RecordId::as_str));
    optional_text(out, "delegate_of", actor.delegate_of.as_ref().map(RecordId::as_str));
    optional_text(out, "org", actor.org.as_ref().map(RecordId::as_str));
    json::text(out, "person", actor.person.as_str());
    json::text(out, "role", &actor.role);
    if actor.stands_for_party {
        json::key(out, "stands_for_party");
        json::boolean(out, true);
    }
    out.push(b'}');
}

fn write_added(out: &mut Vec<u8>, added: &[(Name, Vec<Arc<Row>>)], shape: &Shape, place: Place<'_>) {
    let lists: Vec<(&Name, Value)> = added
        .iter()
        .map(|(field, rows)| (field, Value::list(rows.iter().cloned().map(Value::Row))))
        .collect();
    let lists = lists.iter().map(|(id, rows)| (&***id, shape.field(id), rows));
    members::write(out, lists, place, true);
}

fn write_ref(out: &mut Vec<u8>, name: &str, reference: &Ref) {
    json::text(out, name, reference.id.as_str());
    if let Some(day) = reference.day {
        json::marked_key(out, name, value::DAY_MARK);
        json::string(out, &time::date_text(day));
    }
}

fn write_doc(out: &mut Vec<u8>, doc: &Doc) {
    out.push(b'{');
    json::text(out, "id", &doc.id);
    json::text(out, "sm3", &doc.sm3);
    out.push(b'}');
}

fn write_drawn(out: &mut Vec<u8>, drawn: &Drawn) {
    out.push(b'{');
    json::key(out, "n");
    json::int(out, drawn.n);
    optional_text(out, "org", drawn.org.as_ref().map(RecordId::as_str));
    json::text(out, "period", &drawn.period);
    json::text(out, "series", &drawn.series);
    out.push(b'}');
}

fn write_term(out: &mut Vec<u8>, term: &TermEnd) {
    out.push(b'{');
    optional_text(out, "due", term.due.map(time::moment_text).as_deref());
    json::text(out, "limit", &term.limit);
    json::key(out, "met");
    json::boolean(out, term.met);
    json::text(out, "on", &time::moment_text(term.ended));
    if let Some(row) = term.row {
        json::key(out, "row");
        json::int(out, i64::from(row));
    }
    json::text(out, "start", &time::moment_text(term.start));
    json::key(out, "used");
    json::int(out, term.used);
    out.push(b'}');
}
