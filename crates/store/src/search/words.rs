//! Words of Chinese text without a dictionary: every two neighbouring characters are one, so that
//! each word of two is found, in whatever sentence it stands; letters and digits make words whole.

use crate::keys::Keys;

/// Most characters of a record that are indexed, so that one long text does not fill the index.
const MOST: usize = 20_000;
/// Letters and digits that are enough for a beginning to be looked for.
const BEGINS: usize = 5;
/// Hex digits of the digest that stands for a personal word.
const DIGITS: usize = 16;

/// Stands in place of the words that are left out.
const CUT: &str = "\u{fffc}";

/// The words of a record, gathered.
pub struct Words<'k> {
    keys: &'k Keys,
    text: String,
    rest: usize,
    /// Words were left out.
    cut: bool,
}

impl<'k> Words<'k> {
    /// None yet.
    pub fn new(keys: &'k Keys) -> Self {
        Self { keys, text: String::new(), rest: MOST, cut: false }
    }

    /// Adds a text that everybody who sees the record may search.
    pub fn add(&mut self, text: &str) {
        self.cut_if(text.chars().nth(MOST).is_some());
        for run in runs(text) {
            for word in indexed(&run.text) {
                self.push(&word, word.chars().count());
            }
        }
    }

    /// Adds a personal text: only whom the record concerns may find it.
    pub fn add_personal(&mut self, text: &str) {
        self.cut_if(text.chars().nth(MOST).is_some());
        for run in runs(text) {
            for word in indexed(&run.text) {
                self.push(&hidden(self.keys, &word), word.chars().count());
            }
        }
    }

    fn push(&mut self, word: &str, length: usize) {
        match self.rest.checked_sub(length) {
            Some(rest) => {
                self.rest = rest;
                self.text.push_str(word);
                self.text.push(' ');
            }
            None => self.cut_if(true),
        }
    }

    fn cut_if(&mut self, cut: bool) {
        if cut && !self.cut {
            self.cut = true;
            self.text.push_str(CUT);
            self.text.push(' ');
        }
    }

    /// The words, between spaces.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// What to ask of the index for a text that was typed: all of its runs, each as a phrase. With
/// `personal` they may also be personal words. None if there is nothing to look for.
pub fn query_of(keys: &Keys, typed: &str, personal: bool) -> Option<String> {
    let runs: Vec<Run> = runs(typed).take(12).collect();
    if runs.is_empty() {
        return None;
    }
    let asked = runs.iter().map(|run| {
        let words = wanted(&run.text);
        // A number of which so much was typed is found by its beginning; the beginnings of years and
        // other short ones are too many, and what goes on was typed whole.
        let begins =
            run.text.len() >= BEGINS && !run.goes_on && run.text.first().is_some_and(|c| kind(*c) == 1);
        let open = phrase(words.iter().cloned()) + if begins { " *" } else { "" };
        if !personal {
            return open;
        }
        format!("({open} OR {})", phrase(words.iter().map(|word| hidden(keys, word))))
    });
    Some(asked.collect::<Vec<_>>().join(" AND "))
}

/// What to ask of the index for the records in which a field may hold a text, wherever it begins: no
/// other record holds it. None where the index cannot tell: letters and digits stand in it as whole words.
pub fn query_holding(keys: &Keys, text: &str) -> Option<String> {
    let is_run = text.chars().nth(1).is_some() && text.chars().all(|c| kind(c) == 2);
    let asked = query_of(keys, text, true).filter(|_| is_run)?;
    Some(format!("({asked}) OR \"{CUT}\""))
}

fn phrase(words: impl Iterator<Item = String>) -> String {
    format!("\"{}\"", words.collect::<Vec<_>>().join(" "))
}

fn hidden(keys: &Keys, word: &str) -> String {
    let digest = keys.digest_of(&format!("search {word}"));
    format!("p{}", digest.chars().filter(char::is_ascii_alphanumeric).take(DIGITS).collect::<String>())
}

/// Characters of one kind.
struct Run {
    text: Vec<char>,
    /// Something other than a space follows.
    goes_on: bool,
}

/// Runs of one kind: Chinese characters, or letters and digits; in lower case and of one width.
fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last = 0;
    for c in text.chars().take(MOST).flat_map(|c| narrow(c).to_lowercase()) {
        let kind = kind(c);
        if let Some(run) = runs.last_mut().filter(|_| last != 0) {
            match kind == last {
                true => run.text.push(c),
                false => run.goes_on = !c.is_whitespace(),
            }
        }
        if kind != 0 && kind != last {
            runs.push(Run { text: vec![c], goes_on: false });
        }
        last = kind;
    }
    runs.into_iter()
}

/// 0 no letter; 1 letters and digits; 2 written without spaces.
fn kind(c: char) -> u8 {
    match c {
        c if c.is_ascii_alphanumeric() => 1,
        c if c.is_ascii() || !c.is_alphanumeric() => 0,
        _ => 2,
    }
}

/// Full-width letters and digits as half-width ones.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// The words that a run is indexed by: every two neighbours, and each character alone.
fn indexed(run: &[char]) -> Vec<String> {
    match run.first().map(|c| kind(*c)) {
        Some(1) => vec![run.iter().collect()],
        _ => pairs(run).chain(run.last().map(char::to_string)).collect(),
    }
}

/// The words of a run that was typed; one character alone is found at the end of a run.
fn wanted(run: &[char]) -> Vec<String> {
    match run {
        [_] => vec![run.iter().collect()],
        _ if run.first().is_some_and(|c| kind(*c) == 1) => vec![run.iter().collect()],
        _ => pairs(run).collect(),
    }
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> {
    run.windows(2).map(|pair| pair.iter().collect())
}
