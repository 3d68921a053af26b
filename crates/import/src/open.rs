//! A file is known by its content, not by its name: XLSX, XLS, ODS, CSV. What cannot be read is
//! told apart in a sentence that says what to do: cut off, under a password, the old binary
//! format under a new name, a web page, something else.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use calamine::{Data, Ods, OdsError, Range, Reader, Xls, XlsError, Xlsx, XlsxError};

use crate::archive::{Archive, contents, damaged, encrypted, too_big};
use crate::compound::{self, Compound};
use crate::csv_text::Csv;
use crate::fault::{Fault, Problem};
use crate::source::{Sheet, SheetRows, Source, guarded};
use crate::{limits, spread};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// The binary format of Excel 97–2003.
    Xls,
    /// OpenDocument.
    Ods,
    /// Text.
    Csv,
}

/// An open file.
pub struct Workbook {
    format: Format,
    sheets: Vec<Arc<str>>,
    rows_about: u32,
    source: Source,
}

impl Workbook {
    /// Opens a file. `name` only decides whether the old binary format may be what it is.
    pub fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Box<Fault>> {
        if bytes.len() > limits::FILE {
            return Err(Box::new(too_big("过大").of_file()));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let opened = match kind(&bytes) {
            Kind::Archive => archive(&bytes),
            Kind::Compound => binary(name, &bytes),
            Kind::Empty => Err(Problem::format("file type", "文件是空的", "请导入有内容的文件")),
            Kind::Page => Err(not_workbook("内容是网页，不是工作簿，无论文件名是什么")),
            Kind::Other => Err(not_workbook("不是表格文件：既不是 XLSX、XLS、ODS，也不是文本")),
            Kind::Text => return csv(&bytes),
        };
        opened.map_err(|problem| Box::new(problem.of_file()))
    }

    /// What it is.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Names of the sheets in order; that of a CSV file is empty.
    pub fn sheets(&self) -> &[Arc<str>] {
        &self.sheets
    }

    /// Rows of all sheets together, about: for showing progress, never for deciding.
    pub fn rows_about(&self) -> u32 {
        self.rows_about
    }

    /// The rows of a sheet.
    pub(crate) fn rows(&mut self, sheet: usize) -> Result<SheetRows<'_>, Box<Fault>> {
        let name = self.sheets.get(sheet).cloned().unwrap_or_default();
        self.source.rows(sheet, &name)
    }
}

enum Kind {
    Empty,
    Archive,
    Compound,
    Page,
    Text,
    Other,
}

fn kind(bytes: &[u8]) -> Kind {
    let start = &bytes[..bytes.len().min(8 << 10)];
    let text = String::from_utf8_lossy(&start[..start.len().min(1 << 10)]).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if bytes.is_empty() {
        Kind::Empty
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        Kind::Archive
    } else if start.starts_with(compound::SIGNATURE) {
        Kind::Compound
    } else if ["<html", "<!doctype", "<table", "<?xml"].iter().any(|tag| text.starts_with(tag)) {
        Kind::Page
    } else if start.contains(&0) || start.starts_with(b"%PDF") {
        Kind::Other
    } else {
        Kind::Text
    }
}

fn not_workbook(what: &str) -> Problem {
    Problem::format("file type", what, "请在表格软件中打开，另存为 XLSX 后再导入")
}

fn archive(bytes: &Arc<[u8]>) -> Result<Workbook, Problem> {
    let archive = Archive::look(bytes)?;
    if archive.has("xl/workbook.bin") {
        return Err(not_workbook("内容是二进制的 XLSB 格式"));
    }
    if archive.has("content.xml") && archive.has("mimetype") {
        return ods(bytes, &archive);
    }
    if !archive.has("[content_types].xml") {
        return Err(not_workbook("是压缩文件，不是工作簿"));
    }
    xlsx(bytes, &archive)
}

fn xlsx(bytes: &Arc<[u8]>, archive: &Archive) -> Result<Workbook, Problem> {
    archive.check_held(|name| !name.contains("worksheets/"))?;
    for start in contents(bytes, "sharedstrings.xml", 64 << 10)? {
        check_string_count(&start)?;
    }
    let book = match guarded(|| Xlsx::new(Cursor::new(bytes.clone()))) {
        Ok(Ok(book)) => book,
        Ok(Err(XlsxError::Password)) => return Err(encrypted()),
        Ok(Err(XlsxError::FileNotFound(_))) => return Err(not_workbook("是压缩文件，不是工作簿")),
        _ => return Err(damaged()),
    };
    if book.has_1904_epoch() {
        return Err(of_1904());
    }
    let (rows_about, merges) = archive.totals();
    if merges as usize > limits::MERGES {
        return Err(too_big("合并单元格过多"));
    }
    let sheets = names(book.sheet_names())?;
    Ok(Workbook {
        format: Format::Xlsx,
        sheets,
        rows_about,
        source: Source::Xlsx(Box::new(book), merges > 0),
    })
}

/// The reader makes room for as many shared strings as the file announces: a number that the
/// limit of a part cannot hold is a lie.
fn check_string_count(start: &[u8]) -> Result<(), Problem> {
    let text = String::from_utf8_lossy(start);
    let Some(at) = text.find("sst") else { return Err(damaged()) };
    let tag = text[at..].split('>').next().unwrap_or_default();
    let Some((_, count)) = tag.split_once("uniqueCount=") else { return Ok(()) };
    let digits: String = count.chars().skip(1).take_while(char::is_ascii_digit).collect();
    match digits.parse::<u64>() {
        Ok(count) if count < limits::PART / 10 => Ok(()),
        _ => Err(damaged()),
    }
}

fn ods(bytes: &Arc<[u8]>, archive: &Archive) -> Result<Workbook, Problem> {
    archive.check_held(|_| true)?;
    for content in contents(bytes, "content.xml", limits::PART)? {
        spread::check(&content)?;
    }
    let mut book = match guarded(|| Ods::new(Cursor::new(bytes.clone()))) {
        Ok(Ok(book)) => book,
        Ok(Err(OdsError::Password)) => return Err(encrypted()),
        Ok(Err(OdsError::InvalidMime(_))) => return Err(not_workbook("是文档，不是工作簿")),
        _ => return Err(damaged()),
    };
    let sheets = names(book.sheet_names())?;
    let mut held = Vec::new();
    for name in &sheets {
        held.push(whole(&mut book, name).ok_or_else(damaged)?);
    }
    Ok(in_memory(Format::Ods, sheets, held))
}

fn binary(name: &str, bytes: &Arc<[u8]>) -> Result<Workbook, Problem> {
    let compound = Compound::read(bytes).ok_or_else(damaged)?;
    if compound.has("EncryptedPackage") {
        return Err(encrypted());
    }
    if !compound.has("Workbook") && !compound.has("Book") {
        return Err(not_workbook("不是工作簿"));
    }
    let extension = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or("xls");
    if !["xls", "xlt", "et"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        let what = format!("内容是旧的二进制 Excel 格式(97–2003)，文件名却以 .{extension} 结尾");
        return Err(Problem::format("file type", what, "请在表格软件中打开，另存为 XLSX 后再导入"));
    }
    compound::check_sheets(&compound.workbook().ok_or_else(damaged)?)?;
    xls(bytes)
}

fn xls(bytes: &Arc<[u8]>) -> Result<Workbook, Problem> {
    let mut book = match guarded(|| Xls::new(Cursor::new(bytes.clone()))) {
        Ok(Ok(book)) => book,
        Ok(Err(XlsError::Password)) => return Err(encrypted()),
        _ => return Err(damaged()),
    };
    let sheets = names(book.sheet_names())?;
    let mut held = Vec::new();
    for name in &sheets {
        let mut sheet = whole(&mut book, name).ok_or_else(damaged)?;
        sheet.merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
        held.push(sheet);
    }
    Ok(in_memory(Format::Xls, sheets, held))
}

/// Values and formulas of a sheet. One without cells (a chart) is empty.
fn whole<R: Reader<Cursor<Arc<[u8]>>>>(book: &mut R, name: &str) -> Option<Sheet> {
    let cells: Range<Data> = guarded(|| book.worksheet_range(name)).ok()?.unwrap_or_default();
    let formulas: Range<String> = guarded(|| book.worksheet_formula(name)).ok()?.unwrap_or_default();
    Some(Sheet { cells, formulas, merged: Vec::new() })
}

fn in_memory(format: Format, sheets: Vec<Arc<str>>, held: Vec<Sheet>) -> Workbook {
    let rows: usize = held.iter().map(|sheet| sheet.cells.height()).sum();
    Workbook { format, sheets, rows_about: rows as u32, source: Source::Memory(held) }
}

fn csv(bytes: &[u8]) -> Result<Workbook, Box<Fault>> {
    let csv = Csv::decode(bytes)?;
    Ok(Workbook {
        format: Format::Csv,
        sheets: vec!["".into()],
        rows_about: csv.lines(),
        source: Source::Csv(csv),
    })
}

fn names(names: Vec<String>) -> Result<Vec<Arc<str>>, Problem> {
    if names.len() > limits::SHEETS {
        return Err(too_big("工作表过多"));
    }
    if names.is_empty() {
        return Err(not_workbook("是没有工作表的工作簿"));
    }
    Ok(names.into_iter().map(Arc::from).collect())
}

/// Serial numbers mean other days in such a workbook, also those in cells without a date format.
pub(crate) fn of_1904() -> Problem {
    Problem::format(
        "date system",
        "工作簿使用 1904 日期系统，日期会差四年",
        "请在选项中关闭“使用 1904 日期系统”，另存后再导入",
    )
}
