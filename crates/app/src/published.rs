//! Publications 公示 for everyone: what each shows, through the masks of sheet 00, 10, and whether
//! the duty to publish was met in time.

mod figures;
pub(crate) mod masked;

use fadu_base::{Instant, RecordId, Value};
use fadu_definition::{Publication, TypeDef};
use fadu_engine::Rules;
use fadu_engine::eval::{Env, Subject, eval};
use fadu_engine::facts::Book;
use fadu_engine::text::show::period;
use fadu_store::codec::time::date_text;
use fadu_store::publication::{PublicationRow, publication_count, publication_get, publication_page};
use fadu_store::{Reader, StoreError};

use crate::decide::answered;
use crate::heading::name_of;
use crate::{District, Failure, Upload};

/// Rows of a page if none are asked for.
const PAGE: usize = 20;
/// Most rows of a page.
const PAGE_MOST: usize = 500;

/// What is asked of the publications.
#[derive(Clone, Debug, Default)]
pub struct PublishedAsked {
    /// Type id.
    pub type_id: Option<String>,
    /// Publication id within the type.
    pub publication: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; nought: 20.
    pub most: usize,
}

/// Publications, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// A page of them.
    pub rows: Vec<Item>,
    /// What to ask for the page after.
    pub next: Option<String>,
}

/// Something published.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// `type/local/publication`: names the item.
    pub id: String,
    /// `type/local`.
    pub record: String,
    /// Type id.
    pub type_id: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// Publication id.
    pub publication: String,
    /// Chinese name of the publication: 行政处罚公示.
    pub name: String,
    /// A line for lists, made of what is shown alone.
    pub title: String,
    /// Name of the organization.
    pub org: Option<String>,
    /// Field name and value, masked; empty ones left out.
    pub shows: Vec<(String, String)>,
    /// Tables: name, heads, rows of cells.
    pub tables: Vec<(String, Vec<String>, Vec<Vec<String>>)>,
    /// Files: name of the field, and hash of the stored file.
    pub files: Vec<(String, String)>,
    /// Day of publication.
    pub published_on: String,
    /// Last day of the duty to publish.
    pub due_on: Option<String>,
    /// Whether it was published after that day.
    pub late: bool,
    /// Day from which it is no longer shown.
    pub until_on: Option<String>,
    /// Law and article of the duty.
    pub article: Option<String>,
}

/// A duty to publish and how it is kept.
#[derive(Clone, Debug, Default)]
pub struct Duty {
    /// Type id.
    pub type_id: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// Publication id.
    pub publication: String,
    /// Chinese name.
    pub name: String,
    /// Within how long, in words; none: at once.
    pub within: Option<String>,
    /// Law and article.
    pub article: Option<String>,
    /// How many are shown now.
    pub shown: u64,
}

impl District {
    /// What is published now.
    pub fn published(&self, asked: &PublishedAsked) -> Result<Published, Failure> {
        let (rules, now) = (self.rules(), self.now());
        Ok(self.store.read(|reader| {
            let most = if asked.most == 0 { PAGE } else { asked.most.min(PAGE_MOST) };
            let mut rows = rows(reader, self.code(), now, asked, most + 1)?;
            let more = rows.len() > most;
            rows.truncate(most);
            let last = rows.last().filter(|_| more);
            let place = |row: &PublicationRow| {
                let day = row.published_on.as_deref().unwrap_or_default();
                format!("{day} {} {}", row.record, row.publication)
            };
            let next = last.map(place);
            let items = rows.iter().map(|row| item(&rules, reader, now, row));
            Ok(Published {
                rows: items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(),
                next,
            })
        })?)
    }

    /// Publications that hold a word, among the newest. What is looked through is what is shown, so
    /// that nothing behind a mask can be found out.
    pub fn published_with(&self, word: &str, most: usize) -> Result<Vec<Item>, Failure> {
        let word = word.trim();
        if word.is_empty() {
            return Ok(Vec::new());
        }
        let asked = PublishedAsked { most: PAGE_MOST, ..PublishedAsked::default() };
        let holds = |item: &Item| {
            item.title.contains(word)
                || item.org.as_deref().is_some_and(|org| org.contains(word))
                || item.shows.iter().any(|(_, text)| text.contains(word))
        };
        Ok(self.published(&asked)?.rows.into_iter().filter(holds).take(most).collect())
    }

    /// A file of a publication that is shown.
    pub fn published_file(&self, id: &str, sm3: &str) -> Result<Option<Upload>, Failure> {
        match self.published_item(id)? {
            Some(item) if item.files.iter().any(|(_, known)| known == sm3) => self.stored(sm3),
            _ => Ok(None),
        }
    }

    /// One item by its id; none if it is not shown, or no longer.
    pub fn published_item(&self, id: &str) -> Result<Option<Item>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let Some((record, publication)) = id.rsplit_once('/') else { return Ok(None) };
        let today = date_text(now.date());
        Ok(self.store.read(|reader| {
            let row = publication_get(reader.view.db, self.code(), record, publication)?;
            let is_shown = |row: &PublicationRow| {
                row.state == "shown" && row.until_on.as_deref().is_none_or(|until| until > &*today)
            };
            match row.filter(is_shown) {
                Some(row) => item(&rules, reader, now, &row),
                None => Ok(None),
            }
        })?)
    }

    /// Every duty to publish of the definitions in force.
    pub fn duties(&self) -> Result<Vec<Duty>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let today = date_text(now.date());
        Ok(self.store.read(|reader| {
            let counts = publication_count(reader.view.db, self.code(), &today)?;
            let mut duties = Vec::new();
            for def in rules.definitions.types.values().filter_map(|versions| versions.last()) {
                for publication in &def.publications {
                    let within = within(&rules, reader, now, def, publication)?;
                    let fits =
                        |(ty, id, _): &&(String, String, i64)| **ty == *def.id && **id == *publication.id;
                    duties.push(Duty {
                        type_id: def.id.to_string(),
                        type_name: def.name.clone(),
                        publication: publication.id.to_string(),
                        name: publication.name.clone(),
                        within,
                        article: publication.article.clone(),
                        shown: counts.iter().find(fits).map_or(0, |(_, _, n)| n.unsigned_abs()),
                    });
                }
            }
            Ok(duties)
        })?)
    }
}

fn rows(
    reader: &Reader<'_>,
    district: &str,
    now: Instant,
    asked: &PublishedAsked,
    most: usize,
) -> Result<Vec<PublicationRow>, StoreError> {
    let today = date_text(now.date());
    let mut place = asked.after.as_deref().unwrap_or_default().split(' ').map(str::to_owned);
    // Days begin with digits: a colon stands after all of them.
    let day = place.next().filter(|day| !day.is_empty()).unwrap_or_else(|| ":".to_owned());
    let before = (day, place.next().unwrap_or_default(), place.next().unwrap_or_default());
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let ty = asked.type_id.as_deref().unwrap_or_default();
    let publication = asked.publication.as_deref().unwrap_or_default();
    publication_page(reader.view.db, district, &today, (ty, publication), &before, most)
}

/// The length of a duty in words.
fn within(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    now: Instant,
    def: &TypeDef,
    publication: &Publication,
) -> Result<Option<String>, StoreError> {
    let Some(within) = &publication.within else { return Ok(None) };
    answered(reader, |facts| {
        let book = Book::new(facts);
        let value = eval(&Env::new(*rules, def, Subject::None, now, &book), within);
        let asks = book.take_asks();
        let text = match value {
            Value::Period(length) => Some(period(length)),
            _ => None,
        };
        if asks.is_empty() { Ok(text) } else { Err(asks) }
    })
}

/// An item as everyone may see it; none if its record cannot be read.
pub(crate) fn item(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    now: Instant,
    row: &PublicationRow,
) -> Result<Option<Item>, StoreError> {
    let Some(id) = RecordId::parse(&row.record) else { return Ok(None) };
    let today = reader.view.snapshot(&id, Some(now.date()))?;
    let read = match today {
        Some(read) => Some(read),
        None => reader.view.snapshot(&id, None)?,
    };
    let Some(read) = read else { return Ok(None) };
    let Some(def) = read.def.clone() else { return Ok(None) };
    let Some(publication) = def.publications.iter().find(|known| *known.id == *row.publication) else {
        return Ok(None);
    };
    let page = masked::page(rules, reader, now, &read, &publication.shows)?;
    let org = read.org.as_ref().map(|org| name_of(reader, org.id.as_str(), now.date())).transpose()?;
    let published_on = row.published_on.clone().unwrap_or_default();
    let title = page.title.or_else(|| read.no.as_deref().map(str::to_owned));
    Ok(Some(Item {
        id: format!("{}/{}", row.record, row.publication),
        record: row.record.clone(),
        type_id: def.id.to_string(),
        type_name: def.name.clone(),
        publication: row.publication.clone(),
        name: publication.name.clone(),
        title: title.unwrap_or_else(|| publication.name.clone()),
        org: org.flatten(),
        shows: page.shows,
        tables: page.tables,
        files: page.files,
        late: row.due_on.as_deref().is_some_and(|due| *published_on > *due),
        published_on,
        due_on: row.due_on.clone(),
        until_on: row.until_on.clone(),
        article: publication.article.clone(),
    }))
}
