//! One row to inputs: which import takes it, each cell by its column, its key.

use std::sync::Arc;

use fadu_base::Name;
use fadu_definition::{Given, RefusalKind};

use crate::fault::{Fault, Problem};
use crate::given::plain;
use crate::raw::{Raw, RawRow};
use crate::route::{Route, constants};

/// A row as inputs, with what was wrong in it.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    /// Inputs by name; of a sheet of rows, those of the record's key first.
    pub input: Vec<(Name, Given)>,
    /// Inputs of the row of a sheet of rows.
    pub of_row: Vec<(Name, Given)>,
    /// Faults.
    pub faults: Vec<Fault>,
}

/// The route of records whose `only` the row meets, if any.
pub(crate) fn choose<'r>(routes: &'r [Arc<Route>], row: &RawRow) -> Option<&'r Arc<Route>> {
    routes.iter().find(|route| route.rows_field().is_none() && route.takes(row))
}

/// Whether a row belongs to a rows field of a record of its own sheet.
pub(crate) fn is_row_of(routes: &[Arc<Route>], row: &RawRow) -> bool {
    routes.iter().any(|route| route.rows_field().is_some() && route.takes(row))
}

/// Reads the cells of a row.
pub(crate) fn convert(route: &Route, row: &RawRow) -> Converted {
    let mut out = Converted::default();
    for column in &route.columns {
        match column.reading.read(row.cell(column.at)) {
            Ok(None) => {}
            Ok(Some(given)) if column.of_row => out.of_row.push((column.name.clone(), given)),
            Ok(Some(given)) => out.input.push((column.name.clone(), given)),
            Err(problem) => out.faults.push(route.fault(row.no, Some(&column.name), problem)),
        }
    }
    for (name, given) in constants(route.import()) {
        let list = if route.rows_field().is_some() { &mut out.of_row } else { &mut out.input };
        if list.iter().all(|(other, _)| *other != name) {
            list.push((name, given));
        }
    }
    out
}

/// The key of a row in comparable form; a fault if a part of it is empty that may not be.
pub(crate) fn key(route: &Route, row: &RawRow, converted: &Converted) -> Result<Vec<String>, Fault> {
    let import = route.import();
    let key: Vec<String> = import.key.iter().map(|name| text_of(&converted.input, name)).collect();
    let mut empty =
        import.key.iter().zip(&key).filter(|(name, part)| part.is_empty() && !import.optional.contains(name));
    let missing = match empty.next() {
        Some((name, _)) => Some(name),
        None => import.key.first().filter(|_| key.iter().all(String::is_empty)),
    };
    match missing {
        None => Ok(key),
        Some(name) => Err(route.fault(row.no, Some(name), keyless())),
    }
}

/// A row that cannot be told from others.
pub(crate) fn keyless() -> Problem {
    let remedy = "请填写此列；若此行不是数据，请删去";
    Problem::new(RefusalKind::FieldMissing, "import.key", "没有填写，无法确定是哪一件", remedy)
}

/// The comparable text of an input; empty if it is absent.
pub(crate) fn text_of(input: &[(Name, Given)], name: &str) -> String {
    input.iter().find(|(other, _)| &**other == name).map_or_else(String::new, |(_, given)| plain(given))
}

/// The first filled cell under no head, in a row that has nothing under the heads.
pub(crate) fn stray(row: &RawRow, heads: usize) -> Option<usize> {
    let first = row.cells.iter().position(|cell| !matches!(cell, Raw::Empty))?;
    (first >= heads).then_some(first)
}
