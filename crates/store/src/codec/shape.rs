//! What the codec must know of a definition version, prepared once: the tag by which events name
//! it, its fields and actions by id, whether it holds personal data.

use std::collections::HashMap;
use std::sync::Arc;

use fadu_base::{Date, Name};
use fadu_definition::{Action, Definitions, Field, FieldType, TypeDef};

use super::time;

/// A version of a type as the codec sees it.
#[derive(Debug)]
pub struct Shape {
    /// The version.
    pub def: Arc<TypeDef>,
    /// `type@effective#digest`.
    pub tag: Arc<str>,
    /// Whether a field, an input or a column is personal, so that records may need a key.
    pub personal: bool,
    fields: HashMap<Name, u16>,
    actions: HashMap<Name, u16>,
}

/// The tag of a version: `type@effective#digest`.
pub fn tag(def: &TypeDef) -> String {
    format!("{}@{}#{}", def.id, time::date_text(def.effective), def.digest)
}

impl Shape {
    /// Prepares a version.
    pub fn new(def: Arc<TypeDef>) -> Self {
        let index = |ids: Vec<Name>| (0u16..).zip(ids).map(|(at, id)| (id, at)).collect();
        Self {
            tag: tag(&def).into(),
            personal: is_personal(&def),
            fields: index(def.fields.iter().map(|field| field.id.clone()).collect()),
            actions: index(def.actions.iter().map(|action| action.id.clone()).collect()),
            def,
        }
    }

    /// The index of a field.
    pub fn field_index(&self, id: &str) -> Option<usize> {
        self.fields.get(id).map(|at| usize::from(*at))
    }

    /// A field by id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.field_index(id).and_then(|at| self.def.fields.get(at))
    }

    /// An action by id.
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.get(id).and_then(|at| self.def.actions.get(usize::from(*at)))
    }

    /// An input of an action; inputs may also be named like fields.
    pub fn input<'a>(&'a self, action: Option<&'a Action>, id: &str) -> Option<&'a Field> {
        let own = action.and_then(|action| action.input.iter().find(|input| &*input.id == id));
        own.or_else(|| self.field(id))
    }

    /// The shared id of a step.
    pub fn step(&self, id: &str) -> Name {
        let known = self.def.steps.iter().find(|step| &*step.id == id);
        known.map_or_else(|| id.into(), |step| step.id.clone())
    }
}

fn is_personal(def: &TypeDef) -> bool {
    let inputs = def.actions.iter().flat_map(|action| &action.input);
    def.fields.iter().chain(inputs).any(|field| match &field.ty {
        FieldType::Rows { columns, .. } => {
            field.personal.is_some() || columns.iter().any(|column| column.personal.is_some())
        }
        _ => field.personal.is_some(),
    })
}

/// All versions of all types.
#[derive(Debug)]
pub struct Shapes {
    by_tag: HashMap<Arc<str>, Arc<Shape>>,
    by_type: HashMap<Name, Vec<Arc<Shape>>>,
    roles: HashMap<Name, ()>,
}

impl Shapes {
    /// Prepares all versions.
    pub fn new(definitions: &Definitions) -> Self {
        let mut shapes = Self {
            by_tag: HashMap::new(),
            by_type: HashMap::new(),
            roles: definitions.roles.keys().map(|role| (role.clone(), ())).collect(),
        };
        for (ty, versions) in &definitions.types {
            for def in versions {
                let shape = Arc::new(Shape::new(def.clone()));
                shapes.by_tag.insert(shape.tag.clone(), shape.clone());
                shapes.by_type.entry(ty.clone()).or_default().push(shape);
            }
        }
        shapes
    }

    /// The version that a tag names. One whose file was corrected since (another digest) is the
    /// present version of the same day of effect; one that is gone, the last before it.
    pub fn of_tag(&self, tag: &str) -> Option<&Arc<Shape>> {
        self.by_tag.get(tag).or_else(|| {
            let (ty, rest) = tag.split_once('@')?;
            let effective = rest.split('#').next().and_then(time::parse_date)?;
            self.of_day(ty, effective)
        })
    }

    /// The version of a type that took effect on a day, or the last before it, or the first.
    pub fn of_day(&self, ty: &str, effective: Date) -> Option<&Arc<Shape>> {
        let versions = self.by_type.get(ty)?;
        let before = versions.iter().filter(|shape| shape.def.effective <= effective);
        before.max_by_key(|shape| shape.def.effective).or_else(|| versions.first())
    }

    /// The version of a definition, prepared anew if it is not one of those known.
    pub fn of_def(&self, def: &Arc<TypeDef>) -> Arc<Shape> {
        let versions = self.by_type.get(&def.id).map_or(&[][..], Vec::as_slice);
        let known = versions.iter().find(|shape| Arc::ptr_eq(&shape.def, def));
        known.cloned().unwrap_or_else(|| Arc::new(Shape::new(def.clone())))
    }

    /// All versions of a type.
    pub fn of_type(&self, ty: &str) -> &[Arc<Shape>] {
        self.by_type.get(ty).map_or(&[], Vec::as_slice)
    }

    /// All types that have a definition.
    pub fn types(&self) -> impl Iterator<Item = (&Name, &Vec<Arc<Shape>>)> {
        self.by_type.iter()
    }

    /// The shared id of a role.
    pub fn role(&self, id: &str) -> Name {
        self.roles.get_key_value(id).map_or_else(|| id.into(), |(role, ())| role.clone())
    }
}
