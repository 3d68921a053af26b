//! The cases of a definition (language.md 2.8): each is run in an in-memory world of its sample
//! people and records; what must follow is compared, and what no case exercises is listed.

mod names;
mod run;
mod verdict;

use std::ops::Range;

use fadu_base::{Diagnostic, Severity};
use fadu_definition::adopt::is_built_in;
use fadu_definition::{Case, CaseCommand, TypeDef};

pub use run::{run, stage};

use crate::Rules;

/// A case that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFailure {
    /// Name of the case.
    pub case: String,
    /// Its place in the file.
    pub span: Range<usize>,
    /// What was expected and what was found.
    pub what: String,
}

/// Runs all cases of a definition: an E23 for each that fails, a W04 for each action and refusal
/// that none exercises.
pub fn check(rules: &Rules<'_>, def: &TypeDef) -> Vec<Diagnostic> {
    let failed = run(rules, def).into_iter().map(|failure| Diagnostic {
        severity: Severity::Error,
        code: "E23",
        file: def.file.clone(),
        span: failure.span,
        what: format!("the case `{}` does not hold: {}", failure.case, failure.what),
        help: "correct the definition or the case".into(),
    });
    failed.chain(unexercised(def)).collect()
}

/// A W04 for each action and each refusal id of a definition that no case exercises.
pub fn unexercised(def: &TypeDef) -> Vec<Diagnostic> {
    let own = def.actions.iter().filter(|action| !is_built_in(&action.id));
    let actions = own.filter(|action| !def.cases.iter().any(|case| takes(case, &action.id)));
    let actions =
        actions.map(|action| (action.span.clone(), format!("no case takes the action `{}`", action.id)));
    let refused =
        |id: &str| def.cases.iter().flat_map(|case| &case.refused).flatten().any(|known| known == id);
    let refusals = def.refusal_ids().into_iter().filter(|id| !refused(id));
    let refusals = refusals.map(|id| (span_of_refusal(def, id), format!("no case is refused by `{id}`")));
    actions.chain(refusals).map(|(span, what)| warning(def, span, what)).collect()
}

fn warning(def: &TypeDef, span: Range<usize>, what: String) -> Diagnostic {
    let help = "add a case".into();
    Diagnostic { severity: Severity::Warning, code: "W04", file: def.file.clone(), span, what, help }
}

/// Whether a case takes an action, by a command or by law.
fn takes(case: &Case, action: &str) -> bool {
    let commands = case.given.iter().chain([&case.when]);
    commands.map(|command: &CaseCommand| &command.action).chain(&case.written).any(|id| **id == *action)
}

fn span_of_refusal(def: &TypeDef, id: &str) -> Range<usize> {
    let of_fields = def.fields.iter().flat_map(|field| &field.refuse);
    let of_actions = def.actions.iter().flat_map(|action| &action.refuse);
    let found = of_fields.chain(of_actions).find(|rule| *rule.id == *id);
    found.map_or(0..0, |rule| rule.span.clone())
}
