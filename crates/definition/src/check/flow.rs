//! The graph of steps and actions of a type, guards ignored: what is possible at all.

use crate::{Action, From, Step, TypeDef};

/// The graph of a type. A type without steps has one state, in which everything happens.
pub(crate) struct Flow<'d> {
    /// Actions, as in the type.
    pub actions: &'d [Action],
    steps: &'d [Step],
    /// States that some record can be in.
    pub reachable: Vec<bool>,
}

impl<'d> Flow<'d> {
    /// The graph of a type.
    pub fn of(def: &'d TypeDef) -> Self {
        let states = def.steps.len().max(1);
        let mut flow = Self { actions: &def.actions, steps: &def.steps, reachable: vec![false; states] };
        let mut found: Vec<usize> = Vec::new();
        for action in flow.actions.iter().filter(|action| creates(action)) {
            found.extend(flow.targets(action, None));
        }
        for state in flow.closure(found) {
            flow.reachable[state] = true;
        }
        flow
    }

    /// The states; steps by their index.
    pub fn states(&self) -> std::ops::Range<usize> {
        0..self.reachable.len()
    }

    /// Whether a state is an outcome.
    pub fn is_end(&self, state: usize) -> bool {
        self.steps.get(state).is_some_and(|step| step.end)
    }

    /// Whether an action can be taken in a state.
    pub fn open(&self, action: &Action, state: usize) -> bool {
        match &action.from {
            From::New => false,
            From::Open => !self.is_end(state),
            From::Any => true,
            From::Steps { steps, .. } => steps.iter().any(|step| usize::from(*step) == state),
        }
    }

    /// Where an action leads from a state, or (from nowhere) a new record.
    pub fn targets(&self, action: &Action, from: Option<usize>) -> Vec<usize> {
        if action.to.is_empty() {
            let only = self.steps.is_empty().then_some(0);
            return from.or(only).into_iter().collect();
        }
        action.to.iter().map(|(step, _)| usize::from(*step)).collect()
    }

    /// Whether taking it moves the record into an outcome.
    pub fn enters_end(&self, action: &Action, target: usize) -> bool {
        !action.to.is_empty() && self.is_end(target)
    }

    /// Everything reachable from some states, themselves included.
    pub fn closure(&self, from: Vec<usize>) -> Vec<usize> {
        let mut seen = vec![false; self.reachable.len()];
        let mut work = from;
        let mut all = Vec::new();
        while let Some(state) = work.pop() {
            if std::mem::replace(&mut seen[state], true) {
                continue;
            }
            all.push(state);
            for action in self.actions.iter().filter(|action| self.open(action, state)) {
                work.extend(self.targets(action, Some(state)));
            }
        }
        all
    }
}

/// Whether an action can create a record.
pub(crate) fn creates(action: &Action) -> bool {
    matches!(action.from, From::New | From::Steps { new: true, .. })
}
