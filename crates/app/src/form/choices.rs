//! References to choose from: the records of a register if they are few, those that belong to the same
//! thing as the record, those that stand in the form by their ids.

use fadu_base::{Date, Instant, RecordId, Ref, Value};
use fadu_definition::{FieldType, Kind, TypeDef};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Record, Rules, Snapshot, field_refuses};
use fadu_store::{Reader, StoreError};
use serde_json::Value as Json;

use super::{Control, Form, FormKind, beside, in_force, known};
use crate::access::Sight;
use crate::heading::add;
use crate::list::Eyes;
use crate::page::asked;
use crate::portal::PERSON;
use crate::seat::appointments;
use crate::title::{Eye, name, named_by, references, unnamed};
use crate::{District, Seat};

/// References with more records than this are asked for by name, not chosen from a list.
pub(super) const CHOICES: usize = 120;

/// Who fills in a form, and of what.
#[derive(Clone, Copy)]
pub(super) struct Looks<'a> {
    pub district: &'a District,
    pub rules: &'a Rules<'a>,
    /// The record acted on.
    pub record: Option<&'a Record>,
    pub seat: &'a Seat,
    pub now: Instant,
}

/// References with few records become choices.
pub(super) fn with_choices(
    reader: &mut Reader<'_>,
    mut form: Form,
    looks: Looks<'_>,
) -> Result<Form, StoreError> {
    let Looks { rules, record, seat, now, .. } = looks;
    let eyes = Eyes::new(looks.district, seat, now);
    let mut known = Known { rules, now, record, seat, eyes, lists: Vec::new() };
    for control in &mut form.controls {
        let value = std::mem::take(&mut control.value);
        known.fill(reader, control, &value)?;
        control.value = value;
        known.allowed(reader, &form.ty, control)?;
    }
    Ok(form)
}

/// Records to choose from: id and name.
type Choices = Vec<(String, String)>;

/// The lists of records looked up for a form: each type once.
struct Known<'a> {
    rules: &'a Rules<'a>,
    now: Instant,
    /// The record acted on.
    record: Option<&'a Record>,
    seat: &'a Seat,
    eyes: Eyes<'a>,
    lists: Vec<(String, Option<Choices>)>,
}

impl Known<'_> {
    /// Whether records of a type may be named.
    fn names(&self, ty: &str) -> bool {
        let def = self.def(ty);
        // An applicant is told the names of what is published alone.
        let published = self.seat.is_applicant();
        def.is_some_and(|def| def.kind == Kind::Register && (!published || !def.publications.is_empty()))
    }

    /// `value` is what stands in it: records that stand there by their ids become choices, in cells
    /// beside those that belong to the same thing as the record.
    fn fill(
        &mut self,
        reader: &mut Reader<'_>,
        control: &mut Control,
        value: &Json,
    ) -> Result<(), StoreError> {
        if let FormKind::Rows(columns) = &mut control.kind {
            return columns.iter_mut().try_for_each(|column| {
                let cells = known::cells(value, &column.name);
                self.one(reader, column, &cells, self.record)
            });
        }
        self.one(reader, control, value, None)
    }

    /// A control by itself. With `record`, which cells have as they name parts of a thing, what belongs
    /// to the same thing as it may be chosen.
    fn one(
        &mut self,
        reader: &mut Reader<'_>,
        control: &mut Control,
        value: &Json,
        record: Option<&Record>,
    ) -> Result<(), StoreError> {
        let FormKind::Named(types) = &control.kind else { return Ok(()) };
        let types = types.clone();
        let list = match types.as_slice() {
            [ty] => self.list(reader, ty)?,
            _ => None,
        };
        let list = match list {
            Some(list) => list,
            None => {
                let mut ids = match record {
                    Some(record) => beside::beside(reader, self.rules, record, &types, self.now.date())?,
                    None => Vec::new(),
                };
                ids.extend(known::ids(value, &types));
                ids.retain(|id| self.names(id.ty()));
                ids.sort();
                ids.dedup();
                self.named(reader, &ids, self.now.date())?.0
            }
        };
        if !list.is_empty() {
            control.kind = FormKind::Choice(list);
        }
        Ok(())
    }

    /// Leaves what the rules of the field itself allow.
    fn allowed(&self, reader: &mut Reader<'_>, ty: &str, control: &mut Control) -> Result<(), StoreError> {
        let FormKind::Choice(list) = &mut control.kind else { return Ok(()) };
        let Some(def) = self.def(ty) else { return Ok(()) };
        let field = def.fields.iter().find(|field| *field.id == *control.name && !field.refuse.is_empty());
        let Some(field) = field.filter(|field| matches!(field.ty, FieldType::Ref(_))) else { return Ok(()) };
        let mut kept = Vec::with_capacity(list.len());
        for (id, name) in list.drain(..) {
            let Some(to) = RecordId::parse(&id) else { continue };
            let value = Value::Ref(Ref { id: to, day: Some(self.now.date()) });
            let refuses = |facts: &mut Facts| field_refuses(self.rules, def, field, &value, self.now, facts);
            if !asked(reader, refuses)? {
                kept.push((id, name));
            }
        }
        *list = kept;
        Ok(())
    }

    fn def(&self, ty: &str) -> Option<&TypeDef> {
        in_force(self.rules.definitions.types.get(ty)?, self.now.date())
    }

    /// Of what has a party an applicant is offered their own.
    fn theirs(
        &self,
        reader: &Reader<'_>,
        ty: &str,
        ids: Vec<RecordId>,
        day: Date,
    ) -> Result<Vec<RecordId>, StoreError> {
        let party = self.def(ty).and_then(|def| def.fields.get(usize::from(def.party?)));
        let Some(party) = party.filter(|_| self.seat.is_applicant()) else { return Ok(ids) };
        let mut own = Vec::new();
        for id in ids {
            let read = reader.view.snapshot(&id, Some(day))?;
            let holder = read.as_deref().and_then(|read| read.field(&party.id));
            if matches!(holder, Some(Value::Ref(to)) if to.id.as_str() == self.seat.person) {
                own.push(id);
            }
        }
        Ok(own)
    }

    /// The records of a register in force today, if they are few.
    fn list(&mut self, reader: &mut Reader<'_>, ty: &str) -> Result<Option<Choices>, StoreError> {
        if !self.names(ty) {
            return Ok(None);
        }
        if let Some((_, list)) = self.lists.iter().find(|(known, _)| known == ty) {
            return Ok(list.clone());
        }
        let day = self.now.date();
        let ids = reader.view.in_force(ty, day, CHOICES + 1)?.filter(|ids| ids.len() <= CHOICES);
        let list = match ids {
            None => None,
            // Nobody can choose between masked names: then a name is asked for.
            Some(ids) => match self.named(reader, &self.theirs(reader, ty, ids, day)?, day)? {
                (list, false) => Some(list),
                _ => None,
            },
        };
        self.lists.push((ty.to_owned(), list.clone()));
        Ok(list)
    }

    /// Each by its name as it is for them, and whether one is masked.
    fn named(
        &mut self,
        reader: &mut Reader<'_>,
        ids: &[RecordId],
        day: Date,
    ) -> Result<(Choices, bool), StoreError> {
        let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let sights = self.eyes.all(reader, &texts)?;
        let (mut list, mut masked) = (Vec::with_capacity(ids.len()), false);
        for id in ids {
            let Some(read) = reader.view.snapshot(id, Some(day))? else { continue };
            let sight = match self.is_named(reader, id)? {
                true => Sight::Full,
                false => sights.get(id.as_str()).copied().unwrap_or(Sight::Masked).max(Sight::Masked),
            };
            let name = self.name(reader, &read, sight)?;
            masked |= sight < Sight::Full && name != self.name(reader, &read, Sight::Full)?;
            list.push((id.to_string(), name));
        }
        list.sort_by(|a, b| a.1.cmp(&b.1));
        Ok((list, masked))
    }

    /// Whether somebody is called by their full name: an official, to whom work is given, themselves, or
    /// whom the record names that is acted on.
    fn is_named(&self, reader: &Reader<'_>, id: &RecordId) -> Result<bool, StoreError> {
        let mut named = Vec::new();
        let fields = self.record.map_or(&[][..], |record| &record.fields[..]);
        fields.iter().for_each(|value| references(value, &mut named));
        if named.contains(id) || *id.as_str() == *self.seat.person {
            return Ok(true);
        }
        Ok(id.ty() == PERSON && !appointments(reader, id, self.now.date())?.is_empty())
    }

    fn name(&self, reader: &Reader<'_>, read: &Snapshot, sight: Sight) -> Result<String, StoreError> {
        let mut facts = Facts::default();
        for query in unnamed(&facts, named_by(read)) {
            add(reader.view, &mut facts, query)?;
        }
        let Some(def) = &read.def else { return Ok(read.id.local().to_owned()) };
        let book = Book::new(&facts);
        let env = Env::new(*self.rules, def, Subject::None, self.now, &book);
        Ok(name(&env, read, Eye { role: &self.seat.role, sight }))
    }
}
