//! Hiding the protected texts of projections: one by one as a record is written, or for many records
//! together, which `verify` does because many are hashed side by side.

use std::cell::Cell;

use fadu_base::Value;
use fadu_definition::Field;
use fadu_engine::Record;

use crate::codec::value;
use crate::keys::Keys;
use crate::sql::is_secret as is_protected;

/// What hides texts: the master key, and what it hid already.
#[derive(Clone, Copy)]
pub struct Hider<'a> {
    /// The master key.
    pub keys: &'a Keys,
    ready: Option<&'a Ready<'a>>,
}

impl<'a> Hider<'a> {
    /// Hides each text when it is written.
    pub fn new(keys: &'a Keys) -> Self {
        Self { keys, ready: None }
    }

    /// Uses what is ready of a record; whatever is not is hidden when it is written.
    pub fn with(keys: &'a Keys, ready: &'a Ready<'a>) -> Self {
        Self { keys, ready: Some(ready) }
    }

    /// The encrypted form of a text of a record's field.
    pub fn encrypt(&self, record: &str, field: &str, text: &str) -> String {
        let ready = self.ready.and_then(|ready| ready.find(|at| at.field == field && at.text == text));
        ready.map_or_else(|| self.keys.encrypt(record, field, text), |ready| ready.encrypted.clone())
    }

    /// The keyed digest of a text.
    pub fn digest_of(&self, text: &str) -> String {
        let ready = self.ready.and_then(|ready| ready.find(|at| at.text == text));
        ready.map_or_else(|| self.keys.digest_of(text), |ready| ready.digest.clone())
    }
}

/// The protected texts of a record, hidden.
#[derive(Default)]
pub struct Ready<'a> {
    texts: Vec<Hidden<'a>>,
    /// Where the last one was found: they are asked for in about their order.
    last: Cell<usize>,
}

/// A text of a field and what stands for it.
struct Hidden<'a> {
    field: &'a str,
    text: &'a str,
    encrypted: String,
    digest: String,
}

impl<'a> Ready<'a> {
    /// Hides the protected texts of records together.
    pub fn all(keys: &Keys, records: &[&'a Record]) -> Vec<Self> {
        let texts: Vec<Vec<_>> = records.iter().map(|record| protected(record)).collect();
        let asked = records.iter().zip(&texts);
        let asked =
            asked.flat_map(|(record, texts)| texts.iter().map(|(id, text)| (record.id.as_str(), *id, *text)));
        let mut hidden = keys.hide_all(&asked.collect::<Vec<_>>()).into_iter();
        let ready = texts.into_iter().map(|texts| {
            let hidden = texts.into_iter().zip(&mut hidden);
            let texts =
                hidden.map(|((field, text), (encrypted, digest))| Hidden { field, text, encrypted, digest });
            Self { texts: texts.collect(), last: Cell::new(0) }
        });
        ready.collect()
    }

    fn find(&self, fits: impl Fn(&Hidden<'_>) -> bool) -> Option<&Hidden<'a>> {
        let (before, after) = self.texts.split_at_checked(self.last.get())?;
        let after = after.iter().position(&fits).map(|at| at + before.len());
        let found = after.or_else(|| before.iter().position(&fits))?;
        self.last.set(found);
        self.texts.get(found)
    }
}

/// The protected texts of a record as it is, each with its field or column.
fn protected(record: &Record) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    gather(&record.def.fields, &record.fields, &mut found);
    found
}

fn gather<'r>(fields: &'r [Field], values: &'r [Value], found: &mut Vec<(&'r str, &'r str)>) {
    for (field, value) in fields.iter().zip(values) {
        if is_protected(&field.ty) {
            let members = std::slice::from_ref(value).iter().chain(value.members());
            found.extend(members.filter_map(|value| Some((&*field.id, value.as_text()?))));
        }
        for row in value::rows(value) {
            gather(value::columns(field).unwrap_or_default(), &row.cells, found);
        }
    }
}
