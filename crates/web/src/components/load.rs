//! What waits in organizations, a row each: overdue, red, all.

use askama::Template;
use fadu_app::OrgLoad;

use super::limit::Badge;

/// The table.
#[derive(Template)]
#[template(path = "components/load/template.html")]
pub struct Load<'a> {
    /// The organizations.
    pub orgs: &'a [OrgLoad],
    /// Name of the table.
    pub name: &'a str,
}
