//! How far an ODS table spreads: a row or a cell may be repeated a million times by one attribute,
//! and the reader writes every repetition out. The tags are walked once to count what it would
//! make, before it makes it.

use crate::archive::{damaged, too_big};
use crate::fault::Problem;
use crate::limits;

/// What was counted of the table being walked.
#[derive(Default)]
struct Table {
    /// Repetitions of the row being walked, its columns, whether a cell of it has a value.
    row: (usize, usize, bool),
    /// Empty rows since the last filled one; only written out if another filled one follows.
    empty: usize,
    rows: usize,
    width: usize,
}

/// Refuses content whose tables have more cells than may be held.
pub(crate) fn check(content: &[u8]) -> Result<(), Problem> {
    let mut table = Table::default();
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[at + 1..];
        let Some(end) = rest.iter().position(|byte| *byte == b'>') else { return Err(damaged()) };
        table.tag(&rest[..end])?;
        rest = &rest[end..];
    }
    Ok(())
}

impl Table {
    fn tag(&mut self, tag: &[u8]) -> Result<(), Problem> {
        if tag.starts_with(b"table:table ") || tag == b"table:table" {
            *self = Self::default();
        } else if tag.starts_with(b"table:table-row") {
            self.row = (repeated(tag, b"table:number-rows-repeated"), 0, false);
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            let filled = find(tag, b"value-type").is_some() || find(tag, b"formula").is_some();
            self.row.1 = self.row.1.saturating_add(repeated(tag, b"table:number-columns-repeated"));
            if filled {
                self.row.2 = true;
                self.width = self.width.max(self.row.1);
            }
        } else if tag.starts_with(b"/table:table-row") {
            self.end_row();
            if self.rows.saturating_mul(self.width) > limits::CELLS {
                return Err(too_big("表格过大"));
            }
        }
        Ok(())
    }

    fn end_row(&mut self) {
        if self.row.2 {
            self.rows = self.rows.saturating_add(self.empty).saturating_add(self.row.0);
            self.empty = 0;
        } else {
            self.empty = self.empty.saturating_add(self.row.0);
        }
    }
}

/// The number in an attribute; 1 where it is absent, the most where it is no number.
fn repeated(tag: &[u8], attribute: &[u8]) -> usize {
    let Some(at) = find(tag, attribute) else { return 1 };
    let digits: String = tag[at + attribute.len()..]
        .iter()
        .skip(2)
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    digits.parse().unwrap_or(usize::MAX)
}

fn find(tag: &[u8], word: &[u8]) -> Option<usize> {
    tag.windows(word.len()).position(|window| window == word)
}
