//! What belongs to the same thing as the record: of a register with more entries than a list can hold,
//! those are offered that refer to what the record refers to. Who tells an applicant what is missing
//! chooses among the papers of this very item.

use fadu_base::{Date, RecordId, Value};
use fadu_definition::{FieldType, Kind, TypeDef};
use fadu_engine::{Record, Rules};
use fadu_store::{Reader, StoreError};

use super::choices::CHOICES;
use super::in_force;
use crate::guide::refers_to;

/// Everything belongs to some organization and was done by somebody: that tells nothing.
const EVERYWHERE: &[&str] = &["organization", "person", "division"];

/// The entries of some registers in force on a day that refer to what the record refers to; none if
/// they are too many.
pub(super) fn beside(
    reader: &Reader<'_>,
    rules: &Rules<'_>,
    record: &Record,
    types: &[String],
    day: Date,
) -> Result<Vec<RecordId>, StoreError> {
    let mut found = Vec::new();
    for thing in things(record, rules, day) {
        let defs = types.iter().filter_map(|ty| in_force(rules.definitions.types.get(&**ty)?, day));
        for def in defs.filter(|def| *def.id != *thing.ty()) {
            let field = def.fields.iter().find(|field| !field.many && refers_to(field, thing.ty()));
            let Some(field) = field else { continue };
            let called = reader.view.called(def, field, thing.as_str())?;
            found.extend(called.into_iter().filter(|called| called.is_on(day)).map(|called| called.id));
        }
    }
    Ok(if found.len() > CHOICES { Vec::new() } else { found })
}

/// What the record refers to, of registers.
fn things(record: &Record, rules: &Rules<'_>, day: Date) -> Vec<RecordId> {
    let is_register = |id: &RecordId| {
        let def: Option<&TypeDef> =
            rules.definitions.types.get(id.ty()).and_then(|versions| in_force(versions, day));
        !EVERYWHERE.contains(&id.ty()) && def.is_some_and(|def| def.kind == Kind::Register)
    };
    let fields = record.def.fields.iter().zip(&record.fields);
    let named = fields.filter_map(|(field, value)| match (&field.ty, value) {
        (FieldType::Ref(_), Value::Ref(to)) => Some(to.id.clone()),
        _ => None,
    });
    named.filter(is_register).collect()
}
