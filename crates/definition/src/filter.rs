//! Conditions that people type over the records of a type: the language of indicators, without
//! look-ups in other types, which would tell what the person may not see.

use std::sync::Arc;

use fadu_base::Name;

use crate::expr::scope::{Allow, Fault, OwnType, Scope, Types};
use crate::expr::{self, Expr, Ty};
use crate::{Definitions, Field, FieldType, Kind, TypeDef};

/// Compiles a condition over the records of a type; what is wrong with it has places of the text.
pub fn filter(definitions: &Definitions, def: &TypeDef, text: &str) -> (Option<Expr>, Vec<Fault>) {
    let actions: Vec<Name> = def.actions.iter().map(|action| action.id.clone()).collect();
    let inputs: Vec<Vec<Field>> = def.actions.iter().map(|action| action.input.clone()).collect();
    let limits: Vec<(Name, bool)> =
        def.limits.iter().map(|limit| (limit.id.clone(), limit.each.is_some())).collect();
    let steps: Vec<Name> = def.steps.iter().map(|step| step.id.clone()).collect();
    let own = OwnType {
        id: &def.id,
        kind: def.kind,
        fields: &def.fields,
        actions: &actions,
        inputs: &inputs,
        limits: &limits,
        steps: &steps,
    };
    let scope = Scope {
        types: &Running(definitions),
        own: Some(own),
        input: None,
        row: None,
        value: None,
        rows: None,
        vars: Vec::new(),
        allow: [Allow::Indicator, Allow::History, Allow::References].into_iter().collect(),
        want: Some(Ty::Bool),
    };
    expr::compile(text, &scope, &mut 0)
}

/// Definitions that run, as expressions ask for them.
struct Running<'a>(&'a Definitions);

impl Running<'_> {
    fn fields(&self, ty: &str) -> impl Iterator<Item = &Field> {
        let versions = self.0.types.get(ty).into_iter().flatten().rev();
        let planned = self.0.planned.get(ty).into_iter().flat_map(|planned| &planned.fields);
        versions.flat_map(|def| &def.fields).chain(planned)
    }

    fn called(&self, ty: &str, field: &str) -> Option<&Field> {
        self.fields(ty).find(|known| &*known.id == field)
    }
}

impl Types for Running<'_> {
    fn field(&self, ty: &str, field: &str) -> Option<Ty> {
        self.called(ty, field).map(Ty::of_field)
    }

    fn kind(&self, ty: &str) -> Option<Kind> {
        let shipped = self.0.types.get(ty).and_then(|versions| versions.last()).map(|def| def.kind);
        shipped.or_else(|| self.0.planned.get(ty).map(|planned| planned.kind))
    }

    fn field_ids(&self, ty: &str) -> Vec<Name> {
        self.fields(ty).map(|field| field.id.clone()).collect()
    }

    fn steps(&self, ty: &str) -> Vec<Name> {
        let versions = self.0.types.get(ty).into_iter().flatten();
        versions.flat_map(|def| &def.steps).map(|step| step.id.clone()).collect()
    }

    fn type_ids(&self) -> Vec<Name> {
        self.0.planned.keys().cloned().collect()
    }

    fn param(&self, id: &str) -> Option<Ty> {
        self.0.params.get(id).map(|param| Ty::of(&param.ty))
    }

    fn indicator(&self, _id: &str) -> Option<Ty> {
        None
    }

    fn words(&self, ty: &str, field: &str) -> Option<Arc<[(Name, String)]>> {
        match &self.called(ty, field)?.ty {
            FieldType::Choice(of) => Some(of.clone()),
            _ => None,
        }
    }
}
