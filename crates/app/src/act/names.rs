//! Names in place of ids: what is typed for a person, an organization or a register entry is looked
//! up as in a ledger, in rows too. An id that exists is meant as it stands.

use std::collections::HashSet;

use fadu_base::{Date, Name, RecordId};
use fadu_definition::{Field, FieldType, TypeDef};
use fadu_store::{Reader, Source, StoreError};
use serde_json::{Map, Value as Json};

use crate::load::found::{Finder, Memo};
use crate::{District, Failure};

type Input = Map<String, Json>;

impl District {
    /// The input with ids in place of names. A name that is nobody's, or several people's, is told
    /// before anything is decided.
    pub(super) fn by_records(
        &self,
        (def, action): (&TypeDef, &Name),
        mut input: Input,
        day: Date,
    ) -> Result<Input, Failure> {
        let (input, told) = self.store.read(|reader| {
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
                    names.look_up(field, json)?;
                }
            }
            Ok((input, names.told))
        })?;
        if told.is_empty() { Ok(input) } else { Err(Failure::setup(told.join("\n"))) }
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

struct Names<'a> {
    finder: Finder<'a>,
    day: Date,
    /// What was not found, with its remedy.
    told: Vec<String>,
}

impl Names<'_> {
    /// Puts ids in place of the names in what is given to a field.
    fn look_up(&mut self, field: &Field, json: &mut Json) -> Result<(), StoreError> {
        match (&field.ty, json) {
            (FieldType::Ref(targets), json @ Json::String(_)) if !targets.is_empty() => {
                let text = json.as_str().unwrap_or_default();
                let parts = text.split(['、', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
                let parts: Vec<&str> = parts.filter(|_| field.many).collect();
                *json = match parts.as_slice() {
                    [] | [_] => self.one(field, targets, text.trim())?,
                    parts => {
                        let ids = parts.iter().map(|part| self.one(field, targets, part));
                        Json::Array(ids.collect::<Result<_, _>>()?)
                    }
                };
            }
            (FieldType::Ref(_), Json::Array(members)) => {
                members.iter_mut().try_for_each(|member| self.look_up(field, member))?;
            }
            (FieldType::Rows { .. }, Json::Array(rows)) => {
                rows.iter_mut().try_for_each(|row| self.look_up(field, row))?;
            }
            (FieldType::Rows { columns, .. }, Json::Object(cells)) => {
                for (name, cell) in cells {
                    if let Some(column) = columns.iter().find(|column| *column.id == **name) {
                        self.look_up(column, cell)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn one(&mut self, field: &Field, targets: &[Name], text: &str) -> Result<Json, StoreError> {
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
                self.told.push(format!("{}: {}; {}", field.name, problem.what, problem.remedy));
                text.into()
            }
        })
    }
}
