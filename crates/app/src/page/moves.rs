//! The actions that are open to a person on the page of a record, and which of them matter most now.

use fadu_definition::Action;
use fadu_engine::text::show::moment;
use fadu_engine::{Actor, LimitState, OpenAction, Record};

/// An action that is open to the person.
#[derive(Clone, Debug)]
pub struct Move {
    /// Its id.
    pub id: String,
    /// Chinese name.
    pub name: String,
    /// Law and article.
    pub article: Option<String>,
    /// What to heed.
    pub hint: Option<String>,
    /// It is what matters most now.
    pub main: bool,
}

/// The actions in the order of the file.
pub(super) fn of(record: &Record, actor: &Actor, open: &[OpenAction], states: &[LimitState]) -> Vec<Move> {
    let actions: Vec<(u16, &Action)> = open
        .iter()
        .filter_map(|open| Some((open.index, record.def.actions.get(usize::from(open.index))?)))
        .collect();
    let mut running: Vec<&LimitState> = states.iter().filter(|state| state.is_open()).collect();
    running.sort_by_key(|state| (state.due.is_none(), state.due.map(moment)));
    let main: Vec<u16> = match actor.appointment.is_some() && !running.is_empty() {
        true => ending(record, &actions, &running),
        // Nothing presses: the first that does not merely give up.
        false => actions
            .iter()
            .filter(|(_, action)| !gives_up(record, action))
            .map(|(at, _)| *at)
            .take(1)
            .collect(),
    };
    actions.iter().map(|(at, action)| Move::of(action, main.contains(at))).collect()
}

/// Those that end the limit due first of those that can be ended.
fn ending(record: &Record, actions: &[(u16, &Action)], running: &[&LimitState]) -> Vec<u16> {
    let of_limit = |state: &&LimitState| -> Vec<u16> {
        let limit = record.def.limits.get(usize::from(state.limit));
        let ends = limit.map_or(&[][..], |limit| &limit.ends);
        actions.iter().map(|(at, _)| *at).filter(|at| ends.contains(at)).collect()
    };
    running.iter().map(of_limit).find(|found| !found.is_empty()).unwrap_or_default()
}

/// Whether all that an action does is to end the matter.
fn gives_up(record: &Record, action: &Action) -> bool {
    let is_end = |at: &u16| record.def.steps.get(usize::from(*at)).is_some_and(|step| step.end);
    !action.to.is_empty() && action.to.iter().all(|(at, _)| is_end(at))
}

impl Move {
    fn of(action: &Action, main: bool) -> Self {
        Self {
            id: action.id.to_string(),
            name: action.name.clone(),
            article: action.article.clone(),
            hint: action.hint.clone(),
            main,
        }
    }
}
