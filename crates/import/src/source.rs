//! A file as sheets of rows, whatever its format. XLSX and CSV are read as a stream; XLS and ODS
//! are small or refused, and held in memory. A declared extent is never believed: cells are taken
//! as they come, and one beyond the limits ends the reading with its place.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Range, Xlsx, XlsxCellReader, XlsxError, XlsxFormulaMetadata,
};

use crate::archive::{damaged, too_big};
use crate::csv_text::{Csv, CsvRows};
use crate::fault::{Fault, Place, Problem, cut, letters};
use crate::limits;
use crate::raw::{Raw, RawRow};

/// Bytes of a file, shared by all who read it.
pub(crate) type Bytes = Cursor<Arc<[u8]>>;

/// Where rows come from.
pub(crate) enum Source {
    /// Read cell by cell from the archive; whether any sheet has merged cells.
    Xlsx(Box<Xlsx<Bytes>>, bool),
    /// Whole sheets.
    Memory(Vec<Sheet>),
    /// The decoded text.
    Csv(Csv),
}

/// A sheet held in memory.
pub(crate) struct Sheet {
    /// Values.
    pub cells: Range<Data>,
    /// Formulas, empty where there is none.
    pub formulas: Range<String>,
    /// Merged ranges.
    pub merged: Vec<Dimensions>,
}

/// The rows of a sheet that have something in them, in order.
pub(crate) struct SheetRows<'a> {
    sheet: Arc<str>,
    inner: Inner<'a>,
    merges: Merges,
    ended: bool,
}

enum Inner<'a> {
    /// A sheet that is no table: a chart.
    Nothing,
    Xlsx(Box<XlsxRows<'a>>),
    Memory(MemoryRows<'a>),
    Csv(CsvRows<'a>),
}

/// Cells of an XLSX sheet, one ahead.
struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Bytes>,
    next: Option<(u32, u32, Raw)>,
    last_row: u32,
    /// Bytes of text read: one text may be named by every cell.
    text: usize,
    /// The reader must not be asked again after its end.
    ended: bool,
}

struct MemoryRows<'a> {
    sheet: &'a Sheet,
    row: u32,
}

/// Cells merged over several rows: the value of the first holds for the others (M2).
#[derive(Default)]
struct Merges {
    /// Row, column and last row (all from 0) of ranges, the first row last.
    waiting: Vec<(u32, u32, u32)>,
    /// Column, last row and value of ranges that have begun, one for a column.
    open: Vec<(usize, u32, Raw)>,
    /// Bytes of text given to cells below.
    text: usize,
}

impl Source {
    /// The rows of a sheet.
    pub fn rows(&mut self, index: usize, name: &Arc<str>) -> Result<SheetRows<'_>, Box<Fault>> {
        let (inner, merges) = match self {
            Self::Xlsx(book, merged) => {
                xlsx(book, *merged, name).map_err(|problem| Box::new(problem.at(Place::sheet(name))))?
            }
            Self::Memory(sheets) => match sheets.get(index) {
                Some(sheet) => (Inner::Memory(MemoryRows { sheet, row: 0 }), Merges::of(&sheet.merged)),
                None => return Err(Box::new(damaged().at(Place::sheet(name)))),
            },
            Self::Csv(csv) => (Inner::Csv(csv.rows()), Merges::default()),
        };
        Ok(SheetRows { sheet: name.clone(), inner, merges, ended: false })
    }
}

fn xlsx<'a>(book: &'a mut Xlsx<Bytes>, merged: bool, name: &str) -> Result<(Inner<'a>, Merges), Problem> {
    let ranges = match merged.then(|| guarded(|| book.merge_cells_by_sheet_name(name))) {
        Some(Ok(Ok(ranges))) => ranges,
        Some(_) => return Err(damaged()),
        None => Vec::new(),
    };
    let cells = match guarded(|| book.worksheet_cells_reader(name)) {
        Ok(Ok(cells)) => cells,
        Ok(Err(XlsxError::NotAWorksheet(_))) => return Ok((Inner::Nothing, Merges::default())),
        _ => return Err(damaged()),
    };
    Ok((
        Inner::Xlsx(Box::new(XlsxRows { cells, next: None, last_row: 0, text: 0, ended: false })),
        Merges::of(&ranges),
    ))
}

/// The readers of foreign formats are given bytes of strangers: should one panic, the file is
/// damaged and the process goes on.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, ()> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| ())
}

impl Iterator for SheetRows<'_> {
    type Item = Result<RawRow, Box<Fault>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = match &mut self.inner {
            Inner::Nothing => Ok(None),
            Inner::Xlsx(rows) => guarded(|| rows.row(&self.sheet))
                .unwrap_or_else(|()| Err(Box::new(damaged().at(Place::sheet(&self.sheet))))),
            Inner::Memory(rows) => rows.row(&self.sheet),
            Inner::Csv(rows) => rows.next().transpose(),
        };
        match row {
            Ok(Some(mut row)) => {
                if row.no > limits::ROWS {
                    self.ended = true;
                    return Some(Err(Box::new(outside(&self.sheet, row.no, 0))));
                }
                self.merges.fill(&mut row);
                if self.merges.text > limits::TEXT {
                    self.ended = true;
                    return Some(Err(too_much(&self.sheet, row.no)));
                }
                Some(Ok(row))
            }
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(fault) => {
                self.ended = true;
                Some(Err(fault))
            }
        }
    }
}

impl XlsxRows<'_> {
    /// The next row with a filled cell.
    fn row(&mut self, sheet: &Arc<str>) -> Result<Option<RawRow>, Box<Fault>> {
        let Some((row, column, raw)) = (match self.next.take() {
            Some(cell) => Some(cell),
            None => self.cell(sheet)?,
        }) else {
            return Ok(None);
        };
        let mut cells = Vec::with_capacity(32);
        place(&mut cells, column, raw);
        while let Some(cell) = self.cell(sheet)? {
            if cell.0 != row {
                self.next = Some(cell);
                break;
            }
            place(&mut cells, cell.1, cell.2);
        }
        Ok(Some(RawRow::new(row + 1, cells)))
    }

    /// The next filled cell.
    fn cell(&mut self, sheet: &Arc<str>) -> Result<Option<(u32, u32, Raw)>, Box<Fault>> {
        while !self.ended {
            let cell = self
                .cells
                .next_cell_with_formula_metadata()
                .map_err(|_| Box::new(damaged().at(Place::sheet(sheet))))?;
            let Some(cell) = cell else {
                self.ended = true;
                return Ok(None);
            };
            let (row, column) = cell.pos;
            let (raw, length) = match cell.formula {
                Some(formula) => formula_of(formula),
                None => of_ref(cell.value),
            };
            self.text = self.text.saturating_add(length);
            if self.text > limits::TEXT {
                return Err(too_much(sheet, row.saturating_add(1)));
            }
            if raw.is_empty() {
                continue;
            }
            if column as usize >= limits::COLUMNS || row >= limits::ROWS {
                return Err(Box::new(outside(sheet, row.saturating_add(1), column as usize)));
            }
            if row < self.last_row {
                return Err(Box::new(damaged().at(Place::sheet(sheet).row(row + 1))));
            }
            self.last_row = row;
            return Ok(Some((row, column, raw)));
        }
        Ok(None)
    }
}

impl MemoryRows<'_> {
    fn row(&mut self, sheet: &Arc<str>) -> Result<Option<RawRow>, Box<Fault>> {
        let range = &self.sheet.cells;
        let (Some((top, left)), Some((bottom, right))) = (range.start(), range.end()) else {
            return Ok(None);
        };
        while top + self.row <= bottom {
            let row = top + self.row;
            self.row += 1;
            let mut cells = Vec::new();
            for column in left..=right {
                let value = range.get_value((row, column)).unwrap_or(&Data::Empty);
                let formula = self.sheet.formulas.get_value((row, column)).filter(|text| !text.is_empty());
                let raw = formula.map_or_else(|| of_data(value), |text| Raw::Formula(text.clone()));
                if !raw.is_empty() && column as usize >= limits::COLUMNS {
                    return Err(Box::new(outside(sheet, row + 1, column as usize)));
                }
                place(&mut cells, column, raw);
            }
            if !cells.is_empty() {
                return Ok(Some(RawRow::new(row + 1, cells)));
            }
        }
        Ok(None)
    }
}

impl Merges {
    fn of(ranges: &[Dimensions]) -> Self {
        let mut waiting: Vec<_> = ranges
            .iter()
            .filter(|range| range.end.0 > range.start.0)
            .map(|range| (range.start.0, range.start.1, range.end.0))
            .collect();
        waiting.sort_unstable_by(|a, b| b.cmp(a));
        Self { waiting, ..Self::default() }
    }

    /// Gives to a row what merged cells above it hold, and opens the ranges that begin with it.
    fn fill(&mut self, row: &mut RawRow) {
        let at = row.no - 1;
        self.open.retain(|(_, last, _)| *last >= at);
        for (column, _, value) in &self.open {
            if row.cells.get(*column).is_none_or(Raw::is_empty) {
                self.text += value.plain().len();
                row.fills.push((*column, value.clone()));
            }
        }
        while self.waiting.last().is_some_and(|(first, _, _)| *first <= at) {
            let Some((first, column, last)) = self.waiting.pop() else { break };
            let column = column as usize;
            let value = row.cells.get(column);
            // Ranges that lie over each other are damage: the first one holds.
            let free = self.open.iter().all(|(other, ..)| *other != column);
            if let Some(value) = value.filter(|value| first == at && free && !value.is_empty()) {
                self.open.push((column, last, value.clone()));
            }
        }
    }
}

/// Puts a filled cell at its column.
fn place(cells: &mut Vec<Raw>, column: u32, raw: Raw) {
    if raw.is_empty() {
        return;
    }
    let column = column as usize;
    if column >= cells.len() {
        cells.resize(column + 1, Raw::Empty);
    }
    cells[column] = raw;
}

/// A formula and its bytes; one that is shared is written out anew for each cell.
fn formula_of(formula: XlsxFormulaMetadata) -> (Raw, usize) {
    let formula = match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => "(共享公式)".to_owned(),
    };
    let length = formula.len();
    let kept = if length > limits::CELL { cut(&formula, limits::ECHO) } else { formula };
    (Raw::Formula(kept), length)
}

/// A value and its bytes of text.
fn of_ref(value: DataRef<'_>) -> (Raw, usize) {
    match value {
        DataRef::SharedString(text) => (Raw::text(text), text.len()),
        DataRef::String(text) => {
            let length = text.len();
            (Raw::owned(text), length)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (Raw::text(&text), text.len()),
        value => (plain_of_ref(&value), 0),
    }
}

fn plain_of_ref(value: &DataRef<'_>) -> Raw {
    match value {
        DataRef::Int(number) => Raw::Number(*number as f64),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::Bool(truth) => Raw::Bool(*truth),
        DataRef::DateTime(at) => of_datetime(*at),
        DataRef::Error(error) => Raw::Error(error.to_string()),
        _ => Raw::Empty,
    }
}

fn of_data(value: &Data) -> Raw {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Raw::text(text),
        Data::Int(number) => Raw::Number(*number as f64),
        Data::Float(number) => Raw::Number(*number),
        Data::Bool(truth) => Raw::Bool(*truth),
        Data::DateTime(at) => of_datetime(*at),
        Data::Error(error) => Raw::Error(error.to_string()),
        _ => Raw::Empty,
    }
}

/// A duration (`[h]:mm`) is a number of days, not a day.
fn of_datetime(at: ExcelDateTime) -> Raw {
    if at.is_duration() { Raw::Number(at.as_f64()) } else { Raw::Serial(at.as_f64()) }
}

/// More text than a ledger can have.
fn too_much(sheet: &Arc<str>, row: u32) -> Box<Fault> {
    Box::new(too_big("文字过多").at(Place::sheet(sheet).row(row)))
}

/// A cell outside anything a ledger can have.
pub(crate) fn outside(sheet: &Arc<str>, row: u32, column: usize) -> Fault {
    let what = format!(
        "表格之外有内容：单元格 {}{row} 超出可读范围(最多{}列、{}行)",
        letters(column),
        limits::COLUMNS,
        limits::ROWS
    );
    Problem::format("size limit", what, "请删去表格以外的内容后再导入")
        .at(Place::sheet(sheet).row(row).column(letters(column)))
}

#[cfg(test)]
mod tests {
    use super::{Merges, Raw, RawRow};
    use calamine::Dimensions;

    #[test]
    fn merged_ranges_over_each_other_are_one() {
        let ranges = vec![Dimensions { start: (0, 0), end: (9, 0) }; 1000];
        let mut merges = Merges::of(&ranges);
        merges.fill(&mut RawRow::new(1, vec![Raw::text("甲")]));
        assert_eq!(merges.open.len(), 1);
        let mut below = RawRow::new(2, vec![Raw::Empty, Raw::text("乙")]);
        merges.fill(&mut below);
        assert_eq!(below.fills, [(0, Raw::text("甲"))]);
        assert_eq!(merges.text, "甲".len());
    }
}
