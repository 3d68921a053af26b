//! Every step is reached and can be left by somebody, and an outcome lies ahead (E12, E13).

use super::commands::Commanded;
use super::flow::{Flow, creates};
use crate::outline::Outline;
use crate::{Action, Kind, TypeDef};

/// Checks the steps of a type.
pub(crate) fn check(own: &Outline<'_>, def: &TypeDef, commanded: &Commanded) {
    if def.steps.is_empty() {
        return;
    }
    let flow = Flow::of(def);
    check_creators(own, def);
    let ends = to_an_end(&flow);
    for (state, step) in def.steps.iter().enumerate() {
        let file = own.root.file;
        if !flow.reachable[state] {
            let what = format!("no action leads to step `{}`", step.id);
            file.error("E12", step.span.clone(), what, "name it in the `to` of an action, or remove it");
        } else if needs_no_exit(def, state) {
            continue;
        } else if !somebody_leaves(&flow, def, state, commanded) {
            let what = format!("nobody can leave step `{}`", step.id);
            file.error(
                "E13",
                step.span.clone(),
                what,
                "it is no end: an action that a person may take must lead away, not only a lapse",
            );
        } else if !ends[state] && (def.kind == Kind::Case || ends.contains(&true)) {
            let what = format!("no path leads from step `{}` to an end", step.id);
            file.error("E13", step.span.clone(), what, "an outcome is a step with `end = true`");
        }
    }
}

/// An outcome; or an entry of a register in force, which may stay so for ever.
fn needs_no_exit(def: &TypeDef, state: usize) -> bool {
    let step = &def.steps[state];
    step.end || (def.kind == Kind::Register && step.in_force)
}

/// A record of a type with steps begins in one.
fn check_creators(own: &Outline<'_>, def: &TypeDef) {
    for action in def.actions.iter().filter(|action| creates(action) && action.to.is_empty()) {
        let what = format!("`{}` creates a record and names no step for it", action.id);
        own.root.file.error("E03", action.span.clone(), what, "add `to`, or `from` if it does not create");
    }
}

fn somebody_leaves(flow: &Flow<'_>, def: &TypeDef, state: usize, commanded: &Commanded) -> bool {
    let taken = |action: &Action| {
        // Without `system` it is for persons, even if their role is misspelt.
        !action.by.is_empty() || !action.by_system || commanded.by_others(&def.id, &action.id)
    };
    let leaves = |action: &&Action| {
        flow.open(action, state) && flow.targets(action, Some(state)).iter().any(|to| *to != state)
    };
    flow.actions.iter().filter(leaves).any(taken)
}

/// For each state, whether an outcome can be reached from it.
fn to_an_end(flow: &Flow<'_>) -> Vec<bool> {
    let mut ends: Vec<bool> = flow.states().map(|state| flow.is_end(state)).collect();
    loop {
        let more: Vec<usize> =
            flow.states().filter(|state| !ends[*state] && leads_to(flow, *state, &ends)).collect();
        if more.is_empty() {
            return ends;
        }
        more.into_iter().for_each(|state| ends[state] = true);
    }
}

fn leads_to(flow: &Flow<'_>, state: usize, ends: &[bool]) -> bool {
    let open = flow.actions.iter().filter(|action| flow.open(action, state));
    open.flat_map(|action| flow.targets(action, Some(state))).any(|to| ends[to])
}
