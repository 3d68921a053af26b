//! Running the program as a child: its wall time and its peak memory.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use crate::Result;

/// How often the memory of a child is read.
const EVERY: Duration = Duration::from_millis(5);

/// What running the program took.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Wall seconds from start to end.
    pub seconds: f64,
    /// Peak resident memory in MiB; none where the system does not tell.
    ///
    /// The kernel's high-water mark of the process itself. The figure that a parent is given after
    /// the end counts what the parent held at the start, which here is more than the child.
    pub peak: Option<f64>,
    /// What it printed.
    pub printed: String,
}

/// Runs a program to its end; anything but success is an error with what it printed.
pub fn run(program: &Path, arguments: &[&str]) -> Result<Ran> {
    let printed = std::env::temp_dir().join(format!("fadu-bench-{}.out", std::process::id()));
    let file = File::create(&printed)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(file.try_clone()?).stdout(file);
    let begun = Instant::now();
    let mut child =
        command.spawn().map_err(|error| format!("{}: {error}; build it first", program.display()))?;
    let (status, peak) = watch(&mut child)?;
    let seconds = begun.elapsed().as_secs_f64();
    let text = fs::read_to_string(&printed)?;
    fs::remove_file(&printed)?;
    if status.success() {
        Ok(Ran { seconds, peak, printed: text })
    } else {
        let command = format!("{} {}", program.display(), arguments.join(" "));
        Err(format!("{command}: {status}\n{text}").into())
    }
}

/// Waits for the end and keeps the last high-water mark seen.
fn watch(child: &mut Child) -> io::Result<(ExitStatus, Option<f64>)> {
    let place = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        peak = high_water(&place).or(peak);
        if let Some(status) = child.try_wait()? {
            return Ok((status, peak));
        }
        thread::sleep(EVERY);
    }
}

/// The high-water mark in MiB of a process that still has memory.
fn high_water(place: &str) -> Option<f64> {
    let status = fs::read_to_string(place).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
