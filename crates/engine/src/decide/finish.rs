//! Steps 9 and 10: the finished event with what changed, the limits it ends, the numbers to draw,
//! publications and notices.

use std::sync::Arc;

use fadu_base::{Name, Value};
use fadu_definition::{Field, NumberPiece, TypeDef};

use super::bind::is_append;
use super::bound::Bound;
use super::effects::name_of_version;
use super::{Task, adopt};
use crate::number::{self, Words};
use crate::record::apply::{apply, empty};
use crate::refusal::Sentence;
use crate::{Change, Draw, Event, Refusal, outbox, time_limit};

/// Fields of the owning organization that stand in numbers (sheet 00, 1 and 5).
const DOC_WORD: &str = "doc_word";
const SHORT_NAME: &str = "short_name";
const NAME: &str = "name";

/// Makes the change of the own record.
pub(super) fn finish(task: &Task<'_>, mut bound: Bound) -> Result<Change, Refusal> {
    let draws = draws(task, &bound)?;
    let terms = time_limit::ended_by_last(&task.env_of(&bound));
    let outbox = outbox::due(&task.env_of(&bound), task.action, bound.on);
    let last = bound.candidate.history.pop().map(Arc::unwrap_or_clone);
    let Some(mut event) = last else { return Err(Refusal::default()) };
    event.terms = terms;
    event.fields = changed(task, &bound);
    event.added = added(task, &bound);
    event.row = event.row.zip(bound.row.as_ref()).map(|((field, _), row)| (field, row.clone()));
    event.facts = task.run.book.entries_used();
    event.warnings = bound.reasons.iter().map(|reason| Name::from(reason.id.as_str())).collect();
    event.no = bound.candidate.no.take().filter(|no| task.was.is_none_or(|was| was.no.as_ref() != Some(no)));
    event.org =
        bound.candidate.org.take().filter(|org| task.was.is_none_or(|was| was.org.as_ref() != Some(org)));
    let def = adopt::target(task).unwrap_or(task.def);
    if !Arc::ptr_eq(def, task.def) {
        event.input = adopt::versions(&event.definition, def);
        event.definition = name_of_version(def).into();
    }
    Ok(change(task, def, event, draws, outbox))
}

fn change(
    task: &Task<'_>,
    def: &Arc<TypeDef>,
    event: Event,
    draws: Vec<Draw>,
    outbox: outbox::Due,
) -> Change {
    let after = apply(task.was, task.id, def, &event);
    Change {
        record: task.id.clone(),
        def: def.clone(),
        creates: task.was.is_none(),
        event,
        after: Arc::new(after),
        draws,
        publications: outbox.publications,
        notices: outbox.notices,
    }
}

/// Fields with a new value; rows that were added or acted on stand elsewhere.
fn changed(task: &Task<'_>, bound: &Bound) -> Vec<(Name, Value)> {
    let mut changed = Vec::new();
    for (at, field) in task.def.fields.iter().enumerate() {
        let by_row = task.action.row.is_some_and(|row| usize::from(row) == at);
        let Some(new) = bound.candidate.fields.get(at).filter(|_| !by_row && !is_append(field)) else {
            continue;
        };
        if is_changed(task, at, field, new) {
            changed.push((field.id.clone(), new.clone()));
        }
    }
    changed
}

fn is_changed(task: &Task<'_>, at: usize, field: &Field, new: &Value) -> bool {
    match task.was.and_then(|was| was.fields.get(at)) {
        Some(old) => old != new,
        None => *new != empty(field),
    }
}

fn added(task: &Task<'_>, bound: &Bound) -> Vec<(Name, Vec<Arc<fadu_base::Row>>)> {
    let named = |at: &u16| task.def.fields.get(usize::from(*at)).map(|field| field.id.clone());
    bound.added.iter().filter_map(|(at, rows)| Some((named(at)?, rows.clone()))).collect()
}

/// The numbers that the event allocates: those of `draws`, and the own number at the opening.
fn draws(task: &Task<'_>, bound: &Bound) -> Result<Vec<Draw>, Refusal> {
    let mut draws = Vec::new();
    let own = task.def.number.as_ref().filter(|_| task.was.is_none() && bound.candidate.no.is_none());
    if let Some(form) = own {
        draws.push(draw(task, bound, None, "no", form)?);
    }
    for &at in &task.action.draws {
        let field = task.def.fields.get(usize::from(at));
        if let Some((field, form)) = field.and_then(|field| Some((field, field.form.as_ref()?))) {
            draws.push(draw(task, bound, Some(field.id.clone()), &field.id, form)?);
        }
    }
    Ok(draws)
}

fn draw(
    task: &Task<'_>,
    bound: &Bound,
    field: Option<Name>,
    id: &str,
    form: &[NumberPiece],
) -> Result<Draw, Refusal> {
    let words = words(task, bound, id, form)?;
    let org = bound.candidate.org.as_ref().map(|org| org.id.clone());
    Ok(number::draw(field, form, &words, org, bound.on))
}

/// The words of the owning organization that the form needs, as of the legal day.
fn words(task: &Task<'_>, bound: &Bound, id: &str, form: &[NumberPiece]) -> Result<Words, Refusal> {
    let doc_word = form.contains(&NumberPiece::OrgDocWord);
    let short_name = form.contains(&NumberPiece::OrgShortName);
    if !doc_word && !short_name {
        return Ok(Words::default());
    }
    let word = |wanted: bool, field: &str, name: &str| match wanted {
        true => org_word(task, bound, field).map(Some).ok_or_else(|| no_word(task, bound, id, name)),
        false => Ok(None),
    };
    let found = (word(doc_word, DOC_WORD, "机关代字"), word(short_name, SHORT_NAME, "简称"));
    if !task.run.book.is_settled() {
        return Ok(Words::default());
    }
    Ok(Words { doc_word: found.0?, short_name: found.1? })
}

fn org_word(task: &Task<'_>, bound: &Bound, field: &str) -> Option<Arc<str>> {
    let org = bound.candidate.org.as_ref()?;
    let day = task.run.rules.is_register(org.id.ty()).then_some(bound.on);
    let seen = task.run.book.snapshot(&org.id, day).flatten()?;
    match seen.get().field(field) {
        Some(Value::Text(word)) if !word.is_empty() => Some(word.clone()),
        _ => None,
    }
}

fn no_word(task: &Task<'_>, bound: &Bound, id: &str, name: &str) -> Refusal {
    let called = org_word(task, bound, NAME);
    let local = || bound.candidate.org.as_ref().map_or("(无)", |org| org.id.local());
    let org = called.as_deref().unwrap_or_else(local);
    Refusal { reasons: vec![Sentence::OrgWord.reason(format!("number.{id}"), &[org, name], &[])] }
}
