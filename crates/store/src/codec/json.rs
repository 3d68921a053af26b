//! Canonical JSON without a tree: a writer that appends to bytes and a strict reader that pulls.
//!
//! Events are encoded a million times a run, so neither side builds a document in memory. The
//! writer leaves the order of keys to its caller; the codec gives them sorted, as the canonical
//! form demands (a test compares with the canonical encoder of the journal crate).

use std::borrow::Cow;

/// Why a text is not what was expected: what, and the byte at which it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What was expected.
    pub expected: &'static str,
    /// Byte of the text.
    pub at: usize,
}

/// How deep values may nest: rows in an event reach five.
const DEPTH: usize = 32;

/// Writes the comma that stands before a further member.
pub fn separate(out: &mut Vec<u8>) {
    if !matches!(out.last(), None | Some(b'{' | b'[')) {
        out.push(b',');
    }
}

/// Writes a key with its comma and colon; the value follows.
pub fn key(out: &mut Vec<u8>, key: &str) {
    separate(out);
    string(out, key);
    out.push(b':');
}

/// Writes a key that is `name` with a mark behind it (`item@`, `phone#`).
pub fn marked_key(out: &mut Vec<u8>, name: &str, mark: u8) {
    key(out, name);
    out.truncate(out.len() - 2);
    out.extend_from_slice(&[mark, b'"', b':']);
}

/// Writes a member whose value is a text.
pub fn text(out: &mut Vec<u8>, name: &str, value: &str) {
    key(out, name);
    string(out, value);
}

/// Writes a string with the escapes of the canonical form and no others.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte >= 0x20 && *byte != b'"' && *byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[done..at]);
        escape(out, *byte);
        done = at + 1;
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        8 => out.extend_from_slice(b"\\b"),
        9 => out.extend_from_slice(b"\\t"),
        10 => out.extend_from_slice(b"\\n"),
        12 => out.extend_from_slice(b"\\f"),
        13 => out.extend_from_slice(b"\\r"),
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 15)]);
        }
    }
}

fn hex_digit(nibble: u8) -> u8 {
    b"0123456789abcdef"[usize::from(nibble & 15)]
}

/// Writes a whole number.
pub fn int(out: &mut Vec<u8>, number: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes `true` or `false`.
pub fn boolean(out: &mut Vec<u8>, truth: bool) {
    out.extend_from_slice(if truth { b"true" } else { b"false" });
}

/// A reader over one JSON text.
#[derive(Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The first byte of what comes next.
    pub fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn fail<T>(&self, expected: &'static str) -> Result<T, Malformed> {
        Err(Malformed { expected, at: self.at })
    }

    fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), Malformed> {
        if self.peek() != Some(byte) {
            return self.fail(expected);
        }
        self.at += 1;
        Ok(())
    }

    /// Whether the whole text was read.
    pub fn finish(&self) -> Result<(), Malformed> {
        if self.at == self.text.len() { Ok(()) } else { self.fail("end of text") }
    }

    /// Reads an object; `member` reads the value of each key.
    pub fn object<E: From<Malformed>>(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.open(b'{', "{")?;
        while self.peek() != Some(b'}') {
            let name = self.string()?;
            self.take(b':', ":")?;
            member(self, name)?;
            self.comma(b'}')?;
        }
        Ok(self.close()?)
    }

    /// Reads an array; `member` reads each value.
    pub fn array<E: From<Malformed>>(
        &mut self,
        mut member: impl FnMut(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.open(b'[', "[")?;
        while self.peek() != Some(b']') {
            member(self)?;
            self.comma(b']')?;
        }
        Ok(self.close()?)
    }

    fn open(&mut self, byte: u8, expected: &'static str) -> Result<(), Malformed> {
        self.take(byte, expected)?;
        self.depth += 1;
        if self.depth > DEPTH { self.fail("fewer levels") } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), Malformed> {
        self.depth -= 1;
        self.at += 1;
        Ok(())
    }

    fn comma(&mut self, end: u8) -> Result<(), Malformed> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                if self.peek() == Some(end) { self.fail("a member") } else { Ok(()) }
            }
            Some(byte) if byte == end => Ok(()),
            _ => self.fail(", or an end"),
        }
    }

    /// Reads a string; borrowed where it has no escape.
    pub fn string(&mut self) -> Result<Cow<'a, str>, Malformed> {
        self.take(b'"', "a string")?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let text = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(Cow::Borrowed(text));
                }
                Some(b'\\') => return self.escaped(start).map(Cow::Owned),
                Some(byte) if byte >= 0x20 => self.at += 1,
                _ => return self.fail("\""),
            }
        }
    }

    fn escaped(&mut self, start: usize) -> Result<String, Malformed> {
        let mut text = self.text[start..self.at].to_owned();
        loop {
            let plain = self.at;
            while matches!(self.peek(), Some(byte) if byte >= 0x20 && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            text.push_str(&self.text[plain..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return self.fail("\""),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Malformed> {
        let short = self.bytes().get(self.at + 1).copied();
        self.at += 2;
        match short {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'b') => Ok('\u{8}'),
            Some(b't') => Ok('\t'),
            Some(b'n') => Ok('\n'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'r') => Ok('\r'),
            Some(b'u') => self.code_point(),
            _ => self.fail("an escape"),
        }
    }

    /// Only control characters are written so; the canonical form has no surrogates.
    fn code_point(&mut self) -> Result<char, Malformed> {
        let digits = self.text.get(self.at..self.at + 4);
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(found) = code.and_then(char::from_u32) else { return self.fail("a code point") };
        self.at += 4;
        Ok(found)
    }

    /// Reads a whole number.
    pub fn int(&mut self) -> Result<i64, Malformed> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.text[start..self.at].parse() {
            Ok(number) => Ok(number),
            Err(_) => self.fail("a whole number"),
        }
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, Malformed> {
        let truth = self.peek() == Some(b't');
        self.word(if truth { "true" } else { "false" })?;
        Ok(truth)
    }

    /// Reads `null` if it comes next.
    pub fn null(&mut self) -> Result<bool, Malformed> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.word("null").map(|()| true)
    }

    fn word(&mut self, word: &'static str) -> Result<(), Malformed> {
        if !self.bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fail(word);
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes over one value and gives its text.
    pub fn skip(&mut self) -> Result<&'a str, Malformed> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string().map(drop)?,
            Some(b'{') => self.object::<Malformed>(|reader, _| reader.skip().map(drop))?,
            Some(b'[') => self.array::<Malformed>(|reader| reader.skip().map(drop))?,
            Some(b't' | b'f') => self.boolean().map(drop)?,
            Some(b'n') => self.null().map(drop)?,
            _ => self.int().map(drop)?,
        }
        Ok(&self.text[start..self.at])
    }
}
