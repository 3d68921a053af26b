//! Reading a set of files: signatures of all, then every version of every type, then what only
//! the whole shows. Nothing stops at the first mistake.

use std::sync::Arc;

use fadu_base::Diagnostic;

use crate::ByName;
use crate::place::Place;
use crate::set::Set;
use crate::source::{self, FileKind, Parsed, SourceFile};
use crate::{Definitions, Param, Report, TypeDef, adopt, check, param, planned, report, type_};

/// Reads definitions and says everything that is wrong with them. Only definitions without an
/// error may run.
pub fn read(files: &[SourceFile]) -> (Definitions, Vec<Diagnostic>) {
    let parsed: Vec<Parsed<'_>> = files.iter().map(source::parse).collect();
    let definitions = resolve(&parsed);
    let findings = parsed.into_iter().flat_map(|parsed| parsed.file.findings());
    (definitions, findings.collect())
}

fn resolve<'a>(parsed: &'a [Parsed<'a>]) -> Definitions {
    let set = Set::gather(parsed);
    let of = |kind: FileKind| parsed.iter().filter(move |parsed| parsed.kind == kind);
    of(FileKind::Planned).for_each(|parsed| planned::check(parsed, &set));
    let mut types: Vec<TypeDef> = Vec::new();
    let mut params: ByName<Param> = ByName::default();
    for own in &set.outlines {
        let place = Place { set: &set, own };
        types.push(type_::read(&place));
    }
    // In the order of effect, so that the newest version of a type says what a parameter is.
    for at in set.versions.values().flatten() {
        let place = Place { set: &set, own: &set.outlines[*at] };
        params.extend(param::read(&place).into_iter().map(|param| (param.id.clone(), param)));
    }
    check::all(&set, &mut types);
    for (own, def) in set.outlines.iter().zip(&mut types) {
        adopt::add(def, set.versions.get(&own.id).is_some_and(|all| all.len() > 1));
    }
    let identities = of(FileKind::Report).flat_map(|parsed| report::identities(parsed, &set)).collect();
    let types: Vec<Arc<TypeDef>> = types.into_iter().map(Arc::new).collect();
    let versions =
        set.versions.iter().map(|(id, at)| (id.clone(), at.iter().map(|i| types[*i].clone()).collect()));
    let versions: ByName<Vec<Arc<TypeDef>>> = versions.collect();
    let newest = versions.values().filter_map(|all: &Vec<Arc<TypeDef>>| all.last());
    let indicators = newest.flat_map(|def| &def.indicators).map(|one| (one.id.clone(), one.clone()));
    Definitions {
        indicators: indicators.collect(),
        types: versions,
        planned: set.planned.clone(),
        roles: set.roles.clone(),
        systems: set.systems.clone(),
        params,
        report: Report { identities, ..set.report.clone() },
    }
}
