//! What leaves with an event: publications and notices.

use fadu_base::{Date, Instant};
use fadu_definition::{Action, From};
use fadu_engine::waiting::reach;
use fadu_engine::{Change, Notice, PublicationDue, Record, Rules};
use fadu_store::codec::time::{date_text, moment_text};
use fadu_store::notice::{NoticeLine, notice_insert};
use fadu_store::publication::{PublicationRow, publication_get, publication_put};
use fadu_store::{Appended, StoreError, Txn};

use super::standing::whose_text;
use crate::APPLICANT;

/// What a change makes leave.
pub(super) struct Leaving {
    publications: Vec<PublicationDue>,
    notices: Vec<Notice>,
}

/// Takes it out of the change: the journal does not hold it, since the event says it all.
pub(super) fn take(change: &mut Change) -> Leaving {
    Leaving {
        publications: std::mem::take(&mut change.publications),
        notices: std::mem::take(&mut change.notices),
    }
}

/// Writes it down. Of the past nobody is told.
pub(super) fn store(
    rules: &Rules<'_>,
    txn: &Txn<'_>,
    done: &Appended,
    leaving: &Leaving,
) -> Result<(), StoreError> {
    for due in &leaving.publications {
        publish(txn, done, due)?;
    }
    if done.event.past {
        return Ok(());
    }
    for notice in &leaving.notices {
        for (role, whose) in told(rules, done, notice) {
            let line = line(done, role, whose);
            notice_insert(txn.db(), &txn.shared().keys, txn.district(), &line)?;
        }
    }
    Ok(())
}

/// Puts out, or takes off, what an event makes due. What the system does itself it does at once; on
/// the legal day itself where the past is entered.
fn publish(txn: &Txn<'_>, done: &Appended, due: &PublicationDue) -> Result<(), StoreError> {
    let (db, keys, district) = (txn.db(), &txn.shared().keys, txn.district());
    let record = done.record.id.as_str();
    let today = date_text(if done.event.past { done.event.on } else { done.event.at.date() });
    let known = publication_get(db, district, record, &due.publication)?;
    let row = match (due.off, known) {
        (true, None) => return Ok(()),
        (true, Some(known)) => PublicationRow { off_on: Some(today), state: "off".to_owned(), ..known },
        (false, _) => put_out(done, due, today),
    };
    publication_put(db, keys, district, &row)
}

fn put_out(done: &Appended, due: &PublicationDue, today: String) -> PublicationRow {
    let text = |day: Option<Date>| day.map(date_text);
    PublicationRow {
        record: done.record.id.to_string(),
        publication: due.publication.to_string(),
        ty: done.record.id.ty().to_owned(),
        role: due.by.as_ref().map(ToString::to_string),
        made_on: date_text(done.event.on),
        due_on: text(due.due),
        until_on: text(due.until),
        state: if due.by.is_some() { "due" } else { "shown" }.to_owned(),
        published_on: due.by.is_none().then_some(today),
        off_on: None,
    }
}

/// Role and `whose` of those who are told.
fn told(rules: &Rules<'_>, done: &Appended, notice: &Notice) -> Vec<(String, String)> {
    match notice {
        Notice::To(to) => vec![(String::new(), to.to_string())],
        Notice::Role(role) => told_as(rules, &done.record, role, done.event.at),
    }
}

/// Role and `whose` of those who are told of a record in a role.
pub(crate) fn told_as(rules: &Rules<'_>, record: &Record, role: &str, now: Instant) -> Vec<(String, String)> {
    let Some(known) = rules.definitions.roles.get(role) else { return Vec::new() };
    let whose = reach(rules, record, &known.scope, now);
    whose.iter().map(|whose| (role.to_owned(), whose_text(whose, &record.id))).collect()
}

/// What a step waits for from the applicant.
fn asked_of_party(record: &Record) -> String {
    let is_here = |action: &&Action| match (&action.from, record.step) {
        (From::Steps { steps, .. }, Some(step)) => steps[..] == [step],
        _ => false,
    };
    let by_party = |action: &&Action| action.by.iter().any(|by| *by.role == *APPLICANT);
    let names: Vec<&str> =
        record.def.actions.iter().filter(is_here).filter(by_party).map(|action| &*action.name).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("；等您办理“{}”，点开看要求和期限", names.join("”“"))
    }
}

fn line(done: &Appended, role: String, whose: String) -> NoticeLine {
    let def = &done.record.def;
    let action = def.actions.iter().find(|action| action.id == done.event.action);
    let name = action.map_or(&*done.event.action, |action| action.name.as_str());
    let step = done.record.step_def().map(|step| format!("，现在的环节：{}", step.name)).unwrap_or_default();
    let asks = if role == APPLICANT { asked_of_party(&done.record) } else { String::new() };
    NoticeLine {
        n: 0,
        whose,
        role,
        record: done.record.id.to_string(),
        action: done.event.action.to_string(),
        sentence: format!("已办理“{name}”{step}{}", asks),
        at: moment_text(fadu_base::counting::Moment::At(done.event.at)),
        read: None,
    }
}
