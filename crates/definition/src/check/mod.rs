//! What only the whole shows, when every type is read: steps that nobody reaches, limits that
//! nothing ends, commands nobody gives, cycles, versions that do not meet (language.md 5.7).

pub(crate) mod commands;
mod computed;
pub(crate) mod flow;
mod indicators;
mod limits;
mod personal;
mod steps;
mod versions;

use crate::TypeDef;
use crate::set::Set;

/// All checks; `types` are the versions of `set.outlines`, in the same order. Fills the order of
/// computing of each type.
pub(crate) fn all(set: &Set<'_>, types: &mut [TypeDef]) {
    for (own, def) in set.outlines.iter().zip(types.iter_mut()) {
        def.computed = computed::order(own, def);
    }
    let commanded = commands::commanded(set, types);
    for (own, def) in set.outlines.iter().zip(types.iter()) {
        commands::check_system(own, def, &commanded);
        commands::check_targets(set, own, def, types);
        if !own.torn.get() {
            steps::check(own, def, &commanded);
            limits::check(own, def);
        }
        personal::check(set, own, def);
    }
    commands::check_cycles(set, types);
    indicators::check_cycles(set, types);
    versions::check(set);
}
