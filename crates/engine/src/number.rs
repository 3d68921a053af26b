//! Numbers without gaps (sheet 00, 5): what is to be drawn, how a drawn number is written, and
//! where it goes in the event.

use std::sync::Arc;

use fadu_base::{Date, Name, RecordId, Value, identifier};
use fadu_definition::NumberPiece;

use crate::{Change, Draw};

/// The number that a draw gives for a consecutive number.
pub fn render(draw: &Draw, seq: u64, division: &str) -> String {
    let mut text = String::new();
    for piece in &draw.form {
        match piece {
            NumberPiece::Text(plain) => text.push_str(plain),
            NumberPiece::Seq(width) => text.push_str(&format!("{seq:0width$}")),
            NumberPiece::Year => text.push_str(&format!("{:04}", draw.day.year())),
            NumberPiece::Day => text.push_str(&day_digits(draw.day)),
            NumberPiece::Division => text.push_str(division),
            NumberPiece::Check => text.push_str(&identifier::mod_11_10(&digits(&text)).to_string()),
            NumberPiece::OrgDocWord | NumberPiece::OrgShortName => {}
        }
    }
    text
}

fn day_digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Allocates all numbers of a decision, in order: `next` gives the next consecutive number of a
/// draw's counter. A later change of the same record has the number too.
pub fn allocate<E>(
    changes: &mut [Change],
    division: &str,
    mut next: impl FnMut(&Draw) -> Result<u64, E>,
) -> Result<(), E> {
    for at in 0..changes.len() {
        for draw in std::mem::take(&mut changes[at].draws) {
            let number = render(&draw, next(&draw)?, division);
            let record = changes[at].record.clone();
            changes[at].give(&draw, &number);
            for later in changes[at + 1..].iter_mut().filter(|change| change.record == record) {
                later.carry(&draw, &number);
            }
        }
    }
    Ok(())
}

/// A draw for a form whose words of the organization are resolved. Numbers of one form share one
/// counter: one a year, or a day where the form has the day; one an organization where the form
/// names it, else one for the district.
pub(crate) fn draw(
    field: Option<Name>,
    form: &[NumberPiece],
    words: &Words,
    org: Option<RecordId>,
    day: Date,
) -> Draw {
    let names_org =
        form.iter().any(|piece| matches!(piece, NumberPiece::OrgDocWord | NumberPiece::OrgShortName));
    let by_day = form.iter().any(|piece| matches!(piece, NumberPiece::Day));
    Draw {
        field,
        org: org.filter(|_| names_org),
        series: series(form).into(),
        period: if by_day { day.to_string() } else { day.year().to_string() },
        form: form.iter().map(|piece| resolved(piece, words)).collect(),
        day,
    }
}

/// The words of the organization that stand in numbers.
#[derive(Default)]
pub(crate) struct Words {
    /// 机关代字.
    pub(crate) doc_word: Option<Arc<str>>,
    /// 简称.
    pub(crate) short_name: Option<Arc<str>>,
}

fn resolved(piece: &NumberPiece, words: &Words) -> NumberPiece {
    let word = match piece {
        NumberPiece::OrgDocWord => &words.doc_word,
        NumberPiece::OrgShortName => &words.short_name,
        other => return other.clone(),
    };
    NumberPiece::Text(word.as_deref().unwrap_or_default().to_owned())
}

/// The form as it is written in a definition: the name of its counter.
fn series(form: &[NumberPiece]) -> String {
    let written = |piece: &NumberPiece| match piece {
        NumberPiece::Text(plain) => plain.clone(),
        NumberPiece::Seq(0) => "{seq}".into(),
        NumberPiece::Seq(width) => format!("{{seq:{width}}}"),
        NumberPiece::Year => "{year}".into(),
        NumberPiece::Day => "{day}".into(),
        NumberPiece::Division => "{division}".into(),
        NumberPiece::Check => "{check}".into(),
        NumberPiece::OrgDocWord => "{org.doc_word}".into(),
        NumberPiece::OrgShortName => "{org.short_name}".into(),
    };
    form.iter().map(written).collect()
}

impl Change {
    /// Writes an allocated number into the event and the record after it.
    pub fn give(&mut self, draw: &Draw, number: &str) {
        let number: Arc<str> = number.into();
        match &draw.field {
            None => self.event.no = Some(number.clone()),
            Some(field) => self.event.fields.push((field.clone(), Value::Text(number.clone()))),
        }
        self.carry(draw, &number);
        if let Some(last) = Arc::make_mut(&mut self.after).history.last_mut() {
            *last = Arc::new(self.event.clone());
        }
    }

    /// Writes a number into the record.
    fn carry(&mut self, draw: &Draw, number: &str) {
        let after = Arc::make_mut(&mut self.after);
        match &draw.field {
            None => after.no = Some(number.into()),
            Some(field) => {
                if let Some(at) = after.def.fields.iter().position(|known| known.id == *field) {
                    after.fields[at] = Value::text(number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of sheet 00, 5, and its worked number.
    #[test]
    fn the_number_of_the_sheet() {
        let form = [
            NumberPiece::Division,
            NumberPiece::Text("-".into()),
            NumberPiece::Day,
            NumberPiece::Text("-02-".into()),
            NumberPiece::Seq(6),
            NumberPiece::Text("-".into()),
            NumberPiece::Check,
        ];
        let day = Date::new(2026, 9, 23).expect("a day");
        let draw = draw(None, &form, &Words::default(), Some(RecordId::new("organization", "hall")), day);
        assert_eq!(render(&draw, 17, "140502"), "140502-20260923-02-000017-0");
        assert_eq!(
            (draw.org, &*draw.series, &*draw.period),
            (None, "{division}-{day}-02-{seq:6}-{check}", "2026-09-23")
        );
    }

    #[test]
    fn a_document_number_is_counted_by_organization_and_year() {
        let form = [
            NumberPiece::OrgDocWord,
            NumberPiece::Text("罚〔".into()),
            NumberPiece::Year,
            NumberPiece::Text("〕".into()),
            NumberPiece::Seq(0),
            NumberPiece::Text("号".into()),
        ];
        let words = Words { doc_word: Some("城市监".into()), short_name: None };
        let org = RecordId::new("organization", "scjg");
        let draw = draw(
            Some("decision_no".into()),
            &form,
            &words,
            Some(org.clone()),
            Date::new(2026, 9, 24).expect("a day"),
        );
        assert_eq!(render(&draw, 12, "140502"), "城市监罚〔2026〕12号");
        assert_eq!((draw.org, &*draw.period), (Some(org), "2026"));
    }
}
