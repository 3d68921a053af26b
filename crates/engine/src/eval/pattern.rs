//! Patterns of `matches`, each compiled once a thread: they stand in definitions, so they are few,
//! and compiling one costs more than the rest of a decision.

use std::cell::RefCell;
use std::collections::HashMap;

use regex_lite::Regex;

/// More patterns than this are not kept.
const MOST: usize = 512;

thread_local! {
    static COMPILED: RefCell<HashMap<Box<str>, Option<Regex>>> = RefCell::default();
}

/// Whether a text matches a pattern; `None` if it is no pattern.
pub(super) fn is_match(pattern: &str, text: &str) -> Option<bool> {
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(known) = compiled.get(pattern) {
            return known.as_ref().map(|regex| regex.is_match(text));
        }
        let regex = Regex::new(pattern).ok();
        let matched = regex.as_ref().map(|regex| regex.is_match(text));
        if compiled.len() < MOST {
            compiled.insert(pattern.into(), regex);
        }
        matched
    })
}
