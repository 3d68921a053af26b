//! One action by one person: find the record and the appointment, decide, append, answer.

use fadu_base::{Date, Instant, Name, RecordId, Value};
use fadu_definition::{Given, TypeDef};
use fadu_engine::{Actor, Change, Command, Decision, Doc, Doer, Reason, Target};
use fadu_store::attempt::{Attempt, attempt_insert};
use fadu_store::draft::{Draft, draft_put};
use fadu_store::{Appended, Reader, Source, StoreError, Txn};

use crate::decide::decided;
use crate::{District, Failure, show, words};

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
    pub fn act(&mut self, asked: &ActAsked) -> Result<ActAnswer, Failure> {
        let now = self.moment(asked)?;
        let target = self.target(&asked.record)?;
        let (target, def) = target;
        let action = action_id(&def, &asked.action)?;
        let actor = self.actor(asked, now.date())?;
        let command = Command {
            target,
            action,
            input: input(&asked.with)?,
            row: asked.row,
            docs: self.docs(&asked.docs, now)?,
            by: Doer::Person(actor),
            now,
            seen: None,
            cause: None,
        };
        self.run(command, asked.with.join("\n"))
    }

    fn moment(&self, asked: &ActAsked) -> Result<Instant, Failure> {
        match (&asked.now, self.demo_day()) {
            (None, _) => Ok(self.now()),
            (Some(_), None) => Err(Failure::setup("--now 只能在示范数据中使用")),
            (Some(text), Some(_)) => text
                .parse()
                .map_err(|_| Failure::setup(format!("时刻“{text}”看不懂, 请写如 2021-02-18T10:00"))),
        }
    }

    /// The record named, or a new one of the type named.
    fn target(&self, name: &str) -> Result<(Target, std::sync::Arc<TypeDef>), Failure> {
        if let Some(def) = self.catalog.definitions.types.get(name).and_then(|versions| versions.last()) {
            let local = uuid::Uuid::now_v7().simple().to_string();
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

    /// The appointment of the person that is in force today.
    fn actor(&self, asked: &ActAsked, today: Date) -> Result<Actor, Failure> {
        let person = self.person(&asked.by)?;
        let found = self.store.read(|reader| appointments(reader, &person, today))?;
        let mut fitting: Vec<&Actor> = found
            .iter()
            .filter(|actor| asked.role.as_deref().is_none_or(|role| &*actor.role == role))
            .filter(|actor| {
                asked.org.as_deref().is_none_or(|org| {
                    actor.org.as_ref().is_some_and(|id| id.local() == org || id.as_str() == org)
                })
            })
            .collect();
        match (fitting.pop(), fitting.is_empty()) {
            (Some(only), true) => Ok(only.clone()),
            (None, _) if asked.role.as_deref() == Some("applicant") => Ok(applicant(person)),
            (None, _) => Err(Failure::setup(format!("{} 今日没有相符的任职, 不能办理", asked.by))),
            (Some(_), false) => {
                Err(Failure::setup(format!("{} 今日有几个任职, 请用 --role 和 --org 指明", asked.by)))
            }
        }
    }

    /// The person of an id, or of a name that one person alone bears.
    fn person(&self, name: &str) -> Result<RecordId, Failure> {
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
            _ => Err(Failure::setup(format!("名为“{name}”的人员有{}个, 请写人员标识", named.len()))),
        }
    }

    fn docs(&self, docs: &[String], now: Instant) -> Result<Vec<Doc>, Failure> {
        docs.iter()
            .map(|doc| {
                let (id, path) = doc
                    .split_once('=')
                    .ok_or_else(|| Failure::setup(format!("文书“{doc}”请写成 文书标识=文件路径")))?;
                let path = std::path::Path::new(path);
                let bytes = std::fs::read(path).map_err(|error| Failure::file(path, error))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let sm3 = self.store.attach(&bytes, &name, "application/octet-stream", &now.to_string())?;
                Ok(Doc { id: id.into(), sm3: sm3.into() })
            })
            .collect()
    }

    fn run(&self, command: Command, given: String) -> Result<ActAnswer, Failure> {
        let catalog = self.catalog.clone();
        let division = self.code().to_owned();
        Ok(self.store.write(move |txn| {
            let rules = fadu_engine::Rules {
                definitions: &catalog.definitions,
                calendar: &catalog.calendar,
                division: &division,
            };
            let record = match &command.target {
                Target::On(id) => txn.load(id)?,
                Target::New(_) => None,
            };
            match decided(&rules, record.as_deref(), &command, txn)? {
                Decision::Done(changes) => done(txn, changes),
                Decision::Refused { by_law, refusal } => {
                    txn.append(by_law)?;
                    refused(txn, &command, &refusal.reasons, given)
                }
                Decision::Ask(_) => Err(StoreError::Invalid("办理规程的查询没有答案".into())),
            }
        })?)
    }
}

fn done(txn: &mut Txn<'_>, changes: Vec<Change>) -> Result<ActAnswer, StoreError> {
    let appended = txn.append(changes)?;
    let record = appended.last().map(|done| done.record.id.to_string()).unwrap_or_default();
    let first = appended.first().map_or(record, |done| done.record.id.to_string());
    Ok(ActAnswer::Done { record: first, lines: appended.iter().map(event_line).collect() })
}

fn event_line(done: &Appended) -> String {
    let def = &done.record.def;
    let action = def.actions.iter().find(|action| action.id == done.event.action);
    let name = action.map_or(&*done.event.action, |action| action.name.as_str());
    let step = done.record.step.and_then(|step| def.steps.get(usize::from(step)));
    let step = step.map(|step| format!(", 环节: {}", step.name)).unwrap_or_default();
    format!("{} {name} ({}){step}", done.record.id, done.event.on)
}

/// A refusal leaves a draft of what was given and a line in the log of attempts.
fn refused(
    txn: &mut Txn<'_>,
    command: &Command,
    reasons: &[Reason],
    given: String,
) -> Result<ActAnswer, StoreError> {
    let (Target::On(record) | Target::New(record)) = &command.target;
    let person = match &command.by {
        Doer::Person(actor) => actor.person.to_string(),
        _ => String::new(),
    };
    let at = command.now.to_string();
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
    let id = uuid::Uuid::now_v7().simple().to_string();
    let draft = Draft {
        id: id.clone(),
        record: record.to_string(),
        action: command.action.to_string(),
        person,
        at,
        content: given,
    };
    draft_put(txn.db(), keys, district, &draft)?;
    Ok(ActAnswer::Refused { lines: reasons.iter().map(words::reason).collect(), draft: Some(id) })
}

fn action_id(def: &TypeDef, name: &str) -> Result<Name, Failure> {
    let found = def.actions.iter().find(|action| &*action.id == name || action.name == name);
    found.map(|action| action.id.clone()).ok_or_else(|| {
        let all: Vec<String> =
            def.actions.iter().map(|action| format!("{} {}", action.id, action.name)).collect();
        Failure::setup(format!("{}没有动作“{name}”; 可办理: {}", def.name, all.join("、")))
    })
}

fn applicant(person: RecordId) -> Actor {
    Actor {
        person,
        appointment: None,
        role: "applicant".into(),
        org: None,
        delegate_of: None,
        stands_for_party: false,
    }
}

/// The persons of a name.
fn persons(reader: &mut Reader<'_>, name: &str) -> Result<Vec<RecordId>, StoreError> {
    let types = &reader.view.shared.definitions.types;
    let Some(def) = types.get("person").and_then(|versions| versions.last()) else { return Ok(Vec::new()) };
    let Some(field) = def.fields.iter().find(|field| &*field.id == "name") else { return Ok(Vec::new()) };
    Ok(reader.view.called(def, field, name)?.into_iter().map(|called| called.id).collect())
}

/// The appointments of a person in force on a day.
fn appointments(reader: &mut Reader<'_>, person: &RecordId, day: Date) -> Result<Vec<Actor>, StoreError> {
    let shared = reader.view.shared;
    let Some(def) = shared.definitions.types.get("appointment").and_then(|versions| versions.last()) else {
        return Ok(Vec::new());
    };
    let Some(field) = def.fields.iter().find(|field| &*field.id == "person") else { return Ok(Vec::new()) };
    let mut actors = Vec::new();
    for called in reader.view.called(def, field, person.as_str())? {
        if !called.is_on(day) {
            continue;
        }
        if let Some(snapshot) = reader.view.snapshot(&called.id, Some(day))? {
            let value =
                |name: &str| snapshot.fields.iter().find(|(id, _)| &**id == name).map(|(_, value)| value);
            let role = value("role").and_then(Value::as_text).unwrap_or_default();
            let org = match value("unit") {
                Some(Value::Ref(unit)) => Some(unit.id.clone()),
                _ => None,
            };
            actors.push(Actor {
                role: role.into(),
                org,
                appointment: Some(called.id.clone()),
                ..applicant(person.clone())
            });
        }
    }
    Ok(actors)
}

/// `field=value`: a value that begins with `[` or `{` is JSON, everything else a text that is read
/// by the field's type.
fn input(with: &[String]) -> Result<Vec<(Name, Given)>, Failure> {
    with.iter()
        .map(|pair| {
            let (name, value) =
                pair.split_once('=').ok_or_else(|| Failure::setup(format!("“{pair}”请写成 字段=值")))?;
            Ok((name.trim().into(), given(value)?))
        })
        .collect()
}

fn given(text: &str) -> Result<Given, Failure> {
    if text.starts_with(['[', '{']) {
        let json = serde_json::from_str(text)
            .map_err(|error| Failure::setup(format!("“{text}”不是 JSON: {error}")))?;
        return Ok(of_json(&json));
    }
    Ok(Given::Value(if text.is_empty() { Value::Null } else { Value::text(text) }))
}

fn of_json(json: &serde_json::Value) -> Given {
    use serde_json::Value as Json;
    match json {
        Json::Null => Given::Value(Value::Null),
        Json::Bool(truth) => Given::Value(Value::Bool(*truth)),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Given::Value(Value::Int(number)),
            None => Given::Value(Value::text(number.to_string())),
        },
        Json::String(text) => Given::Value(Value::text(text.as_str())),
        Json::Array(members) => Given::List(members.iter().map(of_json).collect()),
        Json::Object(cells) => {
            Given::Row(cells.iter().map(|(name, cell)| (name.as_str().into(), of_json(cell))).collect())
        }
    }
}
