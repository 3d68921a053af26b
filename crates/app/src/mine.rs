//! One's own 我的: the matters somebody is party of, what they have not finished, and everything that
//! is held about them (个人信息保护法第四十五条).

use fadu_base::{Instant, RecordId};
use fadu_definition::{Field, FieldType};
use fadu_engine::Rules;
use fadu_store::concern::{Opened, concern_page};
use fadu_store::draft::draft_of_person;
use fadu_store::{Reader, StoreError};
use serde_json::Value as Json;

use crate::heading::{heading, name_of};
use crate::list::Eyes;
use crate::portal::PERSON;
use crate::title::Eye;
use crate::{APPLICANT, District, Failure, NoticeRow, NoticesAsked, Reading, RecordPage, Seat};

/// Rows of a page.
const PAGE: usize = 30;
/// Characters of a text by which a draft is told from others.
const ABOUT: usize = 20;
/// Most matters and notices handed out at once.
const MOST: usize = 500;

/// A page of one's own matters, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// The matters.
    pub rows: Vec<MineRow>,
    /// What to ask for the page after.
    pub next: Option<String>,
}

/// A matter of one's own.
#[derive(Clone, Debug, Default)]
pub struct MineRow {
    /// `type/local`.
    pub record: String,
    /// Chinese name of its type.
    pub type_name: String,
    /// The line by which it is listed.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
    /// Name of its step.
    pub step: Option<String>,
    /// First day.
    pub opened_on: String,
}

/// A form not finished, or refused.
#[derive(Clone, Debug, Default)]
pub struct MyDraft {
    /// Its id.
    pub id: String,
    /// The page of its form.
    pub path: String,
    /// Type and action.
    pub name: String,
    /// What it is about, by what was typed first.
    pub about: Option<String>,
    /// When it was kept.
    pub at: String,
}

/// What is held about a person.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The entry of the person: field, value, purpose.
    pub person: Vec<(String, String, Option<String>)>,
    /// Their matters, as they see them.
    pub matters: Vec<RecordPage>,
    /// What they did not finish: where, when, and what was typed.
    pub drafts: Vec<(MyDraft, Json)>,
    /// What they were told.
    pub notices: Vec<NoticeRow>,
    /// Who read it, beside themselves.
    pub readers: Vec<Reading>,
}

impl District {
    /// A page of the matters of which the person is party.
    pub fn mine(&self, seat: &Seat, after: Option<&str>) -> Result<Mine, Failure> {
        let (rules, now) = (self.rules(), self.now());
        // Who entered by a number has this one matter.
        let whose = if seat.party_of.is_some() { "" } else { seat.person.as_str() };
        let before = before(after);
        Ok(self.store.read(|reader| {
            let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
            let mut found = concern_page(reader.view.db, self.code(), (APPLICANT, whose), (&before, most))?;
            let more = found.len() > PAGE;
            found.truncate(PAGE);
            let next = found.last().filter(|_| more).map(|(day, record)| format!("{day} {record}"));
            if let Some(record) = &seat.party_of {
                found.push((String::new(), record.clone()));
            }
            let mut eyes = Eyes::new(self, seat, now);
            let rows = found.iter().map(|(_, record)| {
                let eye = eyes.one(reader, record)?;
                row(&rules, reader, (now, eye), record)
            });
            Ok(Mine { rows: rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(), next })
        })?)
    }

    /// What the person has not finished, the latest first.
    pub fn drafts(&self, seat: &Seat) -> Result<Vec<MyDraft>, Failure> {
        Ok(self.drafts_typed(seat)?.into_iter().map(|(draft, _)| draft).collect())
    }

    /// Everything that is held about the person.
    pub fn held(&self, seat: &Seat) -> Result<Held, Failure> {
        let mut held = Held { drafts: self.drafts_typed(seat)?, ..Held::default() };
        if seat.party_of.is_none() {
            held.person = self.held_person(seat)?;
        }
        let mut after = None;
        while held.matters.len() < MOST {
            let page = self.mine(seat, after.as_deref())?;
            for row in &page.rows {
                held.matters.extend(self.page(seat, &row.record)?);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let asked = NoticesAsked { most: MOST, ..NoticesAsked::default() };
        held.notices = self.notices(seat, &asked)?.rows;
        let own = Some(seat.person.clone()).filter(|_| seat.party_of.is_none());
        let records: Vec<String> = held.matters.iter().map(|page| page.id.clone()).chain(own).collect();
        held.readers = self.readings_of(seat, &records)?;
        Ok(held)
    }

    fn drafts_typed(&self, seat: &Seat) -> Result<Vec<(MyDraft, Json)>, Failure> {
        if seat.party_of.is_some() {
            return Ok(Vec::new());
        }
        Ok(self.store.read(|reader| {
            let (db, keys) = (reader.view.db, &reader.view.shared.keys);
            let drafts = draft_of_person(db, keys, self.code(), &seat.person)?;
            let mut found = Vec::new();
            for draft in drafts {
                let Some(id) = RecordId::parse(&draft.record) else { continue };
                let is_there = reader.view.snapshot(&id, None)?.is_some();
                let typed = serde_json::from_str(&draft.content).unwrap_or(Json::Null);
                let about = self.draft_about(reader, id.ty(), &typed)?;
                let mine = self.my_draft(&draft, &id, is_there).map(|mine| MyDraft { about, ..mine });
                found.extend(mine.map(|mine| (mine, typed)));
            }
            Ok(found)
        })?)
    }

    /// What a draft is about: the entry it names first, else the beginning of its first text.
    fn draft_about(&self, reader: &Reader<'_>, ty: &str, typed: &Json) -> Result<Option<String>, StoreError> {
        let Some(def) = self.catalog.definitions.types.get(ty).and_then(|versions| versions.last()) else {
            return Ok(None);
        };
        let given =
            |field: &&Field| typed.get(&*field.id).and_then(Json::as_str).filter(|text| !text.is_empty());
        let entry = |field: &&Field| matches!(&field.ty, FieldType::Ref(of) if !of.iter().any(|ty| &**ty == "person"));
        let named = def.fields.iter().filter(entry).find_map(|field| given(&field));
        if let Some(name) = named.map(|id| name_of(reader, id, self.now().date())).transpose()?.flatten() {
            return Ok(Some(name));
        }
        let is_text = |field: &&Field| matches!(field.ty, FieldType::Text | FieldType::LongText);
        let first = def.fields.iter().filter(is_text).find_map(|field| given(&field));
        Ok(first.map(|text| text.chars().take(ABOUT).collect()))
    }

    fn my_draft(
        &self,
        draft: &fadu_store::draft::Draft,
        record: &RecordId,
        is_there: bool,
    ) -> Option<MyDraft> {
        let def = self.catalog.definitions.types.get(record.ty())?.last()?;
        let action = def.actions.iter().find(|action| *action.id == *draft.action)?;
        let path = match is_there {
            true => format!("/records/{record}/do/{}?draft={}", action.id, draft.id),
            false => format!("/new/{}/{}?draft={}", def.id, action.id, draft.id),
        };
        let at = draft.at.get(..16).unwrap_or(&draft.at).replace('T', " ");
        let name = format!("{} {}", def.name, action.name);
        Some(MyDraft { id: draft.id.clone(), path, name, about: None, at })
    }

    /// The person's own entry, whole: it is theirs.
    fn held_person(&self, seat: &Seat) -> Result<Vec<(String, String, Option<String>)>, Failure> {
        let Some(id) = RecordId::parse(&seat.person) else { return Ok(Vec::new()) };
        Ok(self.store.read(|reader| {
            let read = reader.view.snapshot(&id, Some(self.now().date()))?;
            let Some((read, def)) = read.and_then(|read| Some((read.clone(), read.def.clone()?))) else {
                return Ok(Vec::new());
            };
            let filled = def.fields.iter().zip(&read.fields).filter(|(_, (_, value))| !value.is_empty());
            let text = |value| fadu_engine::text::show::plain(value);
            Ok(filled
                .map(|(field, (_, value))| (field.name.clone(), text(value), field.personal.clone()))
                .collect())
        })?)
    }
}

/// The place a page goes on from; a colon stands after all days.
fn before(after: Option<&str>) -> Opened {
    let (day, record) = after.and_then(|after| after.split_once(' ')).unwrap_or((":", ""));
    (day.to_owned(), record.to_owned())
}

fn row(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    (now, eye): (Instant, Eye<'_>),
    record: &str,
) -> Result<Option<MineRow>, StoreError> {
    // The person's own entry is no matter of theirs.
    let id = RecordId::parse(record).filter(|id| id.ty() != PERSON);
    let Some(id) = id else { return Ok(None) };
    let Some(found) = heading(rules, reader, now, &id, eye)? else { return Ok(None) };
    let read = reader.view.snapshot(&id, None)?;
    let step = read.as_ref().and_then(|read| read.step.as_ref());
    let step = step.and_then(|step| found.def.steps.iter().find(|known| *known.id == **step));
    Ok(Some(MineRow {
        record: record.to_owned(),
        type_name: found.def.name.clone(),
        title: found.title,
        no: found.no,
        step: step.map(|step| step.name.clone()),
        opened_on: read.and_then(|read| read.opened_on).map(|day| day.to_string()).unwrap_or_default(),
    }))
}
