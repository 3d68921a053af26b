//! Reading a report's text before it goes to review (sheet 20, 4.6): what was found in it, and the
//! hash of the text with its slots filled.

use fadu_base::{Name, Value};
use fadu_definition::Given;
use fadu_document::Finding;
use fadu_engine::Rules;
use fadu_journal::Hash;

use super::{Form, cell, text};

/// Fills `text_hash` and `findings`.
pub(super) fn lint(rules: &Rules<'_>, form: &Form<'_>) -> Vec<(Name, Given)> {
    let figures = form.rows("figures");
    let printed = |slot: &str| printed(&figures, slot);
    let mut whole = String::new();
    let mut findings = Vec::new();
    for section in &form.rows("sections") {
        let heading = cell(section, "heading").as_text().unwrap_or_default();
        let body = cell(section, "text").as_text().unwrap_or_default();
        whole.push_str(&format!("{heading}\n{}\n", fadu_document::filled(body, printed)));
        let found = fadu_document::lint(body, |slot| is_claim(rules, slot));
        findings.extend(found.into_iter().map(|found| finding(heading, &found)));
    }
    vec![
        text("text_hash", Hash::of(whole.as_bytes()).to_string()),
        ("findings".into(), Given::List(findings)),
    ]
}

fn printed(figures: &[Vec<(Name, Value)>], slot: &str) -> Option<String> {
    let row = figures.iter().find(|row| cell(row, "slot").as_text() == Some(slot))?;
    cell(row, "printed").as_text().map(str::to_owned)
}

fn is_claim(rules: &Rules<'_>, slot: &str) -> bool {
    rules.definitions.report.figures.iter().any(|row| &*row.indicator == slot && row.wording == "claim")
}

fn finding(heading: &str, found: &Finding) -> Given {
    let (kind, words) = match found {
        Finding::Number(number) => ("number", number.as_str()),
        Finding::Claim(word) => ("claim", *word),
    };
    Given::Row(vec![text("kind", kind), text("place", heading), text("text", words)])
}
