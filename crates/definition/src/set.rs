//! What all files together declare: the answer to every "is there such a type, field, role".

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_base::Name;
use indexmap::IndexMap;

use crate::expr::Ty;
use crate::expr::nearest::offer;
use crate::expr::scope::Types;
use crate::outline::{self, Outline};
use crate::source::{File, FileKind, Parsed, Span};
use crate::{Field, FieldType, Kind, Planned, Report, Role, planned, report, roles, system};

/// The signatures of all files.
pub(crate) struct Set<'a> {
    /// Every version of every type, in file order.
    pub outlines: Vec<Outline<'a>>,
    /// Versions of each type, by date of effect.
    pub versions: IndexMap<Name, Vec<usize>>,
    /// Types that are not shipped yet.
    pub planned: IndexMap<Name, Planned>,
    /// `type.action` that types not shipped yet will command.
    pub promised: BTreeSet<String>,
    /// Roles.
    pub roles: IndexMap<Name, Role>,
    /// Types of value that a system may not hold, by folder.
    pub forbidden: BTreeMap<String, Vec<String>>,
    /// Chinese names of the systems, by folder.
    pub systems: BTreeMap<String, String>,
    /// The report's constants and figures; its identities come later.
    pub report: Report,
    params: BTreeMap<Name, Ty>,
    indicators: BTreeMap<Name, Ty>,
    /// Number of look-ups compiled: each gets its own.
    pub sites: Cell<u32>,
    warned: RefCell<BTreeSet<(String, Name)>>,
}

impl<'a> Set<'a> {
    /// Gathers the signatures.
    pub fn gather(all: &'a [Parsed<'a>]) -> Self {
        let of = |kind: FileKind| all.iter().filter(move |parsed| parsed.kind == kind);
        let outlines: Vec<_> = of(FileKind::Type).filter_map(outline::of).collect();
        let mut set = Self {
            versions: versions(&outlines),
            params: BTreeMap::new(),
            indicators: BTreeMap::new(),
            outlines,
            planned: IndexMap::new(),
            promised: BTreeSet::new(),
            roles: IndexMap::new(),
            forbidden: BTreeMap::new(),
            systems: BTreeMap::new(),
            report: Report::default(),
            sites: Cell::new(0),
            warned: RefCell::default(),
        };
        of(FileKind::Roles).for_each(|parsed| roles::read(parsed, &mut set.roles));
        of(FileKind::System).for_each(|parsed| system::read(parsed, &mut set));
        of(FileKind::Planned).for_each(|parsed| planned::read(parsed, &mut set));
        of(FileKind::Report).for_each(|parsed| report::constants(parsed, &mut set.report));
        of(FileKind::Figures).for_each(|parsed| report::figures(&parsed.file, &mut set.report));
        set.declare();
        set
    }

    /// Types of parameters and indicators, and those declared twice.
    fn declare(&mut self) {
        for (i, outline) in self.outlines.iter().enumerate() {
            let elsewhere = |same: &dyn Fn(&Outline<'_>) -> bool| {
                self.outlines[..i].iter().any(|other| other.id != outline.id && same(other))
            };
            for (id, ty) in &outline.params {
                if elsewhere(&|other| other.params.iter().any(|(known, _)| known == id)) {
                    outline.twice("param", id, "parameter");
                }
                self.params.insert(id.clone(), Ty::of(ty));
            }
            for (id, ty) in &outline.indicators {
                if elsewhere(&|other| other.indicators.iter().any(|(known, _)| known == id)) {
                    outline.twice("indicator", id, "indicator");
                }
                self.indicators.insert(id.clone(), ty.clone());
            }
        }
        for (id, constant) in &self.report.constants {
            let of_value = || report::type_of(&constant.value);
            let ty = || if constant.of_year { Ty::Int } else { of_value() };
            self.indicators.entry(id.clone()).or_insert_with(ty);
        }
    }

    /// The newest version of a type.
    pub fn newest(&self, ty: &str) -> Option<&Outline<'a>> {
        self.versions.get(ty)?.last().and_then(|i| self.outlines.get(*i))
    }

    /// Says that a type is not there (E06), or only planned (W06, once a file).
    pub fn check_type(&self, file: &File<'_>, ty: &str, span: &Span) {
        if self.versions.contains_key(ty) {
            return;
        }
        if self.planned.contains_key(ty) {
            self.warn_planned(file, ty, span);
            return;
        }
        let what = format!("there is no type `{ty}`");
        file.error("E06", span.clone(), what, offer(ty, &self.type_ids()));
    }

    /// Says that what is referred to is not shipped yet, once for each file and id.
    pub fn warn_planned(&self, file: &File<'_>, id: &str, span: &Span) {
        if self.warned.borrow_mut().insert((file.path.to_string(), id.into())) {
            let what = format!("`{id}` is only planned");
            file.warn(
                "W06",
                span.clone(),
                what,
                "look-ups of it give nothing, and commands to it are refused",
            );
        }
    }

    /// Says that a figure of the report is not computed by anything that is there.
    pub fn warn_figure(&self, file: &File<'_>, id: &str, span: &Span) {
        if self.warned.borrow_mut().insert((file.path.to_string(), id.into())) {
            let what = format!("the figure `{id}` is listed, but no type defines it");
            file.warn("W06", span.clone(), what, "what depends on it is not computed");
        }
    }

    /// Whether an indicator is defined by a type or is a constant.
    pub fn has_indicator(&self, id: &str) -> bool {
        self.indicators.contains_key(id)
    }

    /// Whether the report lists a figure of this id.
    pub fn lists_figure(&self, id: &str) -> bool {
        self.report.figures.iter().any(|figure| &*figure.indicator == id)
    }
}

impl Outline<'_> {
    fn twice(&self, table: &str, id: &str, word: &str) {
        let entries = self.root.entries(table);
        let span = entries.into_iter().find(|(key, _)| key.text == id).map_or(0..0, |(key, _)| key.span);
        self.root.file.error(
            "E04",
            span,
            format!("{word} `{id}` is already defined by another type"),
            "one type of the whole set defines it",
        );
    }
}

fn versions(outlines: &[Outline<'_>]) -> IndexMap<Name, Vec<usize>> {
    let mut versions: IndexMap<Name, Vec<usize>> = IndexMap::new();
    for (i, outline) in outlines.iter().enumerate() {
        versions.entry(outline.id.clone()).or_default().push(i);
    }
    for all in versions.values_mut() {
        all.sort_by_key(|i| outlines[*i].effective);
    }
    versions
}

impl Types for Set<'_> {
    fn field(&self, ty: &str, field: &str) -> Option<Ty> {
        if let Some(planned) = self.planned.get(ty) {
            return find(&planned.fields, field);
        }
        let versions = self.versions.get(ty)?;
        versions.iter().rev().find_map(|i| find(&self.outlines[*i].fields, field))
    }

    fn kind(&self, ty: &str) -> Option<Kind> {
        let planned = || self.planned.get(ty).map(|planned| planned.kind);
        self.newest(ty).map(|outline| outline.kind).or_else(planned)
    }

    fn field_ids(&self, ty: &str) -> Vec<Name> {
        let planned = self.planned.get(ty).map(|planned| planned.fields.as_slice());
        let fields = self.newest(ty).map(|outline| outline.fields.as_slice()).or(planned);
        fields.unwrap_or_default().iter().map(|field| field.id.clone()).collect()
    }

    fn steps(&self, ty: &str) -> Vec<Name> {
        let mut steps: Vec<Name> = Vec::new();
        for i in self.versions.get(ty).into_iter().flatten() {
            for id in &self.outlines[*i].step_ids {
                if !steps.contains(id) {
                    steps.push(id.clone());
                }
            }
        }
        steps
    }

    fn type_ids(&self) -> Vec<Name> {
        self.versions.keys().chain(self.planned.keys()).cloned().collect()
    }

    fn param(&self, id: &str) -> Option<Ty> {
        self.params.get(id).cloned()
    }

    fn words(&self, ty: &str, field: &str) -> Option<Arc<[(Name, String)]>> {
        let planned = self.planned.get(ty).map(|planned| planned.fields.as_slice());
        let fields = self.newest(ty).map(|outline| outline.fields.as_slice()).or(planned)?;
        match &fields.iter().find(|known| &*known.id == field)?.ty {
            FieldType::Choice(of) => Some(of.clone()),
            _ => None,
        }
    }

    fn param_ids(&self) -> Vec<Name> {
        self.params.keys().cloned().collect()
    }

    fn indicator_ids(&self) -> Vec<Name> {
        self.indicators.keys().cloned().collect()
    }

    fn indicator(&self, id: &str) -> Option<Ty> {
        let listed = || self.lists_figure(id).then_some(Ty::Decimal);
        self.indicators.get(id).cloned().or_else(listed)
    }
}

fn find(fields: &[Field], id: &str) -> Option<Ty> {
    fields.iter().find(|field| &*field.id == id).map(Ty::of_field)
}
