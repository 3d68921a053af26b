//! The district that is served, and what there is to ask of it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use fadu_app::Catalog;
use fadu_store::DATABASE;
use rusqlite::{Connection, OpenFlags, params};

use crate::http::client::{Answer, encoded};
use crate::http::load::found;
use crate::http::person::Person;
use crate::work::{Work, remove};
use crate::{Result, child, ledgers};

/// Addresses of a kind for each person.
pub type Paths = Vec<Vec<String>>;

/// Types with a list in the mix.
const TYPES: [&str; 6] =
    ["complaint", "application", "legal_consultation", "penalty_case", "village_visit", "report_clue"];
/// What people type into the search.
const WORDS: [&str; 8] =
    ["超市", "食品 退款", "婚姻家庭", "营业执照", "劳动争议", "东街", "物业", "罚款 超市"];

/// A data folder with so many records beside the reference ledgers, imported once for all runs.
pub fn made(work: &Work, records: usize) -> Result<PathBuf> {
    let data = work.path(&format!("http-{records}"));
    if data.join("made").exists() {
        return Ok(data);
    }
    let ledgers = work.path("http-ledgers");
    remove(&ledgers)?;
    ledgers::write(&Catalog::embedded()?.definitions, &ledgers, records)?;
    let data = work.copy(&format!("http-{records}"))?;
    let arguments = ["import", "--data", &data.to_string_lossy(), &ledgers.to_string_lossy()];
    child::run(&work.program, &arguments)?;
    remove(&ledgers)?;
    std::fs::write(data.join("made"), "")?;
    Ok(data)
}

fn open(data: &Path) -> Result<Connection> {
    let db = Connection::open_with_flags(data.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(db)
}

/// Whether the index of words has reached the journal.
pub fn is_indexed(data: &Path) -> Result<bool> {
    let sql = "SELECT coalesce((SELECT max(position) FROM search_state), 0) >= max(position) FROM journal";
    Ok(open(data)?.query_row(sql, [], |row| row.get(0))?)
}

/// The record of the receipt to which an action leads; anything else is a refusal.
pub fn of_receipt(answer: &Answer) -> Result<String> {
    let to = answer.location.as_deref().unwrap_or_default();
    let record = to.strip_prefix("/records/").and_then(|rest| rest.strip_suffix("/receipt"));
    Ok(record.ok_or_else(|| format!("not done: {} {}", answer.status, answer.body))?.to_owned())
}

/// To-do, lists, search and records: what each person asks for.
pub fn kinds(address: SocketAddr, persons: &[Person], data: &Path) -> Result<Vec<(&'static str, Paths)>> {
    let (records, numbers) = sample(data)?;
    let each = |paths: Vec<String>, most: usize| -> Result<Paths> {
        persons.iter().map(|person| found(address, person, paths.clone(), most)).collect()
    };
    let search = WORDS.iter().map(|word| (*word).to_owned()).chain(numbers);
    Ok(vec![
        ("to-do", each(todos(), usize::MAX)?),
        ("list", each(lists(), usize::MAX)?),
        ("list by text", each(lists_by_text(), usize::MAX)?),
        ("search", each(search.map(|typed| format!("/search?q={}", encoded(&typed))).collect(), usize::MAX)?),
        ("record", each(records.iter().map(|id| format!("/records/{id}")).collect(), 100)?),
    ])
}

fn todos() -> Vec<String> {
    let filters = ["", "", "", "?type=complaint", "?colour=%E7%BB%BF", "?after=2021-03-01+complaint/8"];
    filters.iter().map(|filter| format!("/work{filter}")).collect()
}

fn lists() -> Vec<String> {
    let filters = ["", "?from=2020-06-01&to=2020-06-30", "?after=2020-09-01+x"];
    let of = |ty: &str| filters.iter().map(|filter| format!("/lists/{ty}{filter}")).collect::<Vec<_>>();
    let steps = ["/lists/complaint?step=pending", "/lists/penalty_case?step=closed"].map(str::to_owned);
    TYPES.iter().flat_map(|ty| of(ty)).chain(steps).collect()
}

/// Texts that are frequent, rare, and nowhere.
fn lists_by_text() -> Vec<String> {
    let asked = [
        ("complaint", "respondent", "超市"),
        ("complaint", "respondent", "示例七号超市有限公司"),
        ("complaint", "respondent", "没有这样的单位"),
        ("application", "item_name", "营业执照"),
        ("penalty_case", "facts", "没有这样的事实"),
    ];
    let path =
        |(ty, field, text): &(&str, &str, &str)| format!("/lists/{ty}?field={field}&text={}", encoded(text));
    asked.iter().map(path).collect()
}

/// Records taken evenly from all, and numbers of such.
fn sample(data: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let db = open(data)?;
    let last: i64 = db.query_row("SELECT max(rowid) FROM record", [], |row| row.get(0))?;
    let (mut records, mut numbers) = (Vec::new(), Vec::new());
    for n in 1..4_000 {
        let sql = "SELECT id, no FROM record WHERE rowid = ?1";
        let row = db.query_row(sql, params![n * 7919 % last + 1], |row| Ok((row.get(0)?, row.get(1)?)));
        let Ok((id, no)) = row else { continue };
        let (id, no): (String, Option<String>) = (id, no);
        records.push(id);
        numbers.extend(no.filter(|_| numbers.len() < 16));
    }
    Ok((records, numbers))
}
