//! `fadu show`: the page of a record in the terminal.

use std::process::ExitCode;

use fadu_app::{Failure, RecordView};

use crate::args::Show;
use crate::output::left;

pub fn run(args: &Show) -> Result<ExitCode, Failure> {
    let district = super::district(&args.data)?;
    if let Some(field) = &args.rows {
        put!("{}", district.show_rows(&args.record, field)?);
        return Ok(ExitCode::SUCCESS);
    }
    put!("{}", text(&district.show(&args.record)?));
    Ok(ExitCode::SUCCESS)
}

/// The record in words.
pub fn text(view: &RecordView) -> String {
    let mut text = format!("{}  {}\n", view.type_name, view.title);
    for (head, value) in &view.heads {
        text.push_str(&format!("  {} {value}\n", left(head, 16)));
    }
    section(&mut text, "字段", &view.fields);
    section(&mut text, "办理时限", &view.limits);
    text.push_str("经过\n");
    for line in &view.history {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

fn section(text: &mut String, name: &str, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    text.push_str(&format!("{name}\n"));
    for (head, value) in rows {
        text.push_str(&format!("  {} {value}\n", left(head, 24)));
    }
}
