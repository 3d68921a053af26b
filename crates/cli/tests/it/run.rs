//! Runs the program as a user does, in a folder of the test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Answer {
    pub fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// What was printed by a run that went well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// What was printed by a run that answered no: a refusal, a faulty file, a finding.
    #[track_caller]
    pub fn no(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        self.out
    }

    /// The sentence of a run that could not be made.
    #[track_caller]
    pub fn failed(self) -> String {
        assert_eq!((self.code, &*self.out), (Some(2), ""), "{self:?}");
        self.err
    }
}

/// A folder in which the program runs; it goes away with the test.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder; the name is for people who look at it.
    pub fn new(name: &str) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("{name}-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Copies a file or folder to a name in this one.
    pub fn copy(&self, from: &Path, name: &str) {
        copy(from, &self.path(name));
    }

    /// The program with arguments parted by spaces, ready to run here.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        command.args(line.split_whitespace()).current_dir(&self.0).stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn fadu(&self, line: &str) -> Answer {
        Answer::of(&self.command(line).output().unwrap())
    }

    /// A new district `d` of the reference district's code, with these of its ledgers.
    pub fn district(&self, ledgers: &[&str]) {
        self.fadu("init --data d --district 140502 --name 晋城市城区").ok();
        for name in ledgers {
            let name = format!("{name}_2020.xlsx");
            self.copy(&root().join("demo/140502").join(&name), &format!("ledgers/{name}"));
            self.fadu(&format!("import --data d ledgers/{name}")).ok();
        }
    }

    /// The number of records that a clean verification counted.
    #[track_caller]
    pub fn verified(&self, data: &str) -> u64 {
        let told = self.fadu(&format!("verify --data {data}")).ok();
        assert!(told.contains("流水、投影、附件完好"), "{told}");
        number_after(&told, "核验记录 ")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, fs::read(from).unwrap()).unwrap();
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The number that follows some words.
#[track_caller]
pub fn number_after(text: &str, words: &str) -> u64 {
    let rest = text.split(words).nth(1).unwrap_or_else(|| panic!("no “{words}” in {text}"));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// The rows of a CSV with a head, each as its cells.
pub fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}
