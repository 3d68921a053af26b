//! Publications that a role puts out itself (`by` of a publication): which are due, and that they
//! were put out. What the system publishes itself needs none of this.

use fadu_base::RecordId;
use fadu_definition::Scope;
use fadu_store::codec::time::date_text;
use fadu_store::publication::{PublicationRow, publication_due, publication_get, publication_put};
use fadu_store::{Reader, StoreError};

use crate::published::item;
use crate::reach::is_below;
use crate::{District, Failure, Item, Seat};

/// Most rows that are shown.
const MOST: i64 = 500;
/// So many are counted.
const COUNTED: i64 = 100;

/// A publication that somebody has still to put out.
#[derive(Clone, Debug, Default)]
pub struct ToPublish {
    /// `type/local/publication`.
    pub id: String,
    /// `type/local`.
    pub record: String,
    /// Last day of the duty.
    pub due_on: Option<String>,
    /// Whether that day is past.
    pub late: bool,
    /// What will leave, through its masks.
    pub item: Item,
}

impl District {
    /// What a capacity has still to put out, by last day.
    pub fn to_publish(&self, seat: &Seat) -> Result<Vec<ToPublish>, Failure> {
        Ok(self.store.read(|reader| {
            let rows = self.due_for(reader, seat, MOST)?;
            let told = rows.into_iter().map(|row| self.to_put_out(reader, row));
            Ok(told.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })?)
    }

    /// How many those are, up to a hundred.
    pub fn to_publish_count(&self, seat: &Seat) -> Result<usize, Failure> {
        Ok(self.store.read(|reader| Ok(self.due_for(reader, seat, COUNTED)?.len()))?)
    }

    /// What a capacity has still to put out of a record.
    pub fn to_publish_of(&self, seat: &Seat, record: &str) -> Result<Vec<ToPublish>, Failure> {
        let versions = record.split_once('/').and_then(|(ty, _)| self.catalog.definitions.types.get(ty));
        let all = versions.into_iter().flatten().flat_map(|def| &def.publications);
        let mut ids: Vec<String> = all.map(|known| format!("{record}/{}", known.id)).collect();
        ids.sort();
        ids.dedup();
        let due = ids.iter().map(|id| self.to_publish_one(seat, id));
        Ok(due.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// One of them, by its id; none if it is not due, or not for this capacity to put out.
    pub fn to_publish_one(&self, seat: &Seat, id: &str) -> Result<Option<ToPublish>, Failure> {
        let Some((record, publication)) = id.rsplit_once('/') else { return Ok(None) };
        Ok(self.store.read(|reader| {
            let row = publication_get(reader.view.db, self.code(), record, publication)?;
            match row.filter(|row| row.state == "due") {
                Some(row) if self.puts_out(reader, seat, &row)? => self.to_put_out(reader, row),
                _ => Ok(None),
            }
        })?)
    }

    fn due_for(
        &self,
        reader: &mut Reader<'_>,
        seat: &Seat,
        most: i64,
    ) -> Result<Vec<PublicationRow>, StoreError> {
        let mut due = Vec::new();
        for row in publication_due(reader.view.db, self.code(), &seat.role, most)? {
            if self.puts_out(reader, seat, &row)? {
                due.push(row);
            }
        }
        Ok(due)
    }

    fn to_put_out(
        &self,
        reader: &mut Reader<'_>,
        row: PublicationRow,
    ) -> Result<Option<ToPublish>, StoreError> {
        let now = self.now();
        let today = date_text(now.date());
        let item = item(&self.rules(), reader, now, &row)?;
        Ok(item.map(|item| ToPublish {
            id: format!("{}/{}", row.record, row.publication),
            late: row.due_on.as_deref().is_some_and(|due| due < &*today),
            due_on: row.due_on,
            record: row.record,
            item,
        }))
    }

    /// Puts out a publication today; false if it is not for this capacity to do. Who did it is in the
    /// audit.
    pub fn publish(&self, seat: &Seat, address: &str, id: &str) -> Result<bool, Failure> {
        let done = self.put_out_today(seat, id)?;
        if done {
            self.audit_add(seat, address, ("publish", id), "ok")?;
        }
        Ok(done)
    }

    fn put_out_today(&self, seat: &Seat, id: &str) -> Result<bool, Failure> {
        let today = date_text(self.now().date());
        let Some((record, publication)) = id.rsplit_once('/') else { return Ok(false) };
        let row = self.store.read(|reader| {
            let row = publication_get(reader.view.db, self.code(), record, publication)?;
            match row.filter(|row| row.state == "due") {
                Some(row) => Ok(self.puts_out(reader, seat, &row)?.then_some(row)),
                None => Ok(None),
            }
        })?;
        let Some(row) = row else { return Ok(false) };
        self.store
            .write(move |txn| {
                let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
                // Somebody may have been faster.
                let now = publication_get(db, district, &row.record, &row.publication)?;
                let due = now.filter(|now| *now == row).is_some();
                if due {
                    let put = PublicationRow { state: "shown".to_owned(), published_on: Some(today), ..row };
                    publication_put(db, keys, district, &put)?;
                }
                Ok(due)
            })
            .map_err(Failure::from)
    }

    /// Whether it is for a capacity to put out a publication: by role, and by the scope of the role.
    fn puts_out(
        &self,
        reader: &mut Reader<'_>,
        seat: &Seat,
        row: &PublicationRow,
    ) -> Result<bool, StoreError> {
        if row.role.as_deref() != Some(&*seat.role) {
            return Ok(false);
        }
        let scope = self.catalog.definitions.roles.get(&*seat.role).map(|role| &role.scope);
        let read = RecordId::parse(&row.record).map(|id| reader.view.snapshot(&id, None)).transpose()?;
        let org = read.flatten().and_then(|read| read.org.as_ref().map(|org| org.id.to_string()));
        match (scope, org) {
            (Some(Scope::District), _) => Ok(true),
            (Some(Scope::Org), Some(org)) => Ok(seat.org.as_ref() == Some(&org)),
            (Some(Scope::Below), Some(org)) => is_below(seat, reader, self.now().date(), &org),
            _ => Ok(false),
        }
    }
}
