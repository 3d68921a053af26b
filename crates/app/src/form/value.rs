//! Values as a form holds them: the text a person would type.

use fadu_base::Value;
use fadu_definition::Field;
use serde_json::{Map, Value as Json};

/// A value as it stands in a control: what the same text read back gives.
pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Row(_) | Value::Range(..) => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Money(money) => Json::String(money.to_string()),
        Value::Ref(to) => Json::String(to.id.to_string()),
        Value::Text(text) => Json::String(text.to_string()),
        Value::Instant(at) => Json::String(format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute())),
        Value::List(values) => Json::Array(values.iter().map(json).collect()),
        Value::Int(number) => Json::String(number.to_string()),
        Value::Decimal(number) => Json::String(number.to_string()),
        Value::Date(day) => Json::String(day.to_string()),
        Value::Period(length) => Json::String(fadu_engine::text::show::period(*length)),
    }
}

/// Rows by their columns.
pub(super) fn rows(columns: &[Field], value: &Value) -> Json {
    let row = |value: &Value| match value {
        Value::Row(row) => {
            let cells = columns.iter().zip(&row.cells).filter(|(column, _)| column.is.is_none());
            let cells: Map<String, Json> =
                cells.map(|(column, cell)| (column.id.to_string(), json(cell))).collect();
            Some(Json::Object(cells))
        }
        _ => None,
    };
    Json::Array(value.members().iter().filter_map(row).collect())
}
