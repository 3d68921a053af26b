//! What the public is offered, without anybody having signed in.

#[cfg(test)]
mod tests;

use crate::form::{in_force, may_begin};
use crate::{APPLICANT, District, Start, guide};

/// The type of persons, who register themselves by signing in (sheet 00).
pub(crate) const PERSON: &str = "person";
/// Longest name of an action that only says that something begins, in characters.
pub const SHORT: usize = 4;

/// What residents and firms may begin.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Type and action.
    pub start: Start,
    /// What residents call it.
    pub title: String,
    /// What to heed.
    pub hint: Option<String>,
    /// It begins in the service guide, with an item of it.
    pub by_guide: bool,
}

impl District {
    /// What residents and firms may begin today, by system.
    pub fn offers(&self) -> Vec<Offer> {
        let (rules, today) = (self.rules(), self.now().date());
        let guide = guide::register(&rules, today).and_then(|(def, _)| {
            let (ty, action, _) = guide::application(&rules, &def.id, today)?;
            Some((ty.id.clone(), action.id.clone()))
        });
        let starts = self.starts_of(APPLICANT).into_iter().filter(|start| start.ty != PERSON);
        let mut offers: Vec<Offer> = starts
            .map(|start| Offer {
                by_guide: guide
                    .as_ref()
                    .is_some_and(|(ty, action)| **ty == *start.ty && **action == *start.action),
                hint: self.hint(&start),
                title: title(&start),
                start,
            })
            .collect();
        offers.sort_by(|a, b| a.start.system.cmp(&b.start.system));
        offers
    }

    /// Whether residents and firms may begin this.
    pub fn is_offered(&self, ty: &str, action: &str) -> bool {
        let today = self.now().date();
        let versions = self.catalog.definitions.types.get(ty).filter(|_| ty != PERSON);
        let def = versions.and_then(|versions| in_force(versions, today));
        def.is_some_and(|def| {
            def.actions.iter().any(|known| &*known.id == action && may_begin(known, APPLICANT))
        })
    }

    fn hint(&self, start: &Start) -> Option<String> {
        let def = self.catalog.definitions.types.get(&*start.ty)?.last()?;
        def.actions.iter().find(|action| *action.id == *start.action)?.hint.clone()
    }
}

/// The name of the type, unless that of the action says more than 登记 or 申请.
fn title(start: &Start) -> String {
    let says_all = start.name.chars().count() > SHORT;
    if says_all { start.name.clone() } else { start.type_name.clone() }
}
