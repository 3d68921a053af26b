//! The file given back: its content as it was read, with a column 错误 that says at each faulty
//! row what is wrong and what to do. Texts stay texts, so that a formula in it does nothing.

use std::collections::HashMap;
use std::sync::Arc;

use rust_xlsxwriter::{Color, Format as Style, FormatAlign, Workbook as Book, Worksheet, XlsxError};

use crate::fault::{Fault, Problem, echo};
use crate::limits;
use crate::open::{Format, Workbook};
use crate::raw::{Raw, RawRow};
use crate::recognise::Sheet;

/// Head of the column.
const HEAD: &str = "错误";
/// Cells above which a workbook is given back without the rows that have no fault: it is built in
/// memory.
const WHOLE: usize = 2_000_000;

/// A file to be given back.
#[derive(Debug)]
pub struct Returned {
    /// `xlsx` or `csv`.
    pub extension: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What is written beside the rows of a sheet.
struct Notes {
    /// The column for it: the first one without a head.
    column: usize,
    header: u32,
    by_row: HashMap<u32, String>,
    only_faulty: bool,
}

/// Writes the file with the faults: CSV as CSV, all others as XLSX.
pub(crate) fn returned(
    book: &mut Workbook,
    sheets: &[Sheet],
    faults: &[Fault],
) -> Result<Returned, Box<Fault>> {
    if book.format() == Format::Csv {
        return csv(book, sheets, faults);
    }
    let mut out = Book::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let mut notes = Notes::of(sheet, faults);
        notes.only_faulty = (book.rows_about() as usize).saturating_mul(notes.column) > WHOLE;
        let page = out.add_worksheet();
        // A name that Excel would not allow is replaced by the usual one.
        let _ = page.set_name(&*sheet.name);
        write_sheet(page, book, index, &notes)?;
    }
    let bytes = out.save_to_buffer().map_err(unwritable)?;
    Ok(Returned { extension: "xlsx", bytes })
}

fn write_sheet(
    page: &mut Worksheet,
    book: &mut Workbook,
    index: usize,
    notes: &Notes,
) -> Result<(), Box<Fault>> {
    let styles = Styles::new();
    let column = u16::try_from(notes.column).unwrap_or(u16::MAX);
    page.set_column_width(column, 60).map_err(unwritable)?;
    for row in book.rows(index)? {
        let row = row?;
        if notes.only_faulty && row.no > notes.header && !notes.by_row.contains_key(&row.no) {
            continue;
        }
        write_row(page, &row, notes, &styles).map_err(unwritable)?;
    }
    Ok(())
}

struct Styles {
    error: Style,
    day: Style,
    time: Style,
}

impl Styles {
    fn new() -> Self {
        Self {
            error: Style::new().set_font_color(Color::Red).set_text_wrap().set_align(FormatAlign::Top),
            day: Style::new().set_num_format("yyyy-mm-dd"),
            time: Style::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

fn write_row(page: &mut Worksheet, row: &RawRow, notes: &Notes, styles: &Styles) -> Result<(), XlsxError> {
    let at = row.no - 1;
    let note = notes.at(row.no);
    let width = row.cells.len().max(notes.column);
    for column in 0..width {
        if column == notes.column
            && let Some(note) = &note
        {
            page.write_string_with_format(at, column as u16, note, &styles.error)?;
        }
        // What stands beside the table makes room.
        let shifted = column + usize::from(column >= notes.column);
        write_cell(page, at, shifted as u16, row.cell(column), styles)?;
    }
    if width == notes.column
        && let Some(note) = &note
    {
        page.write_string_with_format(at, notes.column as u16, note, &styles.error)?;
    }
    Ok(())
}

fn write_cell(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    raw: &Raw,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match raw {
        Raw::Empty => return Ok(()),
        Raw::Number(number) if number.is_finite() => page.write_number(row, column, *number)?,
        Raw::Serial(serial) if serial.fract() == 0.0 => {
            page.write_number_with_format(row, column, *serial, &styles.day)?
        }
        Raw::Serial(serial) if serial.is_finite() => {
            page.write_number_with_format(row, column, *serial, &styles.time)?
        }
        Raw::Bool(truth) => page.write_boolean(row, column, *truth)?,
        _ => page.write_string(row, column, echo(&raw.plain()))?,
    };
    Ok(())
}

fn csv(book: &mut Workbook, sheets: &[Sheet], faults: &[Fault]) -> Result<Returned, Box<Fault>> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let failed =
        |error: csv::Error| Box::new(Problem::format("write", format!("写不出文件：{error}"), "").of_file());
    for (index, sheet) in sheets.iter().enumerate() {
        let notes = Notes::of(sheet, faults);
        for row in book.rows(index)? {
            out.write_record(csv_cells(&row?, &notes)).map_err(failed)?;
        }
    }
    let bytes = out.into_inner().map_err(|error| failed(error.into_error().into()))?;
    Ok(Returned { extension: "csv", bytes })
}

/// The cells of a row and its note. A formula is written so that no spreadsheet computes it.
fn csv_cells(row: &RawRow, notes: &Notes) -> Vec<String> {
    let text = |column: usize| match row.cell(column) {
        Raw::Formula(formula) => format!("'={}", echo(formula)),
        raw => echo(&raw.plain()),
    };
    let mut cells: Vec<String> = (0..row.cells.len()).map(text).collect();
    cells.resize(cells.len().max(notes.column), String::new());
    cells.insert(notes.column, notes.at(row.no).unwrap_or_default());
    cells
}

impl Notes {
    fn of(sheet: &Sheet, faults: &[Fault]) -> Self {
        let (header, column) =
            sheet.header.as_ref().map_or((0, 0), |header| (header.row, header.heads.len()));
        let mut by_row: HashMap<u32, String> = HashMap::new();
        let here = faults.iter().filter(|fault| of_sheet(fault, &sheet.name));
        for fault in here {
            let note = by_row.entry(fault.place.row.unwrap_or(header)).or_default();
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(&line(fault));
        }
        Self { column, header, by_row, only_faulty: false }
    }

    /// What is written at a row.
    fn at(&self, row: u32) -> Option<String> {
        let note = self.by_row.get(&row).map(|note| crate::fault::cut(note, limits::CELL - 100));
        match note {
            Some(note) if row == self.header => Some(format!("{HEAD}\n{note}")),
            None if row == self.header && row > 0 && self.only_faulty => {
                Some(format!("{HEAD}(文件过大，只列出有错误的行)"))
            }
            None if row == self.header && row > 0 => Some(HEAD.to_owned()),
            note => note,
        }
    }
}

fn of_sheet(fault: &Fault, sheet: &Arc<str>) -> bool {
    fault.place.sheet.as_ref().is_none_or(|name| name == sheet)
}

/// `列：…；规则：…；请…`
fn line(fault: &Fault) -> String {
    let Problem { rule, what, remedy, .. } = &fault.problem;
    let column = fault.place.column.as_ref().map(|column| format!("列：{column}；")).unwrap_or_default();
    format!("{column}{what}；规则：{rule}；{remedy}")
}

fn unwritable(error: XlsxError) -> Box<Fault> {
    Box::new(Problem::format("write", format!("写不出文件：{error}"), "").of_file())
}
