//! A record type in plain Chinese 办理规程: its fields, steps, actions, limits and articles, so that a
//! jurist can check what the program does without reading a definition file.
//!
//! Everything is derived from the definition. Conditions are put into words by `explain`, so that what
//! is read here is what is decided by.

mod actions;
mod fields;
mod limits;
mod results;
mod versions;
mod words;

use std::sync::Arc;

use fadu_definition::{Kind, TypeDef};

use crate::District;
use crate::check::diagram_of;

pub use versions::VersionLine;
pub(crate) use words::Words;

/// What is said of a thing: a label and the words.
pub type Said = Vec<(&'static str, String)>;

/// A business system and its types.
#[derive(Clone, Debug)]
pub struct SystemTypes {
    /// Folder: `05-enforcement`.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Its types.
    pub types: Vec<TypeLine>,
}

/// A type in the list of all.
#[derive(Clone, Debug)]
pub struct TypeLine {
    /// Type id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// `办件`, `登记册`, `台账`.
    pub kind: &'static str,
    /// Number of actions.
    pub actions: usize,
    /// Number of limits.
    pub limits: usize,
    /// Number of versions.
    pub versions: usize,
}

/// A version of a type.
#[derive(Clone, Debug)]
pub struct TypePage {
    /// Type id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// `办件`, `登记册`, `台账`.
    pub kind: &'static str,
    /// Chinese name of its system.
    pub system: String,
    /// First day of the version shown.
    pub effective: String,
    /// Laws.
    pub basis: Vec<String>,
    /// How records are numbered, listed, told apart.
    pub about: Said,
    /// All versions, the newest first.
    pub versions: Vec<VersionLine>,
    /// Fields.
    pub fields: Vec<FieldLine>,
    /// Steps: name, what it is, the actions that are open in it.
    pub steps: Vec<StepLine>,
    /// Step diagram (SVG); none: no steps.
    pub diagram: Option<String>,
    /// Actions.
    pub actions: Vec<RuleLine>,
    /// Limits.
    pub limits: Vec<RuleLine>,
    /// Publications.
    pub publications: Vec<RuleLine>,
    /// Indicators.
    pub indicators: Vec<RuleLine>,
    /// Ledgers that are read in.
    pub imports: Vec<RuleLine>,
    /// What happens by the calendar.
    pub schedules: Vec<RuleLine>,
    /// Parameters that it declares or reads.
    pub params: Vec<RuleLine>,
}

/// A field, or a column of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLine {
    /// Id, by which ledgers and interfaces know it.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Type in words.
    pub ty: String,
    /// What is said of it.
    pub said: Said,
    /// What refuses a value.
    pub refusals: Vec<Condition>,
    /// Columns of rows.
    pub columns: Vec<FieldLine>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// Id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// `结束`, `有效`, or empty.
    pub what: &'static str,
    /// The actions open in it, and where they lead.
    pub actions: Vec<String>,
}

/// An action, a limit, a publication, an indicator …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Law and article.
    pub article: Option<String>,
    /// What is said of it.
    pub said: Said,
    /// What refuses it.
    pub refusals: Vec<Condition>,
}

/// A condition that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Rule id.
    pub id: String,
    /// When, in words.
    pub when: String,
    /// The sentence.
    pub say: String,
    /// Law and article.
    pub article: Option<String>,
    /// Shown only, does not refuse.
    pub warn: bool,
}

impl District {
    /// All types by system.
    pub fn systems(&self) -> Vec<SystemTypes> {
        let definitions = &self.catalog.definitions;
        let mut systems: Vec<SystemTypes> = Vec::new();
        let mut newest: Vec<&Arc<TypeDef>> =
            definitions.types.values().filter_map(|all| all.last()).collect();
        newest.sort_by(|a, b| (&a.system, &a.id).cmp(&(&b.system, &b.id)));
        for def in newest {
            let versions = definitions.types.get(&def.id).map_or(0, Vec::len);
            let line = TypeLine {
                id: def.id.to_string(),
                name: def.name.clone(),
                kind: kind(def),
                actions: def.actions.len(),
                limits: def.limits.len(),
                versions,
            };
            match systems.last_mut().filter(|system| system.id == def.system) {
                Some(system) => system.types.push(line),
                None => systems.push(SystemTypes {
                    id: def.system.clone(),
                    name: self.system_name(&def.system),
                    types: vec![line],
                }),
            }
        }
        systems
    }

    /// The Chinese name of a system by its folder.
    pub(crate) fn system_name(&self, folder: &str) -> String {
        self.catalog.definitions.systems.get(folder).cloned().unwrap_or_else(|| "其他业务".to_owned())
    }

    /// A type: the version of the day given, or the newest.
    pub fn type_page(&self, ty: &str, version: Option<&str>) -> Option<TypePage> {
        let versions = self.catalog.definitions.types.get(ty)?;
        let at = match version {
            Some(day) => versions.iter().position(|def| def.effective.to_string() == day)?,
            None => versions.len().checked_sub(1)?,
        };
        let mut page = self.version_page(versions.get(at)?);
        page.versions = self.version_lines(versions, at);
        Some(page)
    }

    /// One version, without the others.
    fn version_page(&self, def: &TypeDef) -> TypePage {
        let words = Words::of(&self.catalog, def);
        TypePage {
            id: def.id.to_string(),
            name: def.name.clone(),
            kind: kind(def),
            system: self.system_name(&def.system),
            effective: def.effective.to_string(),
            basis: def.basis.clone(),
            about: words.about(),
            versions: Vec::new(),
            fields: words.fields(&def.fields),
            steps: words.steps(),
            diagram: diagram_of(def),
            actions: words.actions(),
            limits: words.limits(),
            publications: words.publications(),
            indicators: words.indicators(),
            imports: words.imports(),
            schedules: words.schedules(),
            params: words.params(),
        }
    }
}

/// What a type is, in a word.
fn kind(def: &TypeDef) -> &'static str {
    match def.kind {
        Kind::Case => "办件",
        Kind::Register => "登记册",
        Kind::Ledger => "台账",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::kit::district;

    /// Every version of every shipped type has a page on which nothing is left without words.
    #[test]
    fn every_type_is_told_in_chinese() {
        let (_folder, district) = district("types");
        let mut seen = 0;
        for system in district.systems() {
            assert!(!system.name.is_ascii(), "{}", system.id);
            for line in system.types {
                let newest = district.type_page(&line.id, None).unwrap();
                assert_eq!(newest.versions.len(), line.versions);
                for version in &newest.versions {
                    let page = district.type_page(&line.id, Some(&version.effective)).unwrap();
                    let rules = page.actions.iter().chain(&page.limits).chain(&page.publications);
                    for rule in rules.chain(&page.indicators).chain(&page.params) {
                        assert!(!rule.name.is_empty() && !rule.said.is_empty(), "{} {}", page.id, rule.id);
                        assert!(rule.said.iter().all(|(_, text)| !text.is_empty()), "{} {rule:?}", page.id);
                    }
                    let words = page.actions.iter().flat_map(|action| &action.refusals);
                    words.for_each(|refusal| assert!(!refusal.when.is_empty() && !refusal.say.is_empty()));
                    assert!(page.fields.iter().all(|field| !field.ty.is_empty()), "{}", page.id);
                    let drawn = page.diagram.iter().all(|svg| !svg.contains("style="));
                    assert!(drawn, "{}: the pages forbid styles in attributes", page.id);
                    seen += 1;
                }
            }
        }
        assert!(seen > 90, "{seen}");
    }

    #[test]
    fn what_changed_between_versions_is_named() {
        let (_folder, district) = district("versions");
        let many = district.systems().into_iter().flat_map(|system| system.types);
        let many: Vec<_> = many.filter(|line| line.versions > 1).collect();
        assert!(!many.is_empty());
        for line in many {
            let page = district.type_page(&line.id, None).unwrap();
            let (last, others) = page.versions.split_last().unwrap();
            assert!(last.changes.is_empty(), "the first version has nothing before it");
            assert!(others.iter().all(|version| !version.changes.is_empty()), "{}", line.id);
            assert!(page.versions[0].shown);
        }
    }

    #[test]
    fn what_is_not_there_has_no_page() {
        let (_folder, district) = district("no-type");
        assert!(district.type_page("nothing", None).is_none());
        let line = &district.systems()[0].types[0];
        assert!(district.type_page(&line.id, Some("1901-01-01")).is_none());
    }
}
