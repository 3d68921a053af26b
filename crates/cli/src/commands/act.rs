//! `fadu act`: any action from the command line; a refusal reads as it does on a page.

use std::process::ExitCode;

use fadu_app::{ActAnswer, ActAsked, Failure};

use crate::args::Act;

pub fn run(args: &Act) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let rows =
        args.row.as_ref().map_or_else(|| vec![None], |rows| rows.0.iter().copied().map(Some).collect());
    let mut refused = false;
    for row in &rows {
        if rows.len() > 1 {
            row.iter().for_each(|row| say!("第{row}行"));
        }
        refused |= told(district.act(&asked(args, *row))?);
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn asked(args: &Act, row: Option<u32>) -> ActAsked {
    ActAsked {
        record: args.record.clone(),
        action: args.action.clone(),
        by: args.by.clone(),
        role: args.role.clone(),
        org: args.org.clone(),
        with: args.with.clone(),
        row,
        docs: args.doc.clone(),
        now: args.now.clone(),
    }
}

/// Prints the answer; whether it was a refusal.
fn told(answer: ActAnswer) -> bool {
    match answer {
        ActAnswer::Done { record, lines } => {
            say!("已办理：{record}");
            lines.iter().for_each(|line| say!("  {line}"));
            false
        }
        ActAnswer::Refused { lines, draft } => {
            say!("不能办理：");
            lines.iter().for_each(|line| say!("  {line}"));
            if let Some(draft) = draft {
                say!("所填内容已存为草稿 {draft}");
            }
            true
        }
    }
}
