//! Projections against replay: each table is walked through once, beside the records in the same
//! order; every column of every row must be what replay gives.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Report;
use super::check::Checked;
use super::finding::Finding;
use crate::counter::counter_all;
use crate::driver::{Cursor, Db, Fetch, Val};
use crate::entry::{ENTRY_COLUMNS, entry_all};
use crate::error::Result;
use crate::event::{EVENT_COLUMNS, EventRow, event_all};
use crate::record::{RECORD_COLUMNS, record_all};
use crate::replay::Rebuilt;
use crate::span::Span;
use crate::store::Shared;
use crate::term::{TERM_COLUMNS, TermRow, term_all};

/// One table of projections and where the walk through it stands.
struct Walk<'c> {
    table: &'static str,
    columns: &'static [&'static str],
    /// The columns of the order of the walk; the first names the record.
    key: &'static [usize],
    cursor: &'c mut dyn Fetch,
}

impl Walk<'_> {
    /// Compares the next row that replay gives.
    fn expect(&mut self, values: &[Val<'_>], report: &mut Report) -> Result<()> {
        report.rows += 1;
        loop {
            match self.order(values)? {
                Some(Ordering::Less) => self.extra(report)?,
                Some(Ordering::Equal) => {
                    self.compare(values, report)?;
                    return self.cursor.advance();
                }
                Some(Ordering::Greater) | None => {
                    let row = self.key.iter().map(|at| shown(&values[*at])).collect::<Vec<_>>();
                    report.find(Finding::MissingRow { table: self.table, row: row.join(" ") });
                    return Ok(());
                }
            }
        }
    }

    /// How the row it stands on stands to an expected one.
    fn order(&self, values: &[Val<'_>]) -> Result<Option<Ordering>> {
        let Some(row) = self.cursor.current() else { return Ok(None) };
        for at in self.key {
            let order = row.order(*at, &values[*at])?;
            if order != Ordering::Equal {
                return Ok(Some(order));
            }
        }
        Ok(Some(Ordering::Equal))
    }

    fn compare(&self, values: &[Val<'_>], report: &mut Report) -> Result<()> {
        let Some(row) = self.cursor.current() else { return Ok(()) };
        for (at, value) in values.iter().enumerate() {
            if !row.holds(at, value)? {
                let column = self.columns[at];
                report.find(Finding::Row { table: self.table, row: self.name(), column });
                return Ok(());
            }
        }
        Ok(())
    }

    /// The row it stands on is not wanted.
    fn extra(&mut self, report: &mut Report) -> Result<()> {
        report.find(Finding::ExtraRow { table: self.table, row: self.name() });
        self.cursor.advance()
    }

    /// Passes over the rows of a record that cannot be compared.
    fn skip(&mut self, record: &str, report: &mut Report) -> Result<()> {
        while let Some(row) = self.cursor.current() {
            match row.order(self.key[0], &Val::T(record))? {
                Ordering::Less => self.extra(report)?,
                Ordering::Equal => self.cursor.advance()?,
                Ordering::Greater => break,
            }
        }
        Ok(())
    }

    /// Whatever is left belongs to no record.
    fn finish(&mut self, report: &mut Report) -> Result<()> {
        while self.cursor.current().is_some() {
            self.extra(report)?;
        }
        Ok(())
    }

    fn name(&self) -> String {
        let Some(row) = self.cursor.current() else { return String::new() };
        self.key.iter().map(|at| row.shown(*at)).collect::<Vec<_>>().join(" ")
    }
}

fn shown(value: &Val<'_>) -> String {
    match value {
        Val::T(text) => (*text).to_owned(),
        Val::I(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Series and last number: organization, series, period.
pub type Series = BTreeMap<(String, String, String), i64>;

/// The walk through all projections.
pub struct Comparison<'c> {
    district: &'c str,
    record: Walk<'c>,
    entry: Walk<'c>,
    event: Walk<'c>,
    term: Walk<'c>,
    series: Series,
}

impl Comparison<'_> {
    /// Walks through the projections of a stretch of records while `body` brings the records. Gives
    /// the numbers that their events drew.
    pub fn run(
        shared: &Shared,
        (db, span): (&Db, &Span),
        report: &mut Report,
        body: impl FnOnce(&mut Comparison<'_>, &mut Report) -> Result<()>,
    ) -> Result<Series> {
        let district = &*shared.meta.district;
        let walk = |record: &mut Cursor<'_>,
                    entry: &mut Cursor<'_>,
                    event: &mut Cursor<'_>,
                    term: &mut Cursor<'_>| {
            let mut comparison = Comparison {
                district,
                record: Walk { table: "record", columns: &RECORD_COLUMNS, key: &[2], cursor: record },
                entry: Walk { table: "entry", columns: &ENTRY_COLUMNS, key: &[2, 3], cursor: entry },
                event: Walk { table: "event", columns: &EVENT_COLUMNS, key: &[2, 3], cursor: event },
                term: Walk { table: "term", columns: &TERM_COLUMNS, key: &[2, 4, 5, 3], cursor: term },
                series: Series::new(),
            };
            body(&mut comparison, report)?;
            comparison.finish(report)
        };
        record_all(db, district, span, |record| {
            entry_all(db, district, span, |entry| {
                event_all(db, district, span, |event| {
                    term_all(db, district, span, |term| walk(record, entry, event, term))
                })
            })
        })
    }

    /// Compares the rows of a record.
    pub fn take(&mut self, checked: Checked, report: &mut Report) -> Result<()> {
        checked.findings.into_iter().for_each(|finding| report.find(finding));
        match &checked.rebuilt {
            Some(rebuilt) => self.expect(rebuilt, report),
            None => {
                if checked.undefined {
                    let ty = checked.id.split('/').next().unwrap_or_default();
                    *report.undefined.entry(ty.to_owned()).or_default() += 1;
                }
                self.skip(&checked.id, report)
            }
        }
    }

    fn expect(&mut self, rebuilt: &Rebuilt, report: &mut Report) -> Result<()> {
        let id = &rebuilt.record.id;
        self.record.expect(&rebuilt.row.values(), report)?;
        for row in &rebuilt.entries {
            self.entry.expect(&row.values(), report)?;
        }
        for event in rebuilt.events() {
            self.event.expect(&EventRow::of(self.district, id, event).values(), report)?;
        }
        let events = rebuilt.events().iter();
        let ends = events.flat_map(|event| event.terms.iter().map(|end| (event.seq, end)));
        let mut terms: Vec<_> = ends.map(|(seq, end)| TermRow::of(self.district, id, seq, end)).collect();
        terms.sort_by(|a, b| a.order().cmp(&b.order()));
        for row in &terms {
            self.term.expect(&row.values(), report)?;
        }
        for drawn in &rebuilt.draws {
            let org = drawn.org.as_ref().map_or("", |org| org.as_str()).to_owned();
            let series = (org, drawn.series.to_string(), drawn.period.clone());
            let last = self.series.entry(series).or_default();
            *last = drawn.n.max(*last);
        }
        Ok(())
    }

    fn skip(&mut self, record: &str, report: &mut Report) -> Result<()> {
        for walk in [&mut self.record, &mut self.entry, &mut self.event, &mut self.term] {
            walk.skip(record, report)?;
        }
        Ok(())
    }

    fn finish(mut self, report: &mut Report) -> Result<Series> {
        for walk in [&mut self.record, &mut self.entry, &mut self.event, &mut self.term] {
            walk.finish(report)?;
        }
        Ok(self.series)
    }
}

/// Takes further numbers into the last ones.
pub fn join_series(series: &mut Series, further: Series) {
    for (name, n) in further {
        let last = series.entry(name).or_default();
        *last = n.max(*last);
    }
}

/// Counters stand after the last number drawn. Numbers drawn by events of types that nobody
/// defines are unknown, so this is asked only where all types are defined.
pub fn compare_series(db: &Db, district: &str, series: &Series, report: &mut Report) -> Result<()> {
    counter_all(db, district, |cursor| {
        let columns = &["org", "series", "period", "next"];
        let mut walk = Walk { table: "counter", columns, key: &[0, 1, 2], cursor };
        for ((org, series, period), last) in series {
            let values = [Val::T(org), Val::T(series), Val::T(period), Val::I(last + 1)];
            walk.expect(&values, report)?;
        }
        walk.finish(report)
    })
}
