//! Cross-checks 勾稽 over figures (sheet 20, 4.4).

use fadu_base::Name;
use fadu_definition::Definitions;
use rusqlite::Connection;

use super::formula::{self, Verdict};
use super::{Books, MOST_DEEP, Scope};
use crate::sql::SqlError;

/// An identity and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its id.
    pub id: Name,
    /// As written.
    pub text: String,
    /// `block explain info`.
    pub severity: Name,
    /// What to say if it fails.
    pub say: String,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Every identity of the report, judged; one over a constant of another district's or year's report is
/// none of this one.
pub fn identities(conn: &Connection, defs: &Definitions, scope: &Scope<'_>) -> Result<Vec<Judged>, SqlError> {
    let mut books = Books::new(conn, defs, scope);
    let mut judged = Vec::with_capacity(defs.report.identities.len());
    let (district, year) = (scope.district, scope.period.0.year());
    let elsewhere =
        |id: &Name| defs.report.constants.get(id).is_some_and(|found| !found.stands(district, year));
    for identity in &defs.report.identities {
        let names = formula::names(&identity.holds);
        if names.iter().any(elsewhere) {
            continue;
        }
        for id in names {
            books.amount(&id, MOST_DEEP)?;
        }
        let amounts = &books.amounts;
        let verdict = formula::judge(&identity.holds, &|id| amounts.get(id).cloned().flatten());
        judged.push(Judged {
            id: identity.id.clone(),
            text: identity.text.clone(),
            severity: identity.severity.clone(),
            say: identity.say.clone(),
            verdict,
        });
    }
    Ok(judged)
}
