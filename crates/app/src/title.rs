//! What a record is called by somebody: the one way to a title. It asks how much of the record they
//! see, so that no page says in a heading or a link what it masks below.

use fadu_base::{RecordId, Value, masking};
use fadu_definition::expr::{Expr, ExprKind, Member};
use fadu_definition::{Field, FieldType, Piece, TypeDef};
use fadu_engine::eval::{Env, Subject, eval};
use fadu_engine::text;
use fadu_engine::{Facts, Query, Rules, Snapshot};

use crate::access::{Sight, field_sight, is_personal};

/// Longer lists are cut in titles.
const LIST: usize = 20;

/// Who looks: in which role, and how much of the record they see.
#[derive(Clone, Copy)]
pub(crate) struct Eye<'a> {
    pub role: &'a str,
    pub sight: Sight,
}

/// The line by which the record of an environment is listed, as far as it is for them: without the
/// parts that read what is personal or kept for others, and with the names of persons masked.
/// Nothing if nothing of it remains.
pub(crate) fn title(env: &Env<'_>, eye: Eye<'_>) -> Option<String> {
    if eye.sight == Sight::Nothing {
        return None;
    }
    let def = env.def;
    let slots = || def.title.iter().filter_map(slot);
    let public = slots().flat_map(|expr| reads(def, expr)).all(|field| field.public);
    let told: Vec<Option<String>> = def.title.iter().map(|piece| part(env, piece, eye, public)).collect();
    // The words between slots say nothing by themselves.
    let says = def.title.iter().zip(&told).any(|(piece, told)| slot(piece).is_some() && told.is_some());
    let text =
        if says || slots().next().is_none() { told.into_iter().flatten().collect() } else { String::new() };
    let text = text.replace("(空)", "");
    let text = text.trim_matches(|c: char| c.is_whitespace() || "、，；：".contains(c));
    if text.is_empty() { own_name(env, eye) } else { Some(text.to_owned()) }
}

fn part(env: &Env<'_>, piece: &Piece, eye: Eye<'_>, public: bool) -> Option<String> {
    let expr = match piece {
        Piece::Text(text) => return Some(text.clone()),
        Piece::Slot(expr) => expr,
    };
    if !is_for(env, expr, eye, public) {
        return None;
    }
    let value = eval(env, expr);
    match &value {
        Value::Ref(to) => called(env, &to.id, eye),
        Value::List(members) if members.iter().all(|one| matches!(one, Value::Ref(_))) => {
            let names = members.iter().take(LIST).filter_map(|one| match one {
                Value::Ref(to) => called(env, &to.id, eye),
                _ => None,
            });
            let names = names.collect::<Vec<_>>().join("、");
            Some(if members.len() > LIST { format!("{names}等 {} 项", members.len()) } else { names })
        }
        value if eye.sight < Sight::Full && refers(value) => None,
        _ => Some(text::template(env, &vec![piece.clone()])),
    }
}

fn refers(value: &Value) -> bool {
    let mut found = Vec::new();
    references(value, &mut found);
    !found.is_empty()
}

/// Whether what an expression reads is for them.
fn is_for(env: &Env<'_>, expr: &Expr, eye: Eye<'_>, public: bool) -> bool {
    let (def, open) = (env.def, eye.sight == Sight::Full || public);
    let is_open = |field: &Field| {
        field_sight(field, eye.role, eye.sight) > Sight::Nothing && (open || !is_personal(field))
    };
    reads(def, expr).into_iter().all(is_open) && (open || !reads_personal(&env.rules, def, expr))
}

/// The masked name of what is called by a personal name alone.
fn own_name(env: &Env<'_>, eye: Eye<'_>) -> Option<String> {
    let at = env.def.fields.iter().position(|field| &*field.id == "name")?;
    let field = env.def.fields.get(at).filter(|field| field.personal.is_some())?;
    if field_sight(field, eye.role, eye.sight) == Sight::Nothing {
        return None;
    }
    let value = match env.subject {
        Subject::Record(record) => record.fields.get(at)?,
        Subject::Snapshot(read) => read.field("name")?,
        _ => return None,
    };
    value.as_text().map(|name| if eye.sight == Sight::Full { name.to_owned() } else { masking::name(name) })
}

/// What a record that is referred to is called by those who see so much of what refers to it: whom it
/// concerns reads whom it names, everybody else the names of persons masked. Nothing if it was not read.
pub(crate) fn called(env: &Env<'_>, id: &RecordId, eye: Eye<'_>) -> Option<String> {
    let read = text::known(env, id)?;
    Some(name(env, &read, eye))
}

/// The same of a record that was read.
pub(crate) fn name(env: &Env<'_>, read: &Snapshot, eye: Eye<'_>) -> String {
    let def = read.def.as_deref();
    let named = read.field("name").and_then(Value::as_text);
    if let (Some(name), Some(def)) = (named, def) {
        let personal = def.fields.iter().any(|field| &*field.id == "name" && field.personal.is_some());
        return if personal && eye.sight < Sight::Full { masking::name(name) } else { name.to_owned() };
    }
    let Some(def) = def else { return text::show::snapshot(env, read) };
    let book = env.book.again();
    let own = Env::new(env.rules, def, Subject::Snapshot(read), env.now, &book);
    let no = || read.no.as_deref().map(str::to_owned);
    title(&own, eye).or_else(no).unwrap_or_else(|| unnamed_record(def, read))
}

/// Somebody whose name is not known yet is not called by a number of ours.
fn unnamed_record(def: &TypeDef, read: &Snapshot) -> String {
    let is_somebody = def.fields.iter().any(|field| &*field.id == "name" && field.personal.is_some());
    if is_somebody { "未具名".to_owned() } else { read.id.local().to_owned() }
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

/// The records that the title of a type refers to; `value` gives the value of a field by its place.
pub(crate) fn named<'v>(def: &TypeDef, value: impl Fn(usize) -> Option<&'v Value>) -> Vec<RecordId> {
    let mut found = Vec::new();
    for expr in def.title.iter().filter_map(slot) {
        expr.walk(&mut |part| {
            let ExprKind::Field(at) = &part.kind else { return };
            if let Some(value) = value(usize::from(*at)) {
                references(value, &mut found);
            }
        });
    }
    found
}

/// The records that the title of one that was read refers to.
pub(crate) fn named_by(read: &Snapshot) -> Vec<RecordId> {
    match &read.def {
        Some(def) => named(def, |at| read.fields.get(at).map(|(_, value)| value)),
        None => Vec::new(),
    }
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

/// What has still to be read so that records are called by their names: they themselves, and what
/// their titles refer to.
pub(crate) fn unnamed(facts: &Facts, mut found: Vec<RecordId>) -> Vec<Query> {
    found.sort();
    found.dedup();
    let mut asks: Vec<RecordId> = Vec::new();
    for id in found {
        match snapshot_of(facts, &id) {
            Some(Some(read)) if read.field("name").is_none() => {
                asks.extend(named_by(read).into_iter().filter(|id| snapshot_of(facts, id).is_none()));
            }
            Some(_) => {}
            None => asks.push(id),
        }
    }
    asks.sort();
    asks.dedup();
    asks.into_iter().map(|id| Query::Snapshot { id, day: None }).collect()
}

fn snapshot_of<'f>(facts: &'f Facts, of: &RecordId) -> Option<Option<&'f Snapshot>> {
    facts.known.iter().find_map(|(query, answer)| match (query, answer) {
        (Query::Snapshot { id, day: None }, fadu_engine::Answer::Snapshot(read)) if id == of => {
            Some(read.as_deref())
        }
        _ => None,
    })
}
