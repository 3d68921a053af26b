//! The summary of what refused, on top of a form: each with its article and remedy, and a link to
//! the control it is about.

use askama::Template;
use fadu_app::Told;

/// The summary.
#[derive(Template)]
#[template(path = "components/errors/template.html")]
pub struct Errors {
    /// What refused; warnings apart.
    pub reasons: Vec<Reason>,
    /// What is only to be heeded.
    pub warnings: Vec<Reason>,
    /// What was typed is kept as a draft.
    pub kept: bool,
}

/// A reason, and the control it is about.
pub struct Reason {
    /// The reason.
    pub told: Told,
    /// Id of the control.
    pub place: Option<String>,
}

impl Errors {
    pub fn of(told: &[Told], kept: bool, place: impl Fn(&Told) -> Option<String>) -> Self {
        let reason = |told: &Told| Reason { place: place(told), told: told.clone() };
        let (warnings, reasons) = told.iter().map(reason).partition(|reason: &Reason| reason.told.warn);
        Self { reasons, warnings, kept }
    }
}
