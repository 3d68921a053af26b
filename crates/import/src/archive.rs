//! The archive inside an XLSX or ODS file, looked at before anything is loaded from it. Sizes in
//! an archive may lie and a few kilobytes may unpack to gigabytes, so every part is unpacked once
//! into nothing and measured; only then the spreadsheet reader may see it.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::fault::Problem;
use crate::limits;

/// What was learnt of an archive.
#[derive(Debug, Default)]
pub struct Archive {
    parts: HashMap<String, Part>,
}

/// What was learnt of one part.
#[derive(Debug, Default)]
struct Part {
    /// Bytes unpacked.
    size: u64,
    /// Row elements in it, about.
    rows: u32,
    /// Ranges merged over several rows in it.
    merges: u32,
}

/// What is looked for in a part: the beginning of a row (for the progress bar only), of a merged
/// range.
const ROW: &[u8] = b"row";
const MERGE: &[u8] = b"mergeCell ";

impl Archive {
    /// Measures every part.
    pub fn look(bytes: &Arc<[u8]>) -> Result<Self, Problem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|error| broken(&error))?;
        if zip.len() > limits::PARTS {
            return Err(too_big("压缩包里的文件过多"));
        }
        let mut archive = Self::default();
        let mut left = limits::UNPACKED;
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).map_err(|error| broken(&error))?;
            if file.size() > left {
                return Err(too_big("解压后过大"));
            }
            let name = file.name().map_err(|_| damaged())?.replace('\\', "/").to_lowercase();
            let part = measure(&mut file, left)?;
            left -= part.size;
            archive.parts.insert(name, part);
        }
        Ok(archive)
    }

    /// Whether there is a part of this name (in lower case).
    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// Rows, and ranges merged over several rows, of all parts together.
    pub fn totals(&self) -> (u32, u32) {
        self.parts.values().fold((0, 0), |(rows, merges), part| {
            (rows.saturating_add(part.rows), merges.saturating_add(part.merges))
        })
    }

    /// Refuses parts that would have to be held in memory and are too large for it.
    pub fn check_held(&self, held: impl Fn(&str) -> bool) -> Result<(), Problem> {
        let large = self.parts.iter().any(|(name, part)| held(name) && part.size > limits::PART);
        if large { Err(too_big("内容过大")) } else { Ok(()) }
    }
}

/// The beginnings of the parts whose name (in lower case) ends so, each at most `most` bytes.
pub fn contents(bytes: &Arc<[u8]>, ending: &str, most: u64) -> Result<Vec<Vec<u8>>, Problem> {
    let mut zip = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|error| broken(&error))?;
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|error| broken(&error))?;
        if file.name().map_err(|_| damaged())?.to_lowercase().ends_with(ending) {
            let mut out = Vec::new();
            file.take(most).read_to_end(&mut out).map_err(|_| damaged())?;
            found.push(out);
        }
    }
    Ok(found)
}

/// Unpacks into nothing, counting.
fn measure(file: &mut impl Read, left: u64) -> Result<Part, Problem> {
    let mut part = Part::default();
    let mut buffer = vec![0_u8; 64 << 10];
    let mut kept = 0;
    let mut run = 0;
    loop {
        let read = file.read(&mut buffer[kept..]).map_err(|_| damaged())?;
        if read == 0 {
            return Ok(part);
        }
        part.size += read as u64;
        if part.size > left {
            return Err(too_big("解压后过大"));
        }
        let block = &buffer[..kept + read];
        run = longest_run(&block[kept..], run)?;
        part.count(block);
        // A tag may begin in this block and go on in the next: the end is looked at again with it.
        let again = block.len().min(32);
        let from = block.len() - again;
        buffer.copy_within(from..from + again, 0);
        kept = again;
    }
}

/// The bytes since the last tag; a reader would hold all of them at once.
fn longest_run(block: &[u8], before: usize) -> Result<usize, Problem> {
    let run = match block.iter().rposition(|byte| *byte == b'<') {
        Some(last) => block.len() - last,
        None => before + block.len(),
    };
    if run > limits::RUN { Err(too_big("单元格内容过大")) } else { Ok(run) }
}

impl Part {
    /// Counts the tags of a block that matter.
    fn count(&mut self, block: &[u8]) {
        let mut rest = block;
        while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
            rest = &rest[at + 1..];
            if rest.first() == Some(&b'/') {
                continue;
            }
            let tag = local(rest);
            if tag.starts_with(ROW) {
                self.rows = self.rows.saturating_add(1);
            } else if let Some(range) = tag.strip_prefix(MERGE) {
                self.merges = self.merges.saturating_add(u32::from(merged_down(range)));
            }
        }
    }
}

/// A tag without the prefix of its namespace.
fn local(tag: &[u8]) -> &[u8] {
    let end = tag.iter().take(16).position(|byte| !byte.is_ascii_alphanumeric());
    match end {
        Some(end) if tag[end] == b':' => &tag[end + 1..],
        _ => tag,
    }
}

/// Whether a range is merged over several rows; titles merged over columns need no filling. One
/// whose end lies in the next block is taken for such, to be looked at properly later.
fn merged_down(tag: &[u8]) -> bool {
    let tag = &tag[..tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len())];
    let row = |cell: &[u8]| cell.iter().filter(|byte| byte.is_ascii_digit()).copied().collect::<Vec<u8>>();
    let rows: Vec<Vec<u8>> = tag.split(|byte| *byte == b':').map(row).collect();
    !matches!(&rows[..], [first, last] if first == last)
}

pub(crate) fn too_big(what: &str) -> Problem {
    Problem::format("size limit", format!("文件{what}，不予读取"), "请删去无关内容或拆成几个文件后再导入")
}

pub(crate) fn damaged() -> Problem {
    Problem::format("archive", "文件已损坏：压缩包内容读不出来", "请重新保存或重新下载这个文件后再导入")
}

fn broken(error: &ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => encrypted(),
        ZipError::InvalidArchive(_) | ZipError::Io(_) => Problem::format(
            "archive",
            "文件不完整：压缩包缺少目录，可能没有传完或被截断",
            "请重新保存或重新下载这个文件后再导入",
        ),
        _ => damaged(),
    }
}

/// A workbook under a password.
pub fn encrypted() -> Problem {
    Problem::format("encrypted", "工作簿设有密码，不能读取", "请取消密码后另存，再导入")
}
