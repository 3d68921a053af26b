//! Step 5: the conditions of law. Every one is judged, and all that fail are listed. A condition
//! that cannot be judged is not met.

use fadu_base::{Instant, Name, Value};
use fadu_definition::expr::{Expr, ExprKind, Member};
use fadu_definition::{Field, FieldType, RefusalKind, Refuse, TypeDef};

use super::bind::wants;
use super::bound::Bound;
use super::{Task, references};
use crate::eval::{Env, Machine, Subject, render, truth};
use crate::facts::Book;
use crate::refusal::{Sentence, remedy};
use crate::text::show;
use crate::{Facts, Query, Reason, Record, Rules};

/// The rules of the fields that were given, over `value`; of rows, also the rules of the columns.
pub(super) fn check_fields(task: &Task<'_>, bound: &mut Bound) {
    let mut found = Vec::new();
    for (name, value) in &bound.given {
        let field = wants(task, task.action).map(|(_, field)| field).find(|field| field.id == *name);
        let Some(field) = field.filter(|_| !value.is_empty()) else { continue };
        let env = Env { value: Some(value), ..task.env_of(bound) };
        judge_all(&env, &field.refuse, bound, &field.id, None, &mut found);
        if let FieldType::Rows { columns, .. } = &field.ty {
            check_columns(&env, columns, value, bound, &mut found);
        }
    }
    bound.reasons.extend(found);
}

fn check_columns(env: &Env<'_>, columns: &[Field], rows: &Value, bound: &Bound, found: &mut Vec<Reason>) {
    for (at, value) in rows.members().iter().enumerate() {
        let Value::Row(row) = value else { continue };
        for (column, cell) in columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty()) {
            let env = Env { row: Some(row), value: Some(cell), ..*env };
            judge_all(&env, &column.refuse, bound, &column.id, Some(at + 1), found);
        }
    }
}

fn judge_all(
    env: &Env<'_>,
    rules: &[std::sync::Arc<Refuse>],
    bound: &Bound,
    place: &Name,
    row: Option<usize>,
    found: &mut Vec<Reason>,
) {
    for rule in rules {
        if let Some(reason) = judge(env, rule, &bound.reported) {
            found.push(reason.at(&**place).in_row(row));
        }
    }
}

/// The conditions of the action, its own first, then the shared ones, in file order.
pub(super) fn check(task: &Task<'_>, bound: &mut Bound) {
    let mut found = Vec::new();
    for rule in &task.action.refuse {
        let Some(reason) = judge(&task.env_of(bound), rule, &bound.reported) else { continue };
        if rule.kind == RefusalKind::RefNotValid {
            references::leave_to(rule, task, bound);
        }
        let place = reason.place.clone().or_else(|| only_asked(task, &rule.when));
        found.push(Reason { place, ..reason });
    }
    bound.reasons.extend(found);
}

/// The one field asked for that a condition reads: there it is put right.
fn only_asked(task: &Task<'_>, when: &Expr) -> Option<String> {
    let mut names: Vec<&Name> = Vec::new();
    let mut parts = vec![when];
    while let Some(part) = parts.pop() {
        names.extend(match &part.kind {
            ExprKind::Field(at) => task.def.fields.get(usize::from(*at)).map(|field| &field.id),
            ExprKind::Get(of, Member::Field(name)) if matches!(of.kind, ExprKind::Input) => Some(name),
            _ => None,
        });
        parts.extend(part.children());
    }
    let is_read = |field: &&Field| names.contains(&&field.id);
    let mut asked = wants(task, task.action).map(|(_, field)| field).filter(is_read);
    asked.next().filter(|_| asked.next().is_none()).map(|field| field.id.to_string())
}

/// Whether a field's own rules refuse a value, as far as can be told before a record holds it; or what
/// must be asked first.
pub fn field_refuses(
    rules: &Rules<'_>,
    def: &TypeDef,
    field: &Field,
    value: &Value,
    now: Instant,
    facts: &Facts,
) -> Result<bool, Vec<Query>> {
    let book = Book::new(facts);
    let env = Env { value: Some(value), ..Env::new(*rules, def, Subject::None, now, &book) };
    let refuses = |rule: &std::sync::Arc<Refuse>| !rule.warn && truth(&env, &rule.when) == Some(true);
    let refused = field.refuse.iter().any(refuses);
    if book.is_settled() { Ok(refused) } else { Err(book.take_asks()) }
}

/// What one condition says. True refuses, a list with members refuses and names them, unknown
/// refuses as a missing field, unless that field is reported already; so do the members of a list
/// that cannot be judged, if no other refuses.
fn judge(env: &Env<'_>, rule: &Refuse, reported: &[Name]) -> Option<Reason> {
    let item = Machine::new(env).not_ruled_out(&rule.when);
    match (item.truth(), item.len()) {
        (Some(false), _) | (_, Some(0)) => None,
        (Some(true), _) => Some(reason(env, rule, &Value::Null)),
        (None, Some(_)) => listed(env, rule, &item.into_value(), reported),
        (None, None) => unknown(env, rule, &Value::Null, reported),
    }
}

/// A list that is not empty: the members that refuse, else those that cannot be judged.
fn listed(env: &Env<'_>, rule: &Refuse, open: &Value, reported: &[Name]) -> Option<Reason> {
    let rows = Machine::new(env).item(&rule.when).into_value();
    if rows.is_empty() { unknown(env, rule, open, reported) } else { Some(reason(env, rule, &rows)) }
}

fn reason(env: &Env<'_>, rule: &Refuse, rows: &Value) -> Reason {
    let with_rows = Env { rows: Some(rows), ..*env };
    Reason {
        id: rule.id.to_string(),
        kind: rule.kind,
        say: render(&with_rows, &rule.say),
        article: rule.article.clone(),
        remedy: remedy(rule.kind).to_owned(),
        place: None,
        row: None,
        rows: named(env, rule, rows),
        warn: rule.warn,
    }
}

/// The members of a list that refuses, as people read them.
fn named(env: &Env<'_>, rule: &Refuse, rows: &Value) -> Vec<String> {
    rows.members().iter().map(|member| show::member(env, &rule.when.ty, member)).collect()
}

/// A condition that cannot be judged, of a list: for these `rows`. The first empty field it reads is named.
fn unknown(env: &Env<'_>, rule: &Refuse, rows: &Value, reported: &[Name]) -> Option<Reason> {
    if rule.warn || !env.book.is_settled() {
        return None;
    }
    let empty = empty_fields(env, &rule.when);
    if env.row.is_none() && reported.iter().any(|name| **name == *"row") && reads_row(&rule.when) {
        return None;
    }
    if empty.iter().any(|field| reported.contains(&field.id)) {
        return None;
    }
    let said = render(&Env { rows: Some(rows), ..*env }, &rule.say);
    let reason = match empty.first() {
        Some(field) => {
            Sentence::Unknown.reason(&*rule.id, &[&field.name, &said], &[&field.name]).at(&*field.id)
        }
        None if !rows.is_empty() => Sentence::UnknownRows.reason(&*rule.id, &[&said], &[]),
        None => Sentence::UnknownRule.reason(&*rule.id, &[&said], &[]),
    };
    let (article, rows) = (rule.article.clone(), named(env, rule, rows));
    Some(Reason { kind: RefusalKind::FieldMissing, article, rows, ..reason })
}

/// Whether an expression reads the row acted on.
fn reads_row(expr: &Expr) -> bool {
    let mut reads = false;
    expr.walk(&mut |part| reads |= matches!(part.kind, ExprKind::Row));
    reads
}

/// The empty own fields and inputs that an expression reads, in the order of reading.
fn empty_fields<'a>(env: &Env<'a>, expr: &Expr) -> Vec<&'a Field> {
    let record = env.subject.record();
    let mut found: Vec<&'a Field> = Vec::new();
    expr.walk(&mut |part| {
        let field = match &part.kind {
            ExprKind::Field(at) => env.def.fields.get(usize::from(*at)),
            ExprKind::Get(of, Member::Field(name)) if matches!(of.kind, ExprKind::Input) => {
                env.def.fields.iter().find(|field| field.id == *name)
            }
            _ => None,
        };
        if let Some(field) = field.filter(|field| is_empty(record, field, env)) {
            found.push(field);
        }
    });
    found
}

fn is_empty(record: Option<&Record>, field: &Field, env: &Env<'_>) -> bool {
    let at = env.def.fields.iter().position(|known| known.id == field.id);
    at.zip(record).and_then(|(at, record)| record.fields.get(at)).is_none_or(Value::is_empty)
}
