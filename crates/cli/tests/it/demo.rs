//! The reference district, made once by `fadu demo` and read by all tests that need it.
//!
//! Making it takes the longest of all, so it is kept until the program changes. Whoever wants to change
//! something copies it first.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

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

/// Several test processes may run at once: one makes it, the others wait. The program carries the
/// definitions and the ledgers, so the time of its making stands for all of them.
fn make() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(tmp).unwrap();
    let program = fs::metadata(env!("CARGO_BIN_EXE_fadu")).unwrap().modified().unwrap();
    let made = program.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    let folder = tmp.join(format!("demo-{made}"));
    let lock = File::create(tmp.join("demo.lock")).unwrap();
    lock.lock().unwrap();
    remove_old(tmp);
    if !folder.join("told.txt").exists() {
        let _ = fs::remove_dir_all(&folder);
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        let output = command.args(["demo", "--no-serve", "--data"]).arg(&folder).output().unwrap();
        fs::write(folder.join("told.txt"), Answer::of(&output).ok()).unwrap();
    }
    folder
}

/// Removes the districts of earlier programs, which no running test reads any more.
fn remove_old(tmp: &Path) {
    for entry in fs::read_dir(tmp).unwrap().map(Result::unwrap) {
        let age = entry.metadata().ok().and_then(|found| found.modified().ok()?.elapsed().ok());
        let is_old = age.is_some_and(|age| age > Duration::from_secs(3600));
        if is_old && entry.file_name().to_string_lossy().starts_with("demo-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
