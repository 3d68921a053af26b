//! The pages and the actions of the workbench through HTTP, with sixteen clients on the same machine, on a
//! district with many records in the mix of the ledgers.

mod client;
mod load;
mod person;
mod served;
mod territory;

use std::path::Path;
use std::time::Duration;

use crate::Result;
use crate::http::load::{CLIENTS, Seen, pages, run as load};
use crate::http::person::Person;
use crate::http::served::Served;
use crate::table::Line;
use crate::work::Work;

/// Milliseconds within which half of the pages must be answered.
const HALF: f64 = 15.0;
/// Milliseconds within which nineteen of twenty must be.
const MOST: f64 = 60.0;
/// KB that a page may have.
const SIZE: f64 = 60.0;
/// Durable actions a second.
const ACTIONS: f64 = 1_500.0;
/// MB that the program may hold while nobody asks.
const MEMORY: f64 = 80.0;
/// Seconds until it is ready.
const START: f64 = 0.3;
/// Seconds of each kind of page.
const SECONDS: f64 = 10.0;
/// Seconds that actions are given at most.
const ENOUGH: f64 = 600.0;
/// Complaints that each client registers, and then supplements.
const OWN: usize = 200;
/// Who asks for pages: three handlers, who also enter, an officer, the head of a department, the bureau, a
/// supervisor, a legal reviewer.
const WHO: [&str; 8] = ["chengban", "chengban2", "shenpi", "zhifa", "juzhang", "sifa", "ducha", "fazhi"];
/// The first so many of them enter.
const ENTER: usize = 3;

/// Serves a district of so many records and asks it for everything.
pub fn run(work: &Work, records: usize) -> Result<Vec<Line>> {
    let data = territory::made(work, records)?;
    let mut lines = start(&work.program, &data, records)?;
    let served = Served::start(&work.program, &data, true)?;
    lines.push(index(&data, records)?);
    let entered = |login: &&str| {
        let account = served.accounts.iter().find(|account| account.login == **login);
        Person::new(served.address, account.ok_or_else(|| format!("no trial account {login}"))?)
    };
    let persons = WHO.iter().map(entered).collect::<Result<Vec<_>>>()?;
    lines.extend(actions(&served, &persons[..ENTER], records)?);
    lines.extend(looks(&served, &persons, &data, records)?);
    std::thread::sleep(Duration::from_secs(5));
    lines.push(Line::at_most(&format!("memory after the load, {records}"), served.memory()?, MEMORY, "MB"));
    Ok(lines)
}

/// How fast it is ready, and what it holds then.
fn start(program: &Path, data: &Path, records: usize) -> Result<Vec<Line>> {
    // Once before: the first start makes what the tables want.
    drop(Served::start(program, data, false)?);
    let served = Served::start(program, data, false)?;
    std::thread::sleep(Duration::from_secs(3));
    let cost = served.processor()?;
    Ok(vec![
        Line::at_most(&format!("start with {records} records"), served.ready, START, "s"),
        Line::told("start, processor time in three seconds", cost, "s"),
        Line::at_most(&format!("idle memory, {records} records"), served.memory()?, MEMORY, "MB"),
    ])
}

/// Waits until the index of words has reached the journal.
fn index(data: &Path, records: usize) -> Result<Line> {
    let begun = std::time::Instant::now();
    while !territory::is_indexed(data)? {
        std::thread::sleep(Duration::from_millis(200));
    }
    let name = format!("words of {records} records indexed after the start");
    Ok(Line::told(&name, begun.elapsed().as_secs_f64(), "s"))
}

/// Complaints registered, and supplemented, each client its own.
fn actions(served: &Served, persons: &[Person], records: usize) -> Result<Vec<Line>> {
    let made = std::sync::Mutex::new(vec![Vec::new(); CLIENTS]);
    let registered = load(served, persons, ENOUGH, &|client, person, number, turn| {
        if turn == OWN {
            return Ok(None);
        }
        let respondent = format!("示例{number}号超市有限公司{turn}");
        let facts = format!("在该店购买的食品已过保质期，要求退款（第 {turn} 件）");
        let pairs = [
            ("csrf", &*person.csrf),
            ("step", "confirm"),
            ("f.received_on", "2021-02-18"),
            ("f.complainant_name", "王示例"),
            ("f.phone", "13900000000"),
            ("f.respondent", &respondent),
            ("f.facts", &facts),
        ];
        let answer = client.parts("/new/complaint/register", &pairs)?;
        let record = territory::of_receipt(&answer)?;
        made.lock().map_err(|_| "poisoned")?[number].push(record);
        Ok(Some((answer, "register".to_owned())))
    })?;
    let made = made.into_inner().map_err(|_| "poisoned")?;
    let supplemented = load(served, persons, ENOUGH, &|client, person, number, turn| {
        let Some(record) = made[number].get(turn) else { return Ok(None) };
        let pairs = [
            ("csrf", &*person.csrf),
            ("step", "confirm"),
            ("f.order_no", "A20210218"),
            ("f.amount", "39.90"),
        ];
        let answer = client.parts(&format!("/records/{record}/do/supplement"), &pairs)?;
        territory::of_receipt(&answer)?;
        Ok(Some((answer, "supplement".to_owned())))
    })?;
    let line = |name: &str, seen: &Seen| {
        let name =
            format!("action {name}, {records} records ({:.2} ms server, {})", seen.cost(), seen.shares());
        Line::at_least(&name, seen.rate(), ACTIONS, "/s")
    };
    Ok(vec![line("complaint.register", &registered), line("complaint.supplement", &supplemented)])
}

/// Each kind of page, then all of them mixed.
fn looks(served: &Served, persons: &[Person], data: &Path, records: usize) -> Result<Vec<Line>> {
    let kinds = territory::kinds(served.address, persons, data)?;
    let mut lines = Vec::new();
    let mut mix: Vec<Vec<String>> = vec![Vec::new(); persons.len()];
    for (name, paths) in &kinds {
        for (mixed, own) in mix.iter_mut().zip(paths) {
            mixed.extend(own.iter().cycle().take(40).cloned());
        }
        lines.extend(told(name, &pages(served, persons, SECONDS, paths)?, records));
    }
    mix.iter_mut().for_each(|own| own.sort_by_key(|path| fnv(path)));
    lines.extend(told("all mixed", &pages(served, persons, SECONDS, &mix)?, records));
    Ok(lines)
}

/// A number that mixes addresses, always in the same way.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn told(name: &str, seen: &Seen, records: usize) -> Vec<Line> {
    let of = format!("{name}, {records} records");
    let cost = format!("{of}: requests ({:.2} ms server, {})", seen.cost(), seen.shares());
    eprintln!("{of}: largest {}", seen.largest_at);
    vec![
        Line::at_most(&format!("{of}, p50"), seen.within(0.5), HALF, "ms"),
        Line::at_most(&format!("{of}, p95"), seen.within(0.95), MOST, "ms"),
        Line::at_most(&format!("{of}, longest page"), seen.largest as f64 / 1e3, SIZE, "KB"),
        Line::told(&cost, seen.rate(), "/s"),
    ]
}
