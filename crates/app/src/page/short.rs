//! What of a long record stands on its page: the first rows of a field and the last events. The whole
//! has pages of its own, part by part.

use crate::page::{Entry, FieldText, RecordPage, Shown};
use crate::{District, Failure, Seat};

/// Rows of a field on the page of the record.
const ROWS: usize = 20;
/// Bytes of a field's rows on the page of the record: long rows are fewer.
const ROW_BYTES: usize = 9_000;
/// Bytes of the rows of all fields together.
const ALL_BYTES: usize = 32_000;
/// Rows shown however long they are.
const LEAST: usize = 3;
/// Bytes of markup about a cell.
const CELL: usize = 20;
/// Events on the page of the record, and of a page of them.
const EVENTS: usize = 20;
/// Signs of a value in the history on the page of the record.
const SIGNS: usize = 200;
/// Rows of a page of rows.
const PART: usize = 50;
/// Bytes of the rows of such a page.
const PART_BYTES: usize = 50_000;

/// A part of the rows of a field, or of the events of a record.
#[derive(Clone, Debug)]
pub struct RecordPart {
    /// The record, with nothing of its fields and history but what is listed.
    pub record: RecordPage,
    /// What is listed: name of the field.
    pub name: String,
    /// How many there are.
    pub all: usize,
    /// Which page this is, from 1, and how many there are.
    pub at: usize,
    /// How many pages there are.
    pub pages: usize,
}

impl District {
    /// A page (from 1) of the rows of a field, in the sight of the person; nothing if the record or the
    /// field is not there for them.
    pub fn record_rows(
        &self,
        seat: &Seat,
        name: &str,
        field: &str,
        at: usize,
    ) -> Result<Option<RecordPart>, Failure> {
        let Some(mut record) = self.page(seat, name)? else { return Ok(None) };
        record.history.clear();
        record.fields.retain(|known| known.id == field);
        let Some(FieldText { name, shown: Shown::Rows(heads, rows), .. }) = record.fields.first_mut() else {
            return Ok(None);
        };
        filled(heads, rows);
        let (name, all, parts) = (name.clone(), rows.len(), parted(rows));
        let pages = parts.len().max(1);
        let Some((from, to)) = parts.get(at.wrapping_sub(1)).copied() else { return Ok(None) };
        rows.truncate(to);
        rows.drain(..from);
        Ok(Some(RecordPart { record, name, all, at, pages }))
    }

    /// A page (from 1) of what happened to a record, the latest first.
    pub fn record_history(&self, seat: &Seat, name: &str, at: usize) -> Result<Option<RecordPart>, Failure> {
        let Some(mut record) = self.page(seat, name)? else { return Ok(None) };
        record.fields.clear();
        let (all, pages) = (record.history.len(), record.history.len().div_ceil(EVENTS).max(1));
        if !(1..=pages).contains(&at) {
            return Ok(None);
        }
        record.history = record.history.into_iter().skip((at - 1) * EVENTS).take(EVENTS).collect();
        Ok(Some(RecordPart { record, name: "办理过程".to_owned(), all, at, pages }))
    }
}

impl RecordPage {
    /// The page as it is shown: of rows the first and the columns that are filled, of events the last.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        self.fields
            .iter_mut()
            .fold(ALL_BYTES, |left, field| left - field.shorten(left.min(ROW_BYTES)).min(left));
        self.history.truncate(EVENTS);
        self.history.iter_mut().for_each(Entry::shorten);
        self
    }
}

impl Entry {
    /// Long texts are cut; they stand whole among the fields, or in the whole history.
    fn shorten(&mut self) {
        for (_, value) in &mut self.changes {
            if let Some((end, _)) = value.char_indices().nth(SIGNS) {
                value.truncate(end);
                value.push('…');
            }
        }
    }
}

impl FieldText {
    /// Leaves the rows that fit into so many bytes; gives how many they take.
    fn shorten(&mut self, bytes: usize) -> usize {
        let Shown::Rows(heads, rows) = &mut self.shown else { return 0 };
        filled(heads, rows);
        let most = fitting(rows, ROWS, bytes).max(LEAST);
        if rows.len() > most {
            self.all = Some(rows.len());
            rows.truncate(most);
        }
        rows.iter().map(|row| weight(row)).sum()
    }
}

/// Leaves the columns in which some row has something.
fn filled(heads: &mut Vec<String>, rows: &mut [Vec<Shown>]) {
    let is_filled: Vec<bool> = (0..heads.len())
        .map(|at| rows.iter().any(|row| row.get(at).is_some_and(|cell| size(cell) > 0)))
        .collect();
    let kept = |at: usize| is_filled.get(at).copied().unwrap_or(true);
    *heads = std::mem::take(heads)
        .into_iter()
        .enumerate()
        .filter(|(at, _)| kept(*at))
        .map(|(_, one)| one)
        .collect();
    for row in rows {
        *row = std::mem::take(row)
            .into_iter()
            .enumerate()
            .filter(|(at, _)| kept(*at))
            .map(|(_, one)| one)
            .collect();
    }
}

/// From and to of each page of rows.
fn parted(rows: &[Vec<Shown>]) -> Vec<(usize, usize)> {
    let (mut parts, mut from) = (Vec::new(), 0);
    while from < rows.len() {
        let to = from + fitting(&rows[from..], PART, PART_BYTES).max(1);
        parts.push((from, to.min(rows.len())));
        from = to;
    }
    parts
}

/// How many of the first rows fit.
fn fitting(rows: &[Vec<Shown>], most: usize, bytes: usize) -> usize {
    let mut left = bytes;
    let fits = |row: &&Vec<Shown>| {
        let row = weight(row);
        let fits = row <= left;
        left = left.saturating_sub(row);
        fits
    };
    rows.iter().take(most).take_while(fits).count()
}

/// Bytes of a row as it is drawn, about.
fn weight(row: &[Shown]) -> usize {
    row.iter().map(|cell| size(cell) + CELL).sum()
}

/// Bytes of a value as it is drawn, about.
fn size(shown: &Shown) -> usize {
    match shown {
        Shown::Text(text) => text.len(),
        Shown::Links(links) => links.iter().map(|(id, name)| id.len() + name.len() + 30).sum(),
        Shown::Files(files) => files.len() * 230,
        Shown::Rows(_, rows) => rows.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize, cell: &str) -> FieldText {
        let row = |at: usize| vec![Shown::Text(format!("{at}{cell}")), Shown::Text(String::new())];
        FieldText {
            id: "rows".into(),
            name: "表".into(),
            shown: Shown::Rows(vec!["甲".into(), "乙".into()], (0..rows).map(row).collect()),
            purpose: None,
            all: None,
        }
    }

    fn left(field: &FieldText) -> (usize, usize) {
        match &field.shown {
            Shown::Rows(heads, rows) => (heads.len(), rows.len()),
            _ => (0, 0),
        }
    }

    #[test]
    fn long_tables_are_cut_and_empty_columns_left_out() {
        let (mut short, mut long, mut wide) =
            (table(20, ""), table(132, ""), table(132, &"长".repeat(1_000)));
        for field in [&mut short, &mut long, &mut wide] {
            field.shorten(ROW_BYTES);
        }
        assert_eq!((left(&short), short.all), ((1, 20), None));
        assert_eq!((left(&long), long.all), ((1, 20), Some(132)));
        assert_eq!((left(&wide), wide.all), ((1, 3), Some(132)), "long rows are fewer");
    }

    #[test]
    fn the_pages_of_rows_hold_each_row_once() {
        for cell in ["", &"长".repeat(500), &"长".repeat(40_000)] {
            let FieldText { shown: Shown::Rows(_, rows), .. } = table(132, cell) else { continue };
            let parts = parted(&rows);
            assert_eq!((parts[0].0, parts[parts.len() - 1].1), (0, 132));
            assert!(parts.windows(2).all(|two| two[0].1 == two[1].0));
            assert!(parts.iter().all(|(from, to)| to > from && to - from <= PART));
        }
    }
}
