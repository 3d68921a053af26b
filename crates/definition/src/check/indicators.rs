//! No indicator is computed from itself (E20).

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Name;

use crate::expr::ExprKind;
use crate::set::Set;
use crate::{Measure, TypeDef};

/// Which indicators each reads.
type Reads = BTreeMap<Name, Vec<Name>>;

/// Checks all indicators of the set.
pub(crate) fn check_cycles(set: &Set<'_>, types: &[TypeDef]) {
    let mut all = Reads::new();
    for indicator in types.iter().flat_map(|def| &def.indicators) {
        let reads = all.entry(indicator.id.clone()).or_default();
        if let Measure::Value(expr) = &indicator.what {
            expr.walk(&mut |part| {
                if let ExprKind::Indicator(id) = &part.kind {
                    reads.push(id.clone());
                }
            });
        }
    }
    for (own, def) in set.outlines.iter().zip(types) {
        for indicator in def.indicators.iter().filter(|indicator| returns(&all, &indicator.id)) {
            let what = format!("`{}` is computed from itself", indicator.id);
            own.root.file.error(
                "E20",
                indicator.span.clone(),
                what,
                "follow the indicators in its `value`: one of them leads back",
            );
        }
    }
}

fn returns(all: &Reads, to: &Name) -> bool {
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    let mut work: Vec<&Name> = all.get(to).into_iter().flatten().collect();
    while let Some(id) = work.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            work.extend(all.get(id).into_iter().flatten());
        }
    }
    false
}
