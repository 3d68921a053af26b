//! The step diagram 环节图 of a record type as SVG: steps in layers from left to right, actions as
//! arrows with their names, a table of the same content for those who cannot see it.

use std::fmt::Write;

use crate::escape::escape;

/// A step of the diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Step id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Distance from the beginning, from 0.
    pub layer: usize,
    /// An outcome.
    pub end: bool,
}

/// An action between two steps; without `from` it creates the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the step it leaves.
    pub from: Option<usize>,
    /// Index of the step it enters.
    pub to: usize,
    /// Chinese name of the action.
    pub name: String,
}

const WIDTH: i64 = 132;
const HEIGHT: i64 = 44;
const STEP_X: i64 = 250;
const STEP_Y: i64 = 92;
/// The first column.
const LEFT: i64 = 110;

/// Draws the steps. Actions between the same two steps share one arrow.
pub fn steps_svg(title: &str, nodes: &[Node], edges: &[Edge]) -> String {
    let places = places(nodes);
    let right = places.iter().map(|p| p.0).max().unwrap_or(0) + WIDTH + 90;
    let bottom = places.iter().map(|p| p.1).max().unwrap_or(0) + HEIGHT + 40;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right} {bottom}\" width=\"{right}\" height=\"{bottom}\" role=\"img\" font-family=\"'Noto Sans CJK SC','SimHei',sans-serif\">\n\
         <title>{}</title>\n<desc>{}</desc>\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/></marker></defs>\n",
        escape(title),
        escape(&description(nodes, edges))
    );
    for (from, to, names) in bundles(edges) {
        svg.push_str(&arrow(from.map(|f| places[f]), places[to], &names));
    }
    for (node, (x, y)) in nodes.iter().zip(&places) {
        let fill = if node.end { "#e8e8e8" } else { "#eaf2fb" };
        let _ = writeln!(
            svg,
            "<g><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\" fill=\"{fill}\" stroke=\"#234\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"15\">{}</text></g>",
            x + WIDTH / 2,
            y + HEIGHT / 2 + 5,
            escape(&node.name)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Top left corners: a column a layer, rows in the order given.
fn places(nodes: &[Node]) -> Vec<(i64, i64)> {
    let mut rows = std::collections::BTreeMap::new();
    nodes
        .iter()
        .map(|node| {
            let row = rows.entry(node.layer).or_insert(0i64);
            let y = 40 + *row * STEP_Y;
            *row += 1;
            (LEFT + node.layer as i64 * STEP_X, y)
        })
        .collect()
}

type Bundle = (Option<usize>, usize, Vec<String>);

fn bundles(edges: &[Edge]) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    for edge in edges {
        match bundles.iter_mut().find(|b| b.0 == edge.from && b.1 == edge.to) {
            Some(bundle) => bundle.2.push(edge.name.clone()),
            None => bundles.push((edge.from, edge.to, vec![edge.name.clone()])),
        }
    }
    bundles
}

fn arrow(from: Option<(i64, i64)>, to: (i64, i64), names: &[String]) -> String {
    let label = shorten(names);
    let way = match from {
        Some(place) if place == to => return loop_arrow(to, &label),
        None => begun(to),
        Some(from) if from.0 == to.0 => beside(from, to),
        Some(from) if from.0 < to.0 => onward(from, to),
        Some(from) => back(from, to),
    };
    let Way { path, label: (x, y), anchor } = way;
    format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#arrow)\"/>\
         <text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"11\" fill=\"#333\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>\n",
        escape(&label)
    )
}

/// A line, where its label stands and how.
struct Way {
    path: String,
    label: (i64, i64),
    anchor: &'static str,
}

/// A record is created: from the left in the first column, from above in the others.
fn begun((x, y): (i64, i64)) -> Way {
    let middle = y + HEIGHT / 2;
    if x == LEFT {
        let path = format!("M{} {middle}H{x}", x - 90);
        return Way { path, label: (x - 48, middle - 6), anchor: "middle" };
    }
    Way { path: format!("M{} {}V{y}", x + 14, y - 24), label: (x + 19, y - 12), anchor: "start" }
}

/// To a step of the same column: straight to the next, around the others.
fn beside((x, y): (i64, i64), (_, to): (i64, i64)) -> Way {
    let (start, end) = (y + HEIGHT / 2, to + HEIGHT / 2);
    let right = x + WIDTH;
    if to - y == STEP_Y {
        let middle = x + WIDTH / 2;
        let label = (middle + 6, (y + HEIGHT + to) / 2 + 4);
        return Way { path: format!("M{middle} {}V{to}", y + HEIGHT), label, anchor: "start" };
    }
    let path = format!("M{right} {start}C{} {start} {} {end} {right} {end}", right + 60, right + 60);
    Way { path, label: (right + 46, (start + end) / 2 + 4), anchor: "middle" }
}

/// To a later column.
fn onward((x, y): (i64, i64), (x2, to): (i64, i64)) -> Way {
    let (x1, y1, y2) = (x + WIDTH, y + HEIGHT / 2, to + HEIGHT / 2);
    let middle = (x1 + x2) / 2;
    let path = format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}");
    Way { path, label: (middle, (y1 + y2) / 2 - 6), anchor: "middle" }
}

/// To an earlier column, below the steps.
fn back((x, y): (i64, i64), (x2, to): (i64, i64)) -> Way {
    let (start, end) = (x + WIDTH / 2, x2 + WIDTH / 2);
    let (y1, y2) = (y + HEIGHT, to + HEIGHT);
    let low = y1.max(y2) + 34;
    let path = format!("M{start} {y1}C{start} {low} {end} {low} {end} {y2}");
    Way { path, label: ((2 * start + end) / 3, low - 10), anchor: "middle" }
}

fn loop_arrow((x, y): (i64, i64), label: &str) -> String {
    let (a, b, top) = (x + WIDTH / 2 - 18, x + WIDTH / 2 + 18, y - 26);
    format!(
        "<path d=\"M{a} {y}C{a} {top} {b} {top} {b} {y}\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#arrow)\"/>\
         <text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#333\">{}</text>\n",
        x + WIDTH / 2,
        top + 4,
        escape(label)
    )
}

/// At most two names; the rest as a number.
fn shorten(names: &[String]) -> String {
    match names {
        [first, second, rest @ ..] if !rest.is_empty() => format!("{first}、{second}等{}项", names.len()),
        names => names.join("、"),
    }
}

/// The diagram in words.
fn description(nodes: &[Node], edges: &[Edge]) -> String {
    let name = |index: usize| nodes.get(index).map_or("", |node| node.name.as_str());
    let lines: Vec<String> = edges
        .iter()
        .map(|edge| {
            let from = edge.from.map_or("开始", name);
            format!("{from}—{}→{}", edge.name, name(edge.to))
        })
        .collect();
    lines.join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, layer: usize, end: bool) -> Node {
        Node { id: id.into(), name: format!("环节{id}"), layer, end }
    }

    #[test]
    fn a_step_below_is_reached_from_above() {
        let nodes = [node("a", 0, false), node("b", 0, true)];
        let svg = steps_svg("试", &nodes, &[Edge { from: Some(0), to: 1, name: "决定".into() }]);
        assert!(svg.contains("d=\"M176 84V132\""), "{svg}");
    }

    #[test]
    fn every_step_and_action_is_named() {
        let nodes = [node("a", 0, false), node("b", 1, true)];
        let edge = |from, to, name: &str| Edge { from, to, name: name.into() };
        let svg = steps_svg(
            "试",
            &nodes,
            &[edge(None, 0, "受理"), edge(Some(0), 1, "决定"), edge(Some(0), 0, "补正")],
        );
        for word in ["环节a", "环节b", "受理", "决定", "补正", "开始—受理→环节a"] {
            assert!(svg.contains(word), "{word} missing");
        }
        assert_eq!(
            svg,
            steps_svg(
                "试",
                &nodes,
                &[edge(None, 0, "受理"), edge(Some(0), 1, "决定"), edge(Some(0), 0, "补正")]
            )
        );
    }
}
