//! Late entries 迟报 (sheet 20, 2.4 and 4.8): what came in, left or changed after the figures of a report
//! were frozen, and would move one of them. The frozen figures stay as they are; this is the list.
//!
//! Both states are computed by the same statements: the one of today, and the one of the position at
//! which the report was frozen. That the frozen figures come out again is checked on the way.

use std::collections::BTreeMap;

use fadu_base::{Name, RecordId};
use fadu_store::figures as stored;
use fadu_store::journal::journal_position;
use fadu_store::{Reader, Source as _, StoreError};

use super::frozen::FrozenFigure;
use super::subject::is_constant;
use super::{failed, source, year_of};
use crate::{District, Failure};

/// The late entries of a year.
#[derive(Clone, Debug)]
pub struct Late {
    /// Year.
    pub year: i16,
    /// The report.
    pub report: String,
    /// Journal position at which it was frozen.
    pub position: i64,
    /// Journal position of today.
    pub now: i64,
    /// Figures that late entries would move.
    pub moved: Vec<Moved>,
    /// Figures that do not come out at the frozen position as they were frozen: their definition has
    /// changed since, or somebody has altered the store.
    pub unproved: Vec<String>,
}

/// A figure that late entries would move.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Indicator.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// As it was frozen and printed.
    pub frozen: String,
    /// As it would be printed today.
    pub now: String,
    /// The records that move it.
    pub records: Vec<LateRecord>,
}

/// A record that moves a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateRecord {
    /// `新增`, `退出`, `改变`.
    pub what: &'static str,
    /// The record with the number of its event.
    pub record: String,
    /// What it adds, before and now, where it is no count.
    pub addend: (String, String),
    /// The day on which its last event was written.
    pub entered_on: String,
}

/// A figure and what each record adds to it.
struct State {
    name: String,
    value: String,
    printed: String,
    set_hash: String,
    records: BTreeMap<String, (String, String)>,
}

impl District {
    /// What moved the figures of a year since its report was frozen.
    pub fn late(&self, year: i16) -> Result<Late, Failure> {
        let late = self.late_if_frozen(year)?;
        late.ok_or_else(|| Failure::setup(format!("{year}年度的报告还没有冻结数据，没有迟报")))
    }

    /// The figures of a year's report that late entries have moved, in short; none if it is not frozen.
    pub(crate) fn moved(&self, year: i16) -> Result<Vec<fadu_document::Moved>, Failure> {
        let short = |moved: Moved| fadu_document::Moved {
            year,
            records: moved.records.len(),
            id: moved.id,
            name: moved.name,
            frozen: moved.frozen,
            now: moved.now,
        };
        let late = self.late_if_frozen(year)?.map(|late| late.moved).unwrap_or_default();
        Ok(late.into_iter().map(short).collect())
    }

    /// The same; nothing if no report of the year is frozen.
    pub fn late_if_frozen(&self, year: i16) -> Result<Option<Late>, Failure> {
        let Some(frozen) = self.store.read(|reader| self.frozen(reader, year))? else { return Ok(None) };
        let definitions = &self.catalog.definitions;
        let derived = |row: &&FrozenFigure| !row.declared && !is_constant(definitions, &row.slot);
        let ids: Vec<Name> =
            frozen.figures.iter().filter(derived).map(|row| Name::from(&*row.slot)).collect();
        let then = self.store.read_at(frozen.position, |reader| self.states(reader, year, &ids))?;
        let (now, last) = self.store.read(|reader| {
            Ok((self.states(reader, year, &ids)?, journal_position(reader.view.db, self.code())?))
        })?;
        let mut late = Late {
            year,
            report: frozen.report.to_string(),
            position: frozen.position,
            now: last,
            moved: Vec::new(),
            unproved: Vec::new(),
        };
        for FrozenFigure { slot, value, printed, set_hash, .. } in &frozen.figures {
            let (Some(then), Some(now)) = (then.get(&**slot), now.get(&**slot)) else { continue };
            if then.value != *value || then.set_hash != *set_hash {
                late.unproved.push(slot.clone());
            }
            let records = differences(&then.records, &now.records);
            if !records.is_empty() || then.value != now.value {
                let (id, name) = (slot.clone(), now.name.clone());
                late.moved.push(Moved {
                    id,
                    name,
                    frozen: printed.clone(),
                    now: now.printed.clone(),
                    records,
                });
            }
        }
        self.store.read(|reader| {
            let records = late.moved.iter_mut().flat_map(|moved| &mut moved.records);
            records.into_iter().try_for_each(|record| date(reader, record))
        })?;
        Ok(Some(late))
    }

    fn states(
        &self,
        reader: &mut Reader<'_>,
        year: i16,
        ids: &[Name],
    ) -> Result<BTreeMap<Name, State>, StoreError> {
        let Ok(scope) = year_of(self.code(), year) else { return Ok(BTreeMap::new()) };
        let definitions = &self.catalog.definitions;
        let conn = reader.view.db.connection();
        let mut states = BTreeMap::new();
        for id in ids {
            let Some(figure) =
                stored::figure(conn, definitions, &scope, id, stored::Behind::Hash).map_err(failed)?
            else {
                continue;
            };
            let lines = stored::records(conn, definitions, &scope, id).map_err(failed)?;
            let added = |line: &stored::Line| {
                let source = source(line, false, figure.amount.as_ref());
                (line.id.to_string(), (source.record, source.addend))
            };
            let state = State {
                records: lines.iter().map(added).collect(),
                name: figure.name,
                value: figure.amount.map(|amount| amount.exact()).unwrap_or_default(),
                printed: figure.printed,
                set_hash: figure.set_hash,
            };
            states.insert(id.clone(), state);
        }
        Ok(states)
    }
}

/// What came, what left, what adds something else.
fn differences(
    then: &BTreeMap<String, (String, String)>,
    now: &BTreeMap<String, (String, String)>,
) -> Vec<LateRecord> {
    let line = |what, record: &str, before: &str, after: &str| LateRecord {
        what,
        record: record.to_owned(),
        addend: (before.to_owned(), after.to_owned()),
        entered_on: String::new(),
    };
    let mut all = Vec::new();
    for (id, (record, addend)) in now {
        match then.get(id) {
            None => all.push(line("新增", record, "", addend)),
            Some((_, before)) if before != addend => all.push(line("改变", record, before, addend)),
            Some(_) => {}
        }
    }
    let gone = then.iter().filter(|(id, _)| !now.contains_key(*id));
    all.extend(gone.map(|(_, (record, addend))| line("退出", record, addend, "")));
    all
}

/// Puts the day of its last event to a record.
fn date(reader: &mut Reader<'_>, record: &mut LateRecord) -> Result<(), StoreError> {
    let id = record.record.split('@').next().and_then(RecordId::parse);
    if let Some(loaded) = id.map(|id| reader.load(&id)).transpose()?.flatten() {
        record.entered_on =
            loaded.history.last().map(|event| event.at.date().to_string()).unwrap_or_default();
    }
    Ok(())
}
