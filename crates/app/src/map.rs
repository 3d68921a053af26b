//! The map of the mission: each sentence of the report, the record types that give its figures, and
//! whether they are there. Made from the definitions, so that it cannot say more than they hold.

use std::fmt::Write;

use fadu_base::Name;
use fadu_definition::{Definitions, FigureRow};
use fadu_document::{Part, Piece, parse};

use crate::figures::leaves;
use crate::report::{TEMPLATE, faults};
use crate::{Catalog, Failure};

/// Characters of a sentence that are shown.
const SHOWN: usize = 26;

/// A sentence, and the figures it says.
#[derive(Default)]
struct Sentence {
    words: String,
    figures: Vec<Name>,
}

/// How many figures come from where.
#[derive(Default)]
struct Tally {
    derived: usize,
    imported: usize,
    constant: usize,
    missing: usize,
}

/// The map as a Markdown table.
pub fn report_map(catalog: &Catalog) -> Result<String, Failure> {
    let definitions = &catalog.definitions;
    let text = catalog.text(TEMPLATE).ok_or_else(|| Failure::setup("没有报告模板，请补上"))?;
    let template = parse(text).map_err(|found| faults(&found))?;
    let mut out = String::from(
        "| what the report says | where it works | derived | imported | constant | not shipped | state |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut said: Vec<Name> = Vec::new();
    for (_, part) in &template {
        match part {
            Part::Heading(_, words) => {
                let _ = writeln!(out, "| **{}** | | | | | | |", cell(words));
            }
            Part::Chart(..) => {}
            Part::Paragraph(pieces) | Part::Perhaps(pieces) => {
                for mut sentence in sentences(pieces) {
                    // A figure said again counts where it was said first; one besides the list nowhere.
                    sentence.figures.retain(|id| !said.contains(id) && figure(definitions, id).is_some());
                    if sentence.figures.is_empty() {
                        continue;
                    }
                    out.push_str(&row(definitions, &shown(&sentence.words), &sentence.figures));
                    said.extend(sentence.figures);
                }
            }
        }
    }
    let unsaid = definitions.report.figures.iter().map(|row| row.indicator.clone());
    let unsaid: Vec<Name> = unsaid.filter(|id| !said.contains(id)).collect();
    if !unsaid.is_empty() {
        out.push_str("| **figures that no sentence says** | | | | | | |\n");
        out.push_str(&row(definitions, &names(definitions, &unsaid), &unsaid));
    }
    Ok(out)
}

/// A paragraph cut at its full stops.
fn sentences(pieces: &[Piece]) -> Vec<Sentence> {
    let mut all = vec![Sentence::default()];
    for piece in pieces {
        let Some(last) = all.last_mut() else { continue };
        match piece {
            Piece::District => last.words.push('…'),
            Piece::Slot(id, _) => {
                last.words.push('…');
                let id = Name::from(id.as_str());
                if !last.figures.contains(&id) {
                    last.figures.push(id);
                }
            }
            Piece::Words(words) => {
                let mut pieces = words.split('。');
                last.words.push_str(pieces.next().unwrap_or_default());
                all.extend(pieces.map(|words| Sentence { words: words.into(), figures: Vec::new() }));
            }
        }
    }
    all
}

fn row(definitions: &Definitions, words: &str, figures: &[Name]) -> String {
    let tally = tally(definitions, figures);
    format!(
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        cell(words),
        types(definitions, figures).join(", "),
        number(tally.derived),
        number(tally.imported),
        number(tally.constant),
        number(tally.missing),
        tally.state()
    )
}

/// The record types that give figures, by id and Chinese name, in the order named.
fn types(definitions: &Definitions, figures: &[Name]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for leaf in figures.iter().flat_map(|id| leaves(definitions, id)) {
        let ty = definitions.indicators.get(&leaf).map(|indicator| &indicator.ty);
        let def = ty.and_then(|ty| definitions.types.get(ty)).and_then(|versions| versions.last());
        let Some(def) = def else { continue };
        let shown = format!("`{}` {}", def.id, cell(&def.name));
        if !found.contains(&shown) {
            found.push(shown);
        }
    }
    found
}

fn tally(definitions: &Definitions, figures: &[Name]) -> Tally {
    let mut tally = Tally::default();
    for id in figures {
        let indicators = &definitions.indicators;
        let whole = leaves(definitions, id)
            .iter()
            .all(|leaf| indicators.contains_key(leaf) || definitions.report.constants.contains_key(leaf));
        match (whole, indicators.contains_key(id), figure(definitions, id).map(|row| &*row.class)) {
            (false, ..) => tally.missing += 1,
            (true, false, _) => tally.constant += 1,
            (true, true, Some("imported")) => tally.imported += 1,
            (true, true, _) => tally.derived += 1,
        }
    }
    tally
}

impl Tally {
    fn state(&self) -> &'static str {
        let there = self.derived + self.imported;
        match (there, self.constant, self.missing) {
            (0, _, 0) => "text",
            (_, _, 0) => "works",
            (0, 0, _) => "not yet",
            _ => "partly",
        }
    }
}

fn figure<'a>(definitions: &'a Definitions, id: &Name) -> Option<&'a FigureRow> {
    definitions.report.figures.iter().find(|row| row.indicator == *id)
}

fn names(definitions: &Definitions, figures: &[Name]) -> String {
    let name = |id: &Name| figure(definitions, id).map_or_else(|| id.to_string(), |row| row.name.clone());
    figures.iter().map(name).collect::<Vec<_>>().join("、")
}

/// The first words of a sentence.
fn shown(sentence: &str) -> String {
    let mut words: String = sentence.chars().take(SHOWN).collect();
    if words.len() < sentence.len() && !words.ends_with('…') {
        words.push('…');
    }
    words
}

/// Nought is left blank: what there is shall be seen.
fn number(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_full_stops() {
        let run = |words: &str| Piece::Words(words.to_owned());
        let slot = |id: &str| Piece::Slot(id.to_owned(), fadu_document::Form::Printed);
        let found = sentences(&[run("办结"), slot("a.b"), run("。其中"), slot("c.d"), run("未结。")]);
        let found: Vec<_> = found.iter().map(|one| (one.words.as_str(), one.figures.len())).collect();
        assert_eq!(found, [("办结…", 1), ("其中…未结", 1), ("", 0)]);
    }

    #[test]
    fn a_long_sentence_is_cut() {
        assert_eq!(shown("办结"), "办结");
        assert_eq!(shown(&"办".repeat(30)).chars().count(), SHOWN + 1);
    }
}
