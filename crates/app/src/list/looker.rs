//! Who sees which records of a type, as statements ask it: the same rule as [`crate::access`], which
//! a test compares over all shipped definitions.

use std::collections::BTreeMap;

use fadu_base::Date;
use fadu_definition::{By, FieldType, Scope, TypeDef};
use fadu_store::codec::time::date_text;
use fadu_store::list::{Concern, Looker, Named};
use fadu_store::{Reader, StoreError};

use crate::access::is_open_to_staff;
use crate::{District, Seat};

/// How many organizations may lie above one.
const LEVELS: usize = 20;

/// Whether the role of somebody lets them see records of a type; without it, only what they did.
pub(super) fn may_see(district: &District, seat: &Seat, ty: &str) -> bool {
    let versions = district.catalog.definitions.types.get(ty);
    let versions = versions.map_or(&[][..], Vec::as_slice);
    versions.iter().any(|def| is_open_to_staff(def) || scopes(def, seat).next().is_some())
}

fn scopes<'a>(def: &'a TypeDef, seat: &'a Seat) -> impl Iterator<Item = &'a Scope> {
    let all = fadu_engine::concerned(def);
    all.filter(|By { role, scope }| **role == *seat.role && *scope != Scope::None).map(|by| &by.scope)
}

/// What statements need to know of who looks.
pub(super) fn of(
    district: &District,
    reader: &Reader<'_>,
    seat: &Seat,
    ty: &str,
    today: Date,
) -> Result<Looker, StoreError> {
    let versions = district.catalog.definitions.types.get(ty).map_or(&[][..], Vec::as_slice);
    let below = match versions.iter().any(|def| scopes(def, seat).any(|scope| *scope == Scope::Below)) {
        true => below(reader, seat, today)?,
        false => Vec::new(),
    };
    let several = versions.len() > 1;
    let concern = |def: &TypeDef| Concern {
        version: several.then(|| date_text(def.effective)),
        ..concern(def, seat, &below)
    };
    Ok(Looker {
        person: seat.person.clone(),
        org: seat.org.clone(),
        concerns: versions.iter().map(|def| concern(def)).collect(),
        open: seat.appointment.is_some() && versions.iter().all(|def| is_open_to_staff(def)),
    })
}

fn concern(def: &TypeDef, seat: &Seat, below: &[String]) -> Concern {
    let mut concern = Concern {
        recused: def.recused.and_then(|at| def.fields.get(usize::from(at))).map(|field| field.id.clone()),
        ..Concern::default()
    };
    for scope in scopes(def, seat) {
        match scope {
            Scope::None => {}
            Scope::District => concern.all = true,
            Scope::Org => concern.orgs.extend(seat.org.clone()),
            Scope::Below => concern.orgs.extend(below.iter().cloned()),
            Scope::Own => concern.named.extend(def.party.and_then(|at| named(def, at, None))),
            Scope::Field(at, member) => concern.named.extend(named(def, *at, member.clone())),
        }
    }
    concern.orgs.sort();
    concern.orgs.dedup();
    concern.named.sort_by(|a, b| a.0.cmp(&b.0));
    concern.named.dedup();
    concern
}

fn named(def: &TypeDef, at: u16, member: Option<fadu_base::Name>) -> Option<(fadu_base::Name, Named)> {
    let field = def.fields.get(usize::from(at))?;
    let how = match (&field.ty, member) {
        (FieldType::Rows { .. }, Some(column)) => Named::Column(column),
        (FieldType::Ref(_), Some(member)) if !field.many => Named::Member(member),
        (FieldType::Ref(_), None) if field.many => Named::Many,
        (FieldType::Ref(_), None) => Named::One,
        _ => return None,
    };
    Some((field.id.clone(), how))
}

/// The organizations at or below that of the capacity.
fn below(reader: &Reader<'_>, seat: &Seat, today: Date) -> Result<Vec<String>, StoreError> {
    let Some(root) = &seat.org else { return Ok(Vec::new()) };
    let tree = reader.view.tree(today)?;
    let above: BTreeMap<&String, Option<&String>> =
        tree.iter().map(|(org, _, above)| (org, above.as_ref())).collect();
    let is_below = |org: &String| {
        let mut at = Some(org);
        for _ in 0..LEVELS {
            match at {
                Some(here) if here == root => return true,
                Some(here) => at = above.get(here).copied().flatten(),
                None => return false,
            }
        }
        false
    };
    let mut found: Vec<String> = above.keys().filter(|org| is_below(org)).map(|org| (*org).clone()).collect();
    if !found.contains(root) {
        found.push(root.clone());
    }
    Ok(found)
}
