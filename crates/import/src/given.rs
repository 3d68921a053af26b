//! Inputs as plain texts, for keys and for comparing two rows.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use fadu_base::Value;
use fadu_definition::Given;

use crate::text::comparable;

/// The text of an input in its comparable form. Equal inputs have equal texts, up to white space
/// and the width of characters (M9).
pub fn plain(given: &Given) -> String {
    let mut out = String::new();
    write(given, &mut out);
    out
}

fn write(given: &Given, out: &mut String) {
    match given {
        Given::Value(value) => write_value(value, out),
        Given::List(members) => members.iter().for_each(|member| {
            write(member, out);
            out.push('\u{1f}');
        }),
        Given::Row(cells) => cells.iter().for_each(|(name, cell)| {
            out.push_str(name);
            out.push('\u{1f}');
            write(cell, out);
            out.push('\u{1e}');
        }),
    }
}

fn write_value(value: &Value, out: &mut String) {
    // Writing to a string does not fail.
    let _ = match value {
        Value::Null => Ok(()),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Decimal(number) => write!(out, "{number}"),
        Value::Money(money) => write!(out, "{money}"),
        Value::Text(text) => {
            out.push_str(&comparable(text));
            Ok(())
        }
        Value::Date(day) => write!(out, "{day}"),
        Value::Instant(at) => write!(out, "{at}"),
        Value::Ref(to) => write!(out, "{}", to.id),
        other => write!(out, "{other:?}"),
    };
}

/// A hash of the text that [`plain`] gives; `buffer` is only room to write it in.
pub fn hash_plain(given: &Given, buffer: &mut String) -> u64 {
    buffer.clear();
    write(given, buffer);
    hash(buffer.as_str())
}

/// A hash that is the same for equal parts, within a run of the program.
pub fn hash<T: Hash + ?Sized>(part: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    part.hash(&mut hasher);
    hasher.finish()
}
