//! The day sheet 逐日表 of a limit of a record: which days counted, which did not, and why.

use fadu_base::Instant;
use fadu_base::counting::{DayNote, day_sheet};

use super::{count, span};
use crate::eval::{Env, Subject};
use crate::facts::Book;
use crate::{Facts, Query, Record, Rules};

/// Every day of a limit from its start to its due day; empty if it has not started. `row` is that of
/// a limit with `each`.
pub fn limit_sheet(
    rules: &Rules<'_>,
    record: &Record,
    (limit, row): (u16, Option<u32>),
    now: Instant,
    facts: &Facts,
) -> Result<Vec<DayNote>, Vec<Query>> {
    let book = Book::new(facts);
    let env = Env::of_record(*rules, record, now, &book);
    let notes = notes(&env, record, limit, row);
    if book.is_settled() { Ok(notes) } else { Err(book.take_asks()) }
}

fn notes(env: &Env<'_>, record: &Record, limit: u16, row: Option<u32>) -> Vec<DayNote> {
    let Some(def) = record.def.limits.get(usize::from(limit)) else { return Vec::new() };
    let rows = def.each.and_then(|rows| record.fields.get(usize::from(rows)));
    let rows = rows.map_or(&[][..], fadu_base::Value::members).iter().filter_map(super::as_row);
    let row = rows.into_iter().find(|found| Some(found.no) == row);
    if record.past || (def.each.is_some() && row.is_none()) {
        return Vec::new();
    }
    let env = Env { subject: Subject::Record(record), row, value: None, limits_above: 1, ..*env };
    let counted = span::start(&env, def).and_then(|start| count::counted(&env, def, start));
    counted.map(|counted| day_sheet(env.rules.calendar, &counted.count)).unwrap_or_default()
}
