//! Notices 通知 in the program: who is told of what happened.

use fadu_base::counting::Moment;
use fadu_base::{Date, Instant, RecordId};
use fadu_engine::Rules;
use fadu_store::codec::time::moment_text;
use fadu_store::notice::{NoticeLine, notice_below, notice_mark, notice_page, notice_unread};
use fadu_store::{Reader, StoreError};

use crate::access::Sight;
use crate::heading::heading;
use crate::list::Eyes;
use crate::reach::Reach;
use crate::title::Eye;
use crate::{District, Failure, Seat};

/// Rows of a page if none are asked for.
const PAGE: usize = 50;
/// Most rows of a page.
const PAGE_MOST: usize = 500;

/// What is asked of the notices.
#[derive(Clone, Debug, Default)]
pub struct NoticesAsked {
    /// Only those not read yet.
    pub unread: bool,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; nought: 50.
    pub most: usize,
}

/// Notices, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    /// A page of them.
    pub rows: Vec<NoticeRow>,
    /// What to ask for the page after.
    pub next: Option<String>,
    /// How many are not read yet, of all.
    pub unread: u64,
}

/// A notice.
#[derive(Clone, Debug, Default)]
pub struct NoticeRow {
    /// By which it is marked as read.
    pub id: String,
    /// `type/local`.
    pub record: String,
    /// Chinese name of its type.
    pub type_name: String,
    /// The line by which it is listed, as far as it is for them; empty if nothing of it is.
    pub title: String,
    /// Whether they may open it: who is told that something waits need not be whom it concerns.
    pub is_open: bool,
    /// What happened.
    pub sentence: String,
    /// Instant, as people write it.
    pub at: String,
    /// When it was read.
    pub read_at: Option<String>,
}

impl District {
    /// The notices to a person, to their organization or to the role they hold.
    pub fn notices(&self, seat: &Seat, asked: &NoticesAsked) -> Result<Notices, Failure> {
        let (rules, now) = (self.rules(), self.now());
        Ok(self.store.read(|reader| {
            let keys = keys(seat, reader, now.date())?;
            let most = if asked.most == 0 { PAGE } else { asked.most.min(PAGE_MOST) };
            let before = asked.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
            let mut lines = page(reader, &keys, (before, asked.unread, most + 1))?;
            let more = lines.len() > most;
            lines.truncate(most);
            let next = lines.last().filter(|_| more).map(|line| line.n.to_string());
            let mut eyes = Eyes::new(self, seat, now);
            let records: Vec<String> = lines.iter().map(|line| line.record.clone()).collect();
            let sights = eyes.all(reader, &records)?;
            let rows = lines.into_iter().map(|line| {
                let sight = sights.get(&line.record).copied().unwrap_or(Sight::Nothing);
                row(&rules, reader, (now, Eye { role: &seat.role, sight }), line)
            });
            let mut notices = Notices { rows: rows.collect::<Result<_, _>>()?, next, unread: 0 };
            for (role, whose) in &keys {
                let unread = notice_unread(reader.view.db, self.code(), (role, whose))?;
                notices.unread += unread.unsigned_abs();
            }
            Ok(notices)
        })?)
    }

    /// Marks a notice as read, or with `None` all of them; one to a role is read for all who hold
    /// it. Gives how many were marked.
    pub fn notice_read(&self, seat: &Seat, id: Option<&str>) -> Result<u64, Failure> {
        let now = self.now();
        let at = moment_text(Moment::At(now));
        let lines = self.store.read(|reader| {
            let keys = keys(seat, reader, now.date())?;
            page(reader, &keys, (i64::MAX, true, usize::MAX))
        })?;
        let mine = lines.into_iter().filter(|line| id.is_none_or(|id| line.n.to_string() == id));
        let read = |line: NoticeLine| NoticeLine { read: Some((at.clone(), seat.person.clone())), ..line };
        let marked: Vec<NoticeLine> = mine.map(read).collect();
        let count = marked.len() as u64;
        self.store.write(move |txn| {
            let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
            marked.iter().try_for_each(|line| notice_mark(db, keys, district, line))
        })?;
        Ok(count)
    }
}

/// Role and `whose` under which somebody is told.
type Key = (String, String);

fn keys(seat: &Seat, reader: &mut Reader<'_>, today: Date) -> Result<Vec<Key>, StoreError> {
    let district = reader.view.shared.meta.district.as_str();
    let present = notice_below(reader.view.db, district, &seat.role)?;
    let reach = Reach::of(seat, reader, today, present)?;
    let as_role = reach.keys().map(|whose| (seat.role.clone(), whose.clone()));
    let as_such = reach.own.iter().filter(|whose| !whose.is_empty());
    Ok(as_role.chain(as_such.map(|whose| (String::new(), whose.clone()))).collect())
}

/// The newest notices of all keys before a number.
fn page(
    reader: &Reader<'_>,
    keys: &[Key],
    (before, unread, most): (i64, bool, usize),
) -> Result<Vec<NoticeLine>, StoreError> {
    let mut lines = Vec::new();
    for (role, whose) in keys {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let district = reader.view.shared.meta.district.as_str();
        lines.extend(notice_page(reader.view.db, district, (role, whose), (before, unread, most))?);
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.n));
    lines.truncate(most);
    Ok(lines)
}

fn row(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    (now, eye): (Instant, Eye<'_>),
    line: NoticeLine,
) -> Result<NoticeRow, StoreError> {
    let found = match RecordId::parse(&line.record) {
        Some(id) => heading(rules, reader, now, &id, eye)?,
        None => None,
    };
    let (type_name, title) = found.map(|found| (found.def.name.clone(), found.title)).unwrap_or_default();
    let shown = |at: &str| at.get(..16).unwrap_or(at).replace('T', " ");
    Ok(NoticeRow {
        id: line.n.to_string(),
        type_name,
        title,
        is_open: eye.sight > Sight::Nothing,
        at: shown(&line.at),
        read_at: line.read.as_ref().map(|(at, _)| shown(at)),
        record: line.record,
        sentence: line.sentence,
    })
}
