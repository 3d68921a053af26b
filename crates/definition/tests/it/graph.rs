//! The graph of steps as plain data.

use fadu_definition::graph::{StepEdge, graph};
use fadu_definition::{SourceFile, read};

const TEXT: &str = r#"
[type]
id = "thing"
name = "事项"
kind = "case"
effective = 2026-01-01
title = "{no}"
[step]
begun = { name = "开始" }
waiting = { name = "等待" }
ended = { name = "办结", end = true }
[action.begin]
name = "收件"
by = ["clerk"]
to = "begun"
[action.wait]
name = "等待"
by = ["clerk"]
from = ["begun"]
to = [{ step = "waiting", when = "true" }, { step = "begun" }]
[action.end]
name = "办结"
by = ["clerk"]
from = "open"
to = "ended"
[action.by_law]
name = "视为办结"
by = ["system"]
from = ["waiting"]
to = "ended"
[action.note]
name = "记录"
by = ["clerk"]
from = "any"
"#;

#[test]
fn steps_have_layers_and_edges_have_actions() {
    let file = SourceFile { path: "90-test/thing.toml".into(), text: TEXT.into(), digest: "".into() };
    let (definitions, _) = read(&[file]);
    let graph = graph(&definitions.types["thing"][0]);
    let layers: Vec<(&str, usize)> = graph.nodes.iter().map(|node| (&*node.id, node.layer)).collect();
    assert_eq!(layers, [("begun", 1), ("waiting", 2), ("ended", 2)]);
    assert_eq!(graph.nodes[0].stays, ["等待", "记录"]);
    let edge = |from, to, actions: &[&str]| StepEdge {
        from,
        to,
        actions: actions.iter().map(|name| (*name).to_owned()).collect(),
        by_system: false,
    };
    let expected = [
        edge(None, 0, &["收件"]),
        edge(Some(0), 1, &["等待"]),
        edge(Some(0), 2, &["办结"]),
        edge(Some(1), 2, &["办结", "视为办结"]),
    ];
    assert_eq!(graph.edges, expected);
}
