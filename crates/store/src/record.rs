//! Table `record`: the present state of every record, from which lists and figures are read.

use fadu_base::{RecordId, Value};
use fadu_definition::TypeDef;
use fadu_engine::Record;

use crate::codec::members::{self, Place};
use crate::codec::time;
use crate::driver::{Cursor, Db, Row, Val};
use crate::error::Result;
use crate::hide::Hider;
use crate::span::Span;

/// The columns in the order of [`RecordRow::values`].
pub const RECORD_COLUMNS: [&str; 13] = [
    "district",
    "type",
    "id",
    "version",
    "seq",
    "no",
    "step",
    "org",
    "org_day",
    "opened_on",
    "closed_on",
    "past",
    "fields",
];

/// A row of the projection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    district: String,
    id: RecordId,
    version: String,
    seq: i64,
    no: Option<String>,
    step: Option<String>,
    org: Option<String>,
    org_day: Option<String>,
    opened_on: String,
    closed_on: Option<String>,
    past: bool,
    fields: String,
}

impl RecordRow {
    /// The row of a record.
    pub fn of(district: &str, record: &Record, hider: Hider<'_>) -> Self {
        Self {
            district: district.to_owned(),
            id: record.id.clone(),
            version: time::date_text(record.def.effective),
            seq: i64::from(record.seq),
            no: record.no.as_deref().map(str::to_owned),
            step: step_id(record).map(str::to_owned),
            org: record.org.as_ref().map(|org| org.id.as_str().to_owned()),
            org_day: record.org.as_ref().and_then(|org| org.day).map(time::date_text),
            opened_on: time::date_text(record.opened_on),
            closed_on: record.closed_on.map(time::date_text),
            past: record.past,
            fields: fields_json(&record.id, &record.def, record.fields.iter(), hider),
        }
    }

    /// The record.
    pub fn id(&self) -> &RecordId {
        &self.id
    }

    /// The values of the columns.
    pub fn values(&self) -> [Val<'_>; 13] {
        [
            Val::T(&self.district),
            Val::T(self.id.ty()),
            Val::T(self.id.as_str()),
            Val::T(&self.version),
            Val::I(self.seq),
            self.no.as_deref().into(),
            self.step.as_deref().into(),
            self.org.as_deref().into(),
            self.org_day.as_deref().into(),
            Val::T(&self.opened_on),
            self.closed_on.as_deref().into(),
            Val::B(self.past),
            Val::T(&self.fields),
        ]
    }
}

/// The id of a record's step.
pub fn step_id(record: &Record) -> Option<&str> {
    let step = record.def.steps.get(usize::from(record.step?))?;
    Some(&step.id)
}

/// The values of all fields, in the order of the definition, as projections hold them.
pub fn fields_json<'v>(
    id: &RecordId,
    def: &TypeDef,
    values: impl Iterator<Item = &'v Value>,
    hider: Hider<'_>,
) -> String {
    let mut out = Vec::with_capacity(512);
    let fields = def.fields.iter().zip(values);
    let fields = fields.map(|(field, value)| (&*field.id, Some(field), value));
    members::write(&mut out, fields, Place::Projection(hider, id.as_str()), false);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes the row of a new record.
pub fn record_insert(db: &Db, row: &RecordRow) -> Result<()> {
    let sql = "INSERT INTO record (district, type, id, version, seq, no, step, org, org_day, \
               opened_on, closed_on, past, fields) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    db.execute(sql, &row.values()).map(drop)
}

/// Writes the row of a record that may exist.
pub fn record_put(db: &Db, row: &RecordRow) -> Result<()> {
    let sql = "INSERT INTO record (district, type, id, version, seq, no, step, org, org_day, \
               opened_on, closed_on, past, fields) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               ON CONFLICT (district, id) DO UPDATE SET type = excluded.type, \
               version = excluded.version, seq = excluded.seq, no = excluded.no, \
               step = excluded.step, org = excluded.org, org_day = excluded.org_day, \
               opened_on = excluded.opened_on, closed_on = excluded.closed_on, \
               past = excluded.past, fields = excluded.fields";
    db.execute(sql, &row.values()).map(drop)
}

/// Reads a record's row.
pub fn record_get<T>(
    db: &Db,
    district: &str,
    id: &str,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let sql = "SELECT version, seq, no, step, org, org_day, opened_on, closed_on, fields \
               FROM record WHERE district = $1 AND id = $2";
    db.first(sql, &[Val::T(district), Val::T(id)], read)
}

/// Another record of a type with a number.
pub fn record_by_number(
    db: &Db,
    district: &str,
    ty: &str,
    no: &str,
    except: &str,
) -> Result<Option<RecordId>> {
    let sql = "SELECT id FROM record WHERE district = $1 AND no = $2 AND type = $3 AND id <> $4 \
               ORDER BY coalesce(id, '') LIMIT 1";
    let values = [Val::T(district), Val::T(no), Val::T(ty), Val::T(except)];
    Ok(db.first(sql, &values, |row| Ok(RecordId::parse(row.text(0)?)))?.flatten())
}

/// The records of a type.
pub fn record_of_type(db: &Db, district: &str, ty: &str) -> Result<Vec<RecordId>> {
    let sql = "SELECT id FROM record WHERE district = $1 AND type = $2 ORDER BY id";
    let ids = db.query(sql, &[Val::T(district), Val::T(ty)], |row| Ok(RecordId::parse(row.text(0)?)))?;
    Ok(ids.into_iter().flatten().collect())
}

/// How many records of each type there are.
pub fn record_count(db: &Db, district: &str) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT type, count(*) FROM record WHERE district = $1 GROUP BY type ORDER BY type";
    db.query(sql, &[Val::T(district)], |row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
}

/// The ids of all records, in order.
pub fn record_ids(db: &Db, district: &str) -> Result<Vec<String>> {
    let sql = "SELECT id FROM record WHERE district = $1 ORDER BY id";
    db.query(sql, &[Val::T(district)], |row| Ok(row.text(0)?.to_owned()))
}

/// How many records were opened between two days, by type and organization; none of the past.
pub fn record_opened(db: &Db, district: &str, days: (&str, &str)) -> Result<Vec<OfTypeAndOrg>> {
    let sql = "SELECT type, org, count(*) FROM record WHERE district = $1 AND NOT past \
               AND opened_on BETWEEN $2 AND $3 GROUP BY type, org ORDER BY type, coalesce(org, '')";
    db.query(sql, &[Val::T(district), Val::T(days.0), Val::T(days.1)], of_type_and_org)
}

/// How many records were closed between two days, by type and organization; none of the past.
pub fn record_closed(db: &Db, district: &str, days: (&str, &str)) -> Result<Vec<OfTypeAndOrg>> {
    let sql = "SELECT type, org, count(*) FROM record WHERE district = $1 AND NOT past \
               AND closed_on IS NOT NULL AND closed_on BETWEEN $2 AND $3 \
               GROUP BY type, org ORDER BY type, coalesce(org, '')";
    db.query(sql, &[Val::T(district), Val::T(days.0), Val::T(days.1)], of_type_and_org)
}

/// A record in the order of a list, and its owner.
pub type Placed = ((String, String), Option<String>);

/// The first records of a type after a place that were opened between two days, none of the past: day,
/// id, owner.
pub fn record_opened_page(
    db: &Db,
    district: &str,
    (ty, days): (&str, (&str, &str)),
    (after, most): (&(String, String), i64),
) -> Result<Vec<Placed>> {
    let sql = "SELECT opened_on, id, org FROM record WHERE district = $1 AND NOT past \
               AND opened_on BETWEEN $2 AND $3 AND ($4 = '' OR type = $4) \
               AND (opened_on, id) > ($5, $6) ORDER BY opened_on, id LIMIT $7";
    let texts = [district, days.0, days.1, ty, &after.0, &after.1].map(Val::T);
    db.query(sql, &[&texts[..], &[Val::I(most)]].concat(), of_day_and_org)
}

/// The same of those that were closed.
pub fn record_closed_page(
    db: &Db,
    district: &str,
    (ty, days): (&str, (&str, &str)),
    (after, most): (&(String, String), i64),
) -> Result<Vec<Placed>> {
    let sql = "SELECT closed_on, id, org FROM record WHERE district = $1 AND NOT past \
               AND closed_on IS NOT NULL AND closed_on BETWEEN $2 AND $3 AND ($4 = '' OR type = $4) \
               AND (closed_on, id) > ($5, $6) ORDER BY closed_on, id LIMIT $7";
    let texts = [district, days.0, days.1, ty, &after.0, &after.1].map(Val::T);
    db.query(sql, &[&texts[..], &[Val::I(most)]].concat(), of_day_and_org)
}

fn of_day_and_org(row: &Row<'_>) -> Result<Placed> {
    Ok(((row.text(0)?.to_owned(), row.text(1)?.to_owned()), row.opt_text(2)?.map(str::to_owned)))
}

/// Type, owner, number of records.
pub type OfTypeAndOrg = (String, Option<String>, i64);

fn of_type_and_org(row: &Row<'_>) -> Result<OfTypeAndOrg> {
    Ok((row.text(0)?.to_owned(), row.opt_text(1)?.map(str::to_owned), row.int(2)?))
}

/// The rows of a stretch of records by id, in the order of [`RECORD_COLUMNS`].
pub fn record_all<R>(
    db: &Db,
    district: &str,
    span: &Span,
    body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
) -> Result<R> {
    let sql = "SELECT district, type, id, version, seq, no, step, org, org_day, opened_on, \
               closed_on, past, fields FROM record WHERE district = $1{span} ORDER BY id";
    span.cursor(db, (sql, "id"), district, body)
}

/// Removes all rows, before they are rebuilt.
pub fn record_clear(db: &Db, district: &str) -> Result<()> {
    db.execute("DELETE FROM record WHERE district = $1", &[Val::T(district)]).map(drop)
}
