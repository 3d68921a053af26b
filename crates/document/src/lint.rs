//! Reading a report's text before it goes to review (sheet 20, 4.6): a number that is no slot, and a
//! word that says all without a figure that does.

use crate::{Form, Piece};

/// Words that say all; they need a claim in their sentence.
const ALL: [&str; 5] = ["全部", "全覆盖", "百分之百", "100%", "件件"];

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A number that is typed and comes from no figure.
    Number(String),
    /// A word that says all, in a sentence without a claim.
    Claim(&'static str),
}

/// Reads a text with slots; `is_claim` tells of a slot whether its figure is a claim.
pub fn lint(body: &str, is_claim: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut found: Vec<Finding> = numbers(body).map(Finding::Number).collect();
    found.extend(claims(body, &is_claim).map(Finding::Claim));
    found
}

/// The text with what stands for each slot; a slot that nothing stands for is kept as it is.
pub fn filled(body: &str, printed: impl Fn(&str) -> Option<String>) -> String {
    pieces(body)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) | Piece::Slot(_, Form::Said(words)) => words,
            Piece::District => "{district}".to_owned(),
            Piece::Slot(slot, _) => printed(&slot).unwrap_or_else(|| format!("{{{slot}}}")),
        })
        .collect()
}

/// Words and slots in turn; a brace that is left open is part of the words.
fn pieces(body: &str) -> Vec<Piece> {
    crate::pieces(body).unwrap_or_else(|_| vec![Piece::Words(body.to_owned())])
}

/// Numbers outside slots that are no date, no document number and no name.
fn numbers(body: &str) -> impl Iterator<Item = String> {
    let texts = pieces(body).into_iter().filter_map(|piece| match piece {
        Piece::Words(words) | Piece::Slot(_, Form::Said(words)) => Some(words),
        Piece::Slot(..) | Piece::District => None,
    });
    texts.flat_map(|words| free_numbers(&words))
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

/// Words that say all in sentences without a claim.
fn claims(body: &str, is_claim: &impl Fn(&str) -> bool) -> impl Iterator<Item = &'static str> {
    let claims = |sentence: &&str| {
        !pieces(sentence).iter().any(|piece| matches!(piece, Piece::Slot(slot, _) if is_claim(slot)))
    };
    let sentences = body.split(['。', '；', '\n']).filter(claims);
    sentences.flat_map(|sentence| ALL.into_iter().filter(move |word| sentence.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_names_and_document_numbers_are_no_figures() {
        let text = "2020年，晋市城政发〔2020〕5号，“1134”机制，4·15，第24条，2015-2020年";
        assert!(free_numbers(text).is_empty(), "{:?}", free_numbers(text));
    }

    #[test]
    fn a_typed_number_is_found() {
        assert_eq!(free_numbers("办理3782件，压减61.5%"), ["3782件", "61.5%"]);
    }

    #[test]
    fn a_word_that_says_all_needs_a_claim_in_its_sentence() {
        let is_claim = |slot: &str| slot == "a.all";
        assert_eq!(lint("全部办结{a.all}。件件有着落{b.c}；", is_claim), [Finding::Claim("件件")]);
        assert_eq!(
            filled("办结{a.all}，{b.c}", |slot| is_claim(slot).then(|| "3件".into())),
            "办结3件，{b.c}"
        );
    }
}
