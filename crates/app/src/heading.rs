//! The heading of a record in lists: type, title, number, step.

use std::sync::Arc;

use fadu_base::{Date, Instant, RecordId, Value};
use fadu_definition::expr::{Expr, ExprKind, Member, Own};
use fadu_definition::{Field, FieldType, Kind, Piece, TypeDef};
use fadu_engine::eval::{Env, Subject};
use fadu_engine::facts::Book;
use fadu_engine::text::template;
use fadu_engine::{Answer, Facts, Query, Rules, Snapshot};
use fadu_store::{Reader, StoreError, View};

use crate::access::{Sight, field_sight, is_personal};
use crate::account::BY_NUMBER;

/// A record as lists name it.
pub(crate) struct Heading {
    /// Its type.
    pub def: Arc<TypeDef>,
    /// The line of its definition.
    pub title: String,
    /// Its number.
    pub no: Option<String>,
}

/// The heading of a record, if it is there.
pub(crate) fn heading(
    rules: &Rules<'_>,
    reader: &Reader<'_>,
    now: Instant,
    id: &RecordId,
) -> Result<Option<Heading>, StoreError> {
    match snapshot(rules, reader.view, id, &[])? {
        Some(read) => heading_of(rules, reader, now, &read),
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
) -> Result<Option<Heading>, StoreError> {
    let Some(def) = read.def.clone() else { return Ok(None) };
    let title = title(rules, reader.view, now, &def, read)?;
    let no = read.no.as_deref().map(str::to_owned);
    let title = if title.trim().is_empty() { no.clone().unwrap_or_default() } else { title };
    Ok(Some(Heading { def, title, no }))
}

fn title(
    rules: &Rules<'_>,
    view: View<'_>,
    now: Instant,
    def: &TypeDef,
    read: &Snapshot,
) -> Result<String, StoreError> {
    let mut facts = Facts::default();
    for id in named(def, read) {
        add(view, &mut facts, Query::Snapshot { id, day: None })?;
    }
    loop {
        let book = Book::new(&facts);
        let env = Env::new(*rules, def, Subject::Snapshot(read), now, &book);
        let text = template(&env, &def.title);
        let asks = book.take_asks();
        if asks.is_empty() || facts.known.len() > 32 {
            return Ok(text.replace("(空)", ""));
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

/// The records that the fields of a title refer to.
fn named(def: &TypeDef, read: &Snapshot) -> Vec<RecordId> {
    let mut found = Vec::new();
    for piece in &def.title {
        let Piece::Slot(expr) = piece else { continue };
        expr.walk(&mut |part| {
            let ExprKind::Field(at) = &part.kind else { return };
            if let Some((_, value)) = read.fields.get(usize::from(*at)) {
                references(value, &mut found);
            }
        });
    }
    found
}

/// The records that a value refers to.
pub(crate) fn references(value: &Value, found: &mut Vec<RecordId>) {
    match value {
        Value::Ref(to) => found.push(to.id.clone()),
        Value::List(members) => members.iter().for_each(|member| references(member, found)),
        Value::Row(row) => row.cells.iter().for_each(|cell| references(cell, found)),
        _ => {}
    }
}

/// The line of a type as far as somebody may read it who sees so much of a record: whole if all of
/// it is public; else without the pieces that read what is personal or kept for others.
pub(crate) fn open_title(rules: &Rules<'_>, def: &TypeDef, (role, sight): (&str, Sight)) -> Vec<Piece> {
    let slots = || def.title.iter().filter_map(slot);
    let public = slots().flat_map(|expr| reads(def, expr)).all(|field| field.public);
    if sight == Sight::Full || public {
        return def.title.clone();
    }
    let is_open = |field: &&Field| !is_personal(field) && field_sight(field, role, sight) > Sight::Nothing;
    let stays = |expr: &Expr| reads(def, expr).iter().all(is_open) && !reads_personal(rules, def, expr);
    match slots().any(stays) {
        true => def.title.iter().filter(|piece| slot(piece).is_none_or(stays)).cloned().collect(),
        false => Vec::new(),
    }
}

fn slot(piece: &Piece) -> Option<&Expr> {
    match piece {
        Piece::Slot(expr) => Some(expr),
        Piece::Text(_) => None,
    }
}

/// The own fields that an expression reads.
pub(crate) fn reads<'d>(def: &'d TypeDef, expr: &Expr) -> Vec<&'d Field> {
    let mut fields = Vec::new();
    expr.walk(&mut |part| {
        let ExprKind::Field(at) = &part.kind else { return };
        fields.extend(def.fields.get(usize::from(*at)));
    });
    fields
}

/// Whether an expression reads a personal field of a record that is referred to.
fn reads_personal(rules: &Rules<'_>, def: &TypeDef, expr: &Expr) -> bool {
    let mut personal = false;
    expr.walk(&mut |part| {
        let ExprKind::Get(of, Member::Field(name)) = &part.kind else { return };
        let types = match reads(def, of).last().map(|field| &field.ty) {
            Some(FieldType::Ref(types)) if !types.is_empty() => types,
            _ => return personal = true,
        };
        let versions = types.iter().filter_map(|ty| rules.definitions.types.get(ty)).flatten();
        let named = versions.flat_map(|def| &def.fields).filter(|field| field.id == *name);
        personal |= named.into_iter().any(|field| is_personal(field) || !field.seen_by.is_empty());
    });
    personal
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
    use crate::kit::{Dice, district, records, store};

    #[test]
    fn a_title_needs_no_more_of_a_record_than_what_is_read_for_it() {
        let (_folder, district) = district("heading");
        let records = records(&district, &mut Dice(3));
        store(&district, &records);
        let (rules, now) = (district.rules(), district.now());
        let mut titled = 0;
        for record in &records {
            let titles = district.store.read(|reader| {
                let whole = reader.view.snapshot(&record.id, None)?.unwrap();
                let of_whole = heading_of(&rules, reader, now, &whole)?.unwrap().title;
                Ok((heading(&rules, reader, now, &record.id)?.unwrap().title, of_whole))
            });
            let (title, of_whole) = titles.unwrap();
            assert_eq!(title, of_whole, "{}", record.id);
            titled += usize::from(!title.is_empty());
        }
        assert!(titled > 100, "{titled}");
    }
}
