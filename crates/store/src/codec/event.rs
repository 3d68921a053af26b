//! Events as canonical JSON and back (language.md 5.2). Keys are sorted, empty ones left out.

use std::borrow::Cow;
use std::sync::Arc;

use fadu_base::{Name, RecordId, Ref, Row, Value};
use fadu_engine::{Actor, Doc, Doer, Event, TermEnd};

use super::json::{self, Reader};
use super::members::{self, Place, Sealer};
use super::shape::{Shape, Shapes};
use super::{CodecError, time, value};

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
pub fn encode(
    event: &Event,
    draws: &[Drawn],
    at: Location<'_>,
    shape: &Shape,
    key: Option<&dyn Sealer>,
) -> Vec<u8> {
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
    key: Option<&dyn Sealer>,
) {
    json::text(out, "action", &event.action);
    if let Doer::Person(actor) = &event.actor {
        write_actor(out, actor);
    }
    if !event.added.is_empty() {
        json::key(out, "added");
        write_added(out, &event.added, shape, key);
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
        members::write(out, fields, Place::Journal(key), true);
    }
}

/// `from` to `warnings`.
fn write_second_half(
    out: &mut Vec<u8>,
    event: &Event,
    at: Location<'_>,
    shape: &Shape,
    key: Option<&dyn Sealer>,
) {
    optional_text(out, "from", event.from.as_deref());
    if !event.input.is_empty() {
        let action = shape.action(&event.action);
        json::key(out, "input");
        let inputs = event.input.iter().map(|(id, value)| (&**id, shape.input(action, id), value));
        members::write(out, inputs, Place::Journal(key), true);
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
fn write_last_keys(
    out: &mut Vec<u8>,
    event: &Event,
    at: Location<'_>,
    shape: &Shape,
    key: Option<&dyn Sealer>,
) {
    json::text(out, "record", at.record);
    if let Some((field, row)) = &event.row {
        json::key(out, "row");
        write_added(out, &[(field.clone(), vec![row.clone()])], shape, key);
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

fn write_added(
    out: &mut Vec<u8>,
    added: &[(Name, Vec<Arc<Row>>)],
    shape: &Shape,
    key: Option<&dyn Sealer>,
) {
    let lists: Vec<(&Name, Value)> = added
        .iter()
        .map(|(field, rows)| (field, Value::list(rows.iter().cloned().map(Value::Row))))
        .collect();
    let lists = lists.iter().map(|(id, rows)| (&***id, shape.field(id), rows));
    members::write(out, lists, Place::Journal(key), true);
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

/// Reads an event from its stored bytes and checks that it belongs where it lies.
pub fn decode(
    text: &str,
    at: Location<'_>,
    shapes: &Shapes,
    key: Option<&dyn Sealer>,
) -> Result<Decoded, CodecError> {
    let mut reader = Reader::new(text);
    let mut draft = Draft::default();
    reader.object::<CodecError>(|reader, name| draft.member(reader, &name, at, shapes, key))?;
    reader.finish()?;
    draft.finish(key)
}

/// An event while its keys are read.
struct Draft<'a> {
    event: Event,
    draws: Vec<Drawn>,
    shape: Option<Arc<Shape>>,
    /// Comes before the definition that describes it, so it is read at the end.
    added: Option<&'a str>,
    moment: bool,
}

impl Default for Draft<'_> {
    fn default() -> Self {
        let dawn = fadu_base::Instant::constant(1, 1, 1, 0, 0, 0, 0);
        let event = Event {
            seq: 0,
            at: dawn,
            on: dawn.date(),
            moment: dawn,
            action: Name::from(""),
            from: None,
            to: None,
            definition: Arc::from(""),
            actor: Doer::System,
            input: Vec::new(),
            fields: Vec::new(),
            added: Vec::new(),
            row: None,
            org: None,
            no: None,
            docs: Vec::new(),
            terms: Vec::new(),
            facts: Vec::new(),
            warnings: Vec::new(),
            cause: None,
            past: false,
        };
        Self { event, draws: Vec::new(), shape: None, added: None, moment: false }
    }
}

impl<'a> Draft<'a> {
    fn shape(&self) -> Result<&Arc<Shape>, CodecError> {
        self.shape.as_ref().ok_or(CodecError::Value("event without a definition"))
    }

    fn member(
        &mut self,
        reader: &mut Reader<'a>,
        name: &str,
        at: Location<'_>,
        shapes: &Shapes,
        key: Option<&dyn Sealer>,
    ) -> Result<(), CodecError> {
        match name {
            "action" => self.event.action = Name::from(&*reader.string()?),
            "actor" => self.event.actor = Doer::Person(read_actor(reader, shapes)?),
            "added" => self.added = Some(reader.skip()?),
            "at" => self.event.at = read_instant(reader)?,
            "cause" => self.event.cause = Some(shared(reader)?),
            "definition" => self.read_definition(reader, shapes)?,
            "district" => expect(reader, at.district, "district")?,
            "record" => expect(reader, at.record, "record")?,
            "type" => expect(reader, &self.shape()?.def.id.clone(), "type")?,
            "docs" => read_list(reader, &mut self.event.docs, read_doc)?,
            "draws" => read_list(reader, &mut self.draws, read_drawn)?,
            "facts" => read_list(reader, &mut self.event.facts, shared)?,
            "warnings" => read_list(reader, &mut self.event.warnings, shared)?,
            "terms" => read_list(reader, &mut self.event.terms, read_term)?,
            "fields" => self.read_fields(reader, key)?,
            "input" => self.read_input(reader, key)?,
            "row" => self.read_row(reader, key)?,
            _ => self.plain_member(reader, name)?,
        }
        Ok(())
    }

    fn plain_member(&mut self, reader: &mut Reader<'a>, name: &str) -> Result<(), CodecError> {
        match name {
            "from" => self.event.from = Some(self.shape()?.step(&reader.string()?)),
            "to" => self.event.to = Some(self.shape()?.step(&reader.string()?)),
            "law" => self.event.actor = read_law(reader)?,
            "moment" => {
                self.event.moment = read_instant(reader)?;
                self.moment = true;
            }
            "no" => self.event.no = Some(shared(reader)?),
            "on" => self.event.on = read_date(reader)?,
            "org" => self.event.org = Some(Ref::to(read_id(reader)?)),
            "org@" => {
                let day = read_date(reader)?;
                self.event.org = self.event.org.take().map(|org| Ref { day: Some(day), ..org });
            }
            "past" => self.event.past = reader.boolean()?,
            "seq" => self.event.seq = read_u32(reader)?,
            "v" => match reader.int()? {
                VERSION => (),
                other => return Err(CodecError::Version(other)),
            },
            _ => return Err(CodecError::Value("key of an event")),
        }
        Ok(())
    }

    fn read_definition(
        &mut self,
        reader: &mut Reader<'a>,
        shapes: &Shapes,
    ) -> Result<(), CodecError> {
        let tag = reader.string()?;
        let shape = shapes.of_tag(&tag).ok_or_else(|| CodecError::NoDefinition(tag.to_string()))?;
        let known = *shape.tag == *tag;
        self.event.definition = if known { shape.tag.clone() } else { Arc::from(&*tag) };
        if let Some(action) = shape.action(&self.event.action) {
            self.event.action = action.id.clone();
        }
        self.shape = Some(shape.clone());
        Ok(())
    }

    fn read_fields(
        &mut self,
        reader: &mut Reader<'a>,
        key: Option<&dyn Sealer>,
    ) -> Result<(), CodecError> {
        let shape = self.shape()?.clone();
        self.event.fields = members::read(reader, |id| shape.field(id), Place::Journal(key))?;
        Ok(())
    }

    fn read_input(
        &mut self,
        reader: &mut Reader<'a>,
        key: Option<&dyn Sealer>,
    ) -> Result<(), CodecError> {
        let shape = self.shape()?.clone();
        let action = shape.action(&self.event.action);
        let place = Place::Journal(key);
        self.event.input = members::read(reader, |id| shape.input(action, id), place)?;
        Ok(())
    }

    fn read_row(
        &mut self,
        reader: &mut Reader<'a>,
        key: Option<&dyn Sealer>,
    ) -> Result<(), CodecError> {
        let read = read_rows(reader, self.shape()?, key)?;
        self.event.row =
            read.into_iter().next().and_then(|(field, rows)| Some((field, rows.into_iter().next()?)));
        Ok(())
    }

    fn finish(mut self, key: Option<&dyn Sealer>) -> Result<Decoded, CodecError> {
        if let Some(added) = self.added {
            self.event.added = read_rows(&mut Reader::new(added), self.shape()?, key)?;
        }
        if !self.moment {
            self.event.moment = self.event.at;
        }
        let shape = self.shape()?.clone();
        Ok(Decoded { event: self.event, draws: self.draws, shape })
    }
}

fn read_rows(
    reader: &mut Reader<'_>,
    shape: &Shape,
    key: Option<&dyn Sealer>,
) -> Result<Vec<(Name, Vec<Arc<Row>>)>, CodecError> {
    let lists = members::read(reader, |id| shape.field(id), Place::Journal(key))?;
    Ok(lists.into_iter().map(|(id, list)| (id, value::rows(&list).cloned().collect())).collect())
}

fn expect(reader: &mut Reader<'_>, wanted: &str, what: &'static str) -> Result<(), CodecError> {
    if reader.string()? == wanted { Ok(()) } else { Err(CodecError::Elsewhere(what)) }
}

fn read_list<'a, T>(
    reader: &mut Reader<'a>,
    list: &mut Vec<T>,
    read: impl Fn(&mut Reader<'a>) -> Result<T, CodecError>,
) -> Result<(), CodecError> {
    reader.array::<CodecError>(|reader| {
        list.push(read(reader)?);
        Ok(())
    })
}

fn shared(reader: &mut Reader<'_>) -> Result<Arc<str>, CodecError> {
    Ok(Arc::from(&*reader.string()?))
}

fn read_id(reader: &mut Reader<'_>) -> Result<RecordId, CodecError> {
    RecordId::parse(&reader.string()?).ok_or(CodecError::Value("record id"))
}

fn read_date(reader: &mut Reader<'_>) -> Result<fadu_base::Date, CodecError> {
    time::parse_date(&reader.string()?).ok_or(CodecError::Value("date"))
}

fn read_instant(reader: &mut Reader<'_>) -> Result<fadu_base::Instant, CodecError> {
    time::parse_instant(&reader.string()?).ok_or(CodecError::Value("instant"))
}

fn read_u32(reader: &mut Reader<'_>) -> Result<u32, CodecError> {
    u32::try_from(reader.int()?).map_err(|_| CodecError::Value("number from 0"))
}

fn read_actor(reader: &mut Reader<'_>, shapes: &Shapes) -> Result<Actor, CodecError> {
    let (mut person, mut role) = (None, None);
    let (mut appointment, mut org, mut delegate_of, mut stands) = (None, None, None, false);
    reader.object::<CodecError>(|reader, name| {
        match &*name {
            "appointment" => appointment = Some(read_id(reader)?),
            "delegate_of" => delegate_of = Some(read_id(reader)?),
            "org" => org = Some(read_id(reader)?),
            "person" => person = Some(read_id(reader)?),
            "role" => role = Some(shapes.role(&reader.string()?)),
            "stands_for_party" => stands = reader.boolean()?,
            _ => return Err(CodecError::Value("key of an actor")),
        }
        Ok(())
    })?;
    let (Some(person), Some(role)) = (person, role) else {
        return Err(CodecError::Value("actor with person and role"));
    };
    Ok(Actor { person, appointment, role, org, delegate_of, stands_for_party: stands })
}

fn read_law(reader: &mut Reader<'_>) -> Result<Doer, CodecError> {
    let (mut limit, mut article) = (Name::from(""), None);
    reader.object::<CodecError>(|reader, name| {
        match &*name {
            "article" => article = Some(shared(reader)?),
            "limit" => limit = shared(reader)?,
            _ => return Err(CodecError::Value("key of an act by law")),
        }
        Ok(())
    })?;
    Ok(Doer::Law { limit, article })
}

fn read_doc(reader: &mut Reader<'_>) -> Result<Doc, CodecError> {
    let mut doc = Doc { id: Name::from(""), sm3: Arc::from("") };
    reader.object::<CodecError>(|reader, name| {
        match &*name {
            "id" => doc.id = shared(reader)?,
            "sm3" => doc.sm3 = shared(reader)?,
            _ => return Err(CodecError::Value("key of a document")),
        }
        Ok(())
    })?;
    Ok(doc)
}

fn read_drawn(reader: &mut Reader<'_>) -> Result<Drawn, CodecError> {
    let mut drawn = Drawn { org: None, series: Name::from(""), period: String::new(), n: 0 };
    reader.object::<CodecError>(|reader, name| {
        match &*name {
            "n" => drawn.n = reader.int()?,
            "org" => drawn.org = Some(read_id(reader)?),
            "period" => drawn.period = reader.string().map(Cow::into_owned)?,
            "series" => drawn.series = shared(reader)?,
            _ => return Err(CodecError::Value("key of a number drawn")),
        }
        Ok(())
    })?;
    Ok(drawn)
}

fn read_term(reader: &mut Reader<'_>) -> Result<TermEnd, CodecError> {
    let (mut limit, mut row, mut start, mut due, mut ended) = (Name::from(""), None, None, None, None);
    let (mut met, mut used) = (false, 0);
    reader.object::<CodecError>(|reader, name| {
        let moment = |reader: &mut Reader<'_>| {
            time::parse_moment(&reader.string()?).ok_or(CodecError::Value("day or instant"))
        };
        match &*name {
            "due" => due = Some(moment(reader)?),
            "limit" => limit = shared(reader)?,
            "met" => met = reader.boolean()?,
            "on" => ended = Some(moment(reader)?),
            "row" => row = Some(read_u32(reader)?),
            "start" => start = Some(moment(reader)?),
            "used" => used = reader.int()?,
            _ => return Err(CodecError::Value("key of an ended limit")),
        }
        Ok(())
    })?;
    let (Some(start), Some(ended)) = (start, ended) else {
        return Err(CodecError::Value("ended limit with start and end"));
    };
    Ok(TermEnd { limit, row, start, due, ended, met, used })
}
