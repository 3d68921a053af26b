//! Rows that belong to a rows field of records of the same workbook, on a sheet of their own or on
//! that of the records: read first and kept by the key of their record, then given to it.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use fadu_base::{Name, Value};
use fadu_definition::{FieldType, Given, RefusalKind};

use crate::archive::too_big;
use crate::convert::{convert, keyless, text_of};
use crate::fault::{Fault, Place, Problem};
use crate::given::plain;
use crate::limits;
use crate::open::Workbook;
use crate::raw::RawRow;
use crate::recognise::{Role, Sheet};
use crate::route::{NO, Route, record_key};
use crate::rows::{Outcome, conflict, rows_of};
use crate::seen::{Seen, Verdict};

/// All rows that wait for their records.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Sheets of rows: type, rows field, and the names that say which record.
    links: Vec<Link>,
    /// By number of the link and key of the record.
    groups: HashMap<(usize, Vec<String>), Group>,
    /// What was found while reading each sheet, to be told when its turn comes.
    pub told: BTreeMap<usize, Vec<Outcome>>,
    kept: usize,
    /// Bytes of their texts.
    text: usize,
}

#[derive(Debug)]
struct Link {
    route: Arc<Route>,
    names: Vec<Name>,
}

#[derive(Debug, Default)]
struct Group {
    rows: Vec<Kept>,
    /// A row of it is faulty: its record must not be stored without it.
    tainted: bool,
    claimed: bool,
}

#[derive(Debug)]
struct Kept {
    order: i64,
    row: u32,
    cells: Vec<(Name, Given)>,
}

/// The rows of one rows field of a record.
#[derive(Clone, Debug)]
pub struct Attached {
    /// The rows field.
    pub field: Name,
    /// The sheet they come from.
    pub route: Arc<Route>,
    /// The row of the sheet for each, in the order given.
    pub rows: Vec<u32>,
}

impl Waiting {
    /// Reads the sheets of rows.
    pub fn read(book: &mut Workbook, sheets: &[Sheet], seen: &mut Seen) -> Self {
        let mut waiting = Self::default();
        for (index, sheet) in sheets.iter().enumerate() {
            match &sheet.role {
                Role::Rows(route) => {
                    let told = waiting.collect(book, index, sheet, route, seen);
                    waiting.told.insert(index, told);
                }
                // What else becomes of these rows is told when their records are.
                Role::Records(routes) => {
                    routes.iter().filter(|route| route.rows_field().is_some()).for_each(|route| {
                        let mut told = waiting.collect(book, index, sheet, route, seen);
                        told.retain(|outcome| matches!(outcome, Outcome::Faulty { .. }));
                        waiting.told.entry(index).or_default().append(&mut told);
                    })
                }
                Role::Skipped(_) | Role::Faulty(_) => {}
            }
        }
        waiting
    }

    /// Keeps the rows of a sheet that a route takes.
    fn collect(
        &mut self,
        book: &mut Workbook,
        index: usize,
        sheet: &Sheet,
        route: &Arc<Route>,
        seen: &mut Seen,
    ) -> Vec<Outcome> {
        let link = self.links.len();
        self.links.push(Link { route: route.clone(), names: link_names(route) });
        let mut told = Vec::new();
        let rows = match rows_of(book, index, sheet) {
            Ok(rows) => rows,
            Err(fault) => return vec![Outcome::Broken(*fault)],
        };
        for row in rows {
            match row {
                Ok(row) if route.takes(&row) => self.row(link, index, &row, seen, &mut told),
                Ok(_) => {}
                Err(Outcome::Broken(fault)) => {
                    told.push(Outcome::Broken(fault));
                    break;
                }
                Err(outcome) => told.push(outcome),
            }
            if self.kept > limits::CELLS / 8 || self.text > limits::HELD {
                told.push(Outcome::Broken(too_many(route)));
                break;
            }
        }
        told
    }

    fn row(&mut self, link: usize, sheet: usize, row: &RawRow, seen: &mut Seen, told: &mut Vec<Outcome>) {
        let (route, names) = (self.links[link].route.clone(), self.links[link].names.clone());
        let mut converted = convert(&route, row);
        let key: Vec<String> = names.iter().map(|name| text_of(&converted.input, name)).collect();
        if key.iter().all(String::is_empty) && converted.faults.is_empty() {
            converted.faults.push(route.fault(row.no, names.first().map(AsRef::as_ref), keyless()));
        }
        let group = self.groups.entry((link, key.clone())).or_default();
        if converted.faults.is_empty()
            && let Some(outcome) = twice(&route, &key, sheet, row.no, &converted.of_row, seen)
        {
            match outcome {
                Outcome::Faulty { faults, .. } => converted.faults = faults,
                same => return told.push(same),
            }
        }
        if !converted.faults.is_empty() {
            group.tainted = true;
            return told.push(Outcome::Faulty { row: row.no, faults: converted.faults });
        }
        self.kept += 1;
        self.text += converted.of_row.iter().map(|(_, given)| plain(given).len()).sum::<usize>();
        let order = order(&converted.of_row);
        group.rows.push(Kept { order, row: row.no, cells: declared(&route, converted.of_row) });
        told.push(Outcome::Attached { row: row.no });
    }

    /// The rows of a record that cannot be stored itself have their record all the same.
    pub fn speak_for(&mut self, route: &Route, input: &[(Name, Given)]) {
        for (index, link) in self.links.iter().enumerate() {
            if link.route.def.id == route.def.id {
                let key = link.names.iter().map(|name| text_of(input, name)).collect();
                if let Some(group) = self.groups.get_mut(&(index, key)) {
                    group.claimed = true;
                }
            }
        }
    }

    /// Gives the rows of a record, as inputs of its rows fields. `Err` if one of them is faulty.
    pub fn claim(&mut self, route: &Route, input: &mut Vec<(Name, Given)>) -> Result<Vec<Attached>, ()> {
        let mut attached = Vec::new();
        let mut sound = true;
        for (index, link) in self.links.iter().enumerate() {
            if link.route.def.id != route.def.id {
                continue;
            }
            let key = link.names.iter().map(|name| text_of(input, name)).collect();
            let (Some(group), Some(field)) = (self.groups.get_mut(&(index, key)), link.route.rows_field())
            else {
                continue;
            };
            group.claimed = true;
            sound &= !group.tainted;
            group.rows.sort_by_key(|row| (row.order, row.row));
            let rows = group.rows.iter().map(|row| Given::Row(row.cells.clone())).collect();
            input.push((field.id.clone(), Given::List(rows)));
            let numbers = group.rows.iter().map(|row| row.row).collect();
            attached.push(Attached { field: field.id.clone(), route: link.route.clone(), rows: numbers });
        }
        if sound { Ok(attached) } else { Err(()) }
    }

    /// Rows whose record is not in the workbook.
    pub fn unclaimed(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        for ((link, _), group) in self.groups.iter().filter(|(_, group)| !group.claimed) {
            let Link { route, names } = &self.links[*link];
            let name = names.first().map(AsRef::as_ref);
            faults.extend(group.rows.iter().map(|row| route.fault(row.row, name, orphan(route))));
        }
        faults.sort_by(|a, b| (&a.place.sheet, a.place.row).cmp(&(&b.place.sheet, b.place.row)));
        faults
    }
}

fn orphan(route: &Route) -> Problem {
    let what = format!("本工作簿的“{}”表中没有这个编号", route.def.name);
    Problem::new(RefusalKind::RefNotValid, "import.rows", what, "请核对编号，或在主表中补上这一件")
}

fn too_many(route: &Route) -> Fault {
    too_big("明细行过多").at(Place::sheet(&route.sheet))
}

/// The names of the record's key that the sheet has columns for.
fn link_names(route: &Route) -> Vec<Name> {
    let key = record_key(&route.def, route.import()).iter();
    key.filter(|name| route.columns.iter().any(|column| column.name == **name && !column.of_row))
        .cloned()
        .collect()
}

/// A row that identifies itself within its record and was there before.
fn twice(
    route: &Arc<Route>,
    link: &[String],
    sheet: usize,
    row: u32,
    cells: &[(Name, Given)],
    seen: &mut Seen,
) -> Option<Outcome> {
    let of_row =
        |name: &&Name| route.columns.iter().any(|column| column.of_row && *column.name == *short(name));
    let own: Vec<&Name> = route.import().key.iter().filter(of_row).collect();
    if own.is_empty() {
        return None;
    }
    let mut key = link.to_vec();
    key.extend(own.iter().map(|name| text_of(cells, short(name))));
    let scope = format!("{}.{}", route.def.id, route.rows_field().map_or("", |field| &field.id));
    match seen.check(&scope, &key, (sheet, row), cells) {
        Verdict::New => None,
        Verdict::Same(_, first) => Some(Outcome::Duplicate { row, first }),
        Verdict::Other(_, first, names) => {
            Some(Outcome::Faulty { row, faults: vec![conflict(route, row, (None, first), &names)] })
        }
    }
}

fn short(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, column)| column)
}

fn order(cells: &[(Name, Given)]) -> i64 {
    let number = cells.iter().find(|(name, _)| &**name == NO).map(|(_, given)| given);
    match number {
        Some(Given::Value(Value::Int(number))) => *number,
        _ => 0,
    }
}

/// Without the number that only orders the rows, where the field has no such column.
fn declared(route: &Route, mut cells: Vec<(Name, Given)>) -> Vec<(Name, Given)> {
    let has_number = route.rows_field().is_some_and(|field| match &field.ty {
        FieldType::Rows { columns, .. } => columns.iter().any(|column| &*column.id == NO),
        _ => false,
    });
    cells.retain(|(name, _)| has_number || &**name != NO);
    cells
}
