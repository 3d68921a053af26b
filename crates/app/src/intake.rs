//! Workbooks sent in by an official: checked first, entered when they confirm. The way is that of
//! `fadu import`; only one goes at a time. What was sent lies in the data folder until it is entered
//! or given up, and is thrown away when the server starts anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use crate::load::{Given, ImportAsked, Imported, Progress};
use crate::{AccountKind, District, Ended, Failure, Seat};

/// Name of the folder of what was sent.
const FOLDER: &str = "intake";
/// Most workbooks sent together.
pub const WORKBOOKS: usize = 20;
/// Endings of ledgers.
const ENDINGS: [&str; 5] = ["xlsx", "xls", "xlsm", "ods", "csv"];

/// What was sent in, and how far it is.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Names of the files.
    pub files: Vec<String>,
    /// How far it is.
    pub stage: Stage,
    /// The file under way, its rows (about) and those done.
    pub progress: (String, u64, u64),
    /// What the check or the import answered.
    pub answer: Imported,
    /// Whether faulty rows are left out, as the person chose; a check tells of all.
    partial: bool,
}

/// How far an intake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Sent after the session had ended: it waits until the person has signed in again.
    Kept,
    /// Being checked.
    Checking,
    /// Checked; it waits to be confirmed.
    Checked,
    /// Being entered.
    Entering,
    /// Entered, or given back.
    Done,
    /// It could not be done: why.
    Failed(String),
}

/// All intakes, one for each person.
#[derive(Default)]
pub(crate) struct Intakes {
    held: Mutex<BTreeMap<String, Held>>,
    /// Held by the one that is checked or entered.
    turn: Mutex<()>,
}

struct Held {
    folder: PathBuf,
    seen: Arc<Mutex<Intake>>,
}

impl Intakes {
    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, seat: &Seat) -> Option<(PathBuf, Arc<Mutex<Intake>>)> {
        self.held().get(&seat.person).map(|held| (held.folder.clone(), held.seen.clone()))
    }
}

impl District {
    /// Whether somebody in a capacity may file ledgers at all.
    pub fn intake_may(&self, seat: &Seat) -> bool {
        let defs = self.catalog.definitions.types.values().flatten();
        let mut filed = defs.flat_map(|def| {
            def.imports.iter().filter_map(|import| def.actions.get(usize::from(import.action)))
        });
        seat.appointment.is_some() && filed.any(|action| action.by.iter().any(|by| *by.role == *seat.role))
    }

    /// Takes workbooks in; what the person had sent before and not had entered is given up.
    /// [`District::intake_check`] checks them.
    pub fn intake_send(&self, seat: &Seat, files: Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
        if !self.intake_may(seat) {
            return Err(Failure::setup("您现在的任职不能报送台账，请换用填报人员的任职"));
        }
        self.take_in(&seat.person, files, Stage::Checking)
    }

    /// Keeps workbooks sent after the session had ended, for their person alone; gives whether they
    /// are kept: nothing of those who may not file ledgers in any capacity of today.
    pub fn intake_keep(&self, ended: &Ended, files: Vec<(String, Vec<u8>)>) -> Result<bool, Failure> {
        let today = self.now().date();
        let seats = self.store.read(|reader| self.seats_on(reader, &ended.person, today))?;
        if ended.kind != AccountKind::Staff || !seats.iter().any(|seat| self.intake_may(seat)) {
            return Ok(false);
        }
        self.take_in(&ended.person, files, Stage::Kept).map(|()| true)
    }

    /// Goes on with what was kept; gives whether it may now be checked.
    pub fn intake_resume(&self, seat: &Seat) -> bool {
        let Some((_, seen)) = self.intakes.of(seat).filter(|_| self.intake_may(seat)) else { return false };
        let mut seen = lock(&seen);
        let is_kept = seen.stage == Stage::Kept;
        if is_kept {
            seen.stage = Stage::Checking;
        }
        is_kept
    }

    fn take_in(&self, person: &str, files: Vec<(String, Vec<u8>)>, stage: Stage) -> Result<(), Failure> {
        let files = named(files)?;
        self.give_up(person)?;
        let root = self.store.shared().folder.join(FOLDER);
        let folder = root.join(uuid::Uuid::now_v7().simple().to_string());
        let mut held = self.intakes.held();
        fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
        for (name, bytes) in &files {
            let path = folder.join(name);
            fs::write(&path, bytes).map_err(|error| Failure::file(&path, error))?;
        }
        let intake = Intake {
            files: files.into_iter().map(|(name, _)| name).collect(),
            stage,
            progress: Default::default(),
            answer: Imported::default(),
            partial: true,
        };
        held.insert(person.to_owned(), Held { folder, seen: Arc::new(Mutex::new(intake)) });
        Ok(())
    }

    /// Throws away what an earlier run of the program left, for the server to call at its start.
    pub fn intake_clear(&self) -> Result<(), Failure> {
        let held = self.intakes.held();
        if held.is_empty() { removed(&self.store.shared().folder.join(FOLDER)) } else { Ok(()) }
    }

    /// What the person sent and how far it is.
    pub fn intake(&self, seat: &Seat) -> Option<Intake> {
        let (_, seen) = self.intakes.of(seat)?;
        Some(lock(&seen).clone())
    }

    /// Checks what the person sent; nothing is stored. It may take minutes.
    pub fn intake_check(&self, seat: &Seat) -> Result<(), Failure> {
        self.run_intake(seat, true)
    }

    /// Notes that the person wants it entered, without the rows that are faulty if `partial`; gives
    /// whether it may now be entered with [`District::intake_enter`].
    pub fn intake_confirm(&self, seat: &Seat, partial: bool) -> bool {
        let Some((_, seen)) = self.intakes.of(seat) else { return false };
        let mut seen = lock(&seen);
        let sound = seen.answer.refused() == 0;
        let fits = seen.stage == Stage::Checked && seen.answer.entered() > 0 && (sound || partial);
        if fits {
            seen.stage = Stage::Entering;
            seen.partial = partial;
        }
        fits
    }

    /// Enters what was confirmed. It may take minutes.
    pub fn intake_enter(&self, seat: &Seat, address: &str) -> Result<(), Failure> {
        let Some((_, seen)) = self.intakes.of(seat) else { return Ok(()) };
        let _unfinished = Unfinished(seen);
        self.audit_add(seat, address, ("import", "workbooks"), "ok")?;
        self.run_intake(seat, false)
    }

    /// The workbook with its column of errors.
    pub fn intake_returned(&self, seat: &Seat, at: usize) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let Some((_, seen)) = self.intakes.of(seat) else { return Ok(None) };
        let path = lock(&seen).answer.files.get(at).and_then(|file| file.returned.clone());
        let Some(path) = path else { return Ok(None) };
        let bytes = fs::read(&path).map_err(|error| Failure::file(&path, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some((name, bytes)))
    }

    /// Gives up what was sent, unless it is being entered.
    pub fn intake_drop(&self, seat: &Seat) -> Result<(), Failure> {
        self.give_up(&seat.person)
    }

    fn give_up(&self, person: &str) -> Result<(), Failure> {
        let mut held = self.intakes.held();
        let Some(known) = held.get(person) else { return Ok(()) };
        if matches!(lock(&known.seen).stage, Stage::Checking | Stage::Entering) {
            return Err(Failure::setup("上一次报送还在处理，请等它结束"));
        }
        let folder = known.folder.clone();
        held.remove(person);
        removed(&folder)
    }

    fn run_intake(&self, seat: &Seat, check_only: bool) -> Result<(), Failure> {
        let Some((folder, seen)) = self.intakes.of(seat) else { return Ok(()) };
        let _unfinished = Unfinished(seen.clone());
        let done = {
            let _turn = self.intakes.turn.lock().unwrap_or_else(PoisonError::into_inner);
            self.imported(seat, &folder, &seen, check_only)
        };
        let mut seen = lock(&seen);
        match done {
            Ok(answer) => {
                seen.answer = answer;
                seen.stage = if check_only { Stage::Checked } else { Stage::Done };
            }
            Err(failure) => seen.stage = Stage::Failed(failure.what),
        }
        let returns = seen.answer.files.iter().any(|file| file.returned.is_some());
        if seen.stage == Stage::Done && !returns { removed(&folder) } else { Ok(()) }
    }

    fn imported(
        &self,
        seat: &Seat,
        folder: &Path,
        seen: &Arc<Mutex<Intake>>,
        check_only: bool,
    ) -> Result<Imported, Failure> {
        let (names, partial) = {
            let seen = lock(seen);
            (seen.files.clone(), seen.partial)
        };
        let mut given = Vec::new();
        for name in names {
            let path = folder.join(&name);
            let bytes = fs::read(&path).map_err(|error| Failure::file(&path, error))?;
            given.push(Given { name, bytes });
        }
        let asked = ImportAsked {
            paths: Vec::new(),
            check_only,
            partial,
            returned: folder.join("returned"),
            by: Some(seat.clone()),
        };
        self.import_given(given, &asked, &mut Shown(seen.clone()))
    }
}

/// Whatever ends the work on what was sent, it does not stay under way.
struct Unfinished(Arc<Mutex<Intake>>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut seen = lock(&self.0);
        if matches!(seen.stage, Stage::Checking | Stage::Entering) {
            seen.stage = Stage::Failed("处理中断，没有记入任何内容，请重新报送".to_owned());
        }
    }
}

fn lock(seen: &Mutex<Intake>) -> MutexGuard<'_, Intake> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

fn removed(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(folder, error)),
        _ => Ok(()),
    }
}

/// The files under names that can stand in the folder, each name once.
fn named(files: Vec<(String, Vec<u8>)>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if files.is_empty() {
        return Err(Failure::setup("请选择要报送的台账文件"));
    }
    if files.len() > WORKBOOKS {
        return Err(Failure::setup(format!("一次最多报送 {WORKBOOKS} 个文件，请分次报送")));
    }
    let mut named: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, bytes) in files {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = last.chars().filter(|c| !c.is_control()).take(80).collect();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        if name.starts_with('.') || !ENDINGS.contains(&&*ending) {
            return Err(Failure::setup(format!("“{name}”不是表格文件，请报送 xlsx、xls、ods 或 csv 文件")));
        }
        if named.iter().any(|(known, _)| *known == name) {
            return Err(Failure::setup(format!("有两个文件都叫“{name}”，请改名后重新报送")));
        }
        named.push((name, bytes));
    }
    Ok(named)
}

/// Keeps how far an import is.
struct Shown(Arc<Mutex<Intake>>);

impl Progress for Shown {
    fn file(&mut self, name: &str, rows: u64) {
        lock(&self.0).progress = (name.to_owned(), rows, 0);
    }

    fn rows(&mut self, done: u64) {
        lock(&self.0).progress.2 = done;
    }

    fn done(&mut self) {}
}

#[cfg(test)]
mod test;
