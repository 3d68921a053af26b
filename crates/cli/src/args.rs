//! The command line, in Chinese: what may be given, and what is said when it is not understood.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Parser, Subcommand};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// The whole command line.
#[derive(Parser)]
#[command(
    name = "fadu",
    about = "法度：区县依法行政一体化程序",
    version,
    help_template = TEMPLATE,
    subcommand_help_heading = "命令",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// 显示用法
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// 命令
#[derive(Subcommand)]
#[command(help_template = TEMPLATE)]
pub enum Command {
    /// 载入示范区县及其二〇二〇年台账，打印数据，写出年度报告，然后提供网页
    #[command(help_template = TEMPLATE)]
    Demo(Demo),
    /// 提供网页：公众门户和工作台
    #[command(help_template = TEMPLATE)]
    Serve(Serve),
    /// 新建一个区县的数据文件夹
    #[command(help_template = TEMPLATE)]
    Init(Init),
    /// 导入台账工作簿 (XLSX、XLS、ODS、CSV) 或整个文件夹
    #[command(help_template = TEMPLATE)]
    Import(Import),
    /// 列出报告的全部数据，或一个数据背后的记录
    #[command(help_template = TEMPLATE)]
    Figures(Figures),
    /// 写出法治政府建设年度报告 (HTML 和 JSON)
    #[command(help_template = TEMPLATE)]
    Report(Report),
    /// 显示一条记录：字段、期限、经过
    #[command(help_template = TEMPLATE)]
    Show(Show),
    /// 登记人员并任职 (由掌管本机的人操作，记入流水)
    #[command(help_template = TEMPLATE)]
    Appoint(Appoint),
    /// 开立或重置登录账号 (由掌管本机的人操作)
    #[command(help_template = TEMPLATE)]
    Account(Account),
    /// 对一条记录办理一个动作
    #[command(help_template = TEMPLATE)]
    Act(Act),
    /// 核验流水、投影和附件
    #[command(help_template = TEMPLATE)]
    Verify(Verify),
    /// 检查办理规程
    #[command(help_template = TEMPLATE)]
    Check(Check),
    /// 计算法定期限，逐日列出
    #[command(help_template = TEMPLATE)]
    Days(Days),
}

/// Where the district's data lie.
#[derive(Clone, clap::Args)]
pub struct Data {
    /// 数据文件夹
    #[arg(long, value_name = "文件夹", default_value = "data")]
    pub data: PathBuf,
    /// 改用这个文件夹里的办理规程
    #[arg(long, value_name = "文件夹")]
    pub definitions: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Demo {
    #[command(flatten)]
    pub data: Data,
    /// 载入后即退出，不提供网页
    #[arg(long)]
    pub no_serve: bool,
    #[command(flatten)]
    pub listen: Listen,
}

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    /// 先开立试用账号并印出口令 (只用于示范数据)
    #[arg(long)]
    pub trial: bool,
    /// 示范数据停在这一天，如 2026-09-18
    #[arg(long, value_name = "日期")]
    pub today: Option<String>,
    #[command(flatten)]
    pub listen: Listen,
}

/// Where the pages are served.
#[derive(Clone, clap::Args)]
pub struct Listen {
    /// 网页的地址和端口 [默认：127.0.0.1:8080]
    #[arg(long, value_name = "地址:端口")]
    pub listen: Option<std::net::SocketAddr>,
    /// 前面有加密网关：登录凭据只经加密连接传送
    #[arg(long)]
    pub https: bool,
    /// 前面网关的地址，由它们说明来访者；几个用逗号隔开
    #[arg(long, value_name = "地址", value_delimiter = ',')]
    pub gateway: Vec<std::net::IpAddr>,
    /// 设置文件，每行写 键 = 值
    #[arg(long, value_name = "文件")]
    pub config: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Init {
    #[command(flatten)]
    pub data: Data,
    /// 区县的行政区划代码，六位数字
    #[arg(long, value_name = "代码")]
    pub district: String,
    /// 区县名称
    #[arg(long, value_name = "名称")]
    pub name: String,
}

#[derive(clap::Args)]
pub struct Import {
    #[command(flatten)]
    pub data: Data,
    /// 文件或文件夹
    #[arg(required = true, value_name = "路径")]
    pub paths: Vec<PathBuf>,
    /// 只检查，不导入
    #[arg(long)]
    pub check_only: bool,
    /// 有错的行退回，其余的行照样导入
    #[arg(long)]
    pub partial: bool,
    /// 退回文件放在哪里 (默认：数据文件夹下的 returned)
    #[arg(long, value_name = "文件夹")]
    pub returned: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Figures {
    #[command(flatten)]
    pub data: Data,
    /// 年度
    #[arg(long, value_name = "年", required_unless_present = "years")]
    pub year: Option<i16>,
    /// 分列：按月 (month)，或按主办单位 (org)
    #[arg(long, value_name = "方式", value_parser = by, conflicts_with_all = ["records", "years"])]
    pub by: Option<By>,
    /// 历年数据和与上年相比的增减，如 2019..2020
    #[arg(long, value_name = "A..B", value_parser = years, conflicts_with_all = ["year", "records"])]
    pub years: Option<(i16, i16)>,
    /// 以 JSON 输出
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// 以 CSV 输出
    #[arg(long)]
    pub csv: bool,
    /// 只看一个指标
    #[arg(long, value_name = "指标")]
    pub indicator: Option<String>,
    /// 列出它背后的记录，比率分列分子和分母
    #[arg(long, requires = "indicator")]
    pub records: bool,
    /// 迟报：报告冻结以后补入、退出、改变的记录
    #[arg(long, conflicts_with_all = ["by", "years", "records", "indicator", "json"])]
    pub late: bool,
    /// 报告冻结后，列出冻结时的数据
    #[arg(long, conflicts_with_all = ["by", "years", "late"])]
    pub frozen: bool,
}

/// By what figures are broken down.
#[derive(Clone, Copy)]
pub enum By {
    Month,
    Organization,
}

fn by(text: &str) -> Result<By, &'static str> {
    match text {
        "month" => Ok(By::Month),
        "org" => Ok(By::Organization),
        _ => Err("month, org"),
    }
}

fn years(text: &str) -> Result<(i16, i16), &'static str> {
    let (first, last) = text.split_once("..").ok_or("A..B")?;
    let year = |text: &str| text.trim().parse().map_err(|_| "A..B");
    Ok((year(first)?, year(last)?))
}

#[derive(clap::Args)]
pub struct Report {
    #[command(flatten)]
    pub data: Data,
    /// 年度
    #[arg(long, value_name = "年")]
    pub year: i16,
    /// 写到这个文件夹
    #[arg(long, value_name = "文件夹")]
    pub out: PathBuf,
    /// 报告已冻结的，也按现在的记录重新统计
    #[arg(long)]
    pub today: bool,
}

#[derive(clap::Args)]
pub struct Show {
    #[command(flatten)]
    pub data: Data,
    /// 记录：类型/标识，或记录编号
    #[arg(value_name = "记录")]
    pub record: String,
    /// 以 CSV 列出一个明细字段的全部行
    #[arg(long, value_name = "字段")]
    pub rows: Option<String>,
}

#[derive(clap::Args)]
pub struct Appoint {
    #[command(flatten)]
    pub data: Data,
    /// 人员标识，自定的字母或数字，以后用于 --as
    #[arg(value_name = "人员")]
    pub person: String,
    /// 姓名 (人员尚未登记时)
    #[arg(long, value_name = "姓名")]
    pub name: Option<String>,
    /// 角色标识，见 definitions/roles.toml
    #[arg(long, value_name = "角色")]
    pub role: String,
    /// 任职单位的名称或简称
    #[arg(long, value_name = "单位")]
    pub unit: String,
    /// 任职日期 (默认今日)
    #[arg(long, value_name = "日期")]
    pub from: Option<String>,
}

#[derive(clap::Args)]
pub struct Account {
    #[command(flatten)]
    pub data: Data,
    /// open 开立，reset 重置口令并解除手机绑定
    #[arg(value_name = "办法", value_parser = account_does)]
    pub does: AccountDoes,
    /// 登录名：小写字母开头，二到三十二个小写字母、数字或 . _ -
    #[arg(value_name = "登录名")]
    pub login: String,
    /// 为谁开立：姓名或人员标识 (开立时须写明)
    #[arg(long, value_name = "人员")]
    pub person: Option<String>,
}

/// What is done to an account from the machine.
#[derive(Clone, Copy)]
pub enum AccountDoes {
    Open,
    Reset,
}

fn account_does(text: &str) -> Result<AccountDoes, &'static str> {
    match text {
        "open" => Ok(AccountDoes::Open),
        "reset" => Ok(AccountDoes::Reset),
        _ => Err("open, reset"),
    }
}

#[derive(clap::Args)]
pub struct Act {
    #[command(flatten)]
    pub data: Data,
    /// 记录：类型/标识、记录编号；新建时写类型
    #[arg(value_name = "记录")]
    pub record: String,
    /// 动作的标识或中文名
    #[arg(value_name = "动作")]
    pub action: String,
    /// 办理人：姓名或人员标识
    #[arg(long = "as", value_name = "人员")]
    pub by: String,
    /// 办理人以哪个角色办理 (只有一个任职时可省略)
    #[arg(long, value_name = "角色")]
    pub role: Option<String>,
    /// 办理人以哪个单位的任职办理
    #[arg(long, value_name = "单位")]
    pub org: Option<String>,
    /// 字段=值，可写多个；明细用 JSON，如 evidence='[{"kind":"书证"}]'
    #[arg(value_name = "字段=值")]
    pub with: Vec<String>,
    /// 对明细的第几行办理；多行逐行办理，如 3,5..9
    #[arg(long, value_name = "行号", value_parser = rows)]
    pub row: Option<Rows>,
    /// 附文书：文书标识=文件路径，可写多个
    #[arg(long, value_name = "文书=文件")]
    pub doc: Vec<String>,
    /// 办理时刻 (只用于示范数据)，如 2021-02-18T10:00
    #[arg(long, value_name = "时刻")]
    pub now: Option<String>,
}

#[derive(clap::Args)]
pub struct Verify {
    #[command(flatten)]
    pub data: Data,
    /// 只核验哈希链
    #[arg(long)]
    pub chain: bool,
}

#[derive(clap::Args)]
pub struct Check {
    /// 办理规程文件或文件夹 (默认：程序自带的全部)
    #[arg(value_name = "路径")]
    pub path: Option<PathBuf>,
    /// 画出一个业务类型的环节图 (SVG，写到标准输出)
    #[arg(long, value_name = "类型")]
    pub graph: Option<String>,
    /// 逐条列出没有事例的动作和拒绝 (W04)
    #[arg(long)]
    pub missing_cases: bool,
    /// 列出报告逐句由哪些业务类型得出 (README.md 中的表)
    #[arg(long, conflicts_with = "graph")]
    pub map: bool,
}

#[derive(clap::Args)]
pub struct Days {
    /// 起算日，如 2026-09-18；按小时算时写时刻
    #[arg(value_name = "起算日")]
    pub start: String,
    /// 期限，如 +5wd；单位：wd 工作日，cd 日，months 月，years 年，wh 工时
    #[arg(value_name = "期限", allow_hyphen_values = true)]
    pub length: String,
    /// 中止，如 2026-03-09..2026-03-13，可写多个
    #[arg(long, value_name = "A..B")]
    pub pause: Vec<String>,
    /// 延长，如 10wd，可写多个
    #[arg(long, value_name = "期限")]
    pub extend: Vec<String>,
    /// 末日遇休息日不顺延
    #[arg(long)]
    pub no_roll: bool,
}

/// Rows of a list, in the order given.
#[derive(Clone)]
pub struct Rows(pub Vec<u32>);

/// More rows at once are a mistake rather than a wish.
const MOST_ROWS: usize = 10_000;

fn rows(text: &str) -> Result<Rows, &'static str> {
    let number = |text: &str| text.trim().parse::<u32>().map_err(|_| "3,5..9");
    let mut all = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once("..").unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        if last.saturating_sub(first) as usize >= MOST_ROWS - all.len().min(MOST_ROWS) {
            return Err("3,5..9");
        }
        all.extend(first..=last);
    }
    Ok(Rows(all))
}

/// Reads the command line; help, version and mistakes are told here.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, ExitCode> {
    Cli::try_parse_from(args).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let shown = error.render().to_string();
            put!("{}", chinese(&shown));
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            warn!("{}", chinese(&error.render().to_string()).trim_end());
            ExitCode::from(2)
        }
        kind => {
            warn!("{}", mistake(kind, &error));
            warn!("用法见 fadu --help，或 fadu 命令 --help");
            ExitCode::from(2)
        }
    })
}

/// The few words that the parser itself writes.
fn chinese(help: &str) -> String {
    help.replace("[default: ", "[默认：")
        .replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>")
        .replace("[COMMAND]", "[命令]")
        .replace("Arguments:", "参数：")
        .replace("Options:", "选项：")
        .replace("Commands:", "命令：")
}

fn mistake(kind: ErrorKind, error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    match kind {
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::InvalidSubcommand => {
            let near = context(ContextKind::SuggestedSubcommand);
            let near = if near.is_empty() { String::new() } else { format!("，是否为 {near}？") };
            format!("没有命令“{}”{near}", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("不认识“{argument}”"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} 的值“{}”不对", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能和 {} 一起用", context(ContextKind::PriorArg)),
        _ => "命令行看不懂".into(),
    }
}
