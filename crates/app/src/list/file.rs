//! A list as XLSX or CSV.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{Kind, Sheet};
use super::{EXPORT_MOST, ListAsked, columns};
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

    /// The name of a list, by which its file is called; none if there is no such list for them.
    pub fn list_name(&self, seat: &Seat, ty: &str) -> Option<String> {
        self.listed_type(seat, ty).map(|def| def.name.clone())
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
        let Some(def) = self.listed_type(seat, ty) else { return Ok(None) };
        let shown = columns(&def, seat, &asked.columns).into_iter().filter(|column| column.on);
        let kinds: Vec<Kind> = shown.map(|column| Kind::of(&def, &column.id)).collect();
        let mut book = Workbook::new();
        // Rows wait for the end in a file of the district's own folder.
        book.set_tempdir(&self.store.shared().folder).map_err(failed)?;
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        let mut sheet = Sheet::begun(sheet, &def.name, kinds).map_err(failed)?;
        let done = self.list_all(seat, address, ty, asked, |cells| sheet.line(&cells).map_err(failed))?;
        if done == Some(true) {
            sheet.line(&[cut()]).map_err(failed)?;
        }
        match done {
            Some(_) => book.save_to_buffer().map(Some).map_err(failed),
            None => Ok(None),
        }
    }
}

fn failed(error: XlsxError) -> Failure {
    Failure::system(format!("表格没有写成（{error}），请改为下载 CSV"))
}

fn cut() -> String {
    format!("以上只是前 {EXPORT_MOST} 行，请缩小筛选范围后分次下载")
}
