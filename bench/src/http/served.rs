//! `fadu serve` as a child process: how fast it is ready, what memory and processor time it takes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::client::Client;

/// Ticks of the processor clock in a second: what Linux tells programs on every machine.
const TICKS: f64 = 100.0;

/// A trial account as the program prints it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// Secret of its codes, base32.
    pub secret: String,
}

/// The program while it serves; it ends with this.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Accounts to sign in with, if they were asked for.
    pub accounts: Vec<Account>,
    /// Seconds from its start until it is ready.
    pub ready: f64,
    // Were it closed, the program could not print any more.
    _printed: BufReader<ChildStdout>,
}

impl Served {
    /// Starts it on a data folder, with trial accounts or without.
    pub fn start(program: &Path, data: &Path, trial: bool) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        if trial {
            command.arg("--trial");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let begun = Instant::now();
        let mut child = command.spawn()?;
        let printed = child.stdout.take().ok_or("no output")?;
        let mut served = Self {
            child,
            address: ([127, 0, 0, 1], 0).into(),
            accounts: Vec::new(),
            ready: 0.0,
            _printed: BufReader::new(printed),
        };
        served.read_start()?;
        served.wait(begun)?;
        Ok(served)
    }

    /// Reads what it prints up to its address.
    fn read_start(&mut self) -> Result<()> {
        let mut line = String::new();
        loop {
            line.clear();
            if self._printed.read_line(&mut line)? == 0 {
                return Err("fadu serve ended".into());
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [login, password, secret] = words[..] {
                let [login, password, secret] = [login, password, secret].map(str::to_owned);
                self.accounts.push(Account { login, password, secret });
            }
            let address = words.iter().find_map(|word| word.strip_prefix("http://"));
            if let Some(address) = address.and_then(|address| address.split('/').next()) {
                self.address = address.parse()?;
                // Lines of names have three words too.
                self.accounts.retain(|account| account.secret.is_ascii());
                return Ok(());
            }
        }
    }

    fn wait(&mut self, begun: Instant) -> Result<()> {
        loop {
            let answer = Client::new(self.address).and_then(|mut client| client.get("/readyz"));
            if answer.is_ok_and(|answer| answer.status == 200) {
                self.ready = begun.elapsed().as_secs_f64();
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Its resident memory, in MB of a million bytes.
    pub fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib * 1024.0 / 1e6)
    }

    /// Seconds of processor time that it has taken.
    pub fn processor(&self) -> Result<f64> {
        processor(&self.child.id().to_string())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds of processor time, user and system, that a process has taken; `self` is this one.
pub fn processor(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program stands in brackets and may hold spaces.
    let (_, rest) = stat.rsplit_once(')').ok_or("stat")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<std::result::Result<f64, _>>()? / TICKS)
}
