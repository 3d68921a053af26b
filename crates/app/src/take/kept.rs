//! What was typed and is not done yet: drafts, of refusals and of forms sent after the session had
//! ended. A draft is opened by its person alone; one of a record entered by its number, by who enters
//! by it again. A plain form, which is no action, is kept by its address and the pairs sent.

use fadu_base::RecordId;
use fadu_definition::{Field, FieldType, TypeDef};
use fadu_engine::Target;
use fadu_store::draft::{Draft, draft_delete, draft_delete_beyond, draft_get, draft_put};
use fadu_store::{StoreError, Txn};
use serde_json::{Map, Value as Json};

use super::TakeAsked;
use crate::{AccountKind, District, Ended, Failure, Seat};

/// The longest draft, in bytes.
const LONGEST: usize = 2 << 20;
/// Most drafts of a person.
const MOST: i64 = 50;

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

    /// Keeps what a person has typed so far, to go on later; gives the id of the draft.
    pub fn keep_draft(&self, seat: &Seat, asked: &TakeAsked) -> Result<Option<String>, Failure> {
        let (target, _) = self.target(&asked.record, asked.draft.as_deref())?;
        self.keep_for(seat.person.clone(), target_id(target).to_string(), asked)
    }

    /// Keeps what somebody sent whose session had ended, for them alone; gives the id of the draft. It
    /// is not looked whether there is such a record or action: nobody who is not signed in is told.
    pub fn keep_typed(&self, ended: &Ended, asked: &TakeAsked) -> Result<Option<String>, Failure> {
        let is_new = self.catalog.definitions.types.contains_key(&*asked.record);
        let record = match is_new {
            true => target_id(self.target(&asked.record, asked.draft.as_deref())?.0).to_string(),
            false => asked.record.clone(),
        };
        if ended.party_of.as_ref().is_some_and(|of| *of != record) {
            return Err(Failure::setup("凭编号登录只能办理这一件事项"));
        }
        self.keep_for(ended.person.clone(), record, asked)
    }

    fn keep_for(&self, person: String, record: String, asked: &TakeAsked) -> Result<Option<String>, Failure> {
        let ty = record.split_once('/').map_or(&*record, |(ty, _)| ty);
        let def = self.catalog.definitions.types.get(ty).and_then(|versions| versions.last());
        let typed = def.map(|def| of_the_form(def, &asked.action, &asked.input)).unwrap_or_default();
        let draft = Draft {
            id: asked.draft.clone().unwrap_or_default(),
            action: asked.action.clone(),
            person,
            at: self.now().to_string(),
            content: Json::Object(typed).to_string(),
            record,
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
        Ok(self.store.write(move |txn| keep(txn, draft))?)
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

    /// Throws away what was kept for this person, once it is sent or no longer wanted.
    pub fn forget_draft(&self, seat: &Seat, id: &str) -> Result<(), Failure> {
        if seat.party_of.is_some() {
            return Ok(());
        }
        let (id, person) = (id.to_owned(), seat.person.clone());
        Ok(self.store.write(move |txn| {
            let (db, district) = (txn.db(), txn.district());
            match draft_get(db, &txn.shared().keys, district, &id)? {
                Some(draft) if draft.person == person => draft_delete(db, district, &id),
                _ => Ok(()),
            }
        })?)
    }
}

/// What was typed into the controls that the form of an action has.
pub(super) fn of_the_form(def: &TypeDef, action: &str, input: &Map<String, Json>) -> Map<String, Json> {
    let action = def.actions.iter().find(|known| &*known.id == action);
    let inputs = action.map_or(&[][..], |action| &action.input[..]);
    let fields = || def.fields.iter().chain(inputs);
    let column = |field: &Field, name: &str| match &field.ty {
        FieldType::Rows { columns, .. } => columns.iter().any(|column| &*column.id == name),
        _ => false,
    };
    let is_known = |name: &str| fields().any(|field| &*field.id == name || column(field, name));
    let known = input.iter().filter(|(name, _)| is_known(name));
    known.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Keeps a draft under its id, if that is free or the same person's; else under a new one. What is too
/// long for a draft is not kept; of many drafts the oldest go.
pub(super) fn keep(txn: &Txn<'_>, mut draft: Draft) -> Result<Option<String>, StoreError> {
    if draft.content.len() > LONGEST {
        return Ok(None);
    }
    let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
    let known = if draft.id.is_empty() { None } else { draft_get(db, keys, district, &draft.id)? };
    let is_taken = known.is_some_and(|known| known.person != draft.person || known.record != draft.record);
    if draft.id.is_empty() || is_taken {
        draft.id = uuid::Uuid::now_v7().simple().to_string();
    }
    draft_put(db, keys, district, &draft)?;
    draft_delete_beyond(db, district, &draft.person, MOST)?;
    Ok(Some(draft.id))
}
