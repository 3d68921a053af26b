//! Checking definitions: what reading found, the report's template, and their cases.

mod template;

use fadu_base::{Diagnostic, Severity};
use fadu_definition::graph::{StepEdge, StepGraph, graph};
use fadu_definition::{Definitions, TypeDef, line, render};
use fadu_document::{Edge, Node, steps_svg};
use fadu_engine::{Rules, cases};

use crate::report::TEMPLATE;
use crate::{Catalog, Failure};

/// What was found.
#[derive(Clone, Debug)]
pub struct Checked {
    findings: Vec<Diagnostic>,
    /// Types.
    pub types: usize,
    /// Cases run.
    pub cases: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Actions and refusals that no case exercises.
    pub without_case: usize,
    /// Types still planned.
    pub planned: usize,
    /// Figures of the report that no type and no constant defines: `id name`.
    pub undefined_figures: Vec<String>,
}

impl Checked {
    /// The findings as a compiler prints them.
    pub fn shown(&self, catalog: &Catalog, colour: bool) -> String {
        render(&self.findings, &catalog.sources, colour)
    }

    /// The findings, one line each: `file:line:column: error[E06]: …`.
    pub fn lines(&self, catalog: &Catalog) -> Vec<String> {
        self.findings.iter().map(|finding| line(finding, &catalog.sources)).collect()
    }
}

/// Checks the definitions of a catalogue and runs their cases, if they may run at all.
pub fn check(catalog: &Catalog, missing_cases: bool) -> Checked {
    let definitions = &catalog.definitions;
    let rules = Rules { definitions, calendar: &catalog.calendar, division: "140599" };
    let mut findings = catalog.diagnostics.clone();
    if let Some(file) = catalog.file(TEMPLATE) {
        findings.extend(template::check(file, definitions));
    }
    let (mut run, mut without_case) = (0, 0);
    if catalog.is_sound() {
        for def in definitions.types.values().flatten() {
            run += def.cases.len();
            let (failed, without): (Vec<_>, Vec<_>) = cases::check(&rules, def)
                .into_iter()
                .partition(|finding| finding.severity == Severity::Error);
            findings.extend(failed);
            without_case += without.len();
            if missing_cases {
                findings.extend(without);
            }
        }
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    Checked {
        types: definitions.types.len(),
        cases: run,
        errors,
        warnings,
        without_case,
        planned: definitions.planned.len(),
        undefined_figures: undefined_figures(definitions),
        findings,
    }
}

fn undefined_figures(definitions: &Definitions) -> Vec<String> {
    let constants = &definitions.report.constants;
    let rows = definitions.report.figures.iter().filter(|row| {
        !definitions.indicators.contains_key(&row.indicator) && !constants.contains_key(&row.indicator)
    });
    rows.map(|row| format!("{} {}", row.indicator, row.name)).collect()
}

/// The step diagram of a type as SVG.
pub fn step_diagram(catalog: &Catalog, ty: &str) -> Result<String, Failure> {
    let def = catalog
        .definitions
        .types
        .get(ty)
        .and_then(|versions| versions.last())
        .ok_or_else(|| Failure::setup(format!("没有业务类型“{ty}”")))?;
    diagram_of(def).ok_or_else(|| Failure::setup(format!("{}没有环节", def.name)))
}

/// The step diagram of a version; nothing if it has no steps.
pub(crate) fn diagram_of(def: &TypeDef) -> Option<String> {
    let drawn = graph(def);
    if drawn.nodes.is_empty() {
        return None;
    }
    let nodes: Vec<Node> = drawn
        .nodes
        .iter()
        .zip(layers(&drawn))
        .map(|(node, layer)| Node { id: node.id.to_string(), name: node.name.clone(), layer, end: node.end })
        .collect();
    let edges: Vec<Edge> = drawn
        .edges
        .iter()
        .flat_map(|edge| {
            let one = |name: &String| Edge { from: edge.from, to: edge.to, name: name.clone() };
            edge.actions.iter().map(one).collect::<Vec<_>>()
        })
        .collect();
    Some(steps_svg(&def.name, &nodes, &edges))
}

/// Columns of the steps: how many actions lead there from where records ordinarily begin. Steps that
/// late entries begin in stand where the others lead.
fn layers(graph: &StepGraph) -> Vec<usize> {
    let mut layers: Vec<Option<usize>> = vec![None; graph.nodes.len()];
    let mut begun: Vec<usize> =
        graph.edges.iter().filter(|edge| edge.from.is_none()).map(|edge| edge.to).collect();
    begun.sort_unstable();
    for start in begun {
        let mut at = vec![start];
        let mut layer = 0;
        while !at.is_empty() {
            at.retain(|node| layers[*node].is_none());
            at.iter().for_each(|node| layers[*node] = Some(layer));
            let leaves = |edge: &&StepEdge| edge.from.is_some_and(|from| at.contains(&from));
            at = graph.edges.iter().filter(leaves).map(|edge| edge.to).collect();
            at.sort_unstable();
            at.dedup();
            layer += 1;
        }
    }
    layers.into_iter().map(|layer| layer.unwrap_or(0)).collect()
}
