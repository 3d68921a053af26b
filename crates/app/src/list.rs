//! Lists 台账: the records of any type, with columns and filters of choice, for those who may see
//! them; what leaves as a file is exactly what is shown.

mod export;
mod eyes;
mod file;
mod filter;
mod looker;
mod rows;
mod sheet;
mod view;

use std::sync::Arc;

use fadu_base::{Date, Instant, Name};
use fadu_definition::{FieldType, TypeDef};
use fadu_store::codec::time::date_text;
use fadu_store::list::{ListError, Listing, Place, list_count, list_page};
use fadu_store::sql::Bindings;
use fadu_store::{Reader, StoreError};

use crate::access::{Sight, field_sight, holds_personal};
use crate::figures::year_of;
use crate::{District, Failure, Seat};

pub use export::EXPORT_MOST;
pub(crate) use export::about;
pub(crate) use eyes::Eyes;
pub use filter::FilterFault;
pub use view::SavedView;

/// Rows of a page if none are asked for.
const PAGE: usize = 50;
/// Most rows of a page.
const PAGE_MOST: usize = 500;
/// Records are counted up to here.
const COUNTED: usize = 1_000;
/// Records under a condition of the language are counted up to here: each has to be looked at.
const COUNTED_COND: usize = 200;
/// Records of a type are counted up to here where all types stand together.
const COUNTED_TYPES: usize = 1_000;
/// Fields that are columns if none are chosen.
const FIELDS: usize = 3;

/// What is asked of a list. Empty texts filter nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListAsked {
    /// Columns by id; none: those that suit.
    pub columns: Vec<String>,
    /// Step id.
    pub step: String,
    /// `organization/…` that owns the record.
    pub org: String,
    /// Days between which it was opened.
    pub span: ListSpan,
    /// A field and the text it holds.
    pub field: String,
    /// The text.
    pub text: String,
    /// A condition in the language of definitions.
    pub cond: String,
    /// The `next` of the page before.
    pub after: String,
    /// Rows of a page; nought: 50.
    pub most: usize,
}

/// First and last day, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ListSpan {
    pub from: String,
    pub to: String,
}

/// A column that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Whether it is shown.
    pub on: bool,
}

/// How many records there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So many.
    pub n: usize,
    /// Or more.
    pub more: bool,
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct ListPage {
    /// Type id.
    pub type_id: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// All columns; those shown are on.
    pub columns: Vec<Column>,
    /// Steps to filter by: id and name.
    pub steps: Vec<(String, String)>,
    /// Organizations to filter by: id and name.
    pub orgs: Vec<(String, String)>,
    /// Fields to filter by: id and name.
    pub fields: Vec<(String, String)>,
    /// The records.
    pub rows: Vec<ListRow>,
    /// What to ask for the page after.
    pub next: Option<String>,
    /// How many there are under the filter; only with the first page.
    pub count: Option<Count>,
    /// Personal values may stand in it unmasked.
    pub personal: bool,
    /// What is wrong with the filter; then there are no rows.
    pub faults: Vec<FilterFault>,
}

/// A record of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRow {
    /// `type/local`.
    pub record: String,
    /// Its columns, as they are shown.
    pub cells: Vec<String>,
    /// Something in it is masked.
    pub masked: bool,
    /// It is here because the type is open to all staff, not because it concerns them.
    pub is_open: bool,
}

/// A type with a list.
#[derive(Clone, Debug)]
pub struct TypeList {
    /// Folder of its system.
    pub system: String,
    /// Type id.
    pub type_id: String,
    /// Chinese name.
    pub type_name: String,
    /// How many records the person sees.
    pub count: Count,
}

impl District {
    /// The types of which somebody may see records, by system.
    pub fn lists(&self, seat: &Seat) -> Result<Vec<TypeList>, Failure> {
        let now = self.now();
        let defs: Vec<&Arc<TypeDef>> =
            self.catalog.definitions.types.values().filter_map(|versions| versions.last()).collect();
        let mut lists = self.store.read(|reader| {
            let mut lists = Vec::new();
            for def in defs.iter().filter(|_| seat.appointment.is_some()) {
                let desk = Desk::of(self, reader, seat, def, now)?;
                let count = desk.count(reader, &[], COUNTED_TYPES).map_err(told)?;
                if count.n == 0 && !looker::may_see(self, seat, &def.id) {
                    continue;
                }
                lists.push(TypeList {
                    system: def.system.clone(),
                    type_id: def.id.to_string(),
                    type_name: def.name.clone(),
                    count,
                });
            }
            Ok(lists)
        })?;
        lists.sort_by(|a, b| a.system.cmp(&b.system));
        Ok(lists)
    }

    /// A page of the list of a type; nothing if there is no such type, or no appointment.
    pub fn list(&self, seat: &Seat, ty: &str, asked: &ListAsked) -> Result<Option<ListPage>, Failure> {
        let Some(def) = self.listed_type(seat, ty) else { return Ok(None) };
        let now = self.now();
        Ok(Some(self.store.read(|reader| {
            let mut desk = Desk::of(self, reader, seat, &def, now)?;
            let mut page = desk.empty(reader, asked)?;
            let (filter, faults) = filter::read(&desk, asked);
            desk.among = filter.among(reader, &def, asked)?;
            page.faults = faults;
            if !page.faults.is_empty() {
                return Ok(page);
            }
            match desk.fill(reader, asked, &filter, &mut page) {
                Ok(()) => {}
                Err(ListError::Store(error)) => return Err(error),
                Err(ListError::Unsupported(what)) => {
                    page.faults = vec![filter::unsupported(asked, &what.span)]
                }
            }
            Ok(page)
        })?))
    }

    fn listed_type(&self, seat: &Seat, ty: &str) -> Option<Arc<TypeDef>> {
        let def = self.catalog.definitions.types.get(ty)?.last()?;
        seat.appointment.is_some().then(|| def.clone())
    }
}

/// What makes a list of one type for one person.
struct Desk<'a> {
    district: &'a District,
    seat: &'a Seat,
    def: &'a TypeDef,
    looker: fadu_store::list::Looker,
    now: Instant,
    /// The records that a text filter may select at most.
    among: Option<Vec<String>>,
}

impl<'a> Desk<'a> {
    fn of(
        district: &'a District,
        reader: &Reader<'_>,
        seat: &'a Seat,
        def: &'a TypeDef,
        now: Instant,
    ) -> Result<Self, StoreError> {
        let looker = looker::of(district, reader, seat, &def.id, now.date())?;
        Ok(Self { district, seat, def, looker, now, among: None })
    }

    /// Runs with a filter made ready for statements.
    fn with<T>(&self, tests: &fadu_store::list::Tests<'_>, run: impl FnOnce(&Listing<'_>) -> T) -> T {
        let today = self.now.date();
        let digest = |value: &fadu_base::Value| {
            value.as_text().map(|text| self.district.store.shared().keys.digest_of(text))
        };
        let year = year_of(self.district.code(), today.year()).ok().map(|year| year.period);
        run(&Listing {
            definitions: &self.district.catalog.definitions,
            def: self.def,
            looker: &self.looker,
            tests,
            bindings: Bindings {
                district: self.district.code(),
                captures: &[],
                period: year,
                as_of: Some(today),
                cut_off: Some(today),
                digest: &digest,
            },
            among: self.among.as_deref(),
        })
    }

    fn count(
        &self,
        reader: &Reader<'_>,
        tests: &fadu_store::list::Tests<'_>,
        most: usize,
    ) -> Result<Count, ListError> {
        let n = self.with(tests, |listing| list_count(reader.view.db, listing, most + 1))?;
        Ok(Count { n: n.min(most), more: n > most })
    }

    /// The page without its rows.
    fn empty(&self, reader: &Reader<'_>, asked: &ListAsked) -> Result<ListPage, StoreError> {
        let def = self.def;
        let columns = columns(def, self.seat, &asked.columns);
        let fields = def.fields.iter().filter(|field| self.may_filter(field)).map(name_of_field);
        let tree = reader.view.tree(self.now.date())?;
        Ok(ListPage {
            type_id: def.id.to_string(),
            type_name: def.name.clone(),
            columns,
            steps: def.steps.iter().map(|step| (step.id.to_string(), step.name.clone())).collect(),
            orgs: tree
                .iter()
                .filter(|(org, ..)| self.sees_org(org))
                .map(|(org, name, _)| (org.clone(), name.clone()))
                .collect(),
            fields: fields.collect(),
            ..ListPage::default()
        })
    }

    fn sees_org(&self, org: &String) -> bool {
        let looker = &self.looker;
        looker.open || looker.concerns.iter().any(|concern| concern.all || concern.orgs.contains(org))
    }

    /// Whether a field may be filtered by its text.
    fn may_filter(&self, field: &fadu_definition::Field) -> bool {
        let has_text = !matches!(
            field.ty,
            FieldType::Rows { .. } | FieldType::Ref(_) | FieldType::File | FieldType::Bool | FieldType::Point
        );
        let is_number = matches!(
            field.ty,
            FieldType::Money | FieldType::Integer | FieldType::Decimal | FieldType::Period
        );
        has_text && !is_number && field_sight(field, &self.seat.role, Sight::Full) > Sight::Nothing
    }

    fn fill(
        &self,
        reader: &mut Reader<'_>,
        asked: &ListAsked,
        filter: &filter::Filter,
        page: &mut ListPage,
    ) -> Result<(), ListError> {
        let most = if asked.most == 0 { PAGE } else { asked.most.min(PAGE_MOST) };
        let after = place(&asked.after);
        let tests = filter.tests(asked);
        let (found, more) =
            self.with(&tests, |listing| list_page(reader.view.db, listing, after.as_ref(), most))?;
        if after.is_none() {
            page.count = Some(match more {
                false => Count { n: found.len(), more: false },
                // To count those that hold a text, each of the type would be looked at.
                true if !asked.text.is_empty() => Count { n: found.len(), more },
                true if !asked.cond.is_empty() => self.count(reader, &tests, COUNTED_COND)?,
                true => self.count(reader, &tests, COUNTED)?,
            });
        }
        let last = found.last().filter(|_| more).map(|listed| listed.place.clone());
        page.next = last.map(|(day, id)| format!("{day} {id}"));
        let shown: Vec<&str> =
            page.columns.iter().filter(|column| column.on).map(|column| column.id.as_str()).collect();
        page.rows = rows::of(self, reader, &found, &shown)?;
        page.personal = holds_personal(self.def) && page.rows.iter().any(|row| !row.is_open);
        Ok(())
    }
}

fn place(after: &str) -> Option<Place> {
    after.split_once(' ').map(|(day, id)| (day.to_owned(), id.to_owned()))
}

/// A list without a filter always has its statement.
fn told(error: ListError) -> StoreError {
    match error {
        ListError::Store(error) => error,
        ListError::Unsupported(what) => StoreError::Invalid(what.to_string()),
    }
}

fn name_of_field(field: &fadu_definition::Field) -> (String, String) {
    (field.id.to_string(), field.name.clone())
}

/// What a record of a type has beside its fields.
const OWN: [(&str, &str); 6] = [
    ("no", "编号"),
    ("@title", "事项"),
    ("step", "环节"),
    ("org", "单位"),
    ("opened_on", "开始日期"),
    ("closed_on", "结束日期"),
];

/// All columns of a type that the person may see; on are those asked for, or those that suit.
fn columns(def: &TypeDef, seat: &Seat, asked: &[String]) -> Vec<Column> {
    let seen = |field: &&fadu_definition::Field| field_sight(field, &seat.role, Sight::Full) > Sight::Nothing;
    let fields: Vec<&fadu_definition::Field> = def.fields.iter().filter(seen).collect();
    let suits = |field: &&fadu_definition::Field| {
        !matches!(field.ty, FieldType::Rows { .. } | FieldType::File | FieldType::LongText | FieldType::Point)
    };
    let first: Vec<&Name> =
        fields.iter().copied().filter(suits).take(FIELDS).map(|field| &field.id).collect();
    let is_own = |id: &str| match id {
        "closed_on" => false,
        "step" => !def.steps.is_empty(),
        "no" => def.number.is_some(),
        _ => true,
    };
    let knows =
        |id: &String| OWN.iter().any(|(own, _)| own == id) || fields.iter().any(|field| *field.id == **id);
    let none = !asked.iter().any(knows);
    let is_on = |id: &str, suits: bool| match none {
        true => suits,
        false => asked.iter().any(|known| known == id),
    };
    let own = OWN.iter().map(|(id, name)| Column {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        on: is_on(id, is_own(id)),
    });
    let fields = fields.iter().map(|field| Column {
        id: field.id.to_string(),
        name: field.name.clone(),
        on: is_on(&field.id, first.contains(&&field.id)),
    });
    own.chain(fields).collect()
}

/// A day as it was typed, if it is one.
fn day(text: &str) -> Option<String> {
    text.parse::<Date>().ok().map(date_text)
}

#[cfg(test)]
mod test;
