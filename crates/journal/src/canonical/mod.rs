//! Canonical JSON: one sequence of bytes for each value, so that a hash of the bytes is a hash of
//! the value.
//!
//! Keys are sorted by code point and not repeated; there is no space; texts are UTF-8 with only
//! `"`, `\` and control characters escaped, in their shortest form; numbers are whole. Example:
//! `{"accepted_on":"2020-03-02","docs":[],"seq":1}`.

mod read;
mod write;

use std::borrow::Cow;

pub use read::{Fault, parse, skim};

/// How deep lists and objects may stand in one another.
pub const DEPTH: usize = 32;

/// A JSON value as events use it. Texts are borrowed from the bytes where they can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list, in its order.
    List(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// The members of an object, sorted by key.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Object<'a> {
    /// Sets a member; one of the same key is replaced.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<Json<'a>>) {
        let (key, value) = (key.into(), value.into());
        match self.0.binary_search_by(|(other, _)| other.as_ref().cmp(&key)) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        let at = self.0.binary_search_by(|(other, _)| other.as_ref().cmp(key)).ok()?;
        Some(&self.0[at].1)
    }

    /// Members in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends a member whose key is larger than all before; refuses any other.
    fn push(&mut self, key: Cow<'a, str>, value: Json<'a>) -> bool {
        let sorted = self.0.last().is_none_or(|(last, _)| *last < key);
        if sorted {
            self.0.push((key, value));
        }
        sorted
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<Json<'a>>> FromIterator<(K, V)> for Object<'a> {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(members: T) -> Self {
        let mut object = Self::default();
        for (key, value) in members {
            object.set(key, value);
        }
        object
    }
}

impl<'a> Json<'a> {
    /// A list.
    pub fn list<T: Into<Json<'a>>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// An object; of members with one key the last stays.
    pub fn object<K: Into<Cow<'a, str>>, V: Into<Json<'a>>>(
        members: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::Object(members.into_iter().collect())
    }

    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Self::Object(object) => object.get(key),
            _ => None,
        }
    }

    /// The text of a text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a number.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// The truth of a truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The members of a list; none of anything else.
    pub fn as_list(&self) -> &[Json<'a>] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        write::value(self, &mut bytes);
        bytes
    }

    /// The value with texts of its own.
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(truth) => Json::Bool(truth),
            Self::Int(n) => Json::Int(n),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(values) => Json::List(values.into_iter().map(Json::into_owned).collect()),
            Self::Object(Object(members)) => Json::Object(Object(
                members
                    .into_iter()
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                    .collect(),
            )),
        }
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Json<'_> {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<u32> for Json<'_> {
    fn from(n: u32) -> Self {
        Self::Int(n.into())
    }
}

impl From<i32> for Json<'_> {
    fn from(n: i32) -> Self {
        Self::Int(n.into())
    }
}

impl From<bool> for Json<'_> {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<'a> From<Object<'a>> for Json<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl<'a> From<Vec<Json<'a>>> for Json<'a> {
    fn from(values: Vec<Json<'a>>) -> Self {
        Self::List(values)
    }
}

impl<'a, T: Into<Json<'a>>> From<Option<T>> for Json<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
