//! What a template wants of its figures besides their values: figures that are not in the report's list,
//! months for a chart, the names of the records behind one.

use std::collections::BTreeSet;

use fadu_base::{Name, RecordId};
use fadu_document::{Figure, Form, Part, Piece, Source, Template};
use fadu_engine::eval::Env;
use fadu_engine::facts::Book;
use fadu_engine::text::display;
use fadu_engine::{Facts, Record};
use fadu_store::{Reader, Source as _, StoreError};

use crate::District;

/// Figures that the text says and that are not among those listed.
pub(super) fn said_besides(template: &Template, listed: &[Figure]) -> Vec<Name> {
    let mut all: Vec<Name> = Vec::new();
    for piece in template.iter().flat_map(|(_, part)| part.pieces()) {
        if let Piece::Slot(id, _) = piece
            && !listed.iter().any(|figure| figure.id == *id)
            && !all.iter().any(|known| **known == **id)
        {
            all.push(id.as_str().into());
        }
    }
    all
}

impl District {
    /// Gives the figures that the template draws their months.
    pub(super) fn chart(
        &self,
        reader: &Reader<'_>,
        year: i16,
        template: &Template,
        figures: &mut [Figure],
    ) -> Result<(), StoreError> {
        for (_, part) in template {
            let Part::Chart(_, id) = part else { continue };
            let drawn = figures.iter_mut().find(|figure| figure.id == *id && figure.printed.is_some());
            if let Some(figure) = drawn {
                figure.months = self.months(reader, year, id)?;
            }
        }
        Ok(())
    }

    /// Gives the figures whose records the template names those names.
    pub(super) fn name_members(
        &self,
        reader: &mut Reader<'_>,
        template: &Template,
        figures: &mut [Figure],
    ) -> Result<(), StoreError> {
        for piece in template.iter().flat_map(|(_, part)| part.pieces()) {
            let Piece::Slot(id, Form::Named(_, field)) = piece else { continue };
            let Some(figure) = figures.iter_mut().find(|figure| figure.id == *id) else { continue };
            let names = self.names_behind(reader, figure, field)?;
            figure.members.push((field.clone(), names));
        }
        Ok(())
    }

    /// What the records behind a figure are called by a field, in the order of their numbers. Where the
    /// figure counts different values, they are its names, or the records that they refer to.
    fn names_behind(
        &self,
        reader: &mut Reader<'_>,
        figure: &Figure,
        field: &str,
    ) -> Result<Vec<String>, StoreError> {
        let named = |source: &Source| match RecordId::parse(&source.addend) {
            _ if field.is_empty() => source.addend.clone(),
            Some(referred) => referred.to_string(),
            None => source.record.split('@').next().unwrap_or_default().to_owned(),
        };
        let distinct: BTreeSet<String> = figure.lineage.sources.iter().map(named).collect();
        if field.is_empty() {
            return Ok(distinct.into_iter().collect());
        }
        let mut names = BTreeSet::new();
        for id in distinct {
            let Some(id) = RecordId::parse(&id) else { continue };
            let Some(record) = reader.load(&id)? else { continue };
            if let Some(name) = self.called(&record, field) {
                names.insert((record.no.clone(), record.opened_on, name));
            }
        }
        Ok(names.into_iter().map(|(.., name)| name).collect())
    }

    fn called(&self, record: &Record, field: &str) -> Option<String> {
        let at = record.def.fields.iter().position(|known| *known.id == *field)?;
        let value = record.fields.get(at).filter(|value| !value.is_empty())?;
        let facts = Facts::default();
        let book = Book::new(&facts);
        let env = Env::of_record(self.rules(), record, self.now(), &book);
        Some(display(&env, record.def.fields.get(at), value))
    }
}
