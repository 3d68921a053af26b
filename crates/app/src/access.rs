//! Who may see what: the one function that pages, lists, searches and exports ask before a record, a
//! field or an action is shown (sheet 00, 9: access per person, record and field).

use fadu_definition::{Field, FieldType, Kind, TypeDef};
use fadu_engine::{Actor, Facts, Query, Record, Rules, concerns};

/// How much of a record somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing: it is not there for them.
    Nothing,
    /// What is not personal, and personal values through their masks.
    Masked,
    /// All of it, but fields kept for named roles.
    Full,
}

/// How much of a record an actor sees: all, if it concerns them; a type without personal values, or
/// a register, is open to all staff through the masks; else nothing.
pub(crate) fn sight(
    rules: &Rules<'_>,
    record: &Record,
    actor: &Actor,
    now: fadu_base::Instant,
    facts: &Facts,
) -> Result<Sight, Vec<Query>> {
    if concerns(rules, record, actor, now, facts)? {
        return Ok(Sight::Full);
    }
    // Number and phone show where a matter of somebody with an account stands; acting needs the account.
    let looks = actor.stands_for_party || is_open_to_staff(&record.def) && is_staff(actor);
    Ok(if looks { Sight::Masked } else { Sight::Nothing })
}

/// Whether every official may look records of a type up: registers, and what holds nothing personal.
pub(crate) fn is_open_to_staff(def: &TypeDef) -> bool {
    def.kind == Kind::Register || !holds_personal(def)
}

/// Whether records of a type hold personal values.
pub(crate) fn holds_personal(def: &TypeDef) -> bool {
    def.fields.iter().any(is_personal)
}

fn is_staff(actor: &Actor) -> bool {
    actor.appointment.is_some()
}

/// Whether a field, or a column of it, holds personal values.
pub(crate) fn is_personal(field: &Field) -> bool {
    let column = match &field.ty {
        FieldType::Rows { columns, .. } => columns.iter().any(is_personal),
        _ => false,
    };
    field.personal.is_some() || column
}

/// How much of a field somebody sees who sees so much of the record.
pub(crate) fn field_sight(field: &Field, role: &str, of_record: Sight) -> Sight {
    let kept = !field.seen_by.is_empty() && !field.seen_by.iter().any(|known| &**known == role);
    match kept {
        true => Sight::Nothing,
        false if field.personal.is_some() => of_record,
        false => of_record.max(Sight::Masked),
    }
}
