//! Personal data in running text 个人信息: what must not stand in anything that is published
//! (个人信息保护法第二十五条, 政府信息公开条例第十五条).

use std::ops::Range;

use crate::identifier::{find_id_numbers, uscc};
use crate::masking;

/// A piece of personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub place: Range<usize>,
    /// As it may be shown.
    pub masked: String,
}

/// Identity numbers with a right check digit, mobile numbers and bank cards, in the order of the
/// text, however wide they were typed. A credit code of an organization is none of them.
pub fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = runs(text).filter_map(|(place, run)| judge(place, &run)).collect();
    found.sort_by_key(|found| found.place.start);
    found
}

/// What a run of digits and Latin letters is. A part of a longer run is nothing.
fn judge(place: Range<usize>, run: &str) -> Option<Found> {
    let digits = run.bytes().all(|byte| byte.is_ascii_digit());
    let masked = if uscc(run).is_ok() {
        return None;
    } else if find_id_numbers(run).first().is_some_and(|found| found.len() == run.len()) {
        masking::id_number(run)
    } else if digits && is_mobile(run.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(run)) {
        masking::phone(&run[run.len() - 11..])
    } else if digits && (16..=19).contains(&run.len()) && luhn(run) {
        masking::card(run)
    } else {
        return None;
    };
    Some(Found { place, masked })
}

fn is_mobile(run: &str) -> bool {
    run.len() == 11 && run.starts_with('1') && matches!(run.as_bytes()[1], b'3'..=b'9')
}

/// The check sum of bank cards (ISO/IEC 7812-1).
fn luhn(run: &str) -> bool {
    let sum: u32 = run
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') << (at % 2);
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The runs of digits and Latin letters, half-width and in capitals.
fn runs(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let mut chars = text.char_indices();
    std::iter::from_fn(move || {
        let mut run = String::new();
        let (mut start, mut end) = (0, 0);
        for (at, c) in chars.by_ref() {
            match half_width(c) {
                Some(half) => {
                    if run.is_empty() {
                        start = at;
                    }
                    end = at + c.len_utf8();
                    run.push(half);
                }
                None if run.is_empty() => {}
                None => break,
            }
        }
        (!run.is_empty()).then_some((start..end, run))
    })
}

fn half_width(c: char) -> Option<char> {
    let half = match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0)?,
        other => other,
    };
    half.is_ascii_alphanumeric().then(|| half.to_ascii_uppercase())
}
