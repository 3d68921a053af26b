//! Findings as people read them: with the lines they are about, as rustc prints them, or one line
//! each for tools.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use fadu_base::diagnostic::line_column;
use fadu_base::{Diagnostic, Severity};

use crate::SourceFile;

/// Longest line shown with its text, in bytes; of longer ones only the place is said.
const MAX_LINE: usize = 20_000;

/// All findings with the lines they are about; `colour` for a terminal.
pub fn render(diagnostics: &[Diagnostic], files: &[SourceFile], colour: bool) -> String {
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (&*file.path, &*file.text)).collect();
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for found in diagnostics {
        let text = texts.get(&*found.file).copied().unwrap_or_default();
        out.push_str(&one(&renderer, found, text));
        out.push_str("\n\n");
    }
    out
}

/// One finding in one line: `file:line:column: error[E06]: what; help`.
pub fn line(found: &Diagnostic, files: &[SourceFile]) -> String {
    let text = files.iter().find(|file| file.path == found.file).map_or("", |file| &*file.text);
    let (line, column) = line_column(text, found.span.start);
    let word = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Diagnostic { file, code, what, help, .. } = found;
    let end = if help.is_empty() { String::new() } else { format!("; {help}") };
    format!("{file}:{line}:{column}: {word}[{code}]: {what}{end}")
}

fn one(renderer: &Renderer, found: &Diagnostic, text: &str) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let (line, part, span) = excerpt(text, &found.span);
    let title = level.primary_title(&*found.what).id(found.code);
    let snippet = Snippet::source(part)
        .line_start(line)
        .path(&*found.file)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = title.element(snippet);
    if !found.help.is_empty() {
        group = group.element(Level::HELP.message(&*found.help));
    }
    renderer.render(&[group])
}

/// The lines of a span: number of the first, their text, and the span within it.
fn excerpt<'t>(text: &'t str, span: &std::ops::Range<usize>) -> (usize, &'t str, std::ops::Range<usize>) {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let (line, _) = line_column(text, start);
    if last - first > MAX_LINE {
        return (line, "", 0..0);
    }
    (line, &text[first..last], start - first..end - first)
}
