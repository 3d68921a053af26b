//! `fadu report`: the annual report as HTML and JSON.

use std::process::ExitCode;

use fadu_app::{Failure, State};

use crate::args::Report;

pub fn run(args: &Report) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let state = if args.today { State::Today } else { State::AsFrozen };
    let written = district.report(args.year, state, &args.out)?;
    say!("报告：{}", written.index.display());
    say!("数据：{}", written.data.display());
    if let Some(position) = written.frozen {
        say!("数据已冻结于流水第{position}号，以后补入的只列入迟报");
    }
    if !written.gaps.is_empty() {
        say!("尚缺 {} 个数据，报告中已标明", written.gaps.len());
    }
    for check in &written.failing {
        say!("校核不成立 {check}");
    }
    Ok(ExitCode::SUCCESS)
}
