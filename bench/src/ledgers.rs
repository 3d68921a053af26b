//! Ledgers of any length: the rows of the reference ledgers again and again, each time under new
//! keys, as CSV. Which rows are records and what they say is asked of the importer itself, so the
//! files have the mix of the reference ledgers and none of their mess.
//!
//! Registers (organizations, items, certificates …) are not multiplied: what they hold is unique in
//! the district, and everything else refers to them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::{Name, Value};
use fadu_definition::{Definitions, Field, FieldType, Given, Kind};
use fadu_import::{Column, ImportRow, Ledger, Outcome, Route, text};

use crate::Result;
use crate::work::LEDGERS;

/// Types that are not copied: what tells their records apart is of a fixed form, a number that a copy
/// would hit, or stands on a sheet of rows.
const SINGLE: [&str; 6] = [
    "stat_value",
    "annual_report",
    "rectification_task",
    "norm_cleanup",
    "hearing_attendance",
    "exam_sitting",
];

/// The records of one ledger and type.
struct Source {
    file: String,
    rows: Vec<ImportRow>,
    /// Heads of columns that decide which rows are meant, with what they say.
    only: Vec<(String, String)>,
}

/// Writes ledgers of so many records in all; gives how many it were.
pub fn write(definitions: &Definitions, folder: &Path, records: usize) -> Result<usize> {
    fs::create_dir_all(folder)?;
    let sources = sources(definitions)?;
    let total: usize = sources.iter().map(|source| source.rows.len()).sum();
    let types: BTreeSet<Name> = sources.iter().map(|source| source.rows[0].def().id.clone()).collect();
    let mut written = 0;
    for source in &sources {
        let wanted = (source.rows.len() * records).div_ceil(total);
        // The last copy is not whole: what it refers to may not be in it.
        write_one(source, folder, (wanted, records / total), &types)?;
        written += wanted;
    }
    Ok(written)
}

/// The reference ledgers' rows of every type that is not a register.
fn sources(definitions: &Definitions) -> Result<Vec<Source>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(LEDGERS)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut ledger =
            Ledger::open(&stem, fs::read(&file)?, definitions).map_err(|fault| fault.to_string())?;
        for sheet in 0..ledger.sheets().len() {
            let rows = ledger.rows(sheet).filter_map(record);
            let copied =
                |row: &ImportRow| row.def().kind != Kind::Register && !SINGLE.contains(&&*row.def().id);
            for row in rows.filter(copied) {
                add(&mut sources, &stem, row);
            }
        }
    }
    Ok(sources)
}

fn record(outcome: Outcome) -> Option<ImportRow> {
    match outcome {
        Outcome::Record(row) => Some(*row),
        _ => None,
    }
}

/// Adds a row to those of its ledger, sheet and type.
fn add(sources: &mut Vec<Source>, stem: &str, row: ImportRow) {
    let file = format!("{stem}_{}_{}", row.route.sheet, row.def().id);
    match sources.iter_mut().find(|source| source.file == file) {
        Some(source) => source.rows.push(row),
        None => {
            let only = row.import().only.iter();
            let only = only.filter_map(|(head, says)| Some((head.clone(), says.first()?.clone()))).collect();
            sources.push(Source { file, rows: vec![row], only });
        }
    }
}

fn write_one(
    source: &Source,
    folder: &Path,
    (wanted, whole): (usize, usize),
    types: &BTreeSet<Name>,
) -> Result<()> {
    let route = &source.rows[0].route;
    let columns = columns(route);
    let only: Vec<_> = source.only.iter().filter(|(name, _)| !has_head(&columns, name)).collect();
    let renewed: Vec<bool> =
        columns.iter().map(|column| is_renewed(route, &column.reading.field, types)).collect();
    let mut file = csv::Writer::from_path(folder.join(format!("{}.csv", source.file)))?;
    let heads = columns.iter().map(|column| head(&column.head, &column.reading.field));
    file.write_record(heads.chain(only.iter().map(|(head, _)| head.clone())))?;
    for (at, row) in source.rows.iter().cycle().take(wanted).enumerate() {
        let copy = at / source.rows.len() + 1;
        let cells = columns.iter().zip(&renewed).map(|(column, renewed)| {
            let text = row.get(&column.name).map(said).unwrap_or_default();
            let refers = matches!(column.reading.field.ty, FieldType::Ref(_));
            let copy = if refers { copy.min(whole.max(1)) } else { copy };
            if *renewed && !text.is_empty() { format!("{text}-{copy}") } else { text }
        });
        file.write_record(cells.chain(only.iter().map(|(_, says)| says.clone())))?;
    }
    Ok(file.flush()?)
}

/// Whether a column is written under a head.
fn has_head(columns: &[&Column], name: &str) -> bool {
    columns.iter().any(|column| head(&column.head, &column.reading.field) == text::head(name).0)
}

/// The columns, each once: one column may fill two fields.
fn columns(route: &Route) -> Vec<&Column> {
    let mut seen = BTreeSet::new();
    route.columns.iter().filter(|column| seen.insert(column.at)).collect()
}

/// Whether a column says which record is meant: the key, the number, a reference to a record of the
/// types that are multiplied. Its texts differ from copy to copy.
fn is_renewed(route: &Route, field: &Field, types: &BTreeSet<Name>) -> bool {
    let identifies = &*field.id == "no" || route.import().key.contains(&field.id);
    match &field.ty {
        FieldType::Text => identifies,
        FieldType::Ref(targets) => targets.iter().any(|target| types.contains(target)),
        _ => false,
    }
}

/// The head under which a value is written: money always in yuan.
fn head(written: &str, field: &Field) -> String {
    let (name, _) = text::head(written);
    if field.ty == FieldType::Money { format!("{name}(元)") } else { name }
}

/// A value as a clerk writes it.
fn said(given: &Given) -> String {
    match given {
        Given::Value(value) => said_value(value),
        Given::List(list) => list.iter().map(said).collect::<Vec<_>>().join("、"),
        Given::Row(_) => String::new(),
    }
}

fn said_value(value: &Value) -> String {
    match value {
        Value::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Instant(at) => at.to_string().replace('T', " "),
        Value::List(list) => list.iter().map(said_value).collect::<Vec<_>>().join("、"),
        _ => String::new(),
    }
}
