//! `fadu demo`: the reference district, its ledgers of 2020, the figures and the report; then its
//! pages, with a trial account for each role.

use std::process::ExitCode;

use fadu_app::{Behind, District, Failure, State, demo};

use crate::args::Demo;
use crate::progress::Shown;

pub fn run(args: &Demo) -> Result<ExitCode, Failure> {
    say!("法度示范区县: 晋城市城区 (140502), 日期固定为 {}", demo::TODAY);
    let mut district = super::told(demo::district(&args.data.data, super::catalog(&args.data)?)?)?;
    let imported = demo::load(&mut district, &args.data.data, &mut Shown::new())?;
    put!("{}", super::import::text(&imported));
    say!();
    let figures = district.figures(demo::YEAR, Behind::Number, State::Today)?;
    put!("{}", super::figures::table(&figures));
    let written = district.report(demo::YEAR, State::AsFrozen, &args.data.data.join("report"))?;
    say!();
    say!("年度报告: {}", written.index.display());
    say!("数据出处: {}", written.data.display());
    say!(
        "再看: fadu figures --data {0} --year {1} --indicator complaints.accepted --records",
        args.data.data.display(),
        demo::YEAR
    );
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    trial(&district)?;
    super::serve::serve(district, &args.listen)
}

/// The trial accounts. They exist in this database only, with passwords made just now.
pub fn trial(district: &District) -> Result<(), Failure> {
    say!();
    say!("试用账号 (只在示范数据中; 动态码密钥填入手机验证器):");
    for account in district.trial_accounts()? {
        let seats: Vec<String> = account.seats.iter().map(|(role, org)| format!("{org}{role}")).collect();
        say!("  {:<12} {} {}", account.login, account.password, account.secret);
        say!("  {:<12} {} {}", "", account.name, seats.join("、"));
    }
    say!();
    Ok(())
}
