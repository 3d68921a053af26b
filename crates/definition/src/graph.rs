//! The graph of steps of a type as plain data, for drawing.

use fadu_base::Name;

use crate::TypeDef;
use crate::check::flow::{Flow, creates};

/// The graph of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepGraph {
    /// The steps, in the order of the type.
    pub nodes: Vec<StepNode>,
    /// The ways between them, one for each pair of steps.
    pub edges: Vec<StepEdge>,
}

/// A step in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepNode {
    /// Step id.
    pub id: Name,
    /// Chinese name.
    pub name: String,
    /// Fewest actions from the creation of a record, from 1; 0 if no action leads there.
    pub layer: usize,
    /// An outcome.
    pub end: bool,
    /// Chinese names of the actions that stay in it.
    pub stays: Vec<String>,
}

/// A way from one step to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepEdge {
    /// Index of the step left; `None`: the record is created.
    pub from: Option<usize>,
    /// Index of the step entered.
    pub to: usize,
    /// Chinese names of the actions that lead there.
    pub actions: Vec<String>,
    /// Only acts by law and other records take it.
    pub by_system: bool,
}

/// The graph of steps of a type; empty if it has none.
pub fn graph(def: &TypeDef) -> StepGraph {
    if def.steps.is_empty() {
        return StepGraph::default();
    }
    let flow = Flow::of(def);
    let mut graph = StepGraph::default();
    for (state, step) in def.steps.iter().enumerate() {
        graph.nodes.push(StepNode {
            id: step.id.clone(),
            name: step.name.clone(),
            layer: 0,
            end: step.end,
            stays: stays(&flow, state),
        });
    }
    for from in std::iter::once(None).chain(flow.states().map(Some)) {
        add_edges(&mut graph, &flow, from);
    }
    layers(&mut graph);
    graph
}

fn stays(flow: &Flow<'_>, state: usize) -> Vec<String> {
    let open = flow.actions.iter().filter(|action| flow.open(action, state));
    let stay = open.filter(|action| flow.targets(action, Some(state)).contains(&state));
    stay.map(|action| action.name.clone()).collect()
}

fn add_edges(graph: &mut StepGraph, flow: &Flow<'_>, from: Option<usize>) {
    for action in flow.actions {
        let taken = from.map_or_else(|| creates(action), |state| flow.open(action, state));
        let mut targets = if taken { flow.targets(action, from) } else { Vec::new() };
        targets.retain(|to| Some(*to) != from);
        targets.dedup();
        for to in targets {
            let known = graph.edges.iter_mut().find(|edge| edge.from == from && edge.to == to);
            let by_system = action.by_system && action.by.is_empty();
            match known {
                Some(edge) => {
                    edge.actions.push(action.name.clone());
                    edge.by_system &= by_system;
                }
                None => {
                    graph.edges.push(StepEdge { from, to, actions: vec![action.name.clone()], by_system })
                }
            }
        }
    }
}

fn layers(graph: &mut StepGraph) {
    let mut at: Vec<Option<usize>> = vec![None];
    let mut layer = 0;
    while !at.is_empty() {
        layer += 1;
        let next: Vec<usize> =
            graph.edges.iter().filter(|edge| at.contains(&edge.from)).map(|edge| edge.to).collect();
        at.clear();
        for node in next {
            if graph.nodes[node].layer == 0 {
                graph.nodes[node].layer = layer;
                at.push(Some(node));
            }
        }
    }
}
