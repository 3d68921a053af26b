//! Who sees which records of a type, as statements ask it: the same rule as [`crate::access`], which
//! a test compares over all shipped definitions.

use std::collections::BTreeMap;

use fadu_base::Date;
use fadu_definition::{By, Scope, TypeDef};
use fadu_store::list::{Concern, Looker};
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
    let mut concerns: Vec<Concern> = versions.iter().map(|def| concern(def, seat, &below)).collect();
    match concerns.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => concerns.truncate(1),
        _ => {
            let dated = concerns.iter_mut().zip(versions);
            dated.for_each(|(concern, def)| concern.version = Some(def.effective));
        }
    }
    Ok(Looker {
        person: seat.person.clone(),
        org: seat.org.clone(),
        role: seat.role.clone(),
        concerns,
        open: seat.appointment.is_some() && versions.iter().all(|def| is_open_to_staff(def)),
        recusal: versions.iter().any(|def| def.recused.is_some()),
    })
}

fn concern(def: &TypeDef, seat: &Seat, below: &[String]) -> Concern {
    let mut concern = Concern::default();
    for scope in scopes(def, seat) {
        match scope {
            Scope::None => {}
            Scope::District => concern.all = true,
            Scope::Org => concern.orgs.extend(seat.org.clone()),
            Scope::Below => concern.orgs.extend(below.iter().cloned()),
            Scope::Own | Scope::Field(..) => concern.named = true,
        }
    }
    concern.orgs.sort();
    concern.orgs.dedup();
    concern
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
