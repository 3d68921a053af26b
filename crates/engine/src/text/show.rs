//! Values as people write them, for sentences and lists: money in yuan, choices by their word,
//! records by their title.

use std::sync::Arc;

use fadu_base::counting::Moment;
use fadu_base::{Name, Point, RecordId, Row, Value};
use fadu_definition::expr::{Expr, ExprKind, Member, Ty};
use fadu_definition::{Field, FieldType, Piece, Template};

use crate::Snapshot;
use crate::eval::{Env, Subject, eval};

/// Longer lists are cut in sentences.
const LIST: usize = 20;

/// The text of a template: each slot as people write its value.
pub fn template(env: &Env<'_>, template: &Template) -> String {
    let mut text = String::new();
    for piece in template {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Slot(expr) => text.push_str(&slot(env, expr)),
        }
    }
    text
}

fn slot(env: &Env<'_>, expr: &Expr) -> String {
    let value = eval(env, expr);
    match (field_of(env, expr), &value) {
        (None, Value::List(values)) => {
            let shown = values.iter().take(LIST).map(|value| member(env, &expr.ty, value));
            listed(shown.collect(), values.len())
        }
        (field, value) => display(env, field.as_ref(), value),
    }
}

/// The members shown of a list, and how many there are if it was cut.
fn listed(shown: Vec<String>, all: usize) -> String {
    let more = if all > shown.len() { format!("等 {all} 项") } else { String::new() };
    shown.join("、") + &more
}

/// A member of a list that refused, as people name it; `ty` is the type of the list.
pub(crate) fn member(env: &Env<'_>, ty: &Ty, value: &Value) -> String {
    match (ty, value) {
        (Ty::List(one), value) => member(env, one, value),
        (Ty::Row(columns), Value::Row(row)) => named_row(env, columns, row),
        _ => display(env, None, value),
    }
}

/// A day, or an instant.
pub fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::At(at) => plain(&Value::Instant(at)),
    }
}

/// The field whose value an expression shows, so that its words are known.
fn field_of(env: &Env<'_>, expr: &Expr) -> Option<Field> {
    match &expr.kind {
        ExprKind::Field(at) => env.def.fields.get(usize::from(*at)).cloned(),
        ExprKind::Get(of, Member::Column(at)) => match &of.ty {
            Ty::Row(columns) => columns.get(usize::from(*at)).cloned(),
            _ => None,
        },
        ExprKind::Get(of, Member::Field(name)) => match &of.ty {
            Ty::Ref(types) => types.iter().find_map(|ty| field_of_type(env, ty, name)),
            Ty::View => env.def.fields.iter().find(|field| field.id == *name).cloned(),
            _ => None,
        },
        _ => None,
    }
}

fn field_of_type(env: &Env<'_>, ty: &str, name: &Name) -> Option<Field> {
    let versions = env.rules.definitions.types.get(ty)?;
    versions.last()?.fields.iter().find(|field| field.id == *name).cloned()
}

/// A value as people write it.
pub fn display(env: &Env<'_>, field: Option<&Field>, value: &Value) -> String {
    match value {
        Value::Text(key) => word(field, key),
        Value::Ref(to) => record(env, &to.id),
        Value::Row(row) => self::row(env, field, row),
        Value::List(values) => {
            let shown = values.iter().take(LIST).map(|value| display(env, field, value));
            listed(shown.collect(), values.len())
        }
        value => plain(value),
    }
}

/// A plain value as people write it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "(空)".into(),
        Value::Bool(true) => "是".into(),
        Value::Bool(false) => "否".into(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(n) => n.to_string(),
        Value::Money(n) => format!("{n}元"),
        Value::Text(text) => text.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Instant(at) => format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute()),
        Value::Period(length) => period(*length),
        Value::Range(from, to) => format!("{from} 至 {to}"),
        Value::Ref(to) => to.id.local().to_owned(),
        Value::Row(row) => format!("第{}行", row.no),
        Value::List(values) => values.iter().map(plain).collect::<Vec<_>>().join("、"),
    }
}

/// A length of time in Chinese: `3个月加30日`.
pub fn period(length: fadu_base::Period) -> String {
    let hours = |minutes: i32| if minutes % 60 == 0 { (minutes / 60, "小时") } else { (minutes, "分钟") };
    let (working, working_unit) = hours(length.working_minutes);
    let (clock, clock_unit) = hours(length.minutes);
    let parts = [
        (length.months, "个月".to_owned()),
        (length.days, "日".to_owned()),
        (length.working_days, "个工作日".to_owned()),
        (working, format!("个工作{working_unit}")),
        (clock, clock_unit.to_owned()),
    ];
    let shown: Vec<String> =
        parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if shown.is_empty() { "0日".into() } else { shown.join("加") }
}

/// A choice by its word, a place in words.
fn word(field: Option<&Field>, key: &str) -> String {
    match field.map(|field| &field.ty) {
        Some(FieldType::Point) => Point::parse(key).map_or_else(|| key.to_owned(), Point::words),
        Some(FieldType::Choice(of)) => {
            of.iter().find(|(known, _)| **known == *key).map_or(key, |(_, word)| word).to_owned()
        }
        _ => key.to_owned(),
    }
}

fn row(env: &Env<'_>, field: Option<&Field>, row: &Row) -> String {
    match field.map(|field| &field.ty) {
        Some(FieldType::Rows { columns, .. }) => named_row(env, columns, row),
        _ => named_row(env, &[], row),
    }
}

/// A row by its number and what it holds first.
fn named_row(env: &Env<'_>, columns: &[Field], row: &Row) -> String {
    let named = row.cells.iter().enumerate().find(|(at, cell)| is_telling(columns.get(*at), cell));
    match named {
        Some((at, cell)) => format!("第{}行 {}", row.no, display(env, columns.get(at), cell)),
        None => format!("第{}行", row.no),
    }
}

/// Whether a cell tells people which row it is: a text or a record, not a choice.
fn is_telling(column: Option<&Field>, cell: &Value) -> bool {
    let is_choice = column.is_some_and(|column| matches!(column.ty, FieldType::Choice(_) | FieldType::File));
    !is_choice && matches!(cell, Value::Text(_) | Value::Ref(_))
}

/// A record as people name it: its name or title where it is known, else its number or id.
pub fn record(env: &Env<'_>, id: &RecordId) -> String {
    match env.book.snapshot_known(id) {
        Some(seen) => snapshot(env, seen.get()),
        // In a title an id of ours says nothing.
        None if env.book.is_within() => String::new(),
        None => id.local().to_owned(),
    }
}

/// A record that is referred to, if it was read; it is not asked for.
pub fn known(env: &Env<'_>, id: &RecordId) -> Option<Arc<Snapshot>> {
    env.book.snapshot_known(id).map(|seen| seen.get().clone())
}

/// The name, title, number or id of a record that was read. Nothing is asked for it.
pub fn snapshot(env: &Env<'_>, snapshot: &Snapshot) -> String {
    if let Some(name) = snapshot.field("name").and_then(Value::as_text) {
        return name.to_owned();
    }
    let title = snapshot.def.as_deref().map(|def| {
        let book = env.book.again();
        let own = Env::new(env.rules, def, Subject::Snapshot(snapshot), env.now, &book);
        template(&own, &def.title)
    });
    // What is empty in a title is left out of it.
    let told = title.map(|title| title.replace("(空)", "").trim().to_owned());
    let told = told.filter(|title| !title.is_empty());
    let no = || snapshot.no.as_deref().map(str::to_owned);
    let is_unnamed = snapshot
        .def
        .as_deref()
        .is_some_and(|def| def.fields.iter().any(|field| &*field.id == "name" && field.personal.is_some()));
    // Somebody whose name is not known yet is not called by a number of ours.
    let unnamed = || is_unnamed.then(|| "未具名".to_owned());
    told.or_else(no).or_else(unnamed).unwrap_or_else(|| snapshot.id.local().to_owned())
}
