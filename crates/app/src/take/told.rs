//! A reason of a refusal in words: what, by which article, what to do, and where.

use fadu_engine::Reason;

use crate::words;

/// A reason in words.
#[derive(Clone, Debug)]
pub struct Told {
    /// Rule id.
    pub id: String,
    /// Kind (sheet 00, 15).
    pub kind: &'static str,
    /// What.
    pub say: String,
    /// Law and article.
    pub article: Option<String>,
    /// What to do.
    pub remedy: String,
    /// Field, input or `rows.column` it is about.
    pub place: Option<String>,
    /// Number of the row given (from 1).
    pub row: Option<usize>,
    /// The members of the list that refused.
    pub rows: Vec<String>,
    /// A warning does not refuse.
    pub warn: bool,
}

impl Told {
    pub(crate) fn of(reason: &Reason) -> Self {
        Self {
            id: reason.id.clone(),
            kind: words::kind(reason.kind),
            say: reason.say.clone(),
            article: reason.article.clone(),
            remedy: reason.remedy.clone(),
            place: reason.place.clone(),
            row: reason.row,
            rows: reason.rows.clone(),
            warn: reason.warn,
        }
    }

    /// Read aloud: what, by which article, what to do.
    pub fn sentence(&self) -> String {
        let article = self.article.as_ref().map(|article| format!("（{article}）")).unwrap_or_default();
        let kind = if self.warn { "提示" } else { self.kind };
        format!("[{kind} {}] {}{article}。{}", self.id, self.say, self.remedy)
    }
}
