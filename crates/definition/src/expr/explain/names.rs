//! Chinese names of what expressions name, from the definitions.

use fadu_base::Name;

use crate::{Definitions, Field, FieldType, TypeDef};

/// Where the words of an explanation come from.
pub trait Names {
    /// An own field.
    fn field(&self, index: u16) -> String;
    /// A field of a record of one of these types; none: of the own record or its inputs.
    fn member(&self, types: &[Name], id: &str) -> String;
    /// An own action.
    fn action(&self, index: u16) -> String;
    /// An own limit.
    fn limit(&self, index: u16) -> String;
    /// A type.
    fn type_name(&self, id: &str) -> String;
    /// A parameter.
    fn param(&self, id: &str) -> String;
    /// An indicator or constant.
    fn indicator(&self, id: &str) -> String;
    /// The word of a choice: of a field with these keys, or of a step.
    fn choice(&self, keys: &[Name], key: &str) -> String;
}

/// The names of a set of definitions, seen from one type.
#[derive(Clone, Copy, Debug)]
pub struct DefinitionNames<'a> {
    /// All definitions.
    pub definitions: &'a Definitions,
    /// The own type; none in identities and reports.
    pub own: Option<&'a TypeDef>,
}

impl<'a> DefinitionNames<'a> {
    /// The fields of a type: shipped (the last version) or planned.
    fn fields(&self, ty: &str) -> &'a [Field] {
        if let Some(def) = self.own.filter(|own| &*own.id == ty) {
            return &def.fields;
        }
        let shipped = self.definitions.types.get(ty).and_then(|versions| versions.last());
        match shipped {
            Some(def) => &def.fields,
            None => self.definitions.planned.get(ty).map_or(&[], |planned| &planned.fields),
        }
    }

    /// All types, the own one first.
    fn types(&self) -> impl Iterator<Item = &'a TypeDef> {
        let others = self.definitions.types.values().filter_map(|versions| versions.last());
        self.own.into_iter().chain(others.map(|def| &**def))
    }
}

impl Names for DefinitionNames<'_> {
    fn field(&self, index: u16) -> String {
        let field = self.own.and_then(|own| own.fields.get(usize::from(index)));
        field.map_or_else(|| "字段".to_owned(), |field| field.name.clone())
    }

    fn member(&self, types: &[Name], id: &str) -> String {
        let named = |fields: &[Field]| {
            let field = fields.iter().find(|field| &*field.id == id && !field.name.is_empty());
            field.map(|field| field.name.clone())
        };
        let found = match types {
            [] => self.own.and_then(|own| {
                let inputs = || own.actions.iter().find_map(|action| named(&action.input));
                named(&own.fields).or_else(inputs)
            }),
            types => types.iter().find_map(|ty| named(self.fields(ty))),
        };
        found.unwrap_or_else(|| id.to_owned())
    }

    fn action(&self, index: u16) -> String {
        let action = self.own.and_then(|own| own.actions.get(usize::from(index)));
        action.map_or_else(|| "动作".to_owned(), |action| action.name.clone())
    }

    fn limit(&self, index: u16) -> String {
        let limit = self.own.and_then(|own| own.limits.get(usize::from(index)));
        limit.map_or_else(|| "时限".to_owned(), |limit| limit.name.clone())
    }

    fn type_name(&self, id: &str) -> String {
        let shipped = self.definitions.types.get(id).and_then(|versions| versions.last());
        let planned = || self.definitions.planned.get(id).map(|planned| planned.name.clone());
        shipped.map(|def| def.name.clone()).or_else(planned).unwrap_or_else(|| id.to_owned())
    }

    fn param(&self, id: &str) -> String {
        self.definitions.params.get(id).map_or_else(|| id.to_owned(), |param| param.name.clone())
    }

    fn indicator(&self, id: &str) -> String {
        let constant = || self.definitions.report.constants.get(id).map(|constant| constant.name.clone());
        let indicator = self.definitions.indicators.get(id).map(|indicator| indicator.name.clone());
        indicator.or_else(constant).unwrap_or_else(|| id.to_owned())
    }

    fn choice(&self, keys: &[Name], key: &str) -> String {
        self.types().find_map(|def| word(def, keys, key)).unwrap_or_else(|| key.to_owned())
    }
}

/// The word that a type has for a key: among its steps, actions or choices with the same keys.
fn word(def: &TypeDef, keys: &[Name], key: &str) -> Option<String> {
    let same = |ids: &mut dyn Iterator<Item = &Name>| ids.eq(keys.iter());
    if same(&mut def.steps.iter().map(|step| &step.id)) {
        return def.steps.iter().find(|step| &*step.id == key).map(|step| step.name.clone());
    }
    if same(&mut def.actions.iter().map(|action| &action.id)) {
        return def.actions.iter().find(|action| &*action.id == key).map(|action| action.name.clone());
    }
    let inputs = def.actions.iter().flat_map(|action| &action.input);
    def.fields.iter().chain(inputs).find_map(|field| word_of(field, keys, key))
}

fn word_of(field: &Field, keys: &[Name], key: &str) -> Option<String> {
    match &field.ty {
        FieldType::Choice(of) if of.iter().map(|(key, _)| key).eq(keys) => {
            of.iter().find(|(of, _)| &**of == key).map(|(_, word)| word.clone())
        }
        FieldType::Rows { columns, .. } => columns.iter().find_map(|column| word_of(column, keys, key)),
        _ => None,
    }
}
