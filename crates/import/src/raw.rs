//! A cell as a file holds it, before anything is known about its column.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::fault::cut;
use crate::limits;

/// A cell as read.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Raw {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A text longer than a cell may be: its beginning and the number of its characters. The whole
    /// of it is never copied: a workbook may name one text of megabytes in each of its cells.
    Long(String, usize),
    /// A number that is not formatted as a date.
    Number(f64),
    /// A yes or no of the spreadsheet itself.
    Bool(bool),
    /// Days since the epoch 1899-12-30, of a cell formatted as a date.
    Serial(f64),
    /// A formula, as written, without `=`. Its cached result is never looked at.
    Formula(String),
    /// An error value such as `#N/A`.
    Error(String),
}

/// A row as read.
#[derive(Clone, Debug, Default)]
pub struct RawRow {
    /// Number as Excel counts, from 1.
    pub no: u32,
    /// Cells from column A; shorter than the table where the last ones are empty.
    pub cells: Vec<Raw>,
    /// What cells merged downwards from rows above give to empty cells of this one, by column.
    pub fills: Vec<(usize, Raw)>,
}

impl Raw {
    /// A text; only white space is empty.
    pub fn text(text: &str) -> Self {
        if super::text::trimmed(text).is_empty() {
            Self::Empty
        } else {
            Self::long(text).unwrap_or_else(|| Self::Text(text.to_owned()))
        }
    }

    /// The same for a text that nobody else needs.
    pub fn owned(text: String) -> Self {
        if super::text::trimmed(&text).is_empty() {
            Self::Empty
        } else {
            Self::long(&text).unwrap_or(Self::Text(text))
        }
    }

    /// What is kept of a text that is too long; nothing if it is not.
    fn long(text: &str) -> Option<Self> {
        let chars = if text.len() > limits::CELL { text.chars().count() } else { 0 };
        (chars > limits::CELL).then(|| Self::Long(cut(text, limits::ECHO), chars))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// As a person would read it.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Long(start, chars) => Cow::Owned(format!("{start}(共{chars}个字)")),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Bool(truth) => Cow::Borrowed(if *truth { "是" } else { "否" }),
            Self::Serial(serial) => Cow::Owned(super::date::serial_text(*serial)),
            Self::Formula(formula) => Cow::Owned(format!("={formula}")),
        }
    }
}

impl RawRow {
    /// A row without merged cells.
    pub fn new(no: u32, cells: Vec<Raw>) -> Self {
        Self { no, cells, fills: Vec::new() }
    }

    /// The cell of a column; that of a merged range holds for all its rows (M2).
    pub fn cell(&self, column: usize) -> &Raw {
        match self.cells.get(column) {
            Some(cell) if !cell.is_empty() => cell,
            _ => self.fills.iter().find(|(at, _)| *at == column).map_or(&Raw::Empty, |(_, cell)| cell),
        }
    }

    /// How many cells are filled.
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

/// A number of a spreadsheet with the 15 significant digits that Excel itself guarantees, without
/// exponent: `0.30000000000000004` is `0.3`, a phone is its digits.
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{}", number as i64);
    }
    if !number.is_finite() {
        return number.to_string();
    }
    let written = format!("{number:.14e}");
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    place_point(number < 0.0, digits.trim_end_matches('0'), exponent)
}

/// Writes digits with the point after `exponent + 1` of them.
fn place_point(negative: bool, digits: &str, exponent: i32) -> String {
    let mut out = String::from(if negative { "-" } else { "" });
    let whole = exponent + 1;
    if whole <= 0 {
        let _ = write!(out, "0.{}{digits}", "0".repeat(whole.unsigned_abs() as usize));
    } else if whole as usize >= digits.len() {
        let _ = write!(out, "{digits}{}", "0".repeat(whole as usize - digits.len()));
    } else {
        let _ = write!(out, "{}.{}", &digits[..whole as usize], &digits[whole as usize..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_are_written_as_excel_shows_them() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (1234.5, "1234.5"),
            (13_800_000_000.0, "13800000000"),
            (-0.05, "-0.05"),
            (1e15, "1000000000000000"),
            (140_599_199_003_070_014.0, "140599199003070000"),
            (1e-7, "0.0000001"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }
}
