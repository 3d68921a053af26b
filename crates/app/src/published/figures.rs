//! A published text names its figures by slots, `{indicator}`; who reads it reads what is printed: the
//! figures that were frozen with it.

use fadu_base::Value;
use fadu_definition::FieldType;
use fadu_engine::Snapshot;

/// The figures of a record as printed, by slot: rows with these two columns.
pub(super) fn printed(read: &Snapshot) -> Vec<(String, String)> {
    let Some(def) = &read.def else { return Vec::new() };
    let mut found = Vec::new();
    for (field, (_, value)) in def.fields.iter().zip(&read.fields) {
        let FieldType::Rows { columns, .. } = &field.ty else { continue };
        let at = |id: &str| columns.iter().position(|column| &*column.id == id);
        let (Some(slot), Some(text)) = (at("slot"), at("printed")) else { continue };
        let rows = value.members().iter().filter_map(Value::as_row);
        let cell = |row: &fadu_base::Row, at: usize| row.cells.get(at)?.as_text().map(str::to_owned);
        found.extend(rows.filter_map(|row| Some((cell(row, slot)?, cell(row, text)?))));
    }
    found
}

/// The text with its slots filled; a slot that nothing fills stays.
pub(super) fn filled(text: &str, printed: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        out.push_str(words);
        let known = after.split_once('}').and_then(|(inner, after)| {
            let slot = inner.split_whitespace().next()?;
            let (_, printed) = printed.iter().find(|(known, _)| known == slot)?;
            Some((printed, after))
        });
        match known {
            Some((printed, after)) => {
                out.push_str(printed);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn slots_are_filled_and_what_is_none_stays() {
        let printed = [("a.b".to_owned(), "2880件".to_owned())];
        assert_eq!(filled("办理{a.b}，余{ a.b }{c}{", &printed), "办理2880件，余2880件{c}{");
    }
}
