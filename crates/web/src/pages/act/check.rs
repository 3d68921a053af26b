//! The check of the answers before anything with legal effect, in words.

use std::collections::HashMap;

use askama::Template;
use fadu_app::{Form, FormKind, Point, Receipt, Seat, TakenRows, Told};
use serde_json::Value as Json;

use super::heading;
use super::rows::{Rows, merged, words as row_words};
use crate::components::place::Place;
use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/check.html")]
struct Check {
    frame: Frame,
    form: Form,
    answers: Vec<(String, String)>,
    allowed: Receipt,
    /// The rows that are allowed.
    chosen: Vec<String>,
    /// What refuses the rows left out.
    left_out: Vec<Told>,
    typed: Vec<(String, String)>,
}

impl Check {
    fn heading(&self) -> String {
        heading(&self.frame, &self.form)
    }
}

/// The answers to check; of several rows those that are refused are left out of what will be done.
pub async fn checked(
    site: &Site,
    visitor: &Visitor,
    form: Form,
    typed: &Typed,
    allowed: Receipt,
    taken: &TakenRows,
) -> Answer {
    let files = files(site, visitor.seated()?, &form, typed).await?;
    let left_out = |no: &str| taken.refused.iter().any(|(known, _)| known.to_string() == no);
    let handed = typed.texts().filter(|(name, text)| match *name {
        "csrf" | "step" => false,
        "row" => !left_out(text),
        _ => true,
    });
    page(&Check {
        frame: Frame::new(site, visitor, format!("核对 {}", form.name)),
        answers: answers(&form, typed, &files),
        typed: handed.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        chosen: Rows::of_form(typed)
            .chosen
            .into_iter()
            .filter(|no| !left_out(&no.to_string()))
            .map(|no| row_words(&form, no))
            .collect(),
        left_out: merged(&form, &taken.refused),
        allowed,
        form,
    })
}

/// What was answered, in words, for checking.
fn answers(form: &Form, typed: &Typed, files: &Files) -> Vec<(String, String)> {
    let input = typed.input();
    let said = form.controls.iter().filter_map(|control| {
        let text = words(&control.kind, input.get(&control.name)?, files);
        (!text.is_empty()).then(|| (control.label.clone(), text))
    });
    let papers = typed.papers().into_iter().filter_map(|(id, sm3)| {
        let (_, name) = form.papers.iter().find(|(known, _)| *known == id)?;
        Some((name.clone(), file_words(&sm3, files)))
    });
    said.chain(papers).collect()
}

/// Names and sizes of files, by their hashes.
type Files = HashMap<String, String>;

/// The files that stand in a form.
async fn files(site: &Site, seat: Seat, form: &Form, typed: &Typed) -> Result<Files, Trouble> {
    let mut hashes: Vec<String> = typed.papers().into_iter().map(|(_, sm3)| sm3).collect();
    let input = typed.input();
    for control in &form.controls {
        hashes_in(&control.kind, input.get(&control.name).unwrap_or(&Json::Null), &mut hashes);
    }
    site.run(move |district| {
        let words = |sm3: String| Ok(district.file_words(&seat, &sm3)?.map(|words| (sm3, words)));
        hashes.into_iter().filter_map(|sm3| words(sm3).transpose()).collect()
    })
    .await
}

fn hashes_in(kind: &FormKind, value: &Json, found: &mut Vec<String>) {
    match (kind, value) {
        (_, Json::Array(values)) => values.iter().for_each(|value| hashes_in(kind, value, found)),
        (FormKind::Rows(columns), Json::Object(cells)) => {
            for column in columns {
                hashes_in(&column.kind, cells.get(&column.name).unwrap_or(&Json::Null), found);
            }
        }
        (FormKind::File, Json::String(sm3)) if !sm3.is_empty() => found.push(sm3.clone()),
        _ => {}
    }
}

fn file_words(sm3: &str, files: &Files) -> String {
    files.get(sm3).cloned().unwrap_or_else(|| "已上传的文件".to_owned())
}

fn words(kind: &FormKind, value: &Json, files: &Files) -> String {
    match (kind, value) {
        (_, Json::Array(values)) => {
            let all = values.iter().map(|value| words(kind, value, files)).filter(|text| !text.is_empty());
            all.collect::<Vec<_>>().join("；")
        }
        (FormKind::Rows(columns), Json::Object(cells)) => {
            let cell = |column: &fadu_app::Control| {
                let text = words(&column.kind, cells.get(&column.name)?, files);
                (!text.is_empty()).then(|| format!("{} {text}", column.label))
            };
            columns.iter().filter_map(cell).collect::<Vec<_>>().join("，")
        }
        (FormKind::Choice(of), Json::String(key)) => {
            of.iter().find(|(known, _)| known == key).map_or(key, |(_, word)| word).clone()
        }
        (FormKind::Bool, Json::String(truth)) => match truth.as_str() {
            "true" => "是",
            "false" => "否",
            _ => "",
        }
        .to_owned(),
        (FormKind::File, Json::String(sm3)) if !sm3.is_empty() => file_words(sm3, files),
        (FormKind::Point, Json::String(text)) => {
            Point::parse(text).map_or_else(|| text.clone(), Point::words)
        }
        (FormKind::Datetime, Json::String(text)) => text.replacen('T', " ", 1),
        (_, Json::String(text)) => text.clone(),
        _ => String::new(),
    }
}
