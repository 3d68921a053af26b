//! Keys: the master key in a file beside the database, what is derived from it, and the key of
//! each record under which its personal values lie in the journal.
//!
//! Sealing is deterministic: the initial vector is a keyed digest of what is sealed, so that
//! replay gives the bytes that are stored, and an altered byte is noticed when it is opened.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use fadu_journal::seal::{Mac, SealingKey};

use crate::codec::hex;
use crate::codec::members::{Sealer, Shelf};
use crate::error::{Result, StoreError};

/// Name of the file of the master key in the data folder.
pub const FILE: &str = "master.key";
/// Length of the master key and of record keys.
const KEY_LENGTH: usize = 32;

/// Everything that is derived from the master key.
pub struct Keys {
    /// Wraps the keys of records.
    wrapping: SealingKey,
    /// Encrypts the protected types in projections, and drafts.
    shelf: SealingKey,
    /// Digests by which protected values are found.
    digests: Mac,
    /// Seals rows that the journal does not prove.
    rows: Mac,
}

impl Keys {
    /// Derives all keys.
    fn new(master: &[u8]) -> Self {
        let derive = Mac::new(master);
        Self {
            wrapping: SealingKey::new(&derive.digest(&[b"wrap record keys"])),
            shelf: SealingKey::new(&derive.digest(&[b"projections"])),
            digests: Mac::new(&derive.digest(&[b"digests"])),
            rows: Mac::new(&derive.digest(&[b"rows"])),
        }
    }

    /// Makes a master key and writes it to its file, readable for the owner only.
    pub fn create(folder: &Path) -> Result<Self> {
        let master = random()?;
        let path = folder.join(FILE);
        let doing = || format!("写入主密钥 {}", path.display());
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(StoreError::io(doing()))?;
        let text = format!("{}\n", hex::text(&master));
        file.write_all(text.as_bytes()).map_err(StoreError::io(doing()))?;
        file.sync_all().map_err(StoreError::io(doing()))?;
        Ok(Self::new(&master))
    }

    /// Reads the master key of a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).map_err(|error| {
            StoreError::MasterKey(format!("读不到主密钥 {}: {error}。请从备份恢复此文件", path.display()))
        })?;
        let master = hex::parse(text.trim()).filter(|key| key.len() == KEY_LENGTH);
        master.map(|key| Self::new(&key)).ok_or_else(|| {
            StoreError::MasterKey(format!("主密钥 {} 已损坏, 请从备份恢复此文件", path.display()))
        })
    }

    /// The keyed digest of a text of a protected type: equal texts, equal digests.
    pub fn digest_of(&self, text: &str) -> String {
        hex::text(&self.digests.digest(&[text.as_bytes()])[..16])
    }

    /// The seal of a row that the journal does not prove: of its table and all its columns.
    pub fn row_seal(&self, table: &str, columns: &[&str]) -> String {
        let mut parts = vec![table.as_bytes()];
        parts.extend(columns.iter().map(|column| column.as_bytes()));
        let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
        let framed: Vec<&[u8]> =
            lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part]).collect();
        hex::text(&self.rows.digest(&framed)[..16])
    }

    /// Encrypts a text that only this database shall read.
    pub fn encrypt_text(&self, text: &str) -> String {
        hex::text(&self.shelf.seal(text.as_bytes()))
    }

    /// Decrypts it.
    pub fn decrypt_text(&self, encrypted: &str) -> Option<String> {
        let plain = hex::parse(encrypted).and_then(|sealed| self.shelf.open(&sealed))?;
        String::from_utf8(plain).ok()
    }

    /// Makes the key of a record: the key, and its wrapped form to be stored.
    pub fn make_record_key(&self) -> Result<(RecordKey, Vec<u8>)> {
        let key = random()?;
        let wrapped = self.wrapping.seal(&key);
        Ok((RecordKey(SealingKey::new(&key)), wrapped))
    }

    /// The key of a record from its wrapped form; `None` if that was altered.
    pub fn open_record_key(&self, wrapped: &[u8]) -> Option<RecordKey> {
        let key = <[u8; KEY_LENGTH]>::try_from(self.wrapping.open(wrapped)?).ok()?;
        Some(RecordKey(SealingKey::new(&key)))
    }
}

fn random() -> Result<[u8; KEY_LENGTH]> {
    let mut key = [0; KEY_LENGTH];
    getrandom::fill(&mut key)
        .map_err(|error| StoreError::MasterKey(format!("系统没有给出随机数: {error}")))?;
    Ok(key)
}

impl Shelf for Keys {
    fn encrypt(&self, text: &str) -> String {
        self.encrypt_text(text)
    }

    fn decrypt(&self, encrypted: &str) -> Option<String> {
        self.decrypt_text(encrypted)
    }

    fn digest(&self, text: &str) -> String {
        self.digest_of(text)
    }
}

/// The key of a record.
pub struct RecordKey(SealingKey);

impl Sealer for RecordKey {
    fn seal(&self, plain: &[u8]) -> Vec<u8> {
        self.0.seal(plain)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.open(sealed)
    }
}
