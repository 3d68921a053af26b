//! What was typed and is not done yet: drafts, of refusals and of forms sent after the session had
//! ended. A draft is opened by its person alone; one of a record entered by its number, by who enters
//! by it again. A plain form, which is no action, is kept by its address and the pairs sent.

use fadu_base::RecordId;
use fadu_engine::Target;
use fadu_store::draft::{Draft, draft_delete, draft_get, draft_put};
use fadu_store::{StoreError, Txn};
use serde_json::{Map, Value as Json};

use super::TakeAsked;
use crate::{AccountKind, District, Ended, Failure, Seat};

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

    /// Keeps what somebody sent whose session had ended, for them alone; gives the id of the draft. It
    /// is not looked whether there is such a record or action: nobody who is not signed in is told.
    pub fn keep_typed(&self, ended: &Ended, asked: &TakeAsked) -> Result<String, Failure> {
        let is_new = self.catalog.definitions.types.contains_key(&*asked.record);
        let record = match is_new {
            true => target_id(self.target(&asked.record, asked.draft.as_deref())?.0).to_string(),
            false => asked.record.clone(),
        };
        if ended.party_of.as_ref().is_some_and(|of| *of != record) {
            return Err(Failure::setup("凭编号登录只能办理这一件事项"));
        }
        let draft = Draft {
            id: asked.draft.clone().unwrap_or_default(),
            record,
            action: asked.action.clone(),
            person: ended.person.clone(),
            at: self.now().to_string(),
            content: Json::Object(asked.input.clone()).to_string(),
        };
        Ok(self.store.write(move |txn| keep(txn, draft))?)
    }
}

fn target_id(target: Target) -> RecordId {
    let (Target::On(id) | Target::New(id)) = target;
    id
}

/// A plain form that was sent in no session that holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptForm {
    /// The route of its address, by which it is known again.
    pub route: String,
    /// The address it was sent to.
    pub path: String,
    /// Names and texts of its controls.
    pub pairs: Vec<(String, String)>,
}

impl District {
    /// Keeps a plain form for its person alone; gives the id. Who entered by the number of a record
    /// is nobody in particular, so nothing is kept for them.
    pub fn keep_form(&self, ended: &Ended, form: &KeptForm) -> Result<Option<String>, Failure> {
        if ended.kind == AccountKind::Number {
            return Ok(None);
        }
        let pairs = form.pairs.iter().map(|(name, text)| Json::from(vec![name.clone(), text.clone()]));
        let draft = Draft {
            id: String::new(),
            record: form.path.clone(),
            action: form.route.clone(),
            person: ended.person.clone(),
            at: self.now().to_string(),
            content: Json::Array(pairs.collect()).to_string(),
        };
        Ok(Some(self.store.write(move |txn| keep(txn, draft))?))
    }

    /// A plain form that was kept for this person.
    pub fn kept_form(&self, seat: &Seat, id: &str) -> Result<Option<KeptForm>, Failure> {
        let district = self.code();
        let draft =
            self.store.read(|reader| draft_get(reader.view.db, &reader.view.shared.keys, district, id))?;
        let own = draft.filter(|draft| draft.person == seat.person && seat.party_of.is_none());
        Ok(own.and_then(|draft| {
            let pairs = serde_json::from_str(&draft.content).ok()?;
            Some(KeptForm { route: draft.action, path: draft.record, pairs })
        }))
    }

    /// Throws a plain form away that was kept for this person and is sent now.
    pub fn forget_form(&self, seat: &Seat, id: &str) -> Result<(), Failure> {
        if self.kept_form(seat, id)?.is_none() {
            return Ok(());
        }
        let id = id.to_owned();
        Ok(self.store.write(move |txn| draft_delete(txn.db(), txn.district(), &id))?)
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
