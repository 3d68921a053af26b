//! What a file may hold. The bounds are those of Excel where it has one, else generous for a
//! ledger of a department and small enough that no file can exhaust the machine.

/// Bytes of a file.
pub const FILE: usize = 64 << 20;
/// Bytes of all parts of a workbook's archive, unpacked.
pub const UNPACKED: u64 = 1 << 30;
/// Bytes of a part that must be held in memory whole (shared strings, styles, an ODS table).
pub const PART: u64 = 96 << 20;
/// Bytes between two tags of a part: more than any cell may hold, in the longest encoding.
pub const RUN: usize = 16 << 20;
/// Parts of an archive.
pub const PARTS: usize = 10_000;
/// Sheets of a workbook.
pub const SHEETS: usize = 256;
/// Rows of a sheet, as in Excel.
pub const ROWS: u32 = 1_048_576;
/// Columns of a sheet that are read; Excel has 16,384, a ledger a few dozen.
pub const COLUMNS: usize = 300;
/// Characters of a cell, as in Excel.
pub const CELL: usize = 32_767;
/// Values of a cell that holds several.
pub const MEMBERS: usize = 1_000;
/// Bytes of text of a sheet, counted anew in each cell that shares it with others.
pub const TEXT: usize = 1 << 30;
/// Bytes of text that are held at once: of a workbook that can only be read whole, of rows that
/// wait for their record.
pub const HELD: usize = 256 << 20;
/// Cells of a workbook that can only be read whole (XLS, ODS).
pub const CELLS: usize = 4_000_000;
/// Ranges of merged cells of a sheet.
pub const MERGES: usize = 200_000;
/// Characters of an over-long cell that are repeated in the file given back.
pub const ECHO: usize = 200;
/// Rows above which no header is looked for.
pub const HEADER_WITHIN: u32 = 50;
/// Filled cells that make a row a header (ledgers' README, M1).
pub const HEADER_CELLS: usize = 4;
