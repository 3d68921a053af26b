//! The form 表单 of an action, from its definition: what it asks for, in which kind of control, with
//! what is known filled in. A definition added to the folder has its forms without a page of code.

pub(crate) mod known;
mod value;

use fadu_base::{Instant, Value};
use fadu_definition::expr::explain::{DefinitionNames, explain};
use fadu_definition::{Action, Field, FieldType, From, Kind, TypeDef, Want};
use fadu_engine::eval::{Env, Subject, eval};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Query, Record, Rules, open_actions};
use fadu_store::{Reader, StoreError};
use serde_json::{Map, Value as Json};

use crate::access::{Sight, field_sight};
use crate::page::asked;
use crate::{District, Failure, Seat, capability};

/// References with more records than this are asked for by name, not chosen from a list.
const CHOICES: usize = 120;

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
    /// The rows one of which is acted on: name, and number and words of each.
    pub rows: Option<(String, Vec<(u32, String)>)>,
    /// What is asked for.
    pub controls: Vec<Control>,
    /// Papers to attach: id and Chinese name.
    pub papers: Vec<(String, String)>,
    /// Papers the program makes.
    pub made: Vec<String>,
    /// Fields that the program fills in itself.
    pub filled: Vec<String>,
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
        if let Some(versions) = self.catalog.definitions.types.get(on) {
            let Some(def) = in_force(versions, now.date()) else { return Ok(None) };
            let found = def.actions.iter().find(|known| &*known.id == action);
            let found = found.filter(|action| may_begin(action, &seat.role) && seat.party_of.is_none());
            let Some(action) = found else { return Ok(None) };
            return Ok(Some(self.store.read(|reader| {
                let form = asked(reader, |facts| drawn(&rules, def, None, (action, &seat.role), now, facts))?;
                let form = known::own(reader, (def, action), form, seat, now)?;
                with_choices(reader, &rules, known::given(form, given), seat, now)
            })?));
        }
        let form = self.seen(seat, on, |reader, record, actor, _| {
            let open = asked(reader, |facts| open_actions(&rules, record, actor, now, facts))?;
            let Some(open) = open.iter().find(|open| &*open.id == action) else { return Ok(None) };
            let Some(action) = record.def.actions.get(usize::from(open.index)) else { return Ok(None) };
            let form = asked(reader, |facts| {
                drawn(&rules, &record.def, Some(record), (action, &seat.role), now, facts)
            })?;
            with_choices(reader, &rules, known::given(form, given), seat, now).map(Some)
        })?;
        Ok(form.flatten())
    }
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
        rows: drawing.rows(),
        controls,
        papers: documents()
            .filter(|paper| paper.template.is_none())
            .map(|paper| (paper.id.to_string(), paper.name.clone()))
            .collect(),
        made: documents().filter(|paper| paper.template.is_some()).map(|paper| paper.name.clone()).collect(),
        filled: filled.iter().filter_map(|name| named(&name)).collect(),
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
                // What somebody may not read is not theirs to fill in.
                let theirs = |column: &&Field| field_sight(column, self.role, Sight::Full) > Sight::Nothing;
                let typed = columns.iter().filter(|column| column.is.is_none()).filter(theirs);
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

    /// The rows one of which is acted on.
    fn rows(&self) -> Option<(String, Vec<(u32, String)>)> {
        let at = usize::from(self.action.row?);
        let field = self.def.fields.get(at)?;
        let rows = self.record?.fields.get(at)?.members().iter().filter_map(|value| match value {
            Value::Row(row) => Some((row.no, fadu_engine::text::display(self.env, Some(field), value))),
            _ => None,
        });
        Some((field.name.clone(), rows.collect()))
    }
}

/// References with few records become choices.
fn with_choices(
    reader: &mut Reader<'_>,
    rules: &Rules<'_>,
    mut form: Form,
    seat: &Seat,
    now: Instant,
) -> Result<Form, StoreError> {
    let mut known = Known { rules, now, published: seat.is_applicant(), lists: Vec::new() };
    for control in &mut form.controls {
        let value = std::mem::take(&mut control.value);
        known.fill(reader, control, &value)?;
        control.value = value;
    }
    Ok(form)
}

/// Records to choose from: id and name.
type Choices = Vec<(String, String)>;

/// The lists of records looked up for a form: each type once.
struct Known<'a> {
    rules: &'a Rules<'a>,
    now: Instant,
    /// An applicant is told the names of what is published alone.
    published: bool,
    lists: Vec<(String, Option<Choices>)>,
}

impl Known<'_> {
    /// Whether records of a type may be named.
    fn names(&self, ty: &str) -> bool {
        let versions = self.rules.definitions.types.get(ty);
        let def = versions.and_then(|versions| in_force(versions, self.now.date()));
        def.is_some_and(|def| def.kind == Kind::Register && (!self.published || !def.publications.is_empty()))
    }

    /// `value` is what stands in it: records that stand there by their ids become choices too.
    fn fill(
        &mut self,
        reader: &mut Reader<'_>,
        control: &mut Control,
        value: &Json,
    ) -> Result<(), StoreError> {
        if let FormKind::Rows(columns) = &mut control.kind {
            return columns.iter_mut().try_for_each(|column| {
                let cells = known::cells(value, &column.name);
                self.fill(reader, column, &cells)
            });
        }
        let FormKind::Named(types) = &control.kind else { return Ok(()) };
        let types = types.clone();
        let list = match types.as_slice() {
            [ty] => self.list(reader, ty)?,
            _ => None,
        };
        let list = match list {
            Some(list) => list,
            None => {
                let ids = known::ids(value, &types).into_iter().filter(|id| self.names(id.ty()));
                self.named(reader, &ids.collect::<Vec<_>>(), self.now.date())?
            }
        };
        if !list.is_empty() {
            control.kind = FormKind::Choice(list);
        }
        Ok(())
    }

    /// The records of a register in force today, if they are few.
    fn list(&mut self, reader: &mut Reader<'_>, ty: &str) -> Result<Option<Choices>, StoreError> {
        if !self.names(ty) {
            return Ok(None);
        }
        if let Some((_, list)) = self.lists.iter().find(|(known, _)| known == ty) {
            return Ok(list.clone());
        }
        let day = self.now.date();
        let ids = reader.view.in_force(ty, day, CHOICES + 1)?.filter(|ids| ids.len() <= CHOICES);
        let list = match ids {
            None => None,
            Some(ids) => Some(self.named(reader, &ids, day)?),
        };
        self.lists.push((ty.to_owned(), list.clone()));
        Ok(list)
    }

    fn named(
        &self,
        reader: &Reader<'_>,
        ids: &[fadu_base::RecordId],
        day: fadu_base::Date,
    ) -> Result<Choices, StoreError> {
        let facts = Facts::default();
        let book = Book::new(&facts);
        let mut list = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(read) = reader.view.snapshot(id, Some(day))? else { continue };
            let Some(def) = read.def.clone() else { continue };
            let env = Env::new(*self.rules, &def, Subject::None, self.now, &book);
            list.push((id.to_string(), fadu_engine::text::show::snapshot(&env, &read)));
        }
        list.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(list)
    }
}
