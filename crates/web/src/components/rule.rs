//! Rules and fields of a definition, told in Chinese: name, article, what holds, what refuses.

use askama::Template;
use fadu_app::{Condition, FieldLine, RuleLine};

/// A heading with its rules; nothing is drawn where there are none.
#[derive(Template)]
#[template(path = "components/rule/template.html")]
pub struct Rules<'a> {
    /// Heading; empty: none.
    pub heading: &'a str,
    /// Begins the ids of the rules on the page.
    pub prefix: &'a str,
    /// The rules.
    pub rules: &'a [RuleLine],
}

/// Fields, each with its columns.
#[derive(Template)]
#[template(path = "components/fields/template.html")]
pub struct Fields<'a> {
    /// The fields.
    pub fields: &'a [FieldLine],
}

/// What refuses.
#[derive(Template)]
#[template(path = "components/rule/refusals.html")]
pub struct Refusals<'a> {
    /// The conditions.
    pub refusals: &'a [Condition],
}
