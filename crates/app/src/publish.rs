//! Publications that a role puts out itself (`by` of a publication): which are due, and that they
//! were put out. What the system publishes itself needs none of this.

use fadu_base::RecordId;
use fadu_definition::Scope;
use fadu_store::codec::time::date_text;
use fadu_store::publication::{PublicationRow, publication_due, publication_get, publication_put};
use fadu_store::{Reader, StoreError};

use crate::heading::heading;
use crate::list::Eyes;
use crate::reach::is_below;
use crate::{District, Failure, Seat};

/// Most rows that are shown.
const MOST: i64 = 500;

/// A publication that somebody has still to put out.
#[derive(Clone, Debug, Default)]
pub struct ToPublish {
    /// `type/local/publication`.
    pub id: String,
    /// `type/local`.
    pub record: String,
    /// Chinese name of its type.
    pub type_name: String,
    /// The line by which the record is listed.
    pub title: String,
    /// Chinese name of the publication.
    pub name: String,
    /// Last day of the duty.
    pub due_on: Option<String>,
    /// Whether that day is past.
    pub late: bool,
}

impl District {
    /// What a capacity has still to put out, by last day.
    pub fn to_publish(&self, seat: &Seat) -> Result<Vec<ToPublish>, Failure> {
        let (rules, now) = (self.rules(), self.now());
        let today = date_text(now.date());
        Ok(self.store.read(|reader| {
            let (mut due, mut eyes) = (Vec::new(), Eyes::new(self, seat, now));
            for row in publication_due(reader.view.db, self.code(), &seat.role, MOST)? {
                if !self.puts_out(reader, seat, &row)? {
                    continue;
                }
                let Some(id) = RecordId::parse(&row.record) else { continue };
                let eye = eyes.one(reader, &row.record)?;
                let Some(heading) = heading(&rules, reader, now, &id, eye)? else { continue };
                let known = heading.def.publications.iter().find(|known| *known.id == *row.publication);
                due.push(ToPublish {
                    id: format!("{}/{}", row.record, row.publication),
                    type_name: heading.def.name.clone(),
                    title: heading.title,
                    name: known.map_or_else(|| row.publication.clone(), |known| known.name.clone()),
                    late: row.due_on.as_deref().is_some_and(|due| due < &*today),
                    due_on: row.due_on,
                    record: row.record,
                });
            }
            Ok(due)
        })?)
    }

    /// Notes that a publication was put out today; false if it is not for this capacity to do.
    pub fn publish(&self, seat: &Seat, id: &str) -> Result<bool, Failure> {
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
