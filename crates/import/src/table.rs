//! Which rows of a sheet are its header, its records and neither (M1, M3, M4, M5).

use std::sync::Arc;

use crate::fault::{Fault, cut};
use crate::limits;
use crate::raw::{Raw, RawRow};
use crate::source::SheetRows;
use crate::text::{comparable, head};

/// What a row below the header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing is filled (M5).
    Blank,
    /// 合计, 总计, 小计 (M3).
    Total,
    /// A line under the table: 填表人…, 填报…, 注… (M4).
    Note,
    /// A record.
    Record,
}

/// A row that may be the header.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its number.
    pub row: u32,
    /// Its cells as written, from column A; empty where there is no head.
    pub heads: Vec<Arc<str>>,
}

/// The rows that may be the header: those near the top with enough filled cells. The first one
/// is, unless only a later one is known to a definition.
pub(crate) fn headers(rows: SheetRows<'_>) -> Result<Vec<Header>, Box<Fault>> {
    let mut found: Vec<Header> = Vec::new();
    for row in rows {
        // What is wrong further down is said when the rows are read.
        let row = match row {
            Ok(row) => row,
            Err(_) if !found.is_empty() => break,
            Err(fault) => return Err(fault),
        };
        if row.no > limits::HEADER_WITHIN {
            break;
        }
        if row.filled() >= limits::HEADER_CELLS {
            found.push(Header {
                row: row.no,
                // Nothing so long is a head, and every import compares every head.
                heads: row.cells.iter().map(|cell| cut(&cell.plain(), limits::ECHO).into()).collect(),
            });
        }
    }
    Ok(found)
}

impl Header {
    /// Column, name without its unit, and name with it, of each head.
    pub(crate) fn names(&self) -> impl Iterator<Item = (usize, String, String)> {
        let filled = self.heads.iter().enumerate().filter(|(_, head)| !head.is_empty());
        filled.map(|(at, written)| (at, head(written).0, comparable(written).into_owned()))
    }

    /// The heads as written, in one line, for a fault that lists them.
    pub fn line(&self) -> String {
        let heads: Vec<_> =
            self.heads.iter().map(|head| comparable(head)).filter(|head| !head.is_empty()).collect();
        heads.join("、")
    }
}

/// What a row is.
pub fn nature(row: &RawRow) -> Nature {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return Nature::Blank };
    if row.cells.iter().any(total) {
        return Nature::Total;
    }
    if filled.next().is_none() && note(first) { Nature::Note } else { Nature::Record }
}

fn total(cell: &Raw) -> bool {
    match cell {
        Raw::Text(text) if text.len() <= 60 && text.contains('计') => {
            matches!(comparable(text).trim_end_matches(':'), "合计" | "总计" | "小计")
        }
        _ => false,
    }
}

fn note(cell: &Raw) -> bool {
    match cell {
        Raw::Text(text) => {
            let text = comparable(text);
            ["填表", "填报", "注"].iter().any(|word| text.starts_with(word))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> RawRow {
        RawRow::new(1, cells.iter().map(|text| Raw::text(text)).collect())
    }

    #[test]
    fn rows_that_are_no_records() {
        assert_eq!(nature(&row(&["", "\u{3000} "])), Nature::Blank);
        assert_eq!(nature(&row(&["合\u{3000} 计", "", "12"])), Nature::Total);
        assert_eq!(nature(&row(&["", "总计"])), Nature::Total);
        assert_eq!(nature(&row(&["注:本表由…"])), Nature::Note);
        assert_eq!(nature(&row(&["", "填 表 人:王某"])), Nature::Note);
        assert_eq!(nature(&row(&["注", "册"])), Nature::Record);
        assert_eq!(nature(&row(&["会计", "1"])), Nature::Record);
    }
}
