//! `fadu days`: the due date alone on the first line, under it the day sheet.

use std::process::ExitCode;

use fadu_app::{Catalog, DaysAsked, Failure, days};

use crate::args::Days;

pub fn run(args: &Days) -> Result<ExitCode, Failure> {
    let asked = DaysAsked {
        start: args.start.clone(),
        length: args.length.clone(),
        pauses: args.pause.clone(),
        extensions: args.extend.clone(),
        no_roll: args.no_roll,
    };
    let counted = days(&Catalog::calendar()?, &asked)?;
    say!("{}", counted.due);
    if counted.provisional {
        say!("暂定：所跨年度的节假日安排尚未公布");
    }
    for line in &counted.sheet {
        say!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}
