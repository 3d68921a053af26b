//! What a leader sees: what is late and where, what changed this week, what is stuck.

use std::collections::{BTreeMap, HashMap};

use fadu_base::counting::Moment;
use fadu_base::{Date, Instant, RecordId, day};
use fadu_definition::Scope;
use fadu_engine::Rules;
use fadu_store::codec::time::{date_text, moment_text};
use fadu_store::due::due_stuck;
use fadu_store::record::{record_closed, record_opened};
use fadu_store::work::{WorkRow, work_by_org, work_fell_late, work_of_record};
use fadu_store::{Reader, StoreError};

use crate::heading::{heading, name_of};
use crate::list::Eyes;
use crate::reach::is_below;
use crate::title::Eye;
use crate::todo::row_of;
use crate::{District, Failure, Seat, TodoRow};

/// Most stuck records that are shown.
const STUCK: i64 = 100;

/// The page of a leader.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Organizations with records that wait, the latest first.
    pub orgs: Vec<OrgLoad>,
    /// First day of the week (Monday).
    pub week_from: String,
    /// Today.
    pub week_to: String,
    /// What changed this week, by type.
    pub week: Vec<TypeWeek>,
    /// Records on which an act by law could not be written.
    pub stuck: Vec<TodoRow>,
}

/// What waits in an organization.
#[derive(Clone, Debug, Default)]
pub struct OrgLoad {
    /// `organization/…`; none: records that no organization owns.
    pub org: Option<String>,
    /// Its name.
    pub name: String,
    /// Records past due.
    pub overdue: u64,
    /// Records in red.
    pub red: u64,
    /// All records that wait.
    pub all: u64,
}

/// What changed in a week in a type.
#[derive(Clone, Debug, Default)]
pub struct TypeWeek {
    /// Type id.
    pub type_id: String,
    /// Chinese name of the type.
    pub type_name: String,
    /// Records opened.
    pub opened: u64,
    /// Records closed.
    pub closed: u64,
    /// Records that fell overdue and still are.
    pub overdue: u64,
}

impl District {
    /// The overview of what lies within the reach of a capacity.
    pub fn overview(&self, seat: &Seat) -> Result<Overview, Failure> {
        self.overview_at(seat, self.now())
    }

    pub(crate) fn overview_at(&self, seat: &Seat, now: Instant) -> Result<Overview, Failure> {
        let (rules, code) = (self.rules(), self.code());
        let monday = monday(now.date());
        Ok(self.store.read(|reader| {
            let mut sight = Sight::of(&rules, seat, now.date());
            let orgs = orgs(reader, &mut sight, code, now)?;
            let week = week(reader, &mut sight, code, (monday, now))?;
            let (mut late, mut eyes) = (Vec::new(), Eyes::new(self, seat, now));
            for due in due_stuck(reader.view.db, code, STUCK)? {
                let eye = eyes.one(reader, &due.record)?;
                late.extend(stuck(&rules, reader, &mut sight, (&due.record, eye), now)?);
            }
            Ok(Overview {
                orgs,
                week_from: date_text(monday),
                week_to: date_text(now.date()),
                week: named(&rules, week),
                stuck: late,
            })
        })?)
    }
}

/// The Monday of a day's week.
pub(crate) fn monday(today: Date) -> Date {
    let since = i32::from(today.weekday().to_monday_zero_offset());
    day::plus_days(today, -since).unwrap_or(today)
}

/// Which organizations a capacity sees.
pub(crate) struct Sight<'a> {
    seat: &'a Seat,
    scope: Scope,
    today: Date,
    known: HashMap<String, bool>,
}

impl<'a> Sight<'a> {
    pub(crate) fn of(rules: &Rules<'_>, seat: &'a Seat, today: Date) -> Self {
        let scope = rules.definitions.roles.get(&*seat.role).map_or(Scope::None, |role| role.scope.clone());
        Self { seat, scope, today, known: HashMap::new() }
    }

    /// Whether records of an organization are within its reach.
    pub(crate) fn sees(&mut self, reader: &mut Reader<'_>, org: Option<&str>) -> Result<bool, StoreError> {
        match (&self.scope, org) {
            (Scope::District, _) => Ok(true),
            (Scope::Org, Some(org)) => Ok(self.seat.org.as_deref() == Some(org)),
            (Scope::Below, Some(org)) => {
                if let Some(known) = self.known.get(org) {
                    return Ok(*known);
                }
                let sees = is_below(self.seat, reader, self.today, org)?;
                self.known.insert(org.to_owned(), sees);
                Ok(sees)
            }
            _ => Ok(false),
        }
    }
}

fn orgs(
    reader: &mut Reader<'_>,
    sight: &mut Sight<'_>,
    district: &str,
    now: Instant,
) -> Result<Vec<OrgLoad>, StoreError> {
    let mut orgs = Vec::new();
    for (org, [all, overdue, red]) in work_by_org(reader.view.db, district, &moment_text(Moment::At(now)))? {
        if !sight.sees(reader, org.as_deref())? {
            continue;
        }
        let name = org.as_deref().map(|org| name_of(reader, org, now.date())).transpose()?.flatten();
        let (all, overdue, red) = (all.unsigned_abs(), overdue.unsigned_abs(), red.unsigned_abs());
        orgs.push(OrgLoad {
            name: name.unwrap_or_else(|| "未定单位".to_owned()), org, overdue, red, all
        });
    }
    orgs.sort_by(|a, b| (b.overdue, b.red, b.all, &a.name).cmp(&(a.overdue, a.red, a.all, &b.name)));
    Ok(orgs)
}

/// Opened, closed, fallen overdue, by type.
type Week = BTreeMap<String, [u64; 3]>;

fn week(
    reader: &mut Reader<'_>,
    sight: &mut Sight<'_>,
    district: &str,
    (monday, now): (Date, Instant),
) -> Result<Week, StoreError> {
    let (from, to) = (date_text(monday), date_text(now.date()));
    let (since, until) = (format!("{from}T00:00:00"), moment_text(Moment::At(now)));
    let db = reader.view.db;
    // What fell due on Sunday is overdue since Monday at nought o'clock.
    let columns = [
        record_opened(db, district, (&from, &to))?,
        record_closed(db, district, (&from, &to))?,
        work_fell_late(db, district, (&since, &until))?,
    ];
    let mut week = Week::new();
    for (at, column) in columns.into_iter().enumerate() {
        for (ty, org, n) in column {
            if sight.sees(reader, org.as_deref())? {
                week.entry(ty).or_default()[at] += n.unsigned_abs();
            }
        }
    }
    Ok(week)
}

fn named(rules: &Rules<'_>, week: Week) -> Vec<TypeWeek> {
    let name = |ty: &str| {
        let versions = rules.definitions.types.get(ty);
        versions.and_then(|versions| versions.last()).map_or_else(|| ty.to_owned(), |def| def.name.clone())
    };
    let row = |(ty, [opened, closed, overdue]): (String, [u64; 3])| TypeWeek {
        type_name: name(&ty),
        type_id: ty,
        opened,
        closed,
        overdue,
    };
    week.into_iter().map(row).collect()
}

fn stuck(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    sight: &mut Sight<'_>,
    (record, eye): (&str, Eye<'_>),
    now: Instant,
) -> Result<Option<TodoRow>, StoreError> {
    let first = waiting(reader, record)?;
    if !sight.sees(reader, first.org.as_deref())? {
        return Ok(None);
    }
    let Some(row) = line(rules, reader, &first, (eye, now))? else { return Ok(None) };
    // What is stuck is listed for all who oversee; by its title only as far as that is for them.
    let title = if row.title.is_empty() { row.type_name.clone() } else { row.title };
    Ok(Some(TodoRow { title, ..row }))
}

/// How a record waits first, or a row that says only which it is.
pub(crate) fn waiting(reader: &Reader<'_>, record: &str) -> Result<WorkRow, StoreError> {
    let district = reader.view.shared.meta.district.as_str();
    let rows = work_of_record(reader.view.db, district, record)?;
    Ok(rows.into_iter().next().unwrap_or_else(|| WorkRow {
        record: record.to_owned(),
        ty: record.split('/').next().unwrap_or_default().to_owned(),
        ..WorkRow::default()
    }))
}

/// The line by which a record is listed, as somebody sees it.
pub(crate) fn line(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    first: &WorkRow,
    (eye, now): (Eye<'_>, Instant),
) -> Result<Option<TodoRow>, StoreError> {
    let Some(id) = RecordId::parse(&first.record) else { return Ok(None) };
    let Some(heading) = heading(rules, reader, now, &id, eye)? else { return Ok(None) };
    let org = first.org.as_deref().map(|org| name_of(reader, org, now.date())).transpose()?.flatten();
    Ok(Some(TodoRow { org, ..row_of(*rules, first, &heading, now) }))
}
