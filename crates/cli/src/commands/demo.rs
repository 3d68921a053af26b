//! `fadu demo`: the reference district, its ledgers of 2020, the figures and the report.

use std::process::ExitCode;

use fadu_app::{Failure, demo};

use crate::args::Demo;
use crate::progress::Shown;

pub fn run(args: &Demo) -> Result<ExitCode, Failure> {
    say!("法度示范区县: 晋城市城区 (140502), 日期固定为 {}", demo::TODAY);
    let mut district = super::told(demo::district(&args.data.data, super::catalog(&args.data)?)?)?;
    let imported = demo::load(&mut district, &args.data.data, &mut Shown::new())?;
    put!("{}", super::import::text(&imported));
    say!();
    let figures = district.figures(demo::YEAR)?;
    put!("{}", super::figures::table(&figures));
    let written = district.report(demo::YEAR, &args.data.data.join("report"))?;
    say!();
    say!("年度报告: {}", written.index.display());
    say!("数据出处: {}", written.data.display());
    say!(
        "再看: fadu figures --data {0} --year {1} --indicator complaints.accepted --records",
        args.data.data.display(),
        demo::YEAR
    );
    Ok(ExitCode::SUCCESS)
}
