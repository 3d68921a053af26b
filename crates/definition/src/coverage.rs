//! What the cases of a type must exercise: every action and every refusal (W04, language.md 5.7).

use std::collections::BTreeSet;

use crate::adopt::is_built_in;
use crate::{FieldType, TypeDef};

impl TypeDef {
    /// Ids of all actions that the definition writes.
    pub fn action_ids(&self) -> Vec<&str> {
        let own = self.actions.iter().filter(|action| !is_built_in(&action.id));
        own.map(|action| &*action.id).collect()
    }

    /// Ids of all declared refusals: of fields, columns, inputs and actions, each once. Warnings
    /// are left out, because they refuse nothing.
    pub fn refusal_ids(&self) -> BTreeSet<&str> {
        let inputs = self.actions.iter().flat_map(|action| &action.input);
        let columns = self.fields.iter().flat_map(|field| match &field.ty {
            FieldType::Rows { columns, .. } => &columns[..],
            _ => &[],
        });
        let fields = self.fields.iter().chain(inputs).chain(columns).flat_map(|field| &field.refuse);
        let all = fields.chain(self.actions.iter().flat_map(|action| &action.refuse));
        all.filter(|rule| !rule.warn).map(|rule| &*rule.id).collect()
    }
}
