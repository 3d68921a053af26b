//! Texts with slots: `最早可定于 {term(today, wd(7))}`. A brace that is meant is written twice.

use std::ops::Range;

use super::check::compile_part;
use super::lexer::fault;
use super::scope::{Fault, Scope};
use super::{Expr, Ty};
use crate::{Piece, Template};

/// A text with so many faults is not read further.
const MOST_FAULTS: usize = 50;

/// Reads a text with slots. A slot takes any expression whose value people can read; slots with a
/// fault are left out of the template.
pub fn compile_template(text: &str, scope: &Scope<'_>, sites: &mut u32) -> (Template, Vec<Fault>) {
    let scope = Scope { want: None, ..scope.clone() };
    let mut reader =
        Reader { text, scope: &scope, sites, template: vec![], plain: String::new(), faults: vec![] };
    let mut at = 0;
    while at < text.len() && reader.faults.len() < MOST_FAULTS {
        at = reader.piece(at);
    }
    reader.flush();
    (reader.template, reader.faults)
}

struct Reader<'t, 's, 'a> {
    text: &'t str,
    scope: &'s Scope<'a>,
    sites: &'s mut u32,
    template: Template,
    plain: String,
    faults: Vec<Fault>,
}

impl Reader<'_, '_, '_> {
    /// Reads one piece; gives where the next begins.
    fn piece(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            self.plain.push_str(&rest[..1]);
            return at + 2;
        }
        match rest.as_bytes().first() {
            Some(b'{') => self.slot(at),
            Some(b'}') => {
                self.faults.push(fault(at..at + 1, "`}` closes nothing", "write `}}` for a brace"));
                at + 1
            }
            _ => {
                let len = rest.find(['{', '}']).unwrap_or(rest.len());
                self.plain.push_str(&rest[..len]);
                at + len
            }
        }
    }

    fn slot(&mut self, open: usize) -> usize {
        let Some(close) = closing(self.text, open + 1) else {
            let span = open..self.text.len();
            self.faults.push(fault(span, "slot is not closed", "end it with `}`, or write `{{` for a brace"));
            return self.text.len();
        };
        let (expr, faults) = compile_part(self.text, open + 1..close, self.scope, self.sites);
        self.faults.extend(faults);
        if let Some(expr) = expr.filter(|expr| self.readable(expr, open + 1..close)) {
            self.flush();
            self.template.push(Piece::Slot(expr));
        }
        close + 1
    }

    /// Whether people can read the value (E08).
    fn readable(&mut self, expr: &Expr, span: Range<usize>) -> bool {
        let mut ty = &expr.ty;
        while let Ty::List(of) = ty {
            ty = of;
        }
        let readable = !matches!(ty, Ty::Event | Ty::Input | Ty::View | Ty::Actor);
        if !readable {
            let what = format!("{} cannot be shown in a sentence", expr.ty);
            self.faults.push(Fault { code: "E08", span, what, help: "show one of its members".to_owned() });
        }
        readable
    }

    fn flush(&mut self) {
        if !self.plain.is_empty() {
            self.template.push(Piece::Text(std::mem::take(&mut self.plain)));
        }
    }
}

/// Where the brace stands that closes a slot; braces in quoted texts do not.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in text[from..].char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(from + at),
            _ => {}
        }
    }
    None
}
