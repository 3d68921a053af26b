//! The heading of a record in lists: type, title, number, step.

use std::sync::Arc;

use fadu_base::{Date, Instant, RecordId, Value};
use fadu_definition::expr::{ExprKind, Own};
use fadu_definition::{Kind, Piece, TypeDef};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::{Answer, Facts, Query, Rules, Snapshot};
use fadu_store::{Reader, StoreError, View};

use crate::account::BY_NUMBER;
use crate::title::{self, Eye};

/// Answers that a title may need.
const MOST: usize = 32;

/// A record as lists name it.
pub(crate) struct Heading {
    /// Its type.
    pub def: Arc<TypeDef>,
    /// The line of its definition, as far as it is for who looks; its number where nothing remains.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
}

/// The heading of a record, if it is there, as those see it who see so much of the record.
pub(crate) fn heading(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    id: &RecordId,
    eye: Eye<'_>,
) -> Result<Option<Heading>, StoreError> {
    match snapshot(rules, reader.view, id, &[])? {
        Some(read) => heading_of(rules, reader, now, &read, eye),
        None => Ok(None),
    }
}

/// What lines of lists read of a record: what its heading says, and some fields besides.
pub(crate) fn snapshot(
    rules: &Rules<'_>,
    view: View<'_>,
    id: &RecordId,
    further: &[&str],
) -> Result<Option<Arc<Snapshot>>, StoreError> {
    let versions = rules.definitions.types.get(id.ty()).map_or(&[][..], Vec::as_slice);
    if versions.first().is_some_and(|def| def.kind == Kind::Register) {
        // Registers are read often, and so remembered whole.
        return view.snapshot(id, None);
    }
    let titles: Option<Vec<&str>> =
        versions.iter().map(|def| title_fields(def)).try_fold(further.to_vec(), |mut all, of| {
            all.extend(of?);
            Some(all)
        });
    match titles {
        Some(fields) => view.snapshot_of(id, None, &|field| fields.contains(&field)),
        None => view.snapshot(id, None),
    }
}

/// The fields that a title reads; none if it reads the record in other ways too.
fn title_fields(def: &TypeDef) -> Option<Vec<&str>> {
    let (mut fields, mut is_plain) = (Vec::new(), true);
    for piece in &def.title {
        let Piece::Slot(expr) = piece else { continue };
        expr.walk(&mut |part| match &part.kind {
            ExprKind::Field(at) => {
                fields.extend(def.fields.get(usize::from(*at)).map(|field| &*field.id));
            }
            ExprKind::Own(Own::This) | ExprKind::Was | ExprKind::Row | ExprKind::Find(_) => is_plain = false,
            ExprKind::History(..) | ExprKind::Limit(..) | ExprKind::Capability(..) => is_plain = false,
            _ => {}
        });
    }
    is_plain.then_some(fields)
}

/// The heading of a record that was read.
pub(crate) fn heading_of(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    read: &Snapshot,
    eye: Eye<'_>,
) -> Result<Option<Heading>, StoreError> {
    let Some(def) = read.def.clone() else { return Ok(None) };
    let title = titled(rules, reader.view, now, (&def, read), eye)?;
    let no = read.no.as_deref().map(str::to_owned);
    let title = title.or_else(|| no.clone()).unwrap_or_default();
    Ok(Some(Heading { def, title, no }))
}

/// The title of a record that was read, with all that it names.
fn titled(
    rules: &Rules<'_>,
    view: View<'_>,
    now: Instant,
    (def, read): (&TypeDef, &Snapshot),
    eye: Eye<'_>,
) -> Result<Option<String>, StoreError> {
    let mut facts = Facts::default();
    let named = title::named_by(read);
    loop {
        let mut asks = title::unnamed(&facts, named.clone());
        if asks.is_empty() || facts.known.len() > MOST {
            let book = Book::new(&facts);
            let text = title::title(&Env::new(*rules, def, Subject::Snapshot(read), now, &book), eye);
            asks = book.take_asks();
            if asks.is_empty() || facts.known.len() > MOST {
                return Ok(text);
            }
        }
        for query in asks {
            add(view, &mut facts, query)?;
        }
    }
}

pub(crate) fn add(view: View<'_>, facts: &mut Facts, query: Query) -> Result<(), StoreError> {
    if !facts.known.iter().any(|(known, _)| *known == query) {
        let answer = view.answer(&query)?;
        facts.known.push((query, answer));
    }
    Ok(())
}

/// The name of an organization or a person today.
pub(crate) fn name_of(reader: &Reader<'_>, id: &str, today: Date) -> Result<Option<String>, StoreError> {
    if id == BY_NUMBER {
        return Ok(Some("凭编号进入的人".to_owned()));
    }
    let Some(id) = RecordId::parse(id) else { return Ok(None) };
    let Answer::Snapshot(read) = reader.view.answer(&Query::Snapshot { id: id.clone(), day: Some(today) })?
    else {
        return Ok(None);
    };
    let name = read.as_deref().and_then(|read| read.field("name")).and_then(Value::as_text);
    Ok(Some(name.unwrap_or(id.local()).to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::access::Sight;
    use crate::kit::{Dice, district, records, store};

    #[test]
    fn a_title_needs_no_more_of_a_record_than_what_is_read_for_it() {
        let (_folder, district) = district("heading");
        let records = records(&district, &mut Dice(3));
        store(&district, &records);
        let (rules, now) = (district.rules(), district.now());
        let mut titled = 0;
        for record in &records {
            let eye = Eye { role: "admin", sight: Sight::Full };
            let titles = district.store.read(|reader| {
                let whole = reader.view.snapshot(&record.id, None)?.unwrap();
                let of_whole = heading_of(&rules, reader, now, &whole, eye)?.unwrap().title;
                Ok((heading(&rules, reader, now, &record.id, eye)?.unwrap().title, of_whole))
            });
            let (title, of_whole) = titles.unwrap();
            assert_eq!(title, of_whole, "{}", record.id);
            titled += usize::from(!title.is_empty());
        }
        assert!(titled > 100, "{titled}");
    }
}
