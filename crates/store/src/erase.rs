//! Erasure of a record's personal values (个人信息保护法第四十七条): its key is destroyed, its
//! projections and drafts are blanked. The events stay, so the chain still verifies; that it was
//! done, and by which two persons, is an event of its own, which the use case appends.

use fadu_base::{Date, RecordId};
use fadu_definition::Kind;

use crate::codec::time;
use crate::draft::draft_delete_of_record;
use crate::entry::{entry_delete, entry_insert, entry_rows};
use crate::error::{Result, StoreError};
use crate::hide::Hider;
use crate::record::{RecordRow, record_put};
use crate::record_key::record_key_erase;
use crate::search::search_delete;
use crate::store::Store;
use crate::txn::Txn;

impl Txn<'_> {
    /// Destroys the key of a record and blanks what lies beside the journal.
    pub fn erase(&mut self, id: &RecordId, on: Date) -> Result<()> {
        let (db, district) = (self.db(), self.district());
        record_key_erase(db, district, id.as_str(), &time::date_text(on))?;
        draft_delete_of_record(db, district, id.as_str())?;
        search_delete(db, district, id.as_str())?;
        self.caches.records.remove(id);
        self.caches.snapshots.remove(id);
        let held = self.held(id)?;
        let record = held.ok_or_else(|| StoreError::Invalid(format!("没有记录 {id}")))?.record;
        let hider = Hider::new(&self.shared().keys);
        record_put(db, &RecordRow::of(district, &record, hider))?;
        if record.def.kind == Kind::Register {
            entry_delete(db, district, id.as_str())?;
            entry_rows(district, &record, hider).iter().try_for_each(|row| entry_insert(db, row))?;
        }
        Ok(())
    }
}

impl Store {
    /// Erases the personal values of a record and removes what the database's log still holds of
    /// them. Deleted content is overwritten with zeros (`secure_delete`).
    pub fn erase(&self, id: &RecordId, on: Date) -> Result<()> {
        let id = id.clone();
        self.write_long(move |txn| txn.erase(&id, on))?;
        self.shared().registers.forget();
        self.open_reader()?.checkpoint()
    }
}
