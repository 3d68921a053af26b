//! `fadu act`: any action from the command line; a refusal reads as it does on a page.

use std::process::ExitCode;

use fadu_app::{ActAnswer, ActAsked, Failure};

use crate::args::Act;

pub fn run(args: &Act) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let asked = ActAsked {
        record: args.record.clone(),
        action: args.action.clone(),
        by: args.by.clone(),
        role: args.role.clone(),
        org: args.org.clone(),
        with: args.with.clone(),
        row: args.row,
        docs: args.doc.clone(),
        now: args.now.clone(),
    };
    match district.act(&asked)? {
        ActAnswer::Done { record, lines } => {
            say!("已办理: {record}");
            lines.iter().for_each(|line| say!("  {line}"));
            Ok(ExitCode::SUCCESS)
        }
        ActAnswer::Refused { lines, draft } => {
            say!("不能办理:");
            lines.iter().for_each(|line| say!("  {line}"));
            if let Some(draft) = draft {
                say!("所填内容已存为草稿 {draft}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
