//! Reading through a reference, one level deep: a register as of the day stored beside the
//! reference, anything else as it is now.

use fadu_base::Name;
use fadu_definition::Kind as TypeKind;
use fadu_definition::expr::{Expr, ExprKind, Member, Own, Ty};

use super::Unsupported;
use super::compiler::{Compiler, Frame, Local, of_types, unsupported};
use super::read::{How, member, own_column};

/// A reference in SQL: the text of its id and of the day stored beside it.
pub(super) struct Reference {
    pub(super) id: String,
    pub(super) day: Option<String>,
}

impl<'a> Compiler<'a> {
    /// A member of the record referred to.
    pub(super) fn through(
        &mut self,
        frame: &Frame<'a>,
        of: &Expr,
        what: &Member,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let Ty::Ref(types) = &of.ty else { return unsupported(expr, "a member of this value") };
        let reference = self.reference(frame, of)?;
        let is_register = |ty: &&Name| self.kind(ty) == Some(TypeKind::Register);
        let registers: Vec<_> = types.iter().filter(is_register).collect();
        let now = self.of_record(&reference, &types.iter().collect::<Vec<_>>(), what, how, expr)?;
        let Some(day) = reference.day.as_ref().filter(|_| !registers.is_empty()) else { return Ok(now) };
        let then = self.of_entry(&reference.id, day, &registers, what, how, expr)?;
        Ok(format!("CASE WHEN {day} IS NULL THEN {now} ELSE {then} END"))
    }

    /// The value that the record has now.
    fn of_record(
        &mut self,
        reference: &Reference,
        types: &[&Name],
        what: &Member,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let x = self.fresh('x');
        let read = of_alias(&x, what, how, expr)?;
        let of = of_types(&x, types);
        Ok(format!(
            "(SELECT {read} FROM record {x} WHERE {x}.district = $1{of} AND {x}.id = {})",
            reference.id
        ))
    }

    /// The value that the entry valid on a day had.
    fn of_entry(
        &mut self,
        id: &str,
        day: &str,
        types: &[&Name],
        what: &Member,
        how: How<'_>,
        expr: &Expr,
    ) -> Result<String, Unsupported> {
        let y = self.fresh('y');
        let read = of_alias(&y, what, how, expr)?;
        let of = of_types(&y, types);
        Ok(format!(
            "(SELECT {read} FROM entry {y} WHERE {y}.district = $1{of} AND {y}.id = {id} AND {y}.from_on <= {day} \
             AND ({y}.to_on IS NULL OR {y}.to_on > {day}) ORDER BY {y}.from_on DESC LIMIT 1)"
        ))
    }

    /// A reference that stands in the row: two levels are refused.
    pub(super) fn reference(&mut self, frame: &Frame<'a>, of: &Expr) -> Result<Reference, Unsupported> {
        let plain = match &of.kind {
            ExprKind::Field(_) | ExprKind::Var(_) => true,
            ExprKind::Own(own) => matches!(own, Own::Org | Own::This),
            ExprKind::Get(inner, Member::Field(_)) => super::read::is_searched(frame, inner),
            ExprKind::Get(_, Member::Column(_)) => true,
            _ => false,
        };
        if !plain {
            return unsupported(of, "a reference read through another value");
        }
        let id = self.read(frame, of, How::Value(&of.ty))?;
        let Some(id) = id else { return unsupported(of, "this reference") };
        Ok(Reference { id, day: self.stored_day(frame, of)? })
    }

    /// The day stored beside a reference.
    fn stored_day(&mut self, frame: &Frame<'a>, of: &Expr) -> Result<Option<String>, Unsupported> {
        match &of.kind {
            ExprKind::Own(Own::Org) => Ok(Some(format!("{}org_day", frame.alias))),
            ExprKind::Own(_) => Ok(None),
            ExprKind::Var(slot) => match frame.local(*slot) {
                Some(Local::Member { day, .. }) => Ok(day.clone()),
                _ => Ok(None),
            },
            _ => self.read(frame, of, How::Day),
        }
    }
}

/// A member of the row under an alias.
fn of_alias(alias: &str, what: &Member, how: How<'_>, expr: &Expr) -> Result<String, Unsupported> {
    match what {
        Member::Field(id) => member(&format!("{alias}.fields"), id, how, expr),
        Member::Own(own) => Ok(format!("{alias}.{}", own_column(*own))),
        _ => unsupported(expr, "this member"),
    }
}
