//! 法度: the one program. Each command is a file of `commands`; here is only what they share.

#[macro_use]
mod output;

mod args;
mod commands;
mod progress;
mod signals;
mod tables;

use std::process::ExitCode;

/// Import and verification allocate in several threads at once; measured against the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    signals::take();
    let cli = match args::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(told) => return told,
    };
    match commands::run(cli) {
        Ok(code) => code,
        Err(failure) => {
            warn!("{failure}");
            ExitCode::from(2)
        }
    }
}
