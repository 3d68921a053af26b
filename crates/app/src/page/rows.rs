//! What an event did to rows, in words: which was acted on, what of it changed, which came and went.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::{Name, Row, Value};
use fadu_definition::{Field, FieldType};
use fadu_engine::{Event, Record};

use super::Seen;
use super::fields::{plain, shown};

/// Rows told of one by one; of more, how many.
const TOLD: usize = 6;
/// Signs of a value that is told.
const SIGNS: usize = 60;

/// The rows of each field as they stood, by their numbers.
#[derive(Default)]
pub(super) struct Standing(BTreeMap<Name, BTreeMap<u32, Arc<Row>>>);

impl Standing {
    /// What an event did to rows: name of the field, and what in words. The rows stand as after it
    /// from then on.
    pub(super) fn changes(
        &mut self,
        seen: &Seen<'_>,
        record: &Record,
        event: &Event,
    ) -> Vec<(String, String)> {
        let mut told = Vec::new();
        for field in &record.def.fields {
            let FieldType::Rows { columns, .. } = &field.ty else { continue };
            let Some(after) = self.after(field, event) else { continue };
            let before = self.0.insert(field.id.clone(), after);
            let (before, after) = (before.unwrap_or_default(), &self.0[&field.id]);
            let is_seen = shown(seen, field, &Value::List(Vec::new().into())).is_some();
            let table = Table { seen, columns };
            told.extend(is_seen.then(|| (field.name.clone(), table.told(&before, after))));
        }
        told.retain(|(_, what)| !what.is_empty());
        told
    }

    /// The rows of a field after an event; nothing if it did nothing to them.
    fn after(&self, field: &Field, event: &Event) -> Option<BTreeMap<u32, Arc<Row>>> {
        let known = || self.0.get(&field.id).cloned().unwrap_or_default();
        if let Some((_, value)) = event.fields.iter().find(|(id, _)| *id == field.id) {
            return Some(members(value).map(|row| (row.no, row)).collect());
        }
        let mut after = None;
        if let Some((_, rows)) = event.added.iter().find(|(id, _)| *id == field.id) {
            after.get_or_insert_with(known).extend(rows.iter().map(|row| (row.no, row.clone())));
        }
        if let Some((_, row)) = event.row.as_ref().filter(|(id, _)| *id == field.id) {
            after.get_or_insert_with(known).insert(row.no, row.clone());
        }
        after
    }
}

fn members(value: &Value) -> impl Iterator<Item = Arc<Row>> + '_ {
    let rows = if let Value::List(rows) = value { &rows[..] } else { &[] };
    rows.iter().filter_map(|row| if let Value::Row(row) = row { Some(row.clone()) } else { None })
}

/// The columns of a field, for who sees so much of it.
struct Table<'a> {
    seen: &'a Seen<'a>,
    columns: &'a [Field],
}

impl Table<'_> {
    fn told(&self, before: &BTreeMap<u32, Arc<Row>>, after: &BTreeMap<u32, Arc<Row>>) -> String {
        let added: Vec<_> =
            after.iter().filter(|(no, _)| !before.contains_key(no)).map(|(_, row)| row).collect();
        let gone = before.keys().filter(|no| !after.contains_key(no)).count();
        let changed = after.iter().filter_map(|(no, row)| self.changed(before.get(no)?, row));
        let mut parts: Vec<String> = changed.collect();
        let more = parts.len().saturating_sub(TOLD);
        parts.truncate(TOLD);
        parts.extend((more > 0).then(|| format!("另有 {more} 行有改动")));
        parts.extend((!added.is_empty()).then(|| self.added(&added)));
        parts.extend((gone > 0).then(|| format!("去掉 {gone} 行")));
        parts.join("；")
    }

    fn added(&self, rows: &[&Arc<Row>]) -> String {
        let named: Vec<String> = rows.iter().take(TOLD).map(|row| self.name(row)).collect();
        let all = if rows.len() > TOLD { "等" } else { "" };
        format!("加 {} 行（{}{all}）", rows.len(), named.join("、"))
    }

    /// `第2行 营业执照：状态 缺→齐`; nothing if the row is as it was, for who looks.
    fn changed(&self, before: &Row, after: &Row) -> Option<String> {
        let cells = self.columns.iter().zip(before.cells.iter().zip(&after.cells));
        let parts: Vec<String> = cells
            .filter(|(_, (old, new))| old != new)
            .filter_map(|(column, (old, new))| {
                let (old, new) = (self.cell(column, old)?, self.cell(column, new)?);
                Some(match (old.is_empty(), new.is_empty()) {
                    (true, _) => format!("{} {new}", column.name),
                    (_, true) => format!("{} {old}→（空）", column.name),
                    _ => format!("{} {old}→{new}", column.name),
                })
            })
            .collect();
        (!parts.is_empty()).then(|| format!("{}：{}", self.name(after), parts.join("，")))
    }

    /// A row by its number and the first text or record in it.
    fn name(&self, row: &Row) -> String {
        let is_telling = |column: &&(&Field, &Value)| {
            !matches!(column.0.ty, FieldType::Choice(_) | FieldType::File)
                && matches!(column.1, Value::Text(_) | Value::Ref(_))
        };
        let mut cells = self.columns.iter().zip(&row.cells);
        let named = cells
            .by_ref()
            .filter(|cell| is_telling(&cell))
            .find_map(|(column, cell)| self.cell(column, cell));
        named.map_or_else(|| format!("第{}行", row.no), |name| format!("第{}行 {name}", row.no))
    }

    fn cell(&self, column: &Field, value: &Value) -> Option<String> {
        let text = plain(shown(self.seen, column, value)?);
        Some(cut(&text))
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SIGNS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use fadu_engine::eval::Env;
    use fadu_engine::facts::Book;
    use fadu_engine::{Facts, Record, cases};

    use super::super::{Seen, history};
    use crate::access::Sight;
    use crate::kit::district;

    /// What the history says of rows, the latest first, of the record that a case leaves.
    fn told(ty: &str, case: &str, sight: Sight) -> Vec<(String, Vec<(String, String)>)> {
        let (_folder, district) = district("rows");
        let rules = district.rules();
        let def = rules.definitions.types[ty].last().unwrap();
        let (mut world, command) = cases::stage(rules, def, case).unwrap();
        world.take(&command);
        let is_it =
            |record: &Arc<Record>| record.id.ty() == ty && record.history.iter().any(|e| e.row.is_some());
        let record = world.records().iter().find(|record| is_it(record)).cloned().unwrap();
        let facts = Facts::default();
        let book = Book::new(&facts);
        let now = record.history.last().unwrap().at;
        let env = Env::of_record(rules, &record, now, &book);
        let seen = Seen { env: &env, role: "window_clerk", sight };
        history::of(&seen, &record).into_iter().map(|entry| (entry.action, entry.changes)).collect()
    }

    #[test]
    fn what_became_of_a_material_is_told_in_words() {
        let history = told("application", "材料逐份核验齐全, 受理", Sight::Full);
        let checks: Vec<_> = history.iter().filter(|(action, _)| action == "核验材料").collect();
        assert!(!checks.is_empty(), "{history:?}");
        for (_, changes) in checks {
            let [(name, what)] = &changes[..] else { panic!("{changes:?}") };
            assert_eq!(name, "材料");
            assert!(what.starts_with("第") && what.contains("：状态 齐"), "{what}");
        }
        let first = &history.last().unwrap().1;
        assert!(first.iter().any(|(name, what)| name == "材料" && what.starts_with("加 ")), "{first:?}");
    }
}
