//! One row: its record's id, its legal day, its command, and the words for a refusal.

use std::collections::BTreeMap;

use fadu_base::{Date, Name, RecordId, Value};
use fadu_definition::{Expr, ExprKind, Given, Scope};
use fadu_engine::{Actor, Change, Command, Doer, Event, Reason, Record};
use fadu_import::{Fault, ImportRow, Problem};
use fadu_journal::Hash;

use crate::Seat;
use crate::decide::by_program;

/// The person in whose name ledgers are entered from the command line.
pub(crate) const CLERK: &str = "person/import";

/// The id of a row's record: made from its key, so that the same row is the same record.
pub(crate) fn record_id(row: &ImportRow) -> RecordId {
    let ty = &row.def().id;
    let mut text = ty.to_string();
    for part in &row.key {
        text.push('\u{1f}');
        text.push_str(part);
    }
    RecordId::new(ty, &base32(&Hash::of(text.as_bytes()).to_string()))
}

/// The first 100 bits of a hash in 20 letters and digits.
fn base32(hex: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let (mut bits, mut held, mut text) = (0u32, 0u32, String::new());
    for digit in hex.chars().filter_map(|c| c.to_digit(16)).take(25) {
        bits = (bits << 4) | digit;
        held += 4;
        while held >= 5 {
            held -= 5;
            text.push(char::from(LETTERS[((bits >> held) & 31) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    text
}

/// The legal day of a row: that of the first date its action dates it by, if the row gives it.
pub(crate) fn day(row: &ImportRow) -> Option<Date> {
    let action = row.route.action();
    let dated = action.dated.as_ref()?;
    let mut named = Vec::new();
    names(dated, row, &mut named);
    named.iter().find_map(|name| match row.get(name)? {
        Given::Value(Value::Date(day)) => Some(*day),
        Given::Value(Value::Instant(instant)) => Some(instant.date()),
        _ => None,
    })
}

/// The fields and inputs that a date expression reads, in its order.
fn names(expr: &Expr, row: &ImportRow, named: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Field(field) => named.push(row.def().fields[usize::from(*field)].id.to_string()),
        ExprKind::Get(of, fadu_definition::expr::Member::Field(name))
            if matches!(of.kind, ExprKind::Input) =>
        {
            named.push(name.to_string());
        }
        ExprKind::Get(of, _) | ExprKind::Not(of) | ExprKind::Neg(of) => names(of, row, named),
        ExprKind::Call { args, .. } => args.iter().for_each(|arg| names(arg, row, named)),
        ExprKind::Cond(a, b, c) => [a, b, c].into_iter().for_each(|part| names(part, row, named)),
        ExprKind::Binary(_, a, b) => [a, b].into_iter().for_each(|part| names(part, row, named)),
        _ => {}
    }
}

/// The command that a row is: by somebody in a capacity, for their own organization, unless the action
/// lets them file for all of the district; or by a person of the organization that the file names.
pub(crate) fn command(
    row: &ImportRow,
    id: &RecordId,
    org: Option<&RecordId>,
    by: Option<&Seat>,
    now: fadu_base::Instant,
) -> Command {
    let action = row.route.action();
    if let Some(actor) = by.and_then(|seat| seat.actor(None).ok()) {
        let all = action.by.iter().any(|by| by.role == actor.role && by.scope == Scope::District);
        let org = org.filter(|_| all).cloned().or_else(|| actor.org.clone());
        let given = (&*action.id, row.input.clone());
        let command = by_program(id.clone(), given, (actor.person.as_str(), &actor.role, None), now);
        return Command { by: Doer::Person(Actor { org, ..actor }), ..command };
    }
    let role = action.by.first().map_or("department_filer", |by| &by.role);
    by_program(id.clone(), (&action.id, row.input.clone()), (CLERK, role, org.cloned()), now)
}

/// The faults that a refusal finds in a row.
pub(crate) fn faults(row: &ImportRow, reasons: &[Reason]) -> Vec<Fault> {
    let refusing = reasons.iter().filter(|reason| !reason.warn);
    refusing.map(|reason| row.fault(reason.place.as_deref(), reason.row, problem(reason))).collect()
}

fn problem(reason: &Reason) -> Problem {
    let article = reason.article.as_ref().map(|article| format!("（{article}）")).unwrap_or_default();
    let what = format!("{}{article}", reason.say);
    Problem::new(reason.kind, &reason.id, what, reason.remedy.clone())
}

/// Whether the record that is there was entered with the same content as a row would give it now.
pub(crate) fn is_same(known: &Record, changes: &[Change]) -> bool {
    let Some(first) = known.history.first() else { return false };
    changes.first().is_some_and(|change| {
        let new = &change.event;
        let drawn = |name: &str| change.draws.iter().any(|draw| draw.field.as_deref() == Some(name));
        // Stored members stand in canonical order, decided ones in that of the definition.
        let fields = |event: &Event| -> BTreeMap<Name, Value> { by_name(&event.fields, |name| !drawn(name)) };
        let draws_number = change.draws.iter().any(|draw| draw.field.is_none());
        fields(first) == fields(new)
            && by_name(&first.added, |_| true) == by_name(&new.added, |_| true)
            && by_name(&first.input, |_| true) == by_name(&new.input, |_| true)
            && (draws_number || first.no == new.no)
    })
}

fn by_name<T: Clone>(members: &[(Name, T)], keep: impl Fn(&str) -> bool) -> BTreeMap<Name, T> {
    members.iter().filter(|(name, _)| keep(name)).cloned().collect()
}
