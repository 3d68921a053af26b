//! Files: taken in by content, given out to those who see a record that holds them.

mod files;

use fadu_base::Instant;
use fadu_base::unseen::unseen;
use fadu_engine::{Doer, Record};
use fadu_store::file::file_get;
use fadu_store::upload::{Given, upload_bytes_since, upload_name, upload_put};
use fadu_store::{Reader, Source, StoreError};

use crate::access::Sight;
use crate::{District, Ended, Failure, Seat, TakeAsked, Told, show};

/// The largest file taken in, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Kinds of file that are taken in: media type, extension, and how the content begins.
const KINDS: &[(&str, &str, &[u8])] = &[
    ("application/pdf", "pdf", b"%PDF-"),
    ("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", "jpg", b"\xff\xd8\xff"),
    ("application/zip", "zip", b"PK\x03\x04"),
];

/// Endings of office documents, which are archives.
const OFFICE: [&str; 7] = ["docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd"];

/// A file that was taken in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// SM3 of its content, hex: what fields and papers hold.
    pub sm3: String,
    /// Name.
    pub name: String,
    /// Media type, by content.
    pub media: String,
    /// Content, when read back.
    pub bytes: Vec<u8>,
}

/// The most that a resident or a firm may give in a day, in bytes.
const MOST_A_DAY: i64 = 200 * 1024 * 1024;

impl District {
    /// Takes a file in that a person gives. What it is is told by its content, never by its name.
    pub fn upload(&self, giver: &Giver, name: &str, bytes: &[u8]) -> Result<Upload, Failure> {
        if bytes.is_empty() {
            return Err(Failure::setup(format!("文件“{name}”是空的，请重新选择")));
        }
        if bytes.len() > LARGEST {
            return Err(Failure::setup(format!("文件“{name}”超过 20 MB，请压缩或分开上传")));
        }
        let kind = KINDS.iter().find(|(_, _, begins)| bytes.starts_with(begins));
        let Some((media, ending, _)) = kind else {
            return Err(Failure::setup(format!("文件“{name}”不是 PDF、图片或办公文档，不能上传")));
        };
        let name = plain_name(name, ending);
        self.within_the_day(giver, bytes.len())?;
        let sm3 = self.attach((&giver.person, &name), media, bytes, self.now())?;
        Ok(Upload { sm3, name, media: (*media).to_owned(), bytes: Vec::new() })
    }

    /// Stores a file and remembers who gave it, under which name.
    pub(crate) fn attach(
        &self,
        (person, name): (&str, &str),
        media: &str,
        bytes: &[u8],
        now: Instant,
    ) -> Result<String, StoreError> {
        let sm3 = self.store.attach(bytes, "", media, &now.to_string())?;
        let (person, name, kept) = (person.to_owned(), name.to_owned(), sm3.clone());
        self.store.write(move |txn| {
            let given = Given { person: &person, sm3: &kept, name: &name, at: &now.to_string() };
            upload_put(txn.db(), &txn.shared().keys, txn.district(), given)
        })?;
        Ok(sm3)
    }

    /// Refuses what would be more than one resident needs in a day.
    fn within_the_day(&self, giver: &Giver, more: usize) -> Result<(), Failure> {
        if giver.is_staff {
            return Ok(());
        }
        let (district, since) = (self.code(), self.now().date().to_string());
        let given =
            self.store.read(|reader| upload_bytes_since(reader.view.db, district, &giver.person, &since))?;
        match given.saturating_add(i64::try_from(more).unwrap_or(i64::MAX)) > MOST_A_DAY {
            true => Err(Failure::setup("您今天上传的文件超过 200 MB，请明天再传，或到窗口提交")),
            false => Ok(()),
        }
    }

    /// A file of a record, if the person sees the place of the record that holds it.
    pub fn file(&self, seat: &Seat, record: &str, sm3: &str) -> Result<Option<Upload>, Failure> {
        let name = self.seen(seat, record, |reader, record, actor, sight| {
            let names = Names { reader, sm3 };
            if !shows(record, &actor.role, sight, sm3) { Ok(None) } else { names.of_record(record).map(Some) }
        })?;
        let Some(name) = name.flatten() else { return Ok(None) };
        let file = self.stored(sm3)?;
        Ok(file.map(|file| Upload { name: name.unwrap_or_else(|| unnamed(&file.media)), ..file }))
    }

    /// The name and the size in words of a file, as the person gave it.
    pub fn file_words(&self, seat: &Seat, sm3: &str) -> Result<Option<String>, Failure> {
        let district = self.code();
        Ok(self.store.read(|reader| {
            let Some(file) = file_get(reader.view.db, district, sm3)? else { return Ok(None) };
            let name = Names { reader, sm3 }.given_by(whose(seat))?;
            let name = name.unwrap_or_else(|| unnamed(&file.media));
            Ok(Some(format!("{name}（{}）", size(file.size))))
        })?)
    }

    /// A stored file, for those who have been found to may read it.
    pub(crate) fn stored(&self, sm3: &str) -> Result<Option<Upload>, Failure> {
        let found = self.store.attachment(sm3)?;
        Ok(found.map(|(file, bytes)| Upload {
            name: unnamed(&file.media),
            sm3: file.sm3,
            media: file.media,
            bytes,
        }))
    }

    /// The files asked for that the person neither gave nor finds in the record.
    pub(crate) fn not_theirs(&self, seat: &Seat, asked: &TakeAsked) -> Result<Vec<Told>, Failure> {
        let ty = asked.record.split_once('/').map_or(&*asked.record, |(ty, _)| ty);
        let def = self.catalog.definitions.types.get(ty).and_then(|versions| versions.last());
        let files = def.map(|def| files::of_command(def, asked)).unwrap_or_default();
        if files.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.read(|reader| {
            let record =
                show::named(reader, &asked.record)?.map(|id| reader.load(&id)).transpose()?.flatten();
            let mut told = Vec::new();
            for file in &files {
                let names = Names { reader, sm3: &file.sm3 };
                let held = record.as_ref().is_some_and(|record| holds(record, &file.sm3));
                if !held && names.given_by(whose(seat))?.is_none() {
                    told.push(files::missing(file));
                }
            }
            Ok(told)
        })?)
    }
}

/// Who gives a file.
#[derive(Clone, Debug)]
pub struct Giver {
    person: String,
    is_staff: bool,
}

impl From<&Seat> for Giver {
    fn from(seat: &Seat) -> Self {
        Self { person: whose(seat).to_owned(), is_staff: !seat.is_applicant() }
    }
}

impl From<&Ended> for Giver {
    /// What somebody gives whose session has ended is counted as a resident's.
    fn from(ended: &Ended) -> Self {
        let person = ended.party_of.as_ref().unwrap_or(&ended.person);
        Self { person: person.clone(), is_staff: false }
    }
}

/// Under whom what somebody gives is kept: who entered by the number of a record is nobody in particular.
fn whose(seat: &Seat) -> &str {
    seat.party_of.as_deref().unwrap_or(&seat.person)
}

/// The names under which a file was given.
struct Names<'r, 'v> {
    reader: &'r Reader<'v>,
    sm3: &'r str,
}

impl Names<'_, '_> {
    fn given_by(&self, person: &str) -> Result<Option<String>, StoreError> {
        let shared = &self.reader.view.shared;
        upload_name(self.reader.view.db, &shared.keys, &shared.meta.district, person, self.sm3)
    }

    /// The name that the first who acted on a record and gave the file gave it.
    fn of_record(&self, record: &Record) -> Result<Option<String>, StoreError> {
        for event in &record.history {
            let Doer::Person(actor) = &event.actor else { continue };
            if let Some(name) = self.given_by(actor.person.as_str())? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// A name without folders, invisible characters and another ending than that of its content: its last
/// eighty characters.
fn plain_name(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: Vec<char> = last.chars().filter(|c| *c == ' ' || !unseen(*c)).collect();
    let kept: String = plain[plain.len().saturating_sub(80)..].iter().collect();
    let is_office = ending == "zip" && OFFICE.iter().any(|office| ends(&kept, office));
    let is_fit = is_office || ends(&kept, ending) || ending == "jpg" && ends(&kept, "jpeg");
    if is_fit { kept } else { format!("{kept}.{ending}") }
}

fn ends(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(ending))
}

fn unnamed(media: &str) -> String {
    let kind = KINDS.iter().find(|(known, _, _)| *known == media);
    kind.map_or_else(|| "附件".to_owned(), |(_, ending, _)| format!("附件.{ending}"))
}

/// Whether the person sees a place of the record that holds a file: papers are for those who see all of it.
fn shows(record: &Record, role: &str, sight: Sight, sm3: &str) -> bool {
    let in_papers = || record.history.iter().flat_map(|event| &event.docs).any(|doc| &*doc.sm3 == sm3);
    let mut fields = record.def.fields.iter().zip(&record.fields);
    fields.any(|(field, value)| files::shown(field, value, role, sight, sm3))
        || sight == Sight::Full && in_papers()
}

fn holds(record: &Record, sm3: &str) -> bool {
    let in_papers = record.history.iter().flat_map(|event| &event.docs).any(|doc| &*doc.sm3 == sm3);
    in_papers || record.fields.iter().any(|value| files::names(value, sm3))
}

#[cfg(test)]
mod test;
