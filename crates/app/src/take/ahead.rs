//! The limits that an action moves 办理后的期限, before it is confirmed: the same decision as that of
//! the action and the same counting as on the page of the record, of the record before and after it.

use fadu_base::Instant;
use fadu_engine::text::show::moment;
use fadu_engine::time_limit::State;
use fadu_engine::{Change, Decision, LimitState, Record, Rules, limits};
use fadu_store::{Source, StoreError, Txn};

use super::{TakeAsked, Target};
use crate::decide::{answered, decided};
use crate::{District, Failure, Seat};

/// A limit that an action begins, ends, suspends, resumes or moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitAhead {
    /// Chinese name, with the row of a limit with `each`.
    pub name: String,
    /// What becomes of it, with its last day and the days counted.
    pub say: String,
    /// Law and article.
    pub article: Option<String>,
    /// A year without a notice of days off was counted (暂定).
    pub provisional: bool,
}

impl District {
    /// The limits that an action would move as it is typed now; nothing where it would be refused.
    /// Nothing is written, neither an attempt nor a draft.
    pub fn ahead(&self, seat: &Seat, asked: &TakeAsked) -> Result<Option<Vec<LimitAhead>>, Failure> {
        let (command, _, unknown) = self.commanded(seat, asked, self.now())?;
        if !unknown.is_empty() {
            return Ok(None);
        }
        let (catalog, division) = (self.catalog.clone(), self.code().to_owned());
        Ok(self.store.write(move |txn| {
            let rules =
                Rules { definitions: &catalog.definitions, calendar: &catalog.calendar, division: &division };
            let record = match &command.target {
                Target::On(id) | Target::New(id) => txn.load(id)?,
            };
            match decided(&rules, record.as_deref(), &command, txn)? {
                Decision::Done(changes) => {
                    ahead(&rules, txn, record.as_deref(), &changes, command.now).map(Some)
                }
                _ => Ok(None),
            }
        })?)
    }
}

/// The limits of a record that changes to it move.
pub(super) fn ahead(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    record: Option<&Record>,
    changes: &[Change],
    now: Instant,
) -> Result<Vec<LimitAhead>, StoreError> {
    let Some(first) = changes.first() else { return Ok(Vec::new()) };
    let after = changes.iter().rev().find(|change| change.record == first.record);
    let after = after.map_or(&first.after, |change| &change.after);
    let before = match record {
        Some(record) => answered(txn, |facts| limits(rules, record, now, facts))?,
        None => Vec::new(),
    };
    let states = answered(txn, |facts| limits(rules, after, now, facts))?;
    let told = states.iter().filter_map(|state| {
        let known = before.iter().find(|known| (&known.id, known.row) == (&state.id, state.row));
        let say = moved(known, state)?;
        let def = after.def.limits.get(usize::from(state.limit))?;
        let row = state.row.map(|row| format!("（第 {row} 行）")).unwrap_or_default();
        let years = state.start.zip(state.due).map(|(from, to)| from.date().year()..=to.date().year());
        Some(LimitAhead {
            name: format!("{}{row}", def.name),
            say,
            article: def.article.clone(),
            provisional: years.is_some_and(|mut years| years.any(|year| rules.calendar.is_provisional(year))),
        })
    });
    Ok(told.collect())
}

/// What becomes of a limit; nothing if it stays as it is.
fn moved(before: Option<&LimitState>, after: &LimitState) -> Option<String> {
    let unit = after.unit.word();
    let due = after.due.map_or_else(|| "截止日未定".to_owned(), moment);
    let length = after.used.saturating_add(after.remaining);
    let counted = after.due.map_or_else(|| due.clone(), |_| format!("{due}，{length} {unit}"));
    let running = before.filter(|before| before.is_open() && before.started_by == after.started_by);
    match (running, after.state) {
        (Some(_), State::Ended) if after.met == Some(false) => Some(format!("结束（已超过 {due}）")),
        (Some(_), State::Ended) => Some(format!("结束（期限到 {due}）")),
        (_, State::Ended | State::NotStarted) => None,
        (Some(before), State::Paused) if before.state == State::Paused => None,
        (_, State::Paused) => Some("暂停".to_owned()),
        (Some(before), _) if before.state == State::Paused => Some(format!("恢复计算，{counted}")),
        (Some(before), _) if before.due != after.due => Some(format!("改为 {counted}")),
        (Some(_), _) => None,
        (None, _) => Some(counted),
    }
}
