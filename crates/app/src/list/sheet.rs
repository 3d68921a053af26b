//! The sheet of a list in a workbook: days, numbers and money as such, so that they can be sorted and
//! summed; all else, and what is masked, as text, which no program takes for a formula.

use fadu_definition::{FieldType, TypeDef};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

/// Characters that a cell of a workbook holds.
const CELL: usize = 32_000;
/// Characters that the name of a sheet holds.
const NAME: usize = 31;
/// Digits that a number of a workbook keeps.
const DIGITS: usize = 15;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Date,
    Instant,
    Number,
    Money,
}

impl Kind {
    /// That of a column of a list.
    pub(super) fn of(def: &TypeDef, id: &str) -> Self {
        if matches!(id, "opened_on" | "closed_on") {
            return Self::Date;
        }
        match def.fields.iter().find(|field| *field.id == *id && !field.many).map(|field| &field.ty) {
            Some(FieldType::Date) => Self::Date,
            Some(FieldType::Datetime) => Self::Instant,
            Some(FieldType::Integer | FieldType::Decimal) => Self::Number,
            Some(FieldType::Money) => Self::Money,
            _ => Self::Text,
        }
    }

    fn format(self) -> Format {
        match self {
            Self::Text => Format::new(),
            Self::Date => Format::new().set_num_format("yyyy-mm-dd"),
            Self::Instant => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            Self::Number => Format::new().set_num_format("General"),
            Self::Money => Format::new().set_num_format("#,##0.00\"元\""),
        }
    }

    fn width(self) -> f64 {
        match self {
            Self::Text => 24.0,
            Self::Date => 12.0,
            Self::Instant => 17.0,
            Self::Number => 12.0,
            Self::Money => 18.0,
        }
    }
}

/// A sheet while it is written.
pub(super) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    kinds: Vec<(Kind, Format)>,
    bold: Format,
    row: u32,
}

impl<'a> Sheet<'a> {
    /// A sheet with its name, widths, and a head that stays in sight.
    pub(super) fn begun(sheet: &'a mut Worksheet, name: &str, kinds: Vec<Kind>) -> Result<Self, XlsxError> {
        sheet.set_name(named(name))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, kind) in (0u16..).zip(&kinds) {
            sheet.set_column_width(column, kind.width())?;
        }
        let kinds = kinds.into_iter().map(|kind| (kind, kind.format())).collect();
        Ok(Self { sheet, kinds, bold: Format::new().set_bold(), row: 0 })
    }

    /// The next line; the first is the head.
    pub(super) fn line(&mut self, cells: &[String]) -> Result<(), XlsxError> {
        for (column, cell) in (0u16..).zip(cells) {
            match self.row {
                0 => self.sheet.write_string_with_format(0, column, clipped(cell), &self.bold).map(drop)?,
                _ => self.cell(column, cell)?,
            }
        }
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &str) -> Result<(), XlsxError> {
        let row = self.row;
        let Some((kind, format)) = self.kinds.get(usize::from(column)) else {
            return self.sheet.write_string(row, column, clipped(cell)).map(drop);
        };
        match value(*kind, cell) {
            Some(Value::Day(day)) => {
                self.sheet.write_datetime_with_format(row, column, &day, format).map(drop)
            }
            Some(Value::Number(n)) => self.sheet.write_number_with_format(row, column, n, format).map(drop),
            None => self.sheet.write_string(row, column, clipped(cell)).map(drop),
        }
    }
}

/// A cell that is more than text.
enum Value {
    Day(ExcelDateTime),
    Number(f64),
}

/// What a text of a column is; nothing if it is not what stands there, as a masked one.
fn value(kind: Kind, cell: &str) -> Option<Value> {
    let number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (is_number && digits.len() <= DIGITS).then(|| text.parse().ok()).flatten().map(Value::Number)
    };
    match kind {
        Kind::Text => None,
        Kind::Date => ExcelDateTime::parse_from_str(cell).ok().filter(|_| cell.len() == 10).map(Value::Day),
        Kind::Instant => {
            let text = format!("{}:00", cell.replacen(' ', "T", 1));
            ExcelDateTime::parse_from_str(&text).ok().filter(|_| cell.len() == 16).map(Value::Day)
        }
        Kind::Number => number(cell),
        Kind::Money => number(cell.strip_suffix('元')?),
    }
}

fn clipped(cell: &str) -> String {
    cell.chars().take(CELL).collect()
}

/// A name that a sheet may have.
fn named(name: &str) -> String {
    name.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }).take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_numbers_and_money_are_typed_and_all_else_is_text() {
        let of = |kind, cell: &str| match value(kind, cell) {
            Some(Value::Day(_)) => "day".to_owned(),
            Some(Value::Number(n)) => n.to_string(),
            None => "text".to_owned(),
        };
        assert_eq!(of(Kind::Date, "2021-02-18"), "day");
        assert_eq!(of(Kind::Instant, "2021-02-18 09:30"), "day");
        assert_eq!(
            (of(Kind::Number, "-12.5"), of(Kind::Money, "1234.50元")),
            ("-12.5".into(), "1234.5".into())
        );
        for (kind, cell) in [
            (Kind::Text, "2021-02-18"),
            (Kind::Date, ""),
            (Kind::Date, "2021-02-30"),
            (Kind::Date, "09:30:00"),
            (Kind::Number, "inf"),
            (Kind::Number, "=1"),
            (Kind::Number, "1234567890123456"),
            (Kind::Money, "（依法不显示）"),
        ] {
            assert_eq!(of(kind, cell), "text", "{cell}");
        }
        assert_eq!(named("a/b[c]"), "a_b_c_");
    }
}
