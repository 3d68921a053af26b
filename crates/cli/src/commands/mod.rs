//! One file a command: it reads its arguments, calls the use case, and prints the answer.

mod account;
mod act;
mod appoint;
mod check;
mod days;
mod demo;
mod figures;
mod import;
mod init;
mod report;
mod serve;
mod show;
mod verify;

use std::process::ExitCode;

use fadu_app::{Catalog, District, Failure};

use crate::args::{Cli, Command, Data};

/// Runs the command.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Figures(args) => figures::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Appoint(args) => appoint::run(&args),
        Command::Account(args) => account::run(&args),
        Command::Act(args) => act::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Days(args) => days::run(&args),
    }
}

/// The definitions asked for. A type with an error does not run; the others do.
fn catalog(data: &Data) -> Result<Catalog, Failure> {
    let (catalog, left_out) = Catalog::running(data.definitions.as_deref())?;
    for file in left_out {
        warn!("不启用 {file}：它或它所引用的规程有错，请用 fadu check 查看");
    }
    Ok(catalog)
}

/// The district in a data folder.
fn district(data: &Data) -> Result<District, Failure> {
    told(District::open(&data.data, catalog(data)?)?)
}

/// Whatever is done with a district, first it is told of an import that was cut off.
fn told(district: District) -> Result<District, Failure> {
    for line in district.interrupted()? {
        warn!("{line}");
    }
    Ok(district)
}
