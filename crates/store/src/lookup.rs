//! From what people call a record to the record: by a unique field, its number, its name or short
//! name. For imports and the command line, where a text stands for a record.
//!
//! Statements that find a few records order them by an expression: an order by the bare key would
//! lead SQLite to walk the key of a whole type instead of the index that finds them.

use fadu_base::{Date, RecordId};
use fadu_definition::{Field, Kind, TypeDef};

use crate::codec::time;
use crate::driver::{Row, Val};
use crate::error::Result;
use crate::sql::is_secret;
use crate::view::View;

/// A record that a text may mean, and when it is called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The record.
    pub id: RecordId,
    /// Register: first day on which the entry stands so.
    pub from: Option<Date>,
    /// Register: first day on which it no longer does.
    pub to: Option<Date>,
    /// Register: in force between them.
    pub in_force: bool,
}

impl Called {
    /// Whether the record is called so, and in force, on a day. Records without validity always are.
    pub fn is_on(&self, day: Date) -> bool {
        let begun = self.from.is_none_or(|from| from <= day);
        begun && self.to.is_none_or(|to| day < to) && self.in_force
    }
}

/// Most records told for one text: beyond it the text says too little.
const MOST: i64 = 50;

impl View<'_> {
    /// Records of a type of which a field has this text.
    pub fn called(&self, def: &TypeDef, field: &Field, text: &str) -> Result<Vec<Called>> {
        let column = if is_secret(&field.ty) { format!("{}#", field.id) } else { field.id.to_string() };
        let digest = self.shared.keys.digest_of(text);
        let wanted = if is_secret(&field.ty) { &digest } else { text };
        let sql = match def.kind {
            Kind::Register => format!(
                "SELECT id, from_on, to_on, in_force FROM entry WHERE district = $1 AND type = '{}' \
                 AND fields ->> '{column}' = $2 ORDER BY coalesce(id, ''), from_on LIMIT {MOST}",
                def.id
            ),
            _ => format!(
                "SELECT id FROM record WHERE district = $1 AND type = '{}' \
                 AND fields ->> '{column}' = $2 ORDER BY coalesce(id, '') LIMIT {MOST}",
                def.id
            ),
        };
        let values = [Val::T(&self.shared.meta.district), Val::T(wanted)];
        let read = |row: &Row<'_>| read(row, def.kind);
        Ok(self.db.query(&sql, &values, read)?.into_iter().flatten().collect())
    }

    /// The entries of a register in force on a day, at most so many; nothing for other types.
    pub fn in_force(&self, ty: &str, day: Date, most: usize) -> Result<Option<Vec<RecordId>>> {
        if self.kind_of(ty) != Some(Kind::Register) {
            return Ok(None);
        }
        let sql = "SELECT id FROM entry WHERE district = $1 AND type = $2 AND from_on <= $3 \
                   AND (to_on IS NULL OR to_on > $3) AND in_force ORDER BY id LIMIT $4";
        let day = time::date_text(day);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let values = [Val::T(&self.shared.meta.district), Val::T(ty), Val::T(&day), Val::I(most)];
        let all = self.db.query(sql, &values, |row| Ok(RecordId::parse(row.text(0)?)))?;
        Ok(Some(all.into_iter().flatten().collect()))
    }

    /// Entries of a register in force on a day of which one of some text fields holds a word, and
    /// which an organization owns (no word, no organization: all), after an id, at most so many.
    pub fn in_force_with(
        &self,
        def: &TypeDef,
        fields: &[&Field],
        (word, org): (&str, &str),
        (day, after, most): (Date, &str, i64),
    ) -> Result<Vec<RecordId>> {
        let texts = fields.iter().filter(|field| !is_secret(&field.ty));
        let text = texts.map(|field| format!("coalesce(fields ->> '{}', '')", field.id));
        let text =
            text.reduce(|all, one| format!("{all} || ' ' || {one}")).unwrap_or_else(|| "''".to_owned());
        let sql = format!(
            "SELECT id FROM entry WHERE district = $1 AND type = '{}' AND from_on <= $2 \
             AND (to_on IS NULL OR to_on > $2) AND in_force AND id > $3 AND ($4 = '' OR org = $4) \
             AND ($5 = '' OR replace({text}, $5, '') <> {text}) ORDER BY id LIMIT $6",
            def.id
        );
        let day = time::date_text(day);
        let values = [
            Val::T(&self.shared.meta.district),
            Val::T(&day),
            Val::T(after),
            Val::T(org),
            Val::T(word),
            Val::I(most),
        ];
        let all = self.db.query(&sql, &values, |row| Ok(RecordId::parse(row.text(0)?)))?;
        Ok(all.into_iter().flatten().collect())
    }

    /// How many entries of a register in force on a day each organization owns.
    pub fn in_force_by_org(&self, ty: &str, day: Date) -> Result<Vec<(String, i64)>> {
        let sql = "SELECT org, count(*) FROM entry WHERE district = $1 AND type = $2 AND from_on <= $3 \
                   AND (to_on IS NULL OR to_on > $3) AND in_force AND org IS NOT NULL \
                   GROUP BY org ORDER BY org";
        let day = time::date_text(day);
        let values = [Val::T(&self.shared.meta.district), Val::T(ty), Val::T(&day)];
        self.db.query(sql, &values, |row| Ok((row.text(0)?.to_owned(), row.int(1)?)))
    }

    /// Records that bear a number, of a type or of any.
    pub fn numbered(&self, ty: Option<&str>, no: &str) -> Result<Vec<RecordId>> {
        let sql = "SELECT id, type FROM record WHERE district = $1 AND no = $2 \
                   ORDER BY coalesce(id, '') LIMIT 50";
        let values = [Val::T(&self.shared.meta.district), Val::T(no)];
        let all = self.db.query(sql, &values, |row| Ok(RecordId::parse(row.text(0)?)))?;
        Ok(all.into_iter().flatten().filter(|id| ty.is_none_or(|ty| id.ty() == ty)).collect())
    }

    /// The texts of a field of a type, to offer near ones; at most two thousand.
    pub fn callings(&self, def: &TypeDef, field: &Field) -> Result<Vec<String>> {
        let table = if def.kind == Kind::Register { "entry" } else { "record" };
        let sql = format!(
            "SELECT DISTINCT fields ->> '{0}' AS called FROM {table} WHERE district = $1 \
             AND type = '{1}' AND fields ->> '{0}' IS NOT NULL ORDER BY 1 LIMIT 2000",
            field.id, def.id
        );
        self.db.query(&sql, &[Val::T(&self.shared.meta.district)], |row| Ok(row.text(0)?.to_owned()))
    }
}

fn read(row: &Row<'_>, kind: Kind) -> Result<Option<Called>> {
    let Some(id) = RecordId::parse(row.text(0)?) else { return Ok(None) };
    if kind != Kind::Register {
        return Ok(Some(Called { id, from: None, to: None, in_force: true }));
    }
    Ok(Some(Called {
        id,
        from: time::parse_date(row.text(1)?),
        to: row.opt_text(2)?.and_then(time::parse_date),
        in_force: row.flag(3)?,
    }))
}
