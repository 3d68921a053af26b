//! What has happened to the row searched: its events, its limits that have ended, its validity.

use fadu_base::Name;
use fadu_definition::expr::{Expr, ExprKind, History, LimitFn, Member, Own, Ty};

use super::compiler::{Base, Compiler, Frame, of_types, unsupported};
use super::read::is_searched;
use super::{Unsupported, quoted};

impl<'a> Compiler<'a> {
    /// `did(a…)`.
    pub(super) fn did(
        &mut self,
        frame: &Frame<'a>,
        actions: &[u16],
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let v = self.fresh('v');
        Ok(format!("EXISTS (SELECT 1 FROM {})", self.events_of(frame, &v, actions, expr)?))
    }

    /// `events(a…).size()`.
    pub(super) fn count_events(
        &mut self,
        frame: &Frame<'a>,
        actions: &[u16],
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let v = self.fresh('v');
        Ok(format!("(SELECT count(*) FROM {})", self.events_of(frame, &v, actions, expr)?))
    }

    /// A column (`$` stands for the alias) of the first or last event of some actions.
    pub(super) fn one_event(
        &mut self,
        frame: &Frame<'a>,
        which: History,
        actions: &[u16],
        column: &str,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let order = match which {
            History::First => "",
            History::Last => " DESC",
            _ => return unsupported(expr, "a part of several events"),
        };
        let v = self.fresh('v');
        let from = self.events_of(frame, &v, actions, expr)?;
        Ok(format!("(SELECT {} FROM {from} ORDER BY {v}.seq{order} LIMIT 1)", column.replace('$', &v)))
    }

    /// `FROM` and `WHERE` of the events of some actions.
    pub(super) fn events_of(
        &mut self,
        frame: &Frame<'a>,
        v: &str,
        actions: &[u16],
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let mut names = Vec::with_capacity(actions.len());
        for action in actions {
            match frame.def.and_then(|def| def.actions.get(usize::from(*action))) {
                Some(action) => names.push(quoted(&action.id)),
                None => return unsupported(expr, "an action of another type"),
            }
        }
        let id = self.own(frame, Own::Id);
        let of = if names.is_empty() {
            String::new()
        } else {
            format!(" AND {v}.action IN ({})", names.join(", "))
        };
        Ok(format!("event {v} WHERE {v}.district = $1 AND {v}.record = {id}{of}"))
    }

    /// `met(l)`, `used(l)`: the last result of the limit.
    pub(super) fn limit(&mut self, frame: &Frame<'a>, expr: &'a Expr) -> Result<String, Unsupported> {
        let ExprKind::Limit(function, limit, row) = &expr.kind else {
            return unsupported(expr, "this limit");
        };
        let column = match function {
            LimitFn::Met => "met",
            LimitFn::Used => "used",
            _ => return unsupported(expr, "a limit that may still be running"),
        };
        let Some(limit) = frame.def.and_then(|def| def.limits.get(usize::from(*limit))) else {
            return unsupported(expr, "a limit of another type");
        };
        let t = self.fresh('t');
        let row = match row {
            Some(row) => format!(" AND {t}.row = {}", self.row_number(frame, row)?),
            None => String::new(),
        };
        let id = self.own(frame, Own::Id);
        let term = quoted(&limit.id);
        Ok(format!(
            "(SELECT {t}.{column} FROM term {t} WHERE {t}.district = $1 AND {t}.record = {id} AND {t}.term = {term}{row} \
             ORDER BY {t}.seq DESC LIMIT 1)"
        ))
    }

    fn row_number(&mut self, frame: &Frame<'a>, row: &Expr) -> Result<String, Unsupported> {
        let no = Expr {
            kind: ExprKind::Get(Box::new(row.clone()), Member::RowNo),
            ty: Ty::Int,
            span: row.span.clone(),
        };
        let read = self.read(frame, &no, super::read::How::Value(&no.ty))?;
        read.map_or_else(|| unsupported(row, "this row"), Ok)
    }

    /// `in_force(day)` of the row searched, `in_force(ref, day)` of another.
    pub(super) fn in_force(
        &mut self,
        frame: &Frame<'a>,
        of: Option<&'a Expr>,
        day: &'a Expr,
        loose: bool,
    ) -> Result<String, Unsupported> {
        let bare = self.beside(frame, day, &Ty::Date)?;
        let other = of.filter(|of| !is_searched(frame, of));
        if other.is_none() && frame.base == Base::Entry {
            ["from_on", "to_on", "in_force"].into_iter().for_each(|column| self.leaf(frame, column));
            return Ok(valid_on(&frame.alias, &bare));
        }
        let (id, types) = match other {
            None => (self.own(frame, Own::Id), vec![&frame.ty]),
            Some(of) => (self.reference(frame, of)?.id, reference_types(of)),
        };
        let y = self.fresh('y');
        let of = of_types(&y, &types);
        let valid = valid_on(&format!("{y}."), &bare);
        let found = format!(
            "EXISTS (SELECT 1 FROM entry {y} WHERE {y}.district = $1{of} AND {y}.id = {id} AND {valid})"
        );
        if loose {
            return Ok(found);
        }
        let day = self.value(frame, day)?;
        Ok(format!("CASE WHEN {id} IS NULL OR {day} IS NULL THEN NULL ELSE {found} END"))
    }
}

fn reference_types(of: &Expr) -> Vec<&Name> {
    match &of.ty {
        Ty::Ref(types) => types.iter().collect(),
        _ => vec![],
    }
}

/// The entry covers the day and is in force.
fn valid_on(alias: &str, day: &str) -> String {
    format!(
        "({alias}from_on <= {day} AND ({alias}to_on IS NULL OR {alias}to_on > {day}) AND {alias}in_force)"
    )
}
