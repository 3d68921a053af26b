//! `fadu appoint`: registers a person and appoints them, by whoever has the machine.

use std::process::ExitCode;

use fadu_app::{AppointAsked, Failure};

use crate::args::Appoint;

pub fn run(args: &Appoint) -> Result<ExitCode, Failure> {
    let mut district = super::district(&args.data)?;
    let asked = AppointAsked {
        person: args.person.clone(),
        name: args.name.clone(),
        role: args.role.clone(),
        unit: args.unit.clone(),
        from: args.from.clone(),
    };
    for line in district.appoint(&asked)? {
        say!("已记入：{line}");
    }
    Ok(ExitCode::SUCCESS)
}
