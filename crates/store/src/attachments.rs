//! Attachments: files in a folder, named by the SM3 of their content: `files/ab/cdef…`.
//!
//! A file is written beside its place, made durable, and only then moved there; so a file that has
//! its name is whole. Files that no row knows may remain after a crash and do no harm.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fadu_journal::Hash;
use fadu_journal::chain::Hasher;

use crate::error::{Result, StoreError};
use crate::file::{FileRow, file_get, file_insert};
use crate::store::{FILES, Store};

/// Distinguishes files that are being written at the same time.
static WRITING: AtomicU64 = AtomicU64::new(0);

impl Store {
    /// Stores an attachment and gives its SM3. The same content is stored once.
    pub fn attach(&self, bytes: &[u8], name: &str, media: &str, at: &str) -> Result<String> {
        let sm3 = put(&self.shared().folder.join(FILES), bytes)?;
        let file = FileRow {
            sm3: sm3.clone(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            name: name.to_owned(),
            media: media.to_owned(),
            stored_at: at.to_owned(),
        };
        self.write(move |txn| file_insert(txn.db(), &txn.shared().keys, txn.district(), &file))?;
        Ok(sm3)
    }

    /// Reads an attachment; none if it is not known.
    pub fn attachment(&self, sm3: &str) -> Result<Option<(FileRow, Vec<u8>)>> {
        let district = &self.shared().meta.district;
        let Some(file) = self.read(|reader| file_get(reader.view.db, district, sm3))? else {
            return Ok(None);
        };
        let path = path(&self.shared().folder.join(FILES), &file.sm3);
        let doing = || format!("读取附件 {sm3}");
        fs::read(path).map_err(StoreError::io(doing())).map(|bytes| Some((file, bytes)))
    }
}

/// Where the content with a hash lies.
pub fn path(files: &Path, sm3: &str) -> PathBuf {
    let (head, rest) = sm3.split_at_checked(2).unwrap_or((sm3, ""));
    files.join(head).join(rest)
}

/// Writes content to its place, durably.
pub fn put(files: &Path, bytes: &[u8]) -> Result<String> {
    let sm3 = Hash::of(bytes).to_string();
    let target = path(files, &sm3);
    if target.exists() {
        return Ok(sm3);
    }
    let doing = || format!("保存附件 {sm3}");
    let folder = target.parent().unwrap_or(files);
    fs::create_dir_all(folder).map_err(StoreError::io(doing()))?;
    let number = WRITING.fetch_add(1, Ordering::Relaxed);
    let draft = files.join(format!("writing-{}-{number}", std::process::id()));
    let written = write_durably(&draft, bytes).and_then(|()| fs::rename(&draft, &target));
    if let Err(error) = written {
        // The first error is the one to tell.
        let _ = fs::remove_file(&draft);
        return Err(StoreError::io(doing())(error));
    }
    sync_folder(folder)?;
    sync_folder(files)?;
    Ok(sm3)
}

fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable.
pub fn sync_folder(folder: &Path) -> Result<()> {
    let doing = || format!("写入文件夹 {}", folder.display());
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::io(doing()))
}

/// Length and SM3 of the content of a file.
pub fn measure(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, hasher.finish().to_string()));
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
}
