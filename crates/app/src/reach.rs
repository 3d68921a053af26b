//! Whose records a capacity reaches, as the keys under which work lists and notices are kept.

use fadu_base::{Date, RecordId};
use fadu_engine::Query;
use fadu_store::work::BELOW;
use fadu_store::{Reader, Source, StoreError};

use crate::Seat;

/// The keys of a capacity.
pub(crate) struct Reach {
    /// Those that do not depend on the tree of organizations; at most three.
    pub own: Vec<String>,
    /// Those of the organizations at or below its own.
    pub below: Vec<String>,
}

impl Reach {
    /// The keys of a capacity, of the organizations for which there is something at all.
    pub(crate) fn of(
        seat: &Seat,
        reader: &mut Reader<'_>,
        today: Date,
        present: Vec<String>,
    ) -> Result<Self, StoreError> {
        // Nobody stands for a party and for an organization at once.
        let third = seat.org.as_ref().or(seat.party_of.as_ref());
        let own = [String::new(), seat.person.clone()].into_iter().chain(third.cloned()).collect();
        let mut below = Vec::new();
        for org in present {
            if is_below(seat, reader, today, &org)? {
                below.push(format!("{BELOW}{org}"));
            }
        }
        Ok(Self { own, below })
    }

    /// All keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.below)
    }
}

/// Whether an organization is that of the capacity or lies below it on a day.
pub(crate) fn is_below(
    seat: &Seat,
    reader: &mut Reader<'_>,
    today: Date,
    org: &str,
) -> Result<bool, StoreError> {
    let (Some(org), Some(root)) = (RecordId::parse(org), seat.org.as_deref().and_then(RecordId::parse))
    else {
        return Ok(false);
    };
    let answer = reader.answer(&Query::Below { org, root, day: today })?;
    Ok(matches!(answer, fadu_engine::Answer::Below(true)))
}
