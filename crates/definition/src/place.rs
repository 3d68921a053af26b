//! One version of a type under reading: resolves the names it uses, and compiles its expressions
//! with what their place may see (language.md 3.2). Everything unknown is E06 with the nearest.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::{Name, Value};

use crate::expr::nearest::offer;
use crate::expr::scope::{Allow, Fault, OwnType, Scope, Types};
use crate::expr::{self, Expr, ExprKind, Ty};
use crate::keys::Text;
use crate::outline::Outline;
use crate::set::Set;
use crate::source::File;
use crate::{Field, FieldType, Template};

/// One version of a type among all.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// All signatures.
    pub set: &'a Set<'a>,
    /// Its own.
    pub own: &'a Outline<'a>,
}

/// The place of an index in the model; a file is refused long before it runs out.
pub(crate) fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// What stands for an expression that could not be compiled.
pub(crate) fn nothing() -> Expr {
    Expr { kind: ExprKind::Lit(Value::Null), ty: Ty::Null, span: 0..0 }
}

impl<'a> Place<'a> {
    /// The file under reading.
    pub fn file(&self) -> &'a File<'a> {
        self.own.root.file
    }

    /// A scope with the own record and nothing else.
    pub fn scope(&self, allow: &[Allow]) -> Scope<'a> {
        let own = OwnType {
            id: &self.own.id,
            kind: self.own.kind,
            fields: &self.own.fields,
            actions: &self.own.actions,
            inputs: &self.own.inputs,
            limits: &self.own.limits,
            steps: &self.own.step_ids,
        };
        Scope { own: Some(own), allow: allow.iter().copied().collect(), ..bare(self.set) }
    }

    /// What a rule of an action may use.
    pub fn everything(&self) -> BTreeSet<Allow> {
        let all = [Allow::Clock, Allow::Actor, Allow::Was, Allow::Find, Allow::History, Allow::References];
        all.into_iter().collect()
    }

    /// The scope of a rule, an effect or a command of an action.
    pub fn rule_scope(&self, input: Option<&'a [Field]>, row: Option<Arc<[Field]>>) -> Scope<'a> {
        Scope { input, row, allow: self.everything(), ..self.scope(&[]) }
    }

    /// The scope of an action of its own type.
    pub fn action_scope(&self, action: u16, row: Option<u16>) -> Scope<'a> {
        let input = self.own.inputs.get(usize::from(action)).map_or(&[][..], Vec::as_slice);
        self.rule_scope(Some(input), row.and_then(|field| self.columns(field)))
    }

    /// The columns of a rows field.
    pub fn columns(&self, field: u16) -> Option<Arc<[Field]>> {
        match &self.own.fields.get(usize::from(field))?.ty {
            FieldType::Rows { columns, .. } => Some(columns.clone()),
            _ => None,
        }
    }

    /// Compiles an expression.
    pub fn expr(&self, text: &Text<'a>, scope: Scope<'_>) -> Expr {
        compile(self.set, self.file(), text, &scope, &|fault| fault.code)
    }

    /// Compiles an expression of a type.
    pub fn expr_of(&self, text: &Text<'a>, scope: Scope<'_>, want: Ty) -> Expr {
        self.expr(text, Scope { want: Some(want), ..scope })
    }

    /// Compiles a condition.
    pub fn condition(&self, text: &Text<'a>, scope: Scope<'_>) -> Expr {
        self.expr_of(text, scope, Ty::Bool)
    }

    /// Compiles a computed field: it is stored, so nothing that changes by itself may be in it.
    pub fn computed(&self, text: &Text<'a>, scope: Scope<'_>, want: Ty) -> Expr {
        let scope = Scope { want: Some(want), ..scope };
        compile(self.set, self.file(), text, &scope, &|fault| {
            let moving = ["today", "now", "find", "exists", "count", "sum"];
            let name = text.text.get(fault.span.clone()).unwrap_or_default();
            let first = name.split('(').next().unwrap_or_default().trim();
            if fault.code == "E09" && moving.contains(&first) { "E11" } else { fault.code }
        })
    }

    /// Compiles an expression whose type must be among some.
    pub fn expr_among(&self, text: &Text<'a>, scope: Scope<'_>, among: &[Ty], wanted: &str) -> Expr {
        let expr = self.expr(text, scope);
        if expr.ty != Ty::Null && !among.contains(&expr.ty) {
            self.file().error(
                "E08",
                self.content(text),
                format!("{wanted} is wanted here, found {}", expr.ty),
                "",
            );
        }
        expr
    }

    /// The place of an expression without its quotes.
    pub fn content(&self, text: &Text<'_>) -> crate::source::Span {
        match content_offset(self.file(), text) {
            Some(start) => start..start + text.text.len(),
            None => text.span.clone(),
        }
    }

    /// Compiles a text with slots.
    pub fn template(&self, text: &Text<'a>, scope: &Scope<'_>) -> Template {
        if self.file().is_full() {
            return Template::new();
        }
        let mut sites = self.set.sites.get();
        let (template, faults) = expr::compile_template(text.text, scope, &mut sites);
        self.set.sites.set(sites);
        report(self.file(), text, faults, &|fault| fault.code);
        for piece in &template {
            if let crate::Piece::Slot(expr) = piece {
                warn_planned(self.set, self.file(), text, expr);
            }
        }
        template
    }

    /// A field.
    pub fn field(&self, text: &Text<'_>) -> Option<u16> {
        self.find(text, "field", self.own.fields.iter().map(|field| &field.id))
    }

    /// A step; without it the graph of steps is not what was meant, so it is not judged.
    pub fn step(&self, text: &Text<'_>) -> Option<u16> {
        let step = self.find(text, "step", &self.own.step_ids);
        if step.is_none() {
            self.own.torn.set(true);
        }
        step
    }

    /// An action.
    pub fn action(&self, text: &Text<'_>) -> Option<u16> {
        self.find(text, "action", &self.own.actions)
    }

    /// Actions.
    pub fn actions(&self, texts: &[Text<'_>]) -> Vec<u16> {
        texts.iter().filter_map(|text| self.action(text)).collect()
    }

    /// A limit.
    pub fn limit(&self, text: &Text<'_>) -> Option<u16> {
        self.find(text, "limit", self.own.limits.iter().map(|(id, _)| id))
    }

    /// A document.
    pub fn document(&self, text: &Text<'_>) -> Option<u16> {
        self.find(text, "document", &self.own.documents)
    }

    /// A role.
    pub fn role(&self, text: &Text<'_>) -> Option<Name> {
        role(self.set, self.file(), text)
    }

    /// A column of a rows field.
    pub fn column(&self, rows: u16, text: &Text<'_>) -> Option<u16> {
        let columns = self.columns(rows)?;
        self.find(text, "column", columns.iter().map(|column| &column.id))
    }

    fn find<'n>(
        &self,
        text: &Text<'_>,
        what: &str,
        names: impl IntoIterator<Item = &'n Name> + Clone,
    ) -> Option<u16> {
        let at = names.clone().into_iter().position(|name| &**name == text.text);
        if at.is_none() {
            unknown(self.file(), text, what, names);
        }
        at.map(index)
    }
}

/// A scope with nothing of its own.
pub(crate) fn bare<'a>(types: &'a dyn Types) -> Scope<'a> {
    Scope {
        types,
        own: None,
        input: None,
        row: None,
        value: None,
        rows: None,
        vars: Vec::new(),
        allow: BTreeSet::new(),
        want: None,
    }
}

/// Says that a name refers to nothing.
pub(crate) fn unknown<'n>(
    file: &File<'_>,
    text: &Text<'_>,
    what: &str,
    names: impl IntoIterator<Item = &'n Name>,
) {
    if file.is_full() {
        return;
    }
    let names: Vec<&str> = names.into_iter().map(|name| &**name).collect();
    let what = format!("there is no {what} `{}`", text.text);
    file.error("E06", text.span.clone(), what, offer(text.text, &names));
}

/// A role of the set.
pub(crate) fn role(set: &Set<'_>, file: &File<'_>, text: &Text<'_>) -> Option<Name> {
    if !set.roles.contains_key(text.text) {
        unknown(file, text, "role", set.roles.keys());
        return None;
    }
    Some(text.name())
}

/// Compiles an expression and says what is wrong with it, at its place in the file.
pub(crate) fn compile(
    set: &Set<'_>,
    file: &File<'_>,
    text: &Text<'_>,
    scope: &Scope<'_>,
    code: &dyn Fn(&Fault) -> &'static str,
) -> Expr {
    if file.is_full() {
        return nothing();
    }
    let mut sites = set.sites.get();
    let (expr, faults) = expr::compile(text.text, scope, &mut sites);
    set.sites.set(sites);
    report(file, text, faults, code);
    let expr = expr.unwrap_or_else(nothing);
    warn_planned(set, file, text, &expr);
    expr
}

fn report(file: &File<'_>, text: &Text<'_>, faults: Vec<Fault>, code: &dyn Fn(&Fault) -> &'static str) {
    let offset = content_offset(file, text);
    if offset.is_none() {
        file.warn(
            "W05",
            text.span.clone(),
            "the expression is not a text of one line without escapes",
            "write it in one line, with single quotes inside; findings cannot point into it otherwise",
        );
    }
    for fault in faults {
        let span = match offset {
            Some(offset) => offset + fault.span.start..offset + fault.span.end,
            None => text.span.clone(),
        };
        file.error(code(&fault), span, fault.what, fault.help);
    }
}

/// Where the content of a plain one-line string begins in the file.
fn content_offset(file: &File<'_>, text: &Text<'_>) -> Option<usize> {
    let written = file.text.get(text.span.clone())?;
    let inner = written.get(1..written.len().checked_sub(1)?)?;
    (inner == text.text).then_some(text.span.start + 1)
}

fn warn_planned(set: &Set<'_>, file: &File<'_>, text: &Text<'_>, expr: &Expr) {
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Find(find) if set.planned.contains_key(&find.ty) => {
            set.warn_planned(file, &find.ty, &text.span);
        }
        ExprKind::Indicator(id) if !set.has_indicator(id) => set.warn_figure(file, id, &text.span),
        _ => {}
    });
}
