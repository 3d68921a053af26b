//! Functions in Rust that definitions call (language.md 5.3): pure, same arguments, same value.
//! Their signatures stand in `fadu_definition::capability`.

pub(crate) mod distance;
mod recording;
mod similarity;

pub use distance::distance;
pub use similarity::similarity;

use fadu_base::Value;

use crate::eval::Env;

/// The value of a capability function; null for one that is not built or with a null argument.
pub(crate) fn call(env: &Env<'_>, name: &str, args: &[Value]) -> Value {
    match (name, args) {
        ("distance", [Value::Text(a), Value::Text(b)]) => {
            distance(a, b).map(Value::Decimal).unwrap_or_default()
        }
        ("similarity", [Value::Text(a), Value::Text(b)]) => Value::Decimal(similarity(a, b)),
        ("personal_data", [Value::Text(text)]) => personal_data(text),
        ("recording_gaps", [_, Value::List(recordings)]) => recording::gaps(env, recordings),
        ("recording_gaps", [_, Value::Null]) => Value::Null,
        _ => Value::Null,
    }
}

/// The personal data in a text as it may be shown.
fn personal_data(text: &str) -> Value {
    let found = fadu_base::personal::find(text);
    Value::List(found.into_iter().map(|found| Value::Text(found.masked.into())).collect())
}
