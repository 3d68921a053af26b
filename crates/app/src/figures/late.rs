//! Late entries 迟报 (sheet 20, 2.4 and 4.8): what came in, left or changed after the figures of a report
//! were frozen, and would move one of them. The frozen figures stay as they are; this is the list.
//!
//! Both states are computed by the same statements: the one of today, and the one of the position at
//! which the report was frozen. That the frozen figures come out again is checked on the way.

use std::collections::BTreeMap;

use fadu_base::{Name, RecordId, Value};
use fadu_definition::FieldType;
use fadu_engine::Record;
use fadu_store::figures as stored;
use fadu_store::journal::journal_position;
use fadu_store::record::record_of_type;
use fadu_store::{Reader, Source as _, StoreError};

use super::subject::is_constant;
use super::{failed, source, year_of};
use crate::{District, Failure};

/// The capability by which an action freezes figures; a type that has it is a report.
pub(crate) const FREEZES: &str = "figures.freeze";

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

/// A report with frozen figures: slot, value, printed form, hash of the records.
struct Frozen {
    report: RecordId,
    position: i64,
    figures: Vec<[String; 4]>,
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
        late.ok_or_else(|| Failure::setup(format!("{year}年度的报告还没有冻结数据, 没有迟报")))
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
        let derived = |id: &str| !is_constant(definitions, id);
        let ids: Vec<Name> =
            frozen.figures.iter().map(|row| Name::from(&*row[0])).filter(|id| derived(id)).collect();
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
        for [slot, value, printed, set_hash] in &frozen.figures {
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

    /// The report of a year whose figures are frozen.
    fn frozen(&self, reader: &mut Reader<'_>, year: i16) -> Result<Option<Frozen>, StoreError> {
        let types = self.catalog.definitions.types.iter();
        let reports = types.filter(|(_, versions)| {
            let freezes = |action: &fadu_definition::Action| action.uses.as_deref() == Some(FREEZES);
            versions.last().is_some_and(|def| def.actions.iter().any(freezes))
        });
        for (ty, _) in reports {
            for id in record_of_type(reader.view.db, self.code(), ty)? {
                let Some(record) = reader.load(&id)? else { continue };
                let of_year = *field(&record, "report_year") == Value::Int(i64::from(year));
                if let (true, Value::Int(position)) = (of_year, field(&record, "position")) {
                    return Ok(Some(Frozen { position: *position, figures: rows(&record), report: id }));
                }
            }
        }
        Ok(None)
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

fn field<'r>(record: &'r Record, name: &str) -> &'r Value {
    let at = record.def.fields.iter().position(|field| &*field.id == name);
    at.and_then(|at| record.fields.get(at)).unwrap_or(&Value::Null)
}

/// The frozen figures of a report: slot, value, printed form, hash.
fn rows(record: &Record) -> Vec<[String; 4]> {
    let declared = record.def.fields.iter().find(|field| &*field.id == "figures").map(|field| &field.ty);
    let Some(FieldType::Rows { columns, .. }) = declared else { return Vec::new() };
    let at = |name: &str| columns.iter().position(|column| &*column.id == name);
    let places = ["slot", "value", "printed", "set_hash"].map(at);
    let cell = |row: &Value, at: Option<usize>| match row {
        Value::Row(row) => at.and_then(|at| row.cells.get(at)?.as_text()).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    field(record, "figures").members().iter().map(|row| places.map(|at| cell(row, at))).collect()
}
