//! Events read from their stored bytes.

use std::borrow::Cow;
use std::sync::Arc;

use fadu_base::{Name, RecordId, Ref, Row};
use fadu_engine::{Actor, Doc, Doer, Event, TermEnd};
use fadu_journal::seal::Key;

use super::{Decoded, Drawn, Location, VERSION};
use crate::codec::json::Reader;
use crate::codec::members::{self, Place};
use crate::codec::shape::{Shape, Shapes};
use crate::codec::{CodecError, time, value};

/// Reads an event from its stored bytes and checks that it belongs where it lies.
pub fn decode(
    text: &str,
    at: Location<'_>,
    shapes: &Shapes,
    key: Option<&Key>,
) -> Result<Decoded, CodecError> {
    let mut reader = Reader::new(text);
    let mut draft = Draft::default();
    reader.object::<CodecError>(|reader, name| draft.member(reader, &name, at, shapes, key))?;
    reader.finish()?;
    if draft.event.seq != at.seq {
        return Err(CodecError::Elsewhere("seq"));
    }
    draft.finish(at.place(key, "added"))
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
        key: Option<&Key>,
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
            "fields" => self.read_fields(reader, at.place(key, "fields"))?,
            "input" => self.read_input(reader, at.place(key, "input"))?,
            "row" => self.read_row(reader, at.place(key, "row"))?,
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

    fn read_definition(&mut self, reader: &mut Reader<'a>, shapes: &Shapes) -> Result<(), CodecError> {
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

    fn read_fields(&mut self, reader: &mut Reader<'a>, place: Place<'_>) -> Result<(), CodecError> {
        let shape = self.shape()?.clone();
        self.event.fields = members::read(reader, |id| shape.field(id), place)?;
        Ok(())
    }

    fn read_input(&mut self, reader: &mut Reader<'a>, place: Place<'_>) -> Result<(), CodecError> {
        let shape = self.shape()?.clone();
        let action = shape.action(&self.event.action);
        self.event.input = members::read(reader, |id| shape.input(action, id), place)?;
        Ok(())
    }

    fn read_row(&mut self, reader: &mut Reader<'a>, place: Place<'_>) -> Result<(), CodecError> {
        let read = read_rows(reader, self.shape()?, place)?;
        self.event.row =
            read.into_iter().next().and_then(|(field, rows)| Some((field, rows.into_iter().next()?)));
        Ok(())
    }

    fn finish(mut self, place: Place<'_>) -> Result<Decoded, CodecError> {
        if let Some(added) = self.added {
            self.event.added = read_rows(&mut Reader::new(added), self.shape()?, place)?;
        }
        if !self.moment {
            self.event.moment = self.event.at;
        }
        let shape = self.shape()?.clone();
        Ok(Decoded { event: self.event, draws: self.draws, shape })
    }
}

/// Rows by field.
type Added = Vec<(Name, Vec<Arc<Row>>)>;

fn read_rows(reader: &mut Reader<'_>, shape: &Shape, place: Place<'_>) -> Result<Added, CodecError> {
    let lists = members::read(reader, |id| shape.field(id), place)?;
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
