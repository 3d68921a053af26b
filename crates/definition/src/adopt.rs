//! The two actions that every type has of itself: moving an open record to another version of its
//! definition 适用新规程 (language.md 5.6). One person proposes it, another confirms; a definition
//! that was only corrected is adopted by the system. No definition writes them.

use fadu_base::Name;

use crate::keys::Text;
use crate::{Action, By, Field, FieldType, From, Scope, TypeDef, Want, field};

/// The proposal.
pub const PROPOSE_ADOPT: &str = "propose_version";
/// The move.
pub const ADOPT: &str = "adopt_version";
/// Input of the proposal: the day on which the version to adopt takes effect.
pub const VERSION: &str = "version";
/// Inputs of the move, filled by the system: the versions with their digests.
pub const BEFORE_AFTER: [&str; 2] = ["before", "after"];

/// Whether an action is one of the two.
pub fn is_built_in(action: &str) -> bool {
    matches!(action, PROPOSE_ADOPT | ADOPT)
}

/// Adds the actions to a version. Where there is no other version, nobody takes them.
pub(crate) fn add(def: &mut TypeDef, others: bool) {
    let proposed = u16::try_from(def.actions.len()).unwrap_or(u16::MAX);
    let by = |role: &str, scope| vec![By { role: role.into(), scope }];
    if others {
        let input = vec![
            input(VERSION, "新规程施行日", FieldType::Date),
            input("reason", "理由", FieldType::LongText),
            input("article", "依据", FieldType::Text),
        ];
        let needs = (0..3).map(Want::Input).collect();
        let by = by("admin", Scope::District);
        def.actions.push(Action { input, needs, by, ..action(PROPOSE_ADOPT, "提请适用新规程") });
    }
    let input =
        BEFORE_AFTER.iter().zip(["原规程", "新规程"]).map(|(id, name)| input(id, name, FieldType::Text));
    let move_ = Action { input: input.collect(), ..action(ADOPT, "适用新规程") };
    def.actions.push(match others {
        true => Action { by: by("department_head", Scope::Org), apart: vec![proposed], ..move_ },
        false => Action { from: From::Steps { new: false, steps: Vec::new() }, ..move_ },
    });
}

fn input(id: &'static str, name: &str, ty: FieldType) -> Field {
    Field { name: name.to_owned(), ty, ..field::blank(&Text { text: id, span: 0..0 }) }
}

fn action(id: &str, name: &str) -> Action {
    Action {
        id: Name::from(id),
        name: name.to_owned(),
        article: None,
        hint: None,
        by: Vec::new(),
        by_system: false,
        from: From::Open,
        to: Vec::new(),
        needs: Vec::new(),
        may: Vec::new(),
        input: Vec::new(),
        row: None,
        docs: Vec::new(),
        refuse: Vec::new(),
        apart: Vec::new(),
        times: None,
        within: Vec::new(),
        dated: None,
        uses: None,
        draws: Vec::new(),
        sets: Vec::new(),
        then: Vec::new(),
        notify: Vec::new(),
        span: 0..0,
    }
}
