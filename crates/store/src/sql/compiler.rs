//! What compiling carries along: the parameters met so far and the rows in scope.

use std::collections::BTreeSet;

use fadu_base::Name;
use fadu_definition::expr::{Expr, ExprKind};
use fadu_definition::{Definitions, Field, Kind as TypeKind, TypeDef};

use super::Unsupported;
use super::constant::{Param, is_constant};

/// The database a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// The tables rows are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Base {
    /// Records as they are now.
    Record,
    /// Versions of register entries.
    Entry,
}

impl Base {
    /// The table.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Entry => "entry",
        }
    }
}

/// What a variable or `row` stands for.
#[derive(Clone, Debug)]
pub(super) enum Local {
    /// A row or a plain member of a list: its JSON, its text, and the day stored beside a list
    /// of references.
    Member { json: String, text: String, day: Option<String> },
    /// An event: the alias of the table.
    Event(String),
}

/// An outer value of a look-up that is nested in an indicator.
#[derive(Clone, Debug)]
pub(super) enum Outer {
    /// It reads the outer row: its text.
    Text(String),
    /// It reads no row.
    Constant(Expr),
}

/// The rows in scope of an expression.
#[derive(Clone)]
pub(crate) struct Frame<'a> {
    /// Alias of the row searched, with its dot; empty within the text of an index.
    pub(super) alias: String,
    /// Its table.
    pub(super) base: Base,
    /// Its type.
    pub(super) ty: Name,
    /// The version whose indexes the expression uses; none in look-ups of other types.
    pub(super) def: Option<&'a TypeDef>,
    /// The variable that names the row searched.
    pub(super) var: Option<u16>,
    /// Outer values of a nested look-up; parameters if none.
    pub(super) captures: Option<Vec<Outer>>,
    /// `row` of an indicator over rows.
    pub(super) row: Option<Local>,
    /// Variables of macros.
    pub(super) locals: Vec<(u16, Local)>,
    /// Whether columns read are those an index of the statement would hold.
    pub(super) outermost: bool,
}

/// The state of compiling one statement.
pub(crate) struct Compiler<'a> {
    pub(super) defs: &'a Definitions,
    pub(super) dialect: Dialect,
    pub(crate) params: Vec<Param>,
    pub(super) aliases: u32,
    /// Columns of the outermost row read so far, without alias, in order of use.
    pub(super) leaves: Vec<String>,
    /// What was used since this was last cleared.
    pub(super) used: Used,
}

/// What the text of one condition uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Used {
    /// A parameter.
    pub(super) parameter: bool,
    /// Another table than that of the row searched.
    pub(super) table: bool,
    /// Columns of the outermost row.
    pub(super) columns: Vec<String>,
}

impl Used {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl<'a> Compiler<'a> {
    /// A compiler whose first parameter is the district.
    pub(crate) fn new(defs: &'a Definitions, dialect: Dialect) -> Self {
        Self {
            defs,
            dialect,
            params: vec![Param::District],
            aliases: 0,
            leaves: Vec::new(),
            used: Used::default(),
        }
    }

    /// The placeholder of a parameter; equal ones share it.
    pub(super) fn param(&mut self, param: Param) -> String {
        self.used.parameter = true;
        let at = self.params.iter().position(|known| *known == param).unwrap_or_else(|| {
            self.params.push(param);
            self.params.len() - 1
        });
        format!("${}", at + 1)
    }

    /// An alias that the statement does not use yet.
    pub(super) fn fresh(&mut self, letter: char) -> String {
        self.used.table = true;
        self.aliases += 1;
        format!("{letter}{}", self.aliases)
    }

    /// Remembers a column of the outermost row.
    pub(super) fn leaf(&mut self, frame: &Frame<'_>, column: &str) {
        if !frame.outermost {
            return;
        }
        for known in [&mut self.leaves, &mut self.used.columns] {
            if !known.iter().any(|known| known == column) {
                known.push(column.to_owned());
            }
        }
    }

    /// The kind of a type, shipped or planned.
    pub(super) fn kind(&self, ty: &str) -> Option<TypeKind> {
        let shipped = self.defs.types.get(ty).and_then(|versions| versions.last()).map(|def| def.kind);
        shipped.or_else(|| self.defs.planned.get(ty).map(|planned| planned.kind))
    }

    /// A field of a type, by name, in the last version that has it.
    pub(super) fn field(&self, ty: &str, field: &str) -> Option<&'a Field> {
        let defs = self.defs;
        let versions = defs.types.get(ty).into_iter().flatten().rev();
        let shipped = versions.flat_map(|def| &def.fields).find(|known| &*known.id == field);
        shipped.or_else(|| defs.planned.get(ty)?.fields.iter().find(|known| &*known.id == field))
    }
}

impl<'a> Frame<'a> {
    /// The row searched by an indicator of a type, or by a look-up with its variable.
    pub(crate) fn of(ty: &Name, def: Option<&'a TypeDef>, var: Option<u16>, base: Base) -> Self {
        Self {
            alias: "r.".to_owned(),
            base,
            ty: ty.clone(),
            def,
            var,
            captures: None,
            row: None,
            locals: Vec::new(),
            outermost: true,
        }
    }

    /// Whether an expression reads no row, so that it is computed when the statement is bound.
    pub(super) fn is_constant(&self, expr: &Expr) -> bool {
        is_constant(expr, &|n| match &self.captures {
            None => true,
            Some(outer) => matches!(outer.get(usize::from(n)), Some(Outer::Constant(_))),
        })
    }

    /// A constant as a parameter keeps it: the constants captured from outside put in their place.
    pub(super) fn resolved(&self, expr: &Expr) -> Expr {
        match (&expr.kind, &self.captures) {
            (_, None) => expr.clone(),
            (ExprKind::Capture(n), Some(outer)) => match outer.get(usize::from(*n)) {
                Some(Outer::Constant(constant)) => constant.clone(),
                _ => expr.clone(),
            },
            (_, Some(_)) => expr.clone().map(&mut |part| self.resolved(&part)),
        }
    }

    /// The same frame with a variable bound.
    pub(super) fn with(&self, slot: u16, local: Local) -> Self {
        let mut frame = self.clone();
        frame.locals.push((slot, local));
        frame
    }

    /// What a variable stands for; none if it is the row searched or unknown.
    pub(super) fn local(&self, slot: u16) -> Option<&Local> {
        self.locals.iter().rev().find(|(known, _)| *known == slot).map(|(_, local)| local)
    }
}

/// Refuses to compile an expression.
pub(super) fn unsupported<T>(expr: &Expr, what: impl Into<String>) -> Result<T, Unsupported> {
    Err(Unsupported { span: expr.span.clone(), what: what.into() })
}

/// `t.type = 'a'`, or `IN` for several; nothing for a reference to any type.
pub(super) fn of_types(alias: &str, types: &[&Name]) -> String {
    let names: BTreeSet<_> = types.iter().map(|ty| super::quoted(ty)).collect();
    let names: Vec<_> = names.into_iter().collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!(" AND {alias}.type = {one}"),
        many => format!(" AND {alias}.type IN ({})", many.join(", ")),
    }
}
