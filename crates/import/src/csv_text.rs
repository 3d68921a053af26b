//! CSV: the encoding is found by trying, strictly (M12); rows keep the numbers that Excel shows,
//! so empty lines count and a quoted line break does not. The usual reader skips empty lines and
//! closes an open quotation mark at the end of the file without a word, hence this small one.

use encoding_rs::{DecoderResult, GB18030};

use crate::fault::{Place, Problem};
use crate::raw::{Raw, RawRow};
use crate::{Fault, limits};

/// A CSV file in memory and a place in it.
#[derive(Debug)]
pub struct Csv {
    text: String,
    delimiter: char,
}

/// Rows of a CSV file.
#[derive(Debug)]
pub struct CsvRows<'a> {
    rest: &'a str,
    delimiter: char,
    no: u32,
}

impl Csv {
    /// Decodes a file: UTF-8 first (with or without a byte order mark), then GB18030. Bytes
    /// valid in neither are refused with their line; nothing is replaced.
    pub fn decode(bytes: &[u8]) -> Result<Self, Box<Fault>> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => gb18030(bytes, error.valid_up_to())?,
        };
        if text.contains('\0') {
            let what = "不是表格文件：既不是 XLSX、XLS、ODS，也不是文本";
            return Err(Box::new(
                Problem::format("file type", what, "请另存为 XLSX 或 CSV 后再导入").of_file(),
            ));
        }
        let delimiter = delimiter(&text);
        Ok(Self { text, delimiter })
    }

    /// The rows from the beginning.
    pub fn rows(&self) -> CsvRows<'_> {
        CsvRows { rest: &self.text, delimiter: self.delimiter, no: 0 }
    }

    /// Lines, about as many as rows.
    pub fn lines(&self) -> u32 {
        u32::try_from(self.text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
    }
}

/// Decodes GB18030, four-byte characters included.
fn gb18030(bytes: &[u8], utf8_until: usize) -> Result<String, Box<Fault>> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::new();
    let space = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    text.reserve(space.unwrap_or(bytes.len() * 2));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        // The encoding that got further is the one meant.
        _ => Err(Box::new(undecodable(bytes, read.saturating_sub(1).max(utf8_until)))),
    }
}

fn undecodable(bytes: &[u8], at: usize) -> Fault {
    let line = bytes[..at.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
    let what = format!("文字编码有误：第{line}行含有既不是 UTF-8 也不是 GB18030 的字节");
    let place = Place::default().row(u32::try_from(line).unwrap_or(u32::MAX));
    Problem::format("encoding", what, "请用原来的系统重新导出，或另存为 XLSX 后再导入").at(place)
}

/// Comma, tab or semicolon: the one that stands most often in the first lines.
fn delimiter(text: &str) -> char {
    let sample: String = text.lines().take(5).collect();
    let count = |mark: char| sample.matches(mark).count();
    [',', '\t', ';'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(',')
}

impl Iterator for CsvRows<'_> {
    type Item = Result<RawRow, Box<Fault>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.no += 1;
        let mut cells = Vec::new();
        loop {
            let Some((cell, end)) = self.cell() else {
                self.rest = "";
                return Some(Err(Box::new(unclosed(self.no))));
            };
            if cells.len() < limits::COLUMNS {
                cells.push(cell);
            } else if !cell.is_empty() {
                self.rest = "";
                return Some(Err(Box::new(crate::source::outside(&"".into(), self.no, limits::COLUMNS))));
            }
            if end {
                return Some(Ok(RawRow::new(self.no, cells)));
            }
        }
    }
}

impl<'a> CsvRows<'a> {
    /// Takes one cell; whether it was the last of its row. `None`: a quotation mark never closes.
    fn cell(&mut self) -> Option<(Raw, bool)> {
        let text = match self.rest.strip_prefix('"') {
            Some(rest) => self.quoted(rest)?,
            None => self.plain().to_owned(),
        };
        Some((value(&text), self.delimited()))
    }

    /// A cell up to the next delimiter or the end of its line.
    fn plain(&mut self) -> &'a str {
        let delimiter = self.delimiter;
        let end = self.rest.find([delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell
    }

    /// A cell in quotation marks, two of which stand for one.
    fn quoted(&mut self, mut rest: &'a str) -> Option<String> {
        let mut text = String::new();
        loop {
            let end = rest.find('"')?;
            text.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(after) => {
                    text.push('"');
                    rest = after;
                }
                None => break,
            }
        }
        self.rest = rest;
        text.push_str(self.plain());
        Some(text)
    }

    /// Steps over what ends a cell; whether it ended the row too.
    fn delimited(&mut self) -> bool {
        let Some(mark) = self.rest.chars().next() else { return true };
        let length = if self.rest.starts_with("\r\n") { 2 } else { mark.len_utf8() };
        self.rest = &self.rest[length..];
        mark != self.delimiter
    }
}

/// A text that begins with `=` is computed by the spreadsheet that opens the file, so it is a
/// formula here too.
fn value(text: &str) -> Raw {
    match text.strip_prefix('=') {
        Some(formula) if !formula.is_empty() => Raw::Formula(formula.to_owned()),
        _ => Raw::text(text),
    }
}

fn unclosed(row: u32) -> Fault {
    let what = format!("第{row}行有一个引号没有配对，其后各行无法分清");
    Problem::format("quotation", what, "请改正该行的引号，或另存为 XLSX 后再导入")
        .at(Place::default().row(row))
}
