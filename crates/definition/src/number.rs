//! The form of a number 编号格式 (sheet 00, 5): text with slots such as `{org.doc_word}` and
//! `{seq:6}`. Without a consecutive number two records would share it, so `{seq}` must be there.

use crate::NumberPiece;
use crate::expr::nearest::offer;
use crate::keys::Text;
use crate::source::{File, Span};

const SLOTS: &[&str] = &["division", "day", "year", "seq", "check", "org.doc_word", "org.short_name"];

/// Width of a consecutive number beyond which nobody can read it.
const MAX_WIDTH: usize = 12;

/// The pieces of a form.
pub(crate) fn form(file: &File<'_>, text: &Text<'_>) -> Vec<NumberPiece> {
    let mut pieces = Vec::new();
    let mut rest = text.text;
    while let Some(open) = rest.find('{') {
        push_text(&mut pieces, &rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            file.error("E07", text.span.clone(), "`{` has no `}`", "");
            return pieces;
        };
        pieces.extend(slot(file, &rest[open + 1..open + close], &text.span));
        rest = &rest[open + close + 1..];
    }
    push_text(&mut pieces, rest);
    if !pieces.iter().any(|piece| matches!(piece, NumberPiece::Seq(_))) {
        file.error(
            "E08",
            text.span.clone(),
            "the form of the number has no `{seq}`",
            "two records would get the same number; add `{seq}` or `{seq:6}`",
        );
    }
    pieces
}

fn push_text(pieces: &mut Vec<NumberPiece>, text: &str) {
    if !text.is_empty() {
        pieces.push(NumberPiece::Text(text.to_owned()));
    }
}

fn slot(file: &File<'_>, name: &str, span: &Span) -> Option<NumberPiece> {
    let piece = match name {
        "division" => NumberPiece::Division,
        "day" => NumberPiece::Day,
        "year" => NumberPiece::Year,
        "check" => NumberPiece::Check,
        "org.doc_word" => NumberPiece::OrgDocWord,
        "org.short_name" => NumberPiece::OrgShortName,
        "seq" => NumberPiece::Seq(0),
        _ => match name.strip_prefix("seq:").and_then(|width| width.parse().ok()) {
            Some(width) if width <= MAX_WIDTH => NumberPiece::Seq(width),
            _ => {
                let what = format!("a number has no slot `{{{name}}}`");
                file.error("E06", span.clone(), what, offer(name, SLOTS));
                return None;
            }
        },
    };
    Some(piece)
}
