//! The folder in which benchmarks work: districts made from the reference ledgers.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_store::DATABASE;

use crate::Result;
use crate::child;

/// The folder of the reference district's ledgers.
pub const LEDGERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/140502");
/// The district of all benchmarks.
pub const DISTRICT: &str = "140502";

/// Where benchmarks work, and the program they measure.
#[derive(Clone, Debug)]
pub struct Work {
    folder: PathBuf,
    /// The program `fadu`.
    pub program: PathBuf,
}

impl Work {
    /// A working folder, made if absent.
    pub fn new(folder: PathBuf, program: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, program })
    }

    /// A place in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A data folder with the reference ledgers imported; made anew by the first benchmark of a run.
    pub fn base(&self) -> Result<PathBuf> {
        let base = self.path("base");
        if !base.join("made").exists() {
            remove(&base)?;
            let data = base.to_string_lossy().into_owned();
            child::run(&self.program, &["demo", "--no-serve", "--data", &data])?;
            fs::write(base.join("made"), "")?;
        }
        Ok(base)
    }

    /// A copy of the base under another name.
    pub fn copy(&self, name: &str) -> Result<PathBuf> {
        let (from, to) = (self.base()?, self.path(name));
        remove(&to)?;
        fs::create_dir_all(&to)?;
        for file in [DATABASE, "master.key"] {
            fs::copy(from.join(file), to.join(file))?;
        }
        copy_folder(&from.join("files"), &to.join("files"))?;
        Ok(to)
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Removes a folder, if it is there.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
