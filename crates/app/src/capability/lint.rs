//! Reading a report's text before it goes to review (sheet 20, 4.6): a number that is no slot, a word
//! that says all without a figure that does; and the hash of the text with its slots filled.

use fadu_base::{Name, Value};
use fadu_definition::Given;
use fadu_engine::Rules;
use fadu_journal::Hash;

use super::{Form, cell, text};

/// Words that say all; they need a figure of wording `claim` in their sentence.
const ALL: [&str; 5] = ["全部", "全覆盖", "百分之百", "100%", "件件"];

/// Fills `text_hash` and `findings`.
pub(super) fn lint(rules: &Rules<'_>, form: &Form<'_>) -> Vec<(Name, Given)> {
    let sections = form.rows("sections");
    let figures = form.rows("figures");
    let mut whole = String::new();
    let mut findings = Vec::new();
    for section in &sections {
        let heading = cell(section, "heading").as_text().unwrap_or_default();
        let body = cell(section, "text").as_text().unwrap_or_default();
        whole.push_str(&format!("{heading}\n{}\n", filled(body, &figures)));
        findings.extend(numbers(heading, body));
        findings.extend(claims(rules, heading, body));
    }
    vec![
        text("text_hash", Hash::of(whole.as_bytes()).to_string()),
        ("findings".into(), Given::List(findings)),
    ]
}

/// The text with the printed figures in their slots.
fn filled(body: &str, figures: &[Vec<(Name, Value)>]) -> String {
    let printed = |slot: &str| {
        let row = figures.iter().find(|row| cell(row, "slot").as_text() == Some(slot))?;
        cell(row, "printed").as_text().map(str::to_owned)
    };
    pieces(body)
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Slot(slot) => printed(slot).unwrap_or_else(|| format!("{{{slot}}}")),
        })
        .collect()
}

enum Piece<'t> {
    Text(&'t str),
    Slot(&'t str),
}

/// Text and slots `{…}` in turn.
fn pieces(body: &str) -> impl Iterator<Item = Piece<'_>> {
    body.split('{')
        .enumerate()
        .flat_map(|(at, part)| match part.split_once('}') {
            Some((slot, rest)) if at > 0 => [Some(Piece::Slot(slot)), Some(Piece::Text(rest))],
            _ => [None, Some(Piece::Text(part))],
        })
        .flatten()
}

/// Numbers outside slots that are no date, no document number and no name.
fn numbers(heading: &str, body: &str) -> Vec<Given> {
    let texts = pieces(body).filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Slot(_) => None,
    });
    texts.flat_map(free_numbers).map(|number| finding("number", heading, &number)).collect()
}

/// The numbers of a text that only an indicator may give.
fn free_numbers(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end =
            chars[at..].iter().position(|c| !c.is_ascii_digit() && *c != '.').map_or(chars.len(), |n| at + n);
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(end).copied();
        if !is_name(before, after) {
            found.push(chars[at..(end + 1).min(chars.len())].iter().collect());
        }
        at = end;
    }
    found
}

/// Dates, document numbers, names in quotation marks, items of law.
fn is_name(before: Option<char>, after: Option<char>) -> bool {
    matches!(after, Some('年' | '月' | '日' | '号' | '〕' | '·' | '”' | '-' | '－' | '—'))
        || matches!(before, Some('〔' | '第' | '“' | '·' | '-' | '－' | '—'))
}

/// Sentences that say all without a claim.
fn claims(rules: &Rules<'_>, heading: &str, body: &str) -> Vec<Given> {
    let is_claim = |sentence: &str| {
        pieces(sentence).any(|piece| match piece {
            Piece::Slot(slot) => rules
                .definitions
                .report
                .figures
                .iter()
                .any(|row| &*row.indicator == slot && row.wording == "claim"),
            Piece::Text(_) => false,
        })
    };
    let sentences = body.split(['。', '；', '\n']).filter(|sentence| !is_claim(sentence));
    let words = sentences.flat_map(|sentence| ALL.iter().filter(|word| sentence.contains(**word)));
    words.map(|word| finding("claim", heading, word)).collect()
}

fn finding(kind: &str, place: &str, words: &str) -> Given {
    Given::Row(vec![text("kind", kind), text("place", place), text("text", words)])
}

#[cfg(test)]
mod tests {
    use super::free_numbers;

    #[test]
    fn dates_names_and_document_numbers_are_no_figures() {
        let text = "2020年，晋市城政发〔2020〕5号，“1134”机制，4·15，第24条，2015-2020年";
        assert!(free_numbers(text).is_empty(), "{:?}", free_numbers(text));
    }

    #[test]
    fn a_typed_number_is_found() {
        assert_eq!(free_numbers("办理3782件，压减61.5%"), ["3782件", "61.5%"]);
    }
}
