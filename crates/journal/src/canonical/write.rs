//! Writing canonical bytes.

use super::Json;

/// Appends the bytes of a value.
pub fn value(json: &Json<'_>, bytes: &mut Vec<u8>) {
    match json {
        Json::Null => bytes.extend_from_slice(b"null"),
        Json::Bool(true) => bytes.extend_from_slice(b"true"),
        Json::Bool(false) => bytes.extend_from_slice(b"false"),
        Json::Int(n) => bytes.extend_from_slice(n.to_string().as_bytes()),
        Json::Text(text) => string(text, bytes),
        Json::List(values) => {
            bytes.push(b'[');
            for (at, member) in values.iter().enumerate() {
                separate(at, bytes);
                value(member, bytes);
            }
            bytes.push(b']');
        }
        Json::Object(object) => {
            bytes.push(b'{');
            for (at, (key, member)) in object.iter().enumerate() {
                separate(at, bytes);
                string(key, bytes);
                bytes.push(b':');
                value(member, bytes);
            }
            bytes.push(b'}');
        }
    }
}

/// A comma before every member but the first.
fn separate(at: usize, bytes: &mut Vec<u8>) {
    if at > 0 {
        bytes.push(b',');
    }
}

/// A text in quotes.
fn string(text: &str, bytes: &mut Vec<u8>) {
    bytes.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| escape(byte).is_some()) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.extend_from_slice(escape(rest[at]).unwrap_or_default());
        rest = &rest[at + 1..];
    }
    bytes.extend_from_slice(rest);
    bytes.push(b'"');
}

/// How a byte is escaped, if it must be: the two-character form where JSON has one.
pub fn escape(byte: u8) -> Option<&'static [u8]> {
    const CONTROLS: [&[u8]; 32] = [
        b"\\u0000", b"\\u0001", b"\\u0002", b"\\u0003", b"\\u0004", b"\\u0005", b"\\u0006", b"\\u0007",
        b"\\b", b"\\t", b"\\n", b"\\u000b", b"\\f", b"\\r", b"\\u000e", b"\\u000f", b"\\u0010", b"\\u0011",
        b"\\u0012", b"\\u0013", b"\\u0014", b"\\u0015", b"\\u0016", b"\\u0017", b"\\u0018", b"\\u0019",
        b"\\u001a", b"\\u001b", b"\\u001c", b"\\u001d", b"\\u001e", b"\\u001f",
    ];
    match byte {
        b'"' => Some(b"\\\""),
        b'\\' => Some(b"\\\\"),
        0..=31 => Some(CONTROLS[usize::from(byte)]),
        _ => None,
    }
}
