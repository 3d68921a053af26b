//! How much somebody sees of one record after another, asked as lists ask it: what concerns them is
//! made ready once for each type, and no record is put together from its events.

use std::collections::BTreeMap;

use fadu_base::{Instant, RecordId};
use fadu_store::list::list_sees;
use fadu_store::{Reader, StoreError};

use super::{Desk, told};
use crate::access::Sight;
use crate::{District, Seat};

/// What is made ready for the types met so far.
pub(crate) struct Eyes<'a> {
    district: &'a District,
    seat: &'a Seat,
    now: Instant,
    desks: BTreeMap<String, Option<Desk<'a>>>,
}

impl<'a> Eyes<'a> {
    /// Of somebody with an appointment.
    pub(crate) fn new(district: &'a District, seat: &'a Seat, now: Instant) -> Self {
        Self { district, seat, now, desks: BTreeMap::new() }
    }

    /// How much of a record they see.
    pub(crate) fn sight(&mut self, reader: &Reader<'_>, id: &RecordId) -> Result<Sight, StoreError> {
        if !self.desks.contains_key(id.ty()) {
            let desk = self.desk(reader, id.ty())?;
            self.desks.insert(id.ty().to_owned(), desk);
        }
        let Some(Some(desk)) = self.desks.get(id.ty()) else { return Ok(Sight::Nothing) };
        let seen = desk.with(&[], |listing| list_sees(reader.view.db, listing, id.as_str()));
        Ok(match seen.map_err(told)? {
            None => Sight::Nothing,
            Some(false) => Sight::Masked,
            Some(true) => Sight::Full,
        })
    }

    fn desk(&self, reader: &Reader<'_>, ty: &str) -> Result<Option<Desk<'a>>, StoreError> {
        let versions = self.district.catalog.definitions.types.get(ty);
        let def = versions.and_then(|versions| versions.last());
        let def = def.filter(|_| self.seat.appointment.is_some());
        def.map(|def| Desk::of(self.district, reader, self.seat, def, self.now)).transpose()
    }
}
