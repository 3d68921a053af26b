//! The fields that a publication shows, through their masks (sheet 00, 10). Masks work on parsed
//! values; one that is not known hides the value.

use fadu_base::{Instant, Value, masking};
use fadu_definition::expr::ExprKind;
use fadu_definition::{Field, FieldType, Piece, TypeDef};
use fadu_engine::eval::{Env, Subject, eval};
use fadu_engine::facts::Book;
use fadu_engine::text::display;
use fadu_engine::{Facts, Query, Rules, Snapshot};
use fadu_store::{Reader, Source, StoreError};

use super::figures::{filled, printed};
use crate::page::is_person;
use crate::title::references;

/// What is shown of a record.
#[derive(Default)]
pub(crate) struct Page {
    pub title: Option<String>,
    pub shows: Vec<(String, String)>,
    pub tables: Vec<(String, Vec<String>, Vec<Vec<String>>)>,
    pub files: Vec<(String, String)>,
}

/// The fields of a record that a publication shows.
pub(crate) fn page(
    rules: &Rules<'_>,
    reader: &mut Reader<'_>,
    now: Instant,
    read: &Snapshot,
    shows: &[u16],
) -> Result<Page, StoreError> {
    let Some(def) = &read.def else { return Ok(Page::default()) };
    let facts = named(reader, read, shows)?;
    let book = Book::new(&facts);
    let env = Env::new(*rules, def, Subject::Snapshot(read), now, &book);
    let mut page = Page::default();
    for at in shows {
        let at = usize::from(*at);
        if let (Some(field), Some((_, value))) = (def.fields.get(at), read.fields.get(at)) {
            page.add(&env, field, value);
        }
    }
    page.fill(&printed(read));
    page.title = titled(&env, def, read, shows).or(page.title);
    Ok(page)
}

/// The line of the definition, if it is made of nothing but fields that are shown.
fn titled(env: &Env<'_>, def: &TypeDef, read: &Snapshot, shows: &[u16]) -> Option<String> {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => Some(text.clone()),
        Piece::Slot(slot) => match slot.kind {
            ExprKind::Field(at) if shows.contains(&at) => {
                let field = def.fields.get(usize::from(at))?;
                shown(env, field, &read.fields.get(usize::from(at))?.1)
            }
            _ => None,
        },
    };
    def.title.iter().map(piece).collect()
}

/// The names of what the fields refer to.
fn named(reader: &mut Reader<'_>, read: &Snapshot, shows: &[u16]) -> Result<Facts, StoreError> {
    let mut found = Vec::new();
    let shown = shows.iter().filter_map(|at| read.fields.get(usize::from(*at)));
    shown.for_each(|(_, value)| references(value, &mut found));
    found.sort();
    found.dedup();
    let mut facts = Facts::default();
    for id in found {
        let query = Query::Snapshot { id, day: None };
        let answer = reader.answer(&query)?;
        facts.known.push((query, answer));
    }
    Ok(facts)
}

impl Page {
    /// Figures in the place of their slots.
    fn fill(&mut self, printed: &[(String, String)]) {
        if printed.is_empty() {
            return;
        }
        let cells = self.tables.iter_mut().flat_map(|(_, _, rows)| rows.iter_mut().flatten());
        let texts = self.shows.iter_mut().map(|(_, text)| text);
        cells.chain(texts).for_each(|text| *text = filled(text, printed));
    }

    fn add(&mut self, env: &Env<'_>, field: &Field, value: &Value) {
        match (&field.ty, value) {
            (FieldType::Rows { columns, .. }, Value::List(rows)) if !rows.is_empty() => {
                self.tables.push(table(env, field, columns, rows));
            }
            (FieldType::File, value) => {
                self.files.extend(texts(value).map(|sm3| (field.name.clone(), sm3)));
            }
            _ => {
                let Some(text) = shown(env, field, value) else { return };
                if matches!(field.ty, FieldType::Text | FieldType::Ref(_)) && self.title.is_none() {
                    self.title = Some(text.clone());
                }
                self.shows.push((field.name.clone(), text));
            }
        }
    }
}

fn texts(value: &Value) -> impl Iterator<Item = String> {
    let one = value.as_text().into_iter();
    one.chain(value.members().iter().filter_map(Value::as_text))
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The rows of a field: the columns that hold nothing personal, or may leave.
fn table(
    env: &Env<'_>,
    field: &Field,
    columns: &[Field],
    rows: &[Value],
) -> (String, Vec<String>, Vec<Vec<String>>) {
    let leaves = |column: &Field| column.public || (column.personal.is_none() && !is_personal(&column.ty));
    let kept: Vec<(usize, &Field)> = columns.iter().enumerate().filter(|(_, c)| leaves(c)).collect();
    let row = |value: &Value| match value {
        Value::Row(row) => {
            let env = Env { row: Some(row), ..*env };
            let cell = |(at, column): &(usize, &Field)| {
                row.cells.get(*at).and_then(|cell| shown(&env, column, cell)).unwrap_or_default()
            };
            kept.iter().map(cell).collect()
        }
        _ => Vec::new(),
    };
    let heads = kept.iter().map(|(_, column)| column.name.clone()).collect();
    (field.name.clone(), heads, rows.iter().map(row).collect())
}

/// Whether values of a type are those of a person by themselves.
fn is_personal(ty: &FieldType) -> bool {
    matches!(
        ty,
        FieldType::IdNumber
            | FieldType::IdNumberOrUscc
            | FieldType::Phone
            | FieldType::Address
            | FieldType::File
    )
}

/// A value as everyone may see it; none if there is nothing to be seen.
fn shown(env: &Env<'_>, field: &Field, value: &Value) -> Option<String> {
    match value {
        value if value.is_empty() => None,
        Value::List(members) => {
            let shown: Vec<String> = members.iter().filter_map(|one| shown(env, field, one)).collect();
            (!shown.is_empty()).then(|| shown.join("、"))
        }
        value => {
            let mask = match &field.mask {
                Some(mask) => eval(&Env { value: Some(value), ..*env }, mask).as_text()?.to_owned(),
                None => default_mask(field, value).to_owned(),
            };
            let text = display(env, Some(field), value);
            masked(&mask, value, &text)
        }
    }
}

/// The mask of a type where the definition gives none.
fn default_mask(field: &Field, value: &Value) -> &'static str {
    match (&field.ty, value) {
        (FieldType::IdNumber, _) => "id",
        (FieldType::IdNumberOrUscc, Value::Text(text)) if is_person(text) => "id",
        (FieldType::Phone, _) => "hidden",
        (FieldType::Address, _) => "address",
        (_, Value::Ref(to)) if to.id.ty() == "person" => "name",
        _ if field.personal.is_some() => "hidden",
        _ => "none",
    }
}

fn masked(mask: &str, value: &Value, text: &str) -> Option<String> {
    Some(match mask {
        "none" => text.to_owned(),
        "name" => masking::name(text),
        "id" => masking::id_number(text),
        "phone" => masking::phone(text),
        "address" => masking::address(text),
        "year" => match value {
            Value::Date(day) => format!("{}年", day.year()),
            Value::Instant(at) => format!("{}年", at.year()),
            _ => return None,
        },
        _ => return None,
    })
}
