//! A stretch of records by their ids, so that several threads can walk through the same tables,
//! each through its own part of them.

use crate::driver::{Cursor, Db, Val};
use crate::error::Result;

/// Records from one id to before another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first id; without one, from the beginning.
    from: Option<String>,
    /// The id behind the last; without one, to the end.
    to: Option<String>,
}

impl Span {
    /// All records.
    pub const ALL: Self = Self { from: None, to: None };

    /// The stretches between bounds in ascending order; together they are all records.
    pub fn between(bounds: Vec<String>) -> Vec<Self> {
        let mut spans = vec![Self::ALL];
        for bound in bounds {
            if let Some(last) = spans.last_mut() {
                last.to = Some(bound.clone());
            }
            spans.push(Self { from: Some(bound), to: None });
        }
        spans
    }

    /// Opens a query over the rows of these records: `{span}` stands behind its condition on the
    /// district `$1`, and `column` names the record.
    pub fn cursor<R>(
        &self,
        db: &Db,
        (sql, column): (&str, &str),
        district: &str,
        body: impl FnOnce(&mut Cursor<'_>) -> Result<R>,
    ) -> Result<R> {
        let mut condition = String::new();
        if self.from.is_some() {
            condition.push_str(&format!(" AND {column} >= $2"));
        }
        if self.to.is_some() {
            condition.push_str(&format!(" AND {column} < $3"));
        }
        let values = [Val::T(district), self.from.as_deref().into(), self.to.as_deref().into()];
        db.cursor(&sql.replace("{span}", &condition), &values, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_each_other() {
        let to = |text: &str| Some(text.to_owned());
        assert_eq!(Span::between(Vec::new()), [Span::ALL]);
        assert_eq!(
            Span::between(vec!["b".to_owned(), "d".to_owned()]),
            [
                Span { from: None, to: to("b") },
                Span { from: to("b"), to: to("d") },
                Span { from: to("d"), to: None }
            ]
        );
    }
}
