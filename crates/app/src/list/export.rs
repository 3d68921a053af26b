//! A list as a file: exactly what is shown, on all its pages, masked alike.

use fadu_store::list::{ListError, Listed, Place, list_page};
use fadu_store::{Reader, StoreError};

use super::{Desk, ListAsked, ListRow, columns, filter, rows};
use crate::{District, Failure, Seat};

/// Most rows of a file.
pub const EXPORT_MOST: usize = 100_000;
/// Rows read together.
const BATCH: usize = 1_000;

impl District {
    /// Hands over the heads and then every row of a list, page by page; gives whether there were more
    /// than a file may hold. None if there is no such list for them or the filter is wrong. That it
    /// was taken out is in the audit.
    pub fn list_all(
        &self,
        seat: &Seat,
        address: &str,
        ty: &str,
        asked: &ListAsked,
        mut out: impl FnMut(Vec<String>) -> Result<(), Failure>,
    ) -> Result<Option<bool>, Failure> {
        let Some(def) = self.listed_type(seat, ty) else { return Ok(None) };
        let now = self.now();
        self.audit_add(seat, address, ("export", &about(ty, asked)), "ok")?;
        let mut failed = None;
        let done = self.store.read(|reader| {
            let desk = Desk::of(self, reader, seat, &def, now)?;
            let (filter, faults) = filter::read(&desk, asked);
            if !faults.is_empty() {
                return Ok(None);
            }
            let shown = columns(&def, seat, &asked.columns).into_iter().filter(|column| column.on);
            let shown: Vec<_> = shown.collect();
            let ids: Vec<&str> = shown.iter().map(|column| column.id.as_str()).collect();
            let mut hand = |cells: Vec<String>| match out(cells) {
                Ok(()) => true,
                Err(failure) => {
                    failed = Some(failure);
                    false
                }
            };
            if !hand(shown.iter().map(|column| column.name.clone()).collect()) {
                return Ok(None);
            }
            desk.all(reader, &filter.tests(asked), &ids, &mut hand)
        })?;
        failed.map_or(Ok(done), Err)
    }
}

impl Desk<'_> {
    fn all(
        &self,
        reader: &Reader<'_>,
        tests: &fadu_store::list::Tests<'_>,
        ids: &[&str],
        hand: &mut impl FnMut(Vec<String>) -> bool,
    ) -> Result<Option<bool>, StoreError> {
        let (mut after, mut done): (Option<Place>, usize) = (None, 0);
        loop {
            let most = BATCH.min(EXPORT_MOST - done);
            let (found, more) = match self.batch(reader, tests, after.as_ref(), most) {
                Ok(batch) => batch,
                Err(ListError::Store(error)) => return Err(error),
                Err(ListError::Unsupported(_)) => return Ok(None),
            };
            for ListRow { cells, .. } in rows::of(self, reader, &found, ids)? {
                if !hand(cells) {
                    return Ok(None);
                }
            }
            done += found.len();
            after = found.into_iter().next_back().map(|listed| listed.place);
            if !more || done >= EXPORT_MOST {
                return Ok(Some(more));
            }
        }
    }

    fn batch(
        &self,
        reader: &Reader<'_>,
        tests: &fadu_store::list::Tests<'_>,
        after: Option<&Place>,
        most: usize,
    ) -> Result<(Vec<Listed>, bool), ListError> {
        self.with(tests, |listing| list_page(reader.view.db, listing, after, most))
    }
}

/// What was looked at or taken out, as the audit names it; without what was looked for, which may be personal.
pub(crate) fn about(ty: &str, asked: &ListAsked) -> String {
    let mut parts = vec![ty.to_owned()];
    let given = [
        ("step", !asked.step.is_empty()),
        ("org", !asked.org.is_empty()),
        ("from", !asked.span.from.is_empty()),
        ("to", !asked.span.to.is_empty()),
        ("text", !asked.text.is_empty()),
        ("cond", !asked.cond.is_empty()),
    ];
    parts.extend(given.iter().filter(|(_, is)| *is).map(|(name, _)| (*name).to_owned()));
    parts.join(" ")
}
