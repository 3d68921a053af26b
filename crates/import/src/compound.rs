//! The container of the old binary formats (compound file), as far as it takes to say what is in
//! it, and the records of a binary workbook, as far as it takes to know how far its sheets
//! spread: the reader makes room for whatever the file announces.

use std::collections::HashSet;
use std::sync::Arc;

use crate::archive::{damaged, encrypted, too_big};
use crate::fault::Problem;
use crate::limits;
use crate::open::of_1904;
use crate::shared::lengths;

/// The first bytes of a compound file.
pub(crate) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

const END: u32 = 0xFFFF_FFFA;

/// An opened container.
pub(crate) struct Compound {
    bytes: Arc<[u8]>,
    sector: usize,
    next: Vec<u32>,
    mini: (Vec<u8>, Vec<u32>),
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl Compound {
    /// Reads header, allocation table and directory. `None` if they make no sense.
    pub fn read(bytes: &Arc<[u8]>) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        if !(shift == 9 || shift == 12) {
            return None;
        }
        let mut compound = Self {
            bytes: bytes.clone(),
            sector: 1 << shift,
            next: Vec::new(),
            mini: (Vec::new(), Vec::new()),
            entries: Vec::new(),
        };
        for id in compound.table_sectors()? {
            let table: Vec<u32> = numbers(compound.bytes_of(id)?).collect();
            compound.next.extend(table);
        }
        let directory = compound.chain(u32_at(bytes, 48)?)?;
        compound.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let root = compound.entries.first()?;
        let (start, size) = (root.start, root.size);
        if start < END {
            let mut small = compound.chain(start)?;
            small.truncate(size);
            compound.mini = (small, numbers(&compound.chain(u32_at(bytes, 60)?)?).collect());
        }
        Some(compound)
    }

    /// Whether it has a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The stream with the workbook.
    pub fn workbook(&self) -> Option<Vec<u8>> {
        let named = |name: &str| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        let entry = named("Workbook").or_else(|| named("Book"))?;
        let mut stream =
            if entry.size < 4096 { self.mini_chain(entry.start)? } else { self.chain(entry.start)? };
        stream.truncate(entry.size);
        Some(stream)
    }

    /// The sectors of the allocation table: 109 in the header, the others chained.
    fn table_sectors(&self) -> Option<Vec<u32>> {
        let mut ids: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(&self.bytes, 68)?;
        let mut seen = HashSet::new();
        while more < END {
            if !seen.insert(more) {
                return None;
            }
            let mut sector: Vec<u32> = numbers(self.bytes_of(more)?).collect();
            more = sector.pop()?;
            ids.extend(sector);
        }
        ids.retain(|id| *id < END);
        Some(ids)
    }

    fn bytes_of(&self, id: u32) -> Option<&[u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors; `None` if it goes in a circle or out of the file.
    fn chain(&self, mut id: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while id < END {
            if out.len() > self.bytes.len() {
                return None;
            }
            out.extend_from_slice(self.bytes_of(id)?);
            id = *self.next.get(id as usize)?;
        }
        Some(out)
    }

    /// The same for streams below 4096 bytes, which share sectors.
    fn mini_chain(&self, mut id: u32) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while id < END {
            let start = id as usize * 64;
            if out.len() > self.mini.0.len() {
                return None;
            }
            out.extend_from_slice(self.mini.0.get(start..start + 64)?);
            id = *self.mini.1.get(id as usize)?;
        }
        Some(out)
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units: Vec<u16> =
        bytes.get(..64)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let length = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    let name = String::from_utf16_lossy(&units[..length]);
    Some(Entry { name, start: u32_at(bytes, 116)?, size: u32_at(bytes, 120)? as usize })
}

/// Cells and bytes of text that the reader would make of the sheets.
#[derive(Default)]
struct Spread {
    cells: usize,
    text: usize,
}

/// The reader writes names out in a formula: so many bytes, about, for each that it has.
const FORMULA: usize = 16;

/// Walks the records of every sheet and refuses a workbook that spreads too far. Also those under
/// a password, and those that count days from 1904.
pub(crate) fn check_sheets(stream: &[u8]) -> Result<(), Problem> {
    let mut sheets = Vec::new();
    let mut texts: Vec<&[u8]> = Vec::new();
    let mut last = 0;
    for (kind, data) in Records(stream) {
        let continues = kind == 0x003C && last == 0x00FC;
        match kind {
            0x003C if continues => texts.push(data),
            0x00FC => texts = vec![data],
            0x002F if data.iter().any(|byte| *byte != 0) => return Err(encrypted()),
            0x0022 if u16_at(data, 0) == Some(1) => return Err(of_1904()),
            0x0085 => sheets.push(u32_at(data, 0).ok_or_else(damaged)? as usize),
            0x000A => break,
            _ => {}
        }
        last = if continues { last } else { kind };
    }
    if sheets.len() > limits::SHEETS {
        return Err(too_big("工作表过多"));
    }
    let texts = if texts.is_empty() { Vec::new() } else { lengths(&texts).ok_or_else(damaged)? };
    let mut spread = Spread::default();
    for start in sheets {
        check_sheet(stream.get(start..).ok_or_else(damaged)?, &texts, &mut spread)?;
        if spread.cells > limits::CELLS || spread.text > limits::HELD {
            return Err(too_big("表格过大"));
        }
    }
    Ok(())
}

fn check_sheet(records: &[u8], texts: &[usize], spread: &mut Spread) -> Result<(), Problem> {
    let (mut rows, mut columns) = (0_usize, 0_usize);
    let mut depth = 0_u32;
    for (kind, data) in Records(records) {
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => break,
            0x000A => depth -= 1,
            // What the sheet announces.
            0x0200 => check_extent(data)?,
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 | 0x00BD => {
                let row = u16_at(data, 0).ok_or_else(damaged)?;
                let at = if kind == 0x00BD { data.len().saturating_sub(2) } else { 2 };
                let column = u16_at(data, 2).ok_or_else(damaged)?.max(u16_at(data, at).ok_or_else(damaged)?);
                rows = rows.max(usize::from(row) + 1);
                columns = columns.max(usize::from(column) + 1);
                spread.text = spread.text.saturating_add(text_of(kind, data, texts));
            }
            _ => {}
        }
    }
    spread.cells = spread.cells.saturating_add(rows * columns);
    Ok(())
}

/// Bytes of text that a cell would be given beyond those in its own record.
fn text_of(kind: u16, data: &[u8], texts: &[usize]) -> usize {
    match kind {
        0x00FD => u32_at(data, 6).and_then(|index| texts.get(index as usize)).copied().unwrap_or(0),
        0x0006 => data.len() * FORMULA,
        _ => 0,
    }
}

/// First and last row and column as announced: in 16 or in 32 bits.
fn check_extent(data: &[u8]) -> Result<(), Problem> {
    let (rows, columns) = if data.len() >= 14 {
        (u32_at(data, 4), u16_at(data, 10))
    } else {
        (u16_at(data, 2).map(u32::from), u16_at(data, 6))
    };
    let cells = u64::from(rows.unwrap_or(0)) * u64::from(columns.unwrap_or(0));
    if cells > limits::CELLS as u64 { Err(too_big("表格过大")) } else { Ok(()) }
}

/// Records of a binary workbook: kind, length, data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let end = 4 + usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..end)?;
        self.0 = &self.0[end..];
        Some((kind, data))
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{check_sheets, limits};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet, whose cells share a text of 8,000 characters.
    fn workbook(cells: u16) -> Vec<u8> {
        let text = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &8000_u16.to_le_bytes(), &[0], &[b'a'; 8000]].concat();
        let sheet = |start: u32| [&start.to_le_bytes()[..], &[0; 4]].concat();
        let globals =
            |start| [record(0x0085, &sheet(start)), record(0x00FC, &text), record(0x000A, &[])].concat();
        let mut out = globals(globals(0).len() as u32);
        out.extend(record(0x0809, &[0; 16]));
        for row in 0..cells {
            out.extend(record(0x00FD, &[&row.to_le_bytes()[..], &[0; 8]].concat()));
        }
        out.extend(record(0x000A, &[]));
        out
    }

    #[test]
    fn a_text_counts_for_every_cell_that_shares_it() {
        let most = (limits::HELD / 24_000) as u16;
        assert!(check_sheets(&workbook(most)).is_ok());
        assert_eq!(check_sheets(&workbook(most + 1)).unwrap_err().rule, "size limit");
    }
}
