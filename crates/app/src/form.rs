//! The form 表单 of an action, from its definition: what it asks for, in which kind of control, with
//! what is known filled in. A definition added to the folder has its forms without a page of code.

mod about;
mod beside;
mod choices;
pub(crate) mod known;
mod rows;
mod value;

use fadu_base::{Instant, Value};
use fadu_definition::expr::explain::{DefinitionNames, explain};
use fadu_definition::{Action, Field, FieldType, From, TypeDef, Want};
use fadu_engine::eval::{Env, Subject, eval};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Query, Record, Rules, open_actions};
use serde_json::{Map, Value as Json};

use crate::heading::heading;
use crate::page::asked;
use crate::title::Eye;
use crate::{District, Failure, Seat, capability};
pub use about::AskedFor;
use about::Looked;
use choices::{Looks, with_choices};
pub(crate) use rows::by_name;

/// The form of an action.
#[derive(Clone, Debug)]
pub struct Form {
    /// Type id.
    pub ty: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// The record acted on; none: the action creates one.
    pub record: Option<String>,
    /// Its title or number.
    pub title: Option<String>,
    /// Number of its last event.
    pub seen: Option<u32>,
    /// Action id.
    pub action: String,
    /// Chinese name of the action.
    pub name: String,
    /// Law and article.
    pub article: Option<String>,
    /// What to heed.
    pub hint: Option<String>,
    /// The rows that may be acted on: name, and number and words of each.
    pub rows: Option<(String, Vec<(u32, String)>)>,
    /// What is asked for.
    pub controls: Vec<Control>,
    /// Papers to attach: id and Chinese name.
    pub papers: Vec<(String, String)>,
    /// Papers the program makes.
    pub made: Vec<String>,
    /// Fields that the program fills in itself.
    pub filled: Vec<String>,
    /// Whether records of the type have limits.
    pub counts: bool,
    /// What the matter is called, as far as it is known and the person may see it.
    pub about: Option<String>,
    /// For those who are no officials: what the office asked of them.
    pub asked: Option<AskedFor>,
}

/// A control of a form.
#[derive(Clone, Debug)]
pub struct Control {
    /// Name of the field, input or column.
    pub name: String,
    /// Chinese name.
    pub label: String,
    /// Help shown under it.
    pub help: String,
    /// When it applies, in Chinese; none: always.
    pub applies: Option<String>,
    /// Whether the action needs it (where it applies).
    pub needed: bool,
    /// Several values.
    pub many: bool,
    /// Kind of control.
    pub kind: FormKind,
    /// Purpose and legal basis of a personal value.
    pub purpose: Option<String>,
    /// What stands in it.
    pub value: Json,
}

/// Kinds of control.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum FormKind {
    Text,
    LongText,
    Integer,
    Decimal,
    /// In yuan.
    Money,
    Date,
    Datetime,
    /// A length of time, `15 wd`.
    Period,
    Bool,
    /// Key and word.
    Choice(Vec<(String, String)>),
    File,
    /// `longitude,latitude`.
    Point,
    Address,
    Phone,
    IdNumber,
    Uscc,
    /// A record of these types, by id, number, code or name.
    Named(Vec<String>),
    /// Rows with these columns.
    Rows(Vec<Control>),
}

/// A type of which a person may begin a record.
#[derive(Clone, Debug)]
pub struct Start {
    /// Type id.
    pub ty: String,
    /// Chinese name.
    pub type_name: String,
    /// Folder of its system.
    pub system: String,
    /// Action id.
    pub action: String,
    /// Chinese name of the action.
    pub name: String,
}

impl District {
    /// What a person in a capacity may begin today.
    pub fn starts(&self, seat: &Seat) -> Vec<Start> {
        // Who entered by the number of a record stands for that record alone.
        if seat.party_of.is_some() { Vec::new() } else { self.starts_of(&seat.role) }
    }

    pub(crate) fn starts_of(&self, role: &str) -> Vec<Start> {
        let today = self.now().date();
        let types = self.catalog.definitions.types.values();
        let current = types.filter_map(|versions| in_force(versions, today));
        current
            .flat_map(|def| def.actions.iter().filter_map(move |action| start(def, action, role)))
            .collect()
    }

    /// Whether an action of a record, or of a type to create one, is open to the person: whether it has
    /// a form.
    pub fn is_open(&self, seat: &Seat, on: &str, action: &str) -> Result<bool, Failure> {
        let (rules, now) = (self.rules(), self.now());
        if let Some(versions) = self.catalog.definitions.types.get(on) {
            return Ok(in_force(versions, now.date()).is_some_and(|def| begun(def, action, seat).is_some()));
        }
        let open = self.seen(seat, on, |reader, record, actor, _| {
            let open = asked(reader, |facts| open_actions(&rules, record, actor, now, facts))?;
            Ok(open.iter().any(|open| &*open.id == action))
        })?;
        Ok(open == Some(true))
    }

    /// The form of an action of a record, or of a type to create one; nothing if it is not open to
    /// the person. `given` is what stands in it already, beside what is known.
    pub fn form(
        &self,
        seat: &Seat,
        on: &str,
        action: &str,
        given: &Map<String, Json>,
    ) -> Result<Option<Form>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let looks = Looks { district: self, rules: &rules, record: None, seat, now };
        if let Some(versions) = self.catalog.definitions.types.get(on) {
            let Some(def) = in_force(versions, now.date()) else { return Ok(None) };
            let Some(action) = begun(def, action, seat) else { return Ok(None) };
            return Ok(Some(self.store.read(|reader| {
                let form = asked(reader, |facts| drawn(&rules, def, None, (action, &seat.role), now, facts))?;
                let form = known::own(reader, (def, action), form, seat, now)?;
                let form = with_choices(reader, known::given(form, given), looks)?;
                Ok(Form { about: about::chosen(def, &form), ..form })
            })?));
        }
        let form = self.seen(seat, on, |reader, record, actor, seen| {
            let open = asked(reader, |facts| open_actions(&rules, record, actor, now, facts))?;
            let Some(open) = open.iter().find(|open| &*open.id == action) else { return Ok(None) };
            let Some(action) = record.def.actions.get(usize::from(open.index)) else { return Ok(None) };
            let mut form = asked(reader, |facts| {
                drawn(&rules, &record.def, Some(record), (action, &seat.role), now, facts)
            })?;
            let looked = Looked { rules, record, actor, sight: seen, now };
            form = asked(reader, |facts| looked.above(&form, facts))?;
            let eye = Eye { role: &seat.role, sight: seen };
            form.rows = rows::rows(reader, &rules, record, (action, eye), now)?;
            let heading = heading(&rules, reader, now, &record.id, eye)?;
            form.title = heading.map(|read| read.no.unwrap_or(read.title));
            let looks = Looks { record: Some(record), ..looks };
            with_choices(reader, known::given(form, given), looks).map(Some)
        })?;
        Ok(form.flatten())
    }
}

/// The action by which a person begins a record, if it is open to them.
fn begun<'d>(def: &'d TypeDef, action: &str, seat: &Seat) -> Option<&'d Action> {
    let found = def.actions.iter().find(|known| &*known.id == action);
    found.filter(|action| may_begin(action, &seat.role) && seat.party_of.is_none())
}

/// The version of a type under which records are opened on a day.
pub(crate) fn in_force(versions: &[std::sync::Arc<TypeDef>], day: fadu_base::Date) -> Option<&TypeDef> {
    versions.iter().rev().find(|def| def.effective <= day).map(|def| &**def)
}

/// Whether an action creates a record and is open to a role.
pub(crate) fn may_begin(action: &Action, role: &str) -> bool {
    let creates = matches!(action.from, From::New | From::Steps { new: true, .. });
    // Late entries come from ledgers; a page offers what happens today.
    creates && action.by.iter().any(|by| *by.role == *role) && &*action.id != "enter_past"
}

/// Whether an action asks for a field of the record.
pub(crate) fn asks(def: &TypeDef, action: &Action, field: &Field) -> bool {
    let at = def.fields.iter().position(|known| known.id == field.id);
    let is_it = |want: &Want| matches!(want, Want::Field(n) if Some(usize::from(*n)) == at);
    action.needs.iter().chain(&action.may).any(is_it)
}

fn start(def: &TypeDef, action: &Action, role: &str) -> Option<Start> {
    may_begin(action, role).then(|| Start {
        ty: def.id.to_string(),
        type_name: def.name.clone(),
        system: def.system.clone(),
        action: action.id.to_string(),
        name: action.name.clone(),
    })
}

fn drawn(
    rules: &Rules<'_>,
    def: &TypeDef,
    record: Option<&Record>,
    (action, role): (&Action, &str),
    now: Instant,
    facts: &mut Facts,
) -> Result<Form, Vec<Query>> {
    let book = Book::new(facts);
    let subject = record.map_or(Subject::None, Subject::Record);
    let env = Env::new(*rules, def, subject, now, &book);
    let drawing = Drawing { env: &env, def, record, action, role };
    let filled = action.uses.as_deref().map_or(&[][..], capability::fills);
    let wants =
        action.needs.iter().map(|want| (want, true)).chain(action.may.iter().map(|want| (want, false)));
    let controls: Vec<Control> = wants
        .filter_map(|(want, needed)| drawing.control(want, needed))
        .filter(|control| !filled.contains(&&*control.name))
        .collect();
    let named =
        |name: &&&str| def.fields.iter().find(|field| &*field.id == **name).map(|field| field.name.clone());
    let documents = || action.docs.iter().filter_map(|at| def.documents.get(usize::from(*at)));
    let form = Form {
        ty: def.id.to_string(),
        type_name: def.name.clone(),
        record: record.map(|record| record.id.to_string()),
        title: record.map(|record| record.no.as_deref().unwrap_or(record.id.local()).to_owned()),
        seen: record.map(|record| record.seq),
        action: action.id.to_string(),
        name: action.name.clone(),
        article: action.article.clone(),
        hint: action.hint.clone(),
        rows: None,
        controls,
        papers: documents()
            .filter(|paper| paper.template.is_none())
            .map(|paper| (paper.id.to_string(), paper.name.clone()))
            .collect(),
        made: documents().filter(|paper| paper.template.is_some()).map(|paper| paper.name.clone()).collect(),
        filled: filled.iter().filter_map(|name| named(&name)).collect(),
        counts: !def.limits.is_empty(),
        about: None,
        asked: None,
    };
    if book.is_settled() { Ok(form) } else { Err(book.take_asks()) }
}

/// What the drawing of a form looks at.
struct Drawing<'a> {
    env: &'a Env<'a>,
    def: &'a TypeDef,
    record: Option<&'a Record>,
    action: &'a Action,
    role: &'a str,
}

impl Drawing<'_> {
    fn control(&self, want: &Want, needed: bool) -> Option<Control> {
        let field = match want {
            Want::Field(at) => self.def.fields.get(usize::from(*at)),
            Want::Input(at) => self.action.input.get(usize::from(*at)),
            Want::RowColumn(at) => self.columns().get(usize::from(*at)),
            Want::OwnNumber => None,
        }?;
        let known = match want {
            Want::Field(at) => self.record.and_then(|record| record.fields.get(usize::from(*at))),
            _ => None,
        };
        Some(self.of_field(field, needed, known))
    }

    fn of_field(&self, field: &Field, needed: bool, known: Option<&Value>) -> Control {
        let names = DefinitionNames { definitions: self.env.rules.definitions, own: Some(self.def) };
        let default = || field.default.as_ref().map(|default| eval(self.env, default)).unwrap_or_default();
        let value = known.filter(|value| !value.is_empty()).cloned().unwrap_or_else(default);
        Control {
            name: field.id.to_string(),
            label: field.name.clone(),
            help: field.help.clone(),
            applies: field.when.as_ref().map(|when| explain(when, &names)),
            needed: needed && !matches!(field.ty, FieldType::Bool),
            many: field.many,
            kind: self.kind(&field.ty),
            purpose: field.personal.clone(),
            value: self.prefilled(field, &value),
        }
    }

    /// Rows that are only added to begin empty.
    fn prefilled(&self, field: &Field, value: &Value) -> Json {
        match &field.ty {
            FieldType::Rows { append: true, .. } => Json::Null,
            FieldType::Rows { columns, .. } => value::rows(columns, value),
            _ => value::json(value),
        }
    }

    fn kind(&self, ty: &FieldType) -> FormKind {
        match ty {
            FieldType::Text | FieldType::Number => FormKind::Text,
            FieldType::LongText => FormKind::LongText,
            FieldType::Integer => FormKind::Integer,
            FieldType::Decimal => FormKind::Decimal,
            FieldType::Money => FormKind::Money,
            FieldType::Date => FormKind::Date,
            FieldType::Datetime => FormKind::Datetime,
            FieldType::Period => FormKind::Period,
            FieldType::Bool => FormKind::Bool,
            FieldType::Choice(of) => {
                FormKind::Choice(of.iter().map(|(key, word)| (key.to_string(), word.clone())).collect())
            }
            FieldType::File => FormKind::File,
            FieldType::Point => FormKind::Point,
            FieldType::Address => FormKind::Address,
            FieldType::Phone => FormKind::Phone,
            FieldType::IdNumber => FormKind::IdNumber,
            FieldType::Uscc | FieldType::IdNumberOrUscc => FormKind::Uscc,
            FieldType::Ref(types) => FormKind::Named(types.iter().map(ToString::to_string).collect()),
            FieldType::Rows { columns, .. } => {
                let theirs = |column: &&Field| column.is.is_none() && known::may_fill(column, self.role);
                let typed = columns.iter().filter(theirs);
                FormKind::Rows(typed.map(|column| self.of_field(column, false, None)).collect())
            }
        }
    }

    fn columns(&self) -> &[Field] {
        let field = self.action.row.and_then(|at| self.def.fields.get(usize::from(at)));
        match field.map(|field| &field.ty) {
            Some(FieldType::Rows { columns, .. }) => columns,
            _ => &[],
        }
    }
}
