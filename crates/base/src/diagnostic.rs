//! A finding in something that was read: where, what, and what to do about it.

use std::ops::Range;
use std::sync::Arc;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// What was read may be used.
    Warning,
    /// What was read may not be used.
    Error,
}

/// A finding: `file:line:column: error[Ennn]: what; help`.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The code, such as `E06` or `W04`.
    pub code: &'static str,
    /// The file, as it was named when it was read.
    pub file: Arc<str>,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// What is wrong, one sentence.
    pub what: String,
    /// What to do; may be empty.
    pub help: String,
}

/// Line and column (both from 1, columns in characters) of a byte of a text.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte.min(text.len()))];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}
