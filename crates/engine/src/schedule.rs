//! Commands by the calendar (`[schedule]`, language.md 2.8): which records must come into being, or
//! be commanded, on a day. Idempotent by their key: what is there already is not commanded again.

use std::sync::Arc;

use fadu_base::{Date, Instant, Name, RecordId, Value};
use fadu_definition::{Given, Schedule, Then, ThenTarget, TypeDef};

use crate::eval::{Env, Subject, eval, holds};
use crate::facts::Book;
use crate::{Command, Doer, Facts, Query, Rules, Target};

/// The commands of a definition's schedules that fall on the day of `now`; or what must be asked.
pub fn commands_due(
    rules: &Rules<'_>,
    def: &TypeDef,
    now: Instant,
    facts: &Facts,
) -> Result<Vec<Command>, Vec<Query>> {
    let book = Book::new(facts);
    let env = Env::new(*rules, def, Subject::None, now, &book);
    let due = def.schedules.iter().filter(|schedule| falls_on(schedule, now.date()));
    let commands: Vec<Command> = due.flat_map(|schedule| commands(&env, schedule)).collect();
    if book.is_settled() { Ok(commands) } else { Err(book.take_asks()) }
}

/// Whether a schedule falls on a day. `at` is month and day of a year, of the first half or the
/// first quarter; the day of a month; the weekday (Monday is 1). Absent: the first.
pub fn falls_on(schedule: &Schedule, day: Date) -> bool {
    let at = schedule.at.as_deref();
    match &*schedule.every {
        "year" => is_month_day(at, day, 12),
        "half" => is_month_day(at, day, 6),
        "quarter" => is_month_day(at, day, 3),
        "month" => i64::from(day.day()) == number(at.map(last_part)),
        "week" => i64::from(day.weekday().to_monday_one_offset()) == number(at),
        _ => true,
    }
}

/// `MM-DD`, and again every so many months.
fn is_month_day(at: Option<&str>, day: Date, months: i64) -> bool {
    let at = at.unwrap_or("01-01");
    let month = number(at.split('-').next());
    (i64::from(day.month()) - month).rem_euclid(months) == 0
        && i64::from(day.day()) == number(Some(last_part(at)))
}

fn last_part(at: &str) -> &str {
    at.rsplit('-').next().unwrap_or(at)
}

fn number(text: Option<&str>) -> i64 {
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(1)
}

/// One command, or one a member of the list.
fn commands(env: &Env<'_>, schedule: &Schedule) -> Vec<Command> {
    let Some((list, slot)) = &schedule.then.each else {
        return command(env, schedule).into_iter().collect();
    };
    let members = eval(env, list);
    let one = |member: &Value| {
        let vars = [(*slot, member.clone())];
        command(&Env { vars: &vars, ..*env }, schedule)
    };
    members.members().iter().filter_map(one).collect()
}

/// The command, unless it does not apply or was given before.
fn command(env: &Env<'_>, schedule: &Schedule) -> Option<Command> {
    let then: &Then = &schedule.then;
    if !holds(env, then.cond.as_ref()) {
        return None;
    }
    let cause: Arc<str> = cause(env, schedule).into();
    let (target, action) = match &then.target {
        ThenTarget::Create { ty, action } => (Target::New(unborn(env, ty, &cause)?), action),
        ThenTarget::On { record, action } => (Target::On(not_told(env, eval(env, record), &cause)?), action),
    };
    let input = then.with.iter().map(|(name, expr)| (name.clone(), Given::Value(eval(env, expr))));
    Some(Command {
        input: input.collect(),
        target,
        action: action.clone(),
        row: None,
        docs: Vec::new(),
        by: Doer::System,
        now: env.now,
        seen: None,
        cause: Some(cause),
    })
}

/// `schedule.key`: what makes the command the same command.
fn cause(env: &Env<'_>, schedule: &Schedule) -> String {
    let parts = schedule.key.iter().map(|part| match eval(env, part) {
        Value::Ref(to) => to.id.as_str().replace('/', "."),
        value => crate::text::show::plain(&value),
    });
    let parts: Vec<String> = [schedule.id.to_string()].into_iter().chain(parts).collect();
    parts.join(".").replace(|c: char| c.is_whitespace() || c == '/', "-")
}

/// The id of the record to be created, unless it is there.
fn unborn(env: &Env<'_>, ty: &Name, cause: &str) -> Option<RecordId> {
    let id = RecordId::new(ty, cause);
    let day = env.rules.is_register(ty).then_some(env.today);
    match env.book.snapshot(&id, day)? {
        Some(_) => None,
        None => Some(id),
    }
}

/// The record to be commanded, unless this very command is in its history.
fn not_told(env: &Env<'_>, record: Value, cause: &str) -> Option<RecordId> {
    let Value::Ref(to) = record else { return None };
    let record = env.book.record(&to.id)??;
    let told = record.history.iter().any(|event| event.cause.as_deref() == Some(cause));
    (!told).then_some(to.id)
}
