//! What somebody may who entered by the number of a record and the end of a phone (sheet 02): see this
//! record and what belongs to it, as its rating, and act on them as its party, as long as the party
//! has no account of its own. Everything else is not there for them.

use fadu_base::{RecordId, Value};
use fadu_definition::Scope;
use fadu_engine::{Actor, Record};
use fadu_store::account::account_of_person;
use fadu_store::{Reader, Source as _, StoreError};

use crate::access::{Sight, sight};
use crate::page::asked;
use crate::portal::PERSON;
use crate::{APPLICANT, District, Failure, Seat, TodoAsked, TodoRow};

impl District {
    /// The actor of somebody on a record; nobody if they entered by the number of another record.
    pub(crate) fn actor_on(&self, seat: &Seat, id: &RecordId) -> Result<Option<Actor>, Failure> {
        let actor = seat.actor(Some(id))?;
        let Some(of) = seat.party_of.as_deref().and_then(RecordId::parse) else { return Ok(Some(actor)) };
        Ok(self.store.read(|reader| self.by_number(reader, actor, id, &of))?)
    }

    fn by_number(
        &self,
        reader: &mut Reader<'_>,
        mut actor: Actor,
        id: &RecordId,
        of: &RecordId,
    ) -> Result<Option<Actor>, StoreError> {
        let theirs = id == of || reader.load(id)?.is_some_and(|record| belongs(&record, of));
        actor.stands_for_party = theirs;
        if let Some(party) = self.party_without_account(reader, of)?.filter(|_| theirs) {
            actor.person = party;
        }
        Ok(theirs.then_some(actor))
    }

    /// How much of a record somebody sees, as its page asks it.
    pub(crate) fn sight_of(
        &self,
        reader: &mut Reader<'_>,
        seat: &Seat,
        id: &RecordId,
    ) -> Result<Sight, StoreError> {
        let Ok(actor) = seat.actor(Some(id)) else { return Ok(Sight::Nothing) };
        let actor = match seat.party_of.as_deref().and_then(RecordId::parse) {
            Some(of) => self.by_number(reader, actor, id, &of)?,
            None => Some(actor),
        };
        let (Some(actor), Some(record)) = (actor, reader.load(id)?) else { return Ok(Sight::Nothing) };
        let (rules, now) = (self.rules(), self.now());
        asked(reader, |facts| sight(&rules, &record, &actor, now, facts))
    }

    /// What waits for who entered by the number of a record, beside that record itself.
    pub fn waiting_beside(&self, seat: &Seat) -> Result<Vec<TodoRow>, Failure> {
        let Some(of) = seat.party_of.as_deref().and_then(RecordId::parse) else { return Ok(Vec::new()) };
        let party = self.store.read(|reader| self.party_without_account(reader, &of))?;
        let person = party.map_or_else(|| seat.person.clone(), |party| party.to_string());
        let mut rows = self.todo(&Seat { person, ..seat.clone() }, &TodoAsked::default())?.rows;
        self.store.read(|reader| {
            let mut theirs = Vec::new();
            for row in rows.drain(..).filter(|row| row.record != of.as_str()) {
                let id = RecordId::parse(&row.record);
                let record = id.map(|id| reader.load(&id)).transpose()?.flatten();
                theirs.extend(record.filter(|record| belongs(record, &of)).map(|_| row));
            }
            rows = theirs;
            Ok(())
        })?;
        Ok(rows)
    }

    /// The person who is the party of a record, if nobody signs in as them.
    fn party_without_account(
        &self,
        reader: &mut Reader<'_>,
        of: &RecordId,
    ) -> Result<Option<RecordId>, StoreError> {
        let Some(record) = reader.load(of)? else { return Ok(None) };
        let party = record.def.party.and_then(|at| record.fields.get(usize::from(at)));
        let Some(Value::Ref(to)) = party else { return Ok(None) };
        let (db, keys) = (reader.view.db, &reader.view.shared.keys);
        let accounts = account_of_person(db, keys, self.code(), to.id.as_str())?;
        Ok((to.id.ty() == PERSON && accounts.is_empty()).then(|| to.id.clone()))
    }
}

/// Whether a record refers to another where its actions are for the party of that one.
fn belongs(record: &Record, to: &RecordId) -> bool {
    let by = record.def.actions.iter().flat_map(|action| &action.by).filter(|by| &*by.role == APPLICANT);
    let mut fields = by.filter_map(|by| match &by.scope {
        Scope::Field(at, Some(_)) => record.fields.get(usize::from(*at)),
        _ => None,
    });
    fields.any(|value| matches!(value, Value::Ref(other) if other.id == *to))
}
