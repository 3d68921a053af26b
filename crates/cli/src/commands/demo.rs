//! `fadu demo`: the reference district, its ledgers of 2020, the figures and the report; then its
//! pages, with a trial account for each role.

use std::process::ExitCode;

use fadu_app::{Behind, District, Failure, State, demo};

#[cfg(unix)]
use crate::args::Listen;
use crate::args::{Demo, Serve};
use crate::progress::Shown;

pub fn run(args: &Demo) -> Result<ExitCode, Failure> {
    say!("法度示范区县：晋城市城区 (140502)，日期固定为 {}", demo::TODAY);
    let mut district = super::told(demo::district(&args.data.data, super::catalog(&args.data)?)?)?;
    let imported = demo::load(&mut district, &args.data.data, &mut Shown::new())?;
    put!("{}", super::import::text(&imported));
    let entered = demo::begin(&district)?;
    say!("在办事项：新建记录 {} 条，办理 {} 步", entered.records, entered.steps);
    say!();
    let figures = district.figures(demo::YEAR, Behind::Number, State::Today)?;
    put!("{}", super::figures::table(&figures));
    let written = district.report(demo::YEAR, State::AsFrozen, &args.data.data.join("report"))?;
    say!();
    say!("年度报告：{}", written.index.display());
    say!("数据出处：{}", written.data.display());
    say!(
        "再看：fadu figures --data {0} --year {1} --indicator complaints.accepted --records",
        args.data.data.display(),
        demo::YEAR
    );
    if args.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    // Serving begins as it does on any other day, without what loading left in memory.
    drop(district);
    anew(args);
    let serve = Serve { data: args.data.clone(), trial: true, today: None, listen: args.listen.clone() };
    super::serve::run(&serve)
}

/// Goes on as `fadu serve --trial`; comes back only where a process cannot become another program.
#[cfg(unix)]
fn anew(args: &Demo) {
    use std::os::unix::process::CommandExt as _;
    let Ok(program) = std::env::current_exe() else { return };
    let mut command = std::process::Command::new(program);
    command.args(["serve", "--trial", "--data"]).arg(&args.data.data);
    if let Some(definitions) = &args.data.definitions {
        command.arg("--definitions").arg(definitions);
    }
    let Listen { listen, https, gateway, config } = &args.listen;
    command.args(listen.iter().flat_map(|address| ["--listen".to_owned(), address.to_string()]));
    command.args(https.then_some("--https"));
    command.args(gateway.iter().flat_map(|address| ["--gateway".to_owned(), address.to_string()]));
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    let _ = std::io::Write::flush(&mut std::io::stdout());
    // It does not return unless it failed; then this process serves.
    let _ = command.exec();
}

/// Other systems only start further processes.
#[cfg(not(unix))]
fn anew(_: &Demo) {}

/// The trial accounts. They exist in this database only, with passwords made just now.
pub fn trial(district: &District) -> Result<(), Failure> {
    say!();
    say!("试用账号 (只在示范数据中；动态码密钥填入手机验证器):");
    for account in district.trial_accounts()? {
        let seats: Vec<String> = account.seats.iter().map(|(role, org)| format!("{org}{role}")).collect();
        say!("  {:<12} {} {}", account.login, account.password, account.secret);
        say!("  {:<12} {} {}", "", account.name, seats.join("、"));
    }
    say!("试用居民 (从公众门户用手机验证码登录，验证码显示在网页上):");
    for resident in demo::residents()? {
        say!("  {:<12} {}", resident.phone, resident.name);
    }
    say!();
    Ok(())
}
