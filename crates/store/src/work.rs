//! Table `work`: for whom records wait. A row for each role and relation under which actions of a
//! record's present step are open, with the limit that is due first and the instants at which its
//! colour changes, so that lists and counts compare instants and compute nothing.

use crate::driver::{Db, Row, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::record::Placed;
use crate::sealed::seal;

/// The instant that stands for never.
pub const NEVER: &str = "9999-12-31T00:00:00";

/// A row: one group of actions that are open to the same people for the same time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkRow {
    /// The record.
    pub record: String,
    /// Number of the row within the record.
    pub n: i64,
    /// Its type.
    pub ty: String,
    /// The role.
    pub role: String,
    /// Whose record it must be (see the migration).
    pub whose: String,
    /// Ids of the actions, each between spaces.
    pub actions: String,
    /// Persons who are shut out, each between spaces.
    pub barred: Option<String>,
    /// The instant from which the actions are no longer open.
    pub until_on: Option<String>,
    /// The organization that owns the record.
    pub org: Option<String>,
    /// Step id.
    pub step: String,
    /// First day of the record.
    pub opened_on: String,
    /// The limit that is due first.
    pub term: Option<String>,
    /// Its last day or instant.
    pub due_on: Option<String>,
    /// The instant since which it is overdue, or [`NEVER`].
    pub late_on: String,
    /// The instant since which it is yellow.
    pub yellow_on: Option<String>,
    /// The instant since which it is red.
    pub red_on: Option<String>,
    /// What it is counted in: `wd d wmin min`.
    pub unit: Option<String>,
    /// Units left, of a suspended limit.
    pub rest: i64,
    /// `running`, `paused`, or `none`.
    pub state: String,
}

impl WorkRow {
    fn seal(&self, keys: &Keys, district: &str) -> String {
        let (n, rest) = (self.n.to_string(), self.rest.to_string());
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let optional = [&self.barred, &self.until_on, &self.org, &self.term, &self.due_on];
        let [barred, until, org, term, due] = optional.map(text);
        let [yellow, red, unit] = [&self.yellow_on, &self.red_on, &self.unit].map(text);
        let columns = [
            &*self.record,
            &n,
            &self.ty,
            &self.role,
            &self.whose,
            &self.actions,
            &barred,
            &until,
            &org,
            &self.step,
            &self.opened_on,
            &term,
            &due,
            &self.late_on,
            &yellow,
            &red,
            &unit,
            &rest,
            &self.state,
        ];
        seal(keys, "work", district, &columns)
    }
}

/// Replaces the rows of a record.
pub fn work_replace(db: &Db, keys: &Keys, district: &str, record: &str, rows: &[WorkRow]) -> Result<()> {
    let sql = "DELETE FROM work WHERE district = $1 AND record = $2";
    db.execute(sql, &[Val::T(district), Val::T(record)])?;
    work_insert(db, keys, district, rows)
}

/// Writes the rows of a record that has none yet.
pub fn work_insert(db: &Db, keys: &Keys, district: &str, rows: &[WorkRow]) -> Result<()> {
    rows.iter().try_for_each(|row| insert(db, keys, district, row))
}

fn insert(db: &Db, keys: &Keys, district: &str, row: &WorkRow) -> Result<()> {
    let seal = row.seal(keys, district);
    let sql = "INSERT INTO work (district, record, n, type, role, whose, actions, barred, until_on, org, \
               step, opened_on, term, due_on, late_on, yellow_on, red_on, unit, rest, state, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
               $19, $20, $21)";
    let values = [
        Val::T(district),
        Val::T(&row.record),
        Val::I(row.n),
        Val::T(&row.ty),
        Val::T(&row.role),
        Val::T(&row.whose),
        Val::T(&row.actions),
        row.barred.as_deref().into(),
        row.until_on.as_deref().into(),
        row.org.as_deref().into(),
        Val::T(&row.step),
        Val::T(&row.opened_on),
        row.term.as_deref().into(),
        row.due_on.as_deref().into(),
        Val::T(&row.late_on),
        row.yellow_on.as_deref().into(),
        row.red_on.as_deref().into(),
        row.unit.as_deref().into(),
        Val::I(row.rest),
        Val::T(&row.state),
        Val::T(&seal),
    ];
    db.execute(sql, &values).map(drop)
}

/// The rows of a record.
pub fn work_of_record(db: &Db, district: &str, record: &str) -> Result<Vec<WorkRow>> {
    let sql = "SELECT record, n, type, role, whose, actions, barred, until_on, org, step, opened_on, term, \
               due_on, late_on, yellow_on, red_on, unit, rest, state FROM work \
               WHERE district = $1 AND record = $2 ORDER BY n";
    db.query(sql, &[Val::T(district), Val::T(record)], read)
}

/// Removes all rows, before they are rebuilt.
pub fn work_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM work WHERE district = $1", &[Val::T(district)]).map(drop)
}

/// The organizations for which, or for those above which, records wait under a role.
pub fn work_below(db: &Db, district: &str, role: &str) -> Result<Vec<String>> {
    let sql = "SELECT MIN(whose) FROM work WHERE district = $1 AND role = $2 AND whose > $3 AND whose < $4";
    below(db, district, role, sql)
}

/// Goes from one `whose` to the next through the index, so that it costs the organizations and not
/// the records.
pub(crate) fn below(db: &Db, district: &str, role: &str, sql: &str) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    let mut after = BELOW.to_owned();
    loop {
        let values = [Val::T(district), Val::T(role), Val::T(&after), Val::T("below!")];
        let next = db.first(sql, &values, |row| Ok(row.opt_text(0)?.map(str::to_owned)))?.flatten();
        let Some(next) = next else { return Ok(found) };
        found.extend(next.strip_prefix(BELOW).map(str::to_owned));
        after = next;
    }
}

/// What stands before an organization in `whose` if those above it are meant too.
pub const BELOW: &str = "below ";

/// Who looks at a work list, and with what filters. Texts between spaces; empty ones filter nothing.
#[derive(Clone, Debug, Default)]
pub struct WorkAsked<'a> {
    /// Role.
    pub role: &'a str,
    /// Person.
    pub person: &'a str,
    /// Now, as text.
    pub now: &'a str,
    /// Types.
    pub types: &'a str,
    /// Colours.
    pub colours: &'a str,
    /// Owner.
    pub org: &'a str,
    /// A record, if only it is meant.
    pub record: &'a str,
}

/// A record in the order of a work list.
pub type Place = (String, String);

/// The first records of one `whose` after a place, by due and id.
pub fn work_page(
    db: &Db,
    district: &str,
    asked: &WorkAsked<'_>,
    whose: &str,
    (after, most): (&Place, i64),
) -> Result<Vec<Place>> {
    let sql = "SELECT DISTINCT w.late_on, w.record FROM work w \
               WHERE w.district = $1 AND w.role = $2 AND w.whose = $3 \
               AND (w.late_on, w.record) > ($10, $11) \
               AND (w.until_on IS NULL OR w.until_on > $5) \
               AND (w.barred IS NULL OR replace(w.barred, $4, '') = w.barred) \
               AND ($6 = '' OR replace($6, ' ' || w.type || ' ', '') <> $6) \
               AND ($8 = '' OR w.org = $8) AND ($9 = '' OR w.record = $9) \
               AND ($7 = '' OR replace($7, ' ' || CASE WHEN w.late_on <= $5 THEN '逾期' \
               WHEN w.state = 'paused' THEN '暂停' WHEN w.state = 'none' THEN '无期限' \
               WHEN w.red_on <= $5 THEN '红' WHEN w.yellow_on <= $5 THEN '黄' ELSE '绿' END || ' ', '') <> $7) \
               ORDER BY w.late_on, w.record LIMIT $12";
    let person = format!(" {} ", asked.person);
    let values = [
        Val::T(district),
        Val::T(asked.role),
        Val::T(whose),
        Val::T(&person),
        Val::T(asked.now),
        Val::T(asked.types),
        Val::T(asked.colours),
        Val::T(asked.org),
        Val::T(asked.record),
        Val::T(&after.0),
        Val::T(&after.1),
        Val::I(most),
    ];
    db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
}

/// Whether anything waits under one `whose`.
pub fn work_is_any(db: &Db, district: &str, role: &str, whose: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM work WHERE district = $1 AND role = $2 AND whose = $3 LIMIT 1";
    Ok(db.first(sql, &[Val::T(district), Val::T(role), Val::T(whose)], |_| Ok(()))?.is_some())
}

/// How many records of each type and colour wait under one `whose`, those left out that wait under
/// one of three others (`-`: none), so that none counts twice.
pub fn work_count(
    db: &Db,
    district: &str,
    asked: &WorkAsked<'_>,
    whose: &str,
    others: [&str; 3],
) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT w.type, CASE WHEN w.late_on <= $5 THEN '逾期' \
               WHEN w.state = 'paused' THEN '暂停' WHEN w.state = 'none' THEN '无期限' \
               WHEN w.red_on <= $5 THEN '红' WHEN w.yellow_on <= $5 THEN '黄' ELSE '绿' END, \
               count(DISTINCT w.record) FROM work w \
               WHERE w.district = $1 AND w.role = $2 AND w.whose = $3 \
               AND (w.until_on IS NULL OR w.until_on > $5) \
               AND (w.barred IS NULL OR replace(w.barred, $4, '') = w.barred) \
               AND ($6 = '' OR w.org = $6) AND ($7 = '' OR w.record = $7) \
               AND w.record NOT IN (SELECT o.record FROM work o WHERE o.district = $1 AND o.role = $2 \
               AND o.whose IN ($8, $9, $10) AND (o.until_on IS NULL OR o.until_on > $5) \
               AND (o.barred IS NULL OR replace(o.barred, $4, '') = o.barred)) \
               GROUP BY 1, 2 ORDER BY 1, 2";
    let person = format!(" {} ", asked.person);
    let values = [
        Val::T(district),
        Val::T(asked.role),
        Val::T(whose),
        Val::T(&person),
        Val::T(asked.now),
        Val::T(asked.org),
        Val::T(asked.record),
        Val::T(others[0]),
        Val::T(others[1]),
        Val::T(others[2]),
    ];
    db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?)))
}

/// How many records wait in each organization: all, overdue, red.
pub fn work_by_org(db: &Db, district: &str, now: &str) -> Result<Vec<(Option<String>, [i64; 3])>> {
    let sql = "SELECT w.org, count(DISTINCT w.record), \
               count(DISTINCT CASE WHEN w.late_on <= $2 THEN w.record END), \
               count(DISTINCT CASE WHEN w.late_on > $2 AND w.state = 'running' AND w.red_on <= $2 \
               THEN w.record END) \
               FROM work w WHERE w.district = $1 GROUP BY w.org ORDER BY coalesce(w.org, '')";
    db.query(sql, &[Val::T(district), Val::T(now)], |row| {
        Ok((row.opt_text(0)?.map(str::to_owned), [row.int(1)?, row.int(2)?, row.int(3)?]))
    })
}

/// How many records that wait fell overdue between two instants, by type and organization.
pub fn work_fell_late(
    db: &Db,
    district: &str,
    (from, to): (&str, &str),
) -> Result<Vec<(String, Option<String>, i64)>> {
    let sql = "SELECT w.type, w.org, count(DISTINCT w.record) FROM work w \
               WHERE w.district = $1 AND w.late_on >= $2 AND w.late_on <= $3 \
               GROUP BY w.type, w.org ORDER BY w.type, coalesce(w.org, '')";
    db.query(sql, &[Val::T(district), Val::T(from), Val::T(to)], |row| {
        Ok((row.text(0)?.to_owned(), row.opt_text(1)?.map(str::to_owned), row.int(2)?))
    })
}

/// Which records that wait are listed for who oversees: those that [`work_by_org`] and
/// [`work_fell_late`] count.
#[derive(Clone, Debug, Default)]
pub struct WorkLed<'a> {
    /// `late red all fell`.
    pub what: &'a str,
    /// Now, as text.
    pub now: &'a str,
    /// Since when it fell overdue, of `fell`.
    pub since: &'a str,
    /// Owner; empty: any; `-`: none.
    pub org: &'a str,
    /// Type; empty: any.
    pub ty: &'a str,
}

/// The first of them after a place, by due and id, with their owners.
pub fn work_led(
    db: &Db,
    district: &str,
    led: &WorkLed<'_>,
    (after, most): (&Place, i64),
) -> Result<Vec<Placed>> {
    let sql = "SELECT min(w.late_on), w.record, min(w.org) FROM work w WHERE w.district = $1 \
               AND (($2 = 'late' AND w.late_on <= $3) OR $2 = 'all' \
               OR ($2 = 'red' AND w.late_on > $3 AND w.state = 'running' AND w.red_on <= $3) \
               OR ($2 = 'fell' AND w.late_on >= $4 AND w.late_on <= $3)) \
               AND ($5 = '' OR coalesce(w.org, '-') = $5) AND ($6 = '' OR w.type = $6) \
               GROUP BY w.record HAVING (min(w.late_on), w.record) > ($7, $8) \
               ORDER BY 1, 2 LIMIT $9";
    let texts = [led.what, led.now, led.since, led.org, led.ty, &after.0, &after.1].map(Val::T);
    let values = [&[Val::T(district)], &texts[..], &[Val::I(most)]].concat();
    db.query(sql, &values, |row| {
        Ok(((row.text(0)?.to_owned(), row.text(1)?.to_owned()), row.opt_text(2)?.map(str::to_owned)))
    })
}

fn read(row: &Row<'_>) -> Result<WorkRow> {
    let text = |at: usize| row.text(at).map(str::to_owned);
    let opt = |at: usize| row.opt_text(at).map(|text| text.map(str::to_owned));
    Ok(WorkRow {
        record: text(0)?,
        n: row.int(1)?,
        ty: text(2)?,
        role: text(3)?,
        whose: text(4)?,
        actions: text(5)?,
        barred: opt(6)?,
        until_on: opt(7)?,
        org: opt(8)?,
        step: text(9)?,
        opened_on: text(10)?,
        term: opt(11)?,
        due_on: opt(12)?,
        late_on: text(13)?,
        yellow_on: opt(14)?,
        red_on: opt(15)?,
        unit: opt(16)?,
        rest: row.int(17)?,
        state: text(18)?,
    })
}
