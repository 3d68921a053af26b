//! Reading canonical bytes. Whatever is not canonical is refused, so that reading and writing again
//! gives the same bytes.

use std::borrow::Cow;
use std::fmt;

use super::{DEPTH, Json, Object, write};

/// Where bytes cease to be canonical, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte, from 0.
    pub at: usize,
    /// Why, Chinese.
    pub why: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}字节：{}", self.at + 1, self.why)
    }
}

/// Reads a value that takes up all the bytes.
pub fn parse(bytes: &[u8]) -> Result<Json<'_>, Fault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Fault { at: error.valid_up_to(), why: "不是UTF-8编码" })?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    if reader.at < bytes.len() {
        return reader.fault("值之后还有多余内容");
    }
    Ok(value)
}

/// The text being read and how far.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Refuses at the present byte.
    fn fault<T>(&self, why: &'static str) -> Result<T, Fault> {
        Err(Fault { at: self.at, why })
    }

    /// The present byte.
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over a byte if it is the present one.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// A value of any kind.
    fn value(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        if depth > DEPTH {
            return self.fault("嵌套过深");
        }
        match self.peek() {
            Some(b'"') => self.string().map(Json::Text),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(_) => self.fault("此处应为一个值，且不能有空格"),
            None => self.fault("内容不完整"),
        }
    }

    /// One of the three words.
    fn word(&mut self, word: &'static str, value: Json<'a>) -> Result<Json<'a>, Fault> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fault("不认识的词，只有null、true、false");
        }
        self.at += word.len();
        Ok(value)
    }

    /// A whole number without leading noughts.
    fn integer(&mut self) -> Result<Json<'a>, Fault> {
        let start = self.at;
        self.take(b'-');
        let first = self.peek();
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let number = &self.text[start..self.at];
        let padded = first == Some(b'0') && number != "0";
        match number.parse() {
            Ok(n) if !padded => Ok(Json::Int(n)),
            _ => Err(Fault { at: start, why: "整数写法不规范或超出范围" }),
        }
    }

    /// A text in quotes: borrowed unless something in it is escaped.
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        if !self.take(b'"') {
            return self.fault("此处应为双引号");
        }
        let mut text = Cow::Borrowed("");
        loop {
            let start = self.at;
            let rest = &self.text.as_bytes()[start..];
            let Some(length) = rest.iter().position(|&byte| write::escape(byte).is_some()) else {
                return self.fault("字符串没有结束");
            };
            self.at += length;
            let plain = &self.text[start..self.at];
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            if self.take(b'"') {
                return Ok(text);
            }
            let escaped = self.escaped()?;
            text.to_mut().push(escaped);
        }
    }

    /// One escaped character, in the only form in which it may be written.
    fn escaped(&mut self) -> Result<char, Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        let characters = (0..32).chain([b'"', b'\\']);
        for character in characters {
            let form = write::escape(character).unwrap_or_default();
            if rest.starts_with(form) {
                self.at += form.len();
                return Ok(char::from(character));
            }
        }
        self.fault("转义写法不规范")
    }

    /// A list.
    fn list(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        self.at += 1;
        let mut values = Vec::new();
        if self.take(b']') {
            return Ok(Json::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Json::List(values));
            }
            if !self.take(b',') {
                return self.fault("列表中此处应为逗号或右方括号");
            }
        }
    }

    /// An object whose keys ascend.
    fn object(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        self.at += 1;
        let mut object = Object::default();
        if self.take(b'}') {
            return Ok(Json::Object(object));
        }
        loop {
            let start = self.at;
            let key = self.string()?;
            if !self.take(b':') {
                return self.fault("键之后应为冒号");
            }
            let value = self.value(depth + 1)?;
            if !object.push(key, value) {
                return Err(Fault { at: start, why: "键重复或没有按顺序排列" });
            }
            if self.take(b'}') {
                return Ok(Json::Object(object));
            }
            if !self.take(b',') {
                return self.fault("对象中此处应为逗号或右花括号");
            }
        }
    }
}

/// The bytes of members of an object, found in one pass without reading the rest: quotes and brackets
/// are all that is looked at. The keys must ascend and contain nothing that is escaped.
///
/// For canonical bytes only; other bytes give nothing or something wrong, never a panic.
pub fn skim<'a, const N: usize>(bytes: &'a [u8], keys: [&str; N]) -> [Option<&'a [u8]>; N] {
    let mut found = [None; N];
    let mut wanted = keys.iter().enumerate();
    let mut next = wanted.next();
    let mut rest = bytes.strip_prefix(b"{");
    while let (Some((at, key)), Some((name, value, after))) = (next, rest.and_then(member)) {
        if name == key.as_bytes() {
            found[at] = Some(value);
            next = wanted.next();
        }
        rest = after;
    }
    found
}

/// Key (without quotes) and value of a member, and the members after it.
type Member<'a> = (&'a [u8], &'a [u8], Option<&'a [u8]>);

/// The first member.
fn member(bytes: &[u8]) -> Option<Member<'_>> {
    let (name, rest) = bytes.split_at_checked(string_length(bytes)?)?;
    let rest = rest.strip_prefix(b":")?;
    let (value, rest) = rest.split_at_checked(value_length(rest)?)?;
    Some((name.get(1..name.len() - 1)?, value, rest.strip_prefix(b",")))
}

/// How many bytes a text in quotes takes up.
fn string_length(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == b'"' || byte == b'\\')?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// How many bytes a value takes up.
fn value_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut open = 0_usize;
    loop {
        match *bytes.get(at)? {
            b'"' => at += string_length(&bytes[at..])? - 1,
            b'{' | b'[' => open += 1,
            b',' | b'}' | b']' if open == 0 => return Some(at),
            b'}' | b']' => open -= 1,
            _ => {}
        }
        at += 1;
    }
}
