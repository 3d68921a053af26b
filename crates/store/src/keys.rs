//! Keys: the master key in a file beside the database, and the key of each record under which its
//! personal values lie in the journal.
//!
//! Sealing is deterministic (see `fadu_journal::seal`), so replay gives the bytes that are stored.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use fadu_journal::seal::{Key, Place};
use fadu_journal::text;

use crate::error::{Result, StoreError};

/// Name of the file of the master key in the data folder.
pub const FILE: &str = "master.key";
/// Bytes of the master key and of record keys.
const SECRET: usize = 32;

/// The master key and its uses.
pub struct Keys(Key);

impl Keys {
    /// Makes a master key and writes it to its file, readable for the owner only.
    pub fn create(folder: &Path) -> Result<Self> {
        let secret = random()?;
        let path = folder.join(FILE);
        let doing = || format!("写入主密钥 {}", path.display());
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(StoreError::io(doing()))?;
        let line = format!("{}\n", text::hex(&secret));
        file.write_all(line.as_bytes()).map_err(StoreError::io(doing()))?;
        file.sync_all().map_err(StoreError::io(doing()))?;
        Ok(Self(Key::new(&secret)))
    }

    /// Reads the master key of a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let line = fs::read_to_string(&path).map_err(|error| {
            StoreError::MasterKey(format!("读不到主密钥 {}: {error}。请从备份恢复此文件", path.display()))
        })?;
        let secret = text::from_hex(line.trim()).and_then(|secret| secret.try_into().ok());
        let secret: [u8; SECRET] = secret.ok_or_else(|| {
            StoreError::MasterKey(format!("主密钥 {} 已损坏，请从备份恢复此文件", path.display()))
        })?;
        Ok(Self(Key::new(&secret)))
    }

    /// The keyed digest of a text of a protected type: equal texts, equal digests.
    pub fn digest_of(&self, value: &str) -> String {
        text::hex(&self.0.digest("value", value).0[..16])
    }

    /// The seal of a row that the journal does not prove: of its table and all its columns.
    pub fn row_seal(&self, table: &str, columns: &[&str]) -> String {
        text::hex(&self.0.digest(&format!("row {table}"), &framed(columns)).0[..16])
    }

    /// The seals of many rows of a table, each given by its columns in one text ([`framed`]).
    pub fn row_seals<'a>(&self, table: &str, rows: impl Iterator<Item = &'a str>) -> Vec<String> {
        let digests = self.0.digest_all(&format!("row {table}"), rows);
        digests.into_iter().map(|digest| text::hex(&digest.0[..16])).collect()
    }

    /// Encrypts a text of a record's field for the projections.
    pub fn encrypt(&self, record: &str, field: &str, plain: &str) -> String {
        text::base64(&self.0.seal_bytes(Place { record, seq: 0, field }, plain.as_bytes()))
    }

    /// What [`Keys::encrypt`] and [`Keys::digest_of`] give, for many texts of a record's field together.
    pub fn hide_all(&self, texts: &[(&str, &str, &str)]) -> Vec<(String, String)> {
        let placed =
            texts.iter().map(|(record, field, plain)| (Place { record, seq: 0, field }, plain.as_bytes()));
        let sealed = self.0.seal_all(&placed.collect::<Vec<_>>());
        let digests = self.0.digest_all("value", texts.iter().map(|(_, _, plain)| *plain));
        let hidden = sealed.iter().zip(digests);
        hidden.map(|(sealed, digest)| (text::base64(sealed), text::hex(&digest.0[..16]))).collect()
    }

    /// Decrypts it.
    pub fn decrypt(&self, record: &str, field: &str, encrypted: &str) -> Option<String> {
        let sealed = text::from_base64(encrypted)?;
        let plain = self.0.open_bytes(Place { record, seq: 0, field }, &sealed).ok()?;
        String::from_utf8(plain).ok()
    }

    /// Makes the key of a record: the key, and its wrapped form to be stored.
    pub fn make_record_key(&self, record: &str) -> Result<(Key, Vec<u8>)> {
        let secret = random()?;
        Ok((Key::new(&secret), self.0.wrap(record, &secret)))
    }

    /// The secrets of the keys of records from their wrapped forms; `None` of one that was altered.
    pub fn unwrap_all(&self, wrapped: &[(&str, &[u8])]) -> Vec<Option<[u8; SECRET]>> {
        self.0.unwrap_all(wrapped).into_iter().map(Result::ok).collect()
    }

    /// The key of a record from its wrapped form; `None` if that was altered.
    pub fn open_record_key(&self, record: &str, wrapped: &[u8]) -> Option<Key> {
        self.0.unwrap(record, wrapped).ok().map(|secret| Key::new(&secret))
    }
}

/// The columns of a row in one text, so that none can pass for the end of another.
pub fn framed(columns: &[&str]) -> String {
    let mut text = String::with_capacity(256);
    for column in columns {
        let _ = write!(text, "{}:{column}", column.len());
    }
    text
}

fn random() -> Result<[u8; SECRET]> {
    let mut secret = [0; SECRET];
    getrandom::fill(&mut secret)
        .map_err(|error| StoreError::MasterKey(format!("系统没有给出随机数：{error}")))?;
    Ok(secret)
}
