//! `fadu import`: ledgers in, with an answer for every row.

use std::process::ExitCode;

use fadu_app::{Failure, FileAnswer, ImportAsked, Imported, Skipped};

use crate::args::Import;
use crate::progress::Shown;

/// At most so many faults of a file are listed; all of them stand in the returned file.
const LISTED: usize = 10;

pub fn run(args: &Import) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    let asked = ImportAsked {
        paths: args.paths.clone(),
        check_only: args.check_only,
        partial: args.partial,
        returned: args.returned.clone().unwrap_or_else(|| args.data.data.join("returned")),
        by: None,
    };
    let imported = district.import(&asked, &mut Shown::new())?;
    put!("{}", text(&imported));
    Ok(if imported.refused() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Width of a terminal. Faults are never cut, what was left out is.
const COLUMNS: usize = 80;

/// The answer for people.
pub fn text(imported: &Imported) -> String {
    let mut text: String = imported.files.iter().map(file).collect();
    text.push_str(&format!(
        "合计：导入 {} 条，已有 {} 条，退回文件 {} 个\n",
        imported.entered(),
        imported.known(),
        imported.refused()
    ));
    text
}

fn file(answer: &FileAnswer) -> String {
    let mut text = if answer.faults.is_empty() {
        format!("{}：导入 {} 条，已有 {} 条\n", answer.name, answer.entered, answer.known)
    } else if answer.entered > 0 {
        format!("{}：导入 {} 条，退回 {} 处错误\n", answer.name, answer.entered, answer.faults.len())
    } else {
        format!("{}：没有导入，有 {} 处错误\n", answer.name, answer.faults.len())
    };
    for fault in answer.faults.iter().take(LISTED) {
        text.push_str(&format!("  {fault}\n"));
    }
    if answer.faults.len() > LISTED {
        text.push_str(&format!("  …其余 {} 处见退回文件\n", answer.faults.len() - LISTED));
    }
    if let Some(returned) = &answer.returned {
        text.push_str(&format!("  退回文件：{}\n", returned.display()));
    }
    for Skipped { sheet, why } in &answer.skipped {
        let line = format!("  跳过工作表“{sheet}”：{why}");
        text.push_str(&format!("{}\n", crate::output::cut(&line, COLUMNS)));
    }
    text
}
