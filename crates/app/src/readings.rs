//! Who read whose personal data (sheet 00, 9, 10 and 14): lines of the audit, noted as a page is drawn
//! and written together by whoever serves, so that no page waits for the disk. What is noted and not
//! written is lost only if the program is killed within that second.

use std::sync::{Mutex, PoisonError};

use fadu_store::audit::{AuditRow, audit_insert, audit_of_object};
use fadu_store::{Reader, StoreError};

use crate::account::{row_of, wall_stamp};
use crate::figures::drill;
use crate::heading::name_of;
use crate::list::about;
use crate::{District, DrillAsked, Drilled, Failure, Form, Found, ListAsked, ListPage, RecordPage, Seat};

/// Lines that may wait: more are written at once, and what cannot be noted is not shown.
const MOST: usize = 2_000;
/// Lines looked back through for the same reading.
const BACK: usize = 64;
/// So few records of a list or search are noted one by one: somebody looked for a person.
const FEW: usize = 5;
/// Readings of a record that its person is told.
const TOLD: i64 = 50;

/// Lines not written yet.
#[derive(Debug, Default)]
pub(crate) struct Readings(Mutex<Vec<AuditRow>>);

/// Somebody's reading of a record, as the person concerned is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// `2026-03-02 09:00`.
    pub at: String,
    /// Who: name, role and organization.
    pub who: String,
    /// What they did, in a word.
    pub what: &'static str,
    /// The record.
    pub record: String,
}

impl District {
    /// Notes that the page of a record was opened, if it shows personal values.
    pub fn note_page(&self, seat: &Seat, address: &str, page: &RecordPage) -> Result<(), Failure> {
        let result = if page.full { "ok" } else { "masked" };
        if page.personal { self.note(seat, address, ("read", &page.id), result) } else { Ok(()) }
    }

    /// Notes that the form of an action on a record was opened, if it shows personal values.
    pub fn note_form(&self, seat: &Seat, address: &str, form: &Form) -> Result<(), Failure> {
        let personal =
            form.controls.iter().any(|control| control.purpose.is_some() && !control.value.is_null());
        match form.record.as_deref().filter(|_| personal) {
            Some(record) => self.note(seat, address, ("read", record), "ok"),
            None => Ok(()),
        }
    }

    /// Notes that a file of a record was fetched.
    pub fn note_file(&self, seat: &Seat, address: &str, record: &str) -> Result<(), Failure> {
        self.note(seat, address, ("file", record), "ok")
    }

    /// Notes that a list with personal values was looked through; of a few that were looked for, each.
    pub fn note_list(
        &self,
        seat: &Seat,
        address: &str,
        (asked, page): (&ListAsked, &ListPage),
    ) -> Result<(), Failure> {
        if !page.personal {
            return Ok(());
        }
        let sought = !asked.text.is_empty() || !asked.cond.is_empty();
        if sought && page.rows.len() <= FEW {
            let rows = page.rows.iter().filter(|row| !row.is_open);
            rows.map(|row| row.record.as_str())
                .try_for_each(|record| self.note(seat, address, ("search", record), "ok"))?;
        }
        self.note(seat, address, ("list", &about(&page.type_id, asked)), "ok")
    }

    /// Notes that the records behind a figure were looked through, if some hold personal values.
    pub fn note_drill(
        &self,
        seat: &Seat,
        address: &str,
        asked: &DrillAsked,
        page: &Drilled,
    ) -> Result<(), Failure> {
        match page.rows.iter().any(|row| row.personal) {
            true => self.note(seat, address, ("list", &drill::about(&asked.id, asked.year)), "ok"),
            false => Ok(()),
        }
    }

    /// Notes what a search showed of persons: a few each, many by their number.
    pub fn note_found(&self, seat: &Seat, address: &str, found: &Found) -> Result<(), Failure> {
        let hits: Vec<&str> =
            found.rows.iter().filter(|hit| hit.personal).map(|hit| hit.record.as_str()).collect();
        match hits.len() {
            0 => Ok(()),
            n if n > FEW => self.note(seat, address, ("search", &format!("{n} 件")), "ok"),
            _ => hits.iter().try_for_each(|record| self.note(seat, address, ("search", record), "ok")),
        }
    }

    /// Writes what was noted, in one transaction.
    pub fn write_readings(&self) -> Result<(), Failure> {
        let lines = std::mem::take(&mut *self.waiting());
        if lines.is_empty() {
            return Ok(());
        }
        let rows = lines.clone();
        let written = self.store.write(move |txn| {
            rows.iter().try_for_each(|row| audit_insert(txn.db(), &txn.shared().keys, txn.district(), row))
        });
        if written.is_err() {
            self.waiting().splice(0..0, lines);
        }
        Ok(written?)
    }

    /// Who read records of a person beside themselves, the latest first.
    pub(crate) fn readings_of(&self, seat: &Seat, records: &[String]) -> Result<Vec<Reading>, Failure> {
        self.write_readings()?;
        Ok(self.store.read(|reader| {
            let mut rows = Vec::new();
            for record in records {
                rows.extend(audit_of_object(reader.view.db, self.code(), record, TOLD)?);
            }
            rows.retain(|row| row.person != seat.person);
            rows.sort_by_key(|row| std::cmp::Reverse(row.n));
            rows.iter().map(|row| self.told(reader, row)).collect()
        })?)
    }

    fn told(&self, reader: &Reader<'_>, row: &AuditRow) -> Result<Reading, StoreError> {
        let today = self.now().date();
        let org = if row.org.is_empty() { None } else { name_of(reader, &row.org, today)? };
        let role = self.catalog.definitions.roles.get(&*row.role).map(|role| role.name.clone());
        let name = name_of(reader, &row.person, today)?;
        let parts = [org, role, name].into_iter().flatten().collect::<Vec<_>>();
        Ok(Reading {
            at: row.at.get(..16).unwrap_or(&row.at).replace('T', " "),
            who: parts.join(" "),
            what: match row.what.as_str() {
                "search" => "查找到",
                "file" => "下载附件",
                _ => "查看",
            },
            record: row.object.clone(),
        })
    }

    /// Notes a reading; the same one a moment ago is noted already.
    fn note(&self, by: &Seat, address: &str, done: (&str, &str), result: &str) -> Result<(), Failure> {
        let row = AuditRow { at: wall_stamp(), ..row_of(by, address, done, result) };
        let mut waiting = self.waiting();
        if !waiting.iter().rev().take(BACK).any(|known| is_same(known, &row)) {
            waiting.push(row);
        }
        let full = waiting.len() >= MOST;
        drop(waiting);
        if full { self.write_readings() } else { Ok(()) }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<AuditRow>> {
        self.readings.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_same(a: &AuditRow, b: &AuditRow) -> bool {
    (&a.person, &a.role, &a.org, &a.address) == (&b.person, &b.role, &b.org, &b.address)
        && (&a.what, &a.object, &a.result) == (&b.what, &b.object, &b.result)
}

impl Drop for District {
    fn drop(&mut self) {
        // Nobody is left to be told that the last lines were not written.
        let _ = self.write_notes();
    }
}
