//! Names in place of ids: what is typed for a person, an organization or a register entry is looked
//! up as in a ledger, in rows too. An id that exists is meant as it stands.

use std::collections::HashSet;

use fadu_base::{Date, Name, RecordId};
use fadu_definition::{Field, FieldType, TypeDef};
use fadu_store::{Reader, Source, StoreError};
use serde_json::{Map, Value as Json};

use crate::load::found::{Finder, Memo};
use crate::{District, Failure, Told, words};

type Input = Map<String, Json>;

impl District {
    /// The input with ids in place of names, and what is nobody's name or several people's.
    pub(super) fn by_records(
        &self,
        (def, action): (&TypeDef, &Name),
        mut input: Input,
        day: Date,
    ) -> Result<(Input, Vec<Told>), Failure> {
        Ok(self.store.read(|reader| {
            let finder = Finder {
                view: reader.view,
                definitions: &self.catalog.definitions,
                memo: &mut Memo::default(),
                today: day,
                given: &HashSet::new(),
                failed: None,
            };
            let mut names = Names { finder, day, told: Vec::new() };
            for (name, json) in &mut input {
                if let Some(field) = taken(def, action, name) {
                    names.look_up(field, &Place { field: name, row: None, column: None }, json)?;
                }
            }
            Ok((input, names.told))
        })?)
    }
}

/// What an action takes under a name: a column of its row, an input, a field.
fn taken<'d>(def: &'d TypeDef, action: &str, name: &str) -> Option<&'d Field> {
    let action = def.actions.iter().find(|known| *known.id == *action)?;
    let columns = match action.row.and_then(|at| def.fields.get(usize::from(at))).map(|field| &field.ty) {
        Some(FieldType::Rows { columns, .. }) => &columns[..],
        _ => &[],
    };
    columns.iter().chain(&action.input).chain(&def.fields).find(|field| *field.id == *name)
}

/// Where in the input a name stands.
struct Place<'a> {
    field: &'a str,
    row: Option<usize>,
    column: Option<&'a str>,
}

impl Place<'_> {
    fn path(&self) -> String {
        self.column.map_or_else(|| self.field.to_owned(), |column| format!("{}.{column}", self.field))
    }
}

struct Names<'a> {
    finder: Finder<'a>,
    day: Date,
    /// What was not found, with its remedy.
    told: Vec<Told>,
}

impl Names<'_> {
    /// Puts ids in place of the names in what is given to a field.
    fn look_up(&mut self, field: &Field, place: &Place<'_>, json: &mut Json) -> Result<(), StoreError> {
        match (&field.ty, json) {
            (FieldType::Ref(targets), json @ Json::String(_)) if !targets.is_empty() => {
                let text = json.as_str().unwrap_or_default();
                let parts = text.split(['、', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
                let parts: Vec<&str> = parts.filter(|_| field.many).collect();
                *json = match parts.as_slice() {
                    [] | [_] => self.one(field, place, targets, text.trim())?,
                    parts => {
                        let ids = parts.iter().map(|part| self.one(field, place, targets, part));
                        Json::Array(ids.collect::<Result<_, _>>()?)
                    }
                };
            }
            (FieldType::Ref(_), Json::Array(members)) => {
                members.iter_mut().try_for_each(|member| self.look_up(field, place, member))?;
            }
            (FieldType::Rows { columns, .. }, Json::Array(rows)) => {
                for (row, cells) in (1..).zip(rows.iter_mut().filter_map(Json::as_object_mut)) {
                    self.in_row(columns, (place.field, row), cells)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn in_row(
        &mut self,
        columns: &[Field],
        (field, row): (&str, usize),
        cells: &mut Input,
    ) -> Result<(), StoreError> {
        for (name, cell) in cells {
            if let Some(column) = columns.iter().find(|column| *column.id == **name) {
                self.look_up(column, &Place { field, row: Some(row), column: Some(name) }, cell)?;
            }
        }
        Ok(())
    }

    fn one(
        &mut self,
        field: &Field,
        place: &Place<'_>,
        targets: &[Name],
        text: &str,
    ) -> Result<Json, StoreError> {
        if text.is_empty() || RecordId::parse(text).is_some() {
            return Ok(text.into());
        }
        if let [ty] = targets {
            let id = RecordId::new(ty, text);
            if (Reader { view: self.finder.view }).load(&id)?.is_some() {
                return Ok(id.as_str().into());
            }
        }
        Ok(match self.finder.find(field, text, self.day)? {
            Ok(id) => id.as_str().into(),
            Err(problem) => {
                self.told.push(Told {
                    id: problem.rule,
                    kind: words::kind(problem.kind),
                    say: format!("{}: {}", field.name, problem.what),
                    article: None,
                    remedy: problem.remedy,
                    place: Some(place.path()),
                    row: place.row,
                    rows: Vec::new(),
                    warn: false,
                });
                text.into()
            }
        })
    }
}
