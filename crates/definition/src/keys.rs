//! Typed access to the keys of a table: an unknown key (E01), a wrong TOML type (E02) and a
//! missing key (E03) are said here, in the same words for every construct.

use std::sync::Arc;

use fadu_base::{Date, Name, Time};
use toml::de::{DeTable, DeValue};

use crate::expr::nearest::offer;
use crate::source::{File, Item, Span};
use crate::{given, punctuation};

/// A text of a file, or a name of it, with its place.
#[derive(Clone, Debug)]
pub(crate) struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Its place, quotes included.
    pub span: Span,
}

impl Text<'_> {
    /// The text as a shared name.
    pub fn name(&self) -> Name {
        Arc::from(self.text)
    }
}

/// A table under reading.
#[derive(Clone)]
pub(crate) struct Keys<'a> {
    /// The file it stands in.
    pub file: &'a File<'a>,
    /// The table.
    pub table: &'a DeTable<'a>,
    /// Where it is named; a missing key is said here.
    pub span: Span,
}

/// One entry of a table: key and value.
pub(crate) type Entry<'a> = (Text<'a>, &'a Item<'a>);

impl<'a> Keys<'a> {
    /// Opens a table whose keys must be among `known`.
    pub fn open(file: &'a File<'a>, item: &'a Item<'a>, span: Span, known: &[&str]) -> Option<Self> {
        let DeValue::Table(table) = item.get_ref() else {
            wrong(file, item, "a table");
            return None;
        };
        let keys = Self { file, table, span };
        keys.only(known);
        Some(keys)
    }

    /// Says which keys are not among `known`.
    pub fn only(&self, known: &[&str]) {
        for (key, _) in self.table.iter().take_while(|_| !self.file.is_full()) {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let what = format!("unknown key `{name}`");
                self.file.error("E01", key.span(), what, offer(name, known));
            }
        }
    }

    /// The value of a key.
    pub fn item(&self, key: &str) -> Option<&'a Item<'a>> {
        self.entry(key).map(|(_, item)| item)
    }

    /// Key and value.
    pub fn entry(&self, key: &str) -> Option<Entry<'a>> {
        let (name, item) = self.table.get_key_value(key)?;
        Some((Text { text: name.get_ref(), span: name.span() }, item))
    }

    /// Whether the key stands there.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Place of a key; of the table if it is not there.
    pub fn at(&self, key: &str) -> Span {
        self.entry(key).map_or(self.span.clone(), |(name, _)| name.span)
    }

    /// Says that a key is missing, if it is.
    pub fn need(&self, key: &str) {
        if !self.has(key) {
            self.file.error(
                "E03",
                self.span.clone(),
                format!("key `{key}` is missing"),
                format!("add `{key} = …`"),
            );
        }
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<Text<'a>> {
        self.item(key).and_then(|item| text_of(self.file, item))
    }

    /// A text that must be there.
    pub fn need_text(&self, key: &str) -> Option<Text<'a>> {
        self.need(key);
        self.text(key)
    }

    /// A sentence that users read.
    pub fn sentence(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        punctuation::heed(self.file, &text);
        Some(text.text.to_owned())
    }

    /// A text, or nothing.
    pub fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.text.to_owned())
    }

    /// A text that must be there; empty if it is not.
    pub fn need_string(&self, key: &str) -> String {
        self.need_text(key).map(|text| text.text.to_owned()).unwrap_or_default()
    }

    /// Yes or no; no if it is absent.
    pub fn flag(&self, key: &str) -> bool {
        self.flag_or(key, false)
    }

    /// Yes or no.
    pub fn flag_or(&self, key: &str, absent: bool) -> bool {
        match self.item(key).map(|item| (item, item.get_ref())) {
            None => absent,
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((item, _)) => {
                wrong(self.file, item, "true or false");
                absent
            }
        }
    }

    /// A whole number that is not negative.
    pub fn count(&self, key: &str) -> Option<u32> {
        let item = self.item(key)?;
        let number = match item.get_ref() {
            DeValue::Integer(n) => u32::from_str_radix(n.as_str(), n.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            wrong(self.file, item, "a whole number not below zero");
        }
        number
    }

    /// A date.
    pub fn date(&self, key: &str) -> Option<Date> {
        let item = self.item(key)?;
        let date = given::date_of(item);
        if date.is_none() {
            wrong(self.file, item, "a date such as 2026-09-18");
        }
        date
    }

    /// A time of day.
    pub fn time(&self, key: &str) -> Option<Time> {
        let item = self.item(key)?;
        let time = given::time_of(item);
        if time.is_none() {
            wrong(self.file, item, "a time of day such as 09:00:00");
        }
        time
    }

    /// The members of a list; none if it is absent.
    pub fn list(&self, key: &str) -> Vec<&'a Item<'a>> {
        match self.item(key) {
            None => Vec::new(),
            Some(item) => list_of(self.file, item),
        }
    }

    /// The texts of a list.
    pub fn texts(&self, key: &str) -> Vec<Text<'a>> {
        self.list(key).into_iter().filter_map(|item| text_of(self.file, item)).collect()
    }

    /// The texts of a list, without their places.
    pub fn strings(&self, key: &str) -> Vec<String> {
        self.texts(key).into_iter().map(|text| text.text.to_owned()).collect()
    }

    /// The tables of a list, each with keys among `known`.
    pub fn tables(&self, key: &str, known: &[&str]) -> Vec<Keys<'a>> {
        let open = |item: &'a Item<'a>| Keys::open(self.file, item, item.span(), known);
        self.list(key).into_iter().filter_map(open).collect()
    }

    /// The tables of a table, by id: `[action.<id>]`.
    pub fn sections(&self, key: &str) -> Vec<(Text<'a>, Keys<'a>)> {
        let open = |(id, item): Entry<'a>| match item.get_ref() {
            DeValue::Table(table) => Some((id.clone(), Keys { file: self.file, table, span: id.span })),
            _ => {
                wrong(self.file, item, "a table");
                None
            }
        };
        self.entries(key).into_iter().filter_map(open).collect()
    }

    /// The entries of a table; none if it is absent.
    pub fn entries(&self, key: &str) -> Vec<Entry<'a>> {
        match self.item(key) {
            None => Vec::new(),
            Some(item) => entries_of(self.file, item),
        }
    }
}

/// The entries of a table.
pub(crate) fn entries_of<'a>(file: &'a File<'a>, item: &'a Item<'a>) -> Vec<Entry<'a>> {
    match item.get_ref() {
        DeValue::Table(table) => {
            let entry = |(key, item): (&'a toml::Spanned<_>, _)| {
                let name: &'a std::borrow::Cow<'a, str> = key.get_ref();
                (Text { text: name, span: key.span() }, item)
            };
            table.iter().map(entry).collect()
        }
        _ => {
            wrong(file, item, "a table");
            Vec::new()
        }
    }
}

/// The members of a list.
pub(crate) fn list_of<'a>(file: &'a File<'a>, item: &'a Item<'a>) -> Vec<&'a Item<'a>> {
    match item.get_ref() {
        DeValue::Array(array) => array.iter().collect(),
        _ => {
            wrong(file, item, "a list");
            Vec::new()
        }
    }
}

/// A text.
pub(crate) fn text_of<'a>(file: &'a File<'a>, item: &'a Item<'a>) -> Option<Text<'a>> {
    match item.get_ref() {
        DeValue::String(text) => Some(Text { text, span: item.span() }),
        _ => {
            wrong(file, item, "a text");
            None
        }
    }
}

/// Says that a value is of the wrong TOML type.
pub(crate) fn wrong(file: &File<'_>, item: &Item<'_>, wanted: &str) {
    let found = match item.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a decimal",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    file.error("E02", item.span(), format!("{wanted} is wanted here, found {found}"), "");
}

/// Whether a text is an identifier: `[a-z][a-z0-9_]*`.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Says that an identifier is malformed, unless it is one.
pub(crate) fn check_identifier(file: &File<'_>, name: &Text<'_>) {
    if !is_identifier(name.text) {
        let what = format!("`{}` is not an id", name.text);
        file.error(
            "E05",
            name.span.clone(),
            what,
            "an id is a lower-case letter, then lower-case letters, digits and `_`",
        );
    }
}

/// Says that an id is malformed, unless it is `short.name` of two identifiers.
pub(crate) fn check_dotted(file: &File<'_>, name: &Text<'_>) {
    let good = |(a, b): (&str, &str)| is_identifier(a) && is_identifier(b);
    if !name.text.split_once('.').is_some_and(good) {
        let what = format!("`{}` is not an id of this kind", name.text);
        file.error(
            "E05",
            name.span.clone(),
            what,
            "it is written `short.name`, both lower-case letters, digits and `_`",
        );
    }
}
