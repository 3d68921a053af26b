//! Sixteen clients at once, each on a connection of its own, each asking as soon as it was answered.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::client::{Answer, Client};
use crate::http::person::Person;
use crate::http::served::{Served, processor};

/// Clients.
pub const CLIENTS: usize = 16;

/// What sixteen clients saw.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Seconds of each request, in order of length.
    times: Vec<f64>,
    /// Wall seconds.
    pub wall: f64,
    /// Longest answer in bytes.
    pub largest: usize,
    /// Address of the longest answer.
    pub largest_at: String,
    /// Processor seconds of the server.
    pub server: f64,
    /// Processor seconds of the clients.
    pub client: f64,
}

impl Seen {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.wall
    }

    /// Milliseconds within which a share of the requests was answered.
    pub fn within(&self, share: f64) -> f64 {
        let at = (self.times.len() as f64 * share) as usize;
        self.times.get(at.min(self.times.len().saturating_sub(1))).map_or(0.0, |seconds| seconds * 1e3)
    }

    /// Processor milliseconds of the server for each request.
    pub fn cost(&self) -> f64 {
        self.server * 1e3 / self.times.len().max(1) as f64
    }

    /// In words: how many requests, and the shares of all cores that server and clients took.
    pub fn shares(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
        let share = |seconds: f64| seconds / self.wall / cores * 100.0;
        format!("server {:.0} %, clients {:.0} %", share(self.server), share(self.client))
    }
}

/// What a client asks for next, by its number and that of the request; none: it is done.
pub type Next<'n> =
    dyn Fn(&mut Client, &Person, usize, usize) -> Result<Option<(Answer, String)>> + Sync + 'n;

/// Runs sixteen clients until each is done or so many seconds are over.
pub fn run(served: &Served, persons: &[Person], seconds: f64, next: &Next<'_>) -> Result<Seen> {
    let start = Barrier::new(CLIENTS + 1);
    let (mut before, mut begun) = ((0.0, 0.0), Instant::now());
    let mut all = Seen::default();
    std::thread::scope(|scope| -> Result<()> {
        let client = |number: usize| {
            let person = &persons[number % persons.len()];
            let start = &start;
            scope.spawn(move || {
                let ready = person.client(served.address);
                start.wait();
                one(ready.map_err(|error| error.to_string())?, person, (number, seconds), next)
                    .map_err(|error| error.to_string())
            })
        };
        let threads: Vec<_> = (0..CLIENTS).map(client).collect();
        before = (served.processor()?, processor("self")?);
        start.wait();
        begun = Instant::now();
        for thread in threads {
            let seen = thread.join().map_err(|_| "a client died")??;
            all.times.extend(seen.times);
            if seen.largest > all.largest {
                (all.largest, all.largest_at) = (seen.largest, seen.largest_at);
            }
        }
        Ok(())
    })?;
    all.wall = begun.elapsed().as_secs_f64();
    all.server = served.processor()? - before.0;
    all.client = processor("self")? - before.1;
    all.times.sort_by(f64::total_cmp);
    Ok(all)
}

fn one(
    mut client: Client,
    person: &Person,
    (number, seconds): (usize, f64),
    next: &Next<'_>,
) -> Result<Seen> {
    let mut seen = Seen::default();
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    let mut turn = 0;
    loop {
        let begun = Instant::now();
        if begun >= end {
            return Ok(seen);
        }
        let Some((answer, address)) = next(&mut client, person, number, turn)? else { return Ok(seen) };
        seen.times.push(begun.elapsed().as_secs_f64());
        if answer.body.len() > seen.largest {
            (seen.largest, seen.largest_at) = (answer.body.len(), address);
        }
        turn += 1;
    }
}

/// One address after another, for each client from another on; anything but a page is an error.
pub fn pages(served: &Served, persons: &[Person], seconds: f64, paths: &[Vec<String>]) -> Result<Seen> {
    run(served, persons, seconds, &|client, _, number, turn| {
        let own = &paths[number % paths.len()];
        let path = &own[(turn + number * 17) % own.len()];
        let answer = client.get(path)?;
        match answer.status {
            200 => Ok(Some((answer, path.clone()))),
            status => Err(format!("{path}: {status}").into()),
        }
    })
}

/// The address of a site, for what is asked before the load.
pub fn found(address: SocketAddr, person: &Person, paths: Vec<String>, most: usize) -> Result<Vec<String>> {
    let mut client = person.client(address)?;
    let mut found = Vec::new();
    for path in paths {
        if found.len() == most {
            break;
        }
        if client.get(&path)?.status == 200 {
            found.push(path);
        }
    }
    Ok(found)
}
