//! `fadu check`: the definitions, checked and their cases run; or the step diagram of one type; or
//! the map from the sentences of the report to the types.

use std::io::IsTerminal;
use std::process::ExitCode;

use fadu_app::{Catalog, Failure, check, report_map, step_diagram};

use crate::args::Check;

pub fn run(args: &Check) -> Result<ExitCode, Failure> {
    let catalog = match &args.path {
        Some(path) => Catalog::open(path)?,
        None => Catalog::embedded()?,
    };
    if let Some(ty) = &args.graph {
        put!("{}", step_diagram(&catalog, ty)?);
        return Ok(ExitCode::SUCCESS);
    }
    if args.map {
        put!("{}", report_map(&catalog)?);
        return Ok(ExitCode::SUCCESS);
    }
    let checked = check(&catalog, args.missing_cases);
    put!("{}", checked.shown(&catalog, std::io::stdout().is_terminal()));
    if !checked.undefined_figures.is_empty() {
        say!("报告中尚无定义的数据 {} 个：", checked.undefined_figures.len());
        checked.undefined_figures.iter().for_each(|figure| say!("  {figure}"));
    }
    say!(
        "{} 个业务类型，{} 个事例，错误 {} 处，提示 {} 处，没有事例的动作和拒绝 {} 个，待启用的业务 {} 个",
        checked.types,
        checked.cases,
        checked.errors,
        checked.warnings,
        checked.without_case,
        checked.planned
    );
    Ok(if checked.errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
