//! Reading the row searched: its columns and the members of its JSON.

use fadu_definition::Field;
use fadu_definition::expr::{EventPart, Expr, ExprKind, Member, Own, Ty};

use super::compiler::{Compiler, Frame, Local, unsupported};
use super::{Kind, Unsupported, is_secret, quoted};

/// How a JSON member is read.
#[derive(Clone, Copy)]
pub(super) enum How<'t> {
    /// As a value of the type.
    Value(&'t Ty),
    /// As the keyed digest that stands for an encrypted value.
    Digest,
    /// As JSON, to be unnested.
    Json,
    /// As the day stored beside a reference.
    Day,
}

/// The member `key` of a JSON value.
pub(super) fn member(json: &str, key: &str, how: How<'_>, expr: &Expr) -> Result<String, Unsupported> {
    let ty = match how {
        How::Digest => return Ok(format!("{json} ->> {}", quoted(&format!("{key}#")))),
        How::Day => return Ok(format!("{json} ->> {}", quoted(&format!("{key}@")))),
        How::Json => return Ok(format!("{json} -> {}", quoted(key))),
        How::Value(ty) => ty,
    };
    let text = format!("{json} ->> {}", quoted(key));
    match Kind::of(ty) {
        Some(Kind::Text) => Ok(text),
        Some(Kind::Bool) => Ok(format!("CAST({text} AS TEXT) IN ('true', '1')")),
        Some(_) => Ok(format!("CAST({text} AS BIGINT)")),
        None => unsupported(expr, "a list or row read as a value"),
    }
}

impl<'a> Compiler<'a> {
    /// What an expression reads, or none if it reads nothing but computes.
    pub(super) fn read(
        &mut self,
        frame: &Frame<'a>,
        expr: &Expr,
        how: How<'_>,
    ) -> Result<Option<String>, Unsupported> {
        match &expr.kind {
            ExprKind::Field(index) => {
                let field = frame.def.and_then(|def| def.fields.get(usize::from(*index)));
                let Some(field) = field else { return unsupported(expr, "a field without its type") };
                self.own_field(frame, &field.id, how, expr).map(Some)
            }
            ExprKind::Own(own) => Ok(Some(self.own(frame, *own))),
            ExprKind::Var(slot) => self.variable(frame, *slot, how, expr).map(Some),
            ExprKind::Get(of, member) => self.get(frame, of, member, how, expr).map(Some),
            _ => Ok(None),
        }
    }

    /// A field of the row searched.
    pub(super) fn own_field(
        &mut self,
        frame: &Frame<'a>,
        id: &str,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let read = member("fields", id, how, expr)?;
        if !matches!(how, How::Json) {
            self.leaf(frame, &format!("({})", read.trim_end_matches(" IN ('true', '1')")));
        }
        member(&format!("{}fields", frame.alias), id, how, expr)
    }

    /// A name of the row searched that is no field.
    pub(super) fn own(&mut self, frame: &Frame<'a>, own: Own) -> String {
        let column = own_column(own);
        self.leaf(frame, column);
        format!("{}{column}", frame.alias)
    }

    /// A variable read as a value.
    fn variable(
        &mut self,
        frame: &Frame<'a>,
        slot: u16,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        match frame.local(slot) {
            None if frame.var == Some(slot) => Ok(self.own(frame, Own::Id)),
            Some(Local::Member { day: Some(day), .. }) if matches!(how, How::Day) => Ok(day.clone()),
            Some(Local::Member { text, .. }) => match Kind::of(&expr.ty) {
                Some(Kind::Text) => Ok(text.clone()),
                Some(Kind::Bool) => Ok(format!("CAST({text} AS TEXT) IN ('true', '1')")),
                Some(_) => Ok(format!("CAST({text} AS BIGINT)")),
                None => unsupported(expr, "a row read as a value"),
            },
            _ => unsupported(expr, "a variable that is not in scope"),
        }
    }

    /// `of.member`.
    fn get(
        &mut self,
        frame: &Frame<'a>,
        of: &Expr,
        what: &Member,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        match what {
            Member::Event(part) => return self.event_part(frame, of, *part, expr),
            Member::Actor(_) => return unsupported(expr, "the actor"),
            Member::Column(_) | Member::RowNo => return self.column(frame, of, what, how, expr),
            Member::Field(_) | Member::Own(_) => {}
        }
        if !is_searched(frame, of) {
            return self.through(frame, of, what, how, expr);
        }
        match what {
            Member::Field(id) => self.own_field(frame, id, how, expr),
            Member::Own(own) => Ok(self.own(frame, *own)),
            _ => unsupported(expr, "this member"),
        }
    }

    /// A column of a row, or its number.
    fn column(
        &mut self,
        frame: &Frame<'a>,
        of: &Expr,
        what: &Member,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let local = match &of.kind {
            ExprKind::Row => frame.row.as_ref(),
            ExprKind::Var(slot) => frame.local(*slot),
            _ => None,
        };
        let Some(Local::Member { json, .. }) = local else {
            return unsupported(expr, "a row that is not in scope");
        };
        match (what, &of.ty) {
            (Member::RowNo, _) => member(json, "no", How::Value(&Ty::Int), expr),
            (Member::Column(index), Ty::Row(columns)) => match columns.get(usize::from(*index)) {
                Some(column) => member(json, &column.id, how, expr),
                None => unsupported(expr, "a column without its row"),
            },
            _ => unsupported(expr, "this column"),
        }
    }

    /// A part of the event that a variable stands for, or of the first or last of some actions.
    fn event_part(
        &mut self,
        frame: &Frame<'a>,
        of: &Expr,
        part: EventPart,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let Some(column) = event_column(part) else { return unsupported(expr, "input or state of an event") };
        match &of.kind {
            ExprKind::Var(slot) => match frame.local(*slot) {
                Some(Local::Event(alias)) => Ok(column.replace('$', alias)),
                _ => unsupported(expr, "an event that is not in scope"),
            },
            ExprKind::History(which, actions) => self.one_event(frame, *which, actions, column, expr),
            _ => unsupported(expr, "this event"),
        }
    }

    /// The field that an expression reads, to know whether it is encrypted.
    fn field_read(&self, frame: &Frame<'a>, expr: &'a Expr) -> Option<&'a Field> {
        match &expr.kind {
            ExprKind::Field(index) => frame.def?.fields.get(usize::from(*index)),
            ExprKind::Get(of, Member::Column(index)) => match &of.ty {
                Ty::Row(columns) => columns.get(usize::from(*index)),
                _ => None,
            },
            ExprKind::Get(of, Member::Field(id)) if is_searched(frame, of) => self.field(&frame.ty, id),
            ExprKind::Get(of, Member::Field(id)) => match &of.ty {
                Ty::Ref(types) => types.iter().find_map(|ty| self.field(ty, id)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an expression reads a value that is encrypted at rest.
    pub(super) fn reads_secret(&self, frame: &Frame<'a>, expr: &'a Expr) -> bool {
        self.field_read(frame, expr).is_some_and(|field| is_secret(&field.ty))
    }
}

/// Whether a reference is the row searched itself.
pub(super) fn is_searched(frame: &Frame<'_>, of: &Expr) -> bool {
    match &of.kind {
        ExprKind::Own(Own::This) => true,
        ExprKind::Var(slot) => frame.local(*slot).is_none() && frame.var == Some(*slot),
        _ => false,
    }
}

/// The column of `record` for a name that is no field.
pub(super) fn own_column(own: Own) -> &'static str {
    match own {
        Own::This | Own::Id => "id",
        Own::No => "no",
        Own::Step => "step",
        Own::Org => "org",
        Own::OpenedOn => "opened_on",
        Own::ClosedOn => "closed_on",
    }
}

/// The column of `event` for a part of an event; `$` stands for the alias.
fn event_column(part: EventPart) -> Option<&'static str> {
    Some(match part {
        EventPart::Seq => "$.seq",
        EventPart::On => "$.day",
        EventPart::At => "substr($.at, 1, 19)",
        EventPart::EnteredOn => "substr($.at, 1, 10)",
        EventPart::Person => "$.person",
        EventPart::Role => "$.role",
        EventPart::Org => "$.org",
        EventPart::Action => "$.action",
        EventPart::Input | EventPart::After => return None,
    })
}
