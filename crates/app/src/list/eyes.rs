//! How much somebody sees of one record after another, asked as lists ask it: what concerns them is
//! made ready once for each type, and no record is put together from its events.

use std::collections::BTreeMap;

use fadu_base::{Instant, RecordId};
use fadu_store::list::list_sees;
use fadu_store::{Reader, StoreError};

use super::{Desk, told};
use crate::access::Sight;
use crate::title::Eye;
use crate::{District, Seat};

/// What is made ready for the types met so far.
pub(crate) struct Eyes<'a> {
    district: &'a District,
    seat: &'a Seat,
    now: Instant,
    desks: BTreeMap<String, Option<Desk<'a>>>,
}

impl<'a> Eyes<'a> {
    /// Of somebody.
    pub(crate) fn new(district: &'a District, seat: &'a Seat, now: Instant) -> Self {
        Self { district, seat, now, desks: BTreeMap::new() }
    }

    /// How much of some records they see; those that are not there for them are left out. `past`: also what
    /// they only entered as past, which costs a look at the events of each.
    pub(crate) fn sights(
        &mut self,
        reader: &Reader<'_>,
        records: &[String],
        past: bool,
    ) -> Result<BTreeMap<String, Sight>, StoreError> {
        let mut of_types: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for record in records {
            let ty = record.split_once('/').map_or("", |(ty, _)| ty);
            of_types.entry(ty).or_default().push(record.clone());
        }
        let mut sights = BTreeMap::new();
        for (ty, records) in of_types {
            if !self.desks.contains_key(ty) {
                let desk = self.desk(reader, ty)?;
                self.desks.insert(ty.to_owned(), desk);
            }
            let Some(Some(desk)) = self.desks.get(ty) else { continue };
            let seen = desk.with(&[], |listing| list_sees(reader.view.db, listing, &records, past));
            let sight = |concerned| if concerned { Sight::Full } else { Sight::Masked };
            sights.extend(seen.map_err(told)?.into_iter().map(|(id, concerned)| (id, sight(concerned))));
        }
        Ok(sights)
    }

    /// The same for whoever looks: residents, firms, and who entered by a number as well.
    pub(crate) fn all(
        &mut self,
        reader: &mut Reader<'_>,
        records: &[String],
    ) -> Result<BTreeMap<String, Sight>, StoreError> {
        if self.seat.appointment.is_some() {
            return self.sights(reader, records, true);
        }
        let mut sights = BTreeMap::new();
        for record in records {
            let Some(id) = RecordId::parse(record) else { continue };
            sights.insert(record.clone(), self.district.sight_of(reader, self.seat, &id)?);
        }
        Ok(sights)
    }

    /// How somebody sees one record; what is not there for them has no title.
    pub(crate) fn one(&mut self, reader: &mut Reader<'_>, record: &str) -> Result<Eye<'a>, StoreError> {
        let sight = self.all(reader, &[record.to_owned()])?.remove(record).unwrap_or(Sight::Nothing);
        Ok(Eye { role: &self.seat.role, sight })
    }

    fn desk(&self, reader: &Reader<'_>, ty: &str) -> Result<Option<Desk<'a>>, StoreError> {
        let versions = self.district.catalog.definitions.types.get(ty);
        let def = versions.and_then(|versions| versions.last());
        let def = def.filter(|_| self.seat.appointment.is_some());
        def.map(|def| Desk::of(self.district, reader, self.seat, def, self.now)).transpose()
    }
}
