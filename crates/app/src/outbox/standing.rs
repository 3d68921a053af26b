//! How a record stands: its rows of the work list and its running limits.

use std::collections::BTreeSet;

use fadu_base::counting::Moment;
use fadu_base::{Instant, RecordId};
use fadu_engine::time_limit::{State, Unit};
use fadu_engine::waiting::{OpenLimit, Turns, Wait, named, waits};
use fadu_engine::{Doer, Record, Rules, Waiting, Whose, recused, waiting};
use fadu_store::codec::time::{date_text, moment_text};
use fadu_store::concern::{ACTED, Concerned, RECUSED, concern_clear, concern_insert, concern_replace};
use fadu_store::due::{DueRow, due_clear, due_insert, due_replace};
use fadu_store::work::{BELOW, NEVER, WorkRow, work_clear, work_insert, work_replace};
use fadu_store::{StoreError, Txn};

use crate::catalog::CALENDAR_VERSION;
use crate::decide::answered;

/// Writes the rows of a record anew; one that was just born has none yet.
pub(crate) fn rewrite(
    rules: &Rules<'_>,
    txn: &mut Txn<'_>,
    record: &Record,
    born: bool,
) -> Result<(), StoreError> {
    let counts = !record.past && !record.def.limits.is_empty();
    let stands = match counts || waits(record) {
        true => answered(txn, |facts| waiting(rules, record, facts))?,
        false => Waiting::default(),
    };
    let due = due_rows(record, &stands);
    let work = work_rows(record, &stands);
    let (db, keys, district, id) = (txn.db(), &txn.shared().keys, txn.district(), record.id.as_str());
    match born {
        true => due_insert(db, keys, district, &due)?,
        false => due_replace(db, keys, district, id, &due)?,
    }
    match born {
        true => work_insert(db, keys, district, &work)?,
        false => work_replace(db, keys, district, id, &work)?,
    }
    let whom = whom(rules, txn, record)?;
    let day = date_text(record.opened_on);
    let of = (id, record.id.ty(), &*day);
    match born {
        true => concern_insert(txn.db(), &txn.shared().keys, txn.district(), of, &whom),
        false => concern_replace(txn.db(), &txn.shared().keys, txn.district(), of, &whom),
    }
}

/// Whom the record concerns beside its owner.
fn whom(rules: &Rules<'_>, txn: &mut Txn<'_>, record: &Record) -> Result<Vec<Concerned>, StoreError> {
    let named = answered(txn, |facts| named(rules, record, facts))?;
    let named = named.iter().map(|(role, id)| (&**role, id));
    let acted = record.history.iter().filter(|event| !event.past).filter_map(|event| match &event.actor {
        Doer::Person(by) => Some((ACTED, &by.person)),
        _ => None,
    });
    let out = recused(record).map(|person| (RECUSED, person));
    let all: BTreeSet<(&str, &RecordId)> = named.chain(acted).chain(out).collect();
    Ok(all.into_iter().map(|(role, id)| (role.to_owned(), id.to_string())).collect())
}

/// Removes the rows of all records.
pub(crate) fn clear(txn: &Txn<'_>) -> Result<(), StoreError> {
    due_clear(txn.db(), txn.district())?;
    concern_clear(txn.db(), txn.district())?;
    work_clear(txn.db(), txn.district())
}

fn due_rows(record: &Record, stands: &Waiting) -> Vec<DueRow> {
    let row = |limit: &OpenLimit| DueRow {
        record: record.id.to_string(),
        limit: limit.state.id.to_string(),
        row: limit.state.row.unwrap_or(0),
        due_on: limit.late.and(limit.state.due).map(moment_text),
        state: state_word(record, limit).to_owned(),
        calendar: CALENDAR_VERSION.clone(),
    };
    stands.limits.iter().map(row).collect()
}

fn state_word(record: &Record, limit: &OpenLimit) -> &'static str {
    match limit.state.state {
        State::Lapsed if limit.by_law && record.stuck => "stuck",
        _ if limit.by_law && limit.late.is_some() => "lapses",
        State::Paused => "paused",
        _ => "running",
    }
}

fn work_rows(record: &Record, stands: &Waiting) -> Vec<WorkRow> {
    let common = common(record, stands);
    let row =
        |(n, wait): (i64, &Wait)| WorkRow {
            n,
            role: wait.role.to_string(),
            whose: whose_text(&wait.whose, &record.id),
            actions: spaced(wait.actions.iter().filter_map(|at| {
                record.def.actions.get(usize::from(*at)).map(|action| action.id.to_string())
            })),
            barred: (!wait.barred.is_empty()).then(|| spaced(wait.barred.iter().map(ToString::to_string))),
            until_on: wait.until.map(instant_text),
            ..common.clone()
        };
    (1..).zip(&stands.waits).map(row).collect()
}

/// What all rows of a record share.
fn common(record: &Record, stands: &Waiting) -> WorkRow {
    let first = stands.first.as_ref().and_then(|turns| Some((turns, stands.limits.get(turns.at)?)));
    let row = WorkRow {
        record: record.id.to_string(),
        ty: record.id.ty().to_owned(),
        org: record.org.as_ref().map(|org| org.id.to_string()),
        step: record.step_def().map(|step| step.id.to_string()).unwrap_or_default(),
        opened_on: date_text(record.opened_on),
        late_on: NEVER.to_owned(),
        state: "none".to_owned(),
        ..WorkRow::default()
    };
    match first {
        Some((turns, limit)) => limited(row, turns, limit),
        None => row,
    }
}

/// A row with the limit that is due first.
fn limited(row: WorkRow, turns: &Turns, limit: &OpenLimit) -> WorkRow {
    let state = &limit.state;
    WorkRow {
        term: Some(state.id.to_string()),
        due_on: limit.late.and(state.due).map(moment_text),
        late_on: limit.late.map_or_else(|| NEVER.to_owned(), instant_text),
        yellow_on: turns.yellow.map(instant_text),
        red_on: turns.red.map(instant_text),
        unit: Some(unit_text(state.unit).to_owned()),
        rest: state.remaining,
        state: if state.state == State::Paused { "paused" } else { "running" }.to_owned(),
        ..row
    }
}

fn unit_text(unit: Unit) -> &'static str {
    match unit {
        Unit::WorkingDay => "wd",
        Unit::Day => "d",
        Unit::WorkingMinute => "wmin",
        Unit::Minute => "min",
    }
}

/// Whose a record must be, as the tables write it.
pub(super) fn whose_text(whose: &Whose, record: &RecordId) -> String {
    match whose {
        Whose::Anybody => String::new(),
        Whose::Of(id) => id.to_string(),
        Whose::Below(org) => format!("{BELOW}{org}"),
        // Whoever has proved to stand for the party of this very record.
        Whose::Party => record.to_string(),
    }
}

fn instant_text(at: Instant) -> String {
    moment_text(Moment::At(at))
}

fn spaced(words: impl Iterator<Item = String>) -> String {
    words.fold(" ".to_owned(), |text, word| text + &word + " ")
}
