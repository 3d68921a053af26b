//! A list as XLSX or CSV.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{EXPORT_MOST, ListAsked};
use crate::{District, Failure, Seat};

impl District {
    /// A list as a file, CSV or XLSX; none if there is no such list for them or its filter is wrong.
    pub fn list_file(
        &self,
        seat: &Seat,
        address: &str,
        ty: &str,
        asked: &ListAsked,
        csv: bool,
    ) -> Result<Option<Vec<u8>>, Failure> {
        if csv { self.as_csv(seat, address, ty, asked) } else { self.as_xlsx(seat, address, ty, asked) }
    }

    fn as_csv(
        &self,
        seat: &Seat,
        address: &str,
        ty: &str,
        asked: &ListAsked,
    ) -> Result<Option<Vec<u8>>, Failure> {
        // With its mark, spreadsheets read it as UTF-8.
        let mut out = String::from("\u{feff}");
        let done = self.list_all(seat, address, ty, asked, |cells| {
            let cells: Vec<String> = cells.iter().map(|cell| defused(cell)).collect();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            out.push_str(&crate::csv::line(&cells));
            Ok(())
        })?;
        if done == Some(true) {
            out.push_str(&crate::csv::line(&[&cut()]));
        }
        Ok(done.map(|_| out.into_bytes()))
    }

    fn as_xlsx(
        &self,
        seat: &Seat,
        address: &str,
        ty: &str,
        asked: &ListAsked,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let mut book = Workbook::new();
        // Rows wait for the end in a file of the district's own folder.
        book.set_tempdir(&self.store.shared().folder).map_err(failed)?;
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        let mut row = 0;
        let done = self.list_all(seat, address, ty, asked, |cells| {
            write(sheet, row, &cells).map_err(failed)?;
            row += 1;
            Ok(())
        })?;
        if done == Some(true) {
            write(sheet, row, &[cut()]).map_err(failed)?;
        }
        match done {
            Some(_) => book.save_to_buffer().map(Some).map_err(failed),
            None => Ok(None),
        }
    }
}

/// The heads bold; every cell a text, which no program takes for a formula.
fn write(sheet: &mut Worksheet, row: u32, cells: &[String]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, cell) in (0u16..).zip(cells) {
        // A cell of a workbook holds no more.
        let cell: String = cell.chars().take(32_000).collect();
        match row {
            0 => sheet.write_string_with_format(row, column, cell, &bold)?,
            _ => sheet.write_string(row, column, cell)?,
        };
    }
    Ok(())
}

fn failed(error: XlsxError) -> Failure {
    Failure::system(format!("表格没有写成（{error}），请改为下载 CSV"))
}

fn cut() -> String {
    format!("以上只是前 {EXPORT_MOST} 行，请缩小筛选范围后分次下载")
}

/// A cell that a spreadsheet program would take for a formula gets an apostrophe in front.
fn defused(cell: &str) -> String {
    match cell.trim_start_matches([' ', '\u{3000}']).chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for cell in ["=1+1", "+1", "-1", "@x", "\t=1", " =cmd|' /C calc'!A0", "＝1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        assert_eq!(defused("一=1"), "一=1");
        assert_eq!(defused(""), "");
    }
}
