//! The rows of a sheet, one after another, as inputs for the engine or as faults. Nothing but the
//! keys is kept, so that the length of a ledger does not matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Name;
use fadu_definition::{Given, Import, RefusalKind, TypeDef};

use crate::attach::{Attached, Waiting};
use crate::convert::{choose, convert, is_row_of, key, stray};
use crate::fault::{Fault, Place, Problem, letters};
use crate::open::Workbook;
use crate::raw::RawRow;
use crate::recognise::{Role, Sheet};
use crate::route::Route;
use crate::seen::{Seen, Verdict};
use crate::source::SheetRows;
use crate::table::{Nature, nature};
use crate::text::comparable;

/// A row that became inputs.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Number as Excel counts.
    pub row: u32,
    /// The sheet, the type and the import.
    pub route: Arc<Route>,
    /// What identifies the record, in comparable form: equal in every file that names it.
    pub key: Vec<String>,
    /// Fields, inputs and `no`. References are still texts.
    pub input: Vec<(Name, Given)>,
    /// Where the rows of its rows fields come from.
    pub attached: Vec<Attached>,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Inputs of a record.
    Record(Box<ImportRow>),
    /// A row of a rows field, kept for its record.
    Attached {
        /// The row.
        row: u32,
    },
    /// The same as an earlier row: stored once (M9).
    Duplicate {
        /// The row.
        row: u32,
        /// The earlier one.
        first: u32,
    },
    /// Faults in it.
    Faulty {
        /// The row.
        row: u32,
        /// All of them.
        faults: Vec<Fault>,
    },
    /// In order itself, but one of its rows in another sheet is faulty.
    Held {
        /// The row.
        row: u32,
    },
    /// Meant for no import of those that share the sheet (`only`).
    Other {
        /// The row.
        row: u32,
        /// What its cells say instead.
        says: String,
    },
    /// The sheet cannot be read further.
    Broken(Fault),
}

impl ImportRow {
    /// The type of the record.
    pub fn def(&self) -> &Arc<TypeDef> {
        &self.route.def
    }

    /// The import.
    pub fn import(&self) -> &Import {
        self.route.import()
    }

    /// An input.
    pub fn get(&self, name: &str) -> Option<&Given> {
        self.input.iter().find(|(other, _)| &**other == name).map(|(_, given)| given)
    }

    /// A fault found later (by the engine, by a look-up), at the place the clerk knows. `name` is
    /// a field, an input or `rows_field.column`; `row_of` the number, from 1, of a row given.
    pub fn fault(&self, name: Option<&str>, row_of: Option<usize>, problem: Problem) -> Fault {
        let (field, column) = match name.and_then(|name| name.split_once('.')) {
            Some((field, column)) => (Some(field), Some(column)),
            None => (name, None),
        };
        let attached = self.attached.iter().find(|attached| Some(&*attached.field) == field);
        match (attached, row_of) {
            (Some(attached), Some(number)) if number >= 1 && number <= attached.rows.len() => {
                attached.route.fault(attached.rows[number - 1], column, problem)
            }
            _ => self.route.fault(self.row, field, problem),
        }
    }
}

/// The rows of one sheet: see [`crate::Ledger::rows`].
pub struct Rows<'a> {
    kind: Kind<'a>,
}

enum Kind<'a> {
    Nothing,
    /// Told already while the rows were collected.
    Told(std::vec::IntoIter<Outcome>),
    Records(Box<Records<'a>>),
}

struct Records<'a> {
    /// Faults of its rows that belong to rows fields, found while they were collected.
    told: std::vec::IntoIter<Outcome>,
    sheet: usize,
    names: &'a [Sheet],
    routes: &'a [Arc<Route>],
    table: Table<'a>,
    seen: &'a mut Seen,
    waiting: &'a mut Waiting,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(
        book: &'a mut Workbook,
        sheets: &'a [Sheet],
        index: usize,
        seen: &'a mut Seen,
        waiting: &'a mut Waiting,
    ) -> Self {
        let kind = match sheets.get(index).map(|sheet| (sheet, &sheet.role)) {
            Some((sheet, Role::Records(routes))) => match rows_of(book, index, sheet) {
                Ok(table) => Kind::Records(Box::new(Records {
                    told: waiting.told.remove(&index).unwrap_or_default().into_iter(),
                    sheet: index,
                    names: sheets,
                    routes,
                    table,
                    seen,
                    waiting,
                })),
                Err(fault) => Kind::Told(vec![Outcome::Broken(*fault)].into_iter()),
            },
            Some((_, Role::Rows(_))) => {
                Kind::Told(waiting.told.remove(&index).unwrap_or_default().into_iter())
            }
            _ => Kind::Nothing,
        };
        Self { kind }
    }
}

impl Iterator for Rows<'_> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        match &mut self.kind {
            Kind::Nothing => None,
            Kind::Told(told) => told.next(),
            Kind::Records(records) => records.next(),
        }
    }
}

impl Records<'_> {
    fn next(&mut self) -> Option<Outcome> {
        if let Some(told) = self.told.next() {
            return Some(told);
        }
        Some(match self.table.next()? {
            Ok(row) => self.outcome(&row),
            Err(outcome) => outcome,
        })
    }

    fn outcome(&mut self, raw: &RawRow) -> Outcome {
        let row = raw.no;
        let Some(route) = choose(self.routes, raw).cloned() else {
            if is_row_of(self.routes, raw) {
                return Outcome::Attached { row };
            }
            return Outcome::Other { row, says: self.says(raw) };
        };
        let mut converted = convert(&route, raw);
        let key = match key(&route, raw, &converted) {
            Ok(key) => key,
            Err(fault) if converted.faults.is_empty() => return Outcome::Faulty { row, faults: vec![fault] },
            Err(_) => Vec::new(),
        };
        if !converted.faults.is_empty() {
            self.waiting.speak_for(&route, &converted.input);
            return Outcome::Faulty { row, faults: converted.faults };
        }
        match self.seen.check(&route.def.id, &key, (self.sheet, row), &converted.input) {
            Verdict::New => {}
            Verdict::Same(..) if is_row_of(self.routes, raw) => return Outcome::Attached { row },
            Verdict::Same(_, first) => return Outcome::Duplicate { row, first },
            Verdict::Other(sheet, first, names) => {
                let sheet = (sheet != self.sheet).then(|| self.names[sheet].name.clone());
                return Outcome::Faulty { row, faults: vec![conflict(&route, row, (sheet, first), &names)] };
            }
        }
        match self.waiting.claim(&route, &mut converted.input) {
            Ok(attached) => {
                Outcome::Record(Box::new(ImportRow { row, route, key, input: converted.input, attached }))
            }
            Err(()) => Outcome::Held { row },
        }
    }

    /// What a row for no import says in the columns that decide.
    fn says(&self, row: &RawRow) -> String {
        let columns: BTreeMap<usize, ()> =
            self.routes.iter().flat_map(|route| &route.only).map(|(at, _)| (*at, ())).collect();
        let texts: Vec<_> =
            columns.keys().map(|at| comparable(&row.cell(*at).plain()).into_owned()).collect();
        texts.join("、")
    }
}

/// Two rows with one key and other content.
pub(crate) fn conflict(route: &Route, row: u32, first: (Option<Arc<str>>, u32), names: &[Name]) -> Fault {
    let import = route.import();
    let heads = |names: &[Name]| {
        let heads = names
            .iter()
            .filter_map(|name| route.column(name))
            .map(|column| comparable(&column.head).into_owned());
        heads.collect::<Vec<_>>().join("、")
    };
    let earlier = match first {
        (Some(sheet), first) => format!("工作表“{sheet}”第{first}行"),
        (None, first) => format!("第{first}行"),
    };
    let what = format!("{earlier}与第{row}行的{}相同，但{}不同", heads(&import.key), heads(names));
    let last = import.key.iter().rev().find(|name| route.column(name).is_some()).map(AsRef::as_ref);
    let rule = import.conflict.as_deref().unwrap_or("conflict");
    let problem = Problem::new(RefusalKind::Conflict, rule, what, "请核对两行，保留正确的一行或改正编号");
    route.fault(row, last, problem)
}

/// The records among the rows of a sheet, below its header.
pub(crate) struct Table<'a> {
    rows: SheetRows<'a>,
    sheet: Arc<str>,
    header: u32,
    heads: usize,
}

/// Opens the rows of a sheet with a header.
pub(crate) fn rows_of<'a>(
    book: &'a mut Workbook,
    index: usize,
    sheet: &Sheet,
) -> Result<Table<'a>, Box<Fault>> {
    let (header, heads) = sheet.header.as_ref().map_or((0, 0), |header| (header.row, header.heads.len()));
    Ok(Table { rows: book.rows(index)?, sheet: sheet.name.clone(), header, heads })
}

impl Iterator for Table<'_> {
    /// A record as read, or what is wrong with the row or the sheet.
    type Item = Result<RawRow, Outcome>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.rows.next()? {
                Ok(row) => row,
                Err(fault) => return Some(Err(Outcome::Broken(*fault))),
            };
            if row.no <= self.header || nature(&row) != Nature::Record {
                continue;
            }
            return Some(match stray(&row, self.heads) {
                Some(column) => Err(self.stray(row.no, column)),
                None => Ok(row),
            });
        }
    }
}

impl Table<'_> {
    fn stray(&self, row: u32, column: usize) -> Outcome {
        let what = format!("表格之外有内容：单元格 {}{row}", letters(column));
        let place = Place::sheet(&self.sheet).row(row).column(letters(column));
        let fault = Problem::format("size limit", what, "请删去表格以外的内容后再导入").at(place);
        Outcome::Faulty { row, faults: vec![fault] }
    }
}
