//! Look-ups of `unique`: whether another record of a type has these values, among entries in
//! force on a day for registers with validity, else among all records. Each list of fields has an
//! index of its own, over the first table or the other.

use fadu_base::{Date, Name, RecordId, Value};
use fadu_definition::{Definitions, Field, FieldType, Kind, TypeDef};

use crate::codec::time;
use crate::driver::Val;
use crate::error::Result;
use crate::sql::is_secret;
use crate::view::View;

/// Another record of a type with these values.
pub fn unique_find(
    view: &View<'_>,
    ty: &Name,
    fields: &[Name],
    values: &[Value],
    except: &RecordId,
    day: Option<Date>,
) -> Result<Option<RecordId>> {
    let Some(def) = view.shared.definitions.types.get(ty).and_then(|versions| versions.last()) else {
        return Ok(None);
    };
    let found: Option<Vec<&Field>> = fields.iter().map(|id| field(def, id)).collect();
    let Some(found) = found else { return Ok(None) };
    let bound: Vec<Bound> = found.iter().zip(values).map(|(field, value)| bind(view, field, value)).collect();
    if bound.iter().any(|value| matches!(value, Bound::Null)) {
        return Ok(None);
    }
    let day = day.filter(|_| has_validity(def)).map(time::date_text);
    let sql = select(ty, &found, day.is_some());
    let mut all = vec![Val::T(&view.shared.meta.district), Val::T(except.as_str())];
    all.extend(bound.iter().map(Bound::val));
    all.extend(day.as_deref().map(Val::T));
    Ok(view.db.first(&sql, &all, |row| Ok(RecordId::parse(row.text(0)?)))?.flatten())
}

fn field<'d>(def: &'d TypeDef, id: &str) -> Option<&'d Field> {
    def.fields.iter().find(|field| &*field.id == id)
}

fn has_validity(def: &TypeDef) -> bool {
    def.kind == Kind::Register && def.valid.is_some()
}

fn select(ty: &str, fields: &[&Field], of_day: bool) -> String {
    let table = if of_day { "entry" } else { "record" };
    let mut sql = format!("SELECT id FROM {table} WHERE district = $1 AND type = '{ty}' AND id <> $2");
    for (at, field) in fields.iter().enumerate() {
        sql.push_str(&format!(" AND {} = ${}", column(field), at + 3));
    }
    if of_day {
        let day = fields.len() + 3;
        // Bare columns of validity would lead SQLite to the index of stocks, which holds a whole type,
        // instead of the one that finds the few entries with these values.
        sql.push_str(&format!(
            " AND coalesce(from_on, '') <= ${day} AND coalesce(to_on, '9999') > ${day} AND in_force"
        ));
    }
    sql + " ORDER BY coalesce(id, '') LIMIT 1"
}

/// The field as it is compared, and as its index holds it.
fn column(field: &Field) -> String {
    let id = &field.id;
    match &field.ty {
        ty if is_secret(ty) => format!("fields ->> '{id}#'"),
        FieldType::Integer | FieldType::Decimal | FieldType::Money => {
            format!("CAST(fields ->> '{id}' AS BIGINT)")
        }
        FieldType::Bool => format!("CAST(fields ->> '{id}' AS TEXT)"),
        _ => format!("fields ->> '{id}'"),
    }
}

enum Bound {
    Null,
    Int(i64),
    Text(String),
}

impl Bound {
    fn val(&self) -> Val<'_> {
        match self {
            Self::Null => Val::Null,
            Self::Int(number) => Val::I(*number),
            Self::Text(text) => Val::T(text),
        }
    }
}

fn bind(view: &View<'_>, field: &Field, value: &Value) -> Bound {
    match value {
        Value::Int(number) => Bound::Int(*number),
        Value::Money(money) => Bound::Int(money.0),
        Value::Decimal(decimal) => Bound::Int(decimal.0),
        Value::Text(text) if is_secret(&field.ty) => Bound::Text(view.shared.keys.digest_of(text)),
        Value::Bool(truth) => Bound::Text(i64::from(*truth).to_string()),
        other => crate::sql::bind::text(other).map_or(Bound::Null, Bound::Text),
    }
}

/// The statements that create the indexes for lists that are unique among entries in force; those
/// of all other lists are among the indexes of the definitions (`crate::indexes`).
pub fn unique_indexes(definitions: &Definitions) -> Vec<(String, String)> {
    let last = definitions.types.values().filter_map(|versions| versions.last());
    let registers = last.filter(|def| has_validity(def));
    registers.flat_map(|def| (0..def.unique.len()).map(|at| entry_index(def, at))).collect()
}

/// Name and text of an index; the name does not change with the text.
fn entry_index(def: &TypeDef, at: usize) -> (String, String) {
    let fields = def.unique[at].iter().filter_map(|field| def.fields.get(usize::from(*field)));
    let columns: Vec<String> = fields.map(|field| format!("({})", column(field))).collect();
    let (name, ty, columns) = (format!("unique_{}_{}", def.id, at + 1), &def.id, columns.join(", "));
    let text = format!("CREATE INDEX {name} ON entry (district, {columns}) WHERE type = '{ty}'");
    (name, text)
}
