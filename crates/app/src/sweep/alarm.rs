//! Alarms 预警: who is told as a limit runs out, by the rungs of its definition (`alarm`), each once.
//!
//! A rung is reached when so many percent of the limit are used up; from a hundred on, when it is
//! past as well. What was told stands in the notices themselves, so nothing else has to be kept.

use std::collections::BTreeSet;

use fadu_base::counting::Moment;
use fadu_base::{Instant, Name, RecordId};
use fadu_definition::Limit;
use fadu_engine::time_limit::State;
use fadu_engine::{LimitState, Record, Rules, limits};
use fadu_store::codec::time::moment_text;
use fadu_store::due::due_records;
use fadu_store::notice::{NoticeLine, notice_actions, notice_insert};
use fadu_store::{Reader, Source as _, StoreError};

use super::Swept;
use crate::decide::answered;
use crate::outbox::told_as;
use crate::{District, Failure};

/// Most records whose limits one sweep counts; the next one goes on behind them.
const MOST: usize = 2_000;
/// The setting that says behind which record the next sweep goes on.
const BEHIND: &str = "alarms_behind";
/// What the notices of alarms begin with; the second is the first text after all of them.
const ALARM: (&str, &str) = ("alarm.", "alarm/");

impl District {
    /// Tells of every rung that was reached and not yet told of. A record that cannot be read is passed over.
    pub(super) fn alarms(&self, now: Instant, swept: &mut Swept) -> Result<(), Failure> {
        let records = self.next_records()?;
        let reached = self.store.read(|reader| {
            let mut reached = Vec::new();
            for id in &records {
                match self.reached(reader, id, now) {
                    Ok(lines) => reached.extend(lines),
                    Err(error) => swept.pass(&error),
                }
            }
            let known: BTreeSet<(String, String)> = match reached.is_empty() {
                true => BTreeSet::new(),
                false => notice_actions(reader.view.db, self.code(), ALARM)?.into_iter().collect(),
            };
            let is_new = |line: &NoticeLine| !known.contains(&(line.record.clone(), line.action.clone()));
            Ok(reached.into_iter().filter(is_new).collect::<Vec<_>>())
        })?;
        let count = reached.len() as u64;
        if count > 0 {
            self.store.write(move |txn| {
                let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
                reached.iter().try_for_each(|line| notice_insert(db, keys, district, line))
            })?;
        }
        swept.alarms = count;
        Ok(())
    }

    /// The next records with running limits of types that have alarms.
    pub(super) fn next_records(&self) -> Result<Vec<RecordId>, Failure> {
        let alarming = |ty: &str| {
            let versions = self.catalog.definitions.types.get(ty);
            versions.into_iter().flatten().any(|def| def.limits.iter().any(|limit| !limit.alarm.is_empty()))
        };
        let types: Vec<&str> =
            self.catalog.definitions.types.keys().map(|ty| &**ty).filter(|ty| alarming(ty)).collect();
        let behind = self.store.get_meta(BEHIND)?.unwrap_or_default();
        let mut found = self.store.read(|reader| {
            let mut all = Vec::new();
            for ty in types {
                all.extend(due_records(reader.view.db, self.code(), ty, (&behind, MOST + 1))?);
            }
            all.sort();
            Ok(all)
        })?;
        let goes_on = found.len() > MOST;
        found.truncate(MOST);
        let next = found.last().filter(|_| goes_on).cloned().unwrap_or_default();
        if next != behind {
            self.store.set_meta(BEHIND, &next)?;
        }
        Ok(found.iter().filter_map(|id| RecordId::parse(id)).collect())
    }

    /// The notices of all rungs that the limits of a record have reached.
    fn reached(
        &self,
        reader: &mut Reader<'_>,
        id: &RecordId,
        now: Instant,
    ) -> Result<Vec<NoticeLine>, StoreError> {
        let rules = self.rules();
        let Some(record) = reader.load(id)? else { return Ok(Vec::new()) };
        let states = answered(reader, |facts| limits(&rules, &record, now, facts))?;
        let mut lines = Vec::new();
        for state in states.iter().filter(|state| matches!(state.state, State::Running | State::Lapsed)) {
            let Some(limit) = record.def.limits.get(usize::from(state.limit)) else { continue };
            for (percent, roles) in limit.alarm.iter().filter(|(percent, _)| is_reached(state, *percent)) {
                lines.extend(notices(&rules, &record, (limit, state, *percent), roles, now));
            }
        }
        Ok(lines)
    }
}

fn is_reached(state: &LimitState, percent: u32) -> bool {
    let total = state.used.saturating_add(state.remaining);
    let used = state.used.saturating_mul(100) >= total.saturating_mul(i64::from(percent));
    state.due.is_some() && used && (percent < 100 || state.state == State::Lapsed)
}

/// A notice to each of those who are told of a rung.
fn notices(
    rules: &Rules<'_>,
    record: &Record,
    (limit, state, percent): (&Limit, &LimitState, u32),
    roles: &[Name],
    now: Instant,
) -> Vec<NoticeLine> {
    let row = state.row.unwrap_or(0);
    // Started once more, it runs and warns once more.
    let action = format!("{}{}.{row}.{}.{percent}", ALARM.0, limit.id, state.started_by);
    let due = state.due.map(fadu_engine::text::show::moment).unwrap_or_default();
    let sentence = match state.state {
        State::Lapsed => format!("“{}”已逾期，最迟应于{due}办结", limit.name),
        _ => format!("“{}”的期限已用{percent}%，最迟{due}办结", limit.name),
    };
    let whose = roles.iter().flat_map(|role| told_as(rules, record, role, now));
    let line = |(role, whose)| NoticeLine {
        n: 0,
        whose,
        role,
        record: record.id.to_string(),
        action: action.clone(),
        sentence: sentence.clone(),
        at: moment_text(Moment::At(now)),
        read: None,
    };
    whose.map(line).collect()
}
