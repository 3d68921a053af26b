//! A fault: where in the file, which rule, what is wrong and what to do. The words are those of
//! the file (name of the sheet, row as Excel numbers it, head of the column), so that a clerk
//! finds the place without help.

use std::fmt;
use std::sync::Arc;

use fadu_base::masking;
use fadu_definition::{Field, FieldType, RefusalKind};

use crate::limits;

/// A fault of a file, a sheet, a row or a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong, and what to do.
    pub problem: Problem,
}

/// A place of a file; what is absent is not known or does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the sheet; none for CSV.
    pub sheet: Option<Arc<str>>,
    /// Row as Excel numbers it, from 1.
    pub row: Option<u32>,
    /// Head of the column as written; its letters (`XFD`) where it has no head.
    pub column: Option<Arc<str>>,
}

/// What is wrong, without its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Kind (sheet 00, 15).
    pub kind: RefusalKind,
    /// Id of the rule.
    pub rule: String,
    /// What is wrong, Chinese; personal values masked.
    pub what: String,
    /// What to do, Chinese.
    pub remedy: String,
}

impl Problem {
    /// A problem of any kind.
    pub fn new(kind: RefusalKind, rule: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, rule: rule.into(), what: what.into(), remedy: remedy.into() }
    }

    /// A cell whose value is not acceptable.
    pub fn invalid(rule: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(RefusalKind::FieldInvalid, rule, what, remedy)
    }

    /// A file, or a part of it, that cannot be read.
    pub fn format(rule: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(RefusalKind::Format, rule, what, remedy)
    }

    /// At a place.
    pub fn at(self, place: Place) -> Fault {
        Fault { place, problem: self }
    }

    /// About the file as a whole.
    pub fn of_file(self) -> Fault {
        self.at(Place::default())
    }
}

impl Place {
    /// A sheet; the one sheet of a CSV file has no name.
    pub fn sheet(name: &Arc<str>) -> Self {
        Self { sheet: (!name.is_empty()).then(|| name.clone()), ..Self::default() }
    }

    /// A row of it.
    pub fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// A column of it.
    pub fn column(mut self, head: impl Into<Arc<str>>) -> Self {
        self.column = Some(head.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        if let Some(sheet) = &self.sheet {
            write!(f, "工作表“{sheet}”")?;
            gap = " ";
        }
        if let Some(row) = self.row {
            write!(f, "{gap}第{row}行")?;
            gap = " ";
        }
        if let Some(column) = &self.column {
            write!(f, "{gap}“{column}”列")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        let gap = if place.is_empty() { "" } else { ": " };
        let Problem { rule, what, remedy, .. } = &self.problem;
        write!(f, "{place}{gap}{what}；规则：{rule}")?;
        if remedy.is_empty() { Ok(()) } else { write!(f, "; {remedy}") }
    }
}

/// The letters of a column as Excel names it: 0 → `A`, 16383 → `XFD`.
pub fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        name.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    name.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// A value as a fault may show it: masked if personal, cut if long.
pub fn shown(field: &Field, text: &str) -> String {
    match field.ty {
        FieldType::Phone => masking::phone(text),
        FieldType::IdNumber | FieldType::IdNumberOrUscc => masking::id_number(text),
        FieldType::Address => "(地址不显示)".to_owned(),
        _ if field.personal.is_some() => "(个人信息不显示)".to_owned(),
        _ => cut(text, 40),
    }
}

/// The first `most` characters of a text, and a sign that it goes on.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The text as it may be repeated in the file given back.
pub fn echo(text: &str) -> String {
    if text.len() > limits::CELL && text.chars().count() > limits::CELL {
        return format!("{}(共{}个字)", cut(text, limits::ECHO), text.chars().count());
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_in_excel() {
        assert_eq!(["A", "Z", "AA", "XFD"], [0, 25, 26, 16383].map(letters).each_ref().map(String::as_str));
    }
}
