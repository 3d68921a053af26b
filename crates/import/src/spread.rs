//! How far the tables of an ODS file spread: a row or a cell may be repeated a million times by one
//! attribute, and the reader writes every repetition out. The tags are walked once to count what
//! it would make, before it makes it.

use crate::archive::too_big;
use crate::fault::Problem;
use crate::limits;
use crate::tags::{find, walk};

/// What was counted so far.
#[derive(Default)]
struct Spread {
    /// The table being walked.
    table: Table,
    /// Cells of the tables before it.
    cells: usize,
    /// Bytes of text in the rows before, with their repetitions.
    bytes: usize,
}

/// What was counted of the table being walked.
#[derive(Default)]
struct Table {
    row: Row,
    /// Empty rows since the last filled one; only written out if another filled one follows.
    empty: usize,
    rows: usize,
    width: usize,
}

/// What was counted of the row being walked.
#[derive(Default)]
struct Row {
    repeated: usize,
    width: usize,
    filled: bool,
    /// Repetitions of the filled cell being walked.
    cell: usize,
    /// Bytes of text in its filled cells, with their repetitions.
    bytes: usize,
}

/// Refuses content whose tables have more cells, or more text in them, than may be held.
pub(crate) fn check(content: &[u8]) -> Result<(), Problem> {
    let mut spread = Spread::default();
    walk(content, |before, tag| {
        spread.table.row.write(before);
        spread.tag(tag);
        if spread.cells() > limits::CELLS || spread.bytes() > limits::HELD {
            return Err(too_big("表格过大"));
        }
        Ok(())
    })
}

impl Spread {
    fn tag(&mut self, tag: &[u8]) {
        if tag.starts_with(b"table:table ") || tag == b"table:table" {
            self.cells = self.cells();
            self.table = Table::default();
        } else if tag.starts_with(b"table:table-row") {
            self.end_row();
            self.table.row = Row { repeated: repeated(tag, b"table:number-rows-repeated"), ..Row::default() };
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            self.table.cell(tag);
        } else if tag.starts_with(b"/table:table-cell") || tag.starts_with(b"/table:covered-table-cell") {
            self.table.row.cell = 0;
        } else if tag.starts_with(b"text:s") {
            // Spaces, as many as the attribute says.
            self.table.row.write(repeated(tag, b"text:c"));
        } else if tag.starts_with(b"/table:table-row") {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        self.bytes = self.bytes();
        self.table.end_row();
    }

    /// Cells of all tables, up to here.
    fn cells(&self) -> usize {
        self.cells.saturating_add(self.table.cells())
    }

    /// Bytes of text in them.
    fn bytes(&self) -> usize {
        let row = &self.table.row;
        self.bytes.saturating_add(row.bytes.saturating_mul(row.repeated))
    }
}

impl Table {
    fn cell(&mut self, tag: &[u8]) {
        let filled = find(tag, b"value").is_some() || find(tag, b"formula").is_some();
        let repeated = repeated(tag, b"table:number-columns-repeated");
        self.row.width = self.row.width.saturating_add(repeated);
        self.row.cell = 0;
        if filled {
            self.row.filled = true;
            self.row.cell = repeated;
            if find(tag, b"-value").is_some() || find(tag, b"formula").is_some() {
                self.row.write(tag.len());
            }
            self.width = self.width.max(self.row.width);
        }
    }

    fn end_row(&mut self) {
        if self.row.filled {
            self.rows = self.filled_rows();
            self.empty = 0;
        } else {
            self.empty = self.empty.saturating_add(self.row.repeated);
        }
        self.row = Row::default();
    }

    /// Rows down to the last filled one.
    fn filled_rows(&self) -> usize {
        let ended = self.rows.saturating_add(self.empty).saturating_add(self.row.repeated);
        if self.row.filled { ended } else { self.rows }
    }

    fn cells(&self) -> usize {
        self.filled_rows().saturating_mul(self.width)
    }
}

impl Row {
    fn write(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes.saturating_mul(self.cell));
    }
}

/// The number in an attribute; 1 where it is absent, the most where it is no number. If it is
/// there more than once, be it in the value of another, the greatest.
fn repeated(tag: &[u8], attribute: &[u8]) -> usize {
    let mut most = 1;
    let mut rest = tag;
    while let Some(at) = find(rest, attribute) {
        rest = &rest[at + attribute.len()..];
        let digits = rest.iter().skip(2).take_while(|byte| byte.is_ascii_digit());
        let digits: String = digits.map(|byte| char::from(*byte)).collect();
        most = most.max(digits.parse().unwrap_or(usize::MAX));
    }
    most
}
