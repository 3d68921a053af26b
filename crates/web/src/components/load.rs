//! What waits in organizations, a row each: overdue, red, all.

use askama::Template;
use fadu_app::OrgLoad;

use super::limit::Badge;
use crate::frame::encoded;

/// The table.
#[derive(Template)]
#[template(path = "components/load/template.html")]
pub struct Load<'a> {
    /// The organizations.
    pub orgs: &'a [OrgLoad],
    /// Name of the table.
    pub name: &'a str,
}

impl Load<'_> {
    /// Where the records behind a number are listed.
    fn behind(&self, org: &OrgLoad, what: &str) -> String {
        format!("/leader/due?what={what}&org={}", encoded(org.org.as_deref().unwrap_or("-")))
    }
}
