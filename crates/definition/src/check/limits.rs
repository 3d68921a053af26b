//! Every limit starts, can end and can lapse wherever it runs (E14, E15, E16, W02). The states in
//! which a limit can be running are those its starts lead to, closed under all actions that do
//! not end it; beside each state stands which suspensions are open, because a suspended limit
//! does not lapse.

use std::collections::BTreeSet;

use super::flow::{Flow, creates};
use crate::action::ENTER_PAST;
use crate::keys::{Keys, Text};
use crate::outline::Outline;
use crate::{Action, Limit, Pause, TypeDef};

/// Suspensions told apart; more than this are taken as one.
const MAX_PAUSES: usize = 8;

/// Where a limit can be running: state and open suspensions.
type Running = BTreeSet<(usize, u32)>;

/// Checks the limits of a type.
pub(crate) fn check(own: &Outline<'_>, def: &TypeDef) {
    let flow = Flow::of(def);
    let sections = own.root.sections("limit");
    let mut all = Vec::new();
    for (limit, (_, keys)) in def.limits.iter().zip(&sections) {
        let one = Checked { def, flow: &flow, limit, keys };
        let running = one.running();
        if one.check_start(&running) {
            one.check_ends(&running);
            one.check_lapse(&running);
            one.check_pauses();
        }
        one.check_extends();
        all.push(running);
    }
    check_within(own, def, &flow, &all);
}

/// A limit under checking.
struct Checked<'c, 'a> {
    def: &'c TypeDef,
    flow: &'c Flow<'c>,
    limit: &'c Limit,
    keys: &'c Keys<'a>,
}

impl Checked<'_, '_> {
    fn error(&self, code: &'static str, key: &str, name: Option<&str>, what: String, help: &str) {
        let named = name.and_then(|name| find_text(self.keys, key, name));
        let span = named.map_or_else(|| self.keys.at(key), |text| text.span);
        self.keys.file.error(code, span, what, help);
    }

    fn action(&self, at: u16) -> Option<&Action> {
        self.def.actions.get(usize::from(at))
    }

    fn ends(&self, action: &Action) -> bool {
        let named = |at: &u16| self.action(*at).is_some_and(|end| end.id == action.id);
        self.limit.ends.iter().chain(&self.limit.lapse).any(named)
    }

    fn running(&self) -> Running {
        let mut work = self.seeds();
        let mut running = Running::new();
        while let Some((state, open)) = work.pop() {
            if !running.insert((state, open)) {
                continue;
            }
            let actions = self.flow.actions.iter();
            for action in actions.filter(|action| self.flow.open(action, state) && !self.ends(action)) {
                let open = self.pauses_after(open, action);
                work.extend(self.goes_on(action, Some(state)).into_iter().map(|to| (to, open)));
            }
        }
        running
    }

    /// Where it begins: after its starts, or with the record.
    fn seeds(&self) -> Vec<(usize, u32)> {
        let mut seeds = Vec::new();
        for action in self.flow.actions.iter().filter(|action| &*action.id != ENTER_PAST) {
            let named = |at: &u16| self.action(*at).is_some_and(|start| start.id == action.id);
            let from_opening =
                self.limit.starts.is_empty() && (self.limit.from.is_some() || self.limit.each.is_some());
            let starts = self.limit.starts.iter().any(named);
            let open = self.pauses_after(0, action);
            if creates(action) && (starts || from_opening) {
                seeds.extend(self.goes_on(action, None).into_iter().map(|to| (to, open)));
            }
            let states = self.flow.states().filter(|state| self.flow.reachable[*state]);
            for state in states.filter(|state| starts && self.flow.open(action, *state)) {
                seeds.extend(self.goes_on(action, Some(state)).into_iter().map(|to| (to, open)));
            }
        }
        seeds
    }

    /// The targets in which the limit still runs: entering an outcome ends it.
    fn goes_on(&self, action: &Action, from: Option<usize>) -> Vec<usize> {
        let mut targets = self.flow.targets(action, from);
        targets.retain(|to| !self.flow.enters_end(action, *to));
        targets
    }

    fn pauses_after(&self, mut open: u32, action: &Action) -> u32 {
        for (i, pause) in self.limit.pauses.iter().enumerate() {
            let Pause::Actions { start, end } = pause else { continue };
            let named = |at: &u16| self.action(*at).is_some_and(|one| one.id == action.id);
            let bit = 1 << i.min(MAX_PAUSES - 1);
            if start.iter().any(named) {
                open |= bit;
            }
            if end.iter().any(named) {
                open &= !bit;
            }
        }
        open
    }

    fn check_start(&self, running: &Running) -> bool {
        let limit = self.limit;
        if limit.starts.is_empty() && limit.from.is_none() && limit.each.is_none() && !self.keys.has("starts")
        {
            let what = format!("nothing starts limit `{}`", limit.id);
            self.error("E15", "starts", None, what, "name actions in `starts`, or a day in `from`");
            return false;
        }
        if running.is_empty() && !limit.starts.is_empty() {
            let what = format!(
                "limit `{}` can never run: none of its starts leads anywhere but to an end",
                limit.id
            );
            self.error("E15", "starts", None, what, "check the `from` and `to` of the actions in `starts`");
            return false;
        }
        !running.is_empty()
    }

    fn check_ends(&self, running: &Running) {
        for at in &self.limit.ends {
            let Some(action) = self.action(*at) else { continue };
            if !running.iter().any(|(state, _)| self.flow.open(action, *state)) {
                let what = format!(
                    "`{}` cannot end limit `{}`: it is not open while the limit runs",
                    action.id, self.limit.id
                );
                self.error(
                    "E15",
                    "ends",
                    Some(&action.id),
                    what,
                    "check its `from`, or take it out of `ends`",
                );
            }
        }
        let outcome = || {
            let leaves = |state: usize| {
                let open = self.flow.actions.iter().filter(move |action| self.flow.open(action, state));
                open.flat_map(move |action| {
                    self.flow
                        .targets(action, Some(state))
                        .into_iter()
                        .filter(move |to| self.flow.enters_end(action, *to))
                })
            };
            running.iter().any(|(state, _)| leaves(*state).next().is_some())
        };
        let given = self.keys.has("ends") || self.limit.until.is_some() || self.limit.lapse.is_some();
        if !given && !self.keys.has("until") && !outcome() {
            let what = format!("nothing ends limit `{}`", self.limit.id);
            self.error("E15", "ends", None, what, "add `ends` or `until`");
        }
    }

    fn check_lapse(&self, running: &Running) {
        let Some(action) = self.limit.lapse.and_then(|at| self.action(at)) else { return };
        if !action.by_system {
            let what = format!("`{}` is an act by law, but not open to `system`", action.id);
            self.error("E14", "lapse", Some(&action.id), what, "add `system` to its `by`");
        }
        let closed = |(state, open): &&(usize, u32)| *open == 0 && !self.flow.open(action, *state);
        let states: BTreeSet<usize> = running.iter().filter(closed).map(|(state, _)| *state).collect();
        if !states.is_empty() {
            let steps = states.iter().filter_map(|state| self.def.steps.get(*state));
            let steps: Vec<&str> = steps.map(|step| &*step.id).collect();
            let what = format!(
                "limit `{}` can lapse in {}, where `{}` is not open",
                self.limit.id,
                steps.join(", "),
                action.id
            );
            self.error(
                "E16",
                "lapse",
                Some(&action.id),
                what,
                "add the steps to its `from`, or end the limit on the way there",
            );
        }
    }

    fn check_pauses(&self) {
        for pause in &self.limit.pauses {
            let Pause::Actions { start, end } = pause else { continue };
            for at in start {
                let Some(action) = self.action(*at) else { continue };
                if !self.resumes(action, end) {
                    let what =
                        format!("`{}` suspends limit `{}`, and nothing resumes it", action.id, self.limit.id);
                    self.error(
                        "E15",
                        "pauses",
                        None,
                        what,
                        "an action of `end` must be open somewhere after it",
                    );
                }
            }
        }
    }

    fn resumes(&self, start: &Action, end: &[u16]) -> bool {
        let open = self.flow.states().filter(|state| self.flow.open(start, *state));
        let mut after: Vec<usize> = open.flat_map(|state| self.flow.targets(start, Some(state))).collect();
        if creates(start) {
            after.extend(self.flow.targets(start, None));
        }
        let after = self.flow.closure(after);
        let open = |at: &u16| {
            self.action(*at).is_some_and(|end| after.iter().any(|state| self.flow.open(end, *state)))
        };
        end.iter().any(open)
    }

    fn check_extends(&self) {
        for (at, _) in &self.limit.extends {
            let Some(action) = self.action(*at) else { continue };
            let within = action.within.iter().filter_map(|at| self.def.limits.get(usize::from(*at)));
            if !within.into_iter().any(|limit| limit.id == self.limit.id) {
                let entries = self.keys.entries("extends").into_iter();
                let span = entries.filter(|(id, _)| id.text == &*action.id).map(|(id, _)| id.span).next();
                let what =
                    format!("`{}` extends limit `{}` even after it has lapsed", action.id, self.limit.id);
                let help = format!("add `within = [\"{}\"]` to the action", self.limit.id);
                self.keys.file.warn("W02", span.unwrap_or(self.keys.span.clone()), what, help);
            }
        }
    }
}

/// A name in a list, or as the value, of a key.
fn find_text<'a>(keys: &Keys<'a>, key: &str, name: &str) -> Option<Text<'a>> {
    let item = keys.item(key)?;
    let texts = match item.get_ref() {
        toml::de::DeValue::String(text) => vec![Text { text, span: item.span() }],
        _ => keys.texts(key),
    };
    texts.into_iter().find(|text| text.text == name)
}

/// An action `within` a limit can be taken while it runs.
fn check_within(own: &Outline<'_>, def: &TypeDef, flow: &Flow<'_>, running: &[Running]) {
    for (action, (_, keys)) in def.actions.iter().zip(own.root.sections("action")) {
        for at in &action.within {
            let (Some(limit), Some(states)) =
                (def.limits.get(usize::from(*at)), running.get(usize::from(*at)))
            else {
                continue;
            };
            if !states.iter().any(|(state, _)| flow.open(action, *state)) {
                let what = format!("limit `{}` never runs where `{}` is open", limit.id, action.id);
                let span =
                    find_text(&keys, "within", &limit.id).map_or(action.span.clone(), |text| text.span);
                keys.file.error("E15", span, what, "check `from` of the action and `starts` of the limit");
            }
        }
    }
}
