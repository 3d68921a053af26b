//! One file: its sheets in an order that lets one refer to another, its rows through the engine.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use fadu_base::{Name, RecordId};
use fadu_definition::RefusalKind;
use fadu_engine::Decision;
use fadu_import::{Fault, ImportRow, Ledger, Outcome, Problem, Role, resolve};
use fadu_store::{Result, Source, StoreError, Txn};

use super::answer::{FaultLine, FileAnswer, Skipped};
use super::found::{Finder, Memo};
use super::{Desk, ImportAsked, News, inner, order, row, whose};
use crate::decide::decided;
use crate::{Seat, outbox};

/// A file in the order of import.
pub(crate) struct Job {
    pub name: String,
    pub sm3: String,
    /// The file, open; or why it cannot be opened.
    pub ledger: std::result::Result<Ledger, Box<Fault>>,
    /// Types of which it gives records.
    pub gives: BTreeSet<Name>,
    /// Types to which its records refer.
    pub needs: BTreeSet<Name>,
}

/// How many rows pass between two pieces of news.
const NEWS_EVERY: u64 = 200;

/// Converted rows go to the deciding thread in batches of so many: waking it for each costs more
/// than the row.
const BATCH: usize = 64;

/// How many batches may wait to be decided.
const BATCHES_AHEAD: usize = 8;

/// Imports a file in the writer's transaction. What it answers says whether it is to stay.
pub(crate) fn run(desk: &Desk, txn: &mut Txn<'_>, job: Job, asked: &ImportAsked) -> Result<FileAnswer> {
    let mut answer = FileAnswer { name: short(&job.name), ..FileAnswer::default() };
    let mut ledger = match job.ledger {
        Ok(ledger) => ledger,
        Err(fault) => {
            answer.faults.push(told(&fault));
            answer.lines.push(line(&fault));
            return Ok(answer);
        }
    };
    let rows = u64::from(ledger.rows_about());
    txn.expect_rows(&job.gives, rows)?;
    desk.tell(News::File(answer.name.clone(), rows));
    answer.skipped = skipped(&ledger);
    let mut faults = ledger.faults();
    let org = whose::filed_by(txn, &answer.name)?;
    if let Some(fault) = whose::of_others(&ledger, &answer.name, asked.by.as_ref(), org.as_ref()) {
        answer.faults.push(told(&fault));
        answer.lines.push(line(&fault));
        return Ok(answer);
    }
    let mut entry = Entry {
        desk,
        txn,
        org,
        by: asked.by.as_ref(),
        memo: Memo::default(),
        referred: referred_within(&ledger),
        given: HashSet::new(),
        faults: Vec::new(),
        done: 0,
    };
    for sheet in sheets(&ledger) {
        entry.sheet(&mut ledger, sheet, &mut answer)?;
    }
    faults.append(&mut entry.faults);
    faults.extend(ledger.finish());
    answer.faults = faults.iter().map(told).collect();
    answer.lines = faults.iter().map(line).collect();
    if !faults.is_empty() && (!asked.check_only || asked.by.is_some()) {
        answer.returned = give_back(&mut ledger, &faults, &asked.returned, &answer.name)?;
    }
    answer.stored = answer.is_stored(asked);
    if !answer.stored && !asked.check_only {
        (answer.entered, answer.known) = (0, 0);
    }
    Ok(answer)
}

/// What entering rows needs.
struct Entry<'a, 't> {
    desk: &'a Desk,
    txn: &'a mut Txn<'t>,
    org: Option<RecordId>,
    /// Who files it; none: the command line.
    by: Option<&'a Seat>,
    memo: Memo,
    /// Types of this file to which rows of it refer, and their records so far.
    referred: BTreeSet<Name>,
    given: HashSet<RecordId>,
    faults: Vec<Fault>,
    done: u64,
}

impl Entry<'_, '_> {
    /// One thread reads and converts the rows of a sheet, this one decides and stores them.
    fn sheet(&mut self, ledger: &mut Ledger, sheet: usize, answer: &mut FileAnswer) -> Result<()> {
        if inner::names_itself(&ledger.sheets()[sheet].role) {
            let rows = inner::sorted(ledger.rows(sheet).collect());
            return rows.into_iter().try_for_each(|outcome| self.outcome(outcome, answer));
        }
        std::thread::scope(|scope| {
            let (send, batches) = sync_channel::<Vec<Outcome>>(BATCHES_AHEAD);
            scope.spawn(move || {
                let mut rows = ledger.rows(sheet);
                loop {
                    let batch: Vec<Outcome> = rows.by_ref().take(BATCH).collect();
                    // A receiver that is gone has met an error of the store and says so itself.
                    if batch.is_empty() || send.send(batch).is_err() {
                        return;
                    }
                }
            });
            batches.into_iter().flatten().try_for_each(|outcome| self.outcome(outcome, answer))
        })
    }

    fn outcome(&mut self, outcome: Outcome, answer: &mut FileAnswer) -> Result<()> {
        self.done += 1;
        if self.done.is_multiple_of(NEWS_EVERY) {
            self.desk.tell(News::Rows(self.done));
        }
        match outcome {
            Outcome::Record(row) => self.record(*row, answer)?,
            Outcome::Duplicate { .. } => answer.known += 1,
            Outcome::Faulty { faults, .. } => self.faults.extend(faults),
            Outcome::Broken(fault) => self.faults.push(fault),
            Outcome::Other { row, says } => answer.note_other(row, &says),
            Outcome::Attached { .. } | Outcome::Held { .. } => {}
        }
        Ok(())
    }

    fn record(&mut self, mut row: ImportRow, answer: &mut FileAnswer) -> Result<()> {
        if let Err(faults) = self.resolve(&mut row)? {
            self.faults.extend(faults);
            return Ok(());
        }
        let id = row::record_id(&row);
        if self.referred.contains(id.ty()) {
            self.given.insert(id.clone());
        }
        let known = self.txn.load(&id)?;
        let command = row::command(&row, &id, self.org.as_ref(), self.by, self.desk.now);
        match decided(&self.desk.rules(), None, &command, self.txn)? {
            Decision::Done(changes) => match known {
                None => {
                    self.memo.forget(id.ty());
                    outbox::append(&self.desk.rules(), self.txn, changes)?;
                    answer.entered += 1;
                    *answer.types.entry(row.def().name.clone()).or_default() += 1;
                }
                Some(known) if row::is_same(&known, &changes) => answer.known += 1,
                Some(_) => self.faults.push(conflict(&row)),
            },
            Decision::Refused { refusal, .. } => self.faults.extend(row::faults(&row, &refusal.reasons)),
            Decision::Ask(_) => return Err(StoreError::Internal("办理规程的查询没有答案".into())),
        }
        Ok(())
    }

    /// Puts records in place of the names of a row, or says which are not found.
    fn resolve(&mut self, row: &mut ImportRow) -> Result<std::result::Result<(), Vec<Fault>>> {
        let mut finder = Finder {
            view: self.txn.view(),
            definitions: &self.desk.catalog.definitions,
            memo: &mut self.memo,
            today: self.desk.now.date(),
            given: &self.given,
            failed: None,
        };
        let found = resolve(row, row::day(row), &mut finder);
        match finder.failed {
            Some(error) => Err(error),
            None => Ok(found),
        }
    }
}

impl FileAnswer {
    /// Rows meant for none of the imports of their sheet are told once, not hidden.
    fn note_other(&mut self, row: u32, says: &str) {
        let why = format!("第{row}行等：“{says}”不属于已启用的业务");
        if !self.skipped.iter().any(|skipped| skipped.why.ends_with("不属于已启用的业务")) {
            self.skipped.push(Skipped { sheet: String::new(), why });
        }
    }
}

fn conflict(row: &ImportRow) -> Fault {
    let import = row.import();
    let rule = import.conflict.as_deref().unwrap_or("conflict");
    let what = format!("编号“{}”的记录已经存在，内容不同", row.key.join("、"));
    let problem = Problem::new(RefusalKind::Conflict, rule, what, "请核对；要更正已有记录，请办理更正");
    row.fault(import.key.last().map(AsRef::as_ref), None, problem)
}

fn gives(role: &Role) -> BTreeSet<Name> {
    order::routes(role).iter().map(|route| route.def.id.clone()).collect()
}

fn needs(role: &Role) -> BTreeSet<Name> {
    order::routes(role).iter().flat_map(|route| order::referred(route)).collect()
}

/// The types of a file to which rows of the same file refer.
fn referred_within(ledger: &Ledger) -> BTreeSet<Name> {
    let of = |types: fn(&Role) -> BTreeSet<Name>| -> BTreeSet<Name> {
        ledger.sheets().iter().flat_map(|sheet| types(&sheet.role)).collect()
    };
    of(gives).intersection(&of(needs)).cloned().collect()
}

/// The sheets in an order that lets one refer to another.
fn sheets(ledger: &Ledger) -> Vec<usize> {
    let sheets = ledger.sheets();
    let mut left: Vec<usize> = (0..sheets.len()).collect();
    let mut sorted = Vec::new();
    while !left.is_empty() {
        let waits = |at: usize| {
            let (own, wanted) = (gives(&sheets[at].role), needs(&sheets[at].role));
            let others = left.iter().filter(|other| **other != at);
            others
                .flat_map(|other| gives(&sheets[*other].role))
                .any(|ty| wanted.contains(&ty) && !own.contains(&ty))
        };
        let next = left.iter().position(|at| !waits(*at)).unwrap_or(0);
        sorted.push(left.remove(next));
    }
    sorted
}

fn skipped(ledger: &Ledger) -> Vec<Skipped> {
    let skipped = ledger.sheets().iter().filter_map(|sheet| match &sheet.role {
        Role::Skipped(why) => Some(Skipped { sheet: sheet.name.to_string(), why: why.clone() }),
        _ => None,
    });
    skipped.collect()
}

fn told(fault: &Fault) -> String {
    format!("{} {fault}", crate::words::kind(fault.problem.kind))
}

fn line(fault: &Fault) -> FaultLine {
    let Fault { place, problem } = fault;
    FaultLine {
        sheet: place.sheet.as_deref().unwrap_or_default().to_owned(),
        row: place.row,
        column: place.column.as_deref().unwrap_or_default().to_owned(),
        what: problem.what.clone(),
        rule: problem.rule.clone(),
        remedy: problem.remedy.clone(),
    }
}

fn short(name: &str) -> String {
    Path::new(name).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Writes the file with its column of errors; a file that cannot be read to its end has none.
fn give_back(ledger: &mut Ledger, faults: &[Fault], folder: &Path, name: &str) -> Result<Option<PathBuf>> {
    let Ok(returned) = ledger.returned(faults) else { return Ok(None) };
    let doing = || format!("写退回文件到 {}", folder.display());
    std::fs::create_dir_all(folder).map_err(StoreError::io(doing()))?;
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
    let path = folder.join(format!("{stem}_退回.{}", returned.extension));
    std::fs::write(&path, returned.bytes).map_err(StoreError::io(doing()))?;
    Ok(Some(path))
}
