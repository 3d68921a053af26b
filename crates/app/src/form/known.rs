//! What stands in a form already: what the person is known by, and what the way to it says.

use fadu_base::{Instant, RecordId};
use fadu_definition::{Action, Field, FieldType, TypeDef, Want};
use fadu_store::{Reader, StoreError};
use serde_json::{Map, Value as Json};

use super::{Form, FormKind};
use crate::access::{Sight, field_sight};
use crate::{Seat, seat};

/// Most records that may stand in a control by their ids.
const MOST: usize = 100;

/// An applicant begins their own matters: a party that is needed is not asked for, one that may be
/// left out is they or nobody; the phone is theirs.
pub(super) fn own(
    reader: &Reader<'_>,
    (def, action): (&TypeDef, &Action),
    mut form: Form,
    seat: &Seat,
    now: Instant,
) -> Result<Form, StoreError> {
    if !seat.is_applicant() {
        return Ok(form);
    }
    if let Some(party) = own_party(def, action) {
        form.controls.retain(|control| *party.id != *control.name || !control.needed);
        for control in form.controls.iter_mut().filter(|control| *party.id == *control.name) {
            control.kind = FormKind::Choice(vec![(seat.person.clone(), seat.person_name.clone())]);
            control.value = Json::String(seat.person.clone());
            control.help = "选本人后可以随时查看办理进度".to_owned();
        }
    }
    let Some(id) = RecordId::parse(&seat.person) else { return Ok(form) };
    let read = reader.view.snapshot(&id, Some(now.date()))?;
    let phone = read.as_deref().and_then(|read| seat::value(read, "phone")?.as_text().map(str::to_owned));
    let first = form.controls.iter_mut().find(|control| matches!(control.kind, FormKind::Phone));
    if let (Some(control), Some(phone)) = (first.filter(|control| control.value.is_null()), phone) {
        control.value = Json::String(phone);
    }
    Ok(form)
}

/// The party, if an action asks for it.
pub(crate) fn own_party<'a>(def: &'a TypeDef, action: &Action) -> Option<&'a Field> {
    let party = def.fields.get(usize::from(def.party?))?;
    asks(&action.needs, def, party).or_else(|| asks(&action.may, def, party))
}

fn asks<'a>(wants: &[Want], def: &TypeDef, field: &'a Field) -> Option<&'a Field> {
    let is_it = |want: &Want| matches!(want, Want::Field(at) if def.fields.get(usize::from(*at)).is_some_and(|f| f.id == field.id));
    wants.iter().any(is_it).then_some(field)
}

/// What an applicant gives as the party of what they begin: themselves where it is needed, else
/// themselves or nobody. Nobody applies in the name of another but as their agent.
pub(crate) fn as_themselves(def: &TypeDef, action: &str, seat: &Seat, input: &mut Map<String, Json>) {
    let action = def.actions.iter().find(|known| &*known.id == action);
    let Some(action) = action.filter(|_| seat.is_applicant()) else { return };
    let Some(party) = own_party(def, action) else { return };
    let needed = asks(&action.needs, def, party).is_some();
    let is_given = input.get(&*party.id).and_then(Json::as_str).is_some_and(|text| !text.is_empty());
    input.remove(&*party.id);
    if needed || is_given {
        input.insert(party.id.to_string(), Json::String(seat.person.clone()));
    }
}

/// What somebody may not read is not theirs to fill in: such cells of rows are left out.
pub(crate) fn theirs_alone(def: &TypeDef, role: &str, input: &mut Map<String, Json>) {
    for field in &def.fields {
        let FieldType::Rows { columns, .. } = &field.ty else { continue };
        let Some(Json::Array(rows)) = input.get_mut(&*field.id) else { continue };
        for column in columns.iter().filter(|column| !may_fill(column, role)) {
            for row in rows.iter_mut().filter_map(Json::as_object_mut) {
                row.remove(&*column.id);
            }
        }
    }
}

/// Whether a column is theirs to fill in who act in a role.
pub(super) fn may_fill(column: &Field, role: &str) -> bool {
    field_sight(column, role, Sight::Full) > Sight::Nothing
}

/// What is given beside what is known.
pub(super) fn given(mut form: Form, given: &Map<String, Json>) -> Form {
    for control in &mut form.controls {
        if let Some(value) = given.get(&control.name) {
            control.value = value.clone();
        }
    }
    form
}

/// What stands in a column of rows.
pub(super) fn cells(rows: &Json, column: &str) -> Json {
    let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
    Json::Array(rows.iter().filter_map(|row| row.get(column)).cloned().collect())
}

/// The records of some types that stand in a control by their ids.
pub(super) fn ids(value: &Json, types: &[String]) -> Vec<RecordId> {
    let texts = match value {
        Json::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let ids = texts.iter().filter_map(Json::as_str).filter_map(RecordId::parse);
    let mut found: Vec<RecordId> =
        ids.filter(|id| types.is_empty() || types.iter().any(|ty| ty == id.ty())).take(MOST).collect();
    found.sort();
    found.dedup();
    found
}
