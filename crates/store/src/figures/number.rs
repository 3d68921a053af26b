//! How many records stand behind a figure, without reading each: their ids are gathered only where
//! conditions over one type overlap.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::{Name, RecordId};
use fadu_definition::{Indicator, Measure};

use super::{Amount, Books, MOST_DEEP, measure};
use crate::sql::query::{base_of, parts};
use crate::sql::{Base, Bound, Dialect, Query, Select, SqlError, statement};

/// What an indicator asks of the records of its type.
struct Asked<'i> {
    indicator: &'i Indicator,
    /// The table searched.
    base: Base,
    /// The conditions that must all hold, as texts with what is bound.
    parts: Vec<(String, Vec<Bound>)>,
}

impl Asked<'_> {
    /// Whether all records found are among those of another: `a && b` within `a`.
    fn is_within(&self, other: &Self) -> bool {
        let plain = |asked: &Self| asked.indicator.over.is_none();
        let same = plain(self) && plain(other) && self.base == other.base;
        same && other.parts.iter().all(|part| self.parts.contains(part))
    }
}

impl Books<'_> {
    /// The number of records behind an indicator; of a formula those of its parts, each once.
    pub(super) fn number(&mut self, id: &Name) -> Result<u64, SqlError> {
        let defs = self.defs;
        let mut by_type: BTreeMap<&Name, Vec<&Indicator>> = BTreeMap::new();
        let leaves: BTreeSet<Name> = measure::leaves(defs, id, MOST_DEEP).into_iter().collect();
        for leaf in leaves.iter().filter_map(|leaf| defs.indicators.get(leaf)) {
            by_type.entry(&leaf.ty).or_default().push(leaf);
        }
        let mut number = 0;
        for leaves in by_type.values() {
            number += match self.widest(leaves)?.as_slice() {
                [one] if one.over.is_none() => self.rows(one)?,
                several => self.distinct(several)?,
            };
        }
        Ok(number)
    }

    /// The rows that an indicator measures: one for each record, unless it goes over rows of theirs.
    fn rows(&mut self, indicator: &Indicator) -> Result<u64, SqlError> {
        if let (Measure::Count(_), Some(Amount::Int(known))) =
            (&indicator.what, self.amount(&indicator.id, MOST_DEEP)?)
        {
            return Ok(u64::try_from(known).unwrap_or(0));
        }
        measure::count(self.conn, self.defs, self.scope, indicator)
    }

    /// The records behind several indicators, each once.
    fn distinct(&mut self, indicators: &[&Indicator]) -> Result<u64, SqlError> {
        let mut ids: BTreeSet<RecordId> = BTreeSet::new();
        for indicator in indicators {
            let lines = measure::lines(self.conn, self.defs, self.scope, indicator)?;
            ids.extend(lines.into_iter().map(|line| line.id));
        }
        Ok(ids.len() as u64)
    }

    /// Without the indicators whose records are all among those of another.
    fn widest<'i>(&self, indicators: &[&'i Indicator]) -> Result<Vec<&'i Indicator>, SqlError> {
        let mut kept: Vec<Asked<'i>> = Vec::new();
        for indicator in indicators {
            let asked = self.asked(indicator)?;
            if !kept.iter().any(|wide| asked.is_within(wide)) {
                kept.retain(|narrow| !narrow.is_within(&asked));
                kept.push(asked);
            }
        }
        Ok(kept.into_iter().map(|asked| asked.indicator).collect())
    }

    fn asked<'i>(&self, indicator: &'i Indicator) -> Result<Asked<'i>, SqlError> {
        let mut asked = Asked { indicator, base: Base::Record, parts: Vec::new() };
        let Some(query) = measure::query(self.defs, indicator, measure::Ask::Records) else {
            return Ok(asked);
        };
        let (Some(cond), None) = (query.cond, query.over) else { return Ok(asked) };
        asked.base = base_of(cond, None);
        let bindings = measure::bindings(self.scope, &|_| None);
        for part in parts(cond) {
            let query = Query { cond: Some(part), select: Select::Count, ..query };
            let statement = statement(self.defs, Dialect::Sqlite, &query).map_err(SqlError::Unsupported)?;
            let bound = statement.params.iter().map(|param| param.bind(&bindings)).collect();
            asked.parts.push((statement.text, bound));
        }
        Ok(asked)
    }
}
