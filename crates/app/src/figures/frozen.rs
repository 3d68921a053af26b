//! The figures of a report that is frozen: computed again at the position of its freeze, with what was
//! declared from documents. Nothing that comes in later moves them (sheet 20, 4.1 and 4.8).

use fadu_base::{RecordId, Value};
use fadu_definition::FieldType;
use fadu_engine::Record;
use fadu_store::record::record_of_type;
use fadu_store::{Reader, Source as _, StoreError};

use crate::{District, Failure};

/// The capability by which an action freezes figures; a type that has it is a report.
pub(crate) const FREEZES: &str = "figures.freeze";

/// The state that the figures of a year are computed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Today's.
    Today,
    /// Where the report of the year is frozen, that of its freeze; else today's.
    AsFrozen,
}

/// A report with frozen figures.
pub(crate) struct Frozen {
    pub(super) report: RecordId,
    /// The journal as it was.
    pub(crate) position: i64,
    pub(super) figures: Vec<FrozenFigure>,
}

/// A figure as it was frozen.
pub(super) struct FrozenFigure {
    pub(super) slot: String,
    pub(super) value: String,
    pub(super) printed: String,
    pub(super) set_hash: String,
    /// Typed from a document by two persons.
    pub(super) declared: bool,
}

impl Frozen {
    /// A figure as the report prints it; its value where it is not printed.
    pub(super) fn printed(&self, slot: &str) -> Option<String> {
        let known = self.figures.iter().find(|figure| figure.slot == slot)?;
        let said = if known.printed.is_empty() { &known.value } else { &known.printed };
        Some(said.clone()).filter(|said| !said.is_empty())
    }

    /// What was declared in place of a computed value.
    pub(super) fn declared(&self, slot: &str) -> Option<&str> {
        let known = self.figures.iter().find(|figure| figure.declared && figure.slot == slot);
        known.map(|figure| figure.value.as_str())
    }
}

impl District {
    /// The frozen report of a year, if the state asked for is its own and there is one.
    pub(crate) fn state(&self, year: i16, state: State) -> Result<Option<Frozen>, Failure> {
        match state {
            State::Today => Ok(None),
            State::AsFrozen => Ok(self.store.read(|reader| self.frozen(reader, year))?),
        }
    }

    /// Runs a reader on today's state, or on that of a freeze.
    pub(crate) fn read_state<T>(
        &self,
        frozen: Option<&Frozen>,
        body: impl FnOnce(&mut Reader<'_>) -> Result<T, StoreError>,
    ) -> Result<T, Failure> {
        Ok(match frozen {
            None => self.store.read(body)?,
            Some(frozen) => self.store.read_at(frozen.position, body)?,
        })
    }

    /// The report of a year whose figures are frozen.
    pub(super) fn frozen(&self, reader: &mut Reader<'_>, year: i16) -> Result<Option<Frozen>, StoreError> {
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
}

fn field<'r>(record: &'r Record, name: &str) -> &'r Value {
    let at = record.def.fields.iter().position(|field| &*field.id == name);
    at.and_then(|at| record.fields.get(at)).unwrap_or(&Value::Null)
}

/// The frozen figures of a report.
fn rows(record: &Record) -> Vec<FrozenFigure> {
    let declared = record.def.fields.iter().find(|field| &*field.id == "figures").map(|field| &field.ty);
    let Some(FieldType::Rows { columns, .. }) = declared else { return Vec::new() };
    let cell = |row: &Value, name: &str| -> Option<Value> {
        let Value::Row(row) = row else { return None };
        let at = columns.iter().position(|column| &*column.id == name)?;
        row.cells.get(at).filter(|value| !value.is_empty()).cloned()
    };
    let text = |row: &Value, name: &str| {
        cell(row, name).and_then(|value| value.as_text().map(str::to_owned)).unwrap_or_default()
    };
    let figure = |row: &Value| FrozenFigure {
        slot: text(row, "slot"),
        value: text(row, "value"),
        printed: text(row, "printed"),
        set_hash: text(row, "set_hash"),
        declared: cell(row, "declared_by").is_some(),
    };
    field(record, "figures").members().iter().map(figure).collect()
}
