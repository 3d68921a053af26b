//! The reference district, made once by `fadu demo` and read by all tests that need it.
//!
//! It takes the longest of all, so it is kept until the program changes. Whoever wants to change
//! something copies it first.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::run::{Answer, Folder};

static DEMO: OnceLock<PathBuf> = OnceLock::new();

/// The data folder of the reference district.
pub fn demo() -> &'static Path {
    DEMO.get_or_init(make)
}

/// What `fadu demo` printed.
pub fn told() -> String {
    fs::read_to_string(demo().join("told.txt")).unwrap()
}

/// Runs the program on the reference district.
pub fn fadu(line: &str) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
    command.args(line.split_whitespace()).arg("--data").arg(demo());
    Answer::of(&command.output().unwrap())
}

/// A copy of the reference district as `d` in a folder of its own.
pub fn copied(name: &str) -> Folder {
    let folder = Folder::new(name);
    for part in ["fadu.db", "master.key", "files"] {
        folder.copy(&demo().join(part), &format!("d/{part}"));
    }
    folder
}

/// Several test processes may run at once: one makes it, the others wait.
fn make() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(tmp).unwrap();
    let lock = File::create(tmp.join("demo.lock")).unwrap();
    lock.lock().unwrap();
    let (folder, made_by) = (tmp.join("demo"), program());
    if fs::read_to_string(folder.join("made_by.txt")).ok().as_deref() != Some(&*made_by) {
        let _ = fs::remove_dir_all(&folder);
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        let output = command.arg("demo").arg("--data").arg(&folder).output().unwrap();
        fs::write(folder.join("told.txt"), Answer::of(&output).ok()).unwrap();
        fs::write(folder.join("made_by.txt"), made_by).unwrap();
    }
    folder
}

/// The program carries the definitions and the ledgers, so its file stands for all of them.
fn program() -> String {
    let file = fs::metadata(env!("CARGO_BIN_EXE_fadu")).unwrap();
    format!("{} {:?}", file.len(), file.modified().unwrap())
}
