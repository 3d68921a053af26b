//! What somebody who entered by their phone is called: asked for once, before they apply for anything.

use fadu_base::{RecordId, Value};
use serde_json::{Map, Value as Json};

use crate::account::{Denied, Granted};
use crate::{District, Failure, Seat, TakeAsked, Taken, seat};

/// The action by which persons give their name, and its field (sheet 00).
const INTRODUCE: &str = "introduce";
const NAME: &str = "name";

impl District {
    /// Whether a resident has no name yet.
    pub fn is_unnamed(&self, seat: &Seat) -> Result<bool, Failure> {
        let Some(id) = RecordId::parse(&seat.person) else { return Ok(false) };
        if !seat.is_applicant() || seat.party_of.is_some() {
            return Ok(false);
        }
        let read = self.store.read(|reader| reader.view.snapshot(&id, Some(self.now().date())))?;
        Ok(read.is_some_and(|read| seat::value(&read, NAME).is_none_or(Value::is_empty)))
    }

    /// A resident gives their name.
    pub fn introduce(&self, seat: &Seat, name: &str) -> Result<Granted<()>, Failure> {
        let input = Map::from_iter([(NAME.to_owned(), Json::String(name.trim().to_owned()))]);
        let asked = TakeAsked {
            record: seat.person.clone(),
            action: INTRODUCE.to_owned(),
            input,
            // What is refused is kept in one place, and gone when it is done.
            draft: seat.person.strip_prefix("person/").map(str::to_owned),
            ..TakeAsked::default()
        };
        Ok(match self.take(seat, &asked)? {
            Taken::Done(_) => Ok(()),
            Taken::Refused { reasons, .. } => {
                let told = reasons.iter().filter(|told| !told.warn);
                let said: Vec<String> = told.map(|told| format!("{}。{}", told.say, told.remedy)).collect();
                Err(Denied(said.join("；")))
            }
        })
    }
}
