//! `fadu-bench`: runs one benchmark and prints its rows of the table.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fadu_bench::table::{HEAD, Line};
use fadu_bench::work::Work;
use fadu_bench::{Result, decide, figures, http, import, size, verify, year};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Benchmarks of Fadu.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Folder to work in; kept between the benchmarks of a run
    #[arg(long, global = true)]
    work: Option<PathBuf>,
    /// The program to be measured (default: `fadu` beside this one)
    #[arg(long, global = true)]
    program: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// The head of the table
    Head,
    /// The demonstration from nothing, and the figures of its year
    Demo,
    /// Decisions of the engine
    Decide,
    /// Import of ledgers beside plain inserts
    Import {
        /// Records to import
        #[arg(default_value_t = 100_000)]
        records: usize,
    },
    /// Figures over many records
    Figures {
        /// Numbers of records, growing
        #[arg(default_values_t = [100_000, 1_000_000])]
        sizes: Vec<i64>,
    },
    /// Pages and actions through HTTP
    Http {
        /// Records imported beside the reference ledgers
        #[arg(default_value_t = 100_000)]
        records: usize,
    },
    /// Verification of the chain and of the projections
    Verify,
    /// How to measure the times of building and testing
    Size,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<Vec<Line>> {
    let work = || work(cli.work.clone(), cli.program.clone());
    match cli.command {
        Command::Head => told(HEAD),
        Command::Demo => year::run(&work()?),
        Command::Decide => decide::run(),
        Command::Import { records } => import::run(&work()?, records),
        Command::Figures { sizes } => figures::run(&work()?, &sizes),
        Command::Http { records } => http::run(&work()?, records),
        Command::Verify => verify::run(&work()?),
        Command::Size => told(size::HOW),
    }
}

fn told(text: &str) -> Result<Vec<Line>> {
    println!("{text}");
    Ok(Vec::new())
}

fn work(folder: Option<PathBuf>, program: Option<PathBuf>) -> Result<Work> {
    let folder = folder.unwrap_or_else(|| std::env::temp_dir().join("fadu-bench"));
    let beside = std::env::current_exe()?.with_file_name("fadu");
    Work::new(folder, program.unwrap_or(beside))
}
