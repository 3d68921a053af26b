//! Lists and rows: the only place where the two databases need different texts.

use fadu_definition::expr::{Expr, ExprKind, History, MacroOp, Method, Ty};

use super::compiler::{Compiler, Dialect, Frame, Local, unsupported};
use super::constant::Param;
use super::read::How;
use super::{Kind, Unsupported};

/// A list in SQL: its JSON, and the day stored beside a list of references.
struct List {
    json: String,
    day: Option<String>,
}

impl<'a> Compiler<'a> {
    /// `x in list`: the members of a stored list, of a list that is a parameter, or as written.
    pub(super) fn in_list(
        &mut self,
        frame: &Frame<'a>,
        x: &'a Expr,
        list: &'a Expr,
        loose: bool,
    ) -> Result<String, Unsupported> {
        let secret = self.reads_secret(frame, x);
        if let ExprKind::List(members) = &list.kind {
            return self.in_members(frame, x, members, secret);
        }
        let left = if secret { self.digest(frame, x)? } else { self.value(frame, x)? };
        if frame.is_constant(list) {
            return self.in_parameter(x, &left, frame.resolved(list), secret);
        }
        if secret {
            return unsupported(list, "a list of encrypted values");
        }
        let stored = self.list(frame, list)?;
        let (j, from) = self.unnest(&stored.json);
        let member = self.scalar(&j, Kind::of(&x.ty).unwrap_or(Kind::Text));
        let found = format!("EXISTS (SELECT 1 FROM {from} WHERE {member} = {left})");
        if loose {
            return Ok(found);
        }
        Ok(format!("CASE WHEN {left} IS NULL THEN NULL ELSE {found} END"))
    }

    fn in_members(
        &mut self,
        frame: &Frame<'a>,
        x: &'a Expr,
        members: &'a [Expr],
        secret: bool,
    ) -> Result<String, Unsupported> {
        let left = if secret { self.digest(frame, x)? } else { self.value(frame, x)? };
        if members.is_empty() {
            return Ok(format!("CASE WHEN {left} IS NULL THEN NULL ELSE FALSE END"));
        }
        let mut texts = Vec::with_capacity(members.len());
        for member in members {
            texts.push(if secret { self.digest(frame, member)? } else { self.beside(frame, member, &x.ty)? });
        }
        Ok(format!("{left} IN ({})", texts.join(", ")))
    }

    fn in_parameter(
        &mut self,
        x: &Expr,
        left: &str,
        list: Expr,
        secret: bool,
    ) -> Result<String, Unsupported> {
        let kind = Kind::of(&x.ty).unwrap_or(Kind::Text);
        let param = self.param(Param::List { of: list, kind, secret });
        let json = match self.dialect {
            Dialect::Sqlite => param,
            Dialect::Postgres => format!("CAST({param} AS JSONB)"),
        };
        let (j, from) = self.unnest(&json);
        let member = self.scalar(&j, kind);
        Ok(format!("{left} IN (SELECT {member} FROM {from})"))
    }

    /// `list.exists(v, p)` and `all`, for rows, lists and events. Null as in the language, unless
    /// null and false are the same where it stands (`loose`).
    pub(super) fn quantified(
        &mut self,
        frame: &Frame<'a>,
        expr: &'a Expr,
        loose: bool,
    ) -> Result<String, Unsupported> {
        let ExprKind::Macro { op, list, var, body } = &expr.kind else {
            return unsupported(expr, "this call");
        };
        if !matches!(op, MacroOp::Exists | MacroOp::All) {
            return unsupported(expr, "filter, map, sum, min and max of a list");
        }
        let (from, inner) = self.members(frame, list, *var)?;
        let body = self.condition(&inner, body, loose && *op == MacroOp::Exists)?;
        let any = |test: &str| format!("EXISTS (SELECT 1 FROM {from}{test})");
        let joint = if from.contains(" WHERE ") { " AND " } else { " WHERE " };
        let unknown = any(&format!("{joint}({body}) IS NULL"));
        let (found, met, unmet) = match op {
            MacroOp::Exists => (any(&format!("{joint}({body})")), "TRUE", "FALSE"),
            _ => (any(&format!("{joint}NOT ({body})")), "FALSE", "TRUE"),
        };
        if loose && *op == MacroOp::Exists {
            return Ok(found);
        }
        Ok(format!("CASE WHEN {found} THEN {met} WHEN {unknown} THEN NULL ELSE {unmet} END"))
    }

    /// The table of a list's members and the frame in which the variable stands for one. A list
    /// that is not given is the empty list.
    fn members(
        &mut self,
        frame: &Frame<'a>,
        list: &'a Expr,
        var: u16,
    ) -> Result<(String, Frame<'a>), Unsupported> {
        if let ExprKind::History(History::Events, actions) = &list.kind {
            let v = self.fresh('v');
            let from = self.events_of(frame, &v, actions, list)?;
            return Ok((from, frame.with(var, Local::Event(v))));
        }
        let stored = self.list(frame, list)?;
        let (j, from) = self.unnest(&stored.json);
        let local = self.member_of(&j, stored.day);
        Ok((from, frame.with(var, local)))
    }

    /// What a variable over an unnested list stands for.
    pub(super) fn member_of(&self, j: &str, day: Option<String>) -> Local {
        Local::Member { json: format!("{j}.value"), text: self.scalar(j, Kind::Text), day }
    }

    /// `list.size()`, `events(…).size()`.
    pub(super) fn size(
        &mut self,
        frame: &Frame<'a>,
        of: &'a Expr,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        match (&of.kind, &of.ty) {
            (ExprKind::History(History::Events, actions), _) => self.count_events(frame, actions, expr),
            (_, Ty::List(_)) => {
                let stored = self.list(frame, of)?;
                let (function, json) = match self.dialect {
                    Dialect::Sqlite => ("json_array_length", stored.json),
                    Dialect::Postgres => ("jsonb_array_length", array_only(&stored.json)),
                };
                Ok(format!("coalesce({function}({json}), 0)"))
            }
            (_, Ty::Text) if !self.reads_secret(frame, of) => {
                Ok(format!("length({})", self.value(frame, of)?))
            }
            _ => unsupported(expr, "size of this value"),
        }
    }

    /// A stored list as JSON.
    fn list(&mut self, frame: &Frame<'a>, list: &Expr) -> Result<List, Unsupported> {
        if !matches!(list.ty, Ty::List(_)) {
            return unsupported(list, "this list");
        }
        let Some(json) = self.read(frame, list, How::Json)? else {
            return unsupported(list, "a computed list");
        };
        let of_references = matches!(&list.ty, Ty::List(of) if matches!(**of, Ty::Ref(_)));
        let day = if of_references { self.read(frame, list, How::Day)? } else { None };
        Ok(List { json, day })
    }

    /// A stored list as a table: its alias and the text for `FROM`.
    pub(crate) fn unnest(&mut self, json: &str) -> (String, String) {
        let j = self.fresh('j');
        let from = match self.dialect {
            Dialect::Sqlite => format!("json_each({json}) AS {j}"),
            Dialect::Postgres => format!("jsonb_array_elements({}) AS {j}", array_only(json)),
        };
        (j, from)
    }

    /// A list of the row searched as a table, for `over` and `group`.
    pub(super) fn unnest_list(
        &mut self,
        frame: &Frame<'a>,
        list: &Expr,
    ) -> Result<(String, String), Unsupported> {
        let stored = self.list(frame, list)?;
        Ok(self.unnest(&stored.json))
    }

    /// The members of an unnested list that are no rows.
    pub(super) fn scalar(&self, j: &str, kind: Kind) -> String {
        let value = match self.dialect {
            Dialect::Sqlite => format!("{j}.value"),
            Dialect::Postgres => format!("{j}.value #>> '{{}}'"),
        };
        match kind {
            Kind::Text => value,
            Kind::Bool => format!("CAST({value} AS TEXT) IN ('true', '1')"),
            Kind::Int | Kind::Money | Kind::Decimal => format!("CAST({value} AS BIGINT)"),
        }
    }

    /// Methods of texts and lists.
    pub(super) fn method(&mut self, frame: &Frame<'a>, expr: &'a Expr) -> Result<String, Unsupported> {
        let ExprKind::Method { op, of, args } = &expr.kind else { return unsupported(expr, "this call") };
        match (op, args.as_slice()) {
            (Method::Size, []) => self.size(frame, of, expr),
            (Method::Contains, [part]) if matches!(of.ty, Ty::List(_)) => {
                self.in_list(frame, part, of, false)
            }
            (Method::Contains | Method::StartsWith | Method::EndsWith, [part]) => {
                self.text_method(frame, *op, of, part)
            }
            _ => unsupported(expr, "this method"),
        }
    }

    /// `contains startsWith endsWith` without patterns, so that nothing in a text is special.
    fn text_method(
        &mut self,
        frame: &Frame<'a>,
        op: Method,
        of: &'a Expr,
        part: &'a Expr,
    ) -> Result<String, Unsupported> {
        if self.reads_secret(frame, of) || self.reads_secret(frame, part) {
            return unsupported(of, "part of an encrypted value");
        }
        let (x, y) = (self.value(frame, of)?, self.value(frame, part)?);
        Ok(match op {
            // Taking nothing out of a text leaves it as it is, and yet every text contains nothing.
            Method::Contains => format!("(replace({x}, {y}, '') <> {x} OR ({y} = '' AND {x} IS NOT NULL))"),
            Method::StartsWith => format!("(substr({x}, 1, length({y})) = {y})"),
            _ => format!("(length({x}) >= length({y}) AND substr({x}, length({x}) - length({y}) + 1) = {y})"),
        })
    }
}

/// PostgreSQL refuses to unnest a JSON null.
fn array_only(json: &str) -> String {
    format!("CASE WHEN jsonb_typeof({json}) = 'array' THEN {json} END")
}
