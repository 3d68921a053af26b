//! The page of a record: what it is, where it stands, its limits, what happened.

use fadu_base::{RecordId, Value};
use fadu_definition::Field;
use fadu_engine::eval::Env;
use fadu_engine::facts::Book;
use fadu_engine::text::display;
use fadu_engine::text::show::moment;
use fadu_engine::{Doer, Event, Facts, LimitState, Record, Rules, limits};
use fadu_store::{Reader, Source, StoreError};

use crate::page::is_person;
use crate::title::references;
use crate::{District, Failure};

mod rows;

/// A record in words, reduced to what may be shown.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// Chinese name of its type.
    pub type_name: String,
    /// Its title or number.
    pub title: String,
    /// Number, step, owner, days.
    pub heads: Vec<(String, String)>,
    /// Filled fields by name.
    pub fields: Vec<(String, String)>,
    /// Limits by name.
    pub limits: Vec<(String, String)>,
    /// Events, one line each.
    pub history: Vec<String>,
}

impl District {
    /// The page of a record named by id or number.
    pub fn show(&self, name: &str) -> Result<RecordView, Failure> {
        let rules = self.rules();
        let now = self.now();
        let view = self.store.read(|reader| {
            let Some(id) = named(reader, name)? else { return Ok(None) };
            let Some(record) = reader.load(&id)? else { return Ok(None) };
            let mut facts = Facts::default();
            let states = states(&rules, &record, now, &mut facts, reader)?;
            names(&record, &mut facts, reader)?;
            Ok(Some(view(&rules, &record, now, &facts, &states)))
        })?;
        view.ok_or_else(|| Failure::setup(format!("没有记录“{name}”；请写 类型/标识 或记录编号")))
    }
}

/// A record by id (`type/local`) or by number.
pub(crate) fn named(reader: &mut Reader<'_>, name: &str) -> Result<Option<RecordId>, StoreError> {
    if let Some(id) = RecordId::parse(name) {
        return Ok(Some(id));
    }
    Ok(reader.view.numbered(None, name)?.into_iter().next())
}

fn states(
    rules: &Rules<'_>,
    record: &Record,
    now: fadu_base::Instant,
    facts: &mut Facts,
    reader: &mut Reader<'_>,
) -> Result<Vec<LimitState>, StoreError> {
    if record.past {
        return Ok(Vec::new());
    }
    loop {
        match limits(rules, record, now, facts) {
            Ok(states) => return Ok(states),
            Err(queries) => {
                for query in queries {
                    let answer = reader.answer(&query)?;
                    facts.known.push((query, answer));
                }
            }
        }
    }
}

/// Looks up what the record refers to, so that it is shown by name.
fn names(record: &Record, facts: &mut Facts, reader: &mut Reader<'_>) -> Result<(), StoreError> {
    let mut found = Vec::new();
    record.fields.iter().for_each(|value| references(value, &mut found));
    found.extend(record.org.iter().map(|org| org.id.clone()));
    for id in found {
        let query = fadu_engine::Query::Snapshot { id, day: None };
        if !facts.known.iter().any(|(known, _)| *known == query) {
            let answer = reader.answer(&query)?;
            facts.known.push((query, answer));
        }
    }
    Ok(())
}

fn view(
    rules: &Rules<'_>,
    record: &Record,
    now: fadu_base::Instant,
    facts: &Facts,
    states: &[LimitState],
) -> RecordView {
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let def = &record.def;
    let shown = def.fields.iter().zip(&record.fields).filter(|(_, value)| !value.is_empty());
    RecordView {
        type_name: def.name.clone(),
        title: record.no.as_deref().unwrap_or(record.id.local()).to_owned(),
        heads: heads(&env, record),
        fields: shown.map(|(field, value)| (field.name.clone(), told(&env, field, value))).collect(),
        limits: states.iter().map(|state| limit(record, state)).collect(),
        history: record.history.iter().map(|event| line(record, event)).collect(),
    }
}

fn heads(env: &Env<'_>, record: &Record) -> Vec<(String, String)> {
    let step = record.step.and_then(|step| record.def.steps.get(usize::from(step)));
    let org = record.org.as_ref().map(|org| display(env, None, &Value::Ref(org.clone())));
    let all = [
        ("记录", Some(record.id.to_string())),
        ("编号", record.no.as_deref().map(str::to_owned)),
        ("环节", step.map(|step| step.name.clone())),
        ("单位", org),
        ("开始", Some(record.opened_on.to_string())),
        // A late entry is dated by its beginning; its end stands among its fields.
        ("结束", record.closed_on.filter(|_| !record.past).map(|day| day.to_string())),
        ("来历", record.past.then(|| "补录".to_owned())),
        ("注意", record.stuck.then(|| "期限届满的法定动作没有写成，请督查员处理".to_owned())),
    ];
    all.into_iter().filter_map(|(head, value)| Some((head.to_owned(), value?))).collect()
}

/// A field's value; identity numbers, phones and addresses only masked.
fn told(env: &Env<'_>, field: &Field, value: &Value) -> String {
    use fadu_base::masking;
    use fadu_definition::FieldType;
    match (&field.ty, value) {
        (FieldType::IdNumber, Value::Text(text)) => masking::id_number(text),
        (FieldType::IdNumberOrUscc, Value::Text(text)) if is_person(text) => masking::id_number(text),
        (FieldType::Phone, Value::Text(text)) => masking::phone(text),
        (FieldType::Address, Value::Text(text)) => masking::address(text),
        (FieldType::Rows { .. }, Value::List(rows)) => format!("{} 行", rows.len()),
        _ => display(env, Some(field), value),
    }
}

fn limit(record: &Record, state: &LimitState) -> (String, String) {
    let def = &record.def.limits[usize::from(state.limit)];
    let row = state.row.map(|row| format!("（第{row}行）")).unwrap_or_default();
    let due = state.due.map_or_else(|| "未定".into(), moment);
    let unit = state.unit.word();
    let text = match (state.met, state.colour) {
        (Some(true), _) => format!("到期 {due}，已按期，用 {}{unit}", state.used),
        (Some(false), _) => format!("到期 {due}，已逾期办结，用 {}{unit}", state.used),
        (None, Some(colour)) => {
            format!("到期 {due} [{}] 已用 {}{unit}，余 {}{unit}", colour.word(), state.used, state.remaining)
        }
        (None, None) => format!("到期 {due}"),
    };
    (format!("{}{row}", def.name), text)
}

fn line(record: &Record, event: &Event) -> String {
    let action = record.def.actions.iter().find(|action| action.id == event.action);
    let name = action.map_or(&*event.action, |action| action.name.as_str());
    let who = match &event.actor {
        Doer::Person(actor) => format!("{} ({})", actor.person.local(), actor.role),
        Doer::Law { limit, article } => match article {
            Some(article) => format!("依法 ({article})"),
            None => format!("依法 (期限 {limit} 届满)"),
        },
        Doer::System => "系统".to_owned(),
    };
    let past = if event.past { " [补录]" } else { "" };
    let entered =
        if event.at.date() == event.on { String::new() } else { format!(", {} 记入", event.at.date()) };
    format!("{:>3}  {}  {name}  {who}{entered}{past}", event.seq, event.on)
}
