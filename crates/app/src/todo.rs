//! To do 待办: the records that wait for somebody, the earliest due first.

pub(crate) mod counts;

use std::collections::BTreeSet;

use fadu_base::counting::Moment;
use fadu_base::{Instant, RecordId};
use fadu_definition::Action;
use fadu_engine::Rules;
use fadu_engine::time_limit::{Unit, remaining};
use fadu_store::codec::time::{moment_text, parse_moment};
use fadu_store::driver::Db;
use fadu_store::journal::journal_position;
use fadu_store::work::{
    Place, WorkAsked, WorkRow, work_below, work_count, work_is_any, work_of_record, work_page,
};
use fadu_store::{Reader, StoreError};

use crate::access::Sight;
use crate::heading::{Heading, heading, name_of};
use crate::list::Eyes;
use crate::page::limits::{Left, until};
use crate::reach::Reach;
use crate::title::Eye;
use crate::{District, Failure, Seat};
use counts::{Counts, Numbers};

/// Rows of a page if none are asked for.
const PAGE: usize = 50;
/// Most rows of a page.
const PAGE_MOST: usize = 500;

/// What is asked of a work list.
#[derive(Clone, Debug, Default)]
pub struct TodoAsked {
    /// Type ids; none: all.
    pub types: Vec<String>,
    /// Colours by their word (see [`COLOURS`]); none: all.
    pub colours: Vec<String>,
    /// `organization/…` that owns the record.
    pub org: Option<String>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; nought: 50.
    pub most: usize,
}

/// The colours of a work list (sheet 00, 4.5), and the word for records on which no limit runs.
pub const COLOURS: [&str; 6] = ["逾期", "红", "黄", "绿", "暂停", "无期限"];

/// A work list.
#[derive(Clone, Debug, Default)]
pub struct Todo {
    /// A page of it.
    pub rows: Vec<TodoRow>,
    /// What to ask for the page after.
    pub next: Option<String>,
    /// How many records there are under all filters.
    pub all: u64,
    /// Each colour with its number of records, the other filters applied.
    pub colours: Vec<(String, u64)>,
    /// Each type with its number of records, the other filters applied: id, name, number.
    pub types: Vec<(String, String, u64)>,
}

/// A record that waits.
#[derive(Clone, Debug, Default)]
pub struct TodoRow {
    /// `type/local`.
    pub record: String,
    /// Type id.
    pub type_id: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// The line by which it is listed.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
    /// Name of its step.
    pub step: String,
    /// Name of the organization that owns it.
    pub org: Option<String>,
    /// Name of the limit that is due first.
    pub limit: Option<String>,
    /// Its last day or instant, as people write it.
    pub due: Option<String>,
    /// Colour, by its word.
    pub colour: String,
    /// What is left of the limit: `还剩 3 个工作日`.
    pub remaining: Option<String>,
    /// First day of the record.
    pub opened_on: String,
    /// What is open to me on it: id and name of each action.
    pub actions: Vec<(String, String)>,
}

impl TodoRow {
    /// Until when, as a sentence says it.
    pub fn until(&self) -> Option<String> {
        let (due, left) = (self.due.as_ref()?, self.remaining.as_ref()?);
        Some(if self.colour == "逾期" { left.clone() } else { until(due, left) })
    }
}

impl District {
    /// The records that wait for somebody in a capacity: those in whose step an action is open to
    /// it.
    pub fn todo(&self, seat: &Seat, asked: &TodoAsked) -> Result<Todo, Failure> {
        self.todo_at(seat, asked, self.now())
    }

    pub(crate) fn todo_at(&self, seat: &Seat, asked: &TodoAsked, now: Instant) -> Result<Todo, Failure> {
        let rules = self.rules();
        Ok(self.store.read(|reader| {
            let present = work_below(reader.view.db, self.code(), &seat.role)?;
            let reach = Reach::of(seat, reader, now.date(), present)?;
            let words = Words::of(asked, now);
            let list =
                List { rules, district: self.code(), seat, asked, words, reach, now, counts: &self.counts };
            let (places, next) = list.page(reader)?;
            let records: Vec<String> = places.iter().map(|(_, record)| record.clone()).collect();
            let sights = Eyes::new(self, seat, now).all(reader, &records)?;
            let rows = records.iter().map(|record| {
                let sight = sights.get(record).copied().unwrap_or(Sight::Nothing);
                list.row(reader, record, Eye { role: &seat.role, sight })
            });
            let rows = rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
            list.counted(reader, Todo { rows, next, ..Todo::default() })
        })?)
    }
}

/// What is asked, in the texts that statements compare.
struct Words {
    now: String,
    types: String,
    colours: String,
    org: String,
}

impl Words {
    fn of(asked: &TodoAsked, now: Instant) -> Self {
        let spaced = |words: &[String]| match words {
            [] => String::new(),
            words => format!(" {} ", words.join(" ")),
        };
        Self {
            now: moment_text(Moment::At(now)),
            types: spaced(&asked.types),
            colours: spaced(&asked.colours),
            org: asked.org.clone().unwrap_or_default(),
        }
    }
}

/// A work list while it is made.
struct List<'a> {
    rules: Rules<'a>,
    district: &'a str,
    seat: &'a Seat,
    asked: &'a TodoAsked,
    words: Words,
    reach: Reach,
    now: Instant,
    counts: &'a Counts,
}

impl List<'_> {
    fn filter(&self) -> WorkAsked<'_> {
        WorkAsked {
            role: &self.seat.role,
            person: &self.seat.person,
            now: &self.words.now,
            types: &self.words.types,
            colours: &self.words.colours,
            org: &self.words.org,
            record: "",
        }
    }

    /// The records of a page in their order, and where the next begins: the lists of all keys are in
    /// order, so the first of each hold the first of all.
    fn page(&self, reader: &Reader<'_>) -> Result<(Vec<Place>, Option<String>), StoreError> {
        let most = if self.asked.most == 0 { PAGE } else { self.asked.most.min(PAGE_MOST) };
        let after = self.asked.after.as_deref().and_then(|after| after.split_once(' '));
        let after = after.map_or_else(Place::default, |(late, record)| (late.into(), record.into()));
        let mut merged = BTreeSet::new();
        for key in self.reach.keys() {
            let most = i64::try_from(most + 1).unwrap_or(i64::MAX);
            let page = work_page(reader.view.db, self.district, &self.filter(), key, (&after, most))?;
            merged.extend(page);
        }
        let more = merged.len() > most;
        let places: Vec<Place> = merged.into_iter().take(most).collect();
        let next = places.last().filter(|_| more).map(|(late, record)| format!("{late} {record}"));
        Ok((places, next))
    }

    fn row(&self, reader: &Reader<'_>, record: &str, eye: Eye<'_>) -> Result<Option<TodoRow>, StoreError> {
        let rows = work_of_record(reader.view.db, self.district, record)?;
        let mine: Vec<&WorkRow> = rows.iter().filter(|row| self.is_mine(row)).collect();
        let (Some(first), Some(id)) = (mine.first(), RecordId::parse(record)) else { return Ok(None) };
        let Some(heading) = heading(&self.rules, reader, self.now, &id, eye)? else { return Ok(None) };
        let row = row_of(self.rules, first, &heading, self.now);
        let open =
            |action: &&Action| mine.iter().any(|row| row.actions.contains(&format!(" {} ", action.id)));
        let actions = heading.def.actions.iter().filter(open);
        let org = first.org.as_deref().map(|org| name_of(reader, org, self.now.date())).transpose()?;
        Ok(Some(TodoRow {
            org: org.flatten(),
            actions: actions.map(|action| (action.id.to_string(), action.name.clone())).collect(),
            ..row
        }))
    }

    /// Whether a row of the table is one of the list's.
    fn is_mine(&self, row: &WorkRow) -> bool {
        let person = format!(" {} ", self.seat.person);
        row.role == self.seat.role
            && self.reach.keys().any(|key| *key == row.whose)
            && row.until_on.as_deref().is_none_or(|until| until > &*self.words.now)
            && !row.barred.as_deref().is_some_and(|barred| barred.contains(&person))
    }

    /// Adds the numbers of records.
    fn counted(&self, reader: &Reader<'_>, mut todo: Todo) -> Result<Todo, StoreError> {
        let db = reader.view.db;
        let keys: Vec<&str> = self.reach.keys().map(String::as_str).collect();
        let WorkAsked { role, person, now, org, .. } = self.filter();
        let key = [role, person, org, &keys.join("\n")].join("\n");
        let position = journal_position(db, self.district)?;
        let counts = self.counts.get(key, (position, now), || self.count(db))?;
        let asked = |list: &[String], word: &str| list.is_empty() || list.iter().any(|one| one == word);
        let number = |ty: Option<&str>, colour: Option<&str>| -> u64 {
            let fits = |(of, with): &(String, String)| {
                ty.map_or_else(|| asked(&self.asked.types, of), |ty| ty == of)
                    && colour.map_or_else(|| asked(&self.asked.colours, with), |colour| colour == with)
            };
            counts.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum()
        };
        todo.all = number(None, None);
        todo.colours =
            COLOURS.iter().map(|colour| ((*colour).to_owned(), number(None, Some(colour)))).collect();
        let types: BTreeSet<&String> = counts.keys().map(|(ty, _)| ty).collect();
        todo.types =
            types.into_iter().map(|ty| (ty.clone(), self.type_name(ty), number(Some(ty), None))).collect();
        Ok(todo)
    }

    /// The numbers of records by type and colour. One that waits for me in several ways counts under the
    /// first.
    fn count(&self, db: &Db) -> Result<Numbers, StoreError> {
        let (mut counts, mut others, mut known) = (Numbers::new(), ["-"; 3], 0);
        for (at, key) in self.reach.keys().enumerate() {
            if !work_is_any(db, self.district, &self.seat.role, key)? {
                continue;
            }
            for (ty, colour, n) in work_count(db, self.district, &self.filter(), key, others)? {
                *counts.entry((ty, colour)).or_default() += n.unsigned_abs();
            }
            if let Some(slot) = others.get_mut(known).filter(|_| at < self.reach.own.len()) {
                (*slot, known) = (key, known + 1);
            }
        }
        Ok(counts)
    }

    fn type_name(&self, ty: &str) -> String {
        let versions = self.rules.definitions.types.get(ty);
        versions.and_then(|versions| versions.last()).map_or_else(|| ty.to_owned(), |def| def.name.clone())
    }
}

/// A row of a list without what depends on who looks.
pub(crate) fn row_of(rules: Rules<'_>, row: &WorkRow, heading: &Heading, now: Instant) -> TodoRow {
    let def = &heading.def;
    let step = def.steps.iter().find(|step| *step.id == *row.step);
    let limit = row.term.as_deref().and_then(|term| def.limits.iter().find(|limit| *limit.id == *term));
    TodoRow {
        record: row.record.clone(),
        type_id: row.ty.clone(),
        type_name: def.name.clone(),
        title: heading.title.clone(),
        no: heading.no.clone(),
        step: step.map_or_else(|| row.step.clone(), |step| step.name.clone()),
        org: None,
        limit: limit.map(|limit| limit.name.clone()),
        due: row.due_on.as_deref().map(|due| due.get(..16).unwrap_or(due).replace('T', " ")),
        colour: colour(row, now).to_owned(),
        remaining: remaining_text(rules, row, now),
        opened_on: row.opened_on.clone(),
        actions: Vec::new(),
    }
}

/// The colour of a row at an instant, as the statements of the list tell it.
fn colour(row: &WorkRow, now: Instant) -> &'static str {
    let now = moment_text(Moment::At(now));
    let since = |on: &Option<String>| on.as_deref().is_some_and(|on| on <= &*now);
    match &*row.state {
        _ if row.late_on <= now => "逾期",
        "paused" => "暂停",
        "none" => "无期限",
        _ if since(&row.red_on) => "红",
        _ if since(&row.yellow_on) => "黄",
        _ => "绿",
    }
}

fn remaining_text(rules: Rules<'_>, row: &WorkRow, now: Instant) -> Option<String> {
    let unit = match row.unit.as_deref()? {
        "wd" => Unit::WorkingDay,
        "d" => Unit::Day,
        "wmin" => Unit::WorkingMinute,
        _ => Unit::Minute,
    };
    let due = row.due_on.as_deref().and_then(parse_moment);
    let paused = row.state == "paused";
    let left = match due {
        _ if paused => row.rest,
        Some(due) => remaining(rules.calendar, unit, now, due),
        None => return None,
    };
    let late = colour(row, now) == "逾期";
    Some(Left { unit, left, due, paused, late, today: now.date() }.words())
}

#[cfg(test)]
mod test;
