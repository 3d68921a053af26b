//! References to choose from: the records of a register if they are few, those that belong to the same
//! thing as the record, those that stand in the form by their ids.

use fadu_base::Instant;
use fadu_definition::Kind;
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Facts, Record, Rules};
use fadu_store::{Reader, StoreError};
use serde_json::Value as Json;

use super::{Control, Form, FormKind, beside, in_force, known};
use crate::Seat;

/// References with more records than this are asked for by name, not chosen from a list.
pub(super) const CHOICES: usize = 120;

/// References with few records become choices.
pub(super) fn with_choices(
    reader: &mut Reader<'_>,
    rules: &Rules<'_>,
    mut form: Form,
    record: Option<&Record>,
    seat: &Seat,
    now: Instant,
) -> Result<Form, StoreError> {
    let mut known = Known { rules, now, record, published: seat.is_applicant(), lists: Vec::new() };
    for control in &mut form.controls {
        let value = std::mem::take(&mut control.value);
        known.fill(reader, control, &value)?;
        control.value = value;
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
    /// An applicant is told the names of what is published alone.
    published: bool,
    lists: Vec<(String, Option<Choices>)>,
}

impl Known<'_> {
    /// Whether records of a type may be named.
    fn names(&self, ty: &str) -> bool {
        let versions = self.rules.definitions.types.get(ty);
        let def = versions.and_then(|versions| in_force(versions, self.now.date()));
        def.is_some_and(|def| def.kind == Kind::Register && (!self.published || !def.publications.is_empty()))
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
                self.named(reader, &ids, self.now.date())?
            }
        };
        if !list.is_empty() {
            control.kind = FormKind::Choice(list);
        }
        Ok(())
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
            Some(ids) => Some(self.named(reader, &ids, day)?),
        };
        self.lists.push((ty.to_owned(), list.clone()));
        Ok(list)
    }

    fn named(
        &self,
        reader: &Reader<'_>,
        ids: &[fadu_base::RecordId],
        day: fadu_base::Date,
    ) -> Result<Choices, StoreError> {
        let facts = Facts::default();
        let book = Book::new(&facts);
        let mut list = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(read) = reader.view.snapshot(id, Some(day))? else { continue };
            let Some(def) = read.def.clone() else { continue };
            let env = Env::new(*self.rules, &def, Subject::None, self.now, &book);
            list.push((id.to_string(), fadu_engine::text::show::snapshot(&env, &read)));
        }
        list.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(list)
    }
}
