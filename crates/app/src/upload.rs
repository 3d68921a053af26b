//! Files: taken in by content, given out to those who see a record that holds them.

use fadu_base::Value;
use fadu_engine::Record;
use fadu_store::file::file_get;

use crate::{District, Failure, Seat};

/// The largest file taken in, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Kinds of file that are taken in: media type, extension, and how the content begins.
const KINDS: &[(&str, &str, &[u8])] = &[
    ("application/pdf", "pdf", b"%PDF-"),
    ("image/png", "png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", "jpg", b"\xff\xd8\xff"),
    ("application/zip", "zip", b"PK\x03\x04"),
];

/// A file that was taken in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// SM3 of its content, hex: what fields and papers hold.
    pub sm3: String,
    /// Name.
    pub name: String,
    /// Media type, by content.
    pub media: String,
    /// Content, when read back.
    pub bytes: Vec<u8>,
}

impl District {
    /// Takes a file in. What it is is told by its content, never by its name.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> Result<Upload, Failure> {
        if bytes.is_empty() {
            return Err(Failure::setup(format!("文件“{name}”是空的，请重新选择")));
        }
        if bytes.len() > LARGEST {
            return Err(Failure::setup(format!("文件“{name}”超过 20 MB，请压缩或分开上传")));
        }
        let kind = KINDS.iter().find(|(_, _, begins)| bytes.starts_with(begins));
        let Some((media, ..)) = kind else {
            return Err(Failure::setup(format!("文件“{name}”不是 PDF、图片或办公文档，不能上传")));
        };
        let sm3 = self.store.attach(bytes, &shortened(name), media, &self.now().to_string())?;
        Ok(Upload { sm3, name: shortened(name), media: (*media).to_owned(), bytes: Vec::new() })
    }

    /// A file of a record, if the record is there for the person and holds it.
    pub fn file(&self, seat: &Seat, record: &str, sm3: &str) -> Result<Option<Upload>, Failure> {
        let held = self.seen(seat, record, |_, record, _, _| Ok(holds(record, sm3)))?;
        if held != Some(true) {
            return Ok(None);
        }
        self.stored(sm3)
    }

    /// The name and the size in words of a file that was taken in.
    pub fn file_words(&self, sm3: &str) -> Result<Option<String>, Failure> {
        let district = self.code();
        let file = self.store.read(|reader| file_get(reader.view.db, district, sm3))?;
        Ok(file.map(|file| format!("{}（{}）", file.name, size(file.size))))
    }

    /// A stored file, for those who have been found to may read it.
    pub(crate) fn stored(&self, sm3: &str) -> Result<Option<Upload>, Failure> {
        let found = self.store.attachment(sm3)?;
        Ok(found.map(|(file, bytes)| Upload { sm3: file.sm3, name: file.name, media: file.media, bytes }))
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// The last eighty characters of a name, without the folders before it.
fn shortened(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    plain[plain.len().saturating_sub(80)..].iter().collect()
}

fn holds(record: &Record, sm3: &str) -> bool {
    let in_papers = record.history.iter().flat_map(|event| &event.docs).any(|doc| &*doc.sm3 == sm3);
    in_papers || record.fields.iter().any(|value| names(value, sm3))
}

fn names(value: &Value, sm3: &str) -> bool {
    match value {
        Value::Text(text) => &**text == sm3,
        Value::List(values) => values.iter().any(|value| names(value, sm3)),
        Value::Row(row) => row.cells.iter().any(|cell| names(cell, sm3)),
        _ => false,
    }
}
