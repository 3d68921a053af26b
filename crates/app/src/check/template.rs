//! The slots of the report's template name figures of the report, and charts name figures that can
//! be drawn by month.

use std::ops::Range;

use fadu_base::{Diagnostic, Severity};
use fadu_definition::expr::Ty;
use fadu_definition::expr::nearest::offer;
use fadu_definition::{Definitions, Measure, SourceFile};
use fadu_document::{Part, Piece, TemplateFault, parse};

use crate::figures::is_constant;

/// What is wrong in a template.
pub(super) fn check(file: &SourceFile, definitions: &Definitions) -> Vec<Diagnostic> {
    let template = match parse(&file.text) {
        Ok(template) => template,
        Err(faults) => return faults.iter().map(|fault| unread(file, fault)).collect(),
    };
    let mut found = Vec::new();
    for (line, part) in &template {
        match part {
            Part::Heading(..) => {}
            Part::Paragraph(pieces) | Part::Perhaps(pieces) => {
                let slots = pieces.iter().filter_map(|piece| match piece {
                    Piece::Slot(slot, _) => Some(slot),
                    Piece::Words(_) | Piece::District => None,
                });
                let undefined = |slot: &&String| !definitions.indicators.contains_key(&***slot);
                found.extend(
                    slots.filter(undefined).filter_map(|slot| unknown(file, *line, slot, definitions)),
                );
            }
            Part::Chart(_, id) => found.extend(
                unknown(file, *line, id, definitions).or_else(|| undrawn(file, *line, id, definitions)),
            ),
        }
    }
    found
}

fn unread(file: &SourceFile, fault: &TemplateFault) -> Diagnostic {
    let help = "a slot is written `{indicator}`";
    error(file, ("E07", place(file, fault.line, "{")), "a slot is not closed".to_owned(), help.to_owned())
}

/// A slot that no figure of the report fills.
fn unknown(file: &SourceFile, line: usize, slot: &str, definitions: &Definitions) -> Option<Diagnostic> {
    let report = &definitions.report;
    if report.figures.iter().any(|row| &*row.indicator == slot) {
        return None;
    }
    let defined = definitions.indicators.contains_key(slot) || report.constants.contains_key(slot);
    let (what, help) = match defined {
        true => ("is not among the figures of the report", "add its line to `figures.csv`".to_owned()),
        false => {
            let ids: Vec<&str> = report.figures.iter().map(|row| &*row.indicator).collect();
            ("is no figure of the report", offer(slot, &ids))
        }
    };
    Some(error(file, ("E06", place(file, line, slot)), format!("`{slot}` {what}"), help))
}

/// A chart of something that has no months: a constant, a ratio.
fn undrawn(file: &SourceFile, line: usize, id: &str, definitions: &Definitions) -> Option<Diagnostic> {
    let measure = definitions.indicators.get(id).map(|indicator| &indicator.what);
    let ratio = matches!(measure, Some(Measure::Value(expr)) if expr.ty == Ty::Decimal);
    if !ratio && !is_constant(definitions, id) {
        return None;
    }
    let what = format!("`{id}` cannot be drawn by month");
    let help = "a chart takes a count or a sum; a ratio or constant stands in a sentence";
    Some(error(file, ("E08", place(file, line, id)), what, help.to_owned()))
}

fn error(
    file: &SourceFile,
    (code, span): (&'static str, Range<usize>),
    what: String,
    help: String,
) -> Diagnostic {
    Diagnostic { severity: Severity::Error, code, file: file.path.clone(), span, what, help }
}

/// Where some words stand in a line, counted from 1.
fn place(file: &SourceFile, line: usize, words: &str) -> Range<usize> {
    let lines = || file.text.split_inclusive('\n');
    let start: usize = lines().take(line.saturating_sub(1)).map(str::len).sum();
    let text = lines().nth(line.saturating_sub(1)).unwrap_or_default();
    match text.find(words) {
        Some(at) => start + at..start + at + words.len(),
        None => start..start + text.trim_end().len(),
    }
}
