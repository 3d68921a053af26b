//! What was typed and is not done yet: drafts, of refusals and of forms sent after the session had
//! ended. A draft is opened by its person alone; one of a record entered by its number, by who enters
//! by it again.

use fadu_engine::Target;
use fadu_store::draft::{Draft, draft_get, draft_put};
use fadu_store::{StoreError, Txn};
use serde_json::{Map, Value as Json};

use super::{TakeAsked, action_id};
use crate::{District, Ended, Failure, Seat};

impl District {
    /// What a person typed into a form that was refused or not finished.
    pub fn draft(&self, seat: &Seat, id: &str) -> Result<Option<Map<String, Json>>, Failure> {
        let district = self.code();
        let draft =
            self.store.read(|reader| draft_get(reader.view.db, &reader.view.shared.keys, district, id))?;
        let is_own = |draft: &Draft| {
            draft.person == seat.person && seat.party_of.as_ref().is_none_or(|of| *of == draft.record)
        };
        Ok(draft.filter(is_own).and_then(|draft| serde_json::from_str(&draft.content).ok()))
    }

    /// Keeps what somebody sent whose session had ended, for them alone; gives the id of the draft.
    pub fn keep_typed(&self, ended: &Ended, asked: &TakeAsked) -> Result<String, Failure> {
        let (target, def) = self.target(&asked.record, asked.draft.as_deref())?;
        let (Target::On(record) | Target::New(record)) = target;
        if ended.party_of.as_ref().is_some_and(|of| *of != record.as_str()) {
            return Err(Failure::setup("凭编号登录只能办理这一件事项"));
        }
        let draft = Draft {
            id: asked.draft.clone().unwrap_or_default(),
            record: record.to_string(),
            action: action_id(&def, &asked.action)?.to_string(),
            person: ended.person.clone(),
            at: self.now().to_string(),
            content: Json::Object(asked.input.clone()).to_string(),
        };
        Ok(self.store.write(move |txn| keep(txn, draft))?)
    }
}

/// Keeps a draft under its id, if that is free or the same person's; else under a new one.
pub(super) fn keep(txn: &Txn<'_>, mut draft: Draft) -> Result<String, StoreError> {
    let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
    let known = if draft.id.is_empty() { None } else { draft_get(db, keys, district, &draft.id)? };
    let is_taken = known.is_some_and(|known| known.person != draft.person || known.record != draft.record);
    if draft.id.is_empty() || is_taken {
        draft.id = uuid::Uuid::now_v7().simple().to_string();
    }
    draft_put(db, keys, district, &draft)?;
    Ok(draft.id)
}
