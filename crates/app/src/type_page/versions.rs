//! The versions of a type, and what each changed, told by comparing the words of both.

use std::sync::Arc;

use fadu_definition::TypeDef;

use super::{FieldLine, RuleLine, StepLine, TypePage};
use crate::District;

/// A version.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// First day on which records are opened under it.
    pub effective: String,
    /// First day on which they no longer are.
    pub until: Option<String>,
    /// SM3 of the file, which every event names.
    pub digest: String,
    /// Whether it is the one shown.
    pub shown: bool,
    /// What it changed of the one before.
    pub changes: Vec<String>,
}

impl District {
    /// All versions, the newest first.
    pub(super) fn version_lines(&self, versions: &[Arc<TypeDef>], shown: usize) -> Vec<VersionLine> {
        let pages: Vec<TypePage> = match versions.len() {
            1 => Vec::new(),
            _ => versions.iter().map(|def| self.version_page(def)).collect(),
        };
        let line = |(at, def): (usize, &Arc<TypeDef>)| VersionLine {
            effective: def.effective.to_string(),
            until: def.until.map(|day| day.to_string()),
            digest: def.digest.clone(),
            shown: at == shown,
            changes: match at.checked_sub(1).and_then(|last| pages.get(last)).zip(pages.get(at)) {
                Some((before, after)) => changes(before, after),
                None => Vec::new(),
            },
        };
        versions.iter().enumerate().rev().map(line).collect()
    }
}

fn changes(before: &TypePage, after: &TypePage) -> Vec<String> {
    let mut all = Vec::new();
    if before.basis != after.basis {
        all.push(format!("法律依据改为{}", after.basis.join("、")));
    }
    let field = |field: &FieldLine| (field.id.clone(), field.name.clone());
    let step = |step: &StepLine| (step.id.clone(), step.name.clone());
    let rule = |rule: &RuleLine| (rule.id.clone(), rule.name.clone());
    all.extend(differences("字段", (&before.fields, &after.fields), field));
    all.extend(differences("环节", (&before.steps, &after.steps), step));
    all.extend(differences("动作", (&before.actions, &after.actions), rule));
    all.extend(differences("时限", (&before.limits, &after.limits), rule));
    all.extend(differences("公示", (&before.publications, &after.publications), rule));
    all.extend(differences("指标", (&before.indicators, &after.indicators), rule));
    if all.is_empty() {
        all.push("文字相同，只有案例或者导入列名不同".to_owned());
    }
    all
}

/// What is new, what is gone, what reads otherwise: a sentence each. `known` gives id and name.
fn differences<T: PartialEq>(
    what: &str,
    (before, after): (&[T], &[T]),
    known: impl Fn(&T) -> (String, String),
) -> Vec<String> {
    let find = |all: &[T], one: &T| all.iter().position(|other| known(other).0 == known(one).0);
    let names = |all: Vec<&T>| all.into_iter().map(|one| known(one).1).collect::<Vec<_>>().join("、");
    let new = after.iter().filter(|one| find(before, one).is_none()).collect();
    let gone = before.iter().filter(|one| find(after, one).is_none()).collect();
    let changed =
        after.iter().filter(|one| find(before, one).is_some_and(|at| before[at] != **one)).collect();
    let told = [("新增", new), ("不再有", gone), ("改动", changed)];
    let told = told.into_iter().filter(|(_, list): &(_, Vec<&T>)| !list.is_empty());
    told.map(|(how, list)| format!("{how}{what}：{}", names(list))).collect()
}
