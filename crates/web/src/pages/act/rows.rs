//! The rows of an action on rows: which are chosen, which are shown to choose from, and what refused
//! several of them.

use fadu_app::{Form, Told};

use crate::typed::Typed;

/// The rows of a form.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Those chosen.
    pub chosen: Vec<u32>,
    /// Those to choose from; empty: all.
    pub offered: Vec<u32>,
}

impl Rows {
    /// As an address says: `row` once or several times, or `rows` with commas. What is named is
    /// chosen, and alone offered.
    pub fn of_query(query: &[(String, String)]) -> Self {
        let named = query.iter().filter(|(name, _)| matches!(&**name, "row" | "rows"));
        let chosen = distinct(named.flat_map(|(_, text)| numbers(text)));
        Self { offered: chosen.clone(), chosen }
    }

    /// As a form of ours sends them: a tick is a `row`, `rows` are those offered.
    pub fn of_form(typed: &Typed) -> Self {
        let all = |wanted: &str| {
            let named = typed.texts().filter(|(name, _)| *name == wanted);
            distinct(named.flat_map(|(_, text)| numbers(text).collect::<Vec<_>>()))
        };
        Self { chosen: all("row"), offered: all("rows") }
    }

    /// Numbers with commas, for the form.
    pub fn written(&self) -> String {
        self.offered.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
    }

    /// Whether a row is offered.
    pub fn offers(&self, no: &u32) -> bool {
        self.offered.is_empty() || self.offered.contains(no)
    }
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(',').filter_map(|part| part.trim().parse().ok())
}

/// Each once, in the order given.
fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut found = Vec::new();
    for number in numbers {
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// The words of a row.
pub fn words(form: &Form, no: u32) -> String {
    let rows = form.rows.iter().flat_map(|(_, rows)| rows);
    let known = rows.into_iter().find(|(known, _)| *known == no);
    known.map_or_else(|| format!("第 {no} 行"), |(_, words)| words.clone())
}

/// The reasons by which rows were refused: what is said of several is said once, with their words.
pub fn merged(form: &Form, refused: &[(u32, Vec<Told>)]) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for (no, reasons) in refused {
        for told in reasons {
            let words = words(form, *no);
            match all.iter_mut().find(|known| known.id == told.id && known.say == told.say) {
                Some(known) => known.rows.push(words),
                None => all.push(Told { rows: vec![words], ..told.clone() }),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(texts: &[(&str, &str)]) -> Vec<(String, String)> {
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn rows_are_named_one_by_one_or_with_commas_and_nothing_else_counts() {
        let rows = Rows::of_query(&pairs(&[("row", "3"), ("rows", "5, 3,x,,-1"), ("no", "7")]));
        assert_eq!((&rows.chosen[..], &*rows.written()), (&[3, 5][..], "3,5"));
        assert!(rows.offers(&5) && !rows.offers(&7));
        assert!(Rows::of_query(&[]).offers(&7));
    }

    #[test]
    fn a_form_says_what_is_ticked_of_what_was_offered() {
        let rows = Rows::of_form(&Typed::of(pairs(&[("rows", "1,2,3"), ("row", "2"), ("row", "2")])));
        assert_eq!((&rows.chosen[..], &rows.offered[..]), (&[2][..], &[1, 2, 3][..]));
    }
}
