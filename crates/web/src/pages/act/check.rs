//! The check of the answers before anything with legal effect, in words.

use askama::Template;
use fadu_app::{Form, FormKind, Point, Receipt, TakenRows, Told};
use serde_json::{Map, Value as Json};

use super::heading;
use super::rows::{Rows, merged, words as row_words};
use crate::components::place::Place;
use crate::frame::Frame;
use crate::site::Site;
use crate::trouble::{Answer, page};
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
    fn heading(&self) -> &str {
        heading(&self.frame, &self.form)
    }
}

/// The answers to check; of several rows those that are refused are left out of what will be done.
pub fn checked(
    site: &Site,
    visitor: &Visitor,
    form: Form,
    typed: &Typed,
    allowed: Receipt,
    taken: &TakenRows,
) -> Answer {
    let left_out = |no: &str| taken.refused.iter().any(|(known, _)| known.to_string() == no);
    let handed = typed.texts().filter(|(name, text)| match *name {
        "csrf" | "step" => false,
        "row" => !left_out(text),
        _ => true,
    });
    page(&Check {
        frame: Frame::new(site, visitor, format!("核对 {}", form.name)),
        answers: answers(&form, &typed.input()),
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
fn answers(form: &Form, input: &Map<String, Json>) -> Vec<(String, String)> {
    let said = form.controls.iter().filter_map(|control| {
        let text = words(&control.kind, input.get(&control.name)?);
        (!text.is_empty()).then(|| (control.label.clone(), text))
    });
    said.collect()
}

fn words(kind: &FormKind, value: &Json) -> String {
    match (kind, value) {
        (_, Json::Array(values)) => {
            let all = values.iter().map(|value| words(kind, value)).filter(|text| !text.is_empty());
            all.collect::<Vec<_>>().join("；")
        }
        (FormKind::Rows(columns), Json::Object(cells)) => {
            let cell = |column: &fadu_app::Control| {
                let text = words(&column.kind, cells.get(&column.name)?);
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
        (FormKind::File, Json::String(sm3)) if !sm3.is_empty() => {
            format!("已上传的文件（{}…）", &sm3[..sm3.len().min(8)])
        }
        (FormKind::Point, Json::String(text)) => {
            Point::parse(text).map_or_else(|| text.clone(), Point::words)
        }
        (FormKind::Datetime, Json::String(text)) => text.replacen('T', " ", 1),
        (_, Json::String(text)) => text.clone(),
        _ => String::new(),
    }
}
