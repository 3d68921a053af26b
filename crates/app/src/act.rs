//! An action asked for in the words of the command line: who, what, `field=value`.

use fadu_base::{Instant, RecordId};
use fadu_engine::Actor;
use fadu_store::{Reader, StoreError};
use serde_json::{Map, Value as Json};

use crate::seat::{APPLICANT, applicant, appointments};
use crate::take::action_id;
use crate::{District, Failure, Seat, TakeAsked, Taken, Told};

/// An action asked for from the command line.
#[derive(Clone, Debug, Default)]
pub struct ActAsked {
    /// `type/local`, a number, or a type to create a record of.
    pub record: String,
    /// Id or Chinese name of the action.
    pub action: String,
    /// Person.
    pub by: String,
    /// Role, where the person has several.
    pub role: Option<String>,
    /// Organization, where the person has several.
    pub org: Option<String>,
    /// `field=value`.
    pub with: Vec<String>,
    /// Row acted on.
    pub row: Option<u32>,
    /// `document=path`.
    pub docs: Vec<String>,
    /// Instant, in a demonstration district.
    pub now: Option<String>,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum ActAnswer {
    /// Done: the record and what happened to which records.
    Done {
        /// Id of the record.
        record: String,
        /// One line an event.
        lines: Vec<String>,
    },
    /// Refused: every reason, and where the input was kept.
    Refused {
        /// One line a reason.
        lines: Vec<String>,
        /// Id of the draft.
        draft: Option<String>,
    },
}

impl District {
    /// Takes an action.
    pub fn act(&self, asked: &ActAsked) -> Result<ActAnswer, Failure> {
        let now = self.moment(asked)?;
        // What is asked for is answered before who asks.
        let (_, def) = self.target(&asked.record, None)?;
        action_id(&def, &asked.action)?;
        let seat = self.seat_named(asked, now)?;
        let taken = TakeAsked {
            record: asked.record.clone(),
            action: asked.action.clone(),
            input: input(&asked.with)?,
            row: asked.row,
            docs: self.attached(&seat, &asked.docs, now)?,
            ..TakeAsked::default()
        };
        Ok(match self.take_at(&seat, &taken, now)? {
            Taken::Done(receipt) => ActAnswer::Done { record: receipt.record, lines: receipt.lines },
            Taken::Refused { reasons, draft } => {
                ActAnswer::Refused { lines: reasons.iter().map(Told::sentence).collect(), draft }
            }
        })
    }

    fn moment(&self, asked: &ActAsked) -> Result<Instant, Failure> {
        match (&asked.now, self.demo_day()) {
            (None, _) => Ok(self.now()),
            (Some(_), None) => Err(Failure::setup("--now 只能在示范数据中使用")),
            (Some(text), Some(_)) => text
                .parse()
                .map_err(|_| Failure::setup(format!("时刻“{text}”看不懂，请写如 2021-02-18T10:00"))),
        }
    }

    /// The capacity of the person that is in force on the day.
    fn seat_named(&self, asked: &ActAsked, now: Instant) -> Result<Seat, Failure> {
        let person = self.person(&asked.by)?;
        let today = now.date();
        let found = self.store.read(|reader| appointments(reader, &person, today))?;
        let actor = match found.iter().filter(|actor| fits(asked, actor)).collect::<Vec<_>>().as_slice() {
            [only] => (*only).clone(),
            [] if asked.role.as_deref() == Some(APPLICANT) => applicant(person),
            [] => return Err(Failure::setup(format!("{} 今日没有相符的任职，不能办理", asked.by))),
            _ => {
                let say = format!("{} 今日有几个任职，请用 --role 和 --org 指明", asked.by);
                return Err(Failure::setup(say));
            }
        };
        Ok(self.store.read(|reader| self.seat_of(reader, &actor, today))?)
    }

    /// The person of an id, or of a name that one person alone bears.
    pub(crate) fn person(&self, name: &str) -> Result<RecordId, Failure> {
        if let Some(id) = RecordId::parse(name) {
            return Ok(id);
        }
        let mut named = self.store.read(|reader| persons(reader, name))?;
        named.sort();
        named.dedup();
        match named.as_slice() {
            [one] => Ok(one.clone()),
            [] => RecordId::parse(&format!("person/{name}"))
                .ok_or_else(|| Failure::setup(format!("人员“{name}”写法不对"))),
            _ => Err(Failure::setup(format!("名为“{name}”的人员有{}个，请写人员标识", named.len()))),
        }
    }

    fn attached(&self, seat: &Seat, docs: &[String], now: Instant) -> Result<Vec<(String, String)>, Failure> {
        docs.iter()
            .map(|doc| {
                let (id, path) = doc
                    .split_once('=')
                    .ok_or_else(|| Failure::setup(format!("文书“{doc}”请写成 文书标识=文件路径")))?;
                let path = std::path::Path::new(path);
                let bytes = std::fs::read(path).map_err(|error| Failure::file(path, error))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let sm3 = self.attach((&seat.person, &name), "application/octet-stream", &bytes, now)?;
                Ok((id.to_owned(), sm3))
            })
            .collect()
    }
}

fn fits(asked: &ActAsked, actor: &Actor) -> bool {
    let org = actor.org.as_ref();
    asked.role.as_deref().is_none_or(|role| &*actor.role == role)
        && asked
            .org
            .as_deref()
            .is_none_or(|name| org.is_some_and(|id| id.local() == name || id.as_str() == name))
}

/// The persons of a name.
fn persons(reader: &mut Reader<'_>, name: &str) -> Result<Vec<RecordId>, StoreError> {
    let types = &reader.view.shared.definitions.types;
    let Some(def) = types.get("person").and_then(|versions| versions.last()) else { return Ok(Vec::new()) };
    let Some(field) = def.fields.iter().find(|field| &*field.id == "name") else { return Ok(Vec::new()) };
    Ok(reader.view.called(def, field, name)?.into_iter().map(|called| called.id).collect())
}

/// `field=value`: a value that begins with `[` or `{` is JSON, everything else a text that is read
/// by the field's type.
fn input(with: &[String]) -> Result<Map<String, Json>, Failure> {
    with.iter()
        .map(|pair| {
            let (name, value) =
                pair.split_once('=').ok_or_else(|| Failure::setup(format!("“{pair}”请写成 字段=值")))?;
            Ok((name.trim().to_owned(), given(value)?))
        })
        .collect()
}

fn given(text: &str) -> Result<Json, Failure> {
    if text.starts_with(['[', '{']) {
        return serde_json::from_str(text)
            .map_err(|error| Failure::setup(format!("“{text}”不是 JSON: {error}")));
    }
    Ok(Json::String(text.to_owned()))
}
