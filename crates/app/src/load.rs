//! Importing ledgers: files in an order that lets one refer to another, each file all or nothing,
//! every row through the engine.

mod answer;
mod file;
pub(crate) mod found;
mod inner;
mod order;
pub(crate) mod row;
mod whose;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::{fs, io};

use fadu_engine::Rules;
use fadu_store::driver::Db;
use fadu_store::import_file::{ImportFile, import_file_delete, import_file_in_state, import_file_put};
use fadu_store::{StoreError, Txn};

pub use answer::{FaultLine, FileAnswer, Imported, Skipped};

use crate::{Catalog, District, Failure, Seat};
use file::Job;

/// What is to be imported, and how.
#[derive(Clone, Debug)]
pub struct ImportAsked {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Nothing is stored.
    pub check_only: bool,
    /// Rows without a fault are stored although others are faulty.
    pub partial: bool,
    /// Where faulty files are given back.
    pub returned: PathBuf,
    /// Who files them; none: the command line, for the organizations that the files name.
    pub by: Option<Seat>,
}

/// Whoever shows how far an import is.
pub trait Progress {
    /// A file begins; about how many rows it has.
    fn file(&mut self, name: &str, rows: u64);
    /// So many of its rows are done.
    fn rows(&mut self, done: u64);
    /// All is done.
    fn done(&mut self);
}

/// News from the writing thread.
pub(crate) enum News {
    File(String, u64),
    Rows(u64),
}

/// A file given as bytes, with the name it is called by.
pub(crate) struct Given {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Name of the file in the folder that is locked while an import goes on.
const LOCK: &str = "import.lock";

const BEGUN: &str = "begun";
const DONE: &str = "done";

impl District {
    /// Imports files and folders.
    pub fn import(&self, asked: &ImportAsked, progress: &mut dyn Progress) -> Result<Imported, Failure> {
        let mut given = Vec::new();
        for path in &asked.paths {
            for file in files_of(path)? {
                let bytes = fs::read(&file).map_err(|error| Failure::file(&file, error))?;
                given.push(Given { name: file.to_string_lossy().into_owned(), bytes });
            }
        }
        self.import_given(given, asked, progress)
    }

    /// Imports files that are in memory.
    pub(crate) fn import_given(
        &self,
        given: Vec<Given>,
        asked: &ImportAsked,
        progress: &mut dyn Progress,
    ) -> Result<Imported, Failure> {
        let jobs = order::jobs(given, &self.catalog.definitions);
        let answers = if asked.check_only {
            self.in_one(jobs, asked, progress)?
        } else {
            let _running = self.importing()?;
            self.mark(&jobs)?;
            let mut answers = Vec::new();
            for job in jobs {
                answers.push(self.one_file(job, asked, progress)?);
            }
            answers
        };
        progress.done();
        Ok(Imported { files: answers })
    }

    /// Checks all files in one transaction that is taken back, so that later ones see earlier ones.
    fn in_one(
        &self,
        jobs: Vec<Job>,
        asked: &ImportAsked,
        progress: &mut dyn Progress,
    ) -> Result<Vec<FileAnswer>, Failure> {
        let asked = asked.clone();
        self.in_transaction(progress, false, move |desk, txn| {
            jobs.into_iter().map(|job| file::run(desk, txn, job, &asked)).collect()
        })
    }

    fn one_file(
        &self,
        job: Job,
        asked: &ImportAsked,
        progress: &mut dyn Progress,
    ) -> Result<FileAnswer, Failure> {
        let asked = asked.clone();
        let done = self.entry(&job, DONE);
        let sm3 = job.sm3.clone();
        let answer = self.in_transaction(progress, true, move |desk, txn| {
            let answer = file::run(desk, txn, job, &asked)?;
            if answer.is_stored(&asked) {
                let done = ImportFile { records: answer.entered as i64, ..done };
                import_file_put(txn.db(), &txn.shared().keys, txn.district(), &done)?;
            }
            Ok(answer)
        })?;
        if !answer.stored {
            self.unmark(sm3)?;
        }
        Ok(answer)
    }

    /// Runs `body` in the writer's transaction, passing on news; keeps what it did if asked to and
    /// if the answer says that it stands.
    fn in_transaction<T: Kept + Send + 'static>(
        &self,
        progress: &mut dyn Progress,
        keep: bool,
        body: impl FnOnce(&Desk, &mut Txn<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let (sender, news) = channel();
        let desk = Desk {
            catalog: self.catalog.clone(),
            division: self.code().to_owned(),
            now: self.now(),
            news: sender,
        };
        let told = Arc::new(Mutex::new(None));
        let tell = told.clone();
        let result = std::thread::scope(|scope| {
            let writing = scope.spawn(move || {
                self.store.write_long(move |txn| {
                    let answer = body(&desk, txn)?;
                    let stands = keep && answer.stands();
                    put(&tell, answer);
                    if stands { Ok(()) } else { Err(StoreError::Invalid(TAKEN_BACK.into())) }
                })
            });
            show(&news, progress);
            writing.join()
        });
        let answer = told.lock().ok().and_then(|mut told| told.take());
        match (result, answer) {
            (Ok(Ok(())), Some(answer)) => Ok(answer),
            (Ok(Err(StoreError::Invalid(why))), Some(answer)) if why == TAKEN_BACK => Ok(answer),
            (Ok(Err(error)), _) => Err(error.into()),
            _ => Err(Failure::system("导入中断：程序内部错误，没有写入任何内容")),
        }
    }

    /// Held while files are imported; a process that dies lets go of it.
    fn importing(&self) -> Result<fs::File, Failure> {
        let path = self.store.shared().folder.join(LOCK);
        let lock = fs::File::create(&path).map_err(|error| Failure::file(&path, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(fs::TryLockError::WouldBlock) => Err(Failure::setup("另一个导入正在进行，请等它结束后重试")),
            Err(fs::TryLockError::Error(error)) => Err(Failure::file(&path, error)),
        }
    }

    fn entry(&self, job: &Job, state: &str) -> ImportFile {
        let (sm3, path) = (job.sm3.clone(), job.name.clone());
        ImportFile { sm3, path, state: state.into(), records: 0, at: self.now().to_string() }
    }

    /// Notes all files before the first begins, so that of each it can be told later what became of
    /// it. A file that is in already stays so, whatever happens.
    fn mark(&self, jobs: &[Job]) -> Result<(), Failure> {
        let files: Vec<ImportFile> = jobs.iter().map(|job| self.entry(job, BEGUN)).collect();
        Ok(self.store.write(move |txn| {
            let done = import_file_in_state(txn.db(), txn.district(), DONE)?;
            let new = files.iter().filter(|file| done.iter().all(|done| done.sm3 != file.sm3));
            for file in new {
                import_file_put(txn.db(), &txn.shared().keys, txn.district(), file)?;
            }
            Ok(())
        })?)
    }

    fn unmark(&self, sm3: String) -> Result<(), Failure> {
        let delete = move |txn: &mut Txn<'_>| import_file_delete(txn.db(), txn.district(), &sm3);
        Ok(self.store.write(delete)?)
    }

    /// What became of an import that was cut off: nothing of these files was stored, everything of
    /// those before them. It is told once.
    pub fn interrupted(&self) -> Result<Vec<String>, Failure> {
        let begun = |db: &Db| import_file_in_state(db, self.code(), BEGUN);
        if self.store.read(|reader| begun(reader.view.db))?.is_empty() {
            return Ok(Vec::new());
        }
        // Otherwise it is going on.
        let Ok(_lock) = self.importing() else { return Ok(Vec::new()) };
        let files = self.store.read(|reader| begun(reader.view.db))?;
        let told = files.clone();
        let forget = move |txn: &mut Txn<'_>| {
            told.iter().try_for_each(|file| import_file_delete(txn.db(), txn.district(), &file.sm3))
        };
        // On a full disk it is told again the next time.
        let _ = self.store.write(forget);
        let line =
            |file: ImportFile| format!("上次导入 {} 中断，其中的内容一条也没有写入，请重新导入", file.path);
        Ok(files.into_iter().map(line).collect())
    }
}

const TAKEN_BACK: &str = "taken back";

/// What the writing thread needs beside its transaction.
pub(crate) struct Desk {
    pub catalog: Catalog,
    pub division: String,
    pub now: fadu_base::Instant,
    news: Sender<News>,
}

impl Desk {
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            definitions: &self.catalog.definitions,
            calendar: &self.catalog.calendar,
            division: &self.division,
        }
    }

    pub(crate) fn tell(&self, news: News) {
        // Whoever shows progress may have gone; the import goes on.
        let _ = self.news.send(news);
    }
}

/// Whether what was done in a transaction is to stay.
pub(crate) trait Kept {
    fn stands(&self) -> bool;
}

impl Kept for FileAnswer {
    fn stands(&self) -> bool {
        self.stored
    }
}

impl Kept for Vec<FileAnswer> {
    fn stands(&self) -> bool {
        false
    }
}

fn put<T>(told: &Mutex<Option<T>>, answer: T) {
    if let Ok(mut told) = told.lock() {
        *told = Some(answer);
    }
}

fn show(news: &Receiver<News>, progress: &mut dyn Progress) {
    for news in news {
        match news {
            News::File(name, rows) => progress.file(&name, rows),
            News::Rows(done) => progress.rows(done),
        }
    }
}

/// A file, or the files of a folder that may be ledgers, by name.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut files: Vec<PathBuf> =
        entries.map_err(|error| Failure::file(path, error))?.iter().map(fs::DirEntry::path).collect();
    files.retain(|file| file.is_file() && is_ledger(file));
    files.sort();
    Ok(files)
}

fn is_ledger(path: &Path) -> bool {
    let known = ["xlsx", "xls", "ods", "csv", "xlsm"];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    known.contains(&&*ending) && !name.starts_with("~$") && !name.starts_with('.')
}
