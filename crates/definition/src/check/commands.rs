//! Commands between records: each target exists and takes what it is given (E06, E08, E14, E27),
//! each act by the system has somebody who commands it (E14), and no chain returns to its
//! beginning (E20).

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Name;

use super::flow::creates;
use crate::expr::nearest::offer;
use crate::keys::Keys;
use crate::outline::Outline;
use crate::set::Set;
use crate::then::commanded as targets_of;
use crate::{Action, From, Then, ThenTarget, TypeDef, Want};

/// What is commanded in the whole set.
pub(crate) struct Commanded {
    /// `type.action` of every `then` and schedule, and of types not shipped yet.
    others: BTreeSet<String>,
    /// `type.action` of every lapse.
    lapses: BTreeSet<String>,
}

impl Commanded {
    /// Whether a `then` or a schedule commands it.
    pub fn by_others(&self, ty: &str, action: &str) -> bool {
        self.others.contains(&format!("{ty}.{action}"))
    }

    fn at_all(&self, ty: &str, action: &str) -> bool {
        self.by_others(ty, action) || self.lapses.contains(&format!("{ty}.{action}"))
    }
}

/// Gathers what is commanded.
pub(crate) fn commanded(set: &Set<'_>, types: &[TypeDef]) -> Commanded {
    let mut all = Commanded { others: set.promised.clone(), lapses: BTreeSet::new() };
    for def in types {
        for then in commands(def) {
            let (types, action) = targets_of(&then.target);
            all.others.extend(types.iter().map(|ty| format!("{ty}.{action}")));
        }
        for limit in &def.limits {
            let action = limit.lapse.and_then(|at| def.actions.get(usize::from(at)));
            all.lapses.extend(action.map(|action| format!("{}.{}", def.id, action.id)));
        }
    }
    all
}

/// All commands of a type, those of schedules too.
fn commands(def: &TypeDef) -> impl Iterator<Item = &Then> {
    let actions = def.actions.iter().flat_map(|action| &action.then);
    actions.chain(def.schedules.iter().map(|schedule| &schedule.then)).map(|then| &**then)
}

/// `system` may take an action only if something commands it.
pub(crate) fn check_system(own: &Outline<'_>, def: &TypeDef, commanded: &Commanded) {
    for (action, (_, keys)) in def.actions.iter().zip(own.root.sections("action")) {
        if !action.by_system || commanded.at_all(&def.id, &action.id) {
            continue;
        }
        let system = keys.texts("by").into_iter().find(|text| text.text == "system");
        let span = system.map_or(action.span.clone(), |text| text.span);
        let what = format!("`system` may take `{}`, but no lapse, `then` or schedule commands it", action.id);
        let help = "take `system` out; or, if a planned type will command it, name it in `commands` of that type in planned.toml";
        keys.file.error("E14", span, what, help);
    }
}

/// Checks the targets of all commands of a type.
pub(crate) fn check_targets(set: &Set<'_>, own: &Outline<'_>, def: &TypeDef, types: &[TypeDef]) {
    for then in commands(def) {
        let (names, action) = targets_of(&then.target);
        for ty in names {
            let newest = set.versions.get(&ty).and_then(|all| all.last()).and_then(|at| types.get(*at));
            if let Some(target) = newest {
                check_target(own, then, target, action);
            }
        }
    }
}

fn check_target(own: &Outline<'_>, then: &Then, target: &TypeDef, name: &Name) {
    let file = own.root.file;
    let Some(action) = target.actions.iter().find(|action| action.id == *name) else {
        let names: Vec<&str> = target.actions.iter().map(|action| &*action.id).collect();
        let what = format!("type `{}` has no action `{name}`", target.id);
        return file.error("E06", then.span.clone(), what, offer(name, &names));
    };
    if !action.by_system {
        let what = format!("`{}.{name}` is not open to `system`", target.id);
        file.error("E14", then.span.clone(), what, "add `system` to its `by`");
    }
    let new = matches!(then.target, ThenTarget::Create { .. });
    if new && !creates(action) {
        file.error(
            "E08",
            then.span.clone(),
            format!("`{}.{name}` does not create a record", target.id),
            "command a record with `on_record`",
        );
    }
    if !new && matches!(action.from, From::New) {
        file.error(
            "E08",
            then.span.clone(),
            format!("`{}.{name}` only creates records", target.id),
            "create with `do = \"type.action\"`",
        );
    }
    let lacking: Vec<&str> =
        action.needs.iter().filter_map(|want| lacking(then, target, action, want, new)).collect();
    if !lacking.is_empty() {
        let what = format!("`{}.{name}` needs {}", target.id, lacking.join(", "));
        file.error("E27", then.span.clone(), what, "give it in `with`");
    }
}

/// A field of an existing record may be filled already; an input never is.
fn lacking<'t>(
    then: &Then,
    target: &'t TypeDef,
    action: &'t Action,
    want: &Want,
    new: bool,
) -> Option<&'t str> {
    let field = match want {
        Want::Field(at) if new => target.fields.get(usize::from(*at))?,
        Want::Input(at) => action.input.get(usize::from(*at))?,
        _ => return None,
    };
    let given = then.with.iter().any(|(id, _)| *id == field.id);
    (!given && field.when.is_none()).then_some(&*field.id)
}

/// Who commands whom: node `type.action` → commands with the file they stand in.
type Chains<'c> = BTreeMap<String, Vec<(String, &'c Then, usize)>>;

/// No chain of commands returns to its beginning.
pub(crate) fn check_cycles(set: &Set<'_>, types: &[TypeDef]) {
    let mut chains = Chains::new();
    for (at, def) in types.iter().enumerate() {
        for action in &def.actions {
            let node = chains.entry(format!("{}.{}", def.id, action.id)).or_default();
            for then in &action.then {
                let (types, name) = targets_of(&then.target);
                node.extend(types.iter().map(|ty| (format!("{ty}.{name}"), &**then, at)));
            }
        }
    }
    for (node, edges) in &chains {
        for (to, then, at) in edges {
            if returns(&chains, to, node) {
                let what = format!("the chain of commands from `{node}` through `{to}` returns to `{node}`");
                set.outlines[*at].root.file.error(
                    "E20",
                    then.span.clone(),
                    what,
                    "one of them must not command the next",
                );
            }
        }
    }
}

fn returns(chains: &Chains<'_>, from: &str, to: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut work = vec![from];
    while let Some(node) = work.pop() {
        if node == to {
            return true;
        }
        if let Some((name, edges)) = chains.get_key_value(node).filter(|(name, _)| seen.insert(name)) {
            let _ = name;
            work.extend(edges.iter().map(|(next, _, _)| next.as_str()));
        }
    }
    false
}

/// What an action takes, by name, before it is read.
pub(crate) fn taken<'a>(action: &Keys<'a>) -> Vec<&'a str> {
    let texts = |key: &str| {
        let array = action.item(key).and_then(|item| item.get_ref().as_array());
        array.into_iter().flat_map(|all| all.iter()).filter_map(|item| item.get_ref().as_str())
    };
    texts("needs").chain(texts("may")).collect()
}
