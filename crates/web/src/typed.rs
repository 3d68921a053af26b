//! What was typed into a form, by the names of its controls:
//!
//! - `f.<field>` a field, an input or a column; given several times, a list;
//! - `f.<rows>.<n>.<column>` a cell of the n-th row; rows with nothing in them are left out;
//! - `m.` in place of `f.` for a list of which each line is a value;
//! - `a.` in place of `f.` for files that are added to a list;
//! - `doc.<paper>` the hash of a stored file;
//! - everything else is the form's own.
//!
//! Files of `f.`, `a.` and `doc.` are taken in, and their hash stands for them.

use std::collections::BTreeMap;

use axum::extract::multipart::Multipart;
use fadu_app::{Giver, LARGEST};
use serde_json::{Map, Value as Json};

use crate::sent::unread;
use crate::site::Site;
use crate::trouble::{Trouble, UNABLE};

/// Most controls of a form, so that no one sends a million.
const CONTROLS: usize = 4000;
/// Longest text of a control, in bytes.
const TEXT: usize = 1 << 20;

/// The texts of a form, in the order sent.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    texts: Vec<(String, String)>,
    /// Files that could not be taken in: control and why.
    pub faults: Vec<(String, String)>,
}

impl Typed {
    /// From pairs, as an address or a plain form gives them.
    pub fn of(texts: Vec<(String, String)>) -> Self {
        Self { texts, faults: Vec::new() }
    }

    /// Reads a form with files. Before the first file `prove` is asked, by what stands before it, whether
    /// files are taken in: nothing is stored of what no page of ours sends.
    pub async fn read(
        site: &Site,
        giver: Giver,
        mut form: Multipart,
        prove: impl Fn(&Self) -> Result<bool, Trouble>,
    ) -> Result<Self, Trouble> {
        let (mut typed, mut proved) = (Self::default(), None);
        while let Some(part) = form.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let takes = match proved {
                None if file.is_some() => *proved.insert(prove(&typed)?),
                known => known.unwrap_or(false),
            };
            let bytes = part.bytes().await.map_err(unread)?;
            if typed.texts.len() >= CONTROLS {
                return Err(Trouble::Unreadable("表单的栏目太多。".to_owned()));
            }
            match file {
                None => typed.add_text(name, &bytes)?,
                Some(file) if takes => typed.add_file((site, &giver), name, file, bytes.to_vec()).await?,
                Some(file) => typed.leave_file(name, &file),
            }
        }
        Ok(typed)
    }

    fn add_text(&mut self, name: String, bytes: &[u8]) -> Result<(), Trouble> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= TEXT);
        let text =
            text.ok_or_else(|| Trouble::Unreadable("有一栏的文字不是 UTF-8 或超过一兆字节。".to_owned()))?;
        self.texts.push((name, text.replace("\r\n", "\n")));
        Ok(())
    }

    /// A file of a form of the session before is not taken in; it is said that it was not.
    fn leave_file(&mut self, name: String, file: &str) {
        if !file.is_empty() {
            self.faults.push((name, format!("文件“{file}”没有收下")));
        }
    }

    /// A file that was chosen takes the place of one chosen before.
    async fn add_file(
        &mut self,
        (site, giver): (&Site, &Giver),
        name: String,
        file: String,
        bytes: Vec<u8>,
    ) -> Result<(), Trouble> {
        if bytes.is_empty() && file.is_empty() {
            return Ok(());
        }
        // A file added to a list stands beside the others; any other takes the place of the last.
        let (name, added) = match name.strip_prefix("a.") {
            Some(field) => (format!("f.{field}"), true),
            None => (name, false),
        };
        if bytes.len() > LARGEST {
            self.faults.push((name, format!("文件“{file}”超过 20 MB，请压缩或分开上传")));
            return Ok(());
        }
        let giver = giver.clone();
        match site.run(move |district| district.upload(&giver, &file, &bytes)).await {
            Ok(upload) => {
                self.texts.retain(|(known, _)| added || *known != name);
                self.texts.push((name, upload.sm3));
            }
            Err(Trouble::Failed(why)) => self.faults.push((name, why)),
            // What was typed is not lost where the disk fails.
            Err(Trouble::Unable) => self.faults.push((name, UNABLE.to_owned())),
            Err(trouble) => return Err(trouble),
        }
        Ok(())
    }

    /// A text of the form's own.
    pub fn own(&self, name: &str) -> Option<&str> {
        let mut all = self.texts.iter().rev();
        all.find(|(known, text)| known == name && !text.is_empty()).map(|(_, text)| text.as_str())
    }

    /// Where to go on afterwards: a path of this site, never another. Nothing else that a browser might
    /// read as a host, or leave out as it reads, is taken.
    pub fn back(&self) -> Option<&str> {
        let is_plain = |path: &&str| {
            let rest = path.strip_prefix('/');
            let is_text = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
            rest.is_some_and(|rest| !rest.starts_with('/')) && path.bytes().all(is_text)
        };
        self.own("back").filter(is_plain)
    }

    /// All texts, for handing them on from one page to the next.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The papers attached.
    pub fn papers(&self) -> Vec<(String, String)> {
        let papers = self.texts().filter_map(|(name, sm3)| Some((name.strip_prefix("doc.")?, sm3)));
        papers.filter(|(_, sm3)| !sm3.is_empty()).map(|(id, sm3)| (id.to_owned(), sm3.to_owned())).collect()
    }

    /// The input of the command.
    pub fn input(&self) -> Map<String, Json> {
        let mut plain: BTreeMap<&str, Json> = BTreeMap::new();
        let mut rows: BTreeMap<&str, BTreeMap<usize, Map<String, Json>>> = BTreeMap::new();
        for (name, given) in self.texts().filter_map(|(name, text)| given(name, text)) {
            match cell(name) {
                Some((field, n, column)) => {
                    let row = rows.entry(field).or_default().entry(n).or_default();
                    join(row.entry(column).or_insert(Json::Null), given);
                }
                None => join(plain.entry(name).or_insert(Json::Null), given),
            }
        }
        let plain = plain.into_iter().map(|(name, value)| (name.to_owned(), value));
        let rows = rows.into_iter().map(|(name, rows)| (name.to_owned(), filled(rows.into_values())));
        plain.chain(rows).collect()
    }
}

/// `rows.3.column`.
fn cell(name: &str) -> Option<(&str, usize, &str)> {
    let mut parts = name.splitn(3, '.');
    let (field, n, column) = (parts.next()?, parts.next()?, parts.next()?);
    Some((field, n.parse().ok()?, column))
}

/// The control and what stands in it.
fn given<'t>(name: &'t str, text: &'t str) -> Option<(&'t str, Json)> {
    if let Some(name) = name.strip_prefix("f.") {
        return Some((name, Json::String(text.to_owned())));
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Some((name.strip_prefix("m.")?, Json::Array(lines.map(|line| Json::String(line.to_owned())).collect())))
}

/// One text is a value; a second makes a list, in which the empty text that marks it is left out.
fn join(known: &mut Json, more: Json) {
    let members = |value: Json| match value {
        Json::Null => Vec::new(),
        Json::String(text) if text.is_empty() => Vec::new(),
        Json::Array(members) => members,
        one => vec![one],
    };
    *known = match std::mem::take(known) {
        Json::Null => more,
        before => Json::Array(members(before).into_iter().chain(members(more)).collect()),
    };
}

/// Rows in which something stands.
fn filled(rows: impl Iterator<Item = Map<String, Json>>) -> Json {
    let is_empty = |row: &Map<String, Json>| {
        row.values().all(|cell| {
            matches!(cell, Json::String(text) if text.is_empty()) || *cell == Json::Array(Vec::new())
        })
    };
    Json::Array(rows.filter(|row| !is_empty(row)).map(Json::Object).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(texts: &[(&str, &str)]) -> Map<String, Json> {
        Typed::of(texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()).input()
    }

    #[test]
    fn texts_lists_and_rows_by_the_names_of_their_controls() {
        let input = typed(&[
            ("csrf", "x"),
            ("f.name", "张某"),
            ("f.laws", ""),
            ("f.laws", "甲"),
            ("m.names", "乙\n\n 丙 "),
            ("f.parts.2.no", "2"),
            ("f.parts.1.no", "1"),
            ("f.parts.3.no", ""),
        ]);
        let wanted = r#"{"laws":["甲"],"name":"张某","names":["乙","丙"],"parts":[{"no":"1"},{"no":"2"}]}"#;
        assert_eq!(Json::Object(input).to_string(), wanted);
    }

    #[test]
    fn one_file_of_a_list_is_a_list() {
        let input = typed(&[("f.photos", ""), ("f.photos", "aa")]);
        assert_eq!(Json::Object(input).to_string(), r#"{"photos":["aa"]}"#);
    }

    #[test]
    fn names_that_mean_nothing_are_texts() {
        assert_eq!(Json::Object(typed(&[("f.a.b.c", "1")])).to_string(), r#"{"a.b.c":"1"}"#);
    }
}
