//! What the fuzzer tries on the definition language, and every text it kept, tried again.
//!
//! `fuzz/` includes this module, so that both make the same calls. A text that once ended the
//! program stays in `fuzz/corpus` under a name that says what was wrong.

use std::path::PathBuf;
use std::sync::LazyLock;

use fadu_definition::expr::explain::{DefinitionNames, explain};
use fadu_definition::expr::scope::Fault;
use fadu_definition::expr::{Expr, compile, compile_template};
use fadu_definition::{Definitions, Piece, SourceFile, graph, line, read, render};

use crate::expr_rig::{World, world};

static WORLD: LazyLock<World> = LazyLock::new(world);

/// Names nobody: what has no name must still be said.
static NOBODY: LazyLock<Definitions> = LazyLock::new(Definitions::default);

/// An expression, and the same text as a template, in every scope.
pub fn expressions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // The scopes that differ most in what they allow.
    for scope in [WORLD.action(), WORLD.indicator(), WORLD.figures()] {
        let mut sites = 0;
        let (expr, faults) = compile(text, &scope, &mut sites);
        assert_eq!(expr.is_some(), faults.is_empty(), "either an expression or faults: {faults:?}");
        expr.iter().for_each(said);
        placed(text, &faults);
        let (pieces, faults) = compile_template(text, &scope, &mut sites);
        pieces.iter().for_each(piece_said);
        placed(text, &faults);
    }
}

fn piece_said(piece: &Piece) {
    if let Piece::Slot(expr) = piece {
        said(expr);
    }
}

fn said(expr: &Expr) {
    let names = DefinitionNames { definitions: &NOBODY, own: None };
    assert!(!explain(expr, &names).is_empty(), "every expression has words");
}

/// The place of a fault is a part of the text, between characters.
fn placed(text: &str, faults: &[Fault]) {
    for fault in faults {
        assert!(text.get(fault.span.clone()).is_some(), "{fault:?}");
    }
}

/// A file of definitions between roles and planned types.
pub fn definitions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file =
        |path: &str, text: &str| SourceFile { path: path.into(), text: text.into(), digest: "".into() };
    let files = [
        file("roles.toml", include_str!("../suite/base/roles.toml")),
        file("planned.toml", include_str!("../suite/base/planned.toml")),
        file("05-x/thing.toml", text),
    ];
    let (definitions, found) = read(&files);
    for one in &found {
        let file = files.iter().find(|file| file.path == one.file);
        let text = &file.expect("a finding is in a file that was read").text;
        assert!(text.get(one.span.clone()).is_some(), "{one:?}");
        line(one, &files);
    }
    render(&found, &files, true);
    definitions.types.values().flatten().for_each(|def| drop(graph::graph(def)));
}

/// The texts kept for a target.
fn kept(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Tries them all; the one that fails is named.
fn replay(target: &str, run: fn(&[u8])) {
    let all = kept(target);
    assert!(all.len() >= 20, "the corpus `{target}` is missing");
    for (path, bytes) in all {
        let tried = std::panic::catch_unwind(|| run(&bytes));
        assert!(tried.is_ok(), "{}", path.display());
    }
}

#[test]
fn no_expression_of_the_corpus_ends_the_program() {
    replay("expressions", expressions);
}

#[test]
fn no_definition_of_the_corpus_ends_the_program() {
    replay("definitions", definitions);
}
