//! The service guide 办事指南: what may be asked of the government here, and how.
//!
//! No register is named: the guide is the register with a publication called `guide`. What else a
//! matter needs stands in the registers that refer to it and are published; a matter is applied for
//! by the action that creates a record with a reference to it and is open to applicants.

mod item;

use fadu_base::{Date, Instant, RecordId};
use fadu_definition::{Action, Field, FieldType, Kind, Publication, TypeDef, Want};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Rules, Snapshot};
use fadu_store::{Reader, StoreError};

use crate::form::{in_force, may_begin};
use crate::heading::name_of;
use crate::{APPLICANT, District, Failure};

pub use item::{GuideItem, GuidePart};

/// The publication that makes a register the guide.
const GUIDE: &str = "guide";
/// Rows of a page.
const PAGE: usize = 30;
/// Longest word looked for, in characters.
const WORD: usize = 40;

/// What is asked of the guide.
#[derive(Clone, Debug, Default)]
pub struct GuideAsked {
    /// A word of the item.
    pub word: String,
    /// `organization/…`.
    pub org: String,
    /// The `next` of the page before.
    pub after: String,
    /// Rows of a page; nought: 30.
    pub most: usize,
}

/// A page of the guide.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// Items: local id, name, organization.
    pub rows: Vec<GuideRow>,
    /// What to ask for the page after.
    pub next: Option<String>,
    /// Organizations with items: id, name, how many.
    pub orgs: Vec<(String, String, u64)>,
}

/// An item in the list.
#[derive(Clone, Debug, Default)]
pub struct GuideRow {
    /// Its id within the register.
    pub local: String,
    /// Its title.
    pub title: String,
    /// Name of the organization in charge.
    pub org: Option<String>,
}

impl District {
    /// A page of the items in force today.
    pub fn guide(&self, asked: &GuideAsked) -> Result<Guide, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let Some((def, publication)) = register(&rules, now.date()) else { return Ok(Guide::default()) };
        let most = if asked.most == 0 { PAGE } else { asked.most.min(PAGE) };
        let word: String = asked.word.trim().chars().take(WORD).collect();
        Ok(self.store.read(|reader| {
            let page = (now.date(), &*asked.after, i64::try_from(most + 1).unwrap_or(i64::MAX));
            let fields = texts(def, publication);
            let mut ids = reader.view.in_force_with(def, &fields, (&word, &asked.org), page)?;
            let more = ids.len() > most;
            ids.truncate(most);
            let next = ids.last().filter(|_| more).map(ToString::to_string);
            let rows = ids.iter().map(|id| row(&rules, reader, now, id)).collect::<Result<Vec<_>, _>>()?;
            let orgs = orgs(reader, def, now.date())?;
            Ok(Guide { rows: rows.into_iter().flatten().collect(), next, orgs })
        })?)
    }
}

/// The register that is the guide on a day, and its publication.
pub(crate) fn register<'a>(rules: &Rules<'a>, today: Date) -> Option<(&'a TypeDef, &'a Publication)> {
    let registers = rules.definitions.types.values().filter_map(|versions| in_force(versions, today));
    let mut registers = registers.filter(|def| def.kind == Kind::Register);
    registers.find_map(|def| {
        let guide = def.publications.iter().find(|publication| &*publication.id == GUIDE)?;
        Some((def, guide))
    })
}

/// Whether a field refers to records of a type and to no others.
pub(crate) fn refers_to(field: &Field, ty: &str) -> bool {
    matches!(&field.ty, FieldType::Ref(types) if matches!(&**types, [one] if **one == *ty))
}

/// Type, action and field by which applicants apply for an item of the guide.
pub(crate) fn application<'a>(
    rules: &Rules<'a>,
    guide: &str,
    today: Date,
) -> Option<(&'a TypeDef, &'a Action, &'a Field)> {
    let types = rules.definitions.types.values().filter_map(|versions| in_force(versions, today));
    let mut types = types.filter(|def| def.kind == Kind::Case);
    types.find_map(|def| {
        def.actions.iter().filter(|action| may_begin(action, APPLICANT)).find_map(|action| {
            let needed = action.needs.iter().filter_map(|want| match want {
                Want::Field(at) => def.fields.get(usize::from(*at)),
                _ => None,
            });
            let mut items = needed.filter(|field| !field.many && refers_to(field, guide));
            Some((def, action, items.next()?))
        })
    })
}

/// The texts that a publication shows.
fn texts<'a>(def: &'a TypeDef, publication: &Publication) -> Vec<&'a Field> {
    let shown = publication.shows.iter().filter_map(|at| def.fields.get(usize::from(*at)));
    shown.filter(|field| matches!(field.ty, FieldType::Text | FieldType::LongText) && !field.many).collect()
}

fn row(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    id: &RecordId,
) -> Result<Option<GuideRow>, StoreError> {
    let Some(read) = reader.view.snapshot(id, Some(now.date()))? else { return Ok(None) };
    let org = match &read.org {
        Some(org) => name_of(reader, org.id.as_str(), now.date())?,
        None => None,
    };
    Ok(Some(GuideRow { local: id.local().to_owned(), title: titled(rules, now, &read), org }))
}

/// An entry as its definition calls it.
fn titled(rules: &Rules<'_>, now: Instant, read: &Snapshot) -> String {
    let Some(def) = &read.def else { return read.id.local().to_owned() };
    let facts = Facts::default();
    let book = Book::new(&facts);
    let env = Env::new(*rules, def, Subject::Snapshot(read), now, &book);
    fadu_engine::text::template(&env, &def.title).replace("(空)", "").trim().to_owned()
}

fn orgs(reader: &Reader<'_>, def: &TypeDef, today: Date) -> Result<Vec<(String, String, u64)>, StoreError> {
    let counts = reader.view.in_force_by_org(&def.id, today)?;
    let named = counts.into_iter().map(|(id, n)| {
        let name = name_of(reader, &id, today)?.unwrap_or_default();
        Ok((id, name, n.unsigned_abs()))
    });
    let mut orgs = named.collect::<Result<Vec<_>, StoreError>>()?;
    orgs.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
    Ok(orgs)
}
